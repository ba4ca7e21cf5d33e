"""The sheets ("FICHE ACTION n"): their head, then their rubrics, each with all the cells that it is cut in."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from cdppe.api import Passage, Rangee, Section, Tableau, normalize_libelle, normalize_numero
from cdppe_seine_et_marne.jetons import opens_source
from cdppe_seine_et_marne.propre import Propre

_BANDEAU = re.compile(r"strat[ée]gie nationale de pr[ée]vention|\W*de protection de l[’']enfance \d{4}", re.IGNORECASE)
_OBJECTIF = re.compile(r"Objectif\s*(?:n\s*[°º]\s*)?(?P<numero>\d{1,2})\s*:\s*", re.IGNORECASE)
_ANNEE = re.compile(r"(?:19|20)\d\d")
_TOTAL = re.compile(r"total\b", re.IGNORECASE)


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


def split_fiches(sections: tuple[Section, ...], propre: Propre) -> tuple[Fiche, ...]:
    """Every sheet of the report, in its order."""
    return tuple(_read_fiche(section, propre) for section in sections if section.cle == "fiche")


def _iter_lignes(section: Section) -> Iterator[Rangee]:
    """The section's lines and rows alike, as rows; the page headers are left out."""
    for bloc in section.blocs:
        if isinstance(bloc, Tableau):
            yield from bloc.rangees
        elif not _BANDEAU.match(bloc.passage.texte.strip("*# ")):
            yield Rangee((bloc.passage,), bloc.passage.lieu())


def _read_fiche(section: Section, propre: Propre) -> Fiche:
    tete: list[Passage] = []
    reste = section.groupes.get("reste", "").strip()
    if reste:
        place = section.titre.texte.rfind(reste)
        tete.append(section.titre.part(place, place + len(reste)) if place >= 0 else section.titre)
    rubriques: list[Rubrique] = []
    annees: Rangee | None = None
    en_tete = True
    for rangee in _iter_lignes(section):
        premiere, autres = rangee.cellules[0], rangee.cellules[1:]
        cle = propre.find_rubrique(premiere.texte) if len(premiere.texte) < 300 else ""
        seule = not any(autres)
        if cle and (not seule or len(rangee.cellules) > 1 or _is_label(premiere.texte)):
            en_tete = False
            rubriques.append(Rubrique(cle))
            _append(rubriques[-1], rangee, suite=False)
        elif en_tete:
            if seule:
                tete.append(premiere)
        elif _is_annees(rangee):
            annees = rangee
            continue
        elif rubriques and annees and _TOTAL.match(premiere.texte) and len(rangee.cellules) > 2:
            rubriques[-1].totaux.append(Tableau((annees, rangee)))
        elif len(rangee.cellules) == 1:
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
    return Fiche(numero, section.titre, intitules, objectifs, tuple(rubriques), tuple(tete))


def _is_label(texte: str) -> bool:
    """A rubric's label alone on its line, not a sentence that begins with the same words."""
    return len(texte.split()) <= 6 or bool(re.match(r"r[ée]f[ée]r[ée]nt\b[^.]{0,12}\(", texte, re.IGNORECASE))


def _is_annees(rangee: Rangee) -> bool:
    pleines = [c.texte for c in rangee.cellules[1:] if c]
    return not rangee.cellules[0] and len(pleines) > 1 and all(_ANNEE.fullmatch(t) for t in pleines)


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
