"""Money spent against money planned."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace

from cdppe.controles.execution.etapes import Etape, cumulate, list_annees, read_etapes
from cdppe.controles.memoire import list_finis, remember
from cdppe.controles.mots import (
    ETAPES,
    ETAT,
    SOURCES,
    add,
    check_dernier,
    format_euros,
    make_constat,
    name_objet,
    name_periode,
    name_sujet,
    tolerate,
)
from cdppe.facts import Financement
from cdppe.plugins.controle import Constat, Dossier, Examen, NonApplicable

_NOMS = {"execute": "l'exécuté", "engage": "l'engagé", "prevu": "le total des actions prévues"}
_ECHELLE = 2
"""Beyond, spent money faces another scope than the State's planned credits alone."""


@dataclass(frozen=True, slots=True)
class Depassement:
    """More spent (or earmarked) than planned; ``prouve`` when both speak of the same money."""

    prevu: Etape
    depense: Etape
    prouve: bool


def _list_depassements(dossier: Dossier, annee: int) -> list[Depassement]:
    trouves = remember(dossier, ("depassements", annee), lambda: list(_find_depassements(dossier, annee)))
    if not trouves:
        raise NonApplicable(f"aucune action ne donne prévu et dépense pour une même période finissant en {annee}")
    return [d for d in trouves if d is not None]


def _find_depassements(dossier: Dossier, annee: int) -> Iterator[Depassement | None]:
    """The greater spent amounts; None for those that are within what is planned."""
    for etapes in read_etapes(dossier):
        prevus, depenses = etapes.get("prevu", {}), etapes.get("execute", {})
        memes = [(prevus[p], depenses[p]) for p in depenses if p[1] == annee and p in prevus]
        if depenses and any(p[1] == annee for p in (*prevus, *depenses)):
            memes.append((cumulate(prevus, annee), cumulate(depenses, annee)))
        for prevu, depense in memes:
            paire = _face(prevu, depense)
            if paire is None or not (paire.prouve or paire.prevu.montant):
                continue
            yield None
            if paire.depense.montant > paire.prevu.montant + tolerate(paire.prevu.faits, paire.depense.faits):
                yield paire
                break  # in the year and since the beginning: said once


def _face(prevu: Etape | None, depense: Etape | None) -> Depassement | None:
    """Planned and spent of the same sources; spent without a source faces all that is planned."""
    if prevu is None or depense is None or "non_ventile" in prevu.sources:
        return None
    if not list_annees(depense) <= list_annees(prevu):
        return None
    if prevu.sources == depense.sources or prevu.sources == {"total"}:
        return Depassement(prevu, depense, True)
    hors_echelle = "departement" not in prevu.sources and depense.montant > _ECHELLE * prevu.montant
    de_tous = depense.sources in ({"non_ventile"}, {"total"})
    return Depassement(prevu, depense, False) if de_tous and not hors_echelle else None


def _say_depassement(d: Depassement) -> Constat:
    depense, prevu = d.depense.faits[-1], d.prevu.faits[-1]
    debut = min(f.debut or 0 for f in (*d.depense.faits, *d.prevu.faits))
    fin = max(f.fin or 0 for f in (*d.depense.faits, *d.prevu.faits))
    large = depense.model_copy(update={"montant": d.depense.montant, "debut": debut, "fin": fin})
    noms = " + ".join(sorted(SOURCES[s] for s in d.prevu.sources))
    phrase = (
        f"Action {depense.action}, {name_periode(large)} : l'{ETAPES[depense.etape]} "
        f"({format_euros(d.depense.montant)}) dépasse le prévu ({noms}, {format_euros(d.prevu.montant)}) de "
        f"{format_euros(d.depense.montant - d.prevu.montant)}."
    )
    question = "Pouvez-vous confirmer ces montants, et dire quel financement couvre le dépassement ?"
    autres = (*d.prevu.faits, *d.depense.faits) if len(d.depense.faits) > 1 else d.prevu.faits
    return make_constat(large, autres, d.prevu.montant, phrase, question, name_objet(prevu))


