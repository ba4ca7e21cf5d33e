"""Calculations that a report prints with their result."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from cdppe.controles.memoire import remember
from cdppe.controles.mots import check_dernier, clean_texte, count, format_euros, format_liste
from cdppe.controles.reperes import find_action
from cdppe.controles.sommes.additions import list_additions
from cdppe.controles.sommes.durees import list_annuels, list_durees
from cdppe.controles.sommes.expressions import (
    ARRONDI,
    FENETRE,
    NOMBRE,
    UNITE,
    evaluate,
    list_lectures,
    read_expression,
    read_nombre,
    tokenize,
)
from cdppe.plugins.controle import Constat, Dossier, Examen, NonApplicable, Page, Place

_SIGNES = "*×/+x"
_PAR_AN = re.compile(r"(?:\bpar|/)[ \u00a0]*(?:an|mois)\b", re.IGNORECASE)
_CONFIRMER = "Pouvez-vous confirmer les termes et le résultat de ce calcul ?"


@dataclass(frozen=True, slots=True)
class Calcul:
    """A printed calculation: its words, what it makes, what is printed instead, where, and the years that it lists."""

    texte: str
    attendu: Decimal
    trouve: Decimal
    place: Place
    notation: bool = False
    annees: str = ""
    payees: int = 0
    listees: int = 0


@cache
def _compile() -> dict[str, re.Pattern[str]]:
    motifs = {
        "resultat": rf"[ \u00a0$]*(?P<nombre>{NOMBRE}){UNITE}?"
        r"(?P<suite>[ \u00a0]*(?:\\times|[*×+]|\bx\b|/[ \u00a0]*\d|[ \u00a0]\d|%))?",
        "operation": r"\d[^=<>\n]*(?:[*×/+x]|times)[^=<>\n]*\d",
        "avant": rf"(?P<nombre>{NOMBRE}){UNITE}[ \u00a0]*\((?P<calcul>\d[^()=<>+\n*]+\*[^()=<>+\n]+)\)",
        "chacun": rf"(?<![\d,.])(?P<fois>[2-9]|[1-9]\d)[ \u00a0](?P<nom>[^\W\d_][^:;€=<>\d\n]{{2,40}}:[ \u00a0]*)"
        rf"(?P<un>{NOMBRE}){UNITE}[ \u00a0,]*soit[ \u00a0]*(?P<tout>{NOMBRE}){UNITE}"
        r"(?![ \u00a0]*(?:par|/|sur|en|pour)\b)",
    }
    return {nom: re.compile(motif) for nom, motif in motifs.items()}


def _read_calcul(page: Page, egal: int, resultat: re.Match[str]) -> Calcul | None:
    """The calculation on the left of an equals sign, when what is on its right is not its result."""
    if resultat["suite"] and not _is_autre_nombre(resultat["suite"]):
        return None
    lu = read_expression(page.texte[max(0, egal - FENETRE) : egal])
    if lu is None:
        return None
    texte, jetons, valeur = lu
    if "+" in jetons and _PAR_AN.search(texte):
        return None  # what is added is not of one year
    trouves = list_lectures(resultat["nombre"], True)
    premiers = list_lectures(jetons[0], False) if jetons[0][-1].isdigit() else []
    possibles = {valeur / premiers[-1] * p for p in premiers if premiers[-1]} or {valeur}
    if any(abs(v - t) <= ARRONDI for v in possibles for t in trouves):
        return None
    multipliee = evaluate(jetons, mois=True)
    notation = multipliee is not None and any(abs(multipliee - t) <= ARRONDI for t in trouves)
    place = page.place(egal - len(texte), resultat.end("nombre"))
    return Calcul(texte, valeur, trouves[-1], place, notation)


def _is_autre_nombre(suite: str) -> bool:
    """What follows the result begins something else: a figure after a space."""
    return suite[-1].isdigit() and "/" not in suite


def _list_calculs(dossier: Dossier, annee: int) -> list[Calcul]:
    check_dernier(dossier, annee)
    calculs = remember(dossier, "calculs", lambda: list(_find_calculs(dossier)))
    if not calculs:
        raise NonApplicable("aucun calcul n'est imprimé")
    return [c for c in calculs if c is not None]


def _find_calculs(dossier: Dossier) -> Iterator[Calcul | None]:
    """Each printed calculation; None for one that is right, or not understood."""
    for page in dossier.pages:
        yield from (*_list_egalites(page), *_list_sommes(page), *_list_paiements(dossier, page), *_list_produits(page))


def _list_egalites(page: Page) -> Iterator[Calcul | None]:
    motifs, egal = _compile(), page.texte.find("=")
    while egal >= 0:
        avant = page.texte[max(0, egal - FENETRE) : egal]
        resultat = motifs["resultat"].match(page.texte, egal + 1)
        if resultat and any(s in avant for s in _SIGNES) and motifs["operation"].search(avant):
            yield _read_calcul(page, egal, resultat)
        egal = page.texte.find("=", egal + 1)


def _list_sommes(page: Page) -> Iterator[Calcul | None]:
    for a in list_additions(page):
        attendu = sum(a.termes, Decimal(0))
        faux = abs(attendu - a.resultat) > ARRONDI
        yield Calcul(page.texte[a.debut : a.fin], attendu, a.resultat, page.place(a.debut, a.fin)) if faux else None


def _list_paiements(dossier: Dossier, page: Page) -> Iterator[Calcul | None]:
    """What a year's amount makes over years that are told, or that the contract has."""
    debut, fin = dossier.departement.departement.contrat
    for a in list_annuels(page):
        ans = a.ans or (round(a.tout / a.un) if a.un else 0)
        faux = a.un and (a.tout != a.un * ans or not 0 < ans <= fin - debut + 1)
        yield Calcul(a.texte, a.un * max(1, min(ans, fin - debut + 1)), a.tout, a.place) if faux else None
    for d in list_durees(page):
        tous, payes = d.un * d.listees, d.un * d.payees
        juste = d.payees == d.listees
        yield None if juste else Calcul(d.texte, tous, payes, d.place, False, d.annees, d.payees, d.listees)


