"""What became of each fact from one edition to another: matched by what it is about, never by its line."""

from collections import Counter, defaultdict, deque
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from cdppe.consolidation.comparaison.cles import Fait, key_endroit, key_intitule, key_montant, key_objet, key_valeur
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
    """A fact in its edition, and the whole line that it stands on, where it is known.

    ``numero`` is the later number of its action, where it is not the one that the fact bears.
    """

    id: str
    fait: Fait
    texte: str
    numero: str = ""

    @property
    def suivi(self) -> Fait:
        """The fact as the later edition would number its action."""
        if not self.numero or isinstance(self.fait, Action):
            return self.fait
        return self.fait.model_copy(update={"action": self.numero})


@dataclass(frozen=True, slots=True)
class Mouvement:
    """What became of one fact: ``details`` of a change, and of a place that is not what it was.

    ``refuse``: the edition that does not have it refused the table of a line that reads the same.
    """

    sorte: Sorte
    avant: Place | None
    apres: Place | None
    details: tuple[Detail, ...] = ()
    refuse: bool = False

    @property
    def fait(self) -> Fait:
        """The fact, as the later edition has it if it does."""
        place = self.apres or self.avant
        assert place is not None  # noqa: S101 - a movement has at least one side
        return place.fait


@dataclass(frozen=True, slots=True)
class Suite:
    """All the movements, and the id in the later edition of each fact of the earlier one that is still there.

    ``numeros``: the later number of each action, by département and earlier number.
    """

    mouvements: tuple[Mouvement, ...]
    paires: Mapping[str, str]
    numeros: Mapping[tuple[str, str], str]


class _Regle(NamedTuple):
    """``imprime``: by the number that the fact bears, and not by the later one of its action."""

    cle: Callable[[Fait], Hashable]
    mode: Mode
    imprime: bool = False


def compare_faits(avant: Edition, apres: Edition) -> Suite:
    """Follow each action, amount and value; in the order of départements, then documents."""
    mouvements: list[Mouvement] = []
    paires: dict[str, str] = {}
    numeros: dict[tuple[str, str], str] = {}
    refus = _Refus(avant), _Refus(apres)
    for nom, regles in _REGLES.items():
        for un, autre in _match(_list_places(avant, nom, numeros), _list_places(apres, nom, {}), regles):
            if un and autre:
                paires[un.id] = autre.id
                if isinstance(un.fait, Action) and isinstance(autre.fait, Action):
                    numeros.setdefault((un.fait.departement, un.fait.numero), autre.fait.numero)
            if mouvement := _describe(un, autre, refus):
                mouvements.append(mouvement)
    return Suite(tuple(sorted(mouvements, key=_ordre)), paires, numeros)


def _list_places(edition: Edition, nom: str, numeros: Mapping[tuple[str, str], str]) -> list[Place]:
    """``numeros``: the later numbers of the actions that were matched already; a total bears a name, not a number."""
    places = []
    faits: Sequence[Fait] = getattr(edition.lecture, nom)
    for id_, fait in zip(edition.ids[nom], faits, strict=True):
        texte = edition.textes.get((fait.document, fait.ligne), "")
        numero = ""
        if not isinstance(fait, Action) and fait.niveau in ("action", "detail"):
            numero = numeros.get((fait.departement, fait.action), "")
            numero = "" if numero == fait.action else numero
        places.append(Place(id_, fait, texte, numero))
    return places


class _Refus:
    """The lines and the cells of one edition that stand in tables which it refused; a dash is no cell of figures."""

    def __init__(self, edition: Edition) -> None:
        refuses = [n for n in edition.lecture.non_lus if n.raison == "disposition_inconnue"]
        self._cellules = Counter((n.departement, n.texte) for n in refuses)
        self._lignes = {(n.departement, edition.textes.get((n.document, n.ligne), "")) for n in refuses}

    def take(self, place: Place) -> bool:
        """True for a fact of such a line, and once for each such cell that says what the fact says."""
        if isinstance(place.fait, Action):
            return False
        code = place.fait.departement
        self._cellules[code, place.fait.texte] -= 1
        return bool(place.texte and (code, place.texte) in self._lignes) or self._cellules[code, place.fait.texte] >= 0


def _match(
    avant: list[Place], apres: list[Place], regles: Iterable[_Regle]
) -> Iterator[tuple[Place | None, Place | None]]:
    """Pairs by the strictest rule first; at the end, what has no counterpart."""
    for regle in regles:
        reste_avant: list[Place] = []
        reste_apres: list[Place] = []
        for siens, autres in _group(avant, apres, regle):
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


def _group(avant: list[Place], apres: list[Place], regle: _Regle) -> Iterator[tuple[list[Place], list[Place]]]:
    groupes: dict[Hashable, tuple[list[Place], list[Place]]] = defaultdict(lambda: ([], []))
    for cote, places in enumerate((avant, apres)):
        for place in places:
            fait = place.fait if regle.imprime else place.suivi
            groupes[regle.cle(fait)][cote].append(place)
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
    "actions": (_Regle(key_objet, "egaux"), _Regle(key_intitule, "seuls"), _Regle(key_objet, "tous")),
    "financements": (
        _Regle(key_endroit, "egaux"),
        _Regle(key_objet, "egaux"),
        _Regle(key_endroit, "tous"),
        _Regle(key_objet, "seuls"),
        _Regle(key_endroit, "egaux", imprime=True),
        _Regle(key_montant, "seuls"),
    ),
    "indicateurs": (
        _Regle(key_endroit, "egaux"),
        _Regle(key_objet, "egaux"),
        _Regle(key_endroit, "tous"),
        _Regle(key_objet, "seuls"),
        _Regle(key_endroit, "egaux", imprime=True),
    ),
}


def _describe(avant: Place | None, apres: Place | None, refus: tuple[_Refus, _Refus]) -> Mouvement | None:
    """The movement, or None where nothing moved, or where what came or went is an empty cell."""
    if avant is None or apres is None:
        place = apres or avant
        if place is None or _is_vide(place.fait):
            return None
        refuse = refus[0 if avant is None else 1].take(place)
        return Mouvement("apparu" if avant is None else "disparu", avant, apres, refuse=refuse)
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
