"""Bank account numbers never leave the document: they are hidden before any block reaches anybody."""

import re
from collections.abc import Iterator

MASQUE = "[masqué]"
PORTEE_COMPTE = 200
"""How far after the word an account number may stand, in characters."""

_SEP = r"[\s.\-]{0,4}"  # the cells of a row, or the end of its line, may cut a number anywhere
# The engine looks fast for a first letter, and slowly for a pattern that begins by looking back.
_IBAN = re.compile(rf"[A-Z](?<![A-Za-z0-9].)[A-Z]{_SEP}\d{_SEP}\d(?:{_SEP}[A-Z0-9]){{11,30}}")
_LONGUEURS = {"BE": 16, "NL": 18, "LU": 20, "CH": 21, "DE": 22, "GB": 22, "ES": 24, "PT": 25} | dict.fromkeys(
    ("FR", "IT", "MC"), 27
)
"""The length of an account number, by country (ISO 13616 registry)."""
# A French RIB: bank 5, branch 5, account 11, key 2.
_RIB = re.compile(rf"(?<![A-Za-z0-9])\d(?:{_SEP}\d){{9}}(?:{_SEP}[A-Z0-9]){{11}}{_SEP}\d{_SEP}\d(?![A-Za-z0-9])")
_MOTS_COMPTE = ("compte", "banque", "guichet", "rib", "r.i.b", "iban")
_BIC = re.compile(r"BIC(?<!\w...)[\s:]+([A-Z]{4}\s?[A-Z]{2}\s?[A-Z0-9]{2}(?:\s?[A-Z0-9]{3})?)\b")


def _find_iban(texte: str, debut: int, fin: int) -> tuple[int, int] | None:
    """The span of the account number that begins at ``debut``: as long as its country says, its check digits right.

    A French one is hidden even with a wrong check digit: the extraction may have misread a character.
    """
    places = [i for i in range(debut, fin) if texte[i].isalnum()]
    longueur = _LONGUEURS.get(texte[places[0]] + texte[places[1]], 0)
    if not 0 < longueur <= len(places):
        return None
    code = "".join(texte[i] for i in places[:longueur])
    reste = int("".join(str(int(c, 36)) for c in code[4:] + code[:4])) % 97
    return (debut, places[longueur - 1] + 1) if reste == 1 or code.startswith("FR") else None


def _find_mots(texte: str) -> Iterator[int]:
    """Where each word that may announce an account ends."""
    bas = texte.lower()
    for mot in _MOTS_COMPTE:
        place = bas.find(mot)
        while place >= 0:
            yield place + len(mot)
            place = bas.find(mot, place + 1)


def _find_spans(texte: str) -> list[tuple[int, int]]:
    spans = [s for m in _IBAN.finditer(texte) if (s := _find_iban(texte, *m.span()))]
    for fin in _find_mots(texte):  # twenty-three digits are an account where the words before speak of one
        spans += [m.span() for m in _RIB.finditer(texte, fin, fin + PORTEE_COMPTE)]
    return spans + [m.span(1) for m in _BIC.finditer(texte)] if "BIC" in texte else spans


def mask_texte(texte: str) -> str:
    """The text with the characters of each account number hidden; tabs and line ends stay where they are."""
    morceaux: list[str] = []
    fin = 0
    for debut, suivante in sorted(_find_spans(texte)):
        if suivante > fin:
            morceaux += [texte[fin:debut], re.sub(r"[^\t\n]+", MASQUE, texte[max(debut, fin) : suivante])]
            fin = suivante
    return "".join(morceaux) + texte[fin:]
