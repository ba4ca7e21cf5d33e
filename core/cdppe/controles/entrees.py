"""What the entries of a file of decisions have in common: an accepted finding, and every confirmed figure."""

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Sequence
from datetime import date as Date  # noqa: N812 - the entries have a field of that name
from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from cdppe.controles.mots import format_liste, format_nombre
from cdppe.controles.releves import Signalement
from cdppe.facts import Financement, Indicateur, Lecture
from cdppe.facts.modeles import Base


def _write_numero(action: str) -> str:
    """As the facts write an action's number: lower case, one space."""
    return " ".join(action.lower().split())


_Action = Annotated[str, AfterValidator(_write_numero)]
_Annee = Annotated[int, Field(ge=2000, le=2100)]
Imprime = tuple[str, str, str, Decimal | None]
"""Document, line, text and figure."""


class Entree(BaseModel, ABC):
    """Why and when it was decided; ``ligne`` is where the entry begins in its file."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True, coerce_numbers_to_str=True)

    ligne: int
    raison: str = Field(min_length=1)
    date: Date

    @property
    @abstractmethod
    def cle(self) -> tuple[object, ...]:
        """What it is about."""

    @abstractmethod
    def describe(self) -> str:
        """What was decided, when and why, for whoever reads a finding that it settles."""


class Acceptation(Entree):
    """A finding that needs no answer any more; other keys are for the reader of the file alone.

    ``departement``, ``code``, ``action``, ``objet`` and ``periode``, those of the finding, tell what became of it.
    """

    model_config = ConfigDict(extra="ignore")

    constat: str = Field(pattern=r"^[0-9a-f]{12}$")
    departement: str = ""
    code: str = ""
    action: _Action = ""
    objet: str = ""
    periode: str = ""

    @property
    def cle(self) -> tuple[object, ...]:
        return (self.constat,)

    def describe(self) -> str:
        return f"accepté le {self.date} : {self.raison}"

    def is_followed_by(self, signalement: Signalement) -> bool:
        """Whether a finding is about the same thing, with other figures: the keys that the entry gives are its own."""
        c = signalement.constat
        siennes = (signalement.departement, c.action, c.objet, c.periode)
        dites = (self.departement, self.action, self.objet, self.periode)
        return self.code == signalement.controle.code and all(
            dite in ("", sienne) for dite, sienne in zip(dites, siennes, strict=True)
        )


class Confirme(Entree):
    """What every confirmed figure has: whose it is, its period, and how it stands against what the reports print.

    ``imprimes``: the figures that the reports printed when it was decided, if the file says them.
    """

    departement: str = Field(min_length=1)
    action: _Action = ""
    debut: _Annee
    fin: _Annee
    base: Base = "civile"
    imprimes: tuple[Decimal, ...] = ()

    @model_validator(mode="after")
    def _check_periode(self) -> "Confirme":
        if self.fin < self.debut:
            raise ValueError("« fin » vient avant « debut »")
        return self

    def describe(self) -> str:
        return f"chiffre confirmé le {self.date} : {self.raison}"

    @property
    @abstractmethod
    def chiffre(self) -> Decimal:
        """The confirmed figure."""

    @abstractmethod
    def find_faits(self, lectures: Iterable[Lecture]) -> Sequence[Financement | Indicateur]:
        """What it is said instead of."""

    @abstractmethod
    def put(self, nom: str, lectures: Sequence[Lecture]) -> Sequence[Lecture]:
        """The same lectures, with the confirmed figure where the reports print another."""

    @abstractmethod
    def make_fait(self, nom: str, lectures: Sequence[Lecture]) -> Financement | Indicateur | None:
        """The fact it becomes in the document ``nom``; None when it fits nothing that was read."""

    @abstractmethod
    def judge(self, lectures: Sequence[Lecture], codes: Collection[str]) -> str:
        """What is wrong with it, given what was read; empty when nothing is, or its département was not read."""

    def is_of(self, fait: Financement | Indicateur) -> bool:
        """Whether a fact is of its département, action and period."""
        siennes = (self.departement, self.action, self.debut, self.fin, self.base)
        return siennes == (fait.departement, fait.action, fait.debut, fait.fin, fait.base)

    def write_texte(self, imprimes: Iterable[Imprime]) -> str:
        """The reason and date, and what the reports print: both are shown."""
        rapports = dict.fromkeys(f"« {texte} » ({doc}, ligne {ligne})" for doc, ligne, texte, _ in imprimes)
        suite = f" ; le rapport imprime {', '.join(rapports)}" if rapports else ""
        return f"{self.raison} (décision du {self.date:%d/%m/%Y}){suite}"

    def find_doute(self, imprimes: Sequence[Imprime], libelles: int, lectures: Iterable[Lecture]) -> str:
        """Why what is printed under so many labels may be something else than what was decided on."""
        if recent := self._find_plus_recent(imprimes, lectures):
            return recent
        chiffres = {imprime for *_, imprime in imprimes if imprime is not None}
        dits = format_liste(format_nombre(c) for c in sorted(chiffres)) or "plus rien"
        if self.imprimes:
            if chiffres == set(self.imprimes):
                return ""
            avant = format_liste(format_nombre(c) for c in sorted(set(self.imprimes)))
            return f"les rapports n'impriment plus {avant} (« imprimes ») mais {dits} : à confirmer de nouveau"
        if libelles != 1 or len(chiffres) < 2 or self.chiffre in chiffres:
            return ""
        cle = f"imprimes = [{', '.join(f'{c:f}' for c in sorted(chiffres))}]"
        return (
            f"les rapports impriment {dits}, dont aucun n'est le chiffre confirmé, {format_nombre(self.chiffre)} : à "
            f"confirmer de nouveau, ou ajoutez {cle} si la décision les remplace tous"
        )

    def _find_plus_recent(self, imprimes: Iterable[Imprime], lectures: Iterable[Lecture]) -> str:
        """A document newer than the decision that prints another figure."""
        dates = {(d.departement, d.document): d.date for lecture in lectures for d in lecture.documents}
        for document, ligne, texte, imprime in imprimes:
            recent = dates.get((self.departement, document), "") > self.date.isoformat()
            if recent and imprime not in (None, self.chiffre):
                return (
                    f"un rapport plus récent imprime « {texte} » ({document}, ligne {ligne}) : à confirmer de nouveau"
                )
        return ""
