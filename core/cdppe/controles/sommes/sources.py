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
    name_objet,
    name_periode,
    name_source,
    name_sujet,
    periode_of,
    tolerate,
)
from cdppe.facts import Financement, sort_key
from cdppe.plugins.controle import Constat, Dossier, Examen, NonApplicable

_TABLEAUX = ("tableau_financier", "annexe")
_PEU = 2
"""Actions that make less than half of a total, or more than twice, are not those that it gathers."""


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


def _list_credits(dossier: Dossier, action: str, total: Financement) -> list[Financement]:
    """What an action has of a source's total: the amount of its period, else those of its years, each once."""
    faits = [f for f in dossier.par_action[action] if f.niveau == "action" and f.etape == total.etape and f.montant]
    siens = [f for f in faits if f.source == total.source and f.base == "civile" and _is_dans(f, total)]
    memes = [f for f in siens if periode_of(f) == periode_of(total)]
    annuels = [f for f in siens if f.debut == f.fin]
    return _keep_uns(memes) or max(_list_prouves(faits, total), _keep_uns(annuels), key=len)


def _is_dans(f: Financement, total: Financement) -> bool:
    return f.debut is not None and f.fin is not None and (total.debut or 0) <= f.debut <= f.fin <= (total.fin or 0)


def _keep_uns(faits: Sequence[Financement]) -> list[Financement]:
    """One amount for each period; none where a period has several."""
    uns = {periode_of(f): f for f in reversed(faits)}
    return [] if any(f.montant != uns[periode_of(f)].montant for f in faits) else list(uns.values())[::-1]


def _list_prouves(faits: Sequence[Financement], total: Financement) -> list[Financement]:
    """The State's credits of an action that the source alone pays for.

    It is proven by one amount at least that one place gives to the source and another to the State, for one period.
    """
    siens = {periode_of(f)[:2]: f.montant for f in faits if f.source == total.source}
    parts = _keep_uns([f for f in faits if f.source == "etat" and _is_dans(f, total)])
    if total.source not in PRECISES or any(f.source in PRECISES and f.source != total.source for f in faits):
        return []
    return parts if any(siens.get(periode_of(f)[:2]) == f.montant for f in parts) else []


def _list_racontes(dossier: Dossier, annee: int) -> Iterator[Financement]:
    """The totals of a source that the text gives and no table does."""
    finis = [f for f in list_finis(dossier, annee) if f.niveau in ("sous_total", "total") and f.base == "civile"]
    imprimes = {(f.etape, f.source, periode_of(f)) for f in finis if f.origine in _TABLEAUX}
    for f in finis:
        raconte = f.origine in ("texte", "fiche") and f.source in (*PRECISES, "etat", "departement")
        if raconte and f.montant and f.debut is not None and (f.etape, f.source, periode_of(f)) not in imprimes:
            yield f


def examine_programmes(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """Each source's total that the text gives, against the actions that have credits of this source."""
    vus = False
    for total in _list_racontes(dossier, annee):
        par_action = {a: parts for a in dossier.par_action if a and (parts := _list_credits(dossier, a, total))}
        plates = [p for parts in par_action.values() for p in parts]
        somme, dit = add(plates), add([total])
        if len(par_action) < 2 or not dit / _PEU <= somme <= dit * _PEU:
            continue  # most of its actions do not say whose money they have
        vus = True
        ecart = abs(dit - somme)
        if ecart > tolerate([total], plates):
            actions = f"les actions que {name_source(total.source)} finance ({format_liste(par_action)})"
            phrase = (
                f"« {total.action} », {ETAPES[total.etape]} {name_periode(total)} : le texte donne "
                f"{format_euros(dit)}, {actions} en ont {format_euros(somme)}, soit {format_euros(ecart)} d'écart."
            )
            question = "Quelles actions et quelles années ce total rassemble-t-il ?"
            yield make_constat(total, plates, somme, phrase, question, name_objet(total))
    if not vus:
        raise NonApplicable("aucun total d'une source n'est donné par le texte seul, avec les crédits de ses actions")


SOURCES_D_UN_TOTAL: dict[str, Examen] = {
    "total_sources": examine_sources,
    "total_programme": examine_programmes,
}
