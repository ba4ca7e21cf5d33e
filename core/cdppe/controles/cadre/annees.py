"""Figures that name another year than the row or the column in which they are printed."""

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from cdppe.controles.forme.hors_contrat import find_annees, find_contrat
from cdppe.controles.memoire import remember
from cdppe.controles.mots import ANNEE, add, agree, clean_texte, format_euros, format_liste, is_annee, quote
from cdppe.controles.reperes import check_texte, find_action, list_pages, list_tableaux, name_action, place_rangee
from cdppe.documents import Rangee
from cdppe.facts import Financement, Indicateur
from cdppe.parsing.montants import find_montants
from cdppe.plugins.controle import Constat, Dossier, Examen, Place, place_of

_RANGEE = re.compile(r"\D{0,12}(20[12]\d)\s*\Z")
_REPETEE = re.compile(r"€ ?\((?P<annee>20[12]\d)\) ?[;,][^();€]{1,30}€ ?\((?P=annee)\)")
_CHIFFRES = re.compile(r"[\d \u00a0]+\Z")
_AVANT = 24


class Annuelle(NamedTuple):
    """A row that begins with a year."""

    document: str
    rangee: Rangee
    annee: int


def _list_annuelles(dossier: Dossier) -> list[list[Annuelle]]:
    """The yearly rows of each table."""
    check_texte(dossier)

    def compute() -> list[list[Annuelle]]:
        return [
            [
                Annuelle(document, rangee, int(dite[1]))
                for rangee in tableau.rangees
                if rangee.cellules and (dite := _RANGEE.match(rangee.cellules[0].texte))
            ]
            for document, tableau in list_tableaux(dossier)
        ]

    return remember(dossier, "rangees_annuelles", compute)


def _list_annees(fait: Financement | tuple[int, int]) -> str:
    premiere, derniere = fait if isinstance(fait, tuple) else (fait.debut, fait.fin)
    return "-".join(dict.fromkeys((str(premiere), str(derniere))))


