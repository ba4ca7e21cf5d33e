"""The list of sheets that a report begins with, against the sheets that follow it."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from cdppe.controles.mots import check_dernier
from cdppe.controles.reperes import Tete, list_tetes
from cdppe.facts import sort_key
from cdppe.plugins.controle import Constat, Dossier, Examen, NonApplicable, Place, place_of

_MAJORITE = 0.8
_PAS = 8
"""Entries of a list stand that near each other."""


def list_sommaires(dossier: Dossier) -> list[tuple[Tete, ...]]:
    """Runs of near headings that name most actions, each once."""
    sommaires: list[tuple[Tete, ...]] = []
    par_document: dict[str, list[Tete]] = defaultdict(list)
    for tete in list_tetes(dossier):
        if tete.passage.lieu().isdigit():
            par_document[tete.document].append(tete)
    for tetes in par_document.values():
        suites = [tetes[:1]]
        for avant, apres in pairwise(tetes):
            loin = int(apres.passage.lieu()) - int(avant.passage.lieu()) > _PAS
            if loin or apres.numero in {t.numero for t in suites[-1]}:  # the first sheet may follow the list at once
                suites.append([])
            suites[-1].append(apres)
        for suite in suites:
            numeros = {t.numero for t in suite}
            connus = sum(n in dossier.actions for n in numeros)
            if connus and connus >= _MAJORITE * len(dossier.actions):
                sommaires.append(tuple(suite))
    return sommaires


def _examine_sommaire(dossier: Dossier, annee: int) -> Iterator[Constat]:
    check_dernier(dossier, annee)
    sommaires = list_sommaires(dossier)
    if not sommaires:
        raise NonApplicable("le rapport n'a pas de liste de ses fiches")
    dedans = {(t.document, t.passage.lieu()) for s in sommaires for t in s}
    decrites = {t.numero for t in list_tetes(dossier) if (t.document, t.passage.lieu()) not in dedans}
    for sommaire in sommaires:
        listees = {t.numero for t in sommaire}
        for tete in sommaire:
            if tete.numero not in decrites:
                yield Constat(
                    places=(Place(tete.document, tete.passage.lieu(), tete.passage.extrait()),),
                    phrase=f"La fiche {tete.numero} est dans la liste des fiches du rapport, et n'y est pas imprimée.",
                    action=tete.numero,
                    objet="fiche listée",
                    question=f"Pouvez-vous nous transmettre la fiche {tete.numero} ?",
                )
        lieu = Place(sommaire[0].document, sommaire[0].passage.lieu(), sommaire[0].passage.extrait())
        for action in sorted(dossier.actions.values(), key=lambda a: sort_key(a.numero)):
            if action.document == lieu.document and action.numero not in listees and action.numero in decrites:
                yield Constat(
                    places=(place_of(action), lieu),
                    phrase=f"La fiche {action.numero} « {action.intitule} » est imprimée, et n'est pas dans la liste "
                    "des fiches du rapport.",
                    action=action.numero,
                    objet="fiche non listée",
                )


SOMMAIRE: dict[str, Examen] = {
    "sommaire": _examine_sommaire,
}
