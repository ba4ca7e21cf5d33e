"""What a plugin says of its département, as data: one TOML file, checked when it is loaded."""

from importlib.resources.abc import Traversable
from typing import Any, Literal

import tomli
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from cdppe.erreurs import ErreurPlugin, describe_faute
from cdppe.parsing.dispositions import Disposition
from cdppe.parsing.sections import PARESSEUX, Motif, MotifSur, TitreDeclare


class Identite(BaseModel):
    """Who the département is; ``contrat`` are the first and last year of its contract."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: str = Field(pattern=r"^(?:\d{2}|2[AB]|\d{3})$")
    nom: str
    contrat: tuple[int, int]
    reconnaissance: tuple[MotifSur, ...] = Field(min_length=1)
    """Patterns that all stand in every report of this département and together in no other's."""
    soi: tuple[str, ...] = ()
    """Names by which the reports call the département itself beside those of every département ("le PDC")."""
    editions: tuple[str, ...]
    """The figures-only reports that the plugin ships, as paths from the TOML's folder."""


class DocumentDeclare(BaseModel):
    """Where the report says its own title and date (``motif`` with a group ``date``, in French words or figures).

    The title is the whole line that ``titre`` matches, or its group ``titre`` where it has one.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    titre: Motif
    date: Motif

    @field_validator("date")
    @classmethod
    def _check_date(cls, motif: str) -> str:
        if "(?P<date>" not in motif:
            raise ValueError("l'expression doit nommer un groupe (?P<date>…)")
        return motif

    remarques: dict[str, Motif] = {}
    """Codes of what the report says about itself, with the pattern of the line that says it."""


class ActionDeclaree(BaseModel):
    """What data must add on one action, with the reason: its national objectives where the label leaves a choice."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    objectifs: tuple[int, ...]
    raison: str


class IndicateurDeclare(BaseModel):
    """Which printed labels are a national indicator, and whether they count the same.

    ``rubriques`` (normalised like labels) limit it to a table or a parent row where a label alone says too little,
    ``actions`` to the fiches of these numbers. ``ecart`` says what differs where the definition is only near;
    ``depuis`` is the first year that counts so.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    national: str
    libelles: tuple[str, ...] = Field(min_length=1)
    rubriques: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()
    definition: Literal["identique", "proche"]
    ecart: str = ""
    depuis: int | None = None

    @model_validator(mode="after")
    def _check_ecart(self) -> "IndicateurDeclare":
        if (self.definition == "proche") != bool(self.ecart):
            raise ValueError('« ecart » dit ce qui diffère : il accompagne definition = "proche", et elle seule')
        return self


class Departement(BaseModel):
    """One plugin's data. ``propre`` is free: what only this plugin's code reads."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    departement: Identite
    document: DocumentDeclare
    titres: tuple[TitreDeclare, ...] = ()
    tableaux: tuple[Disposition, ...] = ()
    actions: dict[str, ActionDeclaree] = {}
    indicateurs: tuple[IndicateurDeclare, ...] = ()
    numeros_propres: bool = False
    """True when the numbers printed before objective labels are the report's own list and contradict nothing."""
    propre: dict[str, Any] = {}

    slug: str = ""
    version: str = ""
    distribution: str = ""

    @property
    def code(self) -> str:
        return self.departement.code

    @property
    def nom(self) -> str:
        return self.departement.nom

    @property
    def contrat(self) -> tuple[int, int]:
        return self.departement.contrat

    def with_contrat(self, debut: int, fin: int) -> "Departement":
        """The same data for a report of another contract."""
        return self.model_copy(update={"departement": self.departement.model_copy(update={"contrat": (debut, fin)})})

    def disposition(self, nom: str) -> Disposition:
        return next(t for t in self.tableaux if t.nom == nom)


def load_departement(fichier: Traversable) -> Departement:
    """Read and check a plugin's TOML; its patterns are checked when they are used, or by ``check_motifs``.

    Raises ErreurPlugin naming the file, the entry and the fault.
    """
    try:
        donnees = tomli.loads(fichier.read_text(encoding="utf-8"))
        return Departement.model_validate(donnees, context={PARESSEUX: True})
    except (OSError, UnicodeDecodeError, tomli.TOMLDecodeError) as erreur:
        raise ErreurPlugin(f"{fichier.name} : fichier illisible ({erreur}).") from erreur
    except ValidationError as erreur:
        raise ErreurPlugin(f"{fichier.name} : {_join_fautes(erreur)}.") from erreur


def check_motifs(departement: Departement) -> None:
    """Compile every declared pattern. Raises ErreurPlugin naming those that are wrong."""
    try:
        Departement.model_validate(departement.model_dump())
    except ValidationError as erreur:
        raise ErreurPlugin(f"{_join_fautes(erreur)}.") from erreur


def _join_fautes(erreur: ValidationError) -> str:
    return "; ".join(f"« {'.'.join(map(str, f['loc']))} » {describe_faute(f)}" for f in erreur.errors()[:5])
