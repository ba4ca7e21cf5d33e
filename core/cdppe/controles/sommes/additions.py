"""Sums that a sentence prints with its terms named: "Part Département : 300 ; Part État 180 = 480 €"."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from cdppe.controles.sommes.expressions import FENETRE, NOMBRE, UNITE, read_expression, read_nombre
from cdppe.plugins.controle import Page

_PORTEE, _ITEM = 240, 110
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
        # Before an equals sign: "1 cook: 300 € 1 driver: 180 €", "300 € (2021) ; 180 € (2022) ;".
        "poste": rf"(?:(?P<nom>(?:\d+(?:[.,]\d+)?[ \u00a0])?[^\W\d_][^\d€:=;\n]{{2,80}}:)|(?<![\d.,]))[ \u00a0]*"
        rf"(?P<nombre>{NOMBRE})[ \u00a0]*€[ \u00a0]*(?P<an>\(20\d\d\))?[\s;]*\Z",
        # Before a total that is named: "FIR = 300 € CD = 180 € TOTAL = 480 €".
        "total": rf"\b[Tt](?:otal|OTAL)\b[^=:€;\n]{{0,40}}[=:][ \u00a0]*(?P<nombre>{NOMBRE})"
        rf"(?!{UNITE}?[ \u00a0]*[*×/+=x])",
        "part": rf"[^\W\d_][^=:€;\n]{{1,40}}[=:][ \u00a0]*(?P<nombre>{NOMBRE})[ \u00a0]*€[\s;,+]*\Z",
        "fois": rf"[ \u00a0]*(?P<nombre>{NOMBRE}){UNITE}?(?![ \u00a0]*[\d+/=%])",
        "resultat": rf"[^\d=*×/<>%;\n]{{0,40}}?(?P<nombre>{NOMBRE})(?:{UNITE})(?![ \u00a0]*(?:[*×/+=]|x\b|par\b))",
    }
    return {nom: re.compile(motif) for nom, motif in motifs.items()}


def list_additions(page: Page) -> Iterator[Addition]:
    """Each sum of named amounts; what is nothing but figures and signs is a calculation."""
    motifs = _compile()
    yield from _list_totaux(page)
    for position, signe in _list_signes(page):
        resultat = motifs["resultat"].match(page.texte, position + len(signe))
        if signe == "=" and (postes := list(_list_postes(page, position))):
            fois = motifs["fois"].match(page.texte, position + 1)
            if fois and len(postes) > 1:
                nombres = tuple(nombre for nombre, _ in reversed(postes))
                yield from _keep(Addition(nombres, read_nombre(fois["nombre"]), postes[-1][1], fois.end()))
                continue
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
            nombres = tuple(n for n, _ in termes)
            yield from _keep(Addition(nombres, read_nombre(resultat["nombre"]), depart, resultat.end()))


def _list_totaux(page: Page) -> Iterator[Addition]:
    """Each total of a line that is printed after its parts, all named."""
    motifs = _compile()
    for position, _ in _list_signes(page, ("TOTAL", "Total", "total")):
        fin, termes = position, list[Decimal]()
        total = motifs["total"].match(page.texte, position)
        while total and (part := motifs["part"].search(page.texte, max(0, fin - _ITEM), fin)):
            termes.insert(0, read_nombre(part["nombre"]))
            fin = part.start()
        if total and len(termes) > 1:
            yield from _keep(Addition(tuple(termes), read_nombre(total["nombre"]), fin, total.end()))


def _list_postes(page: Page, egal: int) -> Iterator[tuple[Decimal, int]]:
    """The items that end at an equals sign, the last first, and where they begin: all named, or all of a year."""
    motif, fin, dates = _compile()["poste"], egal, None
    while page.texte[max(0, fin - _ITEM) : fin].rstrip(" ;\n\u00a0")[-1:] in ("€", ")"):
        poste = motif.search(page.texte, max(0, fin - _ITEM), fin)
        if poste is None or not (poste["nom"] or poste["an"]) or dates not in (None, poste["an"] is not None):
            return
        dates, fin = poste["an"] is not None, poste.start()
        yield read_nombre(poste["nombre"]), fin
        if dates and poste["nom"]:
            return


def _list_signes(page: Page, signes: Sequence[str] = ("=", "soit ")) -> Iterator[tuple[int, str]]:
    for signe in signes:
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


def _keep(a: Addition) -> Iterator[Addition]:
    """A sum, when its terms are near enough of its result to be all of it."""
    ecart = abs(sum(a.termes) - a.resultat)
    if all(a.termes) and ecart <= max(sum(a.termes), a.resultat) / _AUTRE_CHOSE:
        yield a
