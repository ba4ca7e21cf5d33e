"""Each action of a département against the national framework."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from cdppe.cadre import Cadre
from cdppe.consolidation.sommes import Cle, Somme
from cdppe.facts import Action, sort_key

PLUSIEURS = "plusieurs"


class Unite(NamedTuple):
    """What money is counted by: an action, or the printed objective of money that belongs to no action."""

    departement: str
    action: str
    objet: str = ""

    @staticmethod
    def of(cle: Cle) -> "Unite":
        """The unit of a key."""
        return Unite(cle.departement, cle.action, cle.objet)

    @property
    def nom(self) -> str:
        """Its name in a list of one département."""
        return self.action or "sans action"

    def sort_key(self) -> tuple[object, ...]:
        """Département, then the action's number, then what has none."""
        return (self.departement, not self.action, sort_key(self.action), self.objet)


@dataclass(frozen=True, slots=True)
class ActionSuivie:
    """A unit with its national objectives; ``engagement`` is theirs (``plusieurs`` when they have several)."""

    unite: Unite
    objectifs: tuple[int, ...]
    engagement: str
    ids: tuple[str, ...] = ()
    fait: Action | None = None

    @property
    def intitule(self) -> str:
        """The printed title, or the printed objective of money without an action."""
        return self.fait.intitule if self.fait else self.unite.objet

    @property
    def imprime(self) -> str:
        """The engagement under which the document prints the action."""
        return self.fait.engagement if self.fait else ""

    @property
    def differe(self) -> bool:
        """True when the document prints the action under another engagement than its objectives'."""
        return bool(self.imprime and self.engagement) and self.imprime != self.engagement


def follow_actions(
    faits: Iterable[tuple[str, Action]], sommes: Iterable[Somme], cadre: Cadre
) -> dict[Unite, ActionSuivie]:
    """Return every action, described or only paid for; of several descriptions that of the newest document."""
    decrites: dict[Unite, list[tuple[str, Action]]] = {}
    for id_, action in faits:
        unite = Unite(action.departement, action.numero)
        autres = [(i, a) for i, a in decrites.get(unite, []) if a.document == action.document]
        decrites[unite] = [*autres, (id_, action)]
    suivies = {}
    for unite in sorted({*decrites, *(Unite.of(s.cle) for s in sommes)}, key=Unite.sort_key):
        descriptions = decrites.get(unite, [])
        fait = descriptions[0][1] if descriptions else None
        numeros = {n.strip() for _, a in descriptions for n in a.objectifs.split(";")}
        objectifs = tuple(sorted(int(n) for n in numeros if n.isdigit()))
        if fait is None and unite.objet:
            objectifs = cadre.match_objectif(unite.objet).objectifs
        ids = tuple(id_ for id_, _ in descriptions)
        suivies[unite] = ActionSuivie(unite, objectifs, find_engagement(objectifs, cadre), ids, fait)
    return suivies


def find_engagement(objectifs: Iterable[int], cadre: Cadre) -> str:
    """The national engagement of some objectives: empty without any, ``plusieurs`` when they differ."""
    codes = {o.engagement for n in objectifs if (o := cadre.get_objectif(n))}
    return "".join(codes) if len(codes) < 2 else PLUSIEURS


def format_actions(actions: Iterable[ActionSuivie]) -> str:
    """``35 : 1, 13 a ; 62 : 9 bis``."""
    par_departement: dict[str, list[str]] = {}
    for action in sorted(actions, key=lambda a: a.unite.sort_key()):
        noms = par_departement.setdefault(action.unite.departement, [])
        if action.unite.nom not in noms:
            noms.append(action.unite.nom)
    return " ; ".join(f"{departement} : {', '.join(noms)}" for departement, noms in par_departement.items())
