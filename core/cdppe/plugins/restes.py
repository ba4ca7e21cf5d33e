"""What nobody took from a document: the figures that stand in no fact and have no reason yet."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import lru_cache

from cdppe.documents import Document, Passage, Tableau
from cdppe.documents.masque import MASQUE
from cdppe.facts.modeles import Raison
from cdppe.parsing import find_montants, find_nombres

NARRATIF = 160
"""A cell longer than this is told, not tabulated: what it leaves unread is one row."""

Chiffres = tuple[str, str]
"""A number to account for: its place and its digits."""


_CHIFFRE = re.compile(r"\d")
_NON_CHIFFRES = re.compile(r"\D")


def find_premier_chiffre(texte: str) -> int:
    """The offset of the first digit, -1 when there is none."""
    trouve = _CHIFFRE.search(texte)
    return trouve.start() if trouve else -1


# A cell is counted when it is taken and again when the balance is drawn.
@lru_cache(maxsize=16384)
def _list_chiffres(texte: str) -> tuple[tuple[int, str], ...]:
    """(offset, digits) of each number of the text."""
    return tuple((n.debut, _NON_CHIFFRES.sub("", texte[n.debut : n.fin])) for n in find_nombres(texte))


def iter_chiffres(passage: Passage) -> Iterator[Chiffres]:
    """Each number of the passage."""
    for debut, chiffres in _list_chiffres(passage.texte):
        yield passage.lieu(debut), chiffres


def guess_entete(tableau: Tableau, rang: int) -> str:
    """The reader's own guess of a column's header, for figures that no layout reads."""
    tetes = (r.cellule(rang).texte for r in tableau.rangees[: tableau.entetes])
    return " / ".join(dict.fromkeys(t for t in tetes if t))


def _iter_montants(passage: Passage) -> Iterator[Chiffres]:
    """Each number of the passage that is an amount in euros."""
    spans = [(m.debut, m.fin) for m in find_montants(passage.texte)]
    for place, chiffres in _list_chiffres(passage.texte) if spans else ():
        if any(debut <= place < fin for debut, fin in spans):
            yield passage.lieu(place), chiffres


def _iter_passages(document: Document) -> Iterator[tuple[Passage, tuple[Tableau, int] | None, tuple[Chiffres, ...]]]:
    """Each passage with its table and column, and its figures to account for: all of a cell's, the amounts of prose."""
    for bloc in document.blocs:
        if isinstance(bloc, Tableau):
            for rangee in bloc.rangees:
                for rang, cellule in enumerate(rangee.cellules):
                    yield cellule, (bloc, rang), tuple(iter_chiffres(cellule))
        else:
            yield bloc.passage, None, tuple(_iter_montants(bloc.passage))


def list_restes(document: Document, pris: Mapping[Chiffres, int]) -> Iterator[tuple[Passage, str, Raison]]:
    """Each passage with a figure that was not taken (``pris`` counts those that were), its column and the reason."""
    reste = Counter(pris)
    for passage, place, chiffres in _iter_passages(document):
        manque = False
        for cle in chiffres:
            manque |= reste[cle] <= 0
            reste[cle] -= 1
        masque = MASQUE in passage.texte
        if manque or masque:
            colonne = (guess_entete(*place) or f"colonne {place[1] + 1}") if place else ""
            narratif = not place or len(passage.texte) > NARRATIF
            yield passage, colonne, "masque" if masque else "contexte" if narratif else "non_compris"
