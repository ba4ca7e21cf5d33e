"""A global budget against its sources."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

from cdppe.controles.lieux import SOURCES
from cdppe.controles.mots import ETAPES, format_euros
from cdppe.controles.mots_montants import add, make_constat, name_periode, name_sujet, periode_of, tolerate
from cdppe.facts import Financement
from cdppe.plugins.controle import Constat, Controle, Dossier, NonApplicable

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


def _add_parties(parts: Sequence[Financement]) -> set[Decimal]:
    """Totals in prose may gather some sources only: what two sources or more can make."""
    sommes: list[tuple[int, Decimal]] = [(0, Decimal(0))]
    for part in parts[:10]:
        sommes += [(n + 1, s + (part.montant or Decimal(0))) for n, s in sommes]
    return {s for n, s in sommes if n > 1}


SOURCES_D_UN_TOTAL: tuple[Controle, ...] = (
    Controle(
        "total_sources",
        "Montant global différent de la somme de ses sources",
        "Le montant imprimé pour toutes les sources est comparé à la somme des montants de chaque source.",
        "majeure",
        "une demi-unité du dernier chiffre imprimé par montant additionné",
        "rien n'est dit quand un montant est ambigu ou couvre plus que l'action, ni d'une seule source inférieure au "
        "total",
        "arithmétique ; conception, 3, « source » : total, toutes les sources ensemble",
        examine_sources,
        (
            "total_lignes",
            "consomme_et_reste",
            "taux_execution",
            "depense_superieure_prevu",
            "ventilation_annuelle",
            "details_fiche",
            "montant_entre_endroits",
        ),
    ),
)
