"""Sums that a sentence prints with its terms named: "Part Département : 300 ; Part État 180 = 480 €"."""

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from cdppe.controles.sommes.expressions import FENETRE, NOMBRE, UNITE, read_expression, read_nombre
from cdppe.plugins.controle import Page

_PORTEE = 240
_AUTRE_CHOSE = Decimal("2.5")
"""Terms that miss the result by more than the result over this are not all that it gathers."""


class Addition(NamedTuple):
    """The terms of a sum and its result; the characters from the first term's on to the result's end."""

    termes: tuple[Decimal, ...]
    resultat: Decimal
    debut: int
    fin: int


@cache
def _compile() -> dict[str, re.Pattern[str]]:
    motifs = {
        "separateur": r";|\+|,(?=\s)|\bet\b",
        # A label holds no figure but a year.
        "terme": rf"\s*(?:[^\d=*×/<>%]|(?<!\d)20[12]\d(?!\d)){{0,80}}?(?<![\d.,/-])(?P<nombre>{NOMBRE})"
        rf"(?:{UNITE}(?:[\s(](?!\s*(?:par|/)\b)[^\d=*×/<>%]{{0,60}})?)?[\s.]*\Z",
        "resultat": rf"[^\d=*×/<>%;\n]{{0,40}}?(?P<nombre>{NOMBRE})(?:{UNITE})(?![ \u00a0]*(?:[*×/+=]|x\b|par\b))",
    }
    return {nom: re.compile(motif) for nom, motif in motifs.items()}


def list_additions(page: Page) -> Iterator[Addition]:
    """Each sum of named amounts; what is nothing but figures and signs is a calculation."""
    motifs = _compile()
    for position, signe in _list_signes(page):
        resultat = motifs["resultat"].match(page.texte, position + len(signe))
        if resultat is None:
            continue
        debut = max(page.texte.rfind("\n", 0, position) + 1, position - _PORTEE)
        debut = max(debut, *(page.texte.rfind(s, debut, position) + len(s) for s in ("=", ". ")))
        avant = page.texte[debut:position].rstrip(" \u00a0,")
        if avant.count("(") > avant.count(")"):  # the sum stands in a bracket
            ouverte = avant.rfind("(") + 1
            debut, avant = debut + ouverte, avant[ouverte:]
        termes = _read_termes(avant) if signe == "=" or "+" in avant else []
        if len(termes) > 1 and read_expression(page.texte[max(0, position - FENETRE) : position]) is None:
            depart = debut + termes[0][1]
            addition = Addition(tuple(n for n, _ in termes), read_nombre(resultat["nombre"]), depart, resultat.end())
            if _is_somme(addition):
                yield addition


def _list_signes(page: Page) -> Iterator[tuple[int, str]]:
    for signe in ("=", "soit "):
        position = page.texte.find(signe)
        while position >= 0:
            yield position, signe
            position = page.texte.find(signe, position + 1)


def _read_termes(avant: str) -> list[tuple[Decimal, int]]:
    """The amounts of the last parts of a text, each alone in its part, and where these begin."""
    motifs = _compile()
    bornes = [0, *(m.end() for m in motifs["separateur"].finditer(avant))]
    fins = [*(m.start() for m in motifs["separateur"].finditer(avant)), len(avant)]
    termes: list[tuple[Decimal, int]] = []
    for debut, fin in reversed(list(zip(bornes, fins, strict=True))):
        terme = motifs["terme"].match(avant, debut, fin)
        if terme is None:
            if any(c.isdigit() for c in avant[debut:fin]):
                return []  # a part that is not understood may be a term
            break
        termes.insert(0, (read_nombre(terme["nombre"]), debut + len(terme[0]) - len(terme[0].lstrip())))
    return termes


def _is_somme(a: Addition) -> bool:
    ecart = abs(sum(a.termes) - a.resultat)
    return all(a.termes) and ecart <= max(sum(a.termes), a.resultat) / _AUTRE_CHOSE
