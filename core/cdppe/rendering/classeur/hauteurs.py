"""How high a row must be for its texts: not every program finds it by itself, and none for merged cells."""

from collections.abc import Sequence
from functools import lru_cache

HAUTEUR = 13.5
"""Of one line of text, in points."""
_HAUTEUR_MAX = 400
# Widths of Arial's letters, in thousandths of its size; those of figures and of most other letters are 556.
_LARGES: dict[str, int] = {
    lettre: largeur
    for largeur, lettres in {
        222: "ijl'’|",
        278: " \u00a0.,:;/!ftIîïÎ[]\\",
        333: '-()r"°`*',
        500: "cçkszvxyJ",
        611: "FTZ",
        667: "ABEKPSVXYÀÂÉÈÊË&",
        722: "CDHNRUwÇÙÛ",
        778: "GOQÔ",
        833: "mM",
        889: "%",
        944: "Wœ",
        1000: "…—Œ@",
    }.items()
    for lettre in lettres
}
_COURANTE, _ESPACE = 556, _LARGES[" "]
# Of one unit of a column's width, and what a cell keeps for its margins and the space before its text.
_UNITE, _MARGE = 525, 900
_GRAS = 1.08


def stretch(textes: Sequence[object], largeurs: Sequence[float], *, gras: bool = False) -> float | None:
    """The height of a row after its longest text; None for one line."""
    lignes = 1
    for texte, largeur in zip(textes, largeurs, strict=True):
        # No letter of a text is half as wide again as a figure, on average.
        if isinstance(texte, str) and (len(texte) > largeur * 0.6 or "\n" in texte):
            lignes = max(lignes, _count_lignes(texte, int(largeur), gras))
    return min(HAUTEUR * lignes + 2, _HAUTEUR_MAX) if lignes > 1 else None


@lru_cache(1 << 14)
def _count_lignes(texte: str, largeur: int, gras: bool) -> int:
    """How many lines a text takes, broken between words."""
    place = int((largeur * _UNITE - _MARGE) / (_GRAS if gras else 1))
    lignes = 0
    for partie in texte.split("\n"):
        lignes, reste = lignes + 1, place
        for mot in partie.split(" "):
            long = _measure(mot)
            if long > reste and reste < place:
                lignes, reste = lignes + 1, place
            if long > place:
                # Broken inside the word, which nothing else can be done with.
                lignes, long = lignes + long // place, long % place
            reste -= long + _ESPACE
    return lignes


@lru_cache(1 << 14)
def _measure(mot: str) -> int:
    return sum(_LARGES.get(lettre, _COURANTE) for lettre in mot)
