"""What the sums of a financial table prove: rows and cells that stand in other columns than their own.

Where the kinds of the cells leave one place, they prove it alone; where they leave a choice, a thing is put back only
when the printed sums need it there. What is not proven keeps ``prouvee`` False and is not read.
"""

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise, permutations, product

from cdppe.api import Source
from cdppe_ille_et_vilaine.annee import ZERO, Annee, find_exclusions, sum_details
from cdppe_ille_et_vilaine.rangees import Ligne, value_of


def prove_decalees(annee: Annee) -> None:
    """Whole rows out of place: no printed total may hold without their amounts where the row's number puts them.

    Where the kinds of the cells do not prove the place, a total must need one of them there.
    """
    for _, ligne in list(annee.actions):
        if not ligne.decalage:
            continue
        sure, ligne.prouvee = ligne.prouvee, False  # its amounts are in no sum yet
        pour = contre = 0
        for cle in ligne.page.colonnes:
            valeur = ligne.valeur(cle)
            totaux = [t for t in annee.totaux if t.fonds == ligne.fonds and t.valeur(cle) is not None]
            if not valeur or not totaux:
                continue
            imprimes = [t.valeur(cle) for t in totaux]
            sommes = {
                annee.sum_column(cle, ligne.fonds, sans) for t in totaux for sans in (frozenset(), find_exclusions(t))
            }
            pour += any(s + valeur in imprimes for s in sommes)
            contre += any(s in imprimes for s in sommes)
        ligne.prouvee = contre == 0 and (sure or pour > 0)


def prove_cellules(annee: Annee) -> list[tuple[Ligne, str]]:
    """Single cells out of their column: the totals printed under both columns must need the move.

    The only such move, by one column, is made; any other leaves the cell in doubt, as does one that one of two wrong
    totals needs, or an amount that is the sum of its row beside an empty total. The cells in doubt are given back.
    """
    douteuses: list[tuple[Ligne, str]] = []
    for fonds in sorted({t.fonds for t in annee.totaux if t.fonds is not None}):
        candidats = [
            (ligne, depuis, vers)
            for _, ligne in annee.actions
            if ligne.fonds == fonds and not ligne.decalage
            for depuis, vers in _moves(ligne)
            if _totals_deny(annee, fonds, ligne, depuis, vers)
        ]
        surs = [c for c in candidats if all(_totals_need(annee, fonds, *c))]
        colonnes = [(ligne.page.colonnes[depuis], ligne.page.colonnes[vers]) for ligne, depuis, vers in surs]
        if len(surs) == 1 and abs(colonnes[0][0] - colonnes[0][1]) == 1:
            ligne, _, vers = surs[0]
            ligne.places[vers] = colonnes[0][0]
        else:
            douteuses += [(ligne, depuis) for ligne, depuis, vers in candidats]
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


def _totals_deny(annee: Annee, fonds: Source, ligne: Ligne, depuis: str, vers: str) -> bool:
    """Whether neither column's total is the sum of its rows, and one at least would be with the move."""
    avant, apres = annee.sum_column(depuis, fonds), annee.sum_column(vers, fonds)
    imprimes = _read_totaux(annee, fonds, depuis, vers)
    tenus = any(a == avant or b == apres for a, b in imprimes)
    return not tenus and any(_totals_need(annee, fonds, ligne, depuis, vers))


def _totals_need(annee: Annee, fonds: Source, ligne: Ligne, depuis: str, vers: str) -> tuple[bool, bool]:
    """Whether one row of totals would be right with the move: in the column left, in the column come to."""
    valeur = ligne.valeur(depuis) or ZERO
    avant, apres = annee.sum_column(depuis, fonds) - valeur, annee.sum_column(vers, fonds) + valeur
    justes = [(a == avant, b == apres) for a, b in _read_totaux(annee, fonds, depuis, vers)]
    return max(justes, key=sum, default=(False, False))


def _read_totaux(annee: Annee, fonds: Source, depuis: str, vers: str) -> list[tuple[Decimal, Decimal]]:
    """The totals of the fund that are printed under both columns."""
    return [
        (a, b)
        for t in annee.totaux
        if t.fonds == fonds and (a := t.valeur(depuis)) is not None and (b := t.valeur(vers)) is not None
    ]


def prove_totaux(annee: Annee) -> None:
    """Totals whose amounts run into a column of words: the run of cells goes back by one column.

    The sums put it there, all of them; or all but one, when the row has no further empty cell to which it could go.
    """
    for total in annee.totaux:
        page, rangee = total.page, total.rangee
        if not any(c.isdigit() for c in rangee.cellule(page.objet).texte):
            continue
        cles = {rang: cle for cle, rang in page.colonnes.items()}
        essais: list[dict[str, int]] = []
        for sens in (-1, 1):
            bord = page.objet
            places: dict[str, int] = {}
            while (vers := cles.get(bord + sens)) is not None and rangee.cellule(bord):
                places[vers] = bord
                bord += sens
                if not rangee.cellule(bord):
                    essais.append(places)
                    break
        bons = [e for e in essais if _are_held(annee, total, e)]
        if len(bons) == 1:
            total.places.update(bons[0])
        else:
            total.prouvee = False


