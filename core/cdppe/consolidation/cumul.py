"""The rule of cumulated amounts: over several years, what can be added, once, and why the rest cannot.

Periods that overlap are never added (design, section 3, "Periods"): for one action, étape and source, disjoint periods
add up; a longer period and its parts count once when they are equal, and not at all when they contradict each other.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from cdppe.consolidation.actions import Unite
from cdppe.consolidation.calcul import Plage
from cdppe.consolidation.faits import Periode
from cdppe.consolidation.mots import ETAT_ASSURANCE_MALADIE, PRECISES, TOUTES_SOURCES
from cdppe.consolidation.sommes import Somme
from cdppe.consolidation.sources import compare_sources

NON_CUMULEES = ("report", "disponible", "variation", "non_consomme")
"""What is left of a year is in the next one's: these are never added over years."""

HORS = "au-delà des années demandées"
A_DATE = "état à une date"
NON_DITE = "période non dite"
RECOUVRENT = "périodes qui se recouvrent"
COMPRIS = "déjà dans un montant compté, plus long"
CONTREDIT = "montants qui se contredisent d'une période à l'autre"
AILLEURS = "peut-être le même argent sous un autre nom de source"
MOTIFS = (CONTREDIT, RECOUVRENT, HORS, A_DATE, NON_DITE, AILLEURS, COMPRIS)
"""Why an amount is not added, the gravest first."""

_RENTREE, _DEMI_EURO = 8, Decimal("0.5")


class Laisse(NamedTuple):
    """An amount that is not added, and why."""

    motif: str
    somme: Somme


@dataclass(slots=True)
class Cumul:
    """What adds up for one unit, étape and source; ``doubles`` say again, in one amount, what their parts already say.

    ``longs`` are the same money as ``retenus``, said by the longer amounts where both count as one.
    """

    retenus: list[Somme] = field(default_factory=list)
    laisses: list[Laisse] = field(default_factory=list)
    doubles: list[Somme] = field(default_factory=list)
    longs: list[Somme] = field(default_factory=list)


class CleCumul(NamedTuple):
    """What is cumulated: of which unit, étape and source or comparable line."""

    unite: Unite
    etape: str
    source: str


class _Morceau(NamedTuple):
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
class _Tri:
    """A Cumul in the making."""

    retenus: list[_Morceau] = field(default_factory=list)
    longs: list[_Morceau] = field(default_factory=list)
    doubles: list[_Morceau] = field(default_factory=list)
    laisses: list[tuple[str, _Morceau]] = field(default_factory=list)


def cumulate(sommes: Iterable[Somme], plage: Plage) -> dict[CleCumul, Cumul]:
    """The cumulated amounts by source, then those of the two comparable lines, of what may be added over years."""
    par_cle: dict[CleCumul, list[Somme]] = defaultdict(list)
    for somme in sommes:
        cle = somme.cle
        if cle.etape not in NON_CUMULEES and touches(cle.periode, plage):
            par_cle[CleCumul(Unite.of(cle), cle.etape, cle.source)].append(somme)
    cumuls = {cle: _cumulate_source(siennes, plage) for cle, siennes in par_cle.items()}
    return cumuls | _cumulate_lignes(cumuls)


def touches(periode: Periode, plage: Plage) -> bool:
    """True when the period has a year in the range, or does not say which it has."""
    return periode.debut is None or periode.fin is None or (periode.debut <= plage.fin and periode.fin >= plage.debut)


def _cumulate_source(sommes: Sequence[Somme], plage: Plage) -> Cumul:
    hors, morceaux = [], []
    for somme in sommes:
        if somme.montant is None:
            continue  # its ambiguous or contradictory amounts are counted as missing
        if motif := _find_motif(somme.cle.periode, plage):
            hors.append(Laisse(motif, somme))
        else:
            morceaux.append(_Morceau(somme, frozenset((somme.cle.source,))))
    return _settle(morceaux, hors)


def _find_motif(periode: Periode, plage: Plage) -> str:
    if periode.debut is None or periode.fin is None:
        return NON_DITE
    if periode.base == "date":
        return A_DATE
    return "" if plage.debut <= periode.debut and periode.fin <= plage.fin else HORS


def _cumulate_lignes(cumuls: dict[CleCumul, Cumul]) -> dict[CleCumul, Cumul]:
    """The two comparable lines: those of what counts by the year, else those of the longer amounts, if more counts."""
    groupes: dict[tuple[Unite, str], list[CleCumul]] = defaultdict(list)
    for cle in cumuls:
        groupes[cle.unite, cle.etape].append(cle)
    lignes: dict[CleCumul, Cumul] = {}
    for cles in groupes.values():
        par_annee = _compare([s for cle in cles for s in cumuls[cle].retenus])
        par_long = _compare([s for cle in cles for s in cumuls[cle].longs])
        for source in (TOUTES_SOURCES, ETAT_ASSURANCE_MALADIE):
            siennes = [cle for cle in cles if source == TOUTES_SOURCES or cle.source in ("etat", *PRECISES)]
            if siennes:
                un, autre = par_annee.get(source, Cumul()), par_long.get(source, Cumul())
                ligne = autre if _count_restes(autre) < _count_restes(un) else un
                _pass_on({cle.source: cumuls[cle] for cle in siennes}, ligne)
                lignes[siennes[0]._replace(source=source)] = ligne
    return lignes


