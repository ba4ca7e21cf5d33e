"""What the national framework asks of a report: objectives, years, lists of actions."""

from cdppe.controles.cadre.annees import ANNEES
from cdppe.controles.cadre.annees_absentes import ANNEES_ABSENTES
from cdppe.controles.cadre.objectifs import OBJECTIFS
from cdppe.plugins.controle import Controle

CADRE: tuple[Controle, ...] = (
    *OBJECTIFS,
    *ANNEES_ABSENTES,
    *ANNEES,
)
