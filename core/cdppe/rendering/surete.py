"""Nothing that stands in a document may act in an output: no formula, no markup, no control character."""

import html
import re
from functools import lru_cache

_FORMULE = re.compile(r"[\s']*[=+\-@\uff1d\uff0b\uff0d\uff20]|'*[\t\r\n]")
_NOMBRE_OU_TIRET = re.compile(r"-\s*(?:\d[\d\s.,]*)?(?:€|%)?\s*")
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
_BLANCS = re.compile("[^\\S\u00a0\u202f]+")  # no-break spaces hold an amount together
_CONTROLES = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_MARKDOWN = re.compile(r"([\\`*_{}\[\]|~#])")
_LIEN = re.compile(r"(?i)\b(https?|ftp|www)(?=[:.])")


def starts_formula(texte: str) -> bool:
    """True when a spreadsheet may take ``texte`` for a formula; a lone dash or a negative amount is none."""
    return _FORMULE.match(texte) is not None and _NOMBRE_OU_TIRET.fullmatch(texte) is None


def safe_csv(texte: str) -> str:
    """Put an apostrophe before what a spreadsheet would compute, as the sheets themselves do to keep text.

    Undone by removing one apostrophe wherever ``starts_formula`` holds: a text that already begins by
    apostrophes and a formula's sign gets one more.
    """
    if texte[:1].isalnum():  # most cells: no formula begins so
        return texte
    return "'" + texte if starts_formula(texte) else texte


def safe_xml(texte: str) -> str:
    """Replace the characters that no XML file can hold by U+FFFD, so that their place still shows."""
    return texte if texte.isprintable() else _ILLEGAL.sub("\ufffd", texte)


# A document's name, a label or an étape stands in a thousand cells.
@lru_cache(maxsize=16384)
def safe_markdown(texte: str) -> str:
    """One table cell of Markdown: no HTML, no markup, no link, no column or line break."""
    plain = html.escape(_BLANCS.sub(" ", _ILLEGAL.sub("\ufffd", texte)).strip(), quote=False)
    return _LIEN.sub("\\1\u2060", _MARKDOWN.sub(r"\\\1", plain))


def safe_console(texte: str) -> str:
    """One line of terminal text: control characters cannot move the cursor nor hide a figure."""
    return _BLANCS.sub(" ", _CONTROLES.sub(" ", texte)).strip()
