"""What the sums of a financial table prove: rows and cells that stand in other columns than their own.

A thing out of its place is put back only when its cells allow one place and the printed sums need it there. What is
not proven keeps ``prouvee`` False and is not read.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise, permutations, product

from cdppe.api import Source, normalize_libelle
from cdppe_ille_et_vilaine.pages import Page
from cdppe_ille_et_vilaine.rangees import Ligne, value_of

ZERO = Decimal(0)


def sum_details(lignes: list[Ligne]) -> Decimal:
    return sum((v for ligne in lignes if (v := value_of(ligne.montant)) is not None), ZERO)


class Annee:
    """All the rows of one year's table, over its pages, and the details of each action."""

    def __init__(self, lignes: list[Ligne]) -> None:
        self.lignes = lignes
        self.details: dict[int, list[Ligne]] = {}
        """The rows that hold a detail of the action on row ``i``, itself included."""
        self._attach()

    def _attach(self) -> None:
        courante = -1
        for rang, ligne in enumerate(self.lignes):
            if not ligne.page.suit and (rang == 0 or self.lignes[rang - 1].page is not ligne.page):
                courante = -1
            if ligne.nature == "action":
                courante = rang
                self.details[rang] = [ligne] if ligne.montant or ligne.objet else []
            elif ligne.nature in ("total", "inconnue"):
                courante = -1 if ligne.nature == "total" else courante
            elif courante >= 0:
                self.details[courante].append(ligne)

    @property
    def actions(self) -> Iterator[tuple[int, Ligne]]:
        return ((rang, ligne) for rang, ligne in enumerate(self.lignes) if ligne.nature == "action")

    @property
    def totaux(self) -> Iterator[Ligne]:
        return (ligne for ligne in self.lignes if ligne.nature == "total")

    def owner(self, ligne: Ligne) -> Ligne | None:
        """The action whose detail the row holds."""
        return next((self.lignes[r] for r, d in self.details.items() if any(x is ligne for x in d)), None)

    def amounts(self, action: Ligne) -> tuple[Decimal, ...]:
        """What the details of the action may add up to: its own column, else the credits it has."""
        propre = action.valeur("actions")
        if propre is not None:
            return (propre,)
        credits_ = action.valeur("credits")
        return (credits_,) if credits_ is not None else ()

    def sum_column(self, cle: str, fonds: Source | None, sans: frozenset[str] = frozenset()) -> Decimal:
        """The sum of the proven action rows of a fund (of all of them without one)."""
        return sum(
            (
                v
                for _, ligne in self.actions
                if (ligne.prouvee or not ligne.decalage)
                and fonds in (None, ligne.fonds)
                and ligne.numero not in sans
                and (v := ligne.valeur(cle)) is not None
            ),
            ZERO,
        )


def _exclusions(total: Ligne) -> frozenset[str]:
    """The action numbers that a total's label leaves out ("sans les fiches 22 et 27")."""
    sans = re.search(r"\bsans (?:la|les) fiches? (.*)", normalize_libelle(total.libelle))
    return frozenset(re.findall(r"\d+", sans[1])) if sans else frozenset()


def prove_decalees(annee: Annee) -> None:
    """Whole rows out of place: a printed total must need one of their amounts where the row's own cells put it."""
    for _, ligne in list(annee.actions):
        if not ligne.decalage or ligne.prouvee:
            continue
        pour = contre = 0
        for cle in ligne.page.colonnes:
            valeur = ligne.valeur(cle)
            totaux = [t for t in annee.totaux if t.fonds == ligne.fonds and t.valeur(cle) is not None]
            if not valeur or not totaux:
                continue
            imprimes = [t.valeur(cle) for t in totaux]
            sommes = {
                annee.sum_column(cle, ligne.fonds, sans) for t in totaux for sans in (frozenset(), _exclusions(t))
            }
            pour += any(s + valeur in imprimes for s in sommes)
            contre += any(s in imprimes for s in sommes)
        ligne.prouvee = pour > 0 and contre == 0


