"""Titles: a sheet's that is another's, and those of objectives that are absent or out of order."""

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from cdppe.controles.cadre.libelles import examine_libelles
from cdppe.controles.cadre.listes import list_fiches
from cdppe.controles.mots import check_dernier
from cdppe.controles.reperes import NUMERO, list_pages, list_tetes
from cdppe.facts import Action
from cdppe.facts.libelles import normalize_libelle
from cdppe.plugins.controle import Constat, Dossier, Examen, NonApplicable, Place, place_of
from cdppe.plugins.releve import normalize_numero

_CITEE = re.compile(
    rf"\bfiche(?:[ -]action)?\s+n\s*[°º]\s*(?P<numero>{NUMERO}),?\s*(?:intitulée\s*)?[«\"“]\s*(?P<titre>[^»\"”\n]+)",
    re.IGNORECASE,
)
_MOTS_MIN = 4
"""A title of fewer words is no proof of anything."""
_IMPRIME = re.compile(r"\D{0,30}?(\d{1,2})\s*[.:)]")
_MAJORITE = 0.8


def _examine_titres(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """A sheet whose title is another's."""
    par_titre: dict[str, list[Action]] = defaultdict(list)
    for action in dossier.actions.values():
        par_titre[normalize_libelle(action.intitule)].append(action)
    longs: dict[str, Action] = {
        t: siennes[0] for t, siennes in par_titre.items() if len(siennes) == 1 and len(t.split()) >= _MOTS_MIN
    }
    pages = list_pages(dossier, annee)
    yield from examine_libelles(dossier)
    mentions = [
        (t.numero, t.titre, tuple(Place(t.document, n, t.passage.texte) for n in t.lieux)) for t in list_tetes(dossier)
    ]
    for page in pages:
        for citee in (c for li in list_fiches(dossier, page) for c in _CITEE.finditer(page.texte, *li)):
            mentions.append((normalize_numero(citee["numero"]), citee["titre"], (page.place(*citee.span()),)))
    for numero, titre, places in mentions:
        celle = dossier.actions.get(numero)
        autre = longs.get(normalize_libelle(titre)) if celle else None
        if celle is None or autre is None or autre.numero == celle.numero:
            continue
        sienne = f", au lieu de « {celle.intitule} »" if celle.intitule else ""
        yield Constat(
            places=(*places, place_of(celle), place_of(autre)),
            phrase=f"La fiche {celle.numero} porte ici l'intitulé de la fiche {autre.numero} « {autre.intitule} »"
            f"{sienne}.",
            action=celle.numero,
            objet=f"intitulé de la fiche {autre.numero}",
            question=f"Cette fiche est-elle bien la fiche {celle.numero} ?",
        )


def _list_imprimes(dossier: Dossier) -> list[tuple[Action, int]]:
    """The number printed before each action's objective; zero where there is none."""
    sans_fiche = {a.action for a in dossier.lecture.anomalies if a.code == "fiche_absente"}
    actions = [a for a in dossier.lecture.actions if a.objectifs and a.numero not in sans_fiche]
    return [(a, int(m[1]) if (m := _IMPRIME.match(a.objectif_imprime)) else 0) for a in actions]


def _examine_numeros(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """Sheets without a numbered objective where the others have one, and a numbering that skips or repeats."""
    check_dernier(dossier, annee)
    imprimes = _list_imprimes(dossier)
    if sum(n > 0 for _, n in imprimes) < _MAJORITE * len(imprimes) or len(imprimes) < _MOTS_MIN:
        raise NonApplicable("les objectifs des fiches ne sont pas numérotés")
    for rang, (action, numero) in enumerate(imprimes):
        if numero == 0:
            voisines = [a for a, n in (*imprimes[max(0, rang - 1) : rang], *imprimes[rang + 1 : rang + 2]) if n]
            yield Constat(
                places=(place_of(action), *(place_of(a) for a in voisines)),
                phrase=f"La fiche {action.numero} n'est pas imprimée sous un titre d'objectif numéroté, à la "
                "différence des autres fiches du rapport.",
                action=action.numero,
                objet="titre d'objectif absent",
                question=f"Sous quel objectif la fiche {action.numero} est-elle à lire ?",
            )
    suite = [(a, n) for a, n in imprimes if n]
    pas = [(avant, apres) for avant, apres in pairwise(suite) if avant[0].document == apres[0].document]
    reguliers = [p for p in pas if p[1][1] - p[0][1] in (0, 1)]
    nationaux = [n for a, n in suite if str(n) in a.objectifs.split(";")]
    if suite[0][1] != 1 or len(reguliers) < _MAJORITE * len(pas) or len(nationaux) >= _MAJORITE * len(suite):
        return  # national numbers, in the département's own order
    for (avant, un), (apres, autre) in pas:
        if autre - un not in (0, 1):
            yield Constat(
                places=(place_of(avant), place_of(apres)),
                phrase=f"Les objectifs du rapport sont numérotés dans l'ordre, et celui de la fiche {apres.numero} "
                f"porte le numéro {autre} après le numéro {un} de la fiche {avant.numero}.",
                action=apres.numero,
                objet=f"objectif {autre} après {un}",
                trouve=str(autre),
                attendu=str(un + 1),
                difference=str(autre - un - 1),
                question="Un titre d'objectif manque-t-il, ou le numéro est-il à corriger ?",
            )


TITRES: dict[str, Examen] = {
    "intitule_autre_fiche": _examine_titres,
    "titre_objectif": _examine_numeros,
}
