"""Figures told in prose, against the tables of the same action and against each other."""

from cdppe.controles.declarations import load_controles
from cdppe.controles.textes.endroits import ENDROITS
from cdppe.controles.textes.evolutions import EVOLUTIONS_RACONTEES
from cdppe.controles.textes.indicateurs import INDICATEURS_RACONTES
from cdppe.controles.textes.rapports import RAPPORTS
from cdppe.controles.textes.sommes import SOMMES_RACONTEES
from cdppe.controles.textes.taux import TAUX_RACONTES
from cdppe.plugins.controle import Controle

TEXTES: tuple[Controle, ...] = load_controles(
    __name__,
    {**INDICATEURS_RACONTES, **ENDROITS, **SOMMES_RACONTEES, **TAUX_RACONTES, **RAPPORTS, **EVOLUTIONS_RACONTEES},
)
