"""How figures are written and laid out, and what the readers left in doubt."""

from cdppe.controles.declarations import load_controles
from cdppe.controles.forme.dates import DATES
from cdppe.controles.forme.doutes import DOUTES
from cdppe.controles.forme.ecriture import ECRITURE
from cdppe.controles.forme.entetes import ENTETES
from cdppe.controles.forme.hors_contrat import HORS_CONTRAT
from cdppe.controles.forme.lecture import LECTURE, load_lecture
from cdppe.controles.forme.modeles import MODELES
from cdppe.controles.forme.rangees import RANGEES
from cdppe.plugins.controle import Controle

FORME: tuple[Controle, ...] = (
    *load_controles(
        __name__, {**DOUTES, **ECRITURE, **DATES, **ENTETES, **MODELES, **HORS_CONTRAT, **LECTURE, **RANGEES}
    ),
    *load_lecture(__name__),
)
