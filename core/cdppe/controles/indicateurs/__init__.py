"""Indicators against their own figures, their parts, their targets and their years."""

from cdppe.controles.indicateurs.calculs import CALCULS_INDICATEURS
from cdppe.controles.indicateurs.indices import INDICES
from cdppe.controles.indicateurs.parts import PARTS_INDICATEURS
from cdppe.controles.indicateurs.series import SERIES_INDICATEURS
from cdppe.plugins.controle import Controle

INDICATEURS: tuple[Controle, ...] = (
    *CALCULS_INDICATEURS,
    *PARTS_INDICATEURS,
    *SERIES_INDICATEURS,
    *INDICES,
)
