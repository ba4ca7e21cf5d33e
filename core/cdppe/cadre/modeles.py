"""What the national framework is made of, and what a yearly file may declare."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from cdppe.facts.modeles import Source

CodeEngagement = Literal["1", "2", "3", "4", "transverse"]
NatureObjectif = Literal["fondamental", "facultatif"]
Libelle = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Numero = Annotated[int, Field(ge=1, strict=True)]
Annee = Annotated[int, Field(ge=2020, le=2100, strict=True)]


class Declaration(BaseModel):
    """Anything written in a yearly file: an unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Entree(Declaration):
    """An entry of the framework; ``source`` says where the label was read, ``variantes`` how else it is printed."""

    libelle: Libelle
    source: Libelle
    variantes: tuple[Libelle, ...] = ()

    @property
    def libelles(self) -> tuple[str, ...]:
        """The label and its variants."""
        return (self.libelle, *self.variantes)


class Engagement(Entree):
    """One of the five chapters of the strategy."""

    code: CodeEngagement


class ObjectifDeclare(Entree):
    """A national objective as a yearly file adds it; ``jusqu_a`` is its last year, when it has one."""

    numero: Numero
    engagement: CodeEngagement
    nature: NatureObjectif
    jusqu_a: Annee | None = None


class Objectif(ObjectifDeclare):
    """A national objective, its first year and the text that created it."""

    depuis: Annee
    texte: Libelle


class Mesure(Entree):
    """A measure of the strategy, which covers one or more objectives."""

    engagement: CodeEngagement
    objectifs: Annotated[tuple[Numero, ...], Field(min_length=1)]


class SourceFinancement(Entree):
    """Who pays; ``code`` is the word of the facts."""

    code: Source


class Changement(Declaration):
    """What a yearly file changes in an objective of the years before; ``variantes`` are added."""

    numero: Numero
    source: Libelle
    libelle: Libelle | None = None
    engagement: CodeEngagement | None = None
    nature: NatureObjectif | None = None
    jusqu_a: Annee | None = None
    variantes: tuple[Libelle, ...] = ()


class Enveloppes(Declaration):
    """Words printed around a label; ``{n}`` stands for a number."""

    prefixes: tuple[Libelle, ...] = ()
    suffixes: tuple[Libelle, ...] = ()


class TexteAnnuel(Declaration):
    """The text a yearly file comes from."""

    annee: Annee
    texte: Libelle


class FichierAnnuel(TexteAnnuel):
    """One yearly file: what it adds, and what it changes in the years before."""

    engagements: tuple[Engagement, ...] = ()
    objectifs: tuple[ObjectifDeclare, ...] = ()
    mesures: tuple[Mesure, ...] = ()
    sources: tuple[SourceFinancement, ...] = ()
    changements: tuple[Changement, ...] = ()
    enveloppes: Enveloppes = Enveloppes()
