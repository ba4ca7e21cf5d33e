"""Parts of the money that a stage loses sight of: a financer, an object, an item."""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations

from cdppe.controles.execution.etapes import Annees, Etape, Etapes, read_etapes
from cdppe.controles.mots import (
    ETAPES,
    SOURCES,
    add,
    agree,
    format_euros,
    format_liste,
    make_constat,
    name_etape,
    name_periode,
    name_source,
    quote,
)
from cdppe.facts import Financement
from cdppe.facts.libelles import normalize_libelle
from cdppe.plugins.controle import Constat, Dossier, Examen, NonApplicable

_SUITES = ("execute", "engage")
"""The last one first. What is earmarked may well be the State's part alone."""
_SOURCES_MAX = 5
_LARGE = ", qui couvre plus que l'action"
Faits = tuple[Financement, ...]


def _pair_sources(etapes: Etapes, annee: int) -> Iterator[tuple[Etape, list[Etape]]]:
    """A stage that gives each of its financers one amount, and the next ones that name none, for the same years."""
    for nom in ("fleche", "prevu"):
        for periode, avant in etapes.get(nom, {}).items():
            if avant is None or not 1 < len(avant.faits) <= _SOURCES_MAX or len(avant.sources) < len(avant.faits):
                continue
            if avant.sources & {"total", "non_ventile"} or (nom == "prevu" and avant.faits[0].origine != "fiche"):
                continue  # a table may give what a financer pays for more than the row
            suites = [_get_suite(etapes.get(n, {}), periode, annee) for n in _SUITES]
            if muettes := [s for s in suites if s is not None and s.sources == {"non_ventile"}]:
                yield avant, muettes


def _get_suite(periodes: dict[Annees, Etape | None], periode: Annees, annee: int) -> Etape | None:
    """What a stage says of a period; when the period is of several years, its only amount within it."""
    if periode[0] != periode[1] and len(periodes) == 1:
        ((siens, suite),) = periodes.items()
        return suite if periode[0] <= siens[0] and siens[1] <= periode[1] and siens[1] == annee else None
    return periodes.get(periode) if periode[1] == annee else None


def examine_sources(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """Several financers named, and a next stage that is the amount of some of them."""
    vus = False
    for etapes in read_etapes(dossier):
        for avant, suites in _pair_sources(etapes, annee):
            vus = True
            if oublies := _find_omis(avant, suites[0]):
                memes = [f for s in suites if s.montant == suites[0].montant for f in s.faits]
                yield _say_sources(avant.faits, oublies, memes)
                break
    if not vus:
        raise NonApplicable(f"aucune action ne nomme plusieurs financeurs, puis une dépense sans source, pour {annee}")


def _find_omis(avant: Etape, suite: Etape) -> Faits:
    """The financers of which an amount says nothing: the others make it alone."""
    positifs = [f for f in avant.faits if f.montant]
    for nombre in range(1, len(positifs)):
        for choix in combinations(positifs, nombre):
            if add(choix) == suite.montant:
                return tuple(f for f in positifs if f not in choix)
    return ()


def _say_sources(faits: Faits, oublies: Faits, suites: list[Financement]) -> Constat:
    fait = suites[0]
    noms = " + ".join(
        f"{SOURCES[f.source]} {format_euros(add([f]))}{_LARGE if f.perimetre == 'plus_large' else ''}" for f in faits
    )
    etapes = list(dict.fromkeys(name_etape(f.etape) for f in suites))
    manque = format_liste(f"{name_source(f.source, de=True)} ({format_euros(add([f]))})" for f in oublies)
    phrase = (
        f"Action {fait.action}, {name_periode(fait)} : {name_etape(faits[0].etape)} est de {format_euros(add(faits))} "
        f"({noms}), et {format_liste(etapes)} {agree(len(etapes), 'est', 'sont')} de {format_euros(add([fait]))} ; "
        f"rien n'est dit de la part {manque}."
    )
    question = "Qu'est devenue la part qui n'est pas reprise ?"
    return make_constat(fait, [*suites[1:], *faits], add(faits), phrase, question)


def examine_postes(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """An item of a year that the next one, which names others, has no more."""
    vus = False
    for action, faits in dossier.par_action.items():
        postes: dict[tuple[str, str, str], dict[int | None, dict[str, Financement]]]
        postes = defaultdict(lambda: defaultdict(dict))
        for f in faits:
            if f.niveau == "detail" and f.etape != "prevu" and f.origine == "fiche" and f.libelle and f.debut == f.fin:
                postes[f.document, f.etape, f.source][f.fin][normalize_libelle(f.libelle)] = f
        perdus: dict[str, list[Financement]] = defaultdict(list)
        for par_annee in postes.values():
            avant, apres = par_annee.get(annee - 1, {}), par_annee.get(annee, {})
            if not avant.keys() & apres.keys():
                continue
            vus = True
            for libelle in avant.keys() - apres.keys():
                suivants = [f for a, siens in par_annee.items() if a and a >= annee for f in siens.values()]
                if not any(normalize_libelle(f.libelle) == libelle for f in suivants):
                    perdus[libelle] += [avant[libelle], *suivants]
        for siens in perdus.values():
            perdu = siens[0]
            phrase = (
                f"Action {action}, {ETAPES[perdu.etape]} : {quote(perdu.libelle)} ({format_euros(add([perdu]))} en "
                f"{annee - 1}) n'est plus parmi les postes imprimés à partir de {annee}."
            )
            vide = next(f for f in siens if f.fin == annee).model_copy(update={"montant": Decimal(0)})
            yield make_constat(vide, siens, add([perdu]), phrase, "Ce poste a-t-il pris fin ?", perdu.libelle)
    if not vus:
        raise NonApplicable(f"aucune fiche ne détaille les mêmes postes de dépense en {annee - 1} et en {annee}")


PARTS: dict[str, Examen] = {
    "financeur_omis": examine_sources,
    "poste_disparu": examine_postes,
}
