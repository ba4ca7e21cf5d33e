"""A report of Ille-et-Vilaine, read whole: financial tables, sheets, what stands before them, amendments."""

import re

from cdppe.api import Cadre, Departement, Document, Lecture, Releve, Section, Tableau, keeps_tabulations, split_sections
from cdppe_ille_et_vilaine.connus import Connus
from cdppe_ille_et_vilaine.fiches import Actions, Fiche, find_fiches, read_argent
from cdppe_ille_et_vilaine.indicateurs import Indicateurs
from cdppe_ille_et_vilaine.lignes import Contexte
from cdppe_ille_et_vilaine.plan import Plan
from cdppe_ille_et_vilaine.prose import Prose
from cdppe_ille_et_vilaine.regles import Regles

_ANNEE = re.compile(r"20\d\d")
AVENANTS = ("avenant_ars", "avenant_contrat")


def _find_annee(document: Document, departement: Departement) -> int | None:
    """The year in which the report was written; it gives account of the year before."""
    for passage in document.textes:
        date = re.search(departement.document.date, passage.texte, re.IGNORECASE)
        if date and (annee := _ANNEE.search(date["date"])):
            return int(annee[0])
    return None


def read_document(document: Document, departement: Departement, cadre: Cadre) -> Lecture:
    """Every fact of the report. The tables come first: the prose says again, or whose, what they print."""
    releve = Releve(document, departement, cadre)
    annee = _find_annee(document, departement)
    prose = Prose(releve, Regles(departement), Connus(), annee - 1 if annee else None)
    sections = split_sections(document, departement.titres)
    plan = Plan(releve, prose, sections)
    fiches = find_fiches(sections, cadre)
    Actions(releve, prose, plan, annee).read(fiches)
    tabulations = keeps_tabulations(b for b in document.blocs if isinstance(b, Tableau))
    indicateurs = Indicateurs(prose, _list_objectifs(prose, fiches), tabulations=tabulations)
    par_section = {id(fiche.section): fiche for fiche in fiches}
    for section in sections:
        if id(section) in par_section:
            fiche = par_section[id(section)]
            indicateurs.read_fiche(fiche, read_argent(prose, fiche))
            continue
        indicateurs.read_section(section)
        if section.cle in AVENANTS:
            _read_lignes(prose, section, section.cle)
        elif section.cle == "rapport":
            _read_lignes(prose, section, "rapport")
    return releve.finish()


def _list_objectifs(prose: Prose, fiches: tuple[Fiche, ...]) -> dict[str, str]:
    """For each action of the report the label of its objective: the financial tables' goes before the sheet's."""
    objectifs = {f.numero: f.objectif.libelle if f.objectif else "" for f in fiches}
    return objectifs | {numero: passage.texte for numero, passage in prose.connus.objectifs.items()}


def _read_lignes(prose: Prose, section: Section, zone: str) -> None:
    prose.read_lignes(section.textes, Contexte(zone), "texte" if zone == "rapport" else "avenant")
