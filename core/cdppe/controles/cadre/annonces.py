"""Lists that a sentence announces with their number ("3 actions … :"), against what it lists."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from cdppe.controles.forme.dates import find_fiche
from cdppe.controles.mots import format_liste
from cdppe.controles.reperes import list_pages, name_action
from cdppe.plugins.controle import Constat, Dossier, Examen, Page, Place

_MOTS = ("deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze")
_NOMBRE = rf"(?<![\d,.’'-])(?P<nombre>[2-9]|1\d|{'|'.join(_MOTS)})"
_NOMS = (
    "actions|fiches|objectifs|engagements|mesures|axes|volets|étapes|phases|points|orientations|priorités|missions|"
    "commissions|critères|thématiques|thèmes|domaines|principes|propositions|modalités|chantiers|parties|enjeux|"
    "leviers|outils|dispositifs|niveaux|types|catégories"
)
"""What a list is made of; figures and persons are counted otherwise."""
_ADJECTIF = r"(?:(?:grand|principa|nouve|autre|différent)\w*\s+)?"
_ANNONCE = re.compile(rf"{_NOMBRE}\s+{_ADJECTIF}(?P<nom>{_NOMS})\b(?P<suite>[^.;:\n]*):\s*\Z", re.IGNORECASE)
_PARTIE = re.compile(r"\b(?:dont|notamment|principalement|exemple|parmi|entre autres?)\b", re.IGNORECASE)
_PUCE = re.compile(r"\s*(?P<puce>[-–•*▪]|o\s|\d{1,2}[.)]|[a-z]\))\s*(?P<texte>\S.*)")
_DEFINITION = re.compile(rf"{_NOMBRE}\s+(?P<nom>[^\W\d]{{4,}}s)\s*\((?P<liste>[^()\n]{{8,200}})\)", re.IGNORECASE)
_FINIT_EN_NOMBRE = re.compile(rf"(?:\d|{'|'.join(_MOTS)})\Z", re.IGNORECASE)
_OUVERTE = re.compile(r"s\s*\(")
_PRES, _SUITE, _AVANT, _LONGUEUR = 1500, 2, 60, 202


class _Liste(NamedTuple):
    """The items of a list, and whether it surely ends where it seems to."""

    puces: list[re.Match[str]]
    lignes: list[int]
    finie: bool


def _read_nombre(texte: str) -> int:
    return int(texte) if texte.isdigit() else _MOTS.index(texte.lower()) + 2


def _take_liste(lignes: Sequence[str], rang: int) -> _Liste:
    """The items from a line on: those that have the first one's mark, deeper ones left out."""
    puces: list[re.Match[str]] = []
    rangs: list[int] = []
    while rang < len(lignes):
        puce = _PUCE.match(lignes[rang])
        if puce is None and not (puces and lignes[rang].lstrip()[:1].islower()):  # an item may go on, on its next line
            break
        if puce and (not puces or _get_genre(puce) == _get_genre(puces[0])):
            puces.append(puce)
            rangs.append(rang)
        rang += 1
    return _Liste(puces, rangs, not any(_PUCE.match(s) for s in lignes[rang : rang + _SUITE]))


def _get_genre(puce: re.Match[str]) -> str:
    return re.sub(r"\d+", "1", puce["puce"]).strip() if not puce["puce"][0].isalpha() else puce["puce"][1:]


def _examine_listes(dossier: Dossier, annee: int) -> Iterator[Constat]:
    for page in list_pages(dossier, annee):
        lignes = page.texte.split("\n")
        for rang, ligne in enumerate(lignes):
            annonce = _ANNONCE.search(ligne, _find_debut(ligne)) if ligne.rstrip().endswith(":") else None
            if annonce is None or _PARTIE.search(annonce["suite"]):
                continue
            liste, nombre = _take_liste(lignes, rang + 1), _read_nombre(annonce["nombre"])
            racine = annonce["nom"][:5].lower()
            numerotees = sum(bool(re.match(rf"\W*{racine}\w*\s+\d", p["texte"], re.IGNORECASE)) for p in liste.puces)
            if len(liste.puces) < 2 or not liste.finie or nombre in (len(liste.puces), numerotees):
                continue
            places = tuple(_place(page, n) for n in (rang, *liste.lignes))
            action = find_fiche(dossier, page, places[0])
            yield _make_constat(action, places, f"{annonce['nombre']} {annonce['nom']}", nombre, len(liste.puces))
        yield from _examine_definies(dossier, page)


def _find_debut(ligne: str) -> int:
    """Where the part of a line begins that its last colon ends."""
    fin = ligne.rindex(":")
    return max(ligne.rfind(signe, 0, fin) for signe in ".;:") + 1


def _examine_definies(dossier: Dossier, page: Page) -> Iterator[Constat]:
    """What is listed in brackets after its number, and called again, with another number, soon after."""
    for ouverte in _OUVERTE.finditer(page.texte):
        mots = page.texte[max(0, ouverte.start() - _AVANT) : ouverte.start() + 1].split()[-2:]
        if len(mots) < 2 or not _FINIT_EN_NOMBRE.search(mots[0]):
            continue
        definie = _DEFINITION.search(page.texte, max(0, ouverte.start() - _AVANT), ouverte.end() + _LONGUEUR)
        if definie is None or definie.start("liste") != ouverte.end():
            continue
        nombre = _read_nombre(definie["nombre"])
        if len(re.split(r",|;|\bet\b", definie["liste"])) != nombre:
            continue
        rappel = re.compile(rf"\b(?:les|ces|ses)\s+{_NOMBRE}\s+{definie['nom']}\b", re.IGNORECASE)
        for redite in rappel.finditer(page.texte, definie.end(), definie.end() + _PRES):
            if (autre := _read_nombre(redite["nombre"])) != nombre:
                places = page.place(*definie.span()), page.place(*redite.span())
                yield _make_constat(find_fiche(dossier, page, places[0]), places, redite[0].lower(), autre, nombre)


def _place(page: Page, rang: int) -> Place:
    """The line of that rank in the page's text."""
    debut = len("\n".join(page.texte.split("\n", rang)[:rang])) + (rang > 0)
    return page.place(debut, debut + 1)


def _make_constat(action: str, places: tuple[Place, ...], dit: str, trouve: int, attendu: int) -> Constat:
    return Constat(
        places=places,
        phrase=f"{name_action(action)} : le texte dit « {dit} », et la liste en donne {attendu} "
        f"(l. {format_liste(dict.fromkeys(p.ligne for p in places))}).",
        action=action,
        objet=dit,
        trouve=str(trouve),
        attendu=str(attendu),
        difference=str(trouve - attendu),
        question="La liste est-elle complète, ou le nombre annoncé est-il à corriger ?",
    )


ANNONCES: dict[str, Examen] = {"liste_annoncee": _examine_listes}
