"""Leftovers that only words speak of, or deny."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from cdppe.controles.memoire import compile_motif, list_finis, remember
from cdppe.controles.mots import (
    ANNEE,
    SOURCES,
    add,
    check_dernier,
    format_euros,
    format_liste,
    make_constat,
    name_sujet,
    quote,
)
from cdppe.controles.reperes import check_texte, find_action, search_lignes
from cdppe.facts import Financement
from cdppe.parsing.montants import find_montants
from cdppe.plugins.controle import Constat, Dossier, Examen, NonApplicable, Place

_RELIQUAT = re.compile(r"[Rr](?:eliquats?|ELIQUATS?)\b")
_DE = re.compile(r"(?:de |du |sur |pour |au titre de )?(?:l[’']année |l[’']exercice )?(?P<annee>20[12]\d)(?!\d)", re.I)
_A_CETTE_DATE = re.compile(r"à cette date|à ce jour", re.IGNORECASE)
_PORTEE = 100
_ROND = 1000
_CITE = 120
_REPORT = re.compile(r"[Rr]eport|[Rr]eliquat|[Ee]xcédent|[Ss]olde")
_NIE = (
    r"\b(?:aucune?|pas (?:d[e’'] ?|eu |fait ).{0,12}?|sans|absence d[e’'])\s*(?:crédits? )?"
    r"(?P<quoi>report(?:ée?s?)?|reliquats?|excédents?|soldes?)\b[^.;,\n\d]{0,30}?"
    r"(?:\b(?:pour|sur|en|vers|à)|(?P<de>\b(?:de|du|d[’']|au titre de|fin|au 31/12/|au 31 décembre))) ?"
    r"(?:l[’']année |l[’']exercice )?(?P<annee>20[12]\d)(?!\d)"
)
_SOURCES = {
    "fir": r"\bFIR\b|[Ff]onds d[’']intervention",
    "bop304": r"(?:[Pp]rogramme|BOP|PLF)\s*304",
    "ondam": r"\bONDAM\b",
}


@dataclass(frozen=True, slots=True)
class Reliquat:
    """An amount that words call a leftover; ``annee`` when they say of which year."""

    montant: Decimal
    annee: int | None
    dit: str
    place: Place

    @property
    def lieu(self) -> tuple[str, str]:
        """Document and line."""
        return self.place.document, self.place.ligne


@dataclass(frozen=True, slots=True)
class Nie:
    """Words that say that nothing is carried to a year, of a source and an action when they name them."""

    annee: int
    source: str
    action: str
    dit: str
    place: Place


def list_reliquats(dossier: Dossier) -> list[Reliquat]:
    """What the documents call a leftover, with its amount."""
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
    for r in {r.lieu: r for r in reversed(list_reliquats(dossier))}.values():
        cle = r.lieu
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
    for r in (r for r in list_reliquats(dossier) if r.annee):
        # An annex may take up a fiche again without its number; a round amount may be another's.
        rond = not r.montant % _ROND
        dits[find_action(dossier, *r.lieu) if rond else "", r.montant].append(r)
    if not dits:
        raise NonApplicable("aucune phrase ne parle de reliquats avec leur année")
    for (_, montant), siens in dits.items():
        action = find_action(dossier, *siens[0].lieu)
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


def examine_nies(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """A sentence says that nothing is carried to a year, or left of the one before, and a table prints what is."""
    check_texte(dossier)
    dites = [n for n in remember(dossier, "reports_nies", lambda: list(_find_nies(dossier))) if n.annee == annee]
    if not dites:
        raise NonApplicable(f"aucune phrase ne dit que rien n'est reporté en {annee}")
    for n in dites:
        reports = [
            f
            for f in list_finis(dossier, annee)
            if f.etape == "report" and f.montant and f.origine == "tableau_financier" and f.niveau != "detail"
            and f.debut == annee and f.document == n.place.document and n.source in ("", f.source)
            and n.action in ("", f.action)
        ]  # fmt: skip
        siens = [f for f in reports if f.niveau == "action"] or reports[:1]
        if not siens:
            continue
        dits = format_liste(f"{format_euros(add([f]))} ({name_sujet(f)}, l. {f.ligne})" for f in siens)
        phrase = (
            f"Le rapport dit {quote(n.dit, _CITE)} (l. {n.place.ligne}), et le tableau financier reporte {dits} en "
            f"{annee}."
        )
        fait = siens[0].model_copy(update={"montant": add(siens)})
        objet = f"report nié, {SOURCES[n.source] if n.source else 'toutes sources'}"
        question = f"Des crédits de {annee - 1} ont-ils été reportés ?"
        constat = make_constat(fait, reports, Decimal(0), phrase, question, objet)
        yield replace(constat, action=n.action, places=tuple(dict.fromkeys((n.place, *constat.places))), termes=())


def _find_nies(dossier: Dossier) -> Iterator[Nie]:
    for page in dossier.pages:
        for dite in search_lignes(page, _REPORT, compile_motif(_NIE, re.IGNORECASE)):
            debut = max(page.texte.rfind(signe, 0, dite.start()) for signe in (". ", "\n")) + 1
            fin = min((f for s in (". ", "\n") if (f := page.texte.find(s, dite.end())) >= 0), default=len(page.texte))
            phrase = page.texte[debut:fin]
            sources = {source for source, motif in _SOURCES.items() if re.search(motif, phrase)}
            laisse = dite["de"] or not dite["quoi"].lower().startswith("report")
            place = page.place(dite.start(), dite.end())
            if len(sources) < 2:
                action = find_action(dossier, place.document, place.ligne)
                yield Nie(int(dite["annee"]) + bool(laisse), "".join(sources), action, dite[0], place)


RELIQUATS: dict[str, Examen] = {
    "reliquat_en_mots": examine_mots,
    "reliquat_deux_annees": examine_dates,
    "report_nie": examine_nies,
}