def _are_held(annee: Annee, total: Ligne, places: dict[str, int]) -> bool:
    justes = sum(_holds(annee, total, cle, place) for cle, place in places.items())
    return justes == len(places) or (1 < justes == len(places) - 1 and _is_tight(total, places))


def _is_tight(total: Ligne, places: dict[str, int]) -> bool:
    """Whether the run has no other empty cell to go to, nor one of its amounts."""
    if not total.rangee.cellule(total.page.detail):
        return False
    cle, bord = list(places.items())[-1]
    vide = total.page.colonnes[cle]
    au_dela = vide + (vide - bord)
    return au_dela not in total.page.colonnes.values() or bool(total.rangee.cellule(au_dela))


def _holds(annee: Annee, total: Ligne, cle: str, place: int) -> bool:
    return value_of(total.rangee.cellule(place)) in set(_expected(annee, total, cle))


def _expected(annee: Annee, total: Ligne, cle: str) -> Iterator[Decimal]:
    """What a total's cell may be: the sum of its rows, or of the sub-totals printed above."""
    yield annee.sum_column(cle, total.fonds)
    yield annee.sum_column(cle, total.fonds, find_exclusions(total))
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
    _give_back(annee)
    _doubt_suites(annee)
    for _, ligne in annee.actions:
        for detail in annee.details[annee.lignes.index(ligne)]:
            if detail.nature == "objectif" and detail.montant:
                somme = _need(annee, ligne, annee.details[annee.lignes.index(ligne)], [detail])
                # An amount of the objective's own would be missing from the totals.
                detail.prouvee = somme or annee.is_complete(ligne) or annee.adds_up(ligne.fonds)


def _need(annee: Annee, action: Ligne, details: list[Ligne], ajouts: list[Ligne]) -> bool:
    """Whether the action's amount is the sum of its details with those, and is not without them."""
    sans = [d for d in details if not any(d is a for a in ajouts)]
    attendus = annee.amounts(action)
    return sum_details(details) in attendus and sum_details(sans) not in attendus


def _give_back(annee: Annee) -> None:
    """A detail printed on the row of the action below its own: the sum above needs it, and the row's own does not hold.

    When the row's own sum holds without it and no other needs it, it is nobody's, unless the totals prove the amount
    of the action above, which its own details do not make.
    """
    actions = list(annee.actions)
    for (avant, precedente), (rang, action) in pairwise(actions):
        details = annee.details[rang]
        if not details or details[0] is not action or not value_of(action.montant) or action.decalage or action.ecart:
            continue
        attendus = annee.amounts(action)
        if not attendus or sum_details(details) in attendus:
            continue
        manque = sum_details(annee.details[avant]) not in annee.amounts(precedente) and annee.is_complete(precedente)
        juste = sum_details(details[1:]) in attendus
        if _need(annee, precedente, [*annee.details[avant], action], [action]) or (manque and juste):
            annee.details[avant].append(details.pop(0))
        elif juste:
            action.doute = True


def _doubt_suites(annee: Annee) -> None:
    """Rows without number after details that already make the action's amount: another action's, whose row is lost.

    Where a printed total is the sum of its rows, none is lost.
    """
    for rang, action in annee.actions:
        details, attendus = annee.details[rang], annee.amounts(action)
        if not attendus or sum_details(details) in attendus or annee.is_complete(action):
            continue
        for debut in range(1, len(details)):
            if details[debut].nature == "suite" and sum_details(details[:debut]) in attendus:
                for detail in details[debut:]:
                    detail.doute = value_of(detail.montant) != ZERO
                break


def has_words_aside(annee: Annee, total: Ligne) -> bool:
    """Whether rows of the total's fund, on its page, hold the words of their details where an amount should stand."""
    rangees = [x for x in annee.lignes if x.page is total.page]
    return any(
        x.fonds == total.fonds and (x.ecart or (x.cellule("actions") and x.valeur("actions") is None)) for x in rangees
    )


def find_total_details(annee: Annee, total: Ligne) -> int:
    """The column in which a row of totals prints the total of the details; -1 when two may.

    It is the details' own, or one without a header where a total of the page is that of the column they decompose.
    """
    page = total.page
    rangs = [page.detail]
    for rang in page.autres:
        valeurs = ((value_of(t.rangee.cellule(rang)), t) for t in annee.totaux if t.page is page and t.prouvee)
        if any(v and v == t.valeur("actions") for v, t in valeurs):
            rangs.append(rang)
    remplis = [r for r in rangs if value_of(total.rangee.cellule(r)) is not None]
    montants = [r for r in remplis if value_of(total.rangee.cellule(r))]
    if len(montants) > 1:
        return -1
    return (montants or remplis[-1:] or [-1])[0]
