"""Leftovers that only words speak of, and amounts of an incomplete year that the next one repeats."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from cdppe.controles.execution.annonces import MOIS
from cdppe.controles.memoire import list_finis, remember
from cdppe.controles.mots import ANNEE, add, check_dernier, format_euros, make_constat, quote
from cdppe.controles.reperes import find_action
from cdppe.facts import Financement
from cdppe.facts.libelles import normalize_libelle
from cdppe.parsing.montants import find_montants
from cdppe.plugins.controle import Constat, Dossier, Examen, NonApplicable, Page, Place, place_of

_RELIQUAT = re.compile(r"[Rr](?:eliquats?|ELIQUATS?)\b")
_DE = re.compile(r"(?:de |du |sur |pour |au titre de )?(?:l[’']année |l[’']exercice )?(?P<annee>20[12]\d)(?!\d)", re.I)
_A_CETTE_DATE = re.compile(r"à cette date|à ce jour", re.IGNORECASE)
_PORTEE = 100
_ROND = 1000
_CITE = 120
_INCOMPLETE = re.compile(
    r"année pleine (?:sauf|hors|à l[’']exception de)(?: les?| la| l[’'])? [^).;\n]{2,60}"
    rf"|(?:partir|compter) (?:de |du |d[’'])(?:\d{{1,2}} )?(?:{'|'.join(MOIS[1:])}) (?P<annee>20[12]\d)"
)
_MOIS_PAYES = re.compile(r"\b(?:[1-9]|1[01]) mois\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Reliquat:
    """An amount that words call a leftover; ``annee`` when they say of which year."""

    montant: Decimal
    annee: int | None
    dit: str
    place: Place


def _list_reliquats(dossier: Dossier) -> list[Reliquat]:
    return remember(dossier, "reliquats", lambda: list(_find_reliquats(dossier)))


def _find_reliquats(dossier: Dossier) -> Iterator[Reliquat]:
    for page in dossier.pages:
        for mot in _RELIQUAT.finditer(page.texte):
            fin = page.texte.find("\n", mot.end(), mot.end() + _PORTEE)
            mots = page.texte[mot.start() : fin if fin >= 0 else mot.end() + _PORTEE]
            montants = [m for m in find_montants(mots) if m.valeur]
            if not montants or montants[0].valeur is None:
                continue
            dit = mots[: montants[0].fin]
            de = _DE.match(dit, mot.end() - mot.start() + 1)
            annee = int(de["annee"]) if de else None
            if _A_CETTE_DATE.search(dit):  # the date stands before
                avant = page.texte[max(0, page.texte.rfind("\n", 0, mot.start())) : mot.start()]
                annee = max(map(int, ANNEE.findall(avant)[-1:]), default=None)
            yield Reliquat(montants[0].valeur, annee, dit, page.place(mot.start(), mot.end()))


def examine_mots(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """A row whose words speak of leftovers used in the year, where the table prints carried credits and it has none."""
    rangees: dict[tuple[str, str], list[Financement]] = defaultdict(list)
    for f in list_finis(dossier, annee):
        if f.origine == "tableau_financier" and f.niveau in ("action", "detail"):
            rangees[f.document, f.ligne].append(f)
    reports = {(f.document, f.ligne): f for faits in rangees.values() for f in faits if f.etape == "report"}
    documents = {f.document for f in reports.values() if f.niveau == "action"}
    if not documents:
        raise NonApplicable(f"aucun tableau n'imprime de crédits reportés en {annee}")
    for r in {(r.place.document, r.place.ligne): r for r in reversed(_list_reliquats(dossier))}.values():
        cle = r.place.document, r.place.ligne
        entiers = [f for f in rangees.get(cle, ()) if f.niveau == "action" and f.action]
        reporte = any(f.etape == "report" and f.montant for f in rangees.get(cle, ()))
        if not entiers or cle[0] not in documents or reporte or any(int(a) > annee for a in ANNEE.findall(r.dit)):
            continue  # another row, or what the year leaves to the next one
        fait = entiers[0].model_copy(update={"montant": Decimal(0), "etape": "report"})
        phrase = (
            f"Action {fait.action}, {annee} : la ligne parle de {format_euros(r.montant)} de reliquats "
            f"({quote(r.dit)}), et aucun report n'y est imprimé."
        )
        question = "Ces crédits viennent-ils de l'année précédente ?"
        yield replace(make_constat(fait, (), r.montant, phrase, question, "report, mots"), places=(r.place,))


def examine_dates(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """One leftover of an action that two sentences give to two years."""
    check_dernier(dossier, annee)
    dits: dict[tuple[str, Decimal], list[Reliquat]] = defaultdict(list)
    for r in (r for r in _list_reliquats(dossier) if r.annee):
        # An annex may take up a fiche again without its number; a round amount may be another's.
        rond = not r.montant % _ROND
        dits[find_action(dossier, r.place.document, r.place.ligne) if rond else "", r.montant].append(r)
    if not dits:
        raise NonApplicable("aucune phrase ne parle de reliquats avec leur année")
    for (_, montant), siens in dits.items():
        action = find_action(dossier, siens[0].place.document, siens[0].place.ligne)
        annees = sorted({r.annee for r in siens if r.annee})
        if len(annees) > 1:
            mots = " et ".join(f"{quote(r.dit, _CITE)} ({r.annee}, l. {r.place.ligne})" for r in siens)
            yield Constat(
                tuple(dict.fromkeys(r.place for r in siens)),
                f"Action {action} : le même reliquat de {format_euros(montant)} est dit de {annees[0]} et de "
                f"{annees[-1]} : {mots}.",
                action=action,
                objet="reliquat",
                trouve=str(montant),
                question="De quelle année ce reliquat vient-il ?",
            )


def examine_copies(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """A part's amount of a year said incomplete, planned again unchanged for the next."""
    vus = False
    parts: dict[tuple[str, str, Decimal | None], Financement] = {
        (f.action, normalize_libelle(f.libelle), f.montant): f
        for f in list_finis(dossier, annee - 1)
        if f.niveau == "detail" and f.libelle and f.montant and f.debut == f.fin and f.etape in ("engage", "execute")
    }
    for f in list_finis(dossier, annee) if parts else ():
        avant = parts.get((f.action, normalize_libelle(f.libelle), f.montant))
        if f.niveau != "detail" or f.debut != f.fin or f.etape == "report" or avant is None:
            continue
        vus = True
        if raison := _find_raison(dossier, avant):
            dit, place = raison
            phrase = (
                f"Action {f.action}, {quote(f.libelle)} : {format_euros(add([f]))} sont imprimés en {annee} comme en "
                f"{annee - 1}, alors que {annee - 1} n'est pas une année entière (« {dit} »)."
            )
            question = f"Quel est le montant de {annee} pour une année entière ?"
            constat = make_constat(f, [avant], add([avant]), phrase, question, f.libelle)
            yield replace(constat, places=tuple(dict.fromkeys((*constat.places, place))))
    if not vus:
        raise NonApplicable(f"aucune ligne de détail n'a le même montant en {annee - 1} et en {annee}")


def _find_raison(dossier: Dossier, avant: Financement) -> tuple[str, Place] | None:
    """The words that say that the part did not last all the year: its own, or those of its fiche."""
    if mois := _MOIS_PAYES.search(avant.libelle):
        return mois[0], place_of(avant)
    nom = f" {normalize_libelle(avant.libelle)} "
    for page, motif in remember(dossier, "incompletes", lambda: list(_find_incompletes(dossier))):
        autour = page.texte[max(0, motif.start() - _PORTEE) : motif.end()]
        if motif["annee"] in (None, str(avant.fin)) and nom in f" {normalize_libelle(autour)} ":
            place = page.place(motif.start(), motif.end())
            if find_action(dossier, place.document, place.ligne) == avant.action:
                return motif[0], place
    return None


def _find_incompletes(dossier: Dossier) -> Iterator[tuple[Page, re.Match[str]]]:
    return ((page, motif) for page in dossier.pages for motif in _INCOMPLETE.finditer(page.texte))


RELIQUATS: dict[str, Examen] = {
    "reliquat_en_mots": examine_mots,
    "reliquat_deux_annees": examine_dates,
    "annee_incomplete_recopiee": examine_copies,
}
