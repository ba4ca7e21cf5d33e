"""The workbook: one sheet for each table, one for each kind of fact, every row linked to its facts."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.packaging.core import DocumentProperties
from openpyxl.writer.excel import ExcelWriter

from cdppe.consolidation.modeles import Colonne, Genre, Synthese, Table
from cdppe.facts import Lecture
from cdppe.rendering.archive import ArchiveStable, parse_date
from cdppe.rendering.faits_csv import rows_of
from cdppe.rendering.feuille import Feuille, Styles, write_feuille
from cdppe.rendering.modeles import ORIGINE, Modeles

_FAITS = {
    "documents": ("Documents", "Documents lus"),
    "actions": ("Actions", "Toutes les actions lues"),
    "financements": ("Financements", "Tous les montants lus, avec leur document, leur ligne et leur texte"),
    "indicateurs": ("Indicateurs", "Tous les indicateurs lus"),
    "anomalies": ("Anomalies", "Toutes les anomalies"),
    "non_lus": ("Non lus", "Chiffres qui ne sont pas des faits, et pourquoi"),
}
_GENRES: Mapping[str, Genre] = {
    "montant": "montant",
    "debut": "nombre",
    "fin": "nombre",
    "ligne": "nombre",
    "statut_annee": "nombre",
    "valeur": "valeur",
}
_NOTE_FAITS = (
    "Les faits d'une ligne : suivez le lien, ou filtrez la colonne « repères » de la feuille « Financements », "
    "« Indicateurs » ou « Actions » sur le repère de la ligne suivi d'un point-virgule (contient « S1 ; »)."
)
_FAITS_MAX = 2000
_AVERTISSEMENTS_MAX = 3


def write_classeur(synthese: Synthese, depot: Path, modeles: Modeles = ORIGINE) -> None:
    """Write ``synthese-2022.xlsx``; its dates are those of the newest document: the same input gives the same bytes."""
    classeur = Workbook(write_only=True)
    date = parse_date(synthese.date)
    classeur.properties = DocumentProperties(
        creator="cdppe", title=f"Synthèse CDPPE {synthese.nom}", created=date, modified=date
    )
    styles = Styles(classeur)
    reperes = _list_reperes(synthese.tables)
    feuilles = {nom: _make_faits(synthese, nom, reperes) for nom in Lecture.modeles()}
    liens = {
        id_: f"'{feuilles[nom].nom}'!A{feuilles[nom].premiere + rang}"
        for nom, ids in synthese.ids.items()
        for rang, id_ in enumerate(ids)
    }
    for table in synthese.tables:
        write_feuille(classeur, styles, _make_table(synthese, table), liens)
    for feuille in feuilles.values():
        write_feuille(classeur, styles, feuille, {})
    archive: Any = ArchiveStable(depot / f"synthese-{synthese.nom}.xlsx", date)
    ExcelWriter(classeur, archive).save()


def _head(synthese: Synthese, complet: bool) -> tuple[str, ...]:
    lignes = synthese.avertissements
    if not complet and len(lignes) > _AVERTISSEMENTS_MAX:
        reste = len(lignes) - _AVERTISSEMENTS_MAX
        lignes = (*lignes[:_AVERTISSEMENTS_MAX], f"… et {reste} autres avertissements : feuille « Lecture ».")
    return lignes


def _make_table(synthese: Synthese, table: Table) -> Feuille:
    lignes = [
        (table.repere(rang), *ligne.cellules, _list_faits(ligne.faits, table.code), len(ligne.faits))
        for rang, ligne in enumerate(table.lignes)
    ]
    return Feuille(
        nom=table.feuille,
        titre=f"{table.titre} — synthèse {synthese.nom}",
        origine=synthese.origine,
        avertissements=_head(synthese, table.code == "lecture"),
        notes=(*table.notes, *((_NOTE_FAITS,) if any(ligne.faits for ligne in table.lignes) else ())),
        # The number comes last: a long list of ids would run over whatever empty cells are on its right.
        colonnes=(Colonne("Repère"), *table.colonnes, Colonne("Faits"), Colonne("Nombre de faits", "nombre")),
        lignes=lignes,
        premiers=[ligne.faits[0] if ligne.faits else "" for ligne in table.lignes],
        figees=2,
        hors_page=2,
    )


def _list_reperes(tables: Iterable[Table]) -> dict[str, str]:
    """For each fact, the rows that it stands behind, each closed by `` ;`` so that a filter finds S1 and not S12."""
    reperes: dict[str, list[str]] = {}
    for table in tables:
        for rang, ligne in enumerate(table.lignes):
            for id_ in ligne.faits:
                reperes.setdefault(id_, []).append(f"{table.repere(rang)} ;")
    return {id_: " ".join(noms) for id_, noms in reperes.items()}


def _make_faits(synthese: Synthese, nom: str, reperes: Mapping[str, str]) -> Feuille:
    ids = synthese.ids.get(nom)
    rows: Iterable[tuple[object, ...]] = rows_of(synthese.lecture, nom)
    if ids is not None:
        rows = ((id_, *row, reperes.get(id_, "")) for id_, row in zip(ids, rows, strict=True))
    champs = list(Lecture.modeles()[nom].model_fields)
    colonnes = tuple(Colonne(champ, _GENRES.get(champ, "texte")) for champ in champs)
    feuille, titre = _FAITS[nom]
    return Feuille(
        nom=feuille,
        titre=f"{titre} — synthèse {synthese.nom}",
        origine=synthese.origine,
        avertissements=_head(synthese, False),
        notes=(),
        colonnes=colonnes if ids is None else (Colonne("id"), *colonnes, Colonne("repères")),
        lignes=list(rows),
        premiers=[],
    )


def _list_faits(ids: tuple[str, ...], code: str) -> str:
    """The ids of a row; a cell cannot hold them all when there are thousands, the CSV file can."""
    if len(ids) <= _FAITS_MAX:
        return " ; ".join(ids)
    return f"{' ; '.join(ids[:_FAITS_MAX])} ; et {len(ids) - _FAITS_MAX} autres, listés dans {code}.csv"
