"""What the printed evolutions and comparisons of the dashboard prove: which columns, and which cells, are whose.

An evolution is result / result before - 1, a comparison result / target - 1; a spreadsheet prints ``#VALEUR!`` where
one of the two is words and ``#DIV/0!`` where the divisor is zero or empty.
"""

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Literal

from cdppe.api import Passage, Rangee, TableauProuve, read_valeur

ECARTS = (0, 1, -1, 2, -2)
"""How far a header, or the comparisons of one row, may stand from their column."""
PART_MIN = Decimal("0.6")
"""The part of the printed calculations that must hold before the columns are believed."""
ESSAIS_MIN = 3
_ARRONDI = Decimal("0.51")

Faute = Literal["#VALEUR!", "#DIV/0!"]
Attendu = Decimal | Faute | None


@lru_cache(maxsize=4096)
def _read_terme(texte: str) -> Decimal | Literal["mots", "vide"]:
    lue = read_valeur(texte)
    if lue.statut == "vide":
        return "vide"
    return lue.valeur if lue.valeur is not None and lue.certitude == "sur" and not lue.unite else "mots"


def compute(avant: str, apres: str) -> Decimal | Faute:
    """What a spreadsheet prints, in per cent, for ``apres / avant - 1`` of two cells."""
    base, valeur = _read_terme(avant), _read_terme(apres)
    if base == "mots" or valeur == "mots":
        return "#VALEUR!"
    if base == "vide" or not base:
        return "#DIV/0!"
    return (valeur if isinstance(valeur, Decimal) else Decimal(0)) / base * 100 - 100


def is_calcul(texte: str) -> bool:
    """Whether the cell is a figure or the code of a missing one (a spreadsheet's error), and nothing else."""
    lue = read_valeur(texte)
    return lue.statut not in ("vide", "texte") and lue.certitude == "sur"


def agrees(texte: str, attendu: Attendu) -> bool | None:
    """Whether a printed calculation is the expected one; None when the cell prints none."""
    lue = read_valeur(texte)
    if lue.statut == "erreur_formule":
        faute = texte.strip(" *").upper()[:4]
        return isinstance(attendu, str) and faute == attendu[:4] if faute in ("#VAL", "#DIV") else None
    if lue.valeur is None or lue.certitude != "sur":
        return None
    return isinstance(attendu, Decimal) and abs(lue.valeur - attendu) <= _ARRONDI


@dataclass(frozen=True)
class Place:
    """A comparison of one row: its cell, and the year that is proven; ``exacte`` when the header says the same."""

    cellule: Passage
    annee: int | None
    exacte: bool
    attendu: Attendu = None