def prove_cellules(annee: Annee) -> list[tuple[Ligne, str]]:
    """Single cells out of their column: the totals printed under both columns must need the move.

    The only such move, by one column, is made; any other leaves the cell in doubt, as does an amount that is the sum of
    its row beside an empty total. The cells in doubt are given back.
    """
    douteuses: list[tuple[Ligne, str]] = []
    for fonds in sorted({t.fonds for t in annee.totaux if t.fonds is not None}):
        candidats = [
            (ligne, depuis, vers)
            for _, ligne in annee.actions
            if ligne.fonds == fonds and not ligne.decalage
            for depuis, vers in _moves(ligne)
            if _totals_need(annee, fonds, ligne, depuis, vers)
        ]
        colonnes = [(ligne.page.colonnes[depuis], ligne.page.colonnes[vers]) for ligne, depuis, vers in candidats]
        if len(candidats) == 1 and abs(colonnes[0][0] - colonnes[0][1]) == 1:
            ligne, _, vers = candidats[0]
            ligne.places[vers] = colonnes[0][0]
        else:
            douteuses += [(ligne, depuis) for ligne, depuis, _ in candidats]
    return douteuses + [
        (ligne, depuis)
        for _, ligne in annee.actions
        for preuve in ligne.page.tableau.disposition.preuves
        for depuis, vers in _moves(ligne)
        if vers == preuve.total
        and depuis == "actions"
        and ligne.valeur(depuis) == sum((v for p in preuve.parts if (v := ligne.valeur(p)) is not None), ZERO)
    ]


def _moves(ligne: Ligne) -> Iterator[tuple[str, str]]:
    """(filled key, empty key) of a row."""
    for depuis, vers in permutations(ligne.page.colonnes, 2):
        if ligne.valeur(depuis) and not ligne.cellule(vers):
            yield depuis, vers


def _totals_need(annee: Annee, fonds: Source, ligne: Ligne, depuis: str, vers: str) -> bool:
    valeur = ligne.valeur(depuis) or ZERO
    avant, apres = annee.sum_column(depuis, fonds), annee.sum_column(vers, fonds)
    imprimes = [
        (a, b)
        for t in annee.totaux
        if t.fonds == fonds and (a := t.valeur(depuis)) is not None and (b := t.valeur(vers)) is not None
    ]
    return (avant - valeur, apres + valeur) in imprimes and not any(a == avant or b == apres for a, b in imprimes)


def prove_totaux(annee: Annee) -> None:
    """Totals whose amounts run into a column of words: the run of cells that the sums put back, when only one does."""
    for total in annee.totaux:
        page = total.page
        texte = page.objet
        if not any(c.isdigit() for c in total.rangee.cellule(texte).texte):
            continue
        cles = {rang: cle for cle, rang in page.colonnes.items()}
        essais: list[dict[str, int]] = []
        for sens in (-1, 1):
            bord = texte
            places: dict[str, int] = {}
            while (vers := cles.get(bord + sens)) is not None and total.rangee.cellule(bord):
                places[vers] = bord
                if not total.rangee.cellule(bord + sens):
                    essais.append(places)
                    break
                bord += sens
        bons = [e for e in essais if all(_holds(annee, total, cle, place) for cle, place in e.items())]
        if len(bons) == 1:
            total.places.update(bons[0])
        else:
            total.prouvee = False


def _holds(annee: Annee, total: Ligne, cle: str, place: int) -> bool:
    return value_of(total.rangee.cellule(place)) in set(_expected(annee, total, cle))


def _expected(annee: Annee, total: Ligne, cle: str) -> Iterator[Decimal]:
    """What a total's cell may be: the sum of its rows, or of the sub-totals printed above."""
    yield annee.sum_column(cle, total.fonds)
    yield annee.sum_column(cle, total.fonds, _exclusions(total))
    if total.fonds is None:
        fonds = sorted({t.fonds for t in annee.totaux if t.fonds is not None})
        choix = [
            {
                annee.sum_column(cle, f),
                *(v for t in annee.totaux if t.fonds == f and (v := t.valeur(cle)) is not None),
            }
            for f in fonds
        ]
        yield from (sum(parts, ZERO) for parts in product(*choix))


