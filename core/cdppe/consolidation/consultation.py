"""The tables of a synthesis read by their code and by the names of their columns, for what is written from them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from cdppe.cadre.territoires import load_territoires
from cdppe.consolidation.modeles import Cellule, Ligne, Synthese, Table
from cdppe.controles.mots import count, format_liste

_CODES_MAX = 6
"""So many départements are named in a sentence; more are counted."""


@dataclass(frozen=True, slots=True)
class Rangee:
    """One row, its cells by the names of its columns; a column that is not there reads as an empty cell."""

    repere: str
    ligne: Ligne
    noms: dict[str, int]

    def read(self, nom: str) -> Cellule:
        """The cell."""
        rang = self.noms.get(nom)
        return None if rang is None else self.ligne.cellules[rang]

    def texte(self, nom: str) -> str:
        """The cell as plain words."""
        valeur = self.read(nom)
        return "" if valeur is None else str(valeur)

    def montant(self, nom: str) -> Decimal | None:
        """The figure of the cell; None for an empty one, which is no zero, and for words."""
        valeur = self.read(nom)
        return Decimal(valeur) if isinstance(valeur, int | Decimal) else None

    def nombre(self, nom: str) -> int:
        """A count; nothing was counted where there is none."""
        valeur = self.read(nom)
        return valeur if isinstance(valeur, int) else 0

    def faits(self, nom: str) -> tuple[str, ...]:
        """The ids of the facts of the cell."""
        rang = self.noms.get(nom)
        return () if rang is None else self.ligne.faits_of(rang)


@dataclass(frozen=True, slots=True)
class Consultation:
    """A synthesis, and of which département each amount that counts is."""

    synthese: Synthese
    comptes: dict[str, str]

    def find(self, code: str) -> Table | None:
        """The table of that code."""
        return next((t for t in self.synthese.tables if t.code == code), None)

    def rows(self, code: str) -> tuple[Rangee, ...]:
        """The rows of the table of that code; none when the synthesis has no such table."""
        table = self.find(code)
        return tuple(_list_rangees(table)) if table else ()

    def name_reperes(self, code: str) -> str:
        """``G1 à G315``: all the rows of a table."""
        return join_reperes([r.repere for r in self.rows(code)])

    def find_departements(self, ids: Iterable[str]) -> tuple[str, ...]:
        """The départements of the amounts that count among these facts."""
        return tuple(sorted({self.comptes[id_] for id_ in ids if id_ in self.comptes}))

    def name_part(self, departements: int, codes: Iterable[str] = ()) -> str:
        """``2 départements sur 3 (35 et 62)``, ``les 3 départements``."""
        if departements == len(self.lus) > 1:
            return f"les {departements} départements"
        noms = f" ({list_departements(codes)})" if codes and departements <= _CODES_MAX else ""
        return f"{count(departements, 'département')} sur {len(self.lus)}{noms}"

    @property
    def lus(self) -> tuple[str, ...]:
        """The codes of the départements of which a document was read."""
        return tuple(sorted({d.departement for d in self.synthese.lecture.documents}))


def consult(synthese: Synthese) -> Consultation:
    """Make a synthesis ready to be read by code."""
    table = next((t for t in synthese.tables if t.code == "hors_sommes"), None)
    hors = {id_ for ligne in table.lignes for id_ in ligne.faits} if table else set()
    faits = zip(synthese.ids_financements, synthese.lecture.financements, strict=True)
    comptes = {id_: f.departement for id_, f in faits if f.montant is not None and id_ not in hors}
    return Consultation(synthese, comptes)


def _list_rangees(table: Table) -> Iterator[Rangee]:
    noms = {colonne.nom: rang for rang, colonne in enumerate(table.colonnes)}
    for rang, ligne in enumerate(table.lignes):
        yield Rangee(table.repere(rang), ligne, noms)


def join_reperes(reperes: list[str]) -> str:
    """``G3``, ``G1 à G315``: the first and the last of what is in order."""
    if len(reperes) < 3:
        return format_liste(reperes)
    return f"{reperes[0]} à {reperes[-1]}"


def name_departement(code: str) -> str:
    """``Ille-et-Vilaine (35)``; a code that no département bears stands alone."""
    territoire = load_territoires().get(code)
    return f"{territoire.nom} ({code})" if territoire else code


def list_departements(codes: Iterable[str], mot: str = "département") -> str:
    """``35, 62 et 77``; ``45 départements`` when they are many."""
    tous = sorted(set(codes))
    return format_liste(tous) if len(tous) <= _CODES_MAX else count(len(tous), mot)


def case_departements(codes: Iterable[str]) -> str:
    """The same in a narrow cell."""
    return list_departements(codes, "dépt")
