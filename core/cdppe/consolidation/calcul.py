"""What the tables share: amounts by period, totals, and what is missing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from cdppe.cadre import Cadre
from cdppe.consolidation.actions import ActionSuivie, Unite
from cdppe.consolidation.faits import Faits, Periode
from cdppe.consolidation.sommes import Ecart, Somme
from cdppe.controles.mots import MOIS
from cdppe.controles.mots import count as count


class Plage(NamedTuple):
    """The years of a synthesis, both included."""

    debut: int
    fin: int

    @property
    def annees(self) -> range:
        return range(self.debut, self.fin + 1)

    @property
    def nom(self) -> str:
        """``2022``, ``2020-2022``."""
        return "-".join(dict.fromkeys(map(str, self)))


@dataclass(frozen=True, slots=True)
class Donnees:
    """What every table is made from; ``sommes`` by source, ``lignes`` the two comparable lines.

    ``debut`` is the first year of a synthesis of several, which ends in ``annee``.
    """

    annee: int
    cadre: Cadre
    faits: Faits
    sommes: tuple[Somme, ...]
    lignes: tuple[Somme, ...]
    ecarts: tuple[Ecart, ...]
    actions: dict[Unite, ActionSuivie]
    debut: int | None = None

    @property
    def plage(self) -> Plage:
        """The years of the synthesis."""
        return Plage(self.debut or self.annee, self.annee)


def add_montants(sommes: Iterable[Somme]) -> Decimal | None:
    """The total of what counts; None when nothing does."""
    montants = [s.montant for s in sommes if s.montant is not None]
    return sum(montants, Decimal(0)) if montants else None


def list_periodes(sommes: Iterable[Somme], annee: int) -> list[Periode]:
    """The periods for which something counts, the year asked first."""
    periodes = {s.cle.periode for s in sommes if s.montant is not None}
    return sorted(periodes, key=lambda p: p.sort_key(annee))


def list_faits(sommes: Iterable[Somme]) -> tuple[str, ...]:
    """The ids behind sums, in the order of the facts, what is missing included."""
    return tuple(sorted({id_ for s in sommes for id_ in s.faits + s.manquants}))


def list_manquants(sommes: Iterable[Somme]) -> tuple[str, ...]:
    """The ids of the amounts missing from sums."""
    return tuple(sorted({id_ for s in sommes for id_ in s.manquants}))


def note_manquants(sommes: Iterable[Somme]) -> str:
    """The sentence by which a table says how many amounts are missing from it."""
    nombre = len(list_manquants(sommes))
    if not nombre:
        return "Aucun montant ambigu ou contradictoire ne manque dans ce tableau."
    pluriel = "s" if nombre > 1 else ""
    verbe = "manquent" if nombre > 1 else "manque"
    return (
        f"{nombre} montant{pluriel} {verbe} dans ce tableau, car ambigu{pluriel} ou contradictoire{pluriel} : "
        "voir le tableau « Hors sommes »."
    )


def format_montant(montant: Decimal) -> str:
    """``1 234,50 €``, with no-break spaces, for words of a cell."""
    return f"{montant:,.2f}".replace(",", "\u00a0").replace(".", ",") + "\u00a0€"


def format_valeur(valeur: Decimal) -> str:
    """``16 377``, ``92,4``, with no-break spaces."""
    return f"{valeur:,f}".replace(",", "\u00a0").replace(".", ",")


def format_date(texte: str) -> str:
    """``23 juin 2023``, ``1er juillet 2022``; what is no date stays as it stands."""
    try:
        jour = date.fromisoformat(texte)
    except ValueError:
        return texte
    return f"{'1er' if jour.day == 1 else jour.day} {MOIS.split('|')[jour.month - 1]} {jour.year}"


def join_periodes(periodes: Sequence[Periode]) -> str:
    """The labels of periods, listed."""
    return ", ".join(p.libelle for p in periodes)
