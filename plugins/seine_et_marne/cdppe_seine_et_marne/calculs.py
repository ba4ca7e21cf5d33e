"""Whether a result printed in the cell states an item, or only explains an amount that is stated already."""

import re

from cdppe_seine_et_marne.jetons import Jeton, Somme
from cdppe_seine_et_marne.notes import Bloc, Entree, Marque, Poste

_PUIS = re.compile(r"[$}\s]*puis\b", re.IGNORECASE)


def is_intermediaire(entree: Entree, suivants: tuple[Jeton, ...]) -> bool:
    """The calculation goes on from this result: it is taken up again, or "puis" follows."""
    somme = entree.somme
    if _PUIS.match(entree.passage.texte, somme.fin_chiffres):
        return True
    suivante = next((j for j in suivants if isinstance(j, Somme)), None)
    reprise = suivante is not None and suivante.operande and suivante.valeur == somme.valeur
    return reprise and not (somme.par_an and bool(entree.annees))


def is_somme_de_poste(entree: Entree, poste: Poste | None, nomme: bool) -> bool:
    """The sum of the years that the item states, printed for the first time."""
    if poste is None or nomme:
        return False
    annuels = [e for e in poste.entrees if e.annees and not e.multiple]
    somme = sum(e.valeur * (len(e.annees) if e.somme.par_an else 1) for e in annuels)
    deja = any(not e.annees and e.valeur == entree.valeur for e in poste.entrees)
    return sum(len(e.annees) for e in annuels) > 1 and somme == entree.valeur and not deja


def explains(entree: Entree, bloc: Bloc, poste: Poste | None, marque: Marque | None, nomme: bool, mots: bool) -> bool:
    """The result repeats a stated amount, or details one: an item of its own has its own words after its own year."""
    neuve = marque is not None and not marque.servie
    if neuve and mots:
        return False
    postes = ([poste] if poste else []) if neuve else bloc.postes
    for deja in (e for p in postes for e in p.entrees):
        commun = not deja.annees or not entree.annees or bool(set(deja.annees) & set(entree.annees))
        if deja.valeur == entree.valeur and commun and not (neuve and nomme):
            return True
    if not nomme and poste is not None and _is_dit(poste, entree.annees):
        return True
    servie = marque is not None and marque.servie and marque.poste is not None
    return servie and marque is not None and marque.paragraphe == entree.paragraphe


def _is_dit(poste: Poste, annees: tuple[int, ...]) -> bool:
    """Whether the item already has an amount for these years."""
    dites = {a for e in poste.entrees for a in e.annees}
    if annees:
        return bool(set(annees) & dites)
    return bool(poste.entrees)
