"""The two lines that make départements comparable, for each action, étape and period.

"Crédits État et assurance maladie" is etat + fir + bop304 + ondam; "Toutes sources" is the printed total, else the
sum of the sources. Two words that may name the same money ("État" in a fiche and FIR in the table; the source not
said and a named one) are never added unless one place of the document prints both.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal

from cdppe.consolidation.mots import ETAT_ASSURANCE_MALADIE, PRECISES, TOUTES_SOURCES
from cdppe.consolidation.sommes import NULLE_PART, Cle, Somme


def compare_sources(sommes: Iterable[Somme]) -> tuple[Somme, ...]:
    """Return the two lines' amounts for every action (or printed objective), étape and period."""
    par_cle: dict[Cle, dict[str, Somme]] = defaultdict(dict)
    for somme in sommes:
        par_cle[somme.cle._replace(source=TOUTES_SOURCES)][somme.cle.source] = somme
    lignes: list[Somme] = []
    for cle, par_source in par_cle.items():
        etat = _add_etat(cle, par_source)
        if etat:
            lignes.append(etat)
        lignes.append(_add_toutes(cle, par_source, etat))
    return tuple(lignes)


def _add_etat(cle: Cle, par_source: dict[str, Somme]) -> Somme | None:
    precises = [par_source[s] for s in PRECISES if s in par_source]
    etat = par_source.get("etat")
    if not precises and not etat:
        return None
    a_part: list[Somme] = []
    chiffrees = [s for s in precises if s.montant is not None]
    if etat and etat.montant is not None and chiffrees:
        if max(s.place.ordre for s in chiffrees) > etat.place.ordre:
            a_part = [etat]
        else:
            a_part = [s for s in chiffrees if s.place != etat.place]
    retenues = [s for s in ([etat] if etat else []) + precises if s not in a_part]
    return _add(cle._replace(source=ETAT_ASSURANCE_MALADIE), retenues, a_part)


def _add_toutes(cle: Cle, par_source: dict[str, Somme], etat: Somme | None) -> Somme:
    total = par_source.get("total")
    if total and total.montant is not None:
        return _as_toutes(cle, total)
    manquants = total.manquants if total else ()
    nommees = [s for s in (etat, par_source.get("departement"), par_source.get("autre")) if s]
    muette = par_source.get("non_ventile")
    chiffrees = [s for s in nommees if s.montant is not None]
    a_part: list[Somme] = []
    if muette and muette.montant is not None and chiffrees and not _are_distinct(muette, chiffrees):
        if muette.place.ordre > max(s.place.ordre for s in chiffrees):
            a_part, nommees = chiffrees, [s for s in nommees if s.montant is None]
        else:
            a_part, muette = [muette], None
    return _add(cle, [*nommees, *([muette] if muette else [])], a_part, manquants)


def _are_distinct(muette: Somme, nommees: Sequence[Somme]) -> bool:
    """True when one place of the document names other parts for each: then nothing can be the same money twice."""
    autres = frozenset().union(*(s.libelles for s in nommees))
    nommes = all(muette.libelles) and all(autres)
    return nommes and not muette.libelles & autres and all(s.place == muette.place for s in nommees)


def _as_toutes(cle: Cle, total: Somme) -> Somme:
    return Somme(cle, total.montant, total.faits, total.manquants, total.calcule, total.place, total.libelles)


def _add(cle: Cle, sommes: Sequence[Somme], a_part: Sequence[Somme], manquants: tuple[str, ...] = ()) -> Somme:
    montants = [s.montant for s in sommes if s.montant is not None]
    ecartees = [id_ for s in sommes for id_ in s.a_part] + [id_ for s in a_part for id_ in s.faits + s.a_part]
    return Somme(
        cle,
        sum(montants, Decimal(0)) if montants else None,
        tuple(dict.fromkeys(id_ for s in sommes for id_ in s.faits)),
        tuple(dict.fromkeys([*manquants, *(id_ for s in sommes for id_ in s.manquants)])),
        calcule=True,
        place=max((s.place for s in sommes if s.montant is not None), default=NULLE_PART),
        libelles=frozenset().union(*(s.libelles for s in sommes)),
        a_part=tuple(dict.fromkeys(ecartees)),
    )