def prove_details(annee: Annee) -> None:
    """Details out of their columns, or on the row of the next action: the amount of the action must need them."""
    for rang, action in list(annee.actions):
        details = annee.details[rang]
        deplaces = [d for d in details if not d.prouvee and d.ecart]
        if deplaces and _need(annee, action, details, deplaces):
            for detail in deplaces:
                detail.prouvee = True
    _prove_runs(annee)
    _give_back(annee)
    _doubt_suites(annee)
    for _, ligne in annee.actions:
        for detail in annee.details[annee.lignes.index(ligne)]:
            if detail.nature == "objectif" and detail.montant:
                detail.prouvee = _need(annee, ligne, annee.details[annee.lignes.index(ligne)], [detail])


def _need(annee: Annee, action: Ligne, details: list[Ligne], ajouts: list[Ligne]) -> bool:
    """Whether the action's amount is the sum of its details with those, and is not without them."""
    sans = [d for d in details if not any(d is a for a in ajouts)]
    attendus = annee.amounts(action)
    return sum_details(details) in attendus and sum_details(sans) not in attendus


def _prove_runs(annee: Annee) -> None:
    """A run of rows whose pairs all stand aside by as much: two actions that add up prove the place for all."""
    pages = {id(ligne.page): ligne.page for ligne in annee.lignes}
    for page in pages.values():
        for ecart in {x.ecart for x in annee.lignes if x.page is page and x.ecart}:
            rangs = [r for r, x in enumerate(annee.lignes) if x.page is page and x.ecart == ecart]
            suite = annee.lignes[rangs[0] : rangs[-1] + 1]
            # The run is unbroken: no row in it has its object or amount in the declared columns.
            if any(not x.ecart and x.nature in ("action", "suite") and (x.objet or x.montant) for x in suite):
                continue
            actions = [x for x in suite if x.nature == "action"]
            prouvees = [x for x in actions if x.prouvee and x.montant]
            if len(prouvees) > 1:
                for ligne in suite:
                    ligne.prouvee = ligne.prouvee or ligne.ecart == ecart


def _give_back(annee: Annee) -> None:
    """A detail printed on the row of the action below its own: the sum above needs it, and the row's own does not hold.

    When the row's own sum holds without it and no other needs it, it is nobody's.
    """
    actions = list(annee.actions)
    for (avant, precedente), (rang, action) in pairwise(actions):
        details = annee.details[rang]
        if not details or details[0] is not action or not value_of(action.montant) or action.decalage or action.ecart:
            continue
        attendus = annee.amounts(action)
        if not attendus or sum_details(details) in attendus:
            continue
        if _need(annee, precedente, [*annee.details[avant], action], [action]):
            annee.details[avant].append(details.pop(0))
        elif sum_details(details[1:]) in attendus:
            action.doute = True


def _doubt_suites(annee: Annee) -> None:
    """Rows without number after details that already make the action's amount: another action's, whose row is lost."""
    for rang, action in annee.actions:
        details, attendus = annee.details[rang], annee.amounts(action)
        if not attendus or sum_details(details) in attendus:
            continue
        for debut in range(1, len(details)):
            if details[debut].nature == "suite" and sum_details(details[:debut]) in attendus:
                for detail in details[debut:]:
                    detail.doute = True
                break


def has_words_aside(annee: Annee, total: Ligne) -> bool:
    """Whether rows of the total's fund, on its page, hold the words of their details where an amount should stand."""
    rangees = [x for x in annee.lignes if x.page is total.page]
    return any(
        x.nature == "inconnue"
        or (x.fonds == total.fonds and (x.ecart or (x.cellule("actions") and x.valeur("actions") is None)))
        for x in rangees
    )


def find_total_column(annee: Annee, page: Page) -> int:
    """The column in which a page's totals print the total of the details; -1 when two may.

    It is the details' own, unless amounts of the totals stand in another: then the one that equals the total of the
    column that the details decompose, on one row at least.
    """
    totaux = [t for t in annee.totaux if t.page is page and t.prouvee]
    autres = [r for r in page.autres if any(t.rangee.cellule(r) for t in totaux)]
    if not autres:
        return page.detail

    def count(rang: int) -> int:
        return sum(1 for t in totaux if (v := value_of(t.rangee.cellule(rang))) and v == t.valeur("actions"))

    egales = [rang for rang in (page.detail, *autres) if count(rang)]
    return egales[0] if len(egales) == 1 else -1
