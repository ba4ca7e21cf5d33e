"""A global budget against its sources, and a source's credits against the actions that it pays for."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

from cdppe.controles.lieux import PRECISES
from cdppe.controles.memoire import list_finis
from cdppe.controles.mots import (
    ETAPES,
    SOURCES,
    add,
    format_euros,
    format_liste,
    make_constat,
    name_periode,
    name_sujet,
    periode_of,
    tolerate,
)
from cdppe.facts import Financement, sort_key
from cdppe.plugins.controle import Constat, Dossier, Examen, NonApplicable

_TABLEAUX = ("tableau_financier", "annexe")


def _list_globaux(dossier: Dossier, annee: int) -> Iterator[tuple[Financement, list[Financement], bool]]:
    """Each amount for all sources, the amounts by source beside it, and whether a part of them may make it."""
    groupes: dict[tuple[str, str, str, str], list[Financement]] = defaultdict(list)
    for f in dossier.lecture.financements:
        if f.niveau == "detail" or (f.niveau == "action" and not f.action) or f.debut is None or f.fin is None:
            continue
        libre = f.niveau in ("sous_total", "total") and f.origine not in _TABLEAUX
        groupes[f.document, f.origine, "" if libre else f.action, f.etape].append(f)
    for faits in groupes.values():
        libre = faits[0].niveau in ("sous_total", "total") and faits[0].origine not in _TABLEAUX
        for total in faits:
            if total.source != "total" or total.montant is None or total.fin != annee or total.base != "civile":
                continue
            parts = _list_sources(total, [f for f in faits if f.source not in ("total", "non_ventile")])
            if parts and all(f.montant is not None and f.perimetre == "action" for f in parts):
                yield total, parts, libre


def _list_sources(total: Financement, faits: Sequence[Financement]) -> list[Financement]:
    """For each source its amount of the total's period, else those of the years within it."""
    par_source: dict[str, list[Financement]] = defaultdict(list)
    for f in faits:
        par_source[f.source].append(f)
    parts: list[Financement] = []
    for siens in par_source.values():
        memes = [f for f in siens if periode_of(f) == periode_of(total)]
        dedans = [f for f in siens if (total.debut or 0) <= (f.debut or 0) and (f.fin or 0) <= (total.fin or 0)]
        parts += memes[:1] if len({f.montant for f in memes}) == 1 else memes or dedans
    return parts


def examine_sources(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """The amount stated for all sources together against the amounts of the sources."""
    groupes = list(_list_globaux(dossier, annee))
    if not groupes:
        raise NonApplicable(f"aucun montant global n'est imprimé à côté de ses sources pour {annee}")
    for total, parts, libre in groupes:
        if libre and any(_is_englobant(autre, total, siennes) for autre, siennes, _ in groupes):
            continue  # it gathers some of the sources that a total above it gathers: which ones is not said
        trouve = total.montant or Decimal(0)
        tolerance = tolerate([total], parts)
        sommes = _add_parties(parts) if libre else {add(parts)}
        if any(abs(s - trouve) <= tolerance for s in sommes) or (len(parts) < 2 and add(parts) < trouve):
            continue
        noms = " + ".join(f"{SOURCES[f.source]} {format_euros(f.montant or Decimal(0))}" for f in parts)
        phrase = (
            f"{name_sujet(total)}, {ETAPES[total.etape]}, {name_periode(total)} : le total imprimé est "
            f"{format_euros(trouve)}, ses sources ({noms}) font {format_euros(add(parts))}, soit "
            f"{format_euros(abs(trouve - add(parts)))} d'écart."
        )
        yield make_constat(total, parts, add(parts), phrase)


def _is_englobant(autre: Financement, total: Financement, siennes: Sequence[Financement]) -> bool:
    """Whether another amount for all sources, greater and printed before, has the same sources."""
    meme = (autre.document, autre.origine, autre.etape, periode_of(autre))
    return (
        meme == (total.document, total.origine, total.etape, periode_of(total))
        and autre is not total
        and sort_key(autre.ligne) < sort_key(total.ligne)
        and add([autre]) > add([total])
        and bool(siennes)
    )


def _add_parties(parts: Sequence[Financement]) -> set[Decimal]:
    """Totals in prose may gather some sources only: what two sources or more can make."""
    sommes: list[tuple[int, Decimal]] = [(0, Decimal(0))]
    for part in parts[:10]:
        sommes += [(n + 1, s + (part.montant or Decimal(0))) for n, s in sommes]
    return {s for n, s in sommes if n > 1}


def _list_payees(dossier: Dossier, action: str, total: Financement) -> list[Financement]:
    """The planned credits of an action that its source alone pays for, each period once; none when not known.

    The source is proven by one amount at least that one place gives to it and another to the State, for one period.
    """
    faits = [f for f in dossier.par_action[action] if f.niveau == "action" and f.etape == "prevu" and f.montant]
    siens = {periode_of(f)[:2]: f.montant for f in faits if f.source == total.source}
    parts = {periode_of(f)[:2]: f for f in reversed(faits) if f.source == "etat"}
    if any(f.source in PRECISES and f.source != total.source for f in faits) or not action:
        return []
    if any(f.source == "etat" and f.montant != parts[periode_of(f)[:2]].montant for f in faits):
        return []
    prouve = any(p in parts and parts[p].montant == montant for p, montant in siens.items())
    return [f for f in parts.values() if (f.debut or 0) >= (total.debut or 0)][::-1] if prouve else []


def examine_programmes(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """Each source's total over the contract."""
    vus = False
    for total in list_finis(dossier, annee):
        if total.niveau != "sous_total" or total.etape != "prevu" or total.source not in PRECISES or not total.montant:
            continue
        if total.debut == total.fin or total.base != "civile" or total.origine not in ("texte", "fiche"):
            continue
        par_action = {a: parts for a in dossier.par_action if (parts := _list_payees(dossier, a, total))}
        plates = [p for parts in par_action.values() for p in parts]
        if len(par_action) < 2:
            continue
        vus = True
        ecart = add([total]) - add(plates)
        if abs(ecart) > tolerate([total], plates):
            phrase = (
                f"« {total.action} », {name_periode(total)} : le rapport imprime {format_euros(add([total]))}, les "
                f"crédits de l'État des actions que ce financement paie ({format_liste(par_action)}) font "
                f"{format_euros(add(plates))}, soit {format_euros(abs(ecart))} d'écart."
            )
            question = "Quelles actions et quelles années ce total rassemble-t-il ?"
            yield make_constat(total, plates, add(plates), phrase, question, f"prévu, {SOURCES[total.source]}")
    if not vus:
        raise NonApplicable("aucun total de programme n'est imprimé avec des actions qui disent le leur")


SOURCES_D_UN_TOTAL: dict[str, Examen] = {
    "total_sources": examine_sources,
    "total_programme": examine_programmes,
}
