"""Money spent against money planned."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from cdppe.controles.execution.etapes import Etape, cumulate, list_annees, read_etapes
from cdppe.controles.lieux import Lieu, lieu_of
from cdppe.controles.memoire import list_finis, remember
from cdppe.controles.mots import (
    ETAT,
    ORIGINES,
    SOURCES,
    add,
    check_dernier,
    format_euros,
    format_liste,
    list_lignes,
    make_constat,
    name_etape,
    name_objet,
    name_periode,
    name_sujet,
    tolerate,
)
from cdppe.facts import Financement
from cdppe.plugins.controle import Constat, Dossier, Examen, NonApplicable, place_of

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


def _list_autres_prevus(dossier: Dossier, d: Depassement) -> list[Financement]:
    """What another place plans for the same years, when it is as much as is spent, or all that is planned."""
    ici = lieu_of(d.prevu.faits[0])
    annees = list_annees(d.prevu) | list_annees(d.depense)
    par_lieu: dict[Lieu, list[Financement]] = defaultdict(list)
    for f in dossier.par_action.get(d.depense.faits[-1].action, ()):
        dedans = f.debut in annees and f.fin in annees
        if f.etape == "prevu" and f.niveau == "action" and f.montant and dedans and lieu_of(f) != ici:
            par_lieu[lieu_of(f)].append(f)
    for siens in par_lieu.values():
        retenus = [f for f in siens if f.source == "total"] or siens
        if not d.prevu.montant or max(add(retenus[:1]), add(retenus)) >= d.depense.montant:
            return retenus
    return []


def _say_autres(autres: Sequence[Financement]) -> str:
    """``, alors que la fiche (l. 1357) prévoit 18 000 € (Département, 2021-2022)``."""
    if not autres:
        return ""
    dits = format_liste(f"{format_euros(add([f]))} ({SOURCES[f.source]}, {name_periode(f)})" for f in autres)
    return f", alors que {ORIGINES[autres[0].origine]} ({list_lignes(autres)}) prévoit {dits}"


def _say_depassement(dossier: Dossier, pareils: Sequence[Depassement]) -> Constat:
    """One finding for the places that say the same."""
    d = pareils[0]
    depense, prevu, large = d.depense.faits[-1], d.prevu.faits[-1], _widen(d)
    noms = " + ".join(sorted(SOURCES[s] for s in d.prevu.sources))
    ou = format_liste(dict.fromkeys(ORIGINES[p.depense.faits[-1].origine] for p in pareils))
    ailleurs = _list_autres_prevus(dossier, d) if len(pareils) == 1 else []
    phrase = (
        f"Action {depense.action}{d.depense.part}, {name_periode(large)} : dans {ou}, {name_etape(depense.etape)} "
        f"({format_euros(d.depense.montant)}) dépasse le prévu ({noms}, {format_euros(d.prevu.montant)}) de "
        f"{format_euros(d.depense.montant - d.prevu.montant)}{_say_autres(ailleurs)}."
    )
    question = "Pouvez-vous confirmer ces montants, et dire quel financement couvre le dépassement ?"
    autres = (*d.prevu.faits, *d.depense.faits) if len(d.depense.faits) > 1 else d.prevu.faits
    constat = make_constat(large, autres, d.prevu.montant, phrase, question, f"{name_objet(prevu)}{d.depense.part}")
    memes = (f for p in pareils[1:] for f in (p.depense.faits[-1], *p.prevu.faits, *p.depense.faits[:-1]))
    return replace(constat, places=tuple(dict.fromkeys((*constat.places, *map(place_of, (*memes, *ailleurs))))))


def _widen(d: Depassement) -> Financement:
    """The spent amount over all the years that are compared."""
    debut = min(f.debut or 0 for f in (*d.depense.faits, *d.prevu.faits))
    fin = max(f.fin or 0 for f in (*d.depense.faits, *d.prevu.faits))
    return d.depense.faits[-1].model_copy(update={"montant": d.depense.montant, "debut": debut, "fin": fin})


def examine_depense(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """More than the planned total, or than the same source; table and fiche that say the same are one finding."""
    groupes: dict[tuple[object, ...], list[Depassement]] = defaultdict(list)
    for d in (d for d in _list_depassements(dossier, annee) if d.prouve):
        large = _widen(d)
        montants = str(d.depense.montant), str(d.prevu.montant)
        groupes[large.action, name_objet(d.prevu.faits[-1]), name_periode(large), *montants].append(d)
    return (_say_depassement(dossier, pareils) for pareils in groupes.values())


def examine_depense_sources(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """More than the planned sources that are printed, where the document prints no planned total."""
    return (_say_depassement(dossier, [d]) for d in _list_depassements(dossier, annee) if not d.prouve)


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
        chiffres = [f for f in depenses if f.montant is not None]
        dite = "la dépense imprimée est de 0 €" if chiffres else "aucune dépense n'est imprimée"
        phrase = (
            f"Action {action}, {name_periode(prevu)} : {format_euros(add([prevu]))} sont prévus "
            f"({SOURCES[prevu.source]}), et {dite} pour tout le contrat."
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
