"""What counts among amounts of one unit and étape whose periods may overlap (design, section 3, "Periods" and "Sums").

A longer period and its parts count once when they are equal. When they contradict each other those of the later
document, then of the better place in it, count; of one place, none does.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from cdppe.consolidation.faits import Periode
from cdppe.consolidation.mots import PRECISES
from cdppe.consolidation.sommes import Somme
from cdppe.facts.libelles import normalize_libelle

RECOUVRENT = "périodes qui se recouvrent"
COMPRIS = "déjà dans un montant compté, plus long"
CONTREDIT = "montants qui se contredisent d'une période à l'autre"
ENDROIT = "le rapport plus récent, ou le tableau financier avant la fiche, compte à la place"
LIBELLE = "montant d'un libellé à part, sur plusieurs années"

_RENTREE, _DEMI_EURO = 8, Decimal("0.5")


class Morceau(NamedTuple):
    """An amount of a period, and the sources whose money is in it."""

    somme: Somme
    sources: frozenset[str]

    @property
    def montant(self) -> Decimal:
        return self.somme.montant or Decimal(0)

    @property
    def periode(self) -> Periode:
        return self.somme.cle.periode


@dataclass(slots=True)
class Tri:
    """What counts, the longer amounts that say the same, what they say twice, and what does not count, and why."""

    retenus: list[Morceau] = field(default_factory=list)
    longs: list[Morceau] = field(default_factory=list)
    doubles: list[Morceau] = field(default_factory=list)
    laisses: list[tuple[str, Morceau]] = field(default_factory=list)


def sort_morceaux(morceaux: Sequence[Morceau]) -> Tri:
    """Sort what counts from what does not, among amounts that may be of one thing."""
    tri = Tri()
    for groupe in _split(morceaux):
        entier = _find_entier(groupe)
        if len(groupe) == 1:
            tri.retenus += groupe
            tri.longs += groupe
        elif entier is None:
            _prefer(groupe, RECOUVRENT, tri)
        else:
            _face(entier, sort_morceaux([m for m in groupe if m is not entier]), tri)
    return tri


def _face(entier: Morceau, dedans: Tri, tri: Tri) -> None:
    """A longer amount faces what counts within it."""
    tri.laisses += dedans.laisses
    ecart = sum((m.montant for m in dedans.retenus), -entier.montant)
    if dedans.retenus and not ecart:
        tri.retenus += dedans.retenus
        tri.longs.append(entier)
        tri.doubles += [*dedans.doubles, entier]
    elif ecart > 0 and _is_apart(entier, dedans.retenus):
        tri.retenus += dedans.retenus
        tri.longs += dedans.longs
        tri.doubles += dedans.doubles
        tri.laisses.append((LIBELLE, entier))
    elif ecart > 0 or (_are_complete(dedans.retenus, entier) and not _is_rounding(ecart, dedans.retenus)):
        _prefer([entier, *dedans.retenus], CONTREDIT, tri)
    else:
        tri.retenus.append(entier)
        tri.longs.append(entier)
        motif = RECOUVRENT if _is_apart(entier, dedans.retenus) else COMPRIS
        tri.laisses += [(motif if m.montant else COMPRIS, m) for m in dedans.retenus]


def _prefer(groupe: Sequence[Morceau], motif: str, tri: Tri) -> None:
    """Of amounts that cannot all be true, those of the best place count, if these can; else none does."""
    place = max(m.somme.place.ordre for m in groupe)
    meilleurs = [m for m in groupe if m.somme.place.ordre == place]
    choix = sort_morceaux(meilleurs) if len(meilleurs) < len(groupe) else Tri()
    if not choix.retenus:
        tri.laisses += [(motif, m) for m in groupe]
        return
    tri.retenus += choix.retenus
    tri.longs += choix.longs
    tri.doubles += choix.doubles
    tri.laisses += [*choix.laisses, *((ENDROIT, m) for m in groupe if m not in meilleurs)]


def _is_apart(entier: Morceau, parts: Iterable[Morceau]) -> bool:
    """True for the amount of something named, when nothing says that it holds what its years say."""
    nommes = {normalize_libelle(nom) for nom in entier.somme.libelles}
    return all(nommes) and not nommes & {normalize_libelle(nom) for m in parts for nom in m.somme.libelles}


def _split(morceaux: Sequence[Morceau]) -> list[list[Morceau]]:
    """The groups of amounts that may hold the same money, each by the order of its periods."""
    groupes: list[list[Morceau]] = []
    for morceau in sorted(morceaux, key=lambda m: (*_find_mois(m.periode), m.periode.base)):
        lies = [g for g in groupes if any(_may_share(morceau, autre) for autre in g)]
        groupes = [g for g in groupes if g not in lies]
        groupes.append([*(m for g in lies for m in g), morceau])
    return groupes


def _may_share(un: Morceau, autre: Morceau) -> bool:
    """True when both may speak of the same money: years in common, and sources that may be one another's."""
    debut, fin = _find_mois(un.periode)
    autre_debut, autre_fin = _find_mois(autre.periode)
    if fin <= autre_debut or autre_fin <= debut:
        return False
    toutes = un.sources | autre.sources
    if un.sources & autre.sources or "total" in toutes:
        return True
    if not un.montant or not autre.montant:
        return False  # a stated zero of one source is no money of another
    paires = ((un, autre), (autre, un))
    return "non_ventile" in toutes or any("etat" in x.sources and y.sources & {*PRECISES} for x, y in paires)


def _find_entier(groupe: Sequence[Morceau]) -> Morceau | None:
    """The one amount whose period contains all the others'; a whole year contains a part of it."""
    for morceau in groupe:
        if all(contains(morceau.periode, m.periode) for m in groupe if m is not morceau):
            return morceau
    return None


def contains(periode: Periode, autre: Periode) -> bool:
    if periode.base == "partielle" or periode.debut is None or autre.debut is None:
        return False
    (debut, fin), (autre_debut, autre_fin) = _find_mois(periode), _find_mois(autre)
    return debut <= autre_debut and autre_fin <= fin


def _find_mois(periode: Periode) -> tuple[int, int]:
    """The first month of a period and the one after its last: a school year ends with August."""
    decalage = _RENTREE if periode.base == "scolaire" else 0
    return (periode.debut or 0) * 12 + decalage, (periode.fin or 0) * 12 + (decalage or 12)


def _are_complete(parts: Sequence[Morceau], entier: Morceau) -> bool:
    """True when the parts give every year of the longer amount, of the same sources: then they should add up to it."""
    if any(m.periode.base != "civile" for m in parts) or any(m.somme.manquants for m in (entier, *parts)):
        return False
    debut, fin, _ = entier.periode
    annees = {a for m in parts for a in range(m.periode.debut or 0, (m.periode.fin or 0) + 1)}
    sources = frozenset().union(*(m.sources for m in parts))
    return sources == entier.sources and annees >= set(range(debut or 0, (fin or 0) + 1))


def _is_rounding(ecart: Decimal, parts: Sequence[Morceau]) -> bool:
    """True for parts that were added up here and proven, give or take what each printed amount was rounded by."""
    return all(m.somme.calcule for m in parts) and abs(ecart) <= _DEMI_EURO * sum(len(m.somme.faits) for m in parts)
