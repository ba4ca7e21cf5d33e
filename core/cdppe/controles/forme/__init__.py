"""How figures are written and laid out, and what the readers left in doubt."""

from cdppe.controles.forme.doutes import DOUTES
from cdppe.controles.forme.ecriture import ECRITURE
from cdppe.controles.forme.lecture import LECTURE
from cdppe.controles.forme.rangees import RANGEES
from cdppe.plugins.controle import Controle

FORME: tuple[Controle, ...] = (
    *DOUTES,
    *ECRITURE,
    *LECTURE,
    *RANGEES,
)
