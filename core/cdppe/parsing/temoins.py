"""What the cells of a table say of a layout: whether they look like its columns, and whether its sums hold."""

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache

from cdppe.documents import Rangee
from cdppe.parsing.dispositions import Colonne, Disposition
from cdppe.parsing.nombres import find_nombres

ACCORD_MIN = 0.9
"""The part of a column's filled cells that must look as the layout says."""

_MONTANT = re.compile(r"[-–−]?[\s\d.,€*()]*(?:€|euros?|EUR|k€|m€)?[\s*]*$", re.IGNORECASE)
_ZERO = re.compile(r"[\s*]*[-–−][\s*]*(?:€|euros?|EUR)?[\s*]*", re.IGNORECASE)


# A cell is asked for each column that it may stand under.
@lru_cache(maxsize=8192)
def is_cellule_montant(texte: str) -> bool:
    """True for a cell that is an amount or a stated zero and nothing else."""
    return bool(_MONTANT.match(texte)) and (any(c.isdigit() for c in texte) or bool(_ZERO.fullmatch(texte)))


def _agrees(colonne: Colonne, texte: str) -> bool:
    if colonne.motif and not re.fullmatch(colonne.motif, texte, re.IGNORECASE):
        return False
    if colonne.contenu == "montant":
        return is_cellule_montant(texte) or not re.search(r"\d", texte) or "€" in texte
    if colonne.contenu == "numero":
        return bool(re.match(r"\D{0,4}\d{1,3}\b", texte)) or not re.search(r"\d", texte)
    if colonne.contenu == "texte":
        return not is_cellule_montant(texte)
    return True


def _valeur(texte: str) -> Decimal | None:
    nombres = find_nombres(texte)
    return nombres[0].valeur if len(nombres) == 1 and is_cellule_montant(texte) else None


class Temoins:
    """What the cells of a table say for and against a layout; each column is looked at once, however often tried."""

    def __init__(self, rangees: tuple[Rangee, ...], disposition: Disposition) -> None:
        self._rangees = rangees
        self._disposition = disposition
        self._accords: dict[tuple[str, int], tuple[int, int, str]] = {}
        self._valeurs: dict[int, tuple[Decimal | None, ...]] = {}

    def _count(self, colonne: Colonne, place: int) -> tuple[int, int, str]:
        """How many filled cells of that place there are, how many disagree with the column, and the first that does."""
        compte = self._accords.get((colonne.cle, place))
        if compte is None:
            textes = [t for r in self._rangees if (t := r.cellule(place).texte)]
            mauvais = [t for t in textes if not _agrees(colonne, t)]
            compte = self._accords[colonne.cle, place] = len(textes), len(mauvais), mauvais[0] if mauvais else ""
        return compte

    def _read(self, place: int) -> tuple[Decimal | None, ...]:
        if place not in self._valeurs:
            self._valeurs[place] = tuple(_valeur(r.cellule(place).texte) for r in self._rangees)
        return self._valeurs[place]

    def find_fautes(self, rangs: dict[str, tuple[int, ...]]) -> Iterator[tuple[str, str]]:
        """(expected, found) for each column whose cells, and each sum whose rows, do not agree with the layout."""
        for cle, places in rangs.items():
            colonne = self._disposition.colonne(cle)
            comptes = [self._count(colonne, p) for p in places]
            tous, mauvais = sum(c[0] for c in comptes), sum(c[1] for c in comptes)
            if tous - mauvais < ACCORD_MIN * tous:
                yield f"{colonne.nom} ({colonne.contenu})", next(c[2] for c in comptes if c[1])[:60]
        for preuve in self._disposition.preuves:
            if not {preuve.total, *preuve.parts} <= set(rangs):
                continue
            essais = justes = 0
            parts = zip(*(self._read(rangs[p][0]) for p in preuve.parts), strict=True)
            for total, valeurs in zip(self._read(rangs[preuve.total][0]), parts, strict=True):
                lues = [v for v in valeurs if v is not None]
                if total and lues:
                    essais += 1
                    justes += sum(lues) == total
            if justes < preuve.part_min * essais:
                yield f"{preuve.total} = {' + '.join(preuve.parts)}", f"{justes} rangées sur {essais}"
