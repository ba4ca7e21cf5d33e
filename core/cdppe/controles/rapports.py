"""Several documents of one département: each report is examined alone, with the documents that only complete it."""

from collections.abc import Iterable, Iterator
from dataclasses import fields, replace

from cdppe.controles.memoire import remember
from cdppe.controles.mots import format_liste
from cdppe.facts import Lecture
from cdppe.plugins.controle import Constat, Dossier, Examen, NonApplicable

_MOITIE = 0.5
"""Share of the actions that a document describes when it is a report of its own, and not an annex to one."""


def list_rapports(dossier: Dossier) -> tuple[Dossier, ...]:
    """One dossier for each report: two documents that describe the same actions say each their own amounts.

    What describes few of them (an avenant, a table apart) completes each report.
    """
    if len(dossier.lecture.documents) < 2:
        return (dossier,)
    return remember(dossier, "rapports", lambda: _split(dossier))


def _split(dossier: Dossier) -> tuple[Dossier, ...]:
    decrites: dict[str, set[str]] = {d.document: set() for d in dossier.lecture.documents}
    for action in dossier.lecture.actions:
        decrites[action.document].add(action.numero)
    entiers = [nom for nom, siennes in decrites.items() if siennes and len(siennes) >= _MOITIE * len(dossier.actions)]
    if len(entiers) < 2:
        return (dossier,)
    return tuple(_restrict(dossier, {nom, *(decrites.keys() - set(entiers))}) for nom in entiers)


def _restrict(dossier: Dossier, noms: set[str]) -> Dossier:
    siens = {f.name: tuple(x for x in getattr(dossier.lecture, f.name) if x.document in noms) for f in fields(Lecture)}
    documents = tuple(d for d in dossier.documents if d.nom in noms)
    return replace(dossier, lecture=Lecture(**siens), documents=documents, memoire={})


def examine_chacun(examen: Examen) -> Examen:
    """The same control, which then never compares a report with another one."""

    def examine(dossier: Dossier, annee: int) -> Iterable[Constat]:
        if len(dossier.lecture.documents) < 2:
            return examen(dossier, annee)
        return _join(examen, dossier, annee)

    return examine


def _join(examen: Examen, dossier: Dossier, annee: int) -> Iterator[Constat]:
    """What is found in each report, once with all its places; NonApplicable when none has anything to look at."""
    raisons: list[NonApplicable] = []
    trouves: dict[tuple[str, ...], Constat] = {}
    concernes = [r for r in list_rapports(dossier) if annee in r.exercices]
    for rapport in concernes:
        try:
            for c in examen(rapport, annee):
                premier = trouves.setdefault((c.action, c.objet, c.periode, c.trouve, c.attendu), c)
                places = tuple(dict.fromkeys((*premier.places, *c.places)))
                trouves[c.action, c.objet, c.periode, c.trouve, c.attendu] = replace(premier, places=places)
        except NonApplicable as exc:
            raisons.append(exc)
    if raisons and len(raisons) == len(concernes):
        raise raisons[0]
    yield from map(_name_documents, trouves.values())


def _name_documents(constat: Constat) -> Constat:
    """Of several documents, a sentence that speaks of lines says whose they are."""
    lignes: dict[str, list[str]] = {}
    for place in constat.places:
        lignes.setdefault(place.document, []).append(place.ligne)
    noms = [f"{nom}, l.\u00a0{format_liste(dict.fromkeys(siennes))}" for nom, siennes in lignes.items()]
    dits = " ; ".join(noms) if len(lignes) > 1 else "".join(lignes)
    return replace(constat, phrase=f"{constat.phrase.removesuffix('.')} ({dits}).") if dits else constat