def _list_produits(page: Page) -> Iterator[Calcul | None]:
    """ "78 840 € (18 €*365 jours*12)", the result before; "5 ETP : 45 000 € soit 225 000 €"."""
    motifs = _compile()
    faits = [
        (m, m["nombre"], evaluate(tokenize(m["calcul"].strip()) or []))
        for m in _search_autour(page, "(", motifs["avant"])
    ]
    faits += [
        (m, m["tout"], int(m["fois"]) * read_nombre(m["un"])) for m in _search_autour(page, "soit", motifs["chacun"])
    ]
    for motif, lu, attendu in faits:
        if attendu is not None:
            trouve, place = read_nombre(lu), page.place(motif.start(), motif.end())
            yield Calcul(motif[0], attendu, trouve, place) if abs(attendu - trouve) > ARRONDI else None


def _search_autour(page: Page, signe: str, motif: re.Pattern[str]) -> list[re.Match[str]]:
    """What a pattern finds around a sign that it cannot do without."""
    trouves = {}
    position = page.texte.find(signe)
    while position >= 0:
        apres = page.texte[position + len(signe) : position + FENETRE].lstrip(" \u00a0")
        if apres[:1].isdigit() and (signe != "(" or "*" in apres.partition(")")[0]):  # as both patterns want it
            for trouve in motif.finditer(page.texte, max(0, position - FENETRE), position + FENETRE):
                trouves[trouve.span()] = trouve
        position = page.texte.find(signe, position + 1)
    return list(trouves.values())


def _describe(dossier: Dossier, calculs: list[Calcul]) -> Constat:
    """One finding for a calculation printed in one place or in several."""
    c, places = calculs[0], tuple(dict.fromkeys(c.place for c in calculs))
    attendu, dit = c.attendu.quantize(c.trouve), f"« {clean_texte(c.texte)} »"
    ecart = f"soit {format_euros(abs(attendu - c.trouve))} d'écart"
    question = _CONFIRMER
    if c.notation:
        phrase = (
            f"le calcul imprimé {dit} divise par une fraction d'année, alors que son résultat "
            f"({format_euros(c.trouve)}) est celui d'une multiplication"
        )
        question = ""
    elif c.annees:
        phrase = (
            f"{dit} compte {count(c.payees, 'année')} ({format_euros(c.trouve)}), alors que "
            f"{count(c.listees, 'année')} sont citées, qui font {format_euros(attendu)}, {ecart}"
        )
        question = "Ce montant est-il celui de toutes les années citées ?"
    else:
        phrase = f"le calcul imprimé {dit} fait {format_euros(attendu)}, et non {format_euros(c.trouve)}, {ecart}"
    action = _find_action(dossier, places[0])
    return Constat(
        places,
        f"{f'Action {action}, l.' if action else 'Ligne'} {format_liste(p.ligne for p in places)} : {phrase}.",
        action=action,
        objet=clean_texte(c.texte),
        periode=c.annees,
        trouve=str(c.trouve),
        attendu=str(attendu),
        difference=str(c.trouve - attendu),
        question=question,
    )


def _find_action(dossier: Dossier, place: Place) -> str:
    siens = (f.action for f in dossier.lecture.financements if (f.document, f.ligne) == (place.document, place.ligne))
    return next(siens, "") or find_action(dossier, place.document, place.ligne)


def _examine(dossier: Dossier, annee: int, notation: bool) -> Iterator[Constat]:
    groupes: dict[tuple[object, ...], list[Calcul]] = {}
    for c in _list_calculs(dossier, annee):
        if c.notation == notation:
            cle = _find_action(dossier, c.place), clean_texte(c.texte), c.attendu, c.trouve, c.annees
            groupes.setdefault(cle, []).append(c)
    for calculs in groupes.values():
        yield _describe(dossier, calculs)


def examine_calculs(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """Results that are not those of the calculation printed before them."""
    return _examine(dossier, annee, False)


def examine_notations(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """Calculations that divide by a fraction of the year where the result multiplies."""
    return _examine(dossier, annee, True)


CALCULS: dict[str, Examen] = {
    "calcul_imprime": examine_calculs,
    "calcul_notation": examine_notations,
}