def _examine_rangees(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """Amounts of a yearly row that name another year."""
    rangees = {(a.document, a.rangee.lieu): a.annee for siennes in _list_annuelles(dossier) for a in siennes}
    contraires: dict[tuple[str, str, str, int], list[Financement]] = defaultdict(list)
    for f in dossier.montants:
        attendue = rangees.get((f.document, f.ligne))
        if attendue and f.debut and f.fin and not f.debut <= attendue <= f.fin and is_annee(dossier, annee, attendue):
            contraires[f.document, f.ligne, f.action, attendue].append(f)
    for (_, _, action, attendue), faits in contraires.items():
        dits = format_liste(dict.fromkeys(f"{format_euros(add([f]))} pour {_list_annees(f)}" for f in faits))
        yield Constat(
            places=(place_of(faits[0]),),
            phrase=f"{name_action(action)} : la ligne de l'année {attendue} donne {dits}.",
            action=action,
            objet=dits,
            periode=str(attendue),
            trouve=str(faits[0].debut),
            attendu=str(attendue),
            question=f"De quelle année {agree(len(faits), 'est ce montant', 'sont ces montants')} ?",
        )


def _find_annee_seule(colonne: str) -> int:
    """The year that a column names, when it names one."""
    annees = set(ANNEE.findall(colonne)) if "20" in colonne else ()
    return int(min(annees)) if len(annees) == 1 else 0


def _examine_colonnes(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """Values and amounts of a yearly column whose own words name another year."""
    par_valeur: dict[tuple[str, str, str, int], list[Indicateur]] = defaultdict(list)
    for i, attendue in remember(dossier, "valeurs_contraires", lambda: list(_iter_contraires(dossier))):
        if is_annee(dossier, annee, attendue):
            par_valeur[i.action, i.libelle, i.texte, attendue].append(i)
    for (action, libelle, texte, attendue), valeurs in par_valeur.items():
        yield Constat(
            places=tuple(place_of(i) for i in valeurs),
            phrase=f"{name_action(action)} : sous la colonne de {attendue}, {quote(libelle)} donne une valeur d'une "
            f"autre année ({quote(texte)}).",
            action=action,
            objet=f"{libelle} / {texte}",
            periode=str(attendue),
            trouve=ANNEE.findall(texte)[0],
            attendu=str(attendue),
            question=f"De quelle année est cette valeur de {quote(libelle)} ?",
        )
    yield from _examine_montants(dossier, annee)


def _iter_contraires(dossier: Dossier) -> Iterator[tuple[Indicateur, int]]:
    for i in dossier.lecture.indicateurs:
        if "20" in i.texte and i.nature not in ("evolution", "ecart", "commentaire"):
            attendue = _find_annee_seule(i.colonne)
            if attendue and _names_autre(i, attendue):
                yield i, attendue


def _examine_montants(dossier: Dossier, annee: int) -> Iterator[Constat]:
    debut, fin = find_contrat(dossier)
    par_colonne: dict[tuple[str, str, str, int], list[tuple[Financement, str]]] = defaultdict(list)
    for f in dossier.montants:
        attendue = _find_annee_seule(f.colonne) if f.etape != "report" else 0
        if not attendue or not is_annee(dossier, annee, attendue):
            continue
        annees = find_annees(f)
        if annees[1] >= debut and annees[0] <= fin and not annees[0] <= attendue <= annees[1]:
            par_colonne[f.document, f.action, f.colonne, attendue].append((f, _list_annees(annees)))
    for (_, action, nom, attendue), faits in par_colonne.items():
        dits = format_liste(f"{format_euros(add([f]))} pour {dite}" for f, dite in faits)
        yield Constat(
            places=tuple(place_of(f) for f, _ in faits),
            phrase=f"{f'Action {action}' if action else 'Tableau'} : la colonne « {nom} » est celle de {attendue}, et "
            f"donne {dits}.",
            action=action,
            objet=f"{nom} / {dits}",
            periode=str(attendue),
            trouve=faits[0][1],
            attendu=str(attendue),
            question=f"De quelle année {agree(len(faits), 'est ce montant', 'sont ces montants')} ?",
        )


def _names_autre(valeur: Indicateur, attendue: int) -> bool:
    dites = {int(a) for a in ANNEE.findall(valeur.texte)}
    if not dites or attendue in dites:
        return False
    if valeur.statut == "chiffre":
        return valeur.debut is not None and not valeur.debut <= attendue <= (valeur.fin or valeur.debut)
    return valeur.certitude == "ambigu"


def _examine_repetees(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """A year that two amounts of a list, or two rows of a table, bear where each year has one."""
    for page in list_pages(dossier, annee):
        for repetee in _REPETEE.finditer(page.texte):
            avant = _CHIFFRES.search(page.texte, max(0, repetee.start() - _AVANT), repetee.start())
            cite = clean_texte(f"{avant[0] if avant else ''}{repetee[0]}")
            place = page.place(avant.start() if avant else repetee.start(), repetee.end())
            yield _make_repetee(find_action(dossier, page.document, place.ligne), place, cite, repetee["annee"])
    for annuelles in _list_annuelles(dossier):
        par_annee: dict[int, list[Annuelle]] = defaultdict(list)
        for annuelle in annuelles:
            if any(annuelle.rangee.cellules[1:]):
                par_annee[annuelle.annee].append(annuelle)
        doubles = [siennes for siennes in par_annee.values() if len(siennes) == 2]
        if len(doubles) != 1 or len(par_annee) == 1:
            continue  # a year of several rows has its parts in each
        (premiere, seconde), dite = doubles[0], doubles[0][0].annee
        lieux = premiere.rangee.lieu, seconde.rangee.lieu
        action = find_action(dossier, premiere.document, lieux[0])
        yield Constat(
            places=tuple(place_rangee(a.document, a.rangee) for a in (premiere, seconde)),
            phrase=f"{name_action(action)} : deux lignes d'un même tableau portent l'année {dite} "
            f"(l. {format_liste(lieux)}).",
            action=action,
            objet=f"année {dite} sur deux lignes",
            periode=str(dite),
            question="De quelle année est chacune de ces lignes ?",
        )


def _make_repetee(action: str, place: Place, cite: str, annee: str) -> Constat:
    """With what the year then has too much: a sum that this makes wrong differs by as much."""
    montants = [m.valeur for m in find_montants(cite) if m.valeur is not None]
    trouve, attendu = (montants[0] + montants[-1], montants[0]) if len(montants) > 1 else (None, None)
    compte = f", qui compte alors {format_euros(trouve)}" if trouve is not None else ""
    return Constat(
        places=(place,),
        phrase=f"{name_action(action)}, l. {place.ligne} : une énumération par année nomme deux fois {annee}{compte} "
        f"(« {cite} »).",
        action=action,
        objet=cite,
        periode=annee,
        trouve="" if trouve is None else str(trouve),
        attendu="" if attendu is None else str(attendu),
        difference="" if trouve is None or attendu is None else str(trouve - attendu),
        question=f"De quelle année est le second montant de « {cite} » ?",
    )


ANNEES: dict[str, Examen] = {
    "annee_de_ligne": _examine_rangees,
    "annee_de_colonne": _examine_colonnes,
    "annee_repetee": _examine_repetees,
}
