"""The report's parts: the fiches of the actions, the annexe, the deliberation's totals, and what stands before them.

A heading of an engagement, an objective or an action counts only when what it announces follows: the table of contents
prints them all once more, and sentences may quote them.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from cdppe.api import (
    Bloc,
    Departement,
    Document,
    Paragraphe,
    Passage,
    Rangee,
    Section,
    Tableau,
    TableauProuve,
    normalize_numero,
    prove_tableau,
    split_sections,
)

RUBRIQUES = frozenset(("description", "date", "budget", "prevu", "realise", "indicateurs", "bilan", "perspectives"))
_SUITES = {
    "action": RUBRIQUES,
    "objectif": frozenset({"action"}),
    "engagement": frozenset({"objectif", "action"}),
}
_CAPITALES = 0.6


@dataclass(frozen=True)
class Fiche:
    """One action: its heading, what stands above it, and its parts in the order of the document."""

    titre: Section
    engagement: Section | None
    objectif: Section | None
    rubriques: tuple[Section, ...] = ()

    @property
    def numero(self) -> str:
        return normalize_numero(self.titre.groupes["numero"])


@dataclass
class Rapport:
    """The report in parts; ``autres`` are the sections outside the fiches, by key, ``sommaire`` what opens it.

    ``orphelines`` are the parts of fiches whose heading is not understood, the first one's description at their head.
    """

    engagements: list[Section] = field(default_factory=list)
    fiches: list[Fiche] = field(default_factory=list)
    autres: list[Section] = field(default_factory=list)
    sommaire: list[Bloc] = field(default_factory=list)
    orphelines: list[Section] = field(default_factory=list)


def _is_capitales(passage: Passage) -> bool:
    lettres = [c for c in passage.texte if c.isalpha()]
    return sum(c.isupper() for c in lettres) >= _CAPITALES * len(lettres)


def _as_texte(section: Section) -> tuple[Bloc, ...]:
    """A heading that is none: a line of text like any other."""
    return (Paragraphe(section.titre), *section.blocs)


def _keep_titres(sections: Iterable[Section]) -> Iterator[Section]:
    """The sections whose heading is one; the others' lines go back to the section before them."""
    lues = tuple(sections)
    # Where a report prints its headings in capitals, a line in small letters is a sentence that begins like one.
    capitales = {s.cle for s in lues if s.cle in _SUITES and _is_capitales(s.titre)}
    gardees: list[bool] = []
    suivante = ""
    for rang in range(len(lues) - 1, -1, -1):
        section, avant = lues[rang], lues[rang - 1].cle if rang else ""
        garde = section.cle not in _SUITES or (
            suivante in _SUITES[section.cle]
            and (section.cle not in capitales or _is_capitales(section.titre) or _is_titre(section, avant, suivante))
        )
        gardees.append(garde)
        suivante = section.cle if garde else suivante
    courante: Section | None = None
    for section, garde in zip(lues, reversed(gardees), strict=True):
        if courante is not None and not garde:
            courante = replace(courante, blocs=(*courante.blocs, *_as_texte(section)))
            continue
        if courante is not None:
            yield courante
        courante = section if garde else Section("", section.titre, {}, _as_texte(section))
    if courante is not None:
        yield courante


def _is_titre(section: Section, avant: str, suivante: str) -> bool:
    """A line in small letters where headings are in capitals: one only when its neighbours leave no doubt."""
    if section.titre.texte.rstrip().endswith("."):
        return False
    if section.cle == "action":
        return suivante == "description" and avant != "action"
    return section.cle == "engagement" or bool(section.groupes["sorte"])


def _is_finie(fiche: Fiche | None, section: Section) -> bool:
    """The fiche had its description and its budget: a description begins another one's, whose heading is missing."""
    vues = {r.cle for r in fiche.rubriques} if fiche is not None else set()
    return section.cle == "description" and "description" in vues and bool(vues & {"prevu", "realise"})


def split_rapport(document: Document, departement: Departement) -> Rapport:
    """The report's parts. An action without objective above it inherits the one before, within its engagement."""
    rapport = Rapport()
    engagement: Section | None = None
    objectif: Section | None = None
    fiche: Fiche | None = None
    orpheline = False
    for section in _keep_titres(split_sections(document, departement.titres)):
        orpheline = orpheline and section.cle in RUBRIQUES
        if section.cle == "engagement":
            engagement, objectif, fiche = section, None, None
            rapport.engagements.append(section)
        elif section.cle == "objectif":
            objectif, fiche = section, None
        elif section.cle == "action":
            fiche = Fiche(section, engagement, objectif)
            rapport.fiches.append(fiche)
        elif section.cle in RUBRIQUES and (orpheline := orpheline or _is_finie(fiche, section)):
            rapport.orphelines.append(section)
        elif section.cle in RUBRIQUES and fiche is not None:
            fiche = replace(fiche, rubriques=(*fiche.rubriques, section))
            rapport.fiches[-1] = fiche
        elif engagement is None:
            rapport.sommaire += section.blocs
        else:
            fiche = None
            rapport.autres.append(section)
    return rapport


def match_disposition(tableau: Tableau, departement: Departement, noms: Iterable[str]) -> str:
    """The first of the layouts that the table proves without a header to guess, else with one, else ""."""
    avec_remarque = ""
    for nom in noms:
        prouve = prove_tableau(tableau, departement.disposition(nom))
        if isinstance(prouve, TableauProuve):
            if not prouve.remarques:
                return nom
            avec_remarque = avec_remarque or nom
    return avec_remarque


def join_suites(
    tableaux: Iterable[Tableau], departement: Departement, noms: Sequence[str], is_suite: Callable[[Rangee, str], bool]
) -> list[Tableau]:
    """The tables, each joined to the rows that a sentence or a blank line cut off it and left without a header.

    ``is_suite`` says whether a row may stand in a table of that layout: it is labelled as its rows are.
    """
    joints: list[Tableau] = []
    for tableau in tableaux:
        avant = joints[-1] if joints else None
        if (
            avant is not None
            and avant.largeur == tableau.largeur
            and (nom := match_disposition(avant, departement, noms))
            and not match_disposition(tableau, departement, noms)
            and all(is_suite(r, nom) for r in tableau.rangees)
        ):
            joints[-1] = Tableau(avant.rangees + tableau.rangees, avant.restes + tableau.restes)
        else:
            joints.append(tableau)
    return joints