class Comparaisons:
    """The calculations of a proven dashboard."""

    def __init__(self, tableau: TableauProuve) -> None:
        self.tableau = tableau
        self.cibles = self._list_annees("cible")
        self.realises = self._list_annees("realise")
        self.ecarts = self._list_annees("ecart")
        self.autres = {r for cle, rangs in tableau.rangs.items() if cle != "ecart" for r in rangs}
        self.largeur = max((len(r.cellules) for r in tableau.rangees), default=0)

    def _list_annees(self, cle: str) -> dict[int, int]:
        """Year → data column."""
        return {self.tableau.annees[r][0]: r for r in self.tableau.rangs.get(cle, ()) if self.tableau.annees.get(r)}

    @property
    def zone(self) -> tuple[int, ...]:
        """The columns in which comparisons may stand."""
        debut = min(self.ecarts.values(), default=self.largeur)
        return tuple(r for r in range(debut, self.largeur) if r not in self.autres)

    def find_doute(self) -> str:
        """Why the columns of results and targets are not those of the headers, or ""."""
        for cle in ("cible", "realise", "ecart"):
            if len(self._list_annees(cle)) < len(self.tableau.rangs.get(cle, ())):
                return "deux colonnes portent la même année"
        essais = [e for r in self.tableau.rangees if (e := self._try_evolution(r, 0)) is not None]
        if len(essais) >= ESSAIS_MIN and sum(essais) < PART_MIN * len(essais):
            return "les évolutions imprimées ne sont pas celles des résultats"
        decale = self.decalage or 0
        essais = [
            e
            for r in self.tableau.rangees
            for annee, rang in self.ecarts.items()
            if isinstance(attendu := self.attend(r, annee), Decimal)
            and (e := agrees(r.cellule(rang + decale).texte, attendu)) is not None
        ]
        if len(essais) >= ESSAIS_MIN and sum(essais) < PART_MIN * len(essais):
            return "les comparaisons imprimées ne sont pas celles des résultats aux cibles"
        return ""

    def attend(self, rangee: Rangee, annee: int, decalage: int = 0) -> Attendu:
        """The comparison of that year, None where the table has no target or no result of it."""
        if annee not in self.cibles or annee not in self.realises:
            return None
        cible, realise = self.cibles[annee] + decalage, self.realises[annee] + decalage
        return compute(rangee.cellule(cible).texte, rangee.cellule(realise).texte)

    def attend_evolution(self, rangee: Rangee, rang: int, decalage: int = 0) -> Attendu:
        """The evolution between the years that the header of that column names."""
        annees = self.tableau.annees.get(rang, ())
        if len(annees) != 2 or not all(a in self.realises for a in annees):
            return None
        avant, apres = (self.realises[a] + decalage for a in annees)
        return compute(rangee.cellule(avant).texte, rangee.cellule(apres).texte)

    def _try_evolution(self, rangee: Rangee, decalage: int) -> bool | None:
        """Whether the printed rates of that row are those of its results, all cells moved by ``decalage``."""
        essais = []
        for rang in self.tableau.rangs.get("evolution", ()):
            attendu = self.attend_evolution(rangee, rang, decalage)
            texte = rangee.cellule(rang + decalage).texte
            if isinstance(attendu, Decimal) and "%" in texte:
                essais.append(agrees(texte, attendu))
        connus = [e for e in essais if e is not None]
        return all(connus) if connus else None

    def proves(self, rangee: Rangee, decalage: int) -> bool:
        """Whether the row's printed evolution is that of its results, all cells moved by ``decalage``."""
        return bool(self._try_evolution(rangee, decalage))

    def find_decalage(self, rangee: Rangee) -> int | None:
        """How far from their columns the row's results stand; None when they are elsewhere and nothing says where."""
        if self._try_evolution(rangee, 0):
            return 0
        ailleurs = [s for s in (1, -1) if self._try_evolution(rangee, s)]
        if len(ailleurs) == 1:
            return ailleurs[0]
        if any(self._is_other(rangee, rang) for rang in self.tableau.rangs.get("evolution", ())):
            return None
        if self._has_taux(rangee):
            return None
        # Comparisons that stand beside their columns and agree with no place come from a row that lost a cell.
        perdues = self.decalage is not None and any(p.annee is None for p in self.place(rangee, 0))
        return None if perdues else 0

    def _is_other(self, rangee: Rangee, rang: int) -> bool:
        """Whether the cell under an evolution is none: words, a bare figure, or a code where results can be divided."""
        texte = rangee.cellule(rang).texte
        lue = read_valeur(texte)
        if not texte:
            return False
        if lue.statut == "texte":
            return "%" not in texte and any(c.isalpha() for c in texte)
        if lue.statut == "chiffre":
            return lue.unite != "%"
        return lue.statut != "erreur_formule" and isinstance(self.attend_evolution(rangee, rang), Decimal)

    def _has_taux(self, rangee: Rangee) -> bool:
        """Whether a rate stands among counts, in a column of results or targets: it comes from another one."""
        rangs = [r for cle in ("reference", "cible", "realise") for r in self.tableau.rangs.get(cle, ())]
        lues = [read_valeur(rangee.cellule(r).texte) for r in rangs]
        taux = [lue for lue in lues if lue.unite == "%" and lue.certitude == "sur"]
        return bool(taux) and any(lue.statut == "chiffre" and lue.unite != "%" for lue in lues)

    def proves_cibles(self, places: tuple["Place", ...]) -> bool:
        """Whether comparisons of figures show that the targets are where they were looked for."""
        return bool(places) and all(
            isinstance(p.attendu, Decimal) and agrees(p.cellule.texte, p.attendu) for p in places
        )

    @cached_property
    def decalage(self) -> int | None:
        """How far right of their headers the comparisons stand; None when nothing says it."""
        scores = {d: self._score(d) for d in ECARTS}
        meilleur = max(scores.values())
        gagnants = [d for d, score in scores.items() if score == meilleur]
        return gagnants[0] if len(gagnants) == 1 or gagnants[0] == 0 else None

    def _score(self, decalage: int) -> int:
        places = {rang + decalage: annee for annee, rang in self.ecarts.items()}
        score = 0
        for rangee in self.tableau.rangees:
            for rang in self.zone:
                texte = rangee.cellule(rang).texte
                if not texte or not is_calcul(texte):
                    continue
                juste = agrees(texte, self.attend(rangee, places[rang])) if rang in places else False
                score += 0 if juste is None else 1 if juste else -1
        return score

    def place(self, rangee: Rangee, decalage: int) -> tuple[Place, ...]:
        """Each comparison of the row with its year.

        In the columns of the other rows' comparisons, else where one place alone agrees with the row's own figures.
        """
        remplies = [r for r in self.zone if is_calcul(rangee.cellule(r).texte)]
        cellules = [(r, rangee.cellule(r)) for r in remplies]
        if self.decalage is None:
            return tuple(Place(c, None, False) for _, c in cellules)
        base = self.decalage + decalage
        possibles: dict[int, list[Place]] = {}
        justes: set[int] = set()
        for ecart in ECARTS:
            places = {rang + base + ecart: annee for annee, rang in self.ecarts.items()}
            lues = [
                Place(c, places[r], base + ecart == 0, self.attend(rangee, places[r], decalage))
                for r, c in cellules
                if r in places
            ]
            if len(lues) < len(cellules) or any(p.attendu is None for p in lues):
                continue
            possibles[ecart] = lues
            if all(agrees(p.cellule.texte, p.attendu) is not False for p in lues):
                justes.add(ecart)
        if 0 in justes or (0 in possibles and not justes):
            return tuple(possibles[0])
        if len(justes) == 1:
            return tuple(possibles[justes.pop()])
        return tuple(Place(c, None, False) for _, c in cellules)
