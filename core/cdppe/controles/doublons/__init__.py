"""The same figure in two places."""

from cdppe.controles.doublons.indicateurs import INDICATEURS_DOUBLES
from cdppe.controles.doublons.montants import MONTANTS_DOUBLES
from cdppe.controles.doublons.parts import PARTS_DOUBLES
from cdppe.controles.doublons.series import SERIES_DOUBLES
from cdppe.controles.doublons.sources import SOURCES_DOUBLES
from cdppe.controles.doublons.voisins import VOISINS
from cdppe.plugins.controle import Controle

DOUBLONS: tuple[Controle, ...] = (
    *MONTANTS_DOUBLES,
    *PARTS_DOUBLES,
    *SOURCES_DOUBLES,
    *VOISINS,
    *INDICATEURS_DOUBLES,
    *SERIES_DOUBLES,
)
