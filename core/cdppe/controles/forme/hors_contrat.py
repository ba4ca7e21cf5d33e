"""Amounts and results of years that the contract does not cover."""

import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from cdppe.controles.memoire import compile_motif
from cdppe.controles.mots import ANNEE, MOIS, check_dernier, count, format_euros, format_liste, quote
from cdppe.controles.reperes import find_action, list_tableaux, name_action, place_rangee, search_lignes
from cdppe.facts import Financement
from cdppe.parsing.montants import find_montants
from cdppe.plugins.controle import Constat, Dossier, Examen, Page, Place, place_of

_JOUR = rf"(?:(?:\d{{1,2}}(?:er|\s?\^\{{?er\}}?)?\s+)?(?:{MOIS})\s+|\d{{1,2}}[/.]\d{{1,2}}[/.])"
_PERIODE = (
    rf"{_JOUR}(?P<debut>20[12]\d)\s+(?:au|à|jusqu'au|-|–)\s+{_JOUR}(?P<fin>20[12]\d)\s*(?:[:=(,]|soit|pour)\s*(?=\d)"
)
"""A period between two dates, and the amount that follows it."""
_INDICE = re.compile(r"20[12]\d\s+(?:au|à|jusqu'au|[-–])\s")
_DEPUIS = re.compile(
    r"\b(?:à|a) (?:compter|cpter|partir) (?:du |de |d')?"
    r"(?:\d{1,2}[/.]\d{1,2}[/.]|(?:\d{1,2}(?:er)? )?[^\W\d]{3,9} |)(?P<annee>20[12]\d)\b",
    re.IGNORECASE,
)
_VERSE = re.compile(
    r"\b(?:vers|pay|régl|mandat|liquid|dépens|consomm|exécut|engag|attribu)\w*[ée]e?s? en (?P<annee>20[12]\d)\b",
    re.IGNORECASE,
)
"""When it was paid, which is the year of the amount whatever its column says."""
_BORNES = re.compile(r"(\d{4})-(\d{4})")
_TOUJOURS, _JAMAIS = 9999, 0
"""The years of what says none: within any contract."""
_SUITE, _RANGEES = 30, 5
"""Of so many rows that one header dates, the header is in cause."""
_Cle = tuple[str, str]


def find_contrat(dossier: Dossier) -> tuple[int, int]:
    """The contract's years: those of the title, when it names another contract than the plugin's."""
    autres = (_BORNES.fullmatch(a.trouve) for a in dossier.lecture.anomalies if a.code == "contrat_autre")
    trouve = next(filter(None, autres), None)
    return (int(trouve[1]), int(trouve[2])) if trouve else dossier.departement.contrat


def _examine_montants(dossier: Dossier, annee: int) -> Iterator[Constat]:
    check_dernier(dossier, annee)
    debut, fin = find_contrat(dossier)
    hors: dict[_Cle, dict[Place, Decimal]] = defaultdict(dict)
    colonnes: dict[_Cle, str] = {}
    for f in dossier.montants:
        premiere, derniere = find_annees(f)
        if f.montant and (premiere < debut or derniere > fin):
            cle = f.action, "-".join(dict.fromkeys((str(premiere), str(derniere))))
            hors[cle][place_of(f)] = f.montant
            colonnes.setdefault(cle, f.colonne)
    lignes = {(p.document, p.ligne) for places in hors.values() for p in places}
    for page in dossier.pages:
        for periode, montant in _list_periodes(page):
            if int(periode["fin"]) > fin or int(periode["debut"]) < debut:
                place = page.place(*periode.span())
                cle = (
                    find_action(dossier, page.document, place.ligne),
                    "-".join(dict.fromkeys((periode["debut"], periode["fin"]))),
                )
                # A cell that is a fact already names its own action.
                if (place.document, place.ligne) not in lignes:
                    hors[cle][place] = montant
    yield from _examine_colonnes(dossier, hors, colonnes)
    for (action, periode_texte), places in hors.items():
        montants = list(dict.fromkeys(places.values()))
        dits = format_liste(format_euros(m) for m in montants)
        annees = " à ".join(periode_texte.split("-"))
        sous = colonnes.get((action, periode_texte), "").replace(" / ", ", ")
        un = len(montants) == 1
        yield Constat(
            places=tuple(places),
            phrase=f"{name_action(action)} : {'un montant' if un else 'des montants'} de {dits} "
            f"{'porte' if un else 'portent'} sur {annees}, {_place_annees(periode_texte, debut, fin)} ({debut}-{fin})"
            f"{f', sous la colonne {quote(sous)}' if sous else ''}.",
            action=action,
            objet="montants hors contrat",
            periode=periode_texte,
            trouve=str(montants[0]) if un else "",
            question=f"{'Ce montant' if un else 'Ces montants'} ({dits}) {'est-il' if un else 'sont-ils'} à compter "
            "dans le contrat, et pour quelle année ?",
        )


