"""The rule of cumulated amounts: over several years, what can be added, once, and why the rest cannot.

Periods that overlap are never added (design, section 3, "Periods"): for one action, étape and source, disjoint periods
add up, and ``recouvrements`` says what counts of the others.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from cdppe.consolidation.actions import Unite
from cdppe.consolidation.calcul import Plage
from cdppe.consolidation.faits import Periode
from cdppe.consolidation.mots import ETAT_ASSURANCE_MALADIE, PRECISES, TOUTES_SOURCES
from cdppe.consolidation.recouvrements import (
    COMPRIS,
    CONTREDIT,
    ENDROIT,
    LIBELLE,
    RECOUVRENT,
    Morceau,
    contains,
    sort_morceaux,
)
from cdppe.consolidation.sommes import Somme
from cdppe.consolidation.sources import compare_sources

NON_CUMULEES = ("report", "disponible", "variation", "non_consomme")
"""What is left of a year is in the next one's: these are never added over years."""

HORS = "au-delà des années demandées"
A_DATE = "état à une date"
NON_DITE = "période non dite"
AILLEURS = "peut-être le même argent sous un autre nom de source"
MOTIFS = (CONTREDIT, RECOUVRENT, LIBELLE, HORS, A_DATE, NON_DITE, ENDROIT, AILLEURS, COMPRIS)
"""Why an amount is not added, the gravest first."""


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
            morceaux.append(Morceau(somme, frozenset((somme.cle.source,))))
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
    morceaux: dict[str, list[Morceau]] = defaultdict(list)
    a_part: dict[str, list[Laisse]] = defaultdict(list)
    for ligne in compare_sources(sommes):
        voisines, source = par_periode[ligne.cle.periode], ligne.cle.source
        sources = frozenset(s.cle.source for s in voisines if set(s.faits) <= set(ligne.faits))
        a_part[source] += [Laisse(AILLEURS, s) for s in voisines if set(s.faits) & set(ligne.a_part)]
        if ligne.montant is not None:
            morceaux[source].append(Morceau(ligne, sources))
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
            if source == "total" or not any(contains(p, laisse.somme.cle.periode) for p in couvertes):
                ligne.laisses.append(laisse)
        if ligne.retenus:
            ligne.doubles += cumul.doubles


def _settle(morceaux: Sequence[Morceau], laisses: Iterable[Laisse]) -> Cumul:
    tri = sort_morceaux(morceaux)
    return Cumul(
        [m.somme for m in tri.retenus],
        [*laisses, *(Laisse(motif, m.somme) for motif, m in tri.laisses)],
        [m.somme for m in tri.doubles],
        [m.somme for m in tri.longs],
    )
