"""What a plugin takes from a report as it reads it; what it leaves becomes the list of figures not read."""

from cdppe.facts import Lecture
from cdppe.plugins.releve.actions import ReleveActions, normalize_numero
from cdppe.plugins.releve.argent import ReleveArgent, montant_lu
from cdppe.plugins.releve.indicateurs import ReleveIndicateurs

__all__ = ["Releve", "montant_lu", "normalize_numero"]


class Releve(ReleveActions, ReleveArgent, ReleveIndicateurs):
    """A reading under way: facts are added one by one, each from the passage it was read in.

    Every figure of a passage that a fact was read from (or that ``explain`` names) counts as accounted for;
    ``finish`` lists all others in ``non_lus`` and draws the balance.
    """

    def finish(self) -> Lecture:
        self.propose_nationaux()
        return super().finish()
