"""Stages of money in their order, and what one year leaves to the next."""

from cdppe.controles.execution.bilan import BILAN
from cdppe.controles.execution.etapes import ETAPES_DE_DEPENSE
from cdppe.controles.execution.prevu import DEPENSE_ET_PREVU
from cdppe.controles.execution.reports import REPORTS
from cdppe.plugins.controle import Controle

EXECUTION: tuple[Controle, ...] = (
    *ETAPES_DE_DEPENSE,
    *DEPENSE_ET_PREVU,
    *BILAN,
    *REPORTS,
)
