"""Totals, splits, details and calculations: what is added up."""

from cdppe.controles.sommes.calculs import CALCULS
from cdppe.controles.sommes.details import DETAILS
from cdppe.controles.sommes.periodes import PERIODES
from cdppe.controles.sommes.sources import SOURCES_D_UN_TOTAL
from cdppe.controles.sommes.totaux import TOTAUX
from cdppe.plugins.controle import Controle

SOMMES: tuple[Controle, ...] = (
    *TOTAUX,
    *SOURCES_D_UN_TOTAL,
    *PERIODES,
    *DETAILS,
    *CALCULS,
)
