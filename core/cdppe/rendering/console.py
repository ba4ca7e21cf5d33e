"""The essential tables on a terminal."""

from collections.abc import Iterator

from tabulate import tabulate

from cdppe.consolidation.modeles import Synthese, Table
from cdppe.rendering.presentation import CHIFFRES, extract, format_cellule
from cdppe.rendering.surete import safe_console

_LARGEUR_MAX = 48
_LARGEUR_FIN = 120  # of the last column, which pushes no other


def render_console(synthese: Synthese) -> str:
    """Return the tables meant for the console, title and notes around each."""
    return "\n".join(_lines(synthese))


def _lines(synthese: Synthese) -> Iterator[str]:
    yield f"Synthèse CDPPE {synthese.annee} — {synthese.origine}"
    yield from map(safe_console, synthese.avertissements)
    for table in synthese.tables:
        if table.portee == "console":
            yield ""
            yield table.titre
            yield _render(table)
            yield from table.notes


def _render(table: Table) -> str:
    extrait = extract(table)
    genres = [colonne.genre for colonne in extrait.colonnes]
    limites = [_LARGEUR_MAX] * (len(genres) - 1) + [_LARGEUR_FIN]
    lignes = [
        [_cut(format_cellule(v, g), limite) for v, g, limite in zip(ligne, genres, limites, strict=True)]
        for ligne in extrait.lignes
    ]
    return tabulate(
        lignes,
        [colonne.nom for colonne in extrait.colonnes],
        disable_numparse=True,
        preserve_whitespace=False,
        colalign=["right" if genre in CHIFFRES else "left" for genre in genres] if lignes else None,
    )


def _cut(texte: str, limite: int) -> str:
    propre = safe_console(texte)
    return propre if len(propre) <= limite else propre[: limite - 1] + "…"
