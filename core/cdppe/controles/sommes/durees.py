"""What is paid for some years, and the years that are listed beside it."""

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from cdppe.controles.sommes.expressions import NOMBRE, UNITE, read_nombre
from cdppe.plugins.controle import Page, Place

_PORTEE = 300
_FENETRE = 90
_ANNEES = r"(?P<annees>20[12]\d(?:[ \u00a0]*(?:[-–/,;]|et)[ \u00a0]*20[12]\d)+)"
_FOIS = re.compile(r"[*×xX](?<!\w[xX])[ \u00a0]*(?P<ans>[2-9])[ \u00a0]*(?:ans|années)\b")


class Duree(NamedTuple):
    """An amount for a number of years, and the years listed; the words that say both, and where."""

    texte: str
    un: Decimal
    payees: int
    listees: int
    annees: str
    place: Place


class ParAn(NamedTuple):
    """A yearly amount, what it is said to make, and the number of years if it is said."""

    texte: str
    un: Decimal
    tout: Decimal
    ans: int
    place: Place


@cache
def _compile() -> dict[str, re.Pattern[str]]:
    return {
        "liste": re.compile(rf"{_ANNEES}[ \u00a0]*:"),
        "autre": re.compile(r"20[12]\d[ \u00a0]*:"),
        "euros": re.compile(rf"(?P<nombre>{NOMBRE})[ \u00a0]*(?:€|euros?\b)"),
        "pour": re.compile(rf"=[ \u00a0]*(?P<nombre>{NOMBRE})[ \u00a0]*(?:€|euros?)[ \u00a0]*pour[ \u00a0]+{_ANNEES}"),
        "par_an": re.compile(
            rf"(?P<un>{NOMBRE}){UNITE}[ \u00a0]*(?:/|par)[ \u00a0]*an[ \u00a0,]*soit[ \u00a0]*(?P<tout>{NOMBRE}){UNITE}"
            r"(?:[ \u00a0]*sur[ \u00a0]*(?P<ans>\d)[ \u00a0]*ans)?",
            re.IGNORECASE,
        ),
    }


def list_durees(page: Page) -> Iterator[Duree]:
    """ "2020-2021-2022 : … 45 000 € *2 ans": three years are listed and two are paid; "par an… = 900 € pour…": one."""
    motifs = _compile()
    for fois in _FOIS.finditer(page.texte):
        depart = max(0, fois.start() - _PORTEE)
        listes = list(motifs["liste"].finditer(page.texte, depart, fois.start()))
        montants = list(motifs["euros"].finditer(page.texte, depart, fois.start())) if listes else []
        if montants and not motifs["autre"].search(page.texte, listes[-1].end(), fois.start()):
            texte = f"{listes[-1]['annees']} : … {montants[-1][0]} {fois[0]}"
            yield _make_duree(page, texte, montants[-1], listes[-1]["annees"], int(fois["ans"]), fois.end())
    for pour in motifs["pour"].finditer(page.texte):
        avant = page.texte[max(0, pour.start() - _PORTEE // 2) : pour.start()]
        if "par an" in avant and not re.search(r"\bans?\b|20[12]\d", avant[avant.rfind("par an") + 6 :]):
            yield _make_duree(page, f"par an … {pour[0]}", pour, pour["annees"], 1, pour.end())


def _make_duree(page: Page, texte: str, montant: re.Match[str], annees: str, payees: int, fin: int) -> Duree:
    """A dash binds the ends of a period."""
    citees = {int(a) for a in re.findall(r"20\d\d", annees)}
    nombre = max(citees) - min(citees) + 1 if re.search(r"[-–/]", annees) else len(citees)
    return Duree(texte, read_nombre(montant["nombre"]), payees, nombre, annees, page.place(montant.start(), fin))


def list_annuels(page: Page) -> Iterator[ParAn]:
    """ "20 000 € par an, soit 60 000 € sur 3 ans"."""
    motif = _compile()["par_an"]
    for soit in re.finditer("soit", page.texte):
        if not page.texte[max(0, soit.start() - 9) : soit.start()].rstrip(" \u00a0,").lower().endswith("an"):
            continue
        dit = motif.search(page.texte, max(0, soit.start() - _FENETRE), soit.end() + _FENETRE)
        if dit is not None:
            un, tout = read_nombre(dit["un"]), read_nombre(dit["tout"])
            yield ParAn(dit[0], un, tout, int(dit["ans"] or 0), page.place(dit.start(), dit.end()))
