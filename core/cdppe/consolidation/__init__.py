"""From the facts of every document to the tables of one year: sums that count nothing twice, and what is left out."""

from cdppe.consolidation.modeles import Colonne, Ligne, Synthese, Table
from cdppe.consolidation.synthese import consolidate

__all__ = ["Colonne", "Ligne", "Synthese", "Table", "consolidate"]
