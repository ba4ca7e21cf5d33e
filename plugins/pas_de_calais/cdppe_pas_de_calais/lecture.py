"""One report of the Pas-de-Calais, part by part."""

import re
from typing import Any

from cdppe.api import (
    Cadre,
    Departement,
    Document,
    Engagement,
    Financement,
    Lecture,
    Releve,
    Section,
    Tableau,
    find_periodes,
    keeps_tabulations,
)
from cdppe_pas_de_calais.annexe import read_annexe, read_conventions, read_totaux
from cdppe_pas_de_calais.indicateurs import read_indicateurs
from cdppe_pas_de_calais.prose import LecteurProse, explain_mentions
from cdppe_pas_de_calais.structure import Fiche, Rapport, split_rapport
from cdppe_pas_de_calais.tableaux import read_tableaux

_ANNONCE = re.compile(r"^(?P<nombre>\d+) fiches actions?\b", re.IGNORECASE)
_RENVOI = re.compile(r"(?:ENGAGEMENT|ACTION|ANNEXE)\b", re.IGNORECASE)
_TABLEAUX = frozenset({"action", "description", "date", "budget", "prevu", "realise"})


def read_document(document: Document, departement: Departement, cadre: Cadre) -> Lecture:
    """Every fact of the report."""
    releve = Releve(document, departement, cadre)
    rapport = split_rapport(document, departement)
    _explain_sommaire(releve, rapport)
    tabulations = keeps_tabulations(b for b in document.blocs if isinstance(b, Tableau))
    for fiche in rapport.fiches:
        _read_fiche(releve, fiche, tabulations=tabulations)
    for section in rapport.autres:
        if section.cle == "annexe":
            read_annexe(releve, section, (f.numero for f in rapport.fiches))
        if section.cle in ("annexe", "finances"):
            read_totaux(releve, section)
        if section.cle == "illustrations":
            explain_mentions(releve, [section], [])
    _refuse_orphelines(releve, rapport)
    _check_annonces(releve, rapport)
    return releve.finish()


def _explain_sommaire(releve: Releve, rapport: Rapport) -> None:
    """The numbers of the table of contents count pages, engagements and actions."""
    for bloc in rapport.sommaire:
        if isinstance(bloc, Tableau) and any(_RENVOI.match(r.cellule(0).texte) for r in bloc.rangees):
            releve.explain_tableau(bloc, "numerotation")


def _refuse_orphelines(releve: Releve, rapport: Rapport) -> None:
    """The parts of a fiche whose heading is not understood belong to an action that nobody knows."""
    for section in rapport.orphelines:
        if section.cle == "description":
            releve.anomalie(
                "fiche_sans_titre",
                "bloquante",
                f"« {section.titre.texte} » recommence une fiche sans titre d'action compris : ses chiffres ne sont "
                "pas lus. Écrivez « ACTION n : … » au-dessus d'elle.",
                [section.titre.lieu()],
                "",
                "ACTION n : …",
                section.titre.texte,
            )
        for tableau in section.tableaux:
            releve.explain_tableau(tableau, "disposition_inconnue")


def _read_engagement(section: Section | None) -> Engagement:
    codes: tuple[Engagement, ...] = ("1", "2", "3", "4", "transverse")
    imprime = section.groupes["engagement"].lower() if section else ""
    return next((c for c in codes if c == ("transverse" if imprime.startswith("transvers") else imprime)), "")


def _read_fiche(releve: Releve, fiche: Fiche, *, tabulations: bool) -> None:
    engagement = _read_engagement(fiche.engagement)
    statut, annee, mots = _find_statut(releve, fiche)
    objectif = fiche.objectif
    releve.action(
        fiche.titre.titre,
        fiche.numero,
        fiche.titre.groupes["intitule"],
        engagement=engagement,
        objectif=objectif.titre if objectif else None,
        objectif_numero=int(objectif.groupes["numero"]) if objectif else None,
        objectif_libelle=objectif.groupes["libelle"] if objectif else "",
        statut=statut,
        statut_annee=annee,
        statut_texte=mots,
    )
    faits: list[Financement] = []
    recits: list[Section] = []
    for section in (fiche.titre, *fiche.rubriques):
        read_indicateurs(releve, section, fiche.numero, tabulations=tabulations)
        if section.cle in _TABLEAUX:
            faits += read_tableaux(releve, section, fiche.numero)
        if section.cle in ("prevu", "realise"):
            faits += LecteurProse(releve, section, fiche.numero).read()
        else:
            recits.append(section)
    for section in recits:
        read_conventions(releve, section, fiche.numero, faits)
    explain_mentions(releve, recits, faits)


def _find_statut(releve: Releve, fiche: Fiche) -> tuple[Any, int | None, str]:
    """The action's state by the words that the TOML declares, in the order of its rules, and the year beside them."""
    for regle in releve.departement.propre["statuts"]:
        for section in (s for s in fiche.rubriques if s.cle in regle["rubriques"]):
            for passage in section.textes:
                motif = re.search(regle["motif"], passage.texte, re.IGNORECASE)
                if not motif or ("sauf" in regle and re.search(regle["sauf"], passage.texte, re.IGNORECASE)):
                    continue
                annees = [t.periode.fin for t in find_periodes(passage.texte) if t.periode.fin]
                return regle["statut"], max(annees, default=None), motif[0]
    return "inconnu", None, ""


def _check_annonces(releve: Releve, rapport: Rapport) -> None:
    """An engagement says how many fiches it holds; count them."""
    for engagement in rapport.engagements:
        trouvee = next(((p, m) for p in engagement.textes if (m := _ANNONCE.match(p.texte))), None)
        lues = sum(f.engagement is engagement for f in rapport.fiches)
        if trouvee and int(trouvee[1]["nombre"]) != lues:
            passage, annonce = trouvee
            releve.anomalie(
                "fiches_annoncees",
                "information",
                f"L'engagement {engagement.groupes['engagement'].lower()} annonce {annonce['nombre']} fiches actions ; "
                f"{lues} y sont imprimées.",
                [passage.lieu(), engagement.titre.lieu()],
                "",
                annonce["nombre"],
                str(lues),
            )
