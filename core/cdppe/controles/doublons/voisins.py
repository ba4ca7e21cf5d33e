"""Amounts of one action that nearly meet: close in two places, far from one year to the next."""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations

from cdppe.controles.doublons.coquilles import is_interverti
from cdppe.controles.lieux import PRECISES
from cdppe.controles.mots import (
    ETAPES,
    ORIGINES,
    SOURCES,
    chiffre_of,
    compare,
    format_euros,
    is_annee,
    list_lignes,
    name_periode,
    periode_of,
)
from cdppe.facts import Financement
from cdppe.plugins.controle import Constat, Dossier, Examen, NonApplicable

_PLANCHER = 1000
_PROCHE = Decimal("0.3")
_SAUT = 10
_SAUT_PLANCHER = 10_000
#: Étapes that may be two names of one amount.
_PARENTES = ({"prevu", "disponible", "supplement"}, {"engage", "execute"})
_VAGUES = {"non_ventile", "total"}


def find_voisins(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """An amount that another place does not print, but for a hundredth, under a kindred étape or source."""
    trouve = False
    for action, faits in dossier.par_action.items():
        siens = [f for f in faits if action and f.debut is not None and abs(chiffre_of(f)) >= _PLANCHER]
        tableaux = [f for f in siens if f.origine == "tableau_financier"]
        for f in siens:
            if f.origine in ("tableau_financier", "avenant") or not is_annee(dossier, annee, f.fin):
                continue
            ailleurs = [t for t in tableaux if periode_of(t) == periode_of(f)]
            trouve = trouve or bool(ailleurs)
            if any(t.montant == f.montant for t in tableaux):
                continue
            if any((t.etape, t.source, t.niveau) == (f.etape, f.source, f.niveau) for t in ailleurs):
                continue  # another control compares those
            proches = [t for t in ailleurs if _is_voisin(f, t)]
            if len({t.montant for t in proches}) == 1:
                yield _describe(f, proches[0])
    if not trouve:
        raise NonApplicable("aucune action n'a de montants de l'année au tableau et ailleurs")


def _is_voisin(f: Financement, t: Financement) -> bool:
    parents = f.etape == t.etape or any({f.etape, t.etape} <= famille for famille in _PARENTES)
    sources = {f.source, t.source}
    vague = len(sources) == 1 or sources & _VAGUES or ("etat" in sources and sources & set(PRECISES))
    return bool(parents and vague) and abs(chiffre_of(f) - chiffre_of(t)) <= abs(chiffre_of(t)) / 100


def _describe(f: Financement, t: Financement) -> Constat:
    trouve, attendu = chiffre_of(f), chiffre_of(t)
    phrase = (
        f"Action {f.action}, {name_periode(f)} : {ORIGINES[f.origine]} (l. {f.ligne}) donne {format_euros(trouve)} "
        f"({ETAPES[f.etape]}, {SOURCES[f.source]}), que le tableau financier n'imprime pas ; il donne "
        f"{format_euros(attendu)} (l. {t.ligne}, {ETAPES[t.etape]}, {SOURCES[t.source]}), soit "
        f"{format_euros(abs(trouve - attendu))} d'écart."
    )
    objet = f"{f.etape} {SOURCES[f.source]} / {t.etape} {SOURCES[t.source]}"
    question = "Pouvez-vous dire si ces deux montants sont le même, et lequel est le bon ?"
    return compare((t, f), phrase, trouve, attendu, objet, question)


def find_hors_annees(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """An amount without its year that is that of no year, nor of their sum, and nearly that of one."""
    trouve = False
    for action, faits in dossier.par_action.items() if annee == dossier.exercices[-1] else ():
        tous = [f for f in dossier.montants if f.action == action] if action else []
        annuels = [t for t in tous if t.niveau == "action" and t.debut is not None and t.debut == t.fin]
        for f in faits if annuels else ():
            sans = f.niveau == "action" and f.debut != f.fin and f.base == "civile" and not f.periode_texte
            if not sans or f.origine == "tableau_financier" or abs(chiffre_of(f)) < _PLANCHER:
                continue
            siens = [
                t for t in annuels if t.ligne != f.ligne and _is_compatible(f, t) and abs(chiffre_of(t)) >= _PLANCHER
            ]
            trouve = trouve or bool(siens)
            # What another line prints is the same money, and a sum of years, or of sources, may be meant.
            dits = {t.montant for t in tous if t.ligne != f.ligne} | set(_add_annees(siens))
            if f.montant in dits or any(is_interverti(chiffre_of(f), chiffre_of(t)) for t in siens):
                continue
            # All that two places know of the action is one amount of one year: it is compared however far it is.
            un_seul = len({(t.montant, t.fin) for t in siens}) == 1 < len({t.ligne for t in siens})
            if proches := [t for t in siens if un_seul or _is_faute(chiffre_of(f), chiffre_of(t))]:
                proche = min(proches, key=lambda t: max(chiffre_of(t) / chiffre_of(f), chiffre_of(f) / chiffre_of(t)))
                yield _describe_sans_annee(f, proche, [t for t in proches if t.montant == proche.montant])
    if not trouve:
        raise NonApplicable("aucun montant sans année dont un autre endroit donne les années")


def _is_compatible(f: Financement, t: Financement) -> bool:
    """Whether an amount of one year may be that of the action without its year: kindred étape, same or wider source."""
    sources = {f.source, t.source}
    etat = "etat" in sources and sources <= {"etat", *PRECISES}
    return (f.etape == t.etape or {f.etape, t.etape} <= _PARENTES[0]) and (len(sources) == 1 or etat)


def _add_annees(annuels: list[Financement]) -> Iterator[Decimal]:
    """By étape, the sums of a source over years (of all or of two), and of a year over sources."""
    par_etape: dict[str, dict[tuple[str, int | None], Decimal]] = defaultdict(dict)
    for t in annuels:
        par_etape[t.etape].setdefault((t.source, t.fin), chiffre_of(t))
    for montants in par_etape.values():
        for source, fin in montants:
            yield sum((m for (s, _), m in montants.items() if s == source), Decimal(0))
            yield sum((m for (_, a), m in montants.items() if a == fin), Decimal(0))
        yield sum(montants.values(), Decimal(0))
        yield from (un + autre for un, autre in combinations(montants.values(), 2))


def _is_faute(un: Decimal, autre: Decimal) -> bool:
    """Ten times the other, or within thirty hundredths."""
    bas, haut = sorted((abs(un), abs(autre)))
    return haut == _SAUT * bas or haut - bas <= _PROCHE * haut


def _describe_sans_annee(f: Financement, t: Financement, pareils: list[Financement]) -> Constat:
    trouve, attendu = chiffre_of(f), chiffre_of(t)
    annees = ", ".join(dict.fromkeys(name_periode(p) for p in pareils))
    ici = [p for p in pareils if p.origine == t.origine]
    phrase = (
        f"Action {f.action}, {ETAPES[f.etape]} ({SOURCES[f.source]}) : {ORIGINES[f.origine]} (l. {f.ligne}) imprime "
        f"{format_euros(trouve)} sans année, qui n'est le montant d'aucune année ni de leur somme ; "
        f"{ORIGINES[t.origine]} ({list_lignes(ici)}) donne {format_euros(attendu)} ({ETAPES[t.etape]} {annees}), "
        f"soit {format_euros(abs(trouve - attendu))} d'écart."
    )
    question = "Pouvez-vous dire de quelle année est ce montant, et lequel des deux est le bon ?"
    objet = f"{f.etape} {SOURCES[f.source]} sans année"
    return compare((f, *pareils), phrase, trouve, attendu, objet, question)


def find_sauts(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """What was planned for an action ten times above or below the year before."""
    annees: dict[tuple[str, str, str, str], dict[int, list[Financement]]] = defaultdict(lambda: defaultdict(list))
    for f in dossier.montants:
        if f.niveau == "action" and f.etape == "prevu" and f.action and f.fin is not None and f.debut == f.fin:
            annees[f.document, f.origine, f.action, f.source][f.fin].append(f)
    if not any(annee in siens and annee - 1 in siens for siens in annees.values()):
        raise NonApplicable("aucun montant prévu deux années de suite")
    for siens in annees.values():
        faits = (*siens.get(annee - 1, ()), *siens.get(annee, ()))
        if len(faits) != 2 or len(siens[annee]) != 1:
            continue
        un, autre = (chiffre_of(f) for f in faits)
        bas, haut = sorted((un, autre))
        if bas > 0 and haut >= _SAUT * bas and haut >= _SAUT_PLANCHER:
            f = faits[0]
            phrase = (
                f"Action {f.action}, prévu ({SOURCES[f.source]}) : {format_euros(un)} en {annee - 1} (l. {f.ligne}) et "
                f"{format_euros(autre)} en {annee} (l. {faits[1].ligne}), un rapport de {haut / bas:.0f}."
            )
            question = "Pouvez-vous confirmer ces deux montants ou dire ce qui a changé ?"
            yield compare(faits, phrase, autre, un, f"prevu {SOURCES[f.source]}", question, periode=str(annee))


VOISINS: dict[str, Examen] = {
    "montant_voisin": find_voisins,
    "montant_sans_annee_ailleurs": find_hors_annees,
    "montant_saut": find_sauts,
}
