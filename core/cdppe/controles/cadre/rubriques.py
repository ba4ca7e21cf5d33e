"""Rubrics of prose that name a year ("Prévisionnel 2021 :"): what stands under them, and how they follow each other."""

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from cdppe.controles.memoire import remember
from cdppe.controles.mots import ANNEE, format_euros, format_liste, is_annee
from cdppe.controles.reperes import check_texte, find_action, name_action
from cdppe.documents import Document, Passage, Tableau, Titre
from cdppe.parsing.montants import find_montants
from cdppe.plugins.controle import Constat, Dossier, Examen, Place

_RUBRIQUE = re.compile(r"(?!financement)[^\d:€]{3,60}(20[12]\d)\s?:?\s*\Z", re.IGNORECASE)
_ANNEE_DITE = re.compile(r"(?P<sujet>(?:En|Pour) (?=20)|[^\d:=€]{3,40})(?P<annee>20[12]\d)(?:\s?[:=,]| et suivantes)")
"""The year of the amount that follows: "En 2020, …", "Financement Etat 2020 : …"."""
_AUTRE_ANNEE = re.compile(r"report|reliquat|solde|rappel", re.IGNORECASE)
_FIN_RUBRIQUE = 8
_PREVU = re.compile(r"\W*(?:pr[ée]vision|pr[ée]vu|budget)", re.IGNORECASE)
_REALISE = re.compile(r"\W*(?:r[ée]alis|ex[ée]cut|consomm|d[ée]pens[ée]|r[ée]capitulatif)", re.IGNORECASE)


def _examine_prose(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """Sentences with an amount that name another year than the rubric ("Prévisionnel 2021 :") above them."""
    for document, rubrique, lignes in _list_rubriques(dossier):
        periode = _get_annee(rubrique)
        if not is_annee(dossier, annee, int(periode)):
            continue
        siennes = {m["sujet"] for p in lignes if (m := _ANNEE_DITE.match(p.texte)) and m["annee"] == periode}
        for passage in lignes:
            dite = _ANNEE_DITE.match(passage.texte)
            # What gives its own year in the same words gives the other one for comparison.
            if dite is None or dite["sujet"] in siennes or dite["annee"] == periode:
                continue
            if find_montants(passage.texte) and not _AUTRE_ANNEE.search(passage.texte):
                action = find_action(dossier, document, passage.lieu())
                yield _make_prose(document, rubrique, passage, action, dite["annee"])


def _examine_opposees(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """A rubric of what was spent that names another year than the budget above it."""
    par_action: dict[tuple[str, str], list[tuple[Passage, list[Passage]]]] = defaultdict(list)
    for document, rubrique, lignes in _list_rubriques(dossier):
        par_action[document, find_action(dossier, document, rubrique.lieu())].append((rubrique, lignes))
    for (document_nom, action), rubriques in par_action.items():
        realises = {_get_annee(r) for r, _ in rubriques if _REALISE.match(r.texte)}
        prevus = {_get_annee(r) for r, _ in rubriques if _PREVU.match(r.texte)}
        for (prevu, _), (realise, lignes) in pairwise(rubriques):
            attendue, dite = _get_annee(prevu), _get_annee(realise)
            suit = bool(_PREVU.match(prevu.texte) and _REALISE.match(realise.texte))
            # A fiche that reports on both years, or plans both, tells one year after the other.
            if suit and attendue not in realises and dite not in prevus and is_annee(dossier, annee, int(attendue)):
                vide = "" if any(find_montants(p.texte) for p in lignes) else ", sans aucun montant,"
                yield Constat(
                    places=tuple(Place(document_nom, p.lieu(), p.texte) for p in (realise, prevu)),
                    phrase=f"{name_action(action)} : la rubrique « {realise.texte} »{vide} "
                    f"suit la rubrique « {prevu.texte} » : l'une parle de {dite}, l'autre de {attendue}.",
                    action=action,
                    objet=f"{prevu.texte} / {realise.texte}",
                    periode=attendue,
                    trouve=dite,
                    attendu=attendue,
                    difference=str(int(dite) - int(attendue)),
                    question=f"Quel est le réalisé de {attendue} ?",
                )


def _get_annee(rubrique: Passage) -> str:
    return str(ANNEE.findall(rubrique.texte)[-1])


def _list_rubriques(dossier: Dossier) -> list[tuple[str, Passage, list[Passage]]]:
    """Each rubric that names its year, with its document and the lines under it."""
    check_texte(dossier)
    return remember(
        dossier, "rubriques", lambda: [(d.nom, *trouvee) for d in dossier.documents for trouvee in _iter_rubriques(d)]
    )


def _iter_rubriques(document: Document) -> Iterator[tuple[Passage, list[Passage]]]:
    rubrique: Passage | None = None
    lignes: list[Passage] = []
    for bloc in document.blocs:
        texte = "" if isinstance(bloc, Tableau) else bloc.passage.texte
        ouvre = "20" in texte[-8:] and bool(_RUBRIQUE.match(texte))
        ferme = isinstance(bloc, Titre) and "€" not in texte and not texte.rstrip().endswith(":")
        if not texte or ouvre or ferme or len(lignes) == _FIN_RUBRIQUE:
            if rubrique:
                yield rubrique, lignes
            rubrique, lignes = None, []
        if isinstance(bloc, Tableau):
            continue
        if ouvre:
            rubrique = bloc.passage
        elif rubrique:
            lignes.append(bloc.passage)
    if rubrique:
        yield rubrique, lignes


def _make_prose(document: str, rubrique: Passage, passage: Passage, action: str, autre: str) -> Constat:
    periode = _get_annee(rubrique)
    montants = [m.valeur for m in find_montants(passage.texte) if m.valeur is not None]
    dit = format_liste(format_euros(m) for m in montants[:2]) or "un montant"
    return Constat(
        places=(Place(document, passage.lieu(), passage.extrait()), Place(document, rubrique.lieu(), rubrique.texte)),
        phrase=f"Action {action} : sous la rubrique « {rubrique.texte} », une ligne donne {dit} pour {autre}.",
        action=action,
        objet=re.sub(r"\s+", " ", f"{rubrique.texte} / {passage.extrait()}"),
        periode=periode,
        trouve=autre,
        attendu=periode,
        question=f"Ce montant est-il de {periode} ou de {autre} ?",
    )


RUBRIQUES: dict[str, Examen] = {
    "annee_de_rubrique": _examine_prose,
    "rubriques_opposees": _examine_opposees,
}
