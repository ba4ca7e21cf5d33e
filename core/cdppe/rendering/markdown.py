"""The synthesis as a Markdown text, from the template ``synthese.md.j2``."""

from collections.abc import Sequence
from pathlib import Path

from jinja2 import Environment, StrictUndefined

from cdppe.consolidation.modeles import CHIFFRES, Synthese, Table
from cdppe.rendering.modeles import Modeles, report_modele
from cdppe.rendering.presentation import extract, format_cellule
from cdppe.rendering.surete import safe_markdown

_REPERE_MAX = 200
_FAITS_MAX = 20_000
"""Beyond, a text is no place for facts: the page, the workbook and the CSV files hold them all."""


def write_markdown(synthese: Synthese, depot: Path, modeles: Modeles) -> None:
    """Write ``synthese-2022.md``."""
    texte = render_markdown(synthese, modeles)
    (depot / f"synthese-{synthese.nom}.md").write_text(texte, encoding="utf-8", errors="replace", newline="\n")


def render_markdown(synthese: Synthese, modeles: Modeles) -> str:
    """Return the text: the essential tables, then the facts behind each of their rows."""
    tables = [t for t in synthese.tables if t.portee != "classeur"]
    cites = {id_ for t in tables for rang in extract(t).rangs for id_ in t.lignes[rang].faits}
    return fill_markdown(
        modeles,
        "synthese.md.j2",
        annee=synthese.nom,
        origine=safe_markdown(synthese.origine),
        avertissements=[safe_markdown(a) for a in synthese.avertissements],
        tables=[_show(table) for table in tables],
        nombre_faits=len(cites),
        faits=_list_faits(synthese, cites),
    )


def fill_markdown(modeles: Modeles, nom: str, /, **valeurs: object) -> str:
    """The template ``nom`` filled with values that are already safe: Markdown has no escaping of Jinja's own.

    Raises ErreurModele when the template cannot be filled.
    """
    environment = Environment(trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined, autoescape=False)  # noqa: S701
    with report_modele(nom):
        return environment.from_string(modeles.read_text(nom)).render(**valeurs)


def _show(table: Table) -> dict[str, object]:
    extrait = extract(table)
    genres = [colonne.genre for colonne in extrait.colonnes]
    lignes = [
        [safe_markdown(format_cellule(v, g)) for v, g in zip(ligne, genres, strict=True)] for ligne in extrait.lignes
    ]
    return {
        "titre": table.titre,
        "notes": table.notes,
        "entetes": [safe_markdown(colonne.nom) for colonne in extrait.colonnes],
        "traits": ["---:" if genre in CHIFFRES else "---" for genre in genres],
        "lignes": lignes,
        "reperes": [(table.repere(rang), _join_faits(table.lignes[rang].faits)) for rang in extrait.rangs],
    }


def _join_faits(ids: Sequence[str]) -> str:
    """The ids behind a row; of thousands, the first ones."""
    if len(ids) <= _REPERE_MAX:
        return ", ".join(ids)
    return f"{', '.join(ids[:_REPERE_MAX])} et {len(ids) - _REPERE_MAX} autres"


def _list_faits(synthese: Synthese, cites: set[str]) -> list[list[str]]:
    """Place and source text of the facts that the tables cite; none when nobody could read them all."""
    if len(cites) > _FAITS_MAX:
        return []
    lecture = synthese.lecture
    financements = [
        (id_, f.document, f.ligne, format_cellule(f.montant, "montant"), f.texte)
        for id_, f in zip(synthese.ids_financements, lecture.financements, strict=True)
    ]
    actions = [
        (id_, a.document, a.ligne, "", f"{a.numero} {a.intitule}")
        for id_, a in zip(synthese.ids_actions, lecture.actions, strict=True)
    ]
    indicateurs = [
        (id_, i.document, i.ligne, format_cellule(i.valeur, "valeur"), " — ".join(t for t in (i.libelle, i.texte) if t))
        for id_, i in zip(synthese.ids_indicateurs, lecture.indicateurs, strict=True)
    ]
    faits = (*financements, *indicateurs, *actions)
    return [[safe_markdown(v) for v in fait] for fait in faits if fait[0] in cites]
