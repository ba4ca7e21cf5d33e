"""What the controls still find once the confirmed figures stand instead of the printed ones."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from decimal import Decimal, InvalidOperation

from cdppe.controles.decisions import Decisions
from cdppe.controles.entrees import Confirme
from cdppe.controles.passage import Bilan
from cdppe.controles.releves import Signalement
from cdppe.facts import Lecture
from cdppe.plugins.campagne import Campagne


def settle_constats(
    decisions: Decisions, bilan: Bilan, campagne: Campagne, examine: Callable[[Campagne], Bilan]
) -> tuple[Decisions, Bilan]:
    """The decisions, which then know the findings that a confirmed figure settles, and the findings that still stand.

    ``examine`` made ``bilan`` of the campaign. A finding is settled when it is no longer made with the confirmed
    figure, or when the figure that it calls into question is the confirmed one. What a confirmed figure alone makes
    the controls find is left out: no report prints it. A decision that is to be looked at again settles nothing.
    """
    codes = {d.departement for lecture in campagne.lectures for d in lecture.documents}
    valides = [e for e in decisions.confirmes if e.departement in codes and not e.judge(campagne.lectures, codes)]
    if not valides:
        return decisions, bilan
    lieux = {e.ligne: {(f.document, f.ligne) for f in e.find_faits(campagne.lectures)} for e in valides}
    refait = _examine_again(valides, decisions.nom, bilan, campagne, examine)
    avant = {_key(s) for s in bilan.signalements}
    restants = {
        s.empreinte: _key(s)
        for s in refait.signalements
        if _key(s) in avant and not any(_is_about(s, e, lieux[e.ligne]) for e in valides)
    }
    regles = {
        s.empreinte: _find_entree(s, [e for e in valides if e.departement == s.departement], lieux)
        for s in bilan.signalements
        if s.empreinte not in restants and _key(s) not in restants.values()
    }
    imprimes = {s.empreinte: s for s in bilan.signalements}  # whose sentence says what the reports print
    passages = (
        replace(p, signalements=tuple(imprimes.get(s.empreinte, s) for s in p.signalements if s.empreinte in restants))
        for p in refait.passages
    )
    return replace(decisions, regles=regles), Bilan(tuple(passages))


def _examine_again(
    valides: Sequence[Confirme],
    nom: str,
    bilan: Bilan,
    campagne: Campagne,
    examine: Callable[[Campagne], Bilan],
) -> Bilan:
    """What is found with the confirmed figures; départements that have none keep what was found."""
    lectures: Sequence[Lecture] = campagne.lectures
    for entree in valides:
        lectures = entree.put(nom, lectures)
    codes = {e.departement for e in valides}
    rangs = [n for n, lecture in enumerate(lectures) if lecture.documents[0].departement in codes]
    siennes = replace(
        campagne,
        lectures=tuple(lectures[n] for n in rangs),
        documents=tuple(campagne.documents[n] for n in rangs),
    )
    return Bilan(tuple(p for p in bilan.passages if p.departement not in codes) + examine(siennes).passages)


def _key(s: Signalement) -> tuple[str, ...]:
    """What a finding is about, whatever its figures."""
    return (s.controle.code, s.departement, s.constat.action, s.constat.objet, s.constat.periode)


def _is_about(s: Signalement, entree: Confirme, lieux: Collection[tuple[str, str]]) -> bool:
    """Whether the figure that the finding calls into question is the confirmed one."""
    return (
        (s.departement, s.constat.action) == (entree.departement, entree.action)
        and _parse(s.constat.trouve) == entree.chiffre
        and any((p.document, p.ligne) in lieux for p in s.constat.places)
    )


def _find_entree(s: Signalement, entrees: Sequence[Confirme], lieux: dict[int, set[tuple[str, str]]]) -> Confirme:
    """The entry that settles a finding: one of its lines', else of its action."""
    places = {(p.document, p.ligne) for p in s.constat.places}
    return max(entrees, key=lambda e: (bool(places & lieux[e.ligne]), e.action == s.constat.action, -e.ligne))


def _parse(texte: str) -> Decimal | None:
    try:
        return Decimal(texte)
    except InvalidOperation:
        return None
