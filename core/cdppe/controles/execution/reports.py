"""What one year leaves against what the next receives."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import combinations

from cdppe.controles.execution.reliquats import Reliquat, list_reliquats
from cdppe.controles.memoire import list_finis, remember
from cdppe.controles.mots import (
    ETAPES,
    SOURCES,
    add,
    format_euros,
    format_liste,
    make_constat,
    name_sujet,
    quote,
    tolerate,
)
from cdppe.controles.reperes import find_action
from cdppe.facts import Financement, sort_key
from cdppe.plugins.controle import Constat, Dossier, Examen, NonApplicable, place_of

_TOTAUX = ("sous_total", "total")
_PARTS_MAX, _ROND, _CITE = 3, 1000, 120
"""So many leftovers may be added; a round amount is a sum of others by chance."""


@dataclass(frozen=True, slots=True)
class Passation:
    """What an action left at the end of a year and what the next year's table gives it of it.

    ``dits``: the remainder is printed (a variation, credits not spent, words); else it is computed from two amounts.
    """

    fait: Financement
    source: str
    annee: int
    reste: Decimal
    restes: tuple[Financement, ...]
    dits: bool
    recus: tuple[Financement, ...]
    suivants: tuple[Financement, ...]
    """The row of the next year, where nothing is carried."""

    @property
    def recu(self) -> Decimal:
        return add(self.recus)

    @property
    def ecart(self) -> Decimal:
        return self.recu - self.reste


def _list_passations(dossier: Dossier, annee: int) -> Iterator[Passation]:
    """For each action of a table that prints carried credits of this year."""
    par_action: dict[tuple[str, str], list[Financement]] = defaultdict(list)
    sources: dict[str, set[str]] = defaultdict(set)
    for f in (*list_finis(dossier, annee - 1), *list_finis(dossier, annee)):
        if f.origine == "tableau_financier" and f.action and f.base == "civile" and f.debut == f.fin:
            par_action[f.document, f.action].append(f)
            if f.etape == "report" and f.niveau != "detail" and f.fin == annee:
                sources[f.document].add(f.source)
    if not sources:
        return
    for (document, _), faits in sorted(par_action.items(), key=lambda c: (c[0][0], sort_key(c[0][1]))):
        siennes = {f.source for f in faits if f.source in sources[document]}
        if len(siennes) == 1:
            yield from _compare_annees(siennes.pop(), annee, faits)


def _compare_annees(source: str, annee: int, faits: Sequence[Financement]) -> Iterator[Passation]:
    def pick(etapes: Sequence[str], fin: int, detail: bool = False) -> list[Financement]:
        siens = [f for f in faits if f.etape in etapes and f.fin == fin and (f.niveau == "detail") == detail]
        return siens if detail else list({(f.source, f.montant): f for f in siens}.values())

    if any(f.montant is None for f in faits if f.niveau == "action"):
        return
    recus = [f for f in pick(["report"], annee) if f.source == source]
    dits = pick(["variation", "non_consomme"], annee - 1)
    mots = pick(["report"], annee, True)
    if len(dits) == 1:
        reste, restes = add(dits), (*dits, *mots)
    elif mots:
        reste, restes = add(mots), tuple(mots)
    else:
        credits_ = [f for f in pick(["disponible"], annee - 1) if f.source == source]
        credits_ = credits_ or [f for f in pick(["prevu"], annee - 1) if f.source == source]
        depenses = pick(["execute"], annee - 1) or pick(["engage"], annee - 1)
        depenses = [f for f in depenses if abs(add([f]) - add(depenses[:1])) > tolerate(depenses)] or depenses[:1]
        if len(credits_) != 1 or len(depenses) != 1:
            return
        reste, restes = add(credits_) - add(depenses), (*credits_, *depenses)
        if reste < 0:  # other money was spent too, and what is left of these credits is not known
            return
    if len(recus) > 1:
        return
    reste = max(reste, Decimal(0))
    printed = len(dits) == 1 or bool(mots)
    suivants = tuple(f for f in faits if f.fin == annee and f.niveau != "detail")[:1]
    if recus or suivants:
        yield Passation(faits[0], source, annee, reste, tuple(restes), printed, tuple(recus), suivants)
        if len(dits) == 1 and mots and abs(add(mots) - reste) > tolerate(dits, mots):
            yield Passation(faits[0], source, annee, add(mots), tuple(mots), printed, tuple(recus), suivants)


@dataclass(frozen=True, slots=True)
class Source:
    """Where the report says that credits come from: its words, and what the actions left or spent too much."""

    mots: Reliquat | None
    parts: tuple[Financement, ...]


def _find_source(dossier: Dossier, p: Passation, toutes: Sequence[Passation]) -> Source | None:
    """What makes up exactly what is carried, or what is carried beyond what remains."""
    if not p.recus or p.ecart <= 0:
        return None
    sommes = {p.recu, p.ecart}
    debut, fin = _find_rangees(dossier, p.recus[0])
    mots = next(
        (
            r
            for r in list_reliquats(dossier)
            if r.montant in sommes and r.place.document == p.fait.document and r.place.ligne.isdecimal()
            and (debut <= int(r.place.ligne) < fin or find_action(dossier, *r.lieu) == p.fait.action)
        ),
        None,
    )  # fmt: skip
    soeurs = [t for t in toutes if (t.fait.document, t.source) == (p.fait.document, p.source) and t.dits]
    variations = list({t.restes[0].ligne: t.restes[0] for t in soeurs if t.restes[0].niveau == "action"}.values())
    for nombre in range(2, _PARTS_MAX + 1):
        for choix in combinations((v for v in variations if v.montant and v.montant % _ROND), nombre):
            if sum(abs(add([v])) for v in choix) in sommes:
                return Source(mots, choix)
    return Source(mots, ()) if mots else None


def _find_rangees(dossier: Dossier, fait: Financement) -> tuple[int, int]:
    """The line of a row and that of the next action's, or total's."""
    if not fait.ligne.isdecimal():
        return 0, 0
    debut = int(fait.ligne)
    lignes = (
        int(f.ligne)
        for f in list_finis(dossier, fait.fin or 0)
        if f.document == fait.document and f.origine == "tableau_financier" and f.action != fait.action
        and f.niveau != "detail" and f.ligne.isdecimal()
    )  # fmt: skip
    return debut, min((n for n in lignes if n > debut), default=debut + 1)


def _say(p: Passation, total: Passation | None, source: Source | None) -> Constat:
    recu = f"{format_euros(p.recu)} sont reportés" if p.recus else "aucun report n'est imprimé"
    laisse = f"{format_euros(p.reste) if p.reste else 'rien ne reste'}{' restent' if p.reste else ''} de {p.annee - 1}"
    if not p.dits:
        termes = " et ".join(f"{ETAPES[f.etape]} {format_euros(f.montant or Decimal(0))}" for f in p.restes)
        laisse += f" d'après le tableau ({termes})"
    elif (imprime := add(p.restes[:1])) < 0:
        laisse += f" (le tableau imprime {format_euros(imprime)})"
    tete = f"{name_sujet(p.fait)}, {SOURCES[p.source]} : {laisse}, {recu} en {p.annee}"
    fait = (p.recus or p.suivants)[0].model_copy(update={"montant": p.recu})
    objet = f"report, {SOURCES[p.source]}"
    if source:
        mots = f"{quote(source.mots.dit, _CITE)}, l. {source.mots.place.ligne}" if source.mots else ""
        dits = f" ; le rapport l'explique ({mots})" if mots else ""
        parts = " + ".join(f"{format_euros(abs(add([v])))} (action {v.action}, l. {v.ligne})" for v in source.parts)
        somme = f" : c'est {parts}" if parts and dits else f", qui sont {parts}" if parts else ""
        constat = make_constat(fait, [*p.restes, *source.parts], p.reste, f"{tete}{dits}{somme}.", "", objet)
        places = [source.mots.place] if source.mots else []
        return replace(constat, places=tuple(dict.fromkeys((*constat.places, *places))))
    entier = ""
    if total:
        lignes = format_liste(dict.fromkeys(f.ligne for f in (*total.restes, *total.recus)))
        entier = f" ; « {total.fait.action} » est reporté en entier ({format_euros(total.recu)}, l. {lignes})"
    phrase = f"{tete}, soit {format_euros(abs(p.ecart))} d'écart{entier}."
    question = f"Que sont devenus les crédits de {p.annee - 1}, ou d'où viennent ceux qui sont reportés ?"
    constat = make_constat(fait, p.restes, p.reste, phrase, question, objet)
    autres = map(place_of, (*total.restes, *total.recus)) if total else ()
    return replace(constat, places=tuple(dict.fromkeys((*constat.places, *autres))))


def _find_ecarts(dossier: Dossier, annee: int, code: str) -> Iterator[Constat]:
    toutes = remember(dossier, ("passations", annee), lambda: list(_list_passations(dossier, annee)))
    dits = code == "report_different"
    if not any(p.dits == dits or code == "report_explique" for p in toutes):
        raise NonApplicable(f"aucun reste de {annee - 1} n'est {'imprimé' if dits else 'à calculer'} dans le tableau")
    entiers = {
        (p.fait.document, p.source): p
        for p in reversed(toutes)
        if p.fait.niveau in _TOTAUX and p.dits and p.recus and p.reste and abs(p.ecart) <= tolerate(p.restes, p.recus)
    }
    for p in (p for p in toutes if abs(p.ecart) > tolerate(p.restes, p.recus)):
        source = _find_source(dossier, p, toutes)
        if code == ("report_explique" if source else "report_different" if p.dits else "report_calcule"):
            yield _say(p, entiers.get((p.fait.document, p.source)), source)


def examine_reports(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """Remainders that the report prints."""
    return _find_ecarts(dossier, annee, "report_different")


def examine_restes(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """Remainders that the table's amounts make."""
    return _find_ecarts(dossier, annee, "report_calcule")


def examine_expliques(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """Carried credits that the report says come from elsewhere."""
    return _find_ecarts(dossier, annee, "report_explique")


REPORTS: dict[str, Examen] = {
    "report_different": examine_reports,
    "report_calcule": examine_restes,
    "report_explique": examine_expliques,
}