def _compare(sommes: Sequence[Somme]) -> dict[str, Cumul]:
    """The comparable lines of one unit and étape, a period at a time, then over the periods."""
    par_periode: dict[Periode, list[Somme]] = defaultdict(list)
    for somme in sommes:
        par_periode[somme.cle.periode].append(somme)
    morceaux: dict[str, list[_Morceau]] = defaultdict(list)
    a_part: dict[str, list[Laisse]] = defaultdict(list)
    for ligne in compare_sources(sommes):
        voisines, source = par_periode[ligne.cle.periode], ligne.cle.source
        sources = frozenset(s.cle.source for s in voisines if set(s.faits) <= set(ligne.faits))
        a_part[source] += [Laisse(AILLEURS, s) for s in voisines if set(s.faits) & set(ligne.a_part)]
        if ligne.montant is not None:
            morceaux[source].append(_Morceau(ligne, sources))
    return {source: _settle(parts, a_part[source]) for source, parts in morceaux.items()}


def _count_restes(cumul: Cumul) -> int:
    return sum(laisse.motif != AILLEURS for laisse in cumul.laisses)


def _pass_on(sources: dict[str, Cumul], ligne: Cumul) -> None:
    """What a source could not add is missing from the line too, unless a printed total of its years counts there."""
    comptes = {(s.cle.periode, s.faits) for s in ligne.retenus}
    totaux = sources["total"].retenus + sources["total"].longs if "total" in sources else []
    couvertes = [s.cle.periode for s in totaux if (s.cle.periode, s.faits) in comptes]
    for source, cumul in sources.items():
        for laisse in cumul.laisses:
            if source == "total" or not any(_contains(p, laisse.somme.cle.periode) for p in couvertes):
                ligne.laisses.append(laisse)
        if ligne.retenus:
            ligne.doubles += cumul.doubles


def _settle(morceaux: Sequence[_Morceau], laisses: Iterable[Laisse]) -> Cumul:
    tri = _sort(morceaux)
    return Cumul(
        [m.somme for m in tri.retenus],
        [*laisses, *(Laisse(motif, m.somme) for motif, m in tri.laisses)],
        [m.somme for m in tri.doubles],
        [m.somme for m in tri.longs],
    )


def _sort(morceaux: Sequence[_Morceau]) -> _Tri:
    """Sort what counts from what does not, among amounts that may be of one thing."""
    tri = _Tri()
    for groupe in _split(morceaux):
        entier = _find_entier(groupe)
        if len(groupe) == 1:
            tri.retenus += groupe
            tri.longs += groupe
        elif entier is None:
            tri.laisses += [(RECOUVRENT, m) for m in groupe]
        else:
            _face(entier, _sort([m for m in groupe if m is not entier]), tri)
    return tri


def _face(entier: _Morceau, dedans: _Tri, tri: _Tri) -> None:
    """A longer amount faces what counts within it."""
    tri.laisses += dedans.laisses
    ecart = sum((m.montant for m in dedans.retenus), -entier.montant)
    if dedans.retenus and not ecart:
        tri.retenus += dedans.retenus
        tri.longs.append(entier)
        tri.doubles += [*dedans.doubles, entier]
    elif ecart > 0 or (_are_complete(dedans.retenus, entier) and not _is_rounding(ecart, dedans.retenus)):
        tri.laisses += [(CONTREDIT, m) for m in (entier, *dedans.retenus)]
    else:
        tri.retenus.append(entier)
        tri.longs.append(entier)
        tri.laisses += [(COMPRIS, m) for m in dedans.retenus]


def _split(morceaux: Sequence[_Morceau]) -> list[list[_Morceau]]:
    """The groups of amounts that may hold the same money, each by the order of its periods."""
    groupes: list[list[_Morceau]] = []
    for morceau in sorted(morceaux, key=lambda m: (*_find_mois(m.periode), m.periode.base)):
        lies = [g for g in groupes if any(_may_share(morceau, autre) for autre in g)]
        groupes = [g for g in groupes if g not in lies]
        groupes.append([*(m for g in lies for m in g), morceau])
    return groupes


def _may_share(un: _Morceau, autre: _Morceau) -> bool:
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


def _find_entier(groupe: Sequence[_Morceau]) -> _Morceau | None:
    """The one amount whose period contains all the others'; a whole year contains a part of it."""
    for morceau in groupe:
        if all(_contains(morceau.periode, m.periode) for m in groupe if m is not morceau):
            return morceau
    return None


def _contains(periode: Periode, autre: Periode) -> bool:
    if periode.base == "partielle" or periode.debut is None or autre.debut is None:
        return False
    (debut, fin), (autre_debut, autre_fin) = _find_mois(periode), _find_mois(autre)
    return debut <= autre_debut and autre_fin <= fin


def _find_mois(periode: Periode) -> tuple[int, int]:
    """The first month of a period and the one after its last: a school year ends with August."""
    decalage = _RENTREE if periode.base == "scolaire" else 0
    return (periode.debut or 0) * 12 + decalage, (periode.fin or 0) * 12 + (decalage or 12)


def _are_complete(parts: Sequence[_Morceau], entier: _Morceau) -> bool:
    """True when the parts give every year of the longer amount, of the same sources: then they should add up to it."""
    if any(m.periode.base != "civile" for m in parts) or any(m.somme.manquants for m in (entier, *parts)):
        return False
    debut, fin, _ = entier.periode
    annees = {a for m in parts for a in range(m.periode.debut or 0, (m.periode.fin or 0) + 1)}
    sources = frozenset().union(*(m.sources for m in parts))
    return sources == entier.sources and annees >= set(range(debut or 0, (fin or 0) + 1))


def _is_rounding(ecart: Decimal, parts: Sequence[_Morceau]) -> bool:
    """True for parts that were added up here and proven, give or take what each printed amount was rounded by."""
    return all(m.somme.calcule for m in parts) and abs(ecart) <= _DEMI_EURO * sum(len(m.somme.faits) for m in parts)
