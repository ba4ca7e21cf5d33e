"""What the national framework asks of a report: objectives, years, lists of actions."""

from cdppe.controles.cadre.absents import ABSENTS
from cdppe.controles.cadre.annees import ANNEES
from cdppe.controles.cadre.annees_absentes import ANNEES_ABSENTES
from cdppe.controles.cadre.annonces import ANNONCES
from cdppe.controles.cadre.dates import DATES
from cdppe.controles.cadre.listes import LISTES
from cdppe.controles.cadre.objectifs import OBJECTIFS
from cdppe.controles.cadre.rubriques import RUBRIQUES
from cdppe.controles.cadre.sommaire import SOMMAIRE
from cdppe.controles.cadre.titres import TITRES
from cdppe.controles.declarations import load_controles
from cdppe.plugins.controle import Controle

CADRE: tuple[Controle, ...] = load_controles(
    __name__,
    {
        **OBJECTIFS,
        **LISTES,
        **TITRES,
        **SOMMAIRE,
        **ANNEES_ABSENTES,
        **ANNEES,
        **RUBRIQUES,
        **DATES,
        **ANNONCES,
        **ABSENTS,
    },
)
