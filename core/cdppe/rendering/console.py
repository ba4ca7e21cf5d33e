"""The essential tables on a terminal."""

import re
import textwrap
from collections.abc import Iterator
from decimal import Decimal
from itertools import chain

from tabulate import tabulate

from cdppe.consolidation.modeles import CHIFFRES, Cellule, Colonne, Synthese, Table
from cdppe.rendering.presentation import extract, format_cellule
from cdppe.rendering.surete import safe_console

_LARGEUR_MAX = 34
_LARGEUR_FIN = 110  # of the last column, which pushes no other
_ENTETE_MAX = 14
_NOTE_MAX = 120
_ESPACE = re.compile(r"(?<=«) | (?=[»:;])")  # where French never breaks a line


def render_console(synthese: Synthese) -> str:
    """Return the tables meant for the console, title and notes around each."""
    return "\n".join(_lines(synthese))


def _lines(synthese: Synthese) -> Iterator[str]:
    yield f"Synthèse CDPPE {synthese.nom} — {safe_console(synthese.origine)}"
    yield from map(safe_console, synthese.avertissements)
    for table in synthese.tables:
        if table.portee == "console":
            yield ""
            yield render_table(table)


def render_table(table: Table) -> str:
    """Title, essential columns without those that hold nothing on any row, and notes."""
    notes = (textwrap.wrap(_ESPACE.sub("\u00a0", note), _NOTE_MAX, break_on_hyphens=False) for note in table.notes)
    return "\n".join((table.titre, _render(table), *chain.from_iterable(notes)))


def _render(table: Table) -> str:
    extrait = extract(table)
    rangs = [n for n, c in enumerate(extrait.colonnes) if any(_holds(ligne[n]) for ligne in extrait.lignes) or n == 0]
    colonnes = [extrait.colonnes[n] for n in rangs]
    limites = [_LARGEUR_MAX] * (len(colonnes) - 1) + [_LARGEUR_FIN]
    textes = [
        _write([ligne[n] for ligne in extrait.lignes], colonne, limite)
        for n, colonne, limite in zip(rangs, colonnes, limites, strict=True)
    ]
    return tabulate(
        list(zip(*textes, strict=True)),
        ["\n".join(textwrap.wrap(colonne.nom, _ENTETE_MAX, break_long_words=False)) for colonne in colonnes],
        disable_numparse=True,
        preserve_whitespace=False,
        colalign=["right" if c.genre in CHIFFRES else "left" for c in colonnes] if extrait.lignes else None,
    )


def _holds(valeur: Cellule) -> bool:
    return valeur is not None and valeur != ""


def _write(valeurs: list[Cellule], colonne: Colonne, limite: int) -> list[str]:
    """The cells of one column; a column of whole euros shows no cents."""
    textes = [_cut(format_cellule(valeur, colonne.genre), limite) for valeur in valeurs]
    montants = [v for v in valeurs if isinstance(v, Decimal)]
    if colonne.genre == "montant" and all(m == m.to_integral_value() for m in montants):
        return [texte.replace(",00", "") for texte in textes]
    return textes


def _cut(texte: str, limite: int) -> str:
    propre = safe_console(texte)
    return propre if len(propre) <= limite else propre[: limite - 1] + "…"
