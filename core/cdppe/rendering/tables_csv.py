"""The CSV files of a synthesis: one for each table, and the six files of the facts."""

from pathlib import Path

from cdppe.consolidation.modeles import Synthese
from cdppe.rendering.faits_csv import write_csv, write_faits_in
from cdppe.rendering.modeles import ORIGINE, Modeles


def write_tables(synthese: Synthese, folder: Path, modeles: Modeles = ORIGINE) -> None:
    """Write them into ``folder``; the column ``faits`` holds ids, which are the column ``id`` of the facts' files."""
    for table in synthese.tables:
        header = ["Repère", *(colonne.nom for colonne in table.colonnes), "Faits", "Données"]
        donnees = "éditions embarquées" if synthese.editions else "rapports"
        rows = (
            (table.repere(rang), *ligne.cellules, ";".join(ligne.faits), donnees)
            for rang, ligne in enumerate(table.lignes)
        )
        write_csv(folder / f"{table.code}.csv", header, rows)
    write_faits_in(synthese.lecture, folder, synthese.ids)
