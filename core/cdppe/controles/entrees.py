"""The three entries of a file of decisions, and the facts that the confirmed figures become."""

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Sequence
from datetime import date as Date  # noqa: N812 - the entries have a field of that name
from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from cdppe.facts import Financement, Indicateur, Lecture
from cdppe.facts.libelles import normalize_libelle
from cdppe.facts.modeles import Base, Etape, Nature, Source


def _write_numero(action: str) -> str:
    """As the facts write an action's number: lower case, one space."""
    return " ".join(action.lower().split())


_Action = Annotated[str, AfterValidator(_write_numero)]
_Annee = Annotated[int, Field(ge=2000, le=2100)]
_Imprime = tuple[str, str, str, Decimal | None]
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


class Acceptation(Entree):
    """A finding that needs no answer any more; other keys are for the reader of the file alone."""

    model_config = ConfigDict(extra="ignore")

    constat: str = Field(pattern=r"^[0-9a-f]{12}$")
    departement: str = ""

    @property
    def cle(self) -> tuple[object, ...]:
        return (self.constat,)


class Confirme(Entree):
    """What every confirmed figure has: whose it is, its period, and how it stands against what the reports print."""

    departement: str = Field(min_length=1)
    action: _Action = ""
    debut: _Annee
    fin: _Annee
    base: Base = "civile"

    @model_validator(mode="after")
    def _check_periode(self) -> "Confirme":
        if self.fin < self.debut:
            raise ValueError("« fin » vient avant « debut »")
        return self

    @abstractmethod
    def make_fait(self, nom: str, lectures: Sequence[Lecture]) -> Financement | Indicateur | None:
        """The fact it becomes in the document ``nom``; None when it fits nothing that was read."""

    @abstractmethod
    def judge(self, lectures: Sequence[Lecture], codes: Collection[str]) -> str:
        """What is wrong with it, given what was read; empty when nothing is, or its département was not read."""

    def _is_of(self, fait: Financement | Indicateur) -> bool:
        siennes = (self.departement, self.action, self.debut, self.fin, self.base)
        return siennes == (fait.departement, fait.action, fait.debut, fait.fin, fait.base)

    def _write_texte(self, imprimes: Iterable[_Imprime]) -> str:
        """The reason and date, and what the reports print: both are shown."""
        rapports = dict.fromkeys(f"« {texte} » ({doc}, ligne {ligne})" for doc, ligne, texte, _ in imprimes)
        suite = f" ; le rapport imprime {', '.join(rapports)}" if rapports else ""
        return f"{self.raison} (décision du {self.date:%d/%m/%Y}){suite}"

    def _find_plus_recent(self, figure: Decimal, imprimes: Iterable[_Imprime], lectures: Iterable[Lecture]) -> str:
        """A document newer than the decision that prints another figure."""
        dates = {(d.departement, d.document): d.date for lecture in lectures for d in lecture.documents}
        for document, ligne, texte, imprime in imprimes:
            if dates.get((self.departement, document), "") > self.date.isoformat() and imprime not in (None, figure):
                return (
                    f"un rapport plus récent imprime « {texte} » ({document}, ligne {ligne}) : à confirmer de nouveau"
                )
        return ""


