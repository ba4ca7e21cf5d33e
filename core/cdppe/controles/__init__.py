"""The national controls, and how all controls are run over the dossiers of a campaign."""

from cdppe.controles.catalogue import NATIONAUX, list_controles
from cdppe.controles.passage import Bilan, Passage, examine_campagne, run_controles
from cdppe.controles.releves import Signalement

__all__ = [
    "NATIONAUX",
    "Bilan",
    "Passage",
    "Signalement",
    "examine_campagne",
    "list_controles",
    "run_controles",
]
