"""Money spent before an action began, on what is still awaited, or not at all once it began."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import takewhile

from cdppe.controles.execution.annonces import Annonce, list_mots, read_annonces, read_depart
from cdppe.controles.execution.plans import list_until, read_plans
from cdppe.controles.memoire import list_finis
from cdppe.controles.mots import (
    add,
    agree,
    format_euros,
    format_liste,
    make_constat,
    name_etape,
    name_objet,
    quote,
    shorten,
)
from cdppe.facts import Financement, Indicateur, sort_key
from cdppe.plugins.controle import Constat, Dossier, Examen, NonApplicable, Place, place_of

_DEPENSES = ("engage", "execute")
_INVESTIT = re.compile(r"subvention|travaux|achat|acquisition|invest|équipement", re.IGNORECASE)
_ATTENTE = re.compile(
    r"\ben attente\b|\ben cours de (?:recrutement|négociation|signature)"
    r"|\bnon (?:encore )?(?:pourvu|recruté|démarré|débuté)"
    r"|\bpas (?:encore )?(?:pourvu|recruté|démarré|débuté|commencé)|\bà (?:pourvoir|recruter)\b",
    re.IGNORECASE,
)
_DUREE = re.compile(r"\b(?P<mois>\d{1,2}) mois\b|\b(?P<an>1|un) an\b", re.IGNORECASE)
_CITE = 160
_DEPART = "En quelle année l'action a-t-elle commencé ?"


def _list_attentes(dossier: Dossier, annee: int) -> dict[str, Indicateur]:
    """By action, an indicator of the year that says that it had not begun, when none of them is a figure."""
    attendues: dict[str, Indicateur] = {}
    chiffrees: set[str] = set()
    for i in dossier.lecture.indicateurs:
        if i.fin == annee and i.nature == "realise" and i.origine == "fiche":
            if i.statut == "non_debute":
                attendues.setdefault(i.action, i)
            elif i.valeur:
                chiffrees.add(i.action)
    return {action: i for action, i in attendues.items() if action not in chiffrees}


def _list_depenses(dossier: Dossier, action: str, annee: int, niveau: str = "action") -> list[Financement]:
    return [
        f
        for f in dossier.par_action.get(action, ())
        if f.niveau == niveau and f.etape in _DEPENSES and (f.debut, f.fin) == (annee, annee) and f.montant
    ]


def _pick(dossier: Dossier, action: str, annee: int) -> tuple[Annonce, list[Financement]] | None:
    """The beginning after a year, and the spent amounts that it speaks of: those of a post, else all of them."""
    annonces = read_annonces(dossier)[action]
    if any(a.annee <= annee and not a.poste for a in annonces):
        return None
    depenses = [f for f in dossier.par_action.get(action, ()) if f.etape in _DEPENSES and f.montant]
    details = [f for f in depenses if f.niveau == "detail"]
    for a in (a for a in annonces if a.annee > annee and a.sure):
        siens = [f for f in details if a.poste and a.mots & list_mots(f.libelle)]
        retenus = siens or ([] if a.poste and details else [f for f in depenses if f.niveau == "action"])
        retenus = [f for f in retenus if (f.debut, f.fin) == (annee, annee) and not _is_investissement(dossier, f)]
        if retenus:
            return a, retenus
    return None


def _is_investissement(dossier: Dossier, f: Financement) -> bool:
    """What is paid to open a place is paid before it opens."""
    mots = [f.libelle, f.texte]
    for page in (p for p in dossier.pages if p.document == f.document):
        rang = bisect_left(page.passages, sort_key(f.ligne), key=lambda p: sort_key(p.lieu()))
        mots += (p.texte for p in takewhile(lambda p: p.lieu() == f.ligne, page.passages[rang:]))
    return any(_INVESTIT.search(m) for m in mots)


def examine_debut(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """Money spent in a year for which an indicator or a sentence says that the action had not begun."""
    attentes = _list_attentes(dossier, annee)
    annonces = read_annonces(dossier)
    if not attentes and not annonces:
        raise NonApplicable(f"rien ne dit quand une action a débuté, ni qu'elle ne l'avait pas fait en {annee}")
    for action in dict.fromkeys((*attentes, *annonces)):
        depenses = _list_depenses(dossier, action, annee)
        if not depenses:
            continue
        if action in attentes:
            i = attentes[action]
            executes = [f for f in depenses if f.etape == "execute"]
            mots = f"{quote(i.libelle, _CITE)} est dit non débuté en {annee} ({quote(i.texte)})"
            yield from _say_debut(executes, place_of(i), mots)
        elif debut := _pick(dossier, action, annee):
            annonce, retenus = debut
            yield from _say_debut(retenus, annonce.place, f"le rapport {annonce.debut} ({annonce.cite})")


def _say_debut(depenses: Sequence[Financement], place: Place, mots: str) -> Iterator[Constat]:
    """One finding for the stages that say the same amount."""
    par_montant: dict[Decimal | None, list[Financement]] = defaultdict(list)
    for f in depenses:
        par_montant[f.montant].append(f)
    for faits in par_montant.values():
        f = faits[-1]
        etapes = list(dict.fromkeys(name_etape(e.etape) for e in faits))
        dit = f"{format_liste(etapes)} {agree(len(etapes), 'est', 'sont')} de {format_euros(add([f]))}"
        objet = f" pour {quote(f.libelle)}" if f.niveau == "detail" else ""
        phrase = f"Action {f.action}, {f.fin} : {dit}{objet}, alors que {mots}."
        constat = make_constat(f, faits[:-1], Decimal(0), phrase, _DEPART)
        yield replace(constat, places=tuple(dict.fromkeys((*constat.places, place))), termes=())


def examine_mois(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """Posts whose printed months are more than the year holds after their beginning."""
    vus = False
    annonces = read_annonces(dossier)
    for action in dossier.par_action:
        tous = [f for niveau in ("action", "detail") for f in _list_depenses(dossier, action, annee, niveau)]
        for f in tous:
            mots = f.libelle if f.niveau == "detail" else shorten(f.texte)
            durees = [12 if m["an"] else int(m["mois"]) for m in _DUREE.finditer(mots)]
            dites = [a for a in annonces.get(action, ()) if a.sure and (not a.poste or a.mots & list_mots(mots))]
            depart = read_depart(place_of(f), action, f.libelle)
            siennes = [*dites, *([depart] if depart else [])]
            if not durees or not siennes:
                continue
            vus = True
            debut = min(siennes, key=lambda a: (a.annee, a.mois))
            possibles = 12 * (annee - debut.annee) + 13 - max(debut.mois, 1)
            if max(durees) > possibles > 0:  # when it began later still, depense_avant_debut says so
                mois = format_liste(str(d) for d in dict.fromkeys(durees))
                phrase = (
                    f"Action {action}, {annee} : {format_euros(add([f]))} sont comptés pour {mois} mois "
                    f"({quote(mots, _CITE)}), alors que le rapport {debut.debut}, soit "
                    f"{possibles} mois de {annee} au plus."
                )
                question = "Combien de mois ont été payés cette année-là ?"
                constat = make_constat(f, (), Decimal(0), phrase, question, f"{name_objet(f)}, {f.montant}")
                yield replace(
                    constat, places=tuple(dict.fromkeys((*constat.places, debut.place))), attendu=str(possibles),
                    trouve=str(max(durees)), difference=str(max(durees) - possibles),
                )  # fmt: skip
    if not vus:
        raise NonApplicable(f"aucun poste payé en {annee} n'est imprimé avec ses mois et son début")


def examine_attente(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """Money engaged or spent on what its own words say is still awaited."""
    depenses = [f for f in list_finis(dossier, annee) if f.etape in _DEPENSES and f.niveau == "detail" and f.action]
    if not depenses:
        raise NonApplicable(f"aucune dépense de {annee} n'est détaillée")
    for f in depenses:
        mots = _ATTENTE.search(f.libelle)
        if mots and f.montant:
            phrase = (
                f"Action {f.action}, {annee} : {name_etape(f.etape)} est de {format_euros(f.montant)} pour "
                f"{quote(f.libelle, _CITE)}, que ces mots disent « {mots[0]} »."
            )
            yield make_constat(f, (), Decimal(0), phrase, "Cette somme a-t-elle été dépensée cette année-là ?")


def examine_sans_suite(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """Nothing spent until a year's end by an action that had begun, with credits planned until then."""
    vus = False
    plans = read_plans(dossier)
    for action, annonces in read_annonces(dossier).items():
        lancements = [a for a in annonces if not a.poste and a.sure]
        if action not in plans or not lancements:
            continue
        debut = min(lancements, key=lambda a: (a.annee, a.mois))
        prevus = list_until(plans[action], annee)
        executes = [
            f
            for f in dossier.par_action[action]
            if f.niveau == "action" and f.etape == "execute" and f.fin == annee and f.base == "civile"
        ]
        if debut.annee > annee or not prevus or not executes:
            continue
        vus = True
        if not any(f.montant for f in executes) and add(prevus):
            phrase = (
                f"Action {action} : rien n'est dépensé à la fin de {annee}, alors que {format_euros(add(prevus))} "
                f"étaient prévus jusque-là et que le rapport {debut.debut} ({debut.cite})."
            )
            constat = make_constat(
                executes[0], prevus, add(prevus), phrase, "Les premières dépenses sont-elles comptées plus tard ?",
                name_objet(executes[0]),
            )  # fmt: skip
            yield replace(constat, places=(*constat.places, debut.place))
    if not vus:
        raise NonApplicable(f"aucune action dite débutée ne donne son prévu par année et sa dépense à fin {annee}")


DEBUTS: dict[str, Examen] = {
    "depense_avant_debut": examine_debut,
    "mois_avant_debut": examine_mois,
    "depense_en_attente": examine_attente,
    "debut_sans_depense": examine_sans_suite,
}
