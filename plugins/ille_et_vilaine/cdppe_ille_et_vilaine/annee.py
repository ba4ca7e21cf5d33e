"""One year's financial table over its pages: whose detail each row holds, and the sums that its totals confirm."""

import re
from collections.abc import Iterator
from decimal import Decimal

from cdppe.api import Source, normalize_libelle
from cdppe_ille_et_vilaine.rangees import Ligne, value_of

ZERO = Decimal(0)


def sum_details(lignes: list[Ligne]) -> Decimal:
    return sum((v for ligne in lignes if (v := value_of(ligne.montant)) is not None), ZERO)


def find_exclusions(total: Ligne) -> frozenset[str]:
    """The action numbers that a total's label leaves out ("sans les fiches 22 et 27")."""
    sans = re.search(r"\bsans (?:la|les) fiches? (.*)", normalize_libelle(total.libelle))
    return frozenset(re.findall(r"\d+", sans[1])) if sans else frozenset()


class Annee:
    """All the rows of one year's table, over its pages, and the details of each action."""

    def __init__(self, lignes: list[Ligne]) -> None:
        self.lignes = lignes
        self.details: dict[int, list[Ligne]] = {}
        """The rows that hold a detail of the action on row ``i``, itself included."""
        self._attach()

    def _attach(self) -> None:
        courante = -1
        for rang, ligne in enumerate(self.lignes):
            if not ligne.page.suit and (rang == 0 or self.lignes[rang - 1].page is not ligne.page):
                courante = -1
            if ligne.nature == "action":
                courante = rang
                self.details[rang] = [ligne] if ligne.montant or ligne.objet else []
            elif ligne.nature in ("total", "inconnue"):
                courante = -1 if ligne.nature == "total" or ligne.libelle else courante
            elif courante >= 0:
                self.details[courante].append(ligne)

    @property
    def actions(self) -> Iterator[tuple[int, Ligne]]:
        return ((rang, ligne) for rang, ligne in enumerate(self.lignes) if ligne.nature == "action")

    @property
    def totaux(self) -> Iterator[Ligne]:
        return (ligne for ligne in self.lignes if ligne.nature == "total")

    def owner(self, ligne: Ligne) -> Ligne | None:
        """The action whose detail the row holds."""
        return next((self.lignes[r] for r, d in self.details.items() if any(x is ligne for x in d)), None)

    def is_complete(self, action: Ligne) -> bool:
        """Whether a printed total is the sum of the actions of that one's fund: none of them is missing or wrong."""
        cle = "actions" if action.valeur("actions") is not None else "credits"
        return any(
            t.valeur(cle) in {self.sum_column(cle, t.fonds, sans) for sans in (frozenset[str](), find_exclusions(t))}
            for t in self.totaux
            if t.fonds == action.fonds and t.fonds is not None
        )

    def adds_up(self, fonds: Source | None) -> bool:
        """Whether a printed total is the sum of all the details of the fund's actions."""
        somme = sum((sum_details(self.details[r]) for r, x in self.actions if x.fonds == fonds), ZERO)
        return any(value_of(t.rangee.cellule(t.page.detail)) == somme for t in self.totaux if t.fonds == fonds)

    def amounts(self, action: Ligne) -> tuple[Decimal, ...]:
        """What the details of the action may add up to: its own column, else the credits it has."""
        propre = action.valeur("actions")
        if propre is not None:
            return (propre,)
        credits_ = action.valeur("credits")
        return (credits_,) if credits_ is not None else ()

    def sum_column(self, cle: str, fonds: Source | None, sans: frozenset[str] = frozenset()) -> Decimal:
        """The sum of the proven action rows of a fund (of all of them without one)."""
        return sum(
            (
                v
                for _, ligne in self.actions
                if (ligne.prouvee or not ligne.decalage)
                and fonds in (None, ligne.fonds)
                and ligne.numero not in sans
                and (v := ligne.valeur(cle)) is not None
            ),
            ZERO,
        )
