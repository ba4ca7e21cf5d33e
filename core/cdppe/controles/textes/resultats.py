"""The results of an action, and how much of their labels other words tell."""

from decimal import Decimal
from functools import lru_cache

from cdppe.controles.textes.constats import CENT, memorise
from cdppe.controles.textes.phrases import Cle
from cdppe.controles.textes.racines import list_racines, list_sigles
from cdppe.facts import Indicateur
from cdppe.parsing.periodes import Periode
from cdppe.plugins.controle import Dossier


@memorise
def group_resultats(dossier: Dossier) -> dict[Cle, list[Indicateur]]:
    """The cells of each action of each document that give what was reached, as a number."""
    groupes: dict[Cle, list[Indicateur]] = {}
    for i in dossier.lecture.indicateurs:
        if i.valeur is not None and i.nature in ("reference", "realise"):
            groupes.setdefault((i.document, i.action), []).append(i)
    return groupes


@lru_cache(maxsize=4096)
def list_mots_libelle(libelle: str) -> frozenset[str]:
    """The roots of a label, what stands in brackets left out."""
    return frozenset(r for r in list_racines(libelle.removeprefix("TOTAL — ").split("(")[0]) if not r.isdigit())


@lru_cache(maxsize=4096)
def list_noms(libelle: str) -> frozenset[str]:
    """What prose may call what a label counts: one of its words, or its initials."""
    return list_mots_libelle(libelle).union(list_sigles(libelle.split("(")[0]))


def tell_mots(libelle: str, racines: frozenset[str]) -> frozenset[str]:
    """The roots of a label that other words tell, one by one or by their initials."""
    mots = list_mots_libelle(libelle)
    dits = mots & racines
    if len(dits) < len(mots):
        sigles = list_sigles(libelle.split("(")[0])
        dits = dits.union(*(sigles[s] & mots for s in sigles.keys() & racines))
    return dits


def rate_libelle(libelle: str, racines: frozenset[str]) -> tuple[float, int]:
    """How much of a label other words tell, and how many of its words."""
    dits = len(tell_mots(libelle, racines))
    return dits / max(len(list_mots_libelle(libelle)), 1), dits


def is_meme_periode(dite: Periode, i: Indicateur) -> bool:
    """Whether a period of prose is that of a cell; a month or a day speaks of its year."""
    if dite.debut is None or dite.fin is None:
        return False
    if (dite.debut, dite.fin) == (i.debut, i.fin):
        return (dite.base == "scolaire") == (i.base == "scolaire") or dite.debut != dite.fin
    return dite.base in ("date", "partielle") and dite.fin == i.fin == i.debut


def is_taux(part: Decimal, tout: Decimal, dit: Decimal, approche: bool = False) -> bool:
    """Whether a rate is that of two figures: a unit of its last digit, since some cut and some round."""
    if not tout:
        return False
    unite = Decimal(1).scaleb(min(int(dit.as_tuple().exponent), 0))
    return abs(CENT * part / tout - dit) < (max(unite, Decimal("1.5")) if approche else unite)
