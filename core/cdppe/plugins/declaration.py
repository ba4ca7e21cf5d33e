"""What a plugin says of its département, as data: one TOML file, checked when it is loaded."""

import re
from importlib.resources.abc import Traversable
from typing import Any

import tomli
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from cdppe.erreurs import ErreurPlugin, describe_faute
from cdppe.parsing.dispositions import Disposition
from cdppe.parsing.sections import Motif, TitreDeclare


class Identite(BaseModel):
    """Who the département is; ``contrat`` are the first and last year of its contract."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: str = Field(pattern=r"^(?:\d{2}|2[AB]|\d{3})$")
    nom: str
    contrat: tuple[int, int]
    reconnaissance: tuple[Motif, ...] = Field(min_length=1)
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
        if "date" not in re.compile(motif).groupindex:
            raise ValueError("l'expression doit nommer un groupe (?P<date>…)")
        return motif

    remarques: dict[str, Motif] = {}
    """Codes of what the report says about itself, with the pattern of the line that says it."""


class ActionDeclaree(BaseModel):
    """What data must add on one action, with the reason: its national objectives where the label leaves a choice."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    objectifs: tuple[int, ...]
    raison: str


class Departement(BaseModel):
    """One plugin's data. ``propre`` is free: what only this plugin's code reads."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    departement: Identite
    document: DocumentDeclare
    titres: tuple[TitreDeclare, ...] = ()
    tableaux: tuple[Disposition, ...] = ()
    actions: dict[str, ActionDeclaree] = {}
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
    """Read and check a plugin's TOML.

    Raises ErreurPlugin naming the file, the entry and the fault.
    """
    try:
        return Departement.model_validate(tomli.loads(fichier.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomli.TOMLDecodeError) as erreur:
        raise ErreurPlugin(f"{fichier.name} : fichier illisible ({erreur}).") from erreur
    except ValidationError as erreur:
        fautes = "; ".join(f"« {'.'.join(map(str, f['loc']))} » {describe_faute(f)}" for f in erreur.errors()[:5])
        raise ErreurPlugin(f"{fichier.name} : {fautes}.") from erreur
