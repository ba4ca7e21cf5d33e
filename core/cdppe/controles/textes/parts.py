"""A part and its whole: "30 places dont 12 neuves", "12 enfants sur 30 suivis"."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from cdppe.controles.textes.phrases import Phrase, find_mots
from cdppe.controles.textes.racines import find_racine
from cdppe.parsing.nombres import Nombre
from cdppe.plugins.controle import Dossier

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
_APPROCHE = re.compile(r"\b(?:plus|moins|environ|pr[eè]s|entre|°)\b[^.;,\d]{0,8}\Z")


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
