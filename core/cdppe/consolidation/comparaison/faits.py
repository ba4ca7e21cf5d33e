"""What became of each fact from one edition to another: matched by what it is about, never by its line."""

from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from cdppe.consolidation.comparaison.cles import Fait, key_endroit, key_montant, key_objet, key_valeur
from cdppe.consolidation.comparaison.mots import Detail, list_details
from cdppe.consolidation.modeles import Synthese
from cdppe.facts import Action, Financement, Indicateur, Lecture
from cdppe.facts.lecture import sort_key

Sorte = Literal["change", "apparu", "disparu", "deplace"]
# ``tous``: what is left of one key is paired in the order of the document; ``egaux``: equal values only; ``seuls``: one
# fact on each side.
Mode = Literal["tous", "egaux", "seuls"]


@dataclass(frozen=True, slots=True)
class Edition:
    """The facts of one of the two things that are compared, with their ids and the lines they stand on."""

    lecture: Lecture
    ids: Mapping[str, Sequence[str]]
    textes: Mapping[tuple[str, str], str]

    @staticmethod
    def of_synthese(synthese: Synthese) -> "Edition":
        """The facts of a synthesis."""
        return Edition(synthese.lecture, synthese.ids, synthese.textes)


class Place(NamedTuple):
    """A fact in its edition, and the whole line that it stands on, where it is known."""

    id: str
    fait: Fait
    texte: str


@dataclass(frozen=True, slots=True)
class Mouvement:
    """What became of one fact: ``details`` of a change, and of a place that is not what it was."""

    sorte: Sorte
    avant: Place | None
    apres: Place | None
    details: tuple[Detail, ...] = ()

    @property
    def fait(self) -> Fait:
        """The fact, as the later edition has it if it does."""
        place = self.apres or self.avant
        assert place is not None  # noqa: S101 - a movement has at least one side
        return place.fait


@dataclass(frozen=True, slots=True)
class Suite:
    """All the movements, and the id in the later edition of each fact of the earlier one that is still there."""

    mouvements: tuple[Mouvement, ...]
    paires: Mapping[str, str]


class _Regle(NamedTuple):
    cle: Callable[[Fait], Hashable]
    mode: Mode


def compare_faits(avant: Edition, apres: Edition) -> Suite:
    """Follow each action, amount and value; in the order of départements, then documents."""
    mouvements: list[Mouvement] = []
    paires: dict[str, str] = {}
    for nom, regles in _REGLES.items():
        for un, autre in _match(_list_places(avant, nom), _list_places(apres, nom), regles):
            if un and autre:
                paires[un.id] = autre.id
            if mouvement := _describe(un, autre):
                mouvements.append(mouvement)
    return Suite(tuple(sorted(mouvements, key=_ordre)), paires)


def _list_places(edition: Edition, nom: str) -> list[Place]:
    faits: Sequence[Fait] = getattr(edition.lecture, nom)
    return [
        Place(id_, fait, edition.textes.get((fait.document, fait.ligne), ""))
        for id_, fait in zip(edition.ids[nom], faits, strict=True)
    ]


def _match(
    avant: list[Place], apres: list[Place], regles: Iterable[_Regle]
) -> Iterator[tuple[Place | None, Place | None]]:
    """Pairs by the strictest rule first; at the end, what has no counterpart."""
    for regle in regles:
        reste_avant: list[Place] = []
        reste_apres: list[Place] = []
        for siens, autres in _group(avant, apres, regle.cle):
            egaux, uns, deux = _pair_egaux(siens, autres)
            yield from egaux
            if regle.mode == "tous" or (regle.mode == "seuls" and len(siens) == len(autres) == 1):
                communs = min(len(uns), len(deux))
                yield from zip(uns[:communs], deux[:communs], strict=True)
                uns, deux = uns[communs:], deux[communs:]
            reste_avant += uns
            reste_apres += deux
        avant, apres = reste_avant, reste_apres
    yield from ((place, None) for place in avant)
    yield from ((None, place) for place in apres)


def _group(
    avant: list[Place], apres: list[Place], cle: Callable[[Fait], Hashable]
) -> Iterator[tuple[list[Place], list[Place]]]:
    groupes: dict[Hashable, tuple[list[Place], list[Place]]] = defaultdict(lambda: ([], []))
    for cote, places in enumerate((avant, apres)):
        for place in places:
            groupes[cle(place.fait)][cote].append(place)
    return iter(groupes.values())


def _pair_egaux(avant: list[Place], apres: list[Place]) -> tuple[list[tuple[Place, Place]], list[Place], list[Place]]:
    """Equal values in the order of the document, and what is left on each side."""
    files: dict[Hashable, deque[Place]] = defaultdict(deque)
    for place in apres:
        files[key_valeur(place.fait)].append(place)
    paires, reste = [], []
    for place in avant:
        file = files.get(key_valeur(place.fait))
        if file:
            paires.append((place, file.popleft()))
        else:
            reste.append(place)
    pris = {autre.id for _, autre in paires}
    return paires, reste, [place for place in apres if place.id not in pris]


_REGLES: Mapping[str, tuple[_Regle, ...]] = {
    "actions": (_Regle(key_objet, "tous"),),
    "financements": (
        _Regle(key_endroit, "egaux"),
        _Regle(key_objet, "egaux"),
        _Regle(key_endroit, "tous"),
        _Regle(key_objet, "seuls"),
        _Regle(key_montant, "seuls"),
    ),
    "indicateurs": (
        _Regle(key_endroit, "egaux"),
        _Regle(key_objet, "egaux"),
        _Regle(key_endroit, "tous"),
        _Regle(key_objet, "seuls"),
    ),
}


def _describe(avant: Place | None, apres: Place | None) -> Mouvement | None:
    """The movement, or None where nothing moved, or where what came or went is an empty cell."""
    if avant is None or apres is None:
        place = apres or avant
        if place is None or _is_vide(place.fait):
            return None
        return Mouvement("apparu" if avant is None else "disparu", avant, apres)
    details = tuple(list_details(avant.fait, apres.fait))
    if details:
        return Mouvement("change", avant, apres, details)
    if avant.fait.ligne != apres.fait.ligne:
        return Mouvement("deplace", avant, apres)
    return None


def _is_vide(fait: Fait) -> bool:
    return isinstance(fait, Indicateur) and fait.statut == "vide"


_RANGS: Mapping[type[Fait], int] = {Action: 0, Financement: 1, Indicateur: 2}


def _ordre(mouvement: Mouvement) -> tuple[str, int, str, object, str]:
    fait, place = mouvement.fait, mouvement.apres or mouvement.avant
    return fait.departement, _RANGS[type(fait)], fait.document, sort_key(fait.ligne), place.id if place else ""