def _place_annees(periode: str, debut: int, fin: int) -> str:
    """``2022-2023`` begins in a contract that ends in 2022; ``2023`` is outside it."""
    dedans = any(debut <= int(annee) <= fin for annee in periode.split("-"))
    return "ce qui déborde des années du contrat" if dedans else "hors des années du contrat"


def _examine_colonnes(
    dossier: Dossier, hors: dict[_Cle, dict[Place, Decimal]], colonnes: dict[_Cle, str]
) -> Iterator[Constat]:
    """A header that dates the amounts of many rows is named once, and its rows are taken out of ``hors``."""
    par_colonne: dict[tuple[str, str, str], list[_Cle]] = defaultdict(list)
    for cle in (c for c in hors if colonnes.get(c)):
        for nom in sorted({p.document for p in hors[cle]}):
            par_colonne[nom, cle[1], colonnes[cle]].append(cle)
    for (nom, periode, colonne), cles in par_colonne.items():
        if len(cles) < _RANGEES or not set(ANNEE.findall(colonne)) & set(ANNEE.findall(periode)):
            continue
        lignes = [p for cle in cles for p in hors.pop(cle, {})]
        entetes = [
            place_rangee(nom, r)
            for autre, tableau in (list_tableaux(dossier) if dossier.documents else ())
            for r in tableau.rangees
            if autre == nom and any(c.texte and colonne.endswith(c.texte) for c in r.cellules)
        ]
        yield Constat(
            places=(*entetes[:1], *lignes),
            phrase=f"L'en-tête de colonne « {colonne} » date de {' à '.join(periode.split('-'))}, hors des années du "
            f"contrat ({'-'.join(map(str, find_contrat(dossier)))}), les montants de {count(len(lignes), 'ligne')} du "
            "tableau.",
            objet=colonne,
            periode=periode,
            question=f"De quelle année sont les montants de la colonne « {colonne} » ?",
        )


def find_annees(fait: Financement) -> tuple[int, int]:
    """First and last year of an amount; a label that says since when, or when it was paid, decides."""
    debut, fin = fait.debut or fait.fin or 0, fait.fin or fait.debut or 0
    if "20" not in fait.libelle:
        return (debut, fin) if debut else (_TOUJOURS, _JAMAIS)
    if payee := _VERSE.search(fait.libelle):
        return int(payee["annee"]), int(payee["annee"])
    if dite := _DEPUIS.search(fait.libelle):
        debut = max(debut, int(dite["annee"]))
    return (debut, max(debut, fin)) if debut else (_TOUJOURS, _JAMAIS)


def _list_periodes(page: Page) -> Iterator[tuple[re.Match[str], Decimal]]:
    for periode in search_lignes(page, _INDICE, compile_motif(_PERIODE, re.IGNORECASE)):
        suite = page.texte[periode.end() : periode.end() + _SUITE].partition("\n")[0]
        montants = find_montants(suite)
        if montants and montants[0].debut == 0 and montants[0].valeur is not None:
            yield periode, montants[0].valeur


def _examine_resultats(dossier: Dossier, annee: int) -> Iterator[Constat]:
    check_dernier(dossier, annee)
    debut, fin = find_contrat(dossier)
    hors: dict[_Cle, list[Place]] = defaultdict(list)
    for i in dossier.lecture.indicateurs:
        if i.nature == "realise" and i.valeur is not None and ((i.fin or debut) < debut or (i.fin or fin) > fin):
            hors[i.action, f"{i.debut}-{i.fin}"].append(place_of(i))
    for (action, periode), places in hors.items():
        annees = " à ".join(dict.fromkeys(periode.split("-")))
        yield Constat(
            places=tuple(places),
            phrase=f"{name_action(action)} : des résultats portent sur {annees}, hors des "
            f"années du contrat ({debut}-{fin}).",
            action=action,
            objet="résultats",
            periode=periode,
        )


HORS_CONTRAT: dict[str, Examen] = {
    "montant_hors_contrat": _examine_montants,
    "hors_contrat": _examine_resultats,
}
