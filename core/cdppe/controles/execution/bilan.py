"""What a report says that it spent: with what remains, as a rate, and when the action had not begun."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import ROUND_DOWN, Decimal

from cdppe.controles.mots import ETAPES, format_euros
from cdppe.controles.mots_montants import add, make_constat, name_periode, periode_of, tolerate
from cdppe.facts import Financement, Indicateur
from cdppe.facts.libelles import normalize_libelle
from cdppe.plugins.controle import Constat, Controle, Dossier, NonApplicable, place_of

_STATUTS = {
    "non_engagee": "non engagée",
    "non_financee": "non financée",
    "abandonnee": "abandonnée",
}
_RUBRIQUE = "exécution"
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
    for f in dossier.lecture.financements:
        if f.fin == annee and f.perimetre == "action" and f.niveau == "action" and f.action:
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
        f"Action {i.action}, {name_periode(execute)} : le taux imprimé est {_write(imprime)} %, alors que "
        f"{format_euros(add([execute]))} sur {format_euros(add([prevu]))} de prévu font {_write(attendu)} %, soit "
        f"{_write(abs(imprime - attendu))} point(s) d'écart."
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


def _write(nombre: Decimal) -> str:
    return f"{nombre:f}".replace(".", ",")


def examine_statut(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """Money spent, in the year of which the report says that the action was not engaged or not paid for."""
    concernees = [a for a in dossier.lecture.actions if a.statut in _STATUTS and a.statut_annee == annee]
    if not concernees:
        raise NonApplicable(f"aucune action n'est dite non engagée, non financée ou abandonnée en {annee}")
    for action in concernees:
        for f in dossier.par_action.get(action.numero, ()):
            pas_la_date = action.statut == "abandonnee" or f.debut != annee
            if f.etape not in _DEPENSES or f.niveau != "action" or f.fin != annee or pas_la_date or not f.montant:
                continue
            phrase = (
                f"Action {action.numero}, {name_periode(f)} : l'{ETAPES[f.etape]} est de {format_euros(f.montant)}, "
                f"alors que l'action est dite {_STATUTS[action.statut]} en {annee}."
            )
            constat = make_constat(f, (), Decimal(0), phrase, "L'action a-t-elle été mise en œuvre cette année-là ?")
            yield Constat(
                (*constat.places, place_of(action)), phrase, constat.action, constat.objet, constat.periode,
                constat.trouve, constat.attendu, constat.difference, (), constat.question,
            )  # fmt: skip


def examine_debut(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """Money spent in a year for which the indicators say that the action had not begun."""
    attendues: dict[str, list[Indicateur]] = defaultdict(list)
    chiffrees: set[str] = set()
    for i in dossier.lecture.indicateurs:
        if i.fin == annee and i.nature == "realise" and i.origine == "fiche":
            if i.statut == "non_debute":
                attendues[i.action].append(i)
            elif i.valeur:
                chiffrees.add(i.action)
    attendues = {action: i for action, i in attendues.items() if action not in chiffrees}
    if not attendues:
        raise NonApplicable(f"aucun indicateur ne dit une action non débutée en {annee}")
    for action, indicateurs in attendues.items():
        for f in dossier.par_action.get(action, ()):
            if f.etape != "execute" or f.niveau != "action" or (f.debut, f.fin) != (annee, annee) or not f.montant:
                continue
            phrase = (
                f"Action {action}, {annee} : {format_euros(f.montant)} sont imprimés en exécuté, alors que "
                f"« {indicateurs[0].libelle} » est dit non débuté en {annee} (« {indicateurs[0].texte} »)."
            )
            constat = make_constat(f, (), Decimal(0), phrase, "En quelle année l'action a-t-elle commencé ?")
            yield Constat(
                (*constat.places, place_of(indicateurs[0])), phrase, constat.action, constat.objet, constat.periode,
                constat.trouve, constat.attendu, constat.difference, (), constat.question,
            )  # fmt: skip


BILAN: tuple[Controle, ...] = (
    Controle(
        "consomme_et_reste",
        "Consommé et non consommé différents du prévu",
        "Pour chaque action et période, le consommé et le non consommé sont additionnés et comparés au prévu.",
        "majeure",
        "une demi-unité du dernier chiffre imprimé par montant",
        "un consommé non imprimé compte pour zéro ; sans non consommé ou sans prévu, rien n'est dit",
        "arithmétique",
        examine_reste,
        ("taux_execution", "total_sources"),
    ),
    Controle(
        "taux_execution",
        "Taux d'exécution différent de ses montants",
        "Un taux imprimé dans un bilan financier est comparé à l'exécuté sur le prévu de la même action et période.",
        "mineure",
        "l'arrondi, ou la coupure, au dernier chiffre imprimé du taux",
        "rien n'est dit quand l'un des deux montants manque",
        "conception, 3, « Indicators » : les taux des bilans financiers",
        examine_taux,
        ("consomme_et_reste", "taux_tronque"),
    ),
    Controle(
        "taux_tronque",
        "Taux d'exécution coupé au lieu d'être arrondi",
        "La même comparaison, quand le taux imprimé est le taux exact sans ses derniers chiffres.",
        "information",
        "l'arrondi au dernier chiffre imprimé du taux",
        "comme taux_execution",
        "arithmétique",
        examine_taux_coupes,
    ),
    Controle(
        "depense_sans_engagement",
        "Dépense sur une action dite non engagée ou non financée",
        "Une action que le rapport dit non engagée, non financée ou abandonnée une année n'a pas de dépense cette "
        "année-là.",
        "majeure",
        "aucune",
        "sans mots sur l'action, rien n'est dit",
        "conception, 3, action « statut »",
        examine_statut,
        ("etape_depassee", "total_lignes", "credits_depasses", "variation_recalculee"),
    ),
    Controle(
        "depense_avant_debut",
        "Dépense avant le début de l'action",
        "Les indicateurs de l'année disent que l'action n'a pas commencé, et de l'argent y est exécuté.",
        "mineure",
        "aucune",
        "si un indicateur de l'année est chiffré, rien n'est dit",
        "conception, 3, indicateur « non_debute »",
        examine_debut,
        ("depense_superieure_sources", "etape_depassee", "etape_depassee_annee"),
    ),
)
