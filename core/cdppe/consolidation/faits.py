"""The facts in their order, each with the id under which every output names it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from cdppe.facts import Action, Fait, Financement, Indicateur, Lecture


class Periode(NamedTuple):
    """The years an amount covers; two amounts are of one period only when all three are equal."""

    debut: int | None
    fin: int | None
    base: str

    def contains(self, annee: int) -> bool:
        """True when the year is one of the period's."""
        return self.debut is not None and self.fin is not None and self.debut <= annee <= self.fin

    @property
    def libelle(self) -> str:
        """The words of a column's header."""
        if self.debut is None and self.fin is None:
            return "période non dite"
        annees = "-".join(dict.fromkeys("…" if a is None else str(a) for a in (self.debut, self.fin)))
        formes = {
            "scolaire": f"année scolaire {annees}",
            "partielle": f"{annees} (partiel)",
            "date": f"{annees} (à date)",
        }
        return formes.get(self.base, annees)

    def sort_key(self, annee: int) -> tuple[bool, bool, int, int, str]:
        """The year asked first, then the periods that contain it, then the others, by date."""
        debut, fin = self.debut or 9999, self.fin or 9999
        return (not self.contains(annee), (debut, fin) != (annee, annee), debut, fin, self.base)


@dataclass(frozen=True)
class FaitFinancier:
    """An amount with its id and the date of its document; not slotted, because its period is asked many times.

    ``pose``: the printed amount whose place a confirmed one takes.
    """

    id: str
    fait: Financement
    date: str
    pose: "FaitFinancier | None" = None

    @cached_property
    def periode(self) -> Periode:
        """The period of the amount."""
        return Periode(self.fait.debut, self.fait.fin, self.fait.base)


@dataclass(frozen=True)
class FaitIndicateur:
    """A value of an indicator with its id and the date of its document."""

    id: str
    fait: Indicateur
    date: str

    @cached_property
    def periode(self) -> Periode:
        """The period of the value."""
        return Periode(self.fait.debut, self.fait.fin, self.fait.base)


@dataclass(frozen=True, slots=True)
class Faits:
    """All the facts of a campaign, by département, then document date; ids run within a département."""

    lecture: Lecture
    financements: tuple[FaitFinancier, ...]
    actions: tuple[tuple[str, Action], ...]
    indicateurs: tuple[FaitIndicateur, ...] = ()


def number_faits(lectures: Iterable[Lecture]) -> Faits:
    """Sort the documents and give each action (``62-A001``), amount (``62-F0001``) and value (``62-I0001``) its id."""
    triees = sorted(lectures, key=_document_key)
    dates = {(d.departement, d.document): d.date for lecture in triees for d in lecture.documents}
    tout = Lecture(
        **{nom: tuple(f for lecture in triees for f in getattr(lecture, nom)) for nom in Lecture.modeles()},
    )
    return Faits(
        lecture=tout,
        financements=tuple(
            FaitFinancier(id_, f, dates.get((f.departement, f.document), ""))
            for id_, f in zip(_ids(tout.financements, "F", 4), tout.financements, strict=True)
        ),
        indicateurs=tuple(
            FaitIndicateur(id_, f, dates.get((f.departement, f.document), ""))
            for id_, f in zip(_ids(tout.indicateurs, "I", 4), tout.indicateurs, strict=True)
        ),
        actions=tuple(zip(_ids(tout.actions, "A", 3), tout.actions, strict=True)),
    )


def _document_key(lecture: Lecture) -> tuple[str, bool, str, str]:
    """Decisions come last, so that one more changes no id of what was read."""
    origines = {f.origine for f in lecture.financements} | {i.origine for i in lecture.indicateurs}
    decides = "decision" in origines
    return min(((d.departement, decides, d.date, d.document) for d in lecture.documents), default=("", decides, "", ""))


def _ids(faits: Sequence[Fait], lettre: str, chiffres: int) -> Iterable[str]:
    compte: Counter[str] = Counter()
    for fait in faits:
        compte[fait.departement] += 1
        yield f"{fait.departement}-{lettre}{compte[fait.departement]:0{chiffres}d}"