class Chiffre(Confirme):
    """An amount; without ``libelle`` it is the whole action's. ``absent``: no report prints one."""

    etape: Etape
    source: Source
    libelle: str = ""
    montant: Decimal
    absent: bool = False

    @model_validator(mode="after")
    def _check_libelle(self) -> "Chiffre":
        if not self.action and not self.libelle:
            raise ValueError("sans « action », « libelle » doit donner l'objectif imprimé")
        return self

    @property
    def cle(self) -> tuple[object, ...]:
        return (self.departement, self.action, self.debut, self.fin, self.base, self.etape, self.source)

    def make_fait(self, nom: str, lectures: Sequence[Lecture]) -> Financement | None:
        faits = self._find_faits(lectures)
        if not faits and not (self.absent and self._knows_action(lectures)):
            return None
        libelles = list(dict.fromkeys(f.libelle for f in faits))
        return Financement(
            departement=self.departement, document=nom, ligne=str(self.ligne), niveau="action", etape=self.etape,
            action=self.action, source=self.source, debut=self.debut, fin=self.fin,
            base=self.base, montant=self.montant, certitude="sur", origine="decision",
            texte=self._write_texte(_list_montants(faits)),
            libelle=libelles[0] if libelles and (self.libelle or len(libelles) == 1) else self.libelle,
        )  # fmt: skip

    def judge(self, lectures: Sequence[Lecture], codes: Collection[str]) -> str:
        if self.departement not in codes:
            return ""
        faits = self._find_faits(lectures)
        if self.absent and faits:
            return (
                f"le chiffre dit absent est imprimé ({faits[0].document}, ligne {faits[0].ligne}) : à confirmer de "
                "nouveau, sans « absent »"
            )
        if not faits and not (self.absent and self._knows_action(lectures)):
            return (
                f"le chiffre confirmé ({self.departement}, action {self.action or '—'}, {self.etape}, {self.source}, "
                f"{self.debut}-{self.fin}) ne correspond à aucun montant lu et n'est pas utilisé : corrigez ou ôtez "
                "l'entrée"
            )
        return self._find_plus_recent(self.montant, _list_montants(faits), lectures)

    def _find_faits(self, lectures: Iterable[Lecture]) -> list[Financement]:
        """What it is said instead of: the action's amounts or words, or the parts of which nothing prints the whole."""
        libelle = normalize_libelle(self.libelle)
        siens = [
            f
            for lecture in lectures
            for f in lecture.financements
            if self._is_of(f)
            and (f.etape, f.source) == (self.etape, self.source)
            and (not libelle or normalize_libelle(f.libelle) == libelle)
        ]
        entiers = [f for f in siens if f.niveau == "action"]
        return entiers or [f for f in siens if f.niveau == "detail" and not libelle]

    def _knows_action(self, lectures: Iterable[Lecture]) -> bool:
        cle = (self.departement, self.action)
        return any(
            cle in {(a.departement, a.numero) for a in lecture.actions}
            or cle in {(f.departement, f.action) for f in lecture.financements}
            for lecture in lectures
        )


class Valeur(Confirme):
    """An indicator's value, in the unit of the report."""

    rubrique: str = ""
    libelle: str = Field(min_length=1)
    nature: Nature
    valeur: Decimal

    @property
    def cle(self) -> tuple[object, ...]:
        rubrique, libelle = normalize_libelle(self.rubrique), normalize_libelle(self.libelle)
        periode = (self.debut, self.fin, self.base)
        return (self.departement, self.action, *periode, self.nature, rubrique, libelle)

    def make_fait(self, nom: str, lectures: Sequence[Lecture]) -> Indicateur | None:
        faits = self._find_faits(lectures)
        if len({normalize_libelle(i.rubrique) for i in faits}) != 1:
            return None
        modele = max(faits, key=lambda i: (i.indicateur_national != "", i.unite != ""))
        return modele.model_copy(
            update={
                "document": nom, "ligne": str(self.ligne), "niveau": "action", "valeur": self.valeur,
                "statut": "chiffre", "certitude": "sur", "origine": "decision", "colonne": "", "periode_texte": "",
                "texte": self._write_texte(_list_valeurs(faits)),
            }
        )  # fmt: skip

    def judge(self, lectures: Sequence[Lecture], codes: Collection[str]) -> str:
        if self.departement not in codes:
            return ""
        faits = self._find_faits(lectures)
        if not faits:
            return (
                f"la valeur confirmée ({self.departement}, action {self.action or '—'}, « {self.libelle} », "
                f"{self.nature}, {self.debut}-{self.fin}) ne correspond à aucune valeur lue et n'est pas utilisée : "
                "corrigez ou ôtez l'entrée"
            )
        if len(rubriques := {normalize_libelle(i.rubrique): i.rubrique for i in faits}) > 1:
            noms = " ou ".join(f"« {r} »" for r in sorted(rubriques.values()))
            return f"« {self.libelle} » désigne plusieurs indicateurs, aucun n'est changé : ajoutez rubrique = {noms}"
        return self._find_plus_recent(self.valeur, _list_valeurs(faits), lectures)

    def _find_faits(self, lectures: Iterable[Lecture]) -> list[Indicateur]:
        rubrique, libelle = normalize_libelle(self.rubrique), normalize_libelle(self.libelle)
        return [
            i
            for lecture in lectures
            for i in lecture.indicateurs
            if self._is_of(i)
            and i.nature == self.nature
            and normalize_libelle(i.libelle) == libelle
            and rubrique in ("", normalize_libelle(i.rubrique))
        ]


def _list_montants(faits: Iterable[Financement]) -> list[_Imprime]:
    return [(f.document, f.ligne, f.texte, f.montant) for f in faits]


def _list_valeurs(faits: Iterable[Indicateur]) -> list[_Imprime]:
    return [(i.document, i.ligne, i.texte, i.valeur) for i in faits]
