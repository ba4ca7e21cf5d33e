"""What the national framework is made of, and what a yearly file may declare."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from cdppe.facts.modeles import Source

CodeEngagement = Literal["1", "2", "3", "4", "transverse"]
NatureObjectif = Literal["fondamental", "facultatif"]
BaseIndicateur = Literal["civile", "scolaire", "date"]
Addition = Literal["somme", "etat", "taux"]
Libelle = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
CodeIndicateur = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
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


class IndicateurNationalDeclare(Entree):
    """A national indicator as a yearly file adds it: one that every département can give alike.

    ``unite`` is what it counts; ``addition`` says what a sum over départements or years means: ``somme`` (what is
    counted adds up over both), ``etat`` (a state: over départements, never over years), ``taux`` (a rate, a mean, a
    median: never). ``objectif`` is the national objective that it measures, ``source`` the text that says so;
    ``base`` says whether it is counted over civil years, over school years or at a date; ``jusqu_a`` is its last year,
    when it has one.
    """

    code: CodeIndicateur
    definition: Libelle
    unite: Libelle
    objectif: Numero
    addition: Addition
    base: BaseIndicateur = "civile"
    au_plus: tuple[CodeIndicateur, ...] = ()
    """The indicators that this one never exceeds, by their definitions: a part, or persons counted by their acts."""
    jusqu_a: Annee | None = None


class IndicateurNational(IndicateurNationalDeclare):
    """A national indicator and its first year."""

    depuis: Annee


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


class ChangementIndicateur(Declaration):
    """What a yearly file changes in a national indicator of the years before; ``variantes`` are added."""

    code: CodeIndicateur
    source: Libelle
    libelle: Libelle | None = None
    definition: Libelle | None = None
    unite: Libelle | None = None
    objectif: Numero | None = None
    addition: Addition | None = None
    base: BaseIndicateur | None = None
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
    indicateurs: tuple[IndicateurNationalDeclare, ...] = ()
    changements: tuple[Changement, ...] = ()
    changements_indicateurs: tuple[ChangementIndicateur, ...] = ()
    enveloppes: Enveloppes = Enveloppes()
