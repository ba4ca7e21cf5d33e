"""What nobody took from a document: the figures that stand in no fact and have no reason yet."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from cdppe.documents import Document, Passage, Tableau
from cdppe.documents.masque import MASQUE
from cdppe.facts import Bilan, Fait
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


_MOTS = ("texte", "action", "libelle", "rubrique", "colonne", "periode_texte", "numero", "intitule", "objectif_imprime")
_COUPE = "…"


def iter_perdus(repris: Iterable[Passage], faits: Iterable[Fait]) -> Iterator[Chiffres]:
    """Each figure of these passages that stands in the words of no fact of their lines."""
    par_ligne: dict[str, list[Fait]] = defaultdict(list)
    for fait in faits:
        par_ligne[getattr(fait, "ligne", "")].append(fait)
    for passage in repris:
        chiffres = tuple(iter_chiffres(passage))
        if not chiffres:
            continue
        dits: set[str] = set()
        for fait in (f for lieu in {lieu for _, lieu in passage.ancres} for f in par_ligne.get(lieu, ())):
            mots = [str(getattr(fait, nom, "")) for nom in _MOTS]
            if any(_COUPE in m for m in mots):
                dits.update(c for _, c in chiffres)
            dits.update(c for m in mots for _, c in _list_chiffres(m))
            dits.update(re.findall(r"\d+", getattr(fait, "source", "")))
        yield from (cle for cle in chiffres if cle[1] not in dits)


def draw_bilan(
    document: Document, dans_faits: Mapping[Chiffres, int], expliques: Mapping[Chiffres, int]
) -> tuple[list[tuple[Passage, str, Raison]], Bilan]:
    """Each passage with a figure that nobody took, its column and the reason; and how many figures went where.

    ``dans_faits`` and ``expliques`` count those read into facts and those that a reason explains.
    """
    faits, raisons = Counter(dans_faits), Counter(expliques)
    restes: list[tuple[Passage, str, Raison]] = []
    comptes: Counter[str] = Counter()
    for passage, place, chiffres in _iter_passages(document):
        manque = 0
        for cle in chiffres:
            if faits[cle] > 0:
                faits[cle] -= 1
                comptes["faits"] += 1
            elif raisons[cle] > 0:
                raisons[cle] -= 1
                comptes["expliques"] += 1
            else:
                manque += 1
        masque = MASQUE in passage.texte
        if manque or masque:
            colonne = (guess_entete(*place) or f"colonne {place[1] + 1}") if place else ""
            narratif = place is not None and len(passage.texte) > NARRATIF
            raison: Raison = "masque" if masque else "contexte" if narratif else "non_compris"
            comptes["non_compris" if raison == "non_compris" else "expliques"] += manque
            restes.append((passage, colonne, raison))
    return restes, Bilan(document.nom, comptes["faits"], comptes["expliques"], comptes["non_compris"])
