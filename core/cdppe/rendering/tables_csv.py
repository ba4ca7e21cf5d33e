"""The CSV files of a synthesis: one for each table, and the six files of the facts."""

from collections.abc import Iterator
from pathlib import Path

from cdppe.consolidation.modeles import Synthese
from cdppe.rendering.faits_csv import Fichier, iter_faits, write_csv
from cdppe.rendering.modeles import ORIGINE, Modeles


def write_tables(synthese: Synthese, folder: Path, modeles: Modeles = ORIGINE) -> None:
    """Write them into ``folder``; the column ``faits`` holds ids, which are the column ``id`` of the facts' files."""
    for nom, header, rows in iter_fichiers(synthese):
        write_csv(folder / f"{nom}.csv", header, rows)


def iter_fichiers(synthese: Synthese) -> Iterator[Fichier]:
    """Name, columns and rows of each file: the tables, then the facts."""
    donnees = "éditions embarquées" if synthese.editions else "rapports"
    for table in synthese.tables:
        header = ["Repère", *(colonne.nom for colonne in table.colonnes), "Faits", "Données"]
        rows = [
            (table.repere(rang), *ligne.cellules, ";".join(ligne.faits), donnees)
            for rang, ligne in enumerate(table.lignes)
        ]
        yield table.code, header, rows
    yield from iter_faits(synthese.lecture, synthese.ids)
