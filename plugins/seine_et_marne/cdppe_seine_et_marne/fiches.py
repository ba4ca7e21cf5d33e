"""The sheets ("FICHE ACTION n"): their head, then their rubrics, each with all the cells that it is cut in."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from cdppe.api import Paragraphe, Passage, Rangee, Section, Tableau, normalize_libelle, normalize_numero
from cdppe_seine_et_marne.grilles import is_total, split_grilles
from cdppe_seine_et_marne.jetons import EURO, opens_source
from cdppe_seine_et_marne.propre import Propre

_BANDEAU = re.compile(r"strat[ée]gie nationale de pr[ée]vention|\W*de protection de l[’']enfance \d{4}", re.IGNORECASE)
_OBJECTIF = re.compile(r"Objectif\s*(?:n\s*[°º]\s*)?(?P<numero>\d{1,2})\s*:\s*", re.IGNORECASE)
_ANNEE = re.compile(r"(?:19|20)\d\d")
_TOTAL = re.compile(r"total\b", re.IGNORECASE)
_TOTAL_SEUL = re.compile(rf"total\s*:\s*\d[\d\s.,]*{EURO}", re.IGNORECASE)
COURT = 20
"""A header's cell is no longer than this."""
REPRISES = frozenset({"constat", "objectif", "description", "moyens"})
"""Rubrics which no sheet has again once its money is reported."""


@dataclass(frozen=True)
class Objectif:
    """An objective as the sheet prints it."""

    passage: Passage
    numero: int
    libelle: str


@dataclass(frozen=True)
class Morceau:
    """One row of a rubric; ``suite`` when its first cell is empty: it continues the row above."""

    etiquette: Passage
    texte: Passage
    suite: bool = False


@dataclass
class Rubrique:
    """A rubric: its label, its rows in order, and the small tables of yearly totals printed in it."""

    cle: str
    morceaux: list[Morceau] = field(default_factory=list)
    totaux: list[Tableau] = field(default_factory=list)
    queues: list[Passage] = field(default_factory=list)
    """Cells beyond the second one: copies of the small tables, glued to the end of a row."""


@dataclass(frozen=True)
class Fiche:
    """A sheet: the département's number, its title, the objectives of its head and its rubrics."""

    numero: str
    titre: Passage
    intitules: tuple[str, ...]
    """The lines that may be its title, the first one first."""
    objectifs: tuple[Objectif, ...]
    rubriques: tuple[Rubrique, ...]
    tete: tuple[Passage, ...] = ()
    """The lines of its head, whether they are cells of a table or not."""
    orphelines: tuple[Rangee, ...] = ()
    """Rows from where its rubrics begin again: another sheet's, whose heading is not understood."""
    grilles: tuple[Tableau, ...] = ()
    """Its wide tables, which are no rubrics."""

    def find(self, cle: str) -> tuple[Rubrique, ...]:
        return tuple(r for r in self.rubriques if r.cle == cle)


def split_objectifs(passage: Passage) -> tuple[str, tuple[Objectif, ...]]:
    """The words before the first "Objectif n :" of a line, and the objectives that follow."""
    trouves = list(_OBJECTIF.finditer(passage.texte))
    if not trouves:
        return passage.texte, ()
    objectifs = []
    debut = None
    for rang, trouve in enumerate(trouves):
        fin = trouves[rang + 1].start() if rang + 1 < len(trouves) else len(passage.texte)
        debut = trouve.start() if debut is None else debut
        libelle = passage.texte[trouve.end() : fin].strip()
        if libelle:  # "Objectif 26 : Objectif 26 : …" is printed twice and is one
            objectifs.append(Objectif(passage.part(debut, fin), int(trouve["numero"]), libelle))
            debut = None
    return passage.texte[: trouves[0].start()].strip(), tuple(objectifs)


def keep_fiches(sections: tuple[Section, ...], propre: Propre) -> tuple[Section, ...]:
    """The sections without those whose heading only mentions a sheet: their lines go back to the section before.

    A heading says "FICHE ACTION" in capitals; another one counts only when a sheet's first rubric follows and the sheet
    before it has its own.
    """
    gardees: list[Section] = []
    for section in sections:
        mot = section.groupes.get("mot", "")
        avant = gardees[-1] if gardees else None
        if avant is None or section.cle != "fiche" or mot == "FICHE ACTION" or _begins(section, avant, propre):
            gardees.append(section)
        else:
            gardees[-1] = replace(avant, blocs=(*avant.blocs, Paragraphe(section.titre), *section.blocs))
    return tuple(gardees)


def _begins(section: Section, avant: Section, propre: Propre) -> bool:
    ouvre = next(_iter_cles(section, propre), "")
    if ouvre not in ("", propre.rubriques[0][0]) or (avant.cle == "fiche" and not ouvre):
        return False
    premieres = [c for c in (ouvre, next(_iter_cles(avant, propre), "")) if c]
    return len(premieres) == (2 if avant.cle == "fiche" else 1) and premieres[0] == propre.rubriques[0][0]


def _iter_cles(section: Section, propre: Propre) -> Iterator[str]:
    return (cle for r in _iter_lignes(section) if (cle := _find_cle(r, propre)))


