"""The lowest and the highest of what is measured, told in one cell or in two rows: the first is never above."""

import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from cdppe.controles.memoire import remember
from cdppe.controles.mots import (
    chiffre_of,
    compare,
    format_nombre,
    is_annee,
    list_lignes,
    name_indicateur,
    name_periode,
)
from cdppe.facts import Indicateur
from cdppe.facts.libelles import normalize_libelle
from cdppe.plugins.controle import Constat, Dossier, Examen, NonApplicable

_NATURES = ("reference", "cible", "realise")
_BORNE = r"\b(?P<borne>min|max)(?:i|imum|imale?|imaux)?\b"
_LIBELLE = re.compile(_BORNE)
_DITE = re.compile(
    rf"(?<!\d)(?<!\d\s){_BORNE}\W*(?P<chiffre>\d+(?:[ \u00a0\u202f]\d{{3}})*(?:,\d+)?)\s*(?P<unite>[^\W\d_]*)",
    re.IGNORECASE,
)
"""What follows a number is an abbreviated minute."""


class Bornes(NamedTuple):
    """The lowest and the highest, and the cell or cells that say them."""

    faits: tuple[Indicateur, ...]
    bas: Decimal
    haut: Decimal


def find_minimums(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """A minimum above its maximum."""
    bornes = remember(dossier, "bornes_dites", lambda: [*_read_cellules(dossier), *_pair_rangees(dossier)])
    siennes = [b for b in bornes if is_annee(dossier, annee, b.faits[0].fin)]
    if not siennes:
        raise NonApplicable("aucun indicateur ne donne un minimum et un maximum")
    for b in (b for b in siennes if b.bas > b.haut):
        i = b.faits[0]
        phrase = (
            f"{name_indicateur(i)}, {name_periode(i)} ({list_lignes(b.faits)}) : le minimum, {format_nombre(b.bas)}, "
            f"est plus grand que le maximum, {format_nombre(b.haut)}."
        )
        question = "Pouvez-vous confirmer ces deux chiffres ?"
        yield compare(b.faits, phrase, b.bas, b.haut, f"{i.nature} {i.rubrique} {i.libelle}", question)


def _read_cellules(dossier: Dossier) -> Iterator[Bornes]:
    """Both in the words of a cell, in one unit."""
    for i in dossier.lecture.indicateurs:
        if i.nature not in _NATURES or not i.texte or i.valeur is not None:
            continue
        for une, autre in pairwise(_DITE.finditer(i.texte)):
            dits = {
                d["borne"].lower(): Decimal(re.sub(r"\s", "", d["chiffre"]).replace(",", ".")) for d in (une, autre)
            }
            unites = {d["unite"].lower().rstrip("s") for d in (une, autre) if d["unite"]}
            if len(dits) == 2 and une["borne"].lower() == _find_premiere(i) and len(unites) < 2:
                yield Bornes((i,), dits["min"], dits["max"])


def _find_premiere(i: Indicateur) -> str:
    """Which of the two a cell tells first: of several pairs, each begins so."""
    premiere = _DITE.search(i.texte)
    return premiere["borne"].lower() if premiere else ""


def _pair_rangees(dossier: Dossier) -> Iterator[Bornes]:
    """Two rows, or two columns, of one label but for that word."""
    paires: dict[tuple[object, ...], dict[str, Indicateur]] = defaultdict(dict)
    for i in dossier.lecture.indicateurs:
        libelle = normalize_libelle(i.libelle) if i.valeur is not None and i.nature in _NATURES else ""
        if borne := _LIBELLE.search(libelle):
            reste = libelle[: borne.start()], libelle[borne.end() :]
            lieu = i.document, i.origine, i.action, normalize_libelle(i.rubrique)
            paires[lieu, reste, i.nature, i.debut, i.fin, i.base, i.unite].setdefault(borne["borne"], i)
    for dits in paires.values():
        if len(dits) == 2:
            yield Bornes((dits["min"], dits["max"]), chiffre_of(dits["min"]), chiffre_of(dits["max"]))


BORNES: dict[str, Examen] = {"minimum_superieur": find_minimums}
