"""The tables of a synthesis read by their code and by the names of their columns, for what is written from them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from cdppe.cadre.territoires import load_territoires
from cdppe.consolidation.modeles import Cellule, Ligne, Synthese, Table
from cdppe.controles.mots import count, format_liste

_CODES_MAX = 6
"""So many départements are named in a sentence; more are counted."""
_SUITES_MAX, _SUITE_MIN = 3, 3
"""So many runs of rows are named, each by its first and last row from so many rows on."""


@dataclass(frozen=True, slots=True)
class Rangee:
    """One row, its cells by the names of its columns.

    Reading a column that is not there raises LookupError: read as an empty cell, a renamed one would make whatever is
    written from it say that nothing is known.
    """

    repere: str
    ligne: Ligne
    noms: dict[str, int]

    def read(self, nom: str) -> Cellule:
        """The cell."""
        return self.ligne.cellules[self._find(nom)]

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
        return self.ligne.faits_of(self._find(nom))

    def _find(self, nom: str) -> int:
        if nom not in self.noms:
            raise LookupError(f"{self.repere}: no column {nom!r} among {', '.join(self.noms)}")
        return self.noms[nom]


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


def join_reperes(reperes: Sequence[str]) -> str:
    """``G3``, ``I1 à I43 et I50 à I58``; ``entre X8 et X296`` where only some of these rows are meant."""
    suites: list[list[str]] = []
    for repere in reperes:
        if suites and _follows(suites[-1][-1], repere):
            suites[-1].append(repere)
        else:
            suites.append([repere])
    if len(suites) > _SUITES_MAX:
        return f"entre {reperes[0]} et {reperes[-1]}"
    return format_liste(nom for s in suites for nom in (s if len(s) < _SUITE_MIN else [f"{s[0]} à {s[-1]}"]))


def _follows(un: str, autre: str) -> bool:
    lettres = un.rstrip("0123456789")
    return autre == f"{lettres}{int(un.removeprefix(lettres)) + 1}"


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
