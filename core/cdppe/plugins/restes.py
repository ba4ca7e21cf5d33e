"""What nobody took from a document: the figures that stand in no fact and have no reason yet."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from operator import attrgetter

from cdppe.documents import Document, Passage, Tableau
from cdppe.documents.masque import MASQUE
from cdppe.facts import Action, Bilan, Fait, Financement, Indicateur
from cdppe.facts.modeles import Raison
from cdppe.parsing import find_montants
from cdppe.parsing.nombres import list_chiffres

NARRATIF = 160
"""A cell longer than this is told, not tabulated: what it leaves unread is one row."""

Chiffres = tuple[str, str]
"""A number to account for: its place and its digits."""


_CHIFFRE = re.compile(r"\d")


def find_premier_chiffre(texte: str) -> int:
    """The offset of the first digit, -1 when there is none."""
    trouve = _CHIFFRE.search(texte)
    return trouve.start() if trouve else -1


def iter_chiffres(passage: Passage) -> Iterator[Chiffres]:
    """Each number of the passage."""
    for debut, chiffres in list_chiffres(passage.texte):
        yield passage.lieu(debut), chiffres


def guess_entete(tableau: Tableau, rang: int) -> str:
    """The reader's own guess of a column's header, for figures that no layout reads."""
    tetes = (r.cellule(rang).texte for r in tableau.rangees[: tableau.entetes])
    return " / ".join(dict.fromkeys(t for t in tetes if t))


def _iter_montants(passage: Passage) -> Iterator[Chiffres]:
    """Each number of the passage that is an amount in euros."""
    spans = [(m.debut, m.fin) for m in find_montants(passage.texte)]
    for place, chiffres in list_chiffres(passage.texte) if spans else ():
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


_MOTS: dict[type[Fait], Callable[[Fait], tuple[str, ...]]] = {
    Action: attrgetter("numero", "intitule", "objectif_imprime"),
    Financement: attrgetter("texte", "action", "libelle", "colonne", "periode_texte", "source"),
    Indicateur: attrgetter("texte", "action", "libelle", "rubrique", "colonne", "periode_texte"),
}
"""Where the words of each kind of fact stand; the code of a source holds its fund's number."""
_COUPE = "…"
_ENTRE_CHIFFRES = re.compile(r"(?<=\d)[ \u00a0\u202f\u2009.,/-](?=\d)")


def iter_perdus(repris: Iterable[Passage], faits: Iterable[Fait]) -> Iterator[Chiffres]:
    """Each figure of these passages whose digits stand in the words of no fact of their lines."""
    par_ligne: dict[str, set[str]] = defaultdict(set)
    for fait in faits:
        par_ligne[getattr(fait, "ligne", "")].update(_MOTS[type(fait)](fait))
    dits: dict[str, str] = {}
    for passage in repris:
        chiffres = tuple(iter_chiffres(passage))
        for lieu in {lieu for _, lieu in passage.ancres} if chiffres else ():
            if lieu not in dits:
                texte = " | ".join(par_ligne[lieu])
                dits[lieu] = f"{texte} {_ENTRE_CHIFFRES.sub('', texte)}"
        textes = [dits[lieu] for _, lieu in passage.ancres if chiffres]
        # A long text is cut in its fact: what it held cannot be looked for.
        if not any(_COUPE in texte for texte in textes):
            yield from (cle for cle in chiffres if not any(cle[1] in texte for texte in textes))


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
