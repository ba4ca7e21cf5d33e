"""Figures that only their neighbours tell wrong: groups of rows in one order but for a cell, cells that add up."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import combinations
from typing import NamedTuple

from cdppe.controles.memoire import remember
from cdppe.controles.mots import (
    chiffre_of,
    compare,
    format_liste,
    format_nombre,
    is_annee,
    name_indicateur,
    name_periode,
)
from cdppe.facts import Indicateur
from cdppe.facts.libelles import normalize_libelle
from cdppe.plugins.controle import Constat, Dossier, Examen, NonApplicable

_NATURES = ("reference", "cible", "realise")
_LIGNES, _PAIRES = 3, 8
"""So many rows of the same names, and figures to compare, make an order that is no chance."""
_DATE = re.compile(r"\b(?:(?:au|le)\s+)?\d{1,2}[./]\d{1,2}[./]\d{2,5}\b|\b(?:19|20)\d\d\b")
_MORCEAUX = re.compile(r"[➤•;\n]|(?<!\d),|,(?!\d)|\s\+\s|\bet\b")
_COMPTE = re.compile(r"(?<![\d.,/-])\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?!\d)|(?<![\d.,/-])\d+(?![\d,.%/-])")
_AJOUT = re.compile(
    r"(?<![\d.,/])(?P<dit>\d{1,6}) (?P<nom>[^\W\d_]+) (?:ouvert|créé|cree|recruté|ajouté|supplémentaire|nouve)\w* en "
    r"(?P<annee>20\d\d)\b"
)
_DEBUT = re.compile(r"\s*(?P<dit>\d{1,6})\s+(?P<nom>[^\W\d_]+)")
_TOTAL = re.compile(r"\b(?:au total|en tout|total)\b", re.IGNORECASE)
_AUTRE_CHOSE = Decimal("2.5")
_AUTRES_PERSONNES = Decimal("1.5")
"""Parts that miss their whole by more than the whole over this detail something else."""
_NOTE = re.compile(r"\s*\^\s*\{?\w\}?\s*\Z")
Cle = tuple[str, str, int | None, int | None, str]


def _pair_blocs(dossier: Dossier) -> Iterator[tuple[Indicateur, Indicateur, int]]:
    """The one cell of a group of rows above that of another group, which is elsewhere always the greater."""
    blocs: dict[tuple[str, str, str], dict[str, dict[Cle, Indicateur]]] = defaultdict(lambda: defaultdict(dict))
    for i in dossier.lecture.indicateurs:
        if i.niveau == "detail" and i.nature in _NATURES and i.unite != "%" and i.valeur is not None and i.rubrique:
            cle = normalize_libelle(_NOTE.sub("", i.libelle)), i.nature, i.debut, i.fin, i.base
            blocs[i.document, i.origine, i.action][i.rubrique].setdefault(cle, i)
    for groupes in blocs.values():
        for un, autre in combinations(groupes.values(), 2):
            communs = [(un[cle], autre[cle]) for cle in un if cle in autre]
            if len(communs) < _PAIRES or len({i.libelle for i, _ in communs}) < _LIGNES:
                continue
            for grands, petits in ((0, 1), (1, 0)):
                inverses = [p for p in communs if chiffre_of(p[petits]) >= chiffre_of(p[grands])]
                if len(inverses) == 1:
                    yield inverses[0][grands], inverses[0][petits], len(communs) - 1


def find_inversions(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """A cell out of the order that two groups of rows keep everywhere else."""
    inversions = remember(dossier, "blocs_inverses", lambda: list(_pair_blocs(dossier)))
    if not any(i.niveau == "detail" for i in dossier.lecture.indicateurs):
        raise NonApplicable("aucun tableau n'a de lignes de détail")
    vues: set[int] = set()
    # A wrong cell is out of order with every group: it is told once, against the nearest.
    for tout, part, nombre in sorted(inversions, key=lambda x: chiffre_of(x[0])):
        if not is_annee(dossier, annee, part.fin) or vues & {id(tout), id(part)}:
            continue
        if chiffre_of(part) > chiffre_of(tout):
            vues |= {id(tout), id(part)}
            phrase = (
                f"{name_indicateur(part)}, {name_periode(part)} : « {part.rubrique} » (l. {part.ligne}) vaut "
                f"{format_nombre(chiffre_of(part))}, plus que « {tout.rubrique} » (l. {tout.ligne}), "
                f"{format_nombre(chiffre_of(tout))}, alors que le second dépasse le premier dans les {nombre} autres "
                "cases que les deux ont en commun."
            )
            objet = f"{part.nature} {part.libelle} : {part.rubrique} / {tout.rubrique}"
            question = "Pouvez-vous confirmer ces deux chiffres ?"
            yield compare((tout, part), phrase, chiffre_of(part), chiffre_of(tout), objet, question)


class Enumeration(NamedTuple):
    """The numbers of a cell, one for each of its parts; the total that it tells, if any, is the last."""

    fait: Indicateur
    nombres: tuple[Decimal, ...]
    totalise: bool

    @property
    def somme(self) -> Decimal:
        return sum(self.nombres[: -1 if self.totalise else None], Decimal(0))


def _read_cellule(i: Indicateur) -> Enumeration | None:
    nombres: list[Decimal] = []
    dernier = ""
    for morceau in _MORCEAUX.split(_DATE.sub(" ", i.texte)):
        comptes = [(m.start(), m) for m in _COMPTE.finditer(morceau)]
        libelle, _, apres = morceau.rpartition(":")
        if libelle and apres.strip():  # "02-12 ans : 60"
            comptes = [c for c in comptes if c[0] > len(libelle)]
        if not comptes:
            if re.search(r"\d", morceau):
                return None
            continue
        debut, compte = comptes[0]
        avant = morceau[len(libelle) + 1 if libelle and apres.strip() else 0 : debut]
        if len(comptes) > 1 or avant.strip():
            return None
        nombres.append(Decimal(re.sub(r"\D", "", compte[0])))
        dernier = morceau
    return Enumeration(i, tuple(nombres), bool(_TOTAL.search(dernier))) if len(nombres) > 1 else None


def _list_cellules(dossier: Dossier) -> list[list[Enumeration]]:
    """The cells of each row that enumerate; where a total shows in one, the others of as many parts have theirs."""
    rangees: dict[tuple[str, str, str, str], list[Enumeration]] = defaultdict(list)
    for i in dossier.lecture.indicateurs:
        if i.statut == "texte" and i.nature in _NATURES and (lue := _read_cellule(i)):
            rangees[i.document, i.ligne, i.action, i.rubrique].append(lue)
    return list(rangees.values())


def compare_cellules(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """A total told in a cell with its parts, or cells of a row that part the same people and do not add up alike."""
    rangees = remember(dossier, "cellules_enumerees", lambda: _list_cellules(dossier))
    siennes = [c for c in rangees if is_annee(dossier, annee, c[0].fait.fin)]
    totaux = [e for cellules in rangees for e in cellules if e.totalise and is_annee(dossier, annee, e.fait.fin)]
    if not siennes and not totaux:
        raise NonApplicable("aucune cellule n'énumère des parts")
    for e in (e for e in totaux if len(e.nombres) > 2):
        if e.somme != e.nombres[-1] and _is_proche(e.somme, e.nombres[-1]):
            parts = format_liste(format_nombre(n) for n in e.nombres[:-1])
            phrase = f"la cellule annonce {format_nombre(e.nombres[-1])} au total, et ses parts ({parts}) font "
            yield _describe((e,), phrase, e.nombres[-1], e.somme, e.nombres[:-1])
    for cellules in siennes:
        libres = [e for e in cellules if not e.totalise]
        sommes = Counter(e.somme for e in libres).most_common()
        periodes = {(e.fait.nature, e.fait.debut, e.fait.fin) for e in libres}
        if len(periodes) == 1 and len(sommes) == 2 and sommes[0][1] > 1 == sommes[1][1]:
            seule = next(e for e in libres if e.somme == sommes[1][0])
            if _is_proche(seule.somme, sommes[0][0], _AUTRES_PERSONNES):
                autres = [e for e in libres if e is not seule]
                parts = format_liste(format_nombre(n) for n in seule.nombres)
                phrase = f"les parts de la cellule ({parts}) font {format_nombre(seule.somme)}, et celles des autres "
                yield _describe(
                    (seule, *autres), f"{phrase}cellules de la ligne ", seule.somme, sommes[0][0], seule.nombres
                )


def _is_proche(un: Decimal, autre: Decimal, ecart: Decimal = _AUTRE_CHOSE) -> bool:
    return abs(un - autre) <= max(un, autre) / ecart


def _describe(
    cellules: tuple[Enumeration, ...], dite: str, trouve: Decimal, attendu: Decimal, parts: tuple[Decimal, ...]
) -> Constat:
    i = cellules[0].fait
    phrase = (
        f"{name_indicateur(i)}, {name_periode(i)} (l. {i.ligne}) : {dite}{format_nombre(attendu)}, soit "
        f"{format_nombre(abs(trouve - attendu))} d'écart."
    )
    question = "Pouvez-vous confirmer le total et chacune de ses parts ?"
    constat = compare(
        [e.fait for e in cellules], phrase, trouve, attendu, f"total de cellule {i.nature} {i.libelle}", question
    )
    return replace(constat, termes=tuple(map(str, parts)))


def compare_ajouts(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """What a cell says was added in a year, against the figures of its row for that year and the one before."""
    ajouts = remember(dossier, "ajouts_dits", lambda: list(_iter_ajouts(dossier)))
    siens = [a for a in ajouts if is_annee(dossier, annee, a.apres.fin)]
    if not siens:
        raise NonApplicable("aucune cellule ne dit ce qu'une année ajoute à la précédente")
    for a in siens:
        if a.dit in (a.un, a.autre, a.autre - a.un):
            continue
        fait, apres = a.fait, a.apres
        lignes = ", ".join(dict.fromkeys(i.ligne for i in (fait, a.avant, apres)))
        phrase = (
            f"{name_indicateur(fait)} (l. {lignes}) : une cellule dit « {a.mots} », et la ligne donne "
            f"{format_nombre(a.un)} en {a.avant.fin} et {format_nombre(a.autre)} en {apres.fin}, soit "
            f"{format_nombre(a.autre - a.un)} de plus."
        )
        question = "Pouvez-vous confirmer ces trois nombres ?"
        objet, faits = f"ajout de {apres.fin} {fait.libelle}", (fait, a.avant, apres)
        yield compare(faits, phrase, a.dit, a.autre - a.un, objet, question, periode=name_periode(apres))


class Ajout(NamedTuple):
    """What ``fait`` says that a year added, and the figures of that year and of the one before."""

    fait: Indicateur
    mots: str
    dit: Decimal
    avant: Indicateur
    un: Decimal
    apres: Indicateur
    autre: Decimal


def _iter_ajouts(dossier: Dossier) -> Iterator[Ajout]:
    rangees: dict[tuple[str, str, str, str], list[Indicateur]] = defaultdict(list)
    for i in dossier.lecture.indicateurs:
        rangees[i.document, i.ligne, i.action, i.libelle].append(i)
    for cellules in rangees.values():
        dits = [(i, m) for i in cellules if i.nature in ("realise", "commentaire") for m in _AJOUT.finditer(i.texte)]
        annuels = [i for i in cellules if i.nature in ("reference", "realise") and i.debut == i.fin] if dits else []
        for fait, m in dits:
            nom, fin = normalize_libelle(m["nom"]), int(m["annee"])
            lus = {i.fin: (i, v) for i in annuels if (v := _read_debut(i, nom)) is not None}
            if nom in normalize_libelle(fait.libelle).split() and fin in lus and fin - 1 in lus:
                yield Ajout(fait, m[0].strip(), Decimal(m["dit"]), *lus[fin - 1], *lus[fin])


def _read_debut(i: Indicateur, nom: str) -> Decimal | None:
    """The figure of a cell, or the number that begins it and counts ``nom``."""
    debut = _DEBUT.match(i.texte)
    if i.valeur is not None or debut is None:
        return i.valeur
    return Decimal(debut["dit"]) if normalize_libelle(debut["nom"]) == nom else None


BLOCS: dict[str, Examen] = {
    "bloc_inverse": find_inversions,
    "total_de_cellule": compare_cellules,
    "ajout_de_cellule": compare_ajouts,
}
