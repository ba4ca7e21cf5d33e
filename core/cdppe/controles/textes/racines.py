"""The words that carry a meaning, brought to a root, so that prose and labels can be laid side by side."""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Any, NamedTuple

from cdppe.controles.declarations import read_textes
from cdppe.facts.libelles import normalize_libelle

SUIVI = "suivi"
#: What several words say as one.
_EXPRESSIONS = {
    "en charge": (re.compile(r"\b(?:pris|prises?|prendre)\W+en\W+charges?\b"), "accompagnement"),
    "femme": (re.compile(r"\bsages?\W+femmes?\b"), "sagefemme"),
}
_MOT = re.compile(r"[^\W_]+")
_SUFFIXE, _MINIMUM, _LONGUEUR = 9, 4, 7
"""The longest suffix, what it leaves, and what is kept, of a word."""


class _Mots(NamedTuple):
    vides: frozenset[str]
    suffixes: frozenset[str]
    suivis: tuple[str, ...]
    autres_noms: dict[str, str]


@cache
def _load_mots() -> _Mots:
    lus: dict[str, Any] = read_textes(__package__, "racines.toml")
    vides, suffixes = frozenset(lus["vides"].split()), frozenset(lus["suffixes"].split())
    return _Mots(vides, suffixes, tuple(lus["suivis"].split()), lus["autres_noms"])


@lru_cache(maxsize=16384)
def find_racine(mot: str) -> str:
    """The root of a word; empty for what carries no meaning, and for figures."""
    mot, mots = mot.lower() if mot.isascii() else normalize_libelle(mot), _load_mots()
    if mot in mots.vides or len(mot) < 2 or mot.isdigit():
        return ""
    for longueur in range(min(_SUFFIXE, len(mot) - _MINIMUM), 0, -1):
        if mot[-longueur:] in mots.suffixes and (longueur < 4 or len(mot) - longueur > _MINIMUM):
            mot = mot[:-longueur]
            break
    return SUIVI if mot.startswith(mots.suivis) else mots.autres_noms.get(mot[:_LONGUEUR], mot[:_LONGUEUR])


@lru_cache(maxsize=8192)
def list_racines(texte: str) -> frozenset[str]:
    """The roots of a text's words. Words are folded one by one: a report says few different ones."""
    texte = texte.lower()
    for indice, (motif, mot) in _EXPRESSIONS.items():
        if indice in texte:
            texte = motif.sub(mot, texte)
    return frozenset(map(find_racine, _MOT.findall(texte))) - {""}


@lru_cache(maxsize=4096)
def list_mots_libelle(libelle: str) -> frozenset[str]:
    """The roots of a label, what stands in brackets left out."""
    return list_racines(libelle.removeprefix("TOTAL — ").split("(")[0])


@lru_cache(maxsize=4096)
def _read_initiales(libelle: str) -> tuple[str, tuple[str, ...]]:
    """The initials of a label's words ("bilans de santé en école maternelle": bsem), and their roots."""
    mots = [m for m in normalize_libelle(libelle.split("(")[0]).split() if find_racine(m) and not m[0].isdigit()]
    return "".join(m[0] for m in mots), tuple(map(find_racine, mots))


def _find_sigles(libelle: str, racines: frozenset[str]) -> Iterator[tuple[str, ...]]:
    """The roots of a label that other words give by their initials."""
    initiales, siennes = _read_initiales(libelle)
    for racine in racines:
        if 2 < len(racine) < 6 and racine in initiales:
            rang = initiales.index(racine)
            yield siennes[rang : rang + len(racine)]


def is_nom(nom: str, libelle: str) -> bool:
    """Whether prose may call so what a label counts: by one of its words, or by its initials."""
    return nom in list_mots_libelle(libelle) or (2 < len(nom) < 6 and nom in _read_initiales(libelle)[0])


def tell_mots(libelle: str, racines: frozenset[str]) -> frozenset[str]:
    """The roots of a label that other words tell, one by one or by their initials."""
    mots = list_mots_libelle(libelle)
    dits = mots & racines
    return dits if dits == mots else dits.union(*_find_sigles(libelle, racines)) & mots


def rate_libelle(libelle: str, racines: frozenset[str]) -> tuple[float, int]:
    """How much of a label other words tell, and how many of its words."""
    dits = len(tell_mots(libelle, racines))
    return dits / max(len(list_mots_libelle(libelle)), 1), dits
