"""What one year leaves against what the next receives, and an avenant against the table of its year."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from cdppe.controles.memoire import list_finis, remember
from cdppe.controles.mots import (
    ETAPES,
    SOURCES,
    add,
    format_euros,
    make_constat,
    name_periode,
    name_sujet,
    periode_of,
    quote,
    tolerate,
)
from cdppe.facts import Financement, sort_key
from cdppe.parsing.montants import find_montants
from cdppe.plugins.controle import Constat, Dossier, Examen, NonApplicable

_NIVEAUX_TOTAUX = ("sous_total", "total")
_CITE = 160


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
    if len(recus) > 1:
        return
    reste = max(reste, Decimal(0))
    printed = len(dits) == 1 or bool(mots)
    suivants = tuple(f for f in faits if f.fin == annee and f.niveau != "detail")[:1]
    if recus or suivants:
        yield Passation(faits[0], source, annee, reste, tuple(restes), printed, tuple(recus), suivants)
        if len(dits) == 1 and mots and abs(add(mots) - reste) > tolerate(dits, mots):
            yield Passation(faits[0], source, annee, add(mots), tuple(mots), printed, tuple(recus), suivants)


def _say(p: Passation) -> Constat:
    recu = f"{format_euros(p.recu)} sont reportés" if p.recus else "aucun report n'est imprimé"
    laisse = f"{format_euros(p.reste) if p.reste else 'rien ne reste'}{' restent' if p.reste else ''} de {p.annee - 1}"
    if not p.dits:
        termes = " et ".join(f"{ETAPES[f.etape]} {format_euros(f.montant or Decimal(0))}" for f in p.restes)
        laisse += f" d'après le tableau ({termes})"
    elif (imprime := add(p.restes[:1])) < 0:
        laisse += f" (le tableau imprime {format_euros(imprime)})"
    phrase = (
        f"{name_sujet(p.fait)}, {SOURCES[p.source]} : {laisse}, {recu} en {p.annee}, soit "
        f"{format_euros(abs(p.ecart))} d'écart."
    )
    fait = (p.recus or p.suivants)[0].model_copy(update={"montant": p.recu})
    objet = f"report, {SOURCES[p.source]}"
    question = f"Que sont devenus les crédits de {p.annee - 1}, ou d'où viennent ceux qui sont reportés ?"
    return make_constat(fait, p.restes, p.reste, phrase, question, objet)


def _find_ecarts(dossier: Dossier, annee: int, dits: bool) -> Iterator[Constat]:
    toutes = remember(dossier, ("passations", annee), lambda: list(_list_passations(dossier, annee)))
    passations = [p for p in toutes if p.dits == dits]
    if not passations:
        raise NonApplicable(f"aucun reste de {annee - 1} n'est {'imprimé' if dits else 'à calculer'} dans le tableau")
    return (_say(p) for p in passations if abs(p.ecart) > tolerate(p.restes, p.recus))


def examine_reports(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """Remainders that the report prints."""
    return _find_ecarts(dossier, annee, True)


def examine_restes(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """Remainders that the table's amounts make."""
    return _find_ecarts(dossier, annee, False)


def _index_tableau(dossier: Dossier) -> dict[tuple[object, ...], list[Financement]]:
    """The amounts of the tables: of each action, and of all totals together."""
    index: dict[tuple[object, ...], list[Financement]] = defaultdict(list)
    for f in dossier.montants:
        if f.origine == "tableau_financier" and f.niveau != "detail":
            sujet = "" if f.niveau in _NIVEAUX_TOTAUX else f.action
            index[sujet, f.etape, f.source, periode_of(f)].append(f)
    return index


def examine_avenants(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """Amounts of an avenant that the table of their year does not print."""
    return _compare_avenants(dossier, annee, en_tete=False)


def examine_avenants_en_tete(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """Those that the header of the column names as a part of what it counts."""
    return _compare_avenants(dossier, annee, en_tete=True)


def _compare_avenants(dossier: Dossier, annee: int, *, en_tete: bool) -> Iterator[Constat]:
    """Each amount of an avenant against the same one of the table of its year."""
    index = _index_tableau(dossier)
    supplements = [f for f in dossier.montants if f.origine == "avenant" and f.etape == "supplement"]
    vus = False
    for f in dossier.montants:
        if f.origine != "avenant" or f.fin != annee or f.niveau == "detail" or f.perimetre != "action":
            continue
        total = f.niveau in _NIVEAUX_TOTAUX
        imprimes = index.get(("" if total else f.action, f.etape, f.source, periode_of(f)), [])
        if not imprimes or not (total or f.action):
            continue
        vus = True
        lectures = [lu for i in imprimes for lu in _list_lectures(f, i, supplements)]
        if any(abs(m - add([f])) <= tolerate([f, i]) for m, i, _ in lectures):
            continue
        entete = next((i.colonne for i in imprimes if f.montant in {m.valeur for m in find_montants(i.colonne)}), "")
        if bool(entete) == en_tete:
            yield _say_avenant(f, lectures, entete)
    if not vus:
        raise NonApplicable(f"aucun avenant ne redit un montant d'un tableau de {annee}")


def _list_lectures(
    avenant: Financement, tableau: Financement, supplements: Sequence[Financement]
) -> Iterator[tuple[Decimal, Financement, bool]]:
    """What an avenant may repeat of a table's amount: itself; or planned credits with what the avenant adds to them."""
    yield add([tableau]), tableau, False
    for s in supplements if avenant.etape == "prevu" else ():
        if (s.source, s.fin, s.action) == (avenant.source, avenant.fin, avenant.action):
            yield add([tableau, s]), tableau, True


def _say_avenant(f: Financement, lectures: Sequence[tuple[Decimal, Financement, bool]], entete: str = "") -> Constat:
    """The nearest amount, and the others of the table when several rows may be meant."""
    attendu, proche, augmente = min(lectures, key=lambda lu: abs(lu[0] - add([f])))
    lignes: dict[Decimal, list[str]] = defaultdict(list)
    for montant, i, plus in lectures:
        if not plus:
            lignes[montant] += [i.ligne]
    imprime = add([proche])
    noms = [f"(l. {', '.join(siennes)}) {format_euros(m)}" for m, siennes in lignes.items() if m != imprime]
    avec = f", et {format_euros(attendu)} avec les crédits qu'ajoute l'avenant" if augmente else ""
    autres = f" (autre lecture : {' ou '.join(noms)})" if noms else ""
    sous = f" sous l'en-tête {quote(entete.rpartition(' / ')[2], _CITE)}" if entete else ""
    phrase = (
        f"{name_sujet(f)}, {ETAPES[f.etape]}, {SOURCES[f.source]}, {name_periode(f)} : l'avenant (l. {f.ligne}) "
        f"dit {format_euros(add([f]))}, le tableau (l. {', '.join(lignes[imprime])}) {format_euros(imprime)}{sous}"
        f"{avec}, soit {format_euros(abs(add([f]) - attendu))} d'écart{autres}."
    )
    parts = [i for _, i, plus in lectures if not plus]
    return make_constat(f, parts, attendu, phrase, "Lequel des deux montants est celui de l'avenant signé ?")


REPORTS: dict[str, Examen] = {
    "report_different": examine_reports,
    "report_calcule": examine_restes,
    "avenant_tableau": examine_avenants,
    "avenant_en_tete": examine_avenants_en_tete,
}
