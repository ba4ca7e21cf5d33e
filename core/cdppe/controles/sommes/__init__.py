"""Totals, splits, details and calculations: what is added up."""

from cdppe.controles.declarations import load_controles
from cdppe.controles.sommes.calculs import CALCULS
from cdppe.controles.sommes.details import DETAILS
from cdppe.controles.sommes.periodes import PERIODES
from cdppe.controles.sommes.postes import POSTES
from cdppe.controles.sommes.rangees import TOTAUX
from cdppe.controles.sommes.sources import SOURCES_D_UN_TOTAL
from cdppe.plugins.controle import Controle

SOMMES: tuple[Controle, ...] = load_controles(
    __name__, {**TOTAUX, **SOURCES_D_UN_TOTAL, **PERIODES, **DETAILS, **POSTES, **CALCULS}
)
