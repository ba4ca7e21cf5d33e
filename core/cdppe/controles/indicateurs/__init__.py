"""Indicators against their own figures, their parts, their targets and their years."""

from cdppe.controles.declarations import load_controles
from cdppe.controles.indicateurs.blocs import BLOCS
from cdppe.controles.indicateurs.bornes import BORNES
from cdppe.controles.indicateurs.calculs import CALCULS_INDICATEURS
from cdppe.controles.indicateurs.indices import INDICES
from cdppe.controles.indicateurs.parcours import PARCOURS
from cdppe.controles.indicateurs.parts import PARTS_INDICATEURS
from cdppe.controles.indicateurs.series import SERIES_INDICATEURS
from cdppe.controles.indicateurs.tableaux import TABLEAUX
from cdppe.plugins.controle import Controle

INDICATEURS: tuple[Controle, ...] = load_controles(
    __name__,
    {
        **CALCULS_INDICATEURS,
        **PARTS_INDICATEURS,
        **PARCOURS,
        **SERIES_INDICATEURS,
        **INDICES,
        **BLOCS,
        **BORNES,
        **TABLEAUX,
    },
)
