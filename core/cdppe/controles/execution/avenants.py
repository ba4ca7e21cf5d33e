"""An avenant against the table of its year: each of its amounts, and the total of the table that it repeats."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import accumulate

from cdppe.controles.memoire import remember
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
    quote,
    tolerate,
)
from cdppe.facts import Financement
from cdppe.parsing.montants import find_montants
from cdppe.plugins.controle import Constat, Dossier, Examen, NonApplicable

_TOTAUX = ("sous_total", "total")
_PRES, _LONG = 3, 8
"""A sum stands that near its terms, and has so many at most."""
_CITE = 160
Rangee = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Redite:
    """What an avenant may repeat of a table: an amount, or planned credits with those that are added to them."""

    montant: Decimal
    fait: Financement
    ajout: Financement | None = None

    @property
    def rangee(self) -> Rangee:
        return self.fait.document, self.fait.ligne


@dataclass(frozen=True, slots=True)
class Ecart:
    """An amount of an avenant that none of the readings of the table gives; ``retenues``: those that it may mean."""

    fait: Financement
    lectures: tuple[Redite, ...]
    retenues: tuple[Redite, ...]

    @property
    def entete(self) -> str:
        """The header that names the avenant's amount among those that its column counts."""
        colonnes = (lu.fait.colonne for lu in self.lectures)
        return next((c for c in colonnes if self.fait.montant in {m.valeur for m in find_montants(c)}), "")

    @property
    def code(self) -> str:
        if self.entete:
            return "avenant_en_tete"
        return "avenant_tableau" if len({lu.montant for lu in self.retenues}) == 1 else "avenant_totaux"


@dataclass(frozen=True)
class _Tableaux:
    """The amounts of the avenants, in their order, and those of the tables that they may repeat."""

    avenants: tuple[Financement, ...]
    rangees: dict[tuple[object, ...], list[Financement]]
    par_rangee: dict[Rangee, list[Financement]]

    def list_memes(self, f: Financement, etape: str = "") -> list[Financement]:
        """The table's amounts of the same étape, source and year: of the action, or of all totals together."""
        return self.rangees.get((*_get_sujet(f), etape or f.etape, f.source, periode_of(f)), [])

    def list_article(self, f: Financement) -> list[Financement]:
        """What the avenant says of the same thing: source and year."""
        cle = (f.document, f.action, f.source, f.fin)
        return [a for a in self.avenants if (a.document, a.action, a.source, a.fin) == cle]


def _get_sujet(f: Financement) -> tuple[str]:
    return ("" if f.niveau in _TOTAUX else f.action,)


def _read_tableaux(dossier: Dossier) -> _Tableaux:
    rangees: dict[tuple[object, ...], list[Financement]] = defaultdict(list)
    par_rangee: dict[Rangee, list[Financement]] = defaultdict(list)
    for f in dossier.montants:
        if f.origine == "tableau_financier" and f.niveau != "detail":
            rangees[*_get_sujet(f), f.etape, f.source, periode_of(f)].append(f)
            par_rangee[f.document, f.ligne].append(f)
    avenants = tuple(f for f in dossier.montants if f.origine == "avenant" and f.niveau != "detail")
    return _Tableaux(tuple(f for f in avenants if f.perimetre == "action"), dict(rangees), dict(par_rangee))


def _list_ecarts(dossier: Dossier, annee: int) -> list[Ecart]:
    ecarts = remember(dossier, ("avenants", annee), lambda: list(_find_ecarts(dossier, annee)))
    if not ecarts:
        raise NonApplicable(f"aucun avenant ne redit un montant d'un tableau de {annee}")
    return [e for e in ecarts if e is not None]


def _find_ecarts(dossier: Dossier, annee: int) -> Iterator[Ecart | None]:
    """Each amount that a table may print; None for those that it prints."""
    tableaux = remember(dossier, "tableaux_avenants", lambda: _read_tableaux(dossier))
    for f in tableaux.avenants:
        imprimes = tableaux.list_memes(f)
        if f.fin != annee or not imprimes or not f.action:
            continue
        lectures = tuple(lu for i in imprimes for lu in _list_lectures(tableaux, f, i))
        if any(abs(lu.montant - add([f])) <= tolerate([f, lu.fait]) for lu in lectures):
            yield None
        else:
            yield Ecart(f, lectures, tuple(_choose(tableaux, f, lectures)))


def _list_lectures(tableaux: _Tableaux, f: Financement, imprime: Financement) -> Iterator[Redite]:
    """Itself; or planned credits with what the avenant, or the row, adds to them."""
    yield Redite(add([imprime]), imprime)
    if f.etape == "prevu":
        siens = [i for i in tableaux.par_rangee[imprime.document, imprime.ligne] if i.source == f.source]
        for s in (*tableaux.list_article(f), *siens):
            if s.etape == "supplement" and s.fin == f.fin and s.montant:
                yield Redite(add([imprime, s]), imprime, s)


