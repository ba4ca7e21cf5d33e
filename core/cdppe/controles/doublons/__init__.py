"""The same figure in two places."""

from cdppe.controles.declarations import load_controles
from cdppe.controles.doublons.coquilles import COQUILLES
from cdppe.controles.doublons.indicateurs import INDICATEURS_DOUBLES
from cdppe.controles.doublons.montants import MONTANTS_DOUBLES
from cdppe.controles.doublons.parts import PARTS_DOUBLES
from cdppe.controles.doublons.series import SERIES_DOUBLES
from cdppe.controles.doublons.sources import SOURCES_DOUBLES
from cdppe.controles.doublons.tableaux import TABLEAUX_DOUBLES
from cdppe.controles.doublons.voisins import VOISINS
from cdppe.plugins.controle import Controle

DOUBLONS: tuple[Controle, ...] = load_controles(
    __name__,
    {
        **MONTANTS_DOUBLES,
        **PARTS_DOUBLES,
        **SOURCES_DOUBLES,
        **VOISINS,
        **COQUILLES,
        **INDICATEURS_DOUBLES,
        **SERIES_DOUBLES,
        **TABLEAUX_DOUBLES,
    },
)
