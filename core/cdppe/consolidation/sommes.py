"""The rule of sums: what counts, once, and why the rest does not (design, section 3, "Sums")."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from cdppe.consolidation.faits import FaitFinancier, Periode
from cdppe.consolidation.mots import ORIGINES, RANG_ORIGINE
from cdppe.facts.libelles import normalize_libelle


class Cle(NamedTuple):
    """What an amount is about; ``objet`` is the printed objective of an amount that belongs to no action."""

    departement: str
    action: str
    objet: str
    etape: str
    source: str
    periode: Periode


class Place(NamedTuple):
    """Where an amount stands; the greatest one counts: the later document, then the better place in it."""

    date: str
    rang: int
    document: str

    @property
    def ordre(self) -> tuple[str, int]:
        """What decides between two amounts: of two documents of one date, none is the later one."""
        return self.date, self.rang


NULLE_PART = Place("", -len(ORIGINES), "")


@dataclass(frozen=True, slots=True)
class Somme:
    """What counts under one key. ``montant`` is None when nothing can be counted.

    ``manquants``: the ids of amounts that should be in it and cannot; ``calcule``: added up here and not printed so;
    ``libelles``: the parts it was added from; ``a_part``: amounts that may be the same money under another source.
    """

    cle: Cle
    montant: Decimal | None
    faits: tuple[str, ...]
    manquants: tuple[str, ...] = ()
    calcule: bool = False
    place: Place = NULLE_PART
    libelles: frozenset[str] = frozenset()
    a_part: tuple[str, ...] = ()


class Ecart(NamedTuple):
    """An amount that no sum counts, and why; ``manque`` when a sum is the poorer for it."""

    id: str
    motif: str
    raison: str
    manque: bool = False


@dataclass(frozen=True, slots=True)
class Sommes:
    """What counts, by key, and what does not."""

    sommes: tuple[Somme, ...]
    ecarts: tuple[Ecart, ...]


def get_cle(fait: FaitFinancier) -> Cle:
    """The key under which an amount counts."""
    f = fait.fait
    return Cle(f.departement, f.action, "" if f.action else f.libelle, f.etape, f.source, fait.periode)


def sum_financements(faits: Iterable[FaitFinancier]) -> Sommes:
    """Apply the rule of sums to the rows of ``niveau=action``."""
    candidats: dict[Cle, list[FaitFinancier]] = defaultdict(list)
    manquants: dict[Cle, list[str]] = defaultdict(list)
    ecarts: list[Ecart] = []
    for fait in faits:
        f = fait.fait
        if f.perimetre == "plus_large":
            ecarts.append(Ecart(fait.id, "Plus large que l'action", "Le montant couvre plus que l'action."))
        elif f.certitude == "ambigu":
            manque = f.niveau == "action"
            ecarts.append(Ecart(fait.id, "Ambigu", "Deux lecteurs honnêtes liraient deux montants différents.", manque))
            if manque:
                manquants[get_cle(fait)].append(fait.id)
        elif f.niveau == "action" and f.montant is not None:
            candidats[get_cle(fait)].append(fait)
    sommes: list[Somme] = []
    for cle in dict.fromkeys([*candidats, *manquants]):
        somme, autres = _sum_cle(cle, candidats.get(cle, []), tuple(manquants.get(cle, ())))
        sommes.append(somme)
        ecarts += autres
    return Sommes(tuple(sommes), tuple(ecarts))


def _sum_cle(cle: Cle, faits: Sequence[FaitFinancier], ambigus: tuple[str, ...]) -> tuple[Somme, list[Ecart]]:
    if not faits:
        return Somme(cle, None, (), ambigus), []
    place = max(map(get_place, faits))
    retenus = [f for f in faits if get_place(f).ordre == place.ordre]
    ecarts = [_not_here(f, place) for f in faits if get_place(f).ordre != place.ordre]
    par_libelle: dict[str, list[FaitFinancier]] = defaultdict(list)
    seul = len({f.fait.libelle for f in retenus}) == 1
    for fait in retenus:
        par_libelle["" if seul else normalize_libelle(fait.fait.libelle)].append(fait)
    montants: list[Decimal] = []
    ids: list[str] = []
    conflits: list[str] = []
    for parts in par_libelle.values():
        differents = list(dict.fromkeys(f.fait.montant for f in parts if f.fait.montant is not None))
        if len(differents) == 1:
            montants += differents
            ids += [f.id for f in parts]
            continue
        noms = ", ".join(f.id for f in parts)
        documents = len({f.fait.document for f in parts}) > 1
        deux = ", dans des documents de même date," if documents else ""
        raison = f"Montants différents{deux} pour la même action, étape, source, période et le même libellé ({noms})."
        ecarts += [Ecart(f.id, "Conflit", raison, True) for f in parts]
        conflits += [f.id for f in parts]
    total = sum(montants, Decimal(0)) if montants else None
    libelles = frozenset(f.fait.libelle for f in retenus)
    return Somme(cle, total, tuple(ids), (*ambigus, *conflits), len(montants) > 1, place, libelles), ecarts


def get_place(fait: FaitFinancier) -> Place:
    """The place of an amount, to be compared with another's."""
    if fait.pose:
        return get_place(fait.pose)
    return Place(fait.date, -RANG_ORIGINE[fait.fait.origine], fait.fait.document)


def _not_here(fait: FaitFinancier, place: Place) -> Ecart:
    if fait.date < place.date:
        return Ecart(fait.id, "Autre document", f"Le document plus récent « {place.document} » compte à sa place.")
    origine = list(ORIGINES.values())[-place.rang]
    if fait.fait.document != place.document:
        return Ecart(fait.id, "Autre document", f"Compte à sa place : {origine} de « {place.document} », de même date.")
    return Ecart(fait.id, "Autre endroit du document", f"Compte à sa place : {origine}.")
