"""What a report says that it spent: with what remains, as a rate, and when the action had not begun."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import ROUND_DOWN, Decimal

from cdppe.controles.execution.annonces import list_non_demarrees
from cdppe.controles.execution.etapes import cumulate, get_periode, read_etapes
from cdppe.controles.memoire import list_finis
from cdppe.controles.mots import (
    ETAPES,
    add,
    count,
    format_euros,
    format_nombre,
    make_constat,
    name_etape,
    name_objet,
    name_periode,
    periode_of,
    tolerate,
)
from cdppe.facts import Financement, Indicateur
from cdppe.facts.libelles import normalize_libelle
from cdppe.plugins.controle import Constat, Dossier, Examen, NonApplicable, place_of

_STATUTS = {
    "non_engagee": "non engagée",
    "non_financee": "non financée",
    "abandonnee": "abandonnée",
}
_RUBRIQUE = "exécution"
_FAIBLE = Decimal("0.7")
"""Under this share of what was earmarked, something was not done."""
_DEPENSES = ("engage", "execute")


def _find_un(faits: Sequence[Financement]) -> Financement | None:
    """The one amount that is said, whatever the number of its places."""
    return faits[0] if faits and len({f.montant for f in faits}) == 1 and faits[0].montant is not None else None


def _find_prevu(prevus: Sequence[Financement], memes: Sequence[Financement]) -> Financement | None:
    """The planned amount that faces a spent one: of the same source, else the total."""
    sources = {f.source for f in memes}
    if prevu := _find_un([f for f in prevus if f.source in sources and f.source != "non_ventile"]):
        return prevu
    return _find_un([f for f in prevus if f.source == "total"])


def _group_bilans(dossier: Dossier, annee: int) -> Iterator[dict[str, list[Financement]]]:
    """By document, place, action and period: the amounts of each étape."""
    groupes: dict[tuple[object, ...], dict[str, list[Financement]]] = defaultdict(lambda: defaultdict(list))
    for f in list_finis(dossier, annee):
        if f.perimetre == "action" and f.niveau == "action" and f.action:
            groupes[f.document, f.origine, f.action, f.debut][f.etape].append(f)
    yield from groupes.values()


def _list_prevus(dossier: Dossier, memes: Sequence[Financement]) -> list[Financement]:
    """The planned amounts that face spent ones, in their place and in the others: of their source, else for all."""
    fait = memes[0]
    autres = [
        f
        for f in dossier.par_action.get(fait.action, ())
        if f.etape == "prevu" and f.niveau == "action" and periode_of(f) == (fait.debut, fait.fin, "civile")
    ]
    par_lieu: dict[tuple[str, str], list[Financement]] = defaultdict(list)
    for f in autres:
        par_lieu[f.document, f.origine].append(f)
    ici = _find_prevu(par_lieu.pop((fait.document, fait.origine), []), memes)
    ailleurs = (_find_prevu(prevus, memes) for prevus in par_lieu.values())
    trouves = [f for f in (ici, *ailleurs) if f is not None]
    return list({f.montant: f for f in reversed(trouves)}.values())[::-1] if ici else []


def examine_reste(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """Not spent against planned less spent."""
    vus = False
    for etapes in _group_bilans(dossier, annee):
        reste = _find_un(etapes["non_consomme"])
        if reste is None:
            continue
        execute = _find_un([f for f in etapes["execute"] if f.source == reste.source])
        if execute is None and etapes["execute"]:
            continue
        for prevu in _list_prevus(dossier, [reste]):
            vus = True
            parts = [f for f in (prevu, execute) if f is not None]
            attendu = add([prevu]) - add([execute] if execute else ())
            if abs(attendu - add([reste])) <= tolerate([reste], parts):
                continue
            consomme = format_euros(add([execute])) if execute else "aucun montant"
            phrase = (
                f"Action {reste.action}, {name_periode(prevu)} : le non consommé imprimé est "
                f"{format_euros(add([reste]))}, alors que le prévu ({format_euros(add([prevu]))}, l. {prevu.ligne}) "
                f"moins le consommé ({consomme}) fait {format_euros(attendu)}, soit "
                f"{format_euros(abs(attendu - add([reste])))} d'écart."
            )
            yield make_constat(reste, parts, attendu, phrase)
    if not vus:
        raise NonApplicable(f"aucune action n'imprime ce qui n'est pas consommé, à côté du prévu, pour {annee}")


def examine_taux(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """Stated rates that are not those of their amounts."""
    return _find_taux(dossier, annee, False)


def examine_taux_coupes(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """Stated rates that were cut where they should be rounded."""
    return _find_taux(dossier, annee, True)


def _find_taux(dossier: Dossier, annee: int, coupe: bool) -> Iterator[Constat]:
    """A stated rate of execution against the two amounts it is made of."""
    taux: dict[tuple[str, str, int | None], list[Indicateur]] = defaultdict(list)
    for i in dossier.lecture.indicateurs:
        if i.fin != annee or i.unite != "%" or i.valeur is None or i.nature != "realise":
            continue
        if normalize_libelle(i.rubrique) == normalize_libelle(_RUBRIQUE):
            taux[i.document, i.action, i.debut].append(i)
    if not taux:
        raise NonApplicable(f"aucun taux d'exécution n'est imprimé pour {annee}")
    for etapes in _group_bilans(dossier, annee):
        execute = _find_un(etapes["execute"])
        if execute is None:
            continue
        for i in taux.get((execute.document, execute.action, execute.debut), ()):
            if i.origine == execute.origine:
                for prevu in _list_prevus(dossier, [execute]):
                    if constat := _compare_taux(i, execute, prevu, coupe):
                        yield constat


def _compare_taux(i: Indicateur, execute: Financement, prevu: Financement, coupe: bool) -> Constat | None:
    """The finding of a rate that is wrong, or only cut to its last printed digit."""
    if not prevu.montant:
        return None
    imprime = i.valeur if i.valeur is not None else Decimal(0)
    unite = Decimal(1).scaleb(min(int(imprime.as_tuple().exponent), 0))
    calcule = add([execute]) / prevu.montant * 100
    est_coupe = calcule.quantize(unite, ROUND_DOWN) == imprime
    if abs(calcule - imprime) <= unite / 2 or est_coupe != coupe:
        return None
    attendu = calcule.quantize(min(unite, Decimal("0.1")))
    phrase = (
        f"Action {i.action}, {name_periode(execute)} : le taux imprimé est de {format_nombre(imprime, '%')}, alors que "
        f"{format_euros(add([execute]))} sur {format_euros(add([prevu]))} de prévu font {format_nombre(attendu, '%')}, "
        f"soit {count(abs(imprime - attendu), 'point')} d'écart."
    )
    return Constat(
        tuple(dict.fromkeys(place_of(f) for f in (i, execute, prevu))),
        phrase,
        action=i.action,
        objet="taux d'exécution",
        periode=name_periode(execute),
        trouve=str(imprime),
        attendu=str(attendu),
        difference=str(imprime - attendu),
        termes=(f"l. {execute.ligne} : {execute.montant}", f"l. {prevu.ligne} : {prevu.montant}"),
        question="" if coupe else "Pouvez-vous confirmer le taux, ou les montants dont il est tiré ?",
    )


def examine_faible(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """Much less spent than what was earmarked or engaged, and no more of it later."""
    vus = False
    dernier = dossier.exercices[-1]
    for etapes in read_etapes(dossier):
        for periode, execute in etapes.get("execute", {}).items():
            avants = [e for nom in ("fleche", "engage") if (e := get_periode(etapes.get(nom, {}), periode))]
            if periode[1] != annee or execute is None or not any(e.montant for e in avants):
                continue
            if annee < dernier and all(p[0] <= annee for p in etapes["execute"]):
                continue  # nothing is said of the years after
            vus = True
            plus = max(avants, key=lambda e: e.montant)
            tout, depense = (cumulate(etapes[nom], dernier) for nom in (plus.faits[0].etape, "execute"))
            if execute.montant >= _FAIBLE * plus.montant or tout is None or depense is None:
                continue
            if depense.montant >= _FAIBLE * tout.montant:
                continue
            fait = execute.faits[0]
            moins = format_euros(plus.montant - execute.montant)
            autre = [f" ; {name_etape(e.faits[0].etape)} est de {format_euros(e.montant)}" for e in avants if e != plus]
            phrase = (
                f"Action {fait.action}{execute.part}, {name_periode(fait)} : l'exécuté "
                f"({format_euros(execute.montant)}) est inférieur de {moins} à ce qui est "
                f"{ETAPES[plus.faits[0].etape]} ({format_euros(plus.montant)}), que "
                f"le reste du contrat ne dépense pas{''.join(autre)}."
            )
            parts = [f for e in avants for f in e.faits]
            question = "Le reste de ces crédits a-t-il été dépensé, reporté ou rendu ?"
            somme = fait.model_copy(update={"montant": execute.montant})
            yield make_constat(somme, parts, plus.montant, phrase, question, f"{name_objet(fait)}{execute.part}")
    if not vus:
        raise NonApplicable(f"aucune action ne donne l'exécuté à côté du fléché ou de l'engagé pour {annee}")


def _find_non_demarrees(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """Money spent until the end of the year for which a sentence says that the action had not begun."""
    for action, mots, fin, place in list_non_demarrees(dossier):
        depenses = [
            f
            for f in dossier.par_action.get(action, ())
            if f.etape in _DEPENSES and f.niveau == "action" and f.fin == annee == fin and f.montant
        ]
        for f in depenses[-1:]:
            phrase = (
                f"Action {action}, {name_periode(f)} : {name_etape(f.etape)} est de {format_euros(add([f]))}, alors "
                f"que le rapport écrit « {mots} » (l. {place.ligne})."
            )
            constat = make_constat(f, (), Decimal(0), phrase, "L'action a-t-elle commencé cette année-là ?")
            yield replace(constat, places=tuple(dict.fromkeys((*constat.places, place))))


def examine_statut(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """Money spent, in the year of which the report says that the action was not engaged or not paid for."""
    concernees = [a for a in dossier.lecture.actions if a.statut in _STATUTS and a.statut_annee == annee]
    phrases = list(_find_non_demarrees(dossier, annee))
    yield from phrases
    if not concernees and not phrases:
        raise NonApplicable(f"aucune action n'est dite non engagée, non financée ou abandonnée en {annee}")
    for action in concernees:
        for f in dossier.par_action.get(action.numero, ()):
            pas_la_date = action.statut == "abandonnee" or f.debut != annee
            if f.etape not in _DEPENSES or f.niveau != "action" or f.fin != annee or pas_la_date or not f.montant:
                continue
            phrase = (
                f"Action {action.numero}, {name_periode(f)} : {name_etape(f.etape)} est de {format_euros(f.montant)}, "
                f"alors que l'action est dite {_STATUTS[action.statut]} en {annee}."
            )
            constat = make_constat(f, (), Decimal(0), phrase, "L'action a-t-elle été mise en œuvre cette année-là ?")
            yield replace(constat, places=(*constat.places, place_of(action)))


BILAN: dict[str, Examen] = {
    "consomme_et_reste": examine_reste,
    "taux_execution": examine_taux,
    "taux_tronque": examine_taux_coupes,
    "execution_faible": examine_faible,
    "depense_sans_engagement": examine_statut,
}