def _find_cle(rangee: Rangee, propre: Propre) -> str:
    """The rubric that a row opens, empty for none."""
    texte = rangee.cellules[0].texte
    cle = propre.find_rubrique(texte) if len(texte) < 300 else ""
    return cle if any(rangee.cellules[1:]) or len(rangee.cellules) > 1 or _is_label(texte) else ""


def split_fiches(sections: tuple[Section, ...], propre: Propre) -> tuple[Fiche, ...]:
    """Every sheet of the report, in its order."""
    return tuple(_read_fiche(section, propre) for section in sections if section.cle == "fiche")


def _iter_lignes(section: Section) -> Iterator[Rangee]:
    """The section's lines and rows alike, as rows, in the order of their lines; the page headers are left out."""
    rangees: list[Rangee] = []
    for bloc in section.blocs:
        if isinstance(bloc, Tableau):
            rangees += bloc.rangees
        elif not _BANDEAU.match(bloc.passage.texte.strip("*# ")):
            rangees.append(Rangee((bloc.passage,), bloc.passage.lieu()))
    return iter(sorted(rangees, key=lambda r: int(r.lieu) if r.lieu.isdigit() else 0))


def _read_fiche(section: Section, propre: Propre) -> Fiche:
    tete: list[Passage] = []
    reste = section.groupes.get("reste", "").strip()
    if reste:
        place = section.titre.texte.rfind(reste)
        tete.append(section.titre.part(place, place + len(reste)) if place >= 0 else section.titre)
    rubriques: list[Rubrique] = []
    annees: Rangee | None = None
    en_tete = True
    toutes = tuple(_iter_lignes(section))
    fin = _find_reprise(toutes, propre)
    lignes, grilles = split_grilles(toutes[:fin], lambda rangee: bool(_find_cle(rangee, propre)))
    for rang, rangee in enumerate(lignes):
        premiere, autres = rangee.cellules[0], rangee.cellules[1:]
        seule = not any(autres)
        if cle := _find_cle(rangee, propre):
            en_tete = False
            rubriques.append(Rubrique(cle))
            _append(rubriques[-1], rangee, suite=False)
        elif en_tete:
            if seule:
                tete.append(premiere)
        elif _is_annees(rangee) or _is_entete(rangee, lignes[rang + 1 : rang + 2]):
            annees = rangee
            continue
        elif rubriques and is_total(rangee):
            rubriques[-1].totaux.append(Tableau((annees, rangee) if annees else (rangee,)))
        elif len(rangee.cellules) == 1 and not (rubriques and _TOTAL_SEUL.fullmatch(premiere.texte)):
            continue  # a line of prose between two rows says nothing of the rubric
        elif rubriques and not premiere:
            _append(rubriques[-1], rangee, suite=True)
        elif rubriques and seule and _TOTAL.match(premiere.texte):
            rubriques[-1].morceaux.append(Morceau(premiere, rangee.cellule(1)))
        elif premiere:
            rubriques.append(Rubrique("moyens" if opens_source(rangee.cellule(1).texte, propre) else ""))
            _append(rubriques[-1], rangee, suite=False)
        annees = None
    intitules, objectifs = _read_tete(tete)
    numero = normalize_numero(section.groupes.get("numero", ""))
    return Fiche(numero, section.titre, intitules, objectifs, tuple(rubriques), tuple(tete), toutes[fin:], grilles)


def _find_reprise(lignes: tuple[Rangee, ...], propre: Propre) -> int:
    """The row from which the rubrics begin again, after the financial report that comes once in a sheet."""
    vues: set[str] = set()
    for rang, rangee in enumerate(lignes):
        cle = _find_cle(rangee, propre)
        if "bilan_financier" in vues and cle in vues and cle in REPRISES:
            return rang
        vues.add(cle)
    return len(lignes)


def _is_label(texte: str) -> bool:
    """A rubric's label alone on its line, not a sentence that begins with the same words."""
    return len(texte.split()) <= 6 or bool(re.match(r"r[ée]f[ée]r[ée]nt\b[^.]{0,12}\(", texte, re.IGNORECASE))


def _is_annees(rangee: Rangee) -> bool:
    pleines = [c.texte for c in rangee.cellules[1:] if c]
    return not rangee.cellules[0] and len(pleines) > 1 and all(_ANNEE.fullmatch(t) for t in pleines)


def _is_entete(rangee: Rangee, suivantes: tuple[Rangee, ...]) -> bool:
    """Short cells above such a row: its header, whatever it says; the layout proves it or refuses the table."""
    pleines = [c.texte for c in rangee.cellules[1:] if c]
    return (
        not rangee.cellules[0]
        and len(pleines) > 1
        and all(len(t) <= COURT for t in pleines)
        and any(is_total(s) for s in suivantes)
    )


def _append(rubrique: Rubrique, rangee: Rangee, suite: bool) -> None:
    rubrique.morceaux.append(Morceau(rangee.cellules[0], rangee.cellule(1), suite))
    rubrique.queues += [c for c in rangee.cellules[2:] if c]


def _read_tete(tete: list[Passage]) -> tuple[tuple[str, ...], tuple[Objectif, ...]]:
    intitules: list[str] = []
    objectifs: list[Objectif] = []
    for passage in tete:
        avant, trouves = split_objectifs(passage)
        if trouves and (not avant or not objectifs):
            objectifs += trouves
        if avant and not objectifs[len(trouves) :] and normalize_libelle(avant):
            intitules.append(avant)
    return tuple(intitules), tuple(objectifs)
