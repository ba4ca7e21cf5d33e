"""What the sums of a block prove of its entries: level, period, contradiction; elsewhere the doubt stays."""

from collections.abc import Iterable
from decimal import Decimal

from cdppe_seine_et_marne.notes import Bloc, Entree, Poste

ARRONDI = Decimal(5)
"""Euros that roundings of a yearly split may add up to."""
POSTES_MAX = 12
"""Beyond this many items the ways to add them up are too many to prove anything."""


def settle_bloc(bloc: Bloc) -> None:
    """Settle level, period and doubt of the block's entries from the amounts printed in it."""
    _settle_tetes(bloc)
    _settle_commentaires(bloc)
    _settle_sous_postes(bloc)
    for poste in bloc.postes:
        _contradict(bloc, poste)
        _doubt_poste(bloc, poste)
    _settle_multiples(bloc)


def _sum(entrees: Iterable[Entree]) -> Decimal:
    return sum((e.valeur * (len(e.annees) if e.somme.par_an and e.annees else 1) for e in entrees), Decimal(0))


def _settle_tetes(bloc: Bloc) -> None:
    """The years' bare amounts are the action's when no item stands before them, or when they make up the source."""
    tetes = [e for e in bloc.entrees if e.role == "tete"]
    if not tetes or bloc.enveloppe:
        return
    premiere = bloc.entrees.index(tetes[0])
    total = bloc.montant is not None and _sum(tetes) == bloc.montant.valeur
    propres = total or not any(e.role == "poste" for e in bloc.entrees[:premiere])
    for entree in tetes:
        if propres:
            entree.niveau = "action"
        else:
            entree.doubt()


def _settle_commentaires(bloc: Bloc) -> None:
    """Yearly amounts after words that are no label, and that make up the source: they are the source's years."""
    for poste in bloc.postes:
        annuels = [e for e in poste.entrees if len(e.annees) == 1]
        if not poste.commentaire or len(annuels) < 2 or len(annuels) < len(poste.entrees) or bloc.montant is None:
            continue
        if _sum(annuels) == bloc.montant.valeur:
            for entree in annuels:
                entree.niveau, entree.libelle = "action", ""
                entree.doubt()


def _settle_sous_postes(bloc: Bloc) -> None:
    """Items without a year after a dated one: its parts when they add up to it, or to each of its years."""
    rang = 0
    postes = [p for p in bloc.postes if p.entrees]
    while rang < len(postes):
        tete, suite = postes[rang], []
        for poste in postes[rang + 1 :]:
            if any(e.annees or e.somme.par_an for e in poste.entrees) or len(poste.entrees) > 1:
                break
            suite += poste.entrees
        rang += 1
        fixes = [e for e in tete.entrees if not e.somme.par_an]
        if not suite or not fixes:
            continue
        for nombre in range(len(suite), 0, -1):
            somme = _sum(suite[:nombre])
            egaux = [e for e in fixes if e.valeur == somme]
            if not egaux or bloc.enveloppe or (nombre == 1 and not egaux[0].annees):
                continue  # two items of one amount are not one in the other
            for entree in suite[:nombre]:
                entree.doubt()
                entree.libelle = f"{tete.libelle} — {entree.libelle}" if tete.libelle else entree.libelle
                if len(egaux) > 1 and len({e.annees for e in egaux}) > 1:
                    entree.ambigu = True  # each year's part, or all years'
                elif not entree.annees:
                    entree.annees = egaux[0].annees
                    entree.prouve = True
            break


def _contradict(bloc: Bloc, poste: Poste) -> None:
    """An item's total that its own years do not make up: stated all the same, but not settled for a group of items."""
    totaux = [e for e in poste.entrees if not e.annees]
    if not totaux or bloc.enveloppe:
        return
    membres = list(poste.entrees)
    if poste.groupe:
        rang = bloc.postes.index(poste)
        suivants = bloc.postes[rang + 1 :]
        fin = next((i for i, p in enumerate(suivants) if p.groupe), len(suivants))
        debut_suivant = suivants[fin].entrees[0] if fin < len(suivants) and suivants[fin].entrees else None
        place = bloc.entrees.index(poste.entrees[0])
        limite = bloc.entrees.index(debut_suivant) if debut_suivant else len(bloc.entrees)
        membres = bloc.entrees[place:limite]
    annuels = [e for e in membres if len(e.annees) == 1 and e.role != "source"]
    for total in totaux:
        if annuels and len(totaux) == 1 and abs(_sum(annuels) - total.valeur) > ARRONDI:
            total.ambigu = total.ambigu or poste.groupe
            total.doubt()


def _doubt_poste(bloc: Bloc, poste: Poste) -> None:
    """An item without a year is taken for the contract's; one that alone makes up the source may be no item at all."""
    annuels = [e for e in poste.entrees if len(e.annees) == 1]
    entier = len(annuels) > 1 and bloc.montant is not None and _sum(annuels) == bloc.montant.valeur
    if entier and len(bloc.postes) > 1:
        for entree in annuels:
            entree.doubt()
    if not annuels:
        for entree in poste.entrees:
            if not entree.annees:
                entree.doubt()


def _settle_multiples(bloc: Bloc) -> None:
    """An amount over several years is one total only when the source's amount adds up that way and in no other."""
    for entree in bloc.entrees:
        if not entree.multiple or entree.role == "source" or entree.ambigu or entree.prouve:
            continue
        if entree.somme.sur_ans == len(entree.annees):
            entree.doubt()
            continue
        suivies = entree.annees[-1] - entree.annees[0] == len(entree.annees) - 1
        if suivies and bloc.montant is not None and _is_total(bloc, entree, bloc.montant.valeur):
            entree.doubt()
        else:
            entree.ambigu = True


def _is_total(bloc: Bloc, entree: Entree, source: Decimal) -> bool:
    poids = [_poids(p) for p in bloc.postes if p.entrees and entree not in p.entrees]
    propre = next((p for p in bloc.postes if entree in p.entrees), None)
    voisins = [e for e in (propre.entrees if propre else ()) if e is not entree and e.annees and not e.multiple]
    base = _sum(voisins)
    if len(poids) > POSTES_MAX:
        return False
    atteints = {Decimal(0)}
    for choix in poids:
        atteints = {a + c for a in atteints for c in choix}
    annees = len(entree.annees)
    une = source - base - entree.valeur in atteints
    chaque = source - base - entree.valeur * annees in atteints
    return une and not chaque


def _poids(poste: Poste) -> tuple[Decimal, ...]:
    """What an item may weigh in the source: nothing (it explains another), its total, or its years."""
    totaux = [e.valeur for e in poste.entrees if not e.annees]
    multiples = [e for e in poste.entrees if e.multiple]
    simples = _sum(e for e in poste.entrees if e.annees and not e.multiple)
    choix = {Decimal(0), simples, *totaux}
    for facteur in (1,) if not multiples else (1, 0):
        somme = sum((e.valeur * (1 if facteur else len(e.annees)) for e in multiples), Decimal(0))
        choix.add(simples + somme)
    return tuple(sorted(choix))