def _choose(tableaux: _Tableaux, f: Financement, lectures: Sequence[Redite]) -> Sequence[Redite]:
    """The readings that something else than the figure itself designates; all those that are left when nothing does."""
    if len({lu.montant for lu in lectures}) == 1:
        return lectures
    prises = _list_prises(tableaux, f)
    possibles = [lu for lu in lectures if lu.rangee not in prises] or list(lectures)
    rangees = _list_rangees(tableaux, f)
    epreuves: tuple[Callable[[Redite], bool], ...] = (
        lambda lu: _is_deduite(tableaux, f, lu),
        lambda lu: lu.ajout is None and _is_somme(tableaux, f, lu),
        lambda lu: _is_somme(tableaux, f, lu),
        lambda lu: bool(rangees) and all(lu.rangee in siennes for siennes in rangees),
    )
    for epreuve in epreuves:
        retenues = [lu for lu in possibles if epreuve(lu)]
        if len({lu.montant for lu in retenues}) == 1:
            return retenues
        possibles = retenues or possibles
    return possibles


def _list_prises(tableaux: _Tableaux, f: Financement) -> set[Rangee]:
    """The rows that the same article gives another amount of the same étape: it does not say one of them twice."""
    autres = {a.montant for a in tableaux.list_article(f) if a is not f and a.etape == f.etape}
    return {(i.document, i.ligne) for i in tableaux.list_memes(f) if i.montant in autres}


def _is_deduite(tableaux: _Tableaux, f: Financement, lu: Redite) -> bool:
    """Whether the row's other amounts make the avenant's: its own is then the one that is wrong."""
    siens: dict[str, Decimal] = {i.etape: add([i]) for i in tableaux.par_rangee[lu.rangee] if i.source == f.source}
    parts = ("prevu", "report", "supplement")
    if "disponible" not in siens or lu.ajout or f.etape not in siens:
        return False
    somme = sum((siens.get(e, Decimal(0)) for e in parts if e != f.etape), Decimal(0))
    return add([f]) == (somme if f.etape == "disponible" else siens["disponible"] - somme)


def _is_somme(tableaux: _Tableaux, f: Financement, lu: Redite) -> bool:
    """Whether the amounts printed around it add up with this reading: it is their sum, or a term of one of them."""
    suite = [a for a in tableaux.avenants if a.document == f.document and a.source == f.source]
    rang = next(n for n, a in enumerate(suite) if a is f)
    montants = [add([a]) for a in suite]
    montants[rang] = lu.montant
    for n, somme in enumerate(montants):
        for cote in (range(n + 1, len(suite)), range(n - 1, -1, -1)):
            for debut in range(_PRES):
                termes = cote[debut : debut + _LONG]
                cumuls = list(accumulate(montants[t] for t in termes))[1:]
                if somme in cumuls and rang in (n, *termes[: cumuls.index(somme) + 2]):
                    return True
    return False


def _list_rangees(tableaux: _Tableaux, f: Financement) -> list[set[Rangee]]:
    """For each other étape of which the article gives amounts that the table prints: their rows."""
    par_etape: dict[str, set[Rangee]] = defaultdict(set)
    for a in tableaux.list_article(f):
        if a.etape != f.etape:
            par_etape[a.etape] |= {(i.document, i.ligne) for i in tableaux.list_memes(a) if i.montant == a.montant}
    return [rangees for rangees in par_etape.values() if rangees]


def _say(e: Ecart) -> Constat:
    """What the avenant says, and the table; all the table's readings when nothing tells which one is meant."""
    f, montants = e.fait, list(dict.fromkeys(lu.montant for lu in e.retenues))
    tete = f"{name_sujet(f)}, {ETAPES[f.etape]}, {SOURCES[f.source]}, {name_periode(f)} : l'avenant (l. {f.ligne}) dit "
    sous = f" sous l'en-tête {quote(e.entete.rpartition(' / ')[2], _CITE)}" if e.entete else ""
    dits = format_liste(_name_redites([lu for lu in e.retenues if lu.montant == m]) for m in montants)
    parts = list({id(lu.fait): lu.fait for lu in e.retenues}.values())
    question = "Lequel des deux montants est celui de l'avenant signé ?"
    if len(montants) == 1:
        ecart = format_euros(abs(add([f]) - montants[0]))
        phrase = f"{tete}{format_euros(add([f]))}, le tableau {dits}{sous}, soit {ecart} d'écart."
        return make_constat(f, parts, montants[0], phrase, question)
    phrase = f"{tete}{format_euros(add([f]))}, qui n'est aucun des montants du tableau{sous} : {dits}."
    constat = make_constat(f, parts, Decimal(0), phrase, "Lequel des montants du tableau l'avenant redit-il ?")
    return replace(constat, attendu="", difference="", termes=())


def _name_redites(redites: Sequence[Redite]) -> str:
    """``(l. 156) 511 754 €``, ``(l. 156) 539 323,24 € avec les crédits supplémentaires``."""
    lignes = ", ".join(dict.fromkeys(lu.fait.ligne for lu in redites))
    avec = " avec les crédits supplémentaires" if redites[0].ajout else ""
    return f"(l. {lignes}) {format_euros(redites[0].montant)}{avec}"


def _examine(code: str) -> Examen:
    return lambda dossier, annee: (_say(e) for e in _list_ecarts(dossier, annee) if e.code == code)


AVENANTS: dict[str, Examen] = {
    code: _examine(code) for code in ("avenant_tableau", "avenant_totaux", "avenant_en_tete")
}
