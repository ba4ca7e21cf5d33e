"""Stages of money in their order, and what one year leaves to the next."""

from cdppe.controles.declarations import load_controles
from cdppe.controles.execution.avenants import AVENANTS
from cdppe.controles.execution.bilan import BILAN
from cdppe.controles.execution.debuts import DEBUTS
from cdppe.controles.execution.etapes import ETAPES_DE_DEPENSE
from cdppe.controles.execution.fleches import FLECHES
from cdppe.controles.execution.parts import PARTS
from cdppe.controles.execution.plans import PLANS
from cdppe.controles.execution.prevu import DEPENSE_ET_PREVU
from cdppe.controles.execution.reliquats import RELIQUATS
from cdppe.controles.execution.reports import REPORTS
from cdppe.plugins.controle import Controle

EXECUTION: tuple[Controle, ...] = load_controles(
    __name__,
    {
        **ETAPES_DE_DEPENSE,
        **DEPENSE_ET_PREVU,
        **FLECHES,
        **BILAN,
        **DEBUTS,
        **PLANS,
        **PARTS,
        **REPORTS,
        **RELIQUATS,
        **AVENANTS,
    },
)
