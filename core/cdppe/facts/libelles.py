"""What makes two printed labels the same: their words and figures, not their typography."""

import html
import re
import unicodedata
from functools import lru_cache

_BALISE_EN_LIGNE = re.compile(r"</?(?:u|i|b|em|strong|small|sup|sub|span|a|font)\b[^<>]*>", re.IGNORECASE)
_BALISE = re.compile(r"</?[a-z][^<>]*>", re.IGNORECASE)
_EXPOSANT = re.compile(r"\s*\^\s*\{?\s*(\w+)\s*\}?")
_MOT = re.compile(r"[^\W_]+|[%€]")
# NFKD leaves these whole; the last two are letters to Unicode and apostrophes to a French reader.
_LETTRES = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ı": "i", "ʼ": " ", "ʹ": " "})


def _fold(texte: str) -> str:
    if texte.isascii():
        return texte.lower()
    for _ in range(2):  # folding case may compose new marks, and the reverse
        texte = unicodedata.normalize("NFKD", texte).casefold()
    texte = unicodedata.normalize("NFKD", texte)
    # Accents are marks; soft hyphens and zero-width spaces are format characters inside a word.
    return "".join(c for c in texte if unicodedata.category(c) not in {"Mn", "Cf"}).translate(_LETTRES)


# The same headers and labels come back on every page and against every layout.
@lru_cache(maxsize=8192)
def normalize_libelle(texte: str) -> str:
    """Return the label's words, lower case, without accents, one space between; ``%`` and ``€`` count as words.

    Case, accents, ligatures, quotes, apostrophes, hyphens, punctuation, spaces, markdown, tags, HTML entities and
    exponents (``1^{er}`` is ``1er``) are folded. Idempotent; a label made of typography alone gives ``""``.
    """
    texte = html.unescape(_BALISE.sub(" ", _BALISE_EN_LIGNE.sub("", texte)))
    if "^" in texte:
        texte = _EXPOSANT.sub(r"\1", texte)
    return " ".join(_MOT.findall(_fold(texte)))


def same_libelle(un: str, autre: str) -> bool:
    """True when two labels differ by typography alone, and say something."""
    cle = normalize_libelle(un)
    return bool(cle) and cle == normalize_libelle(autre)
