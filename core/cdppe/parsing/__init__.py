"""From the words and cells of a document to figures, periods and codes; nothing here knows a département."""

from cdppe.parsing.cellules import read_montants, settle_periode
from cdppe.parsing.manquants import classify_manquant
from cdppe.parsing.montants import Montant, find_montants
from cdppe.parsing.nombres import Nombre, find_nombres, parse_nombre, parse_pourcentage
from cdppe.parsing.periodes import Periode, PeriodeTrouvee, find_periodes, parse_periode
from cdppe.parsing.proto import MontantLu

__all__ = [
    "Montant",
    "MontantLu",
    "Nombre",
    "Periode",
    "PeriodeTrouvee",
    "classify_manquant",
    "find_montants",
    "find_nombres",
    "find_periodes",
    "parse_nombre",
    "parse_periode",
    "parse_pourcentage",
    "read_montants",
    "settle_periode",
]