def examine_depense(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """More than the planned total, or than the same source; table and fiche that say the same are one finding."""
    constats: dict[tuple[str, ...], Constat] = {}
    for depassement in _list_depassements(dossier, annee):
        if depassement.prouve:
            constat = _say_depassement(depassement)
            cle = (constat.action, constat.objet, constat.periode, constat.trouve, constat.attendu)
            premier = constats.setdefault(cle, constat)
            if premier is not constat:
                constats[cle] = replace(premier, places=(*premier.places, *constat.places))
    return iter(constats.values())


def examine_depense_sources(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """More than the planned sources that are printed, where the document prints no planned total."""
    return (_say_depassement(d) for d in _list_depassements(dossier, annee) if not d.prouve)


def examine_sans_depense(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """Credits planned and nothing spent of them, when the contract is over."""
    check_dernier(dossier, annee)
    vus = False
    par_action: dict[str, list[Financement]] = defaultdict(list)
    for f in dossier.lecture.financements:
        if f.niveau == "action" and f.action and f.fin is not None and f.fin <= annee:
            par_action[f.action].append(f)
    for action, faits in par_action.items():
        depenses = [f for f in faits if f.etape in ("fleche", "engage", "execute", "report")]
        executes = [f for f in depenses if f.etape == "execute"]
        prevus = [f for f in faits if f.etape == "prevu" and f.source in (*ETAT, "total") and f.perimetre == "action"]
        prevus = [f for f in prevus if f.montant]
        if not prevus or max((f.fin or 0 for f in executes), default=0) < annee:
            continue
        vus = True
        if any(f.montant or f.certitude == "ambigu" for f in depenses):
            continue
        prevu = max(prevus, key=lambda f: (f.source == "total", f.montant or 0))
        phrase = (
            f"Action {action}, {name_periode(prevu)} : {format_euros(add([prevu]))} sont prévus "
            f"({SOURCES[prevu.source]}), et aucune dépense n'est imprimée pour tout le contrat."
        )
        question = "Ces crédits ont-ils été dépensés, reportés ou abandonnés ?"
        yield make_constat(executes[-1], [prevu], add([prevu]), phrase, question)
    if not vus:
        raise NonApplicable("aucune action ne donne prévu et dépense pour tout le contrat")


def _list_credits(dossier: Dossier, annee: int, sources: tuple[str, ...]) -> Iterator[Constat]:
    """In a row, or a row of totals, spent money above the State's credits of its one source."""
    vus = False
    rangees: dict[tuple[str, str, str], list[Financement]] = defaultdict(list)
    for f in list_finis(dossier, annee):
        if f.origine == "tableau_financier" and f.niveau != "detail" and f.debut == annee and f.montant is not None:
            rangees[f.document, f.ligne, f.action].append(f)
    for faits in rangees.values():
        credits_ = [f for f in faits if f.etape == "disponible"] or [
            f for f in faits if f.etape == "prevu" and f.source in ETAT
        ]
        depenses = [f for f in faits if f.etape in _NOMS and f.source == "non_ventile"]
        if len(credits_) != 1 or len({f.montant for f in depenses}) != 1 or credits_[0].source not in sources:
            continue
        vus = True
        credit, depense = credits_[0], depenses[0]
        ecart = add([depense]) - add([credit])
        if ecart > tolerate([credit, depense]):
            phrase = (
                f"{name_sujet(depense)}, {annee} : {_NOMS[depense.etape]} ({format_euros(add([depense]))}) "
                f"dépasse les crédits {SOURCES[credit.source]} de la ligne ({format_euros(add([credit]))}) de "
                f"{format_euros(ecart)}."
            )
            yield make_constat(depense, [credit], add([credit]), phrase, "Quel financement couvre le dépassement ?")
    if not vus:
        raise NonApplicable(f"aucun tableau ne donne crédits et dépense de {annee} sur une même ligne")


def examine_credits(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """FIR and ONDAM, which pay for an action alone."""
    return _list_credits(dossier, annee, ("fir", "ondam"))


def examine_credits_partages(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """The State's credits, beside which the département pays too."""
    return _list_credits(dossier, annee, ("bop304", "etat"))


DEPENSE_ET_PREVU: dict[str, Examen] = {
    "depense_superieure_prevu": examine_depense,
    "depense_superieure_sources": examine_depense_sources,
    "prevu_sans_depense": examine_sans_depense,
    "credits_depasses": examine_credits,
    "credits_depasses_partages": examine_credits_partages,
}
