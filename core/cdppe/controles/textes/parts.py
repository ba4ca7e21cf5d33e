"""A part and its whole: "30 places dont 12 neuves", "12 enfants sur 30 suivis"; a whole and all its parts."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from cdppe.controles.mots import format_liste, format_nombre
from cdppe.controles.textes.phrases import Phrase, find_mots
from cdppe.controles.textes.racines import find_racine
from cdppe.controles.textes.resultats import value_of
from cdppe.parsing.nombres import Nombre
from cdppe.plugins.controle import Dossier, Place

_NOM = re.compile(r"[\s*]*(?:d['’]|de\s+)?(?P<mot>[^\W\d_]+)")
_LIEN = re.compile(
    r"[^.;:,()%\d]{1,60}?\b(?P<lien>dont|sur(?:\s+(?:les|ces|un\s+total\s+de))?)\s+(?:\*\*)?\Z", re.IGNORECASE
)
_AMORCE = re.compile(r"\b(?:dont|sur(?: (?:les|ces|un total de))?) (?:\*\*)?[0-9]")
#: What goes on after a number without naming another thing: the end, a preposition, a participle.
_MEME = re.compile(
    r"[\s*]*(?:\Z|[.,;:()]|(?:suivi|accueilli|accompagn|pris|rencontr|vu|visit|pr[ée]vu|propos|[ée]valu|concern|interrog"
    r"|attendu|r[ée]alis|re[cç]u|envoy|form[ée]|recens|disponible|financ|ouvert|existant|inscrit|orient|sign[ée]|trait"
    r"|demand)\w*)"
)
_SUITE = re.compile(r"\s*(?:en|de|pour|par|à|au|aux|sont|ont|étaient|avaient|dans|avec|chez|sous)\b")
REPARTI = r"\b(?:r[ée]parti\w*|d[ée]compos\w+|ventil\w+|d[ée]clin\w+|comme suit|suivante)"
DONT = re.compile(
    r"\b(?:dont|parmi|notamment|hors|au moins|minimum|maximum|environ|pr[eè]s de|plus de|ou)\b", re.IGNORECASE
)
MOTS, ECART_PHRASE = 60, 10
"""How much is quoted; numbers that miss a whole by more than the whole over this are not its parts."""
_APPROCHE = re.compile(r"\b(?:plus|moins|environ|pr[eè]s|entre|°)\b[^.;,\d]{0,8}\Z")


class Somme(NamedTuple):
    """A whole told in prose (none: a table may give it), its parts and where they stand.

    Of a difference the second part is taken away. ``mots`` are all that says what is added; ``taux`` the shares told.
    """

    phrase: Phrase
    mots: str
    tout: Decimal | None
    parts: tuple[Decimal, ...]
    places: tuple[Place, ...]
    unite: str = ""
    taux: tuple[Decimal, ...] = ()
    sure: bool = False
    """Whether the words leave no doubt that these are all its parts, however far from it they are."""

    @property
    def calcul(self) -> str:
        if self.parts[-1] < 0:
            return f"les nombres donnés ({' − '.join(format_nombre(abs(p)) for p in self.parts)})"
        return f"les parts données ({format_liste(format_nombre(p) for p in self.parts)})"


def keep(s: Somme) -> Iterator[Somme]:
    """A sum, when each part is less than the whole: else they are of something else."""
    if s.tout and max(s.parts) < s.tout:
        yield s


def choose_tout(nombres: Sequence[Nombre], parts: Sequence[Nombre]) -> Nombre:
    """Of the numbers told before its parts the whole: their sum, else the last that is above each of them."""
    valeurs = list(map(value_of, parts))
    justes = [n for n in nombres if n.valeur == sum(valeurs)] or [n for n in nombres if value_of(n) > max(valeurs)]
    return (justes or nombres)[-1]


class Partie(NamedTuple):
    """A part and its whole, and the words that tell both."""

    phrase: Phrase
    part: Nombre
    tout: Nombre
    debut: int
    fin: int


def find_nom(texte: str, position: int) -> str:
    """The root of the noun that follows a number."""
    mot = _NOM.match(texte, position)
    return find_racine(mot["mot"]) if mot else ""


def list_parties(dossier: Dossier) -> Iterator[Partie]:
    """Every count told as a part of the count beside it, when both count the same."""
    for _, phrase in find_mots(dossier, (" dont ", " sur ")):
        for un, autre in pairwise(phrase.effectifs) if _AMORCE.search(phrase.texte) else ():
            lien = _LIEN.fullmatch(phrase.texte, un.fin, autre.debut)
            if lien is None or _APPROCHE.search(phrase.texte, 0, un.debut):
                continue
            nom = find_nom(phrase.texte, un.fin)
            dont, meme = lien["lien"].lower() == "dont", _MEME.match(phrase.texte, autre.fin)
            if meme or find_nom(phrase.texte, autre.fin) == nom or (dont and _SUITE.match(phrase.texte, autre.fin)):
                fin = meme.end() if meme else autre.fin
                yield Partie(phrase, *((autre, un) if dont else (un, autre)), un.debut, fin)
