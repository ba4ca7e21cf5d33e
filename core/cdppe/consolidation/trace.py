"""From a line to what it feeds, and from a cell to what it comes from."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from cdppe.consolidation.modeles import Ligne, Synthese, Table
from cdppe.consolidation.mots import RAISONS
from cdppe.erreurs import ErreurUsage
from cdppe.facts import Action, Financement, Indicateur, NonLu
from cdppe.facts.libelles import normalize_libelle

FaitTrace = Action | Financement | Indicateur
_REPERE = re.compile(r"(?P<lettre>[A-Z]+)(?P<rang>[0-9]+)")


@dataclass(frozen=True, slots=True)
class Emploi:
    """A row of the synthesis that a fact stands behind, and the columns it is counted in, where they are known."""

    table: Table
    repere: str
    colonnes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Trace:
    """A fact with its id, the rows that it feeds, and why it feeds none."""

    id: str
    fait: FaitTrace
    emplois: tuple[Emploi, ...]
    raison: str


class Index:
    """Every fact of a synthesis by id, and every row by the facts behind it; built once for any number of questions."""

    def __init__(self, synthese: Synthese) -> None:
        self.synthese = synthese
        lecture = synthese.lecture
        self._faits: dict[str, FaitTrace] = {
            id_: fait for nom, ids in synthese.ids.items() for id_, fait in zip(ids, getattr(lecture, nom), strict=True)
        }
        self._emplois: dict[str, list[Emploi]] = {}
        for table in synthese.tables:
            for rang, ligne in enumerate(table.lignes):
                for id_ in ligne.faits:
                    colonnes = tuple(table.colonnes[c].nom for c, ids in ligne.cases.items() if id_ in ids)
                    self._emplois.setdefault(id_, []).append(Emploi(table, table.repere(rang), colonnes))

    def trace(self, id_: str) -> Trace:
        """What the fact is and feeds. Raises ErreurUsage for an unknown id."""
        fait = self._faits.get(id_)
        if fait is None:
            raise ErreurUsage(f"Aucun fait ne porte l'identifiant {id_} : ils s'écrivent comme 62-F0012.")
        emplois = tuple(self._emplois.get(id_, ()))
        return Trace(id_, fait, emplois, "" if emplois else _explain(fait))

    def trace_ligne(self, document: str, ligne: str) -> Iterator[Trace]:
        """Every fact read on that line."""
        for id_, fait in self._faits.items():
            if fait.document == document and fait.ligne == ligne:
                yield self.trace(id_)

    def list_non_lus(self, document: str, ligne: str) -> list[tuple[NonLu, str]]:
        """The figures of that line that are no facts, each with the reason in words."""
        return [
            (n, RAISONS[n.raison]) for n in self.synthese.lecture.non_lus if (n.document, n.ligne) == (document, ligne)
        ]

    def list_remarques(self, document: str, ligne: str) -> list[str]:
        """The codes of what the document says of itself on that line."""
        remarques = (r.partition("@") for d in self.synthese.lecture.documents if d.document == document
                     for r in d.remarques.split(";"))  # fmt: skip
        return [code for code, _, lieu in remarques if lieu == ligne]

    def find_case(self, repere: str, colonne: str = "") -> tuple[Table, Ligne, int | None]:
        """The row of that reference and the column of that name (None without).

        Raises ErreurUsage when the synthesis has no such row or column, or several columns begin so.
        """
        motif = _REPERE.fullmatch(repere)
        table = next((t for t in self.synthese.tables if motif and t.lettre == motif["lettre"]), None)
        rang = int(motif["rang"]) - 1 if motif else -1
        if table is None or not 0 <= rang < len(table.lignes):
            raise ErreurUsage(
                f"La synthèse {self.synthese.nom} n'a pas de ligne {repere}, et aucun document lu ne s'appelle "
                "ainsi : les repères sont dans la première colonne de chaque tableau."
            )
        if not colonne:
            return table, table.lignes[rang], None
        cherchee = normalize_libelle(colonne)
        noms = [normalize_libelle(c.nom) for c in table.colonnes]
        trouvees = [n for n, nom in enumerate(noms) if nom == cherchee] or [
            n for n, nom in enumerate(noms) if nom.startswith(cherchee)
        ]
        if len(trouvees) != 1:
            liste = " | ".join(c.nom for c in table.colonnes)
            quoi = "Plusieurs colonnes commencent" if trouvees else "Aucune colonne ne commence"
            raise ErreurUsage(f"{quoi} par « {colonne} » dans le tableau de {repere} ; ses colonnes : {liste}.")
        return table, table.lignes[rang], trouvees[0]


def _explain(fait: FaitTrace) -> str:
    """Why a fact stands behind no row."""
    if isinstance(fait, Financement):
        if fait.niveau == "detail":
            return "part d'un montant : l'action est comptée par son montant entier"
        if fait.niveau in ("sous_total", "total"):
            return "total imprimé : comparé aux sommes, jamais additionné"
        if fait.montant is None and fait.certitude != "ambigu":
            return "des mots, sans montant"
    return "aucun tableau de cette synthèse ne le montre"
