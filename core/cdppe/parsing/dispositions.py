"""Layouts: what a plugin declares of a table, to be proven on each document before any cell is read.

Which columns a table has, under which headers, and what proves that they mean what the plugin says.
"""

import re
from functools import cached_property
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from cdppe.facts.libelles import normalize_libelle
from cdppe.facts.modeles import Base, Etape, Nature, Source
from cdppe.parsing.sections import Motif

_VARIABLE = re.compile(r"\{(annee\d?|montant)\}")


def compile_entete(entete: str) -> re.Pattern[str]:
    """The declared header as a pattern on normalised text.

    ``{annee}`` (``{annee2}``…) stands for four digits, ``{montant}`` for an amount that the header itself prints.
    """
    motif = ""
    for rang, part in enumerate(_VARIABLE.split(entete)):
        if part == "montant" and rang % 2:
            motif += r" ?\d[\d ]*(?: €)? ?"
        elif rang % 2:
            motif += rf" ?(?P<{part}>(?:19|20)\d\d) ?"
        else:
            motif += re.escape(normalize_libelle(part))
    return re.compile(motif.removeprefix(" ?").removesuffix(" ?").strip() + "$")


class Colonne(BaseModel):
    """One column of a layout.

    ``entetes`` are the headers it may bear (the lowest level, or the whole path with `` / `` between levels).
    ``contenu`` and ``motif`` say what its cells look like: this is what proves the column.
    A column with an ``etape`` is a money column, one with a ``nature`` holds the values of indicators, never both;
    ``periode`` names its period when neither header nor row does.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    cle: str
    entetes: Annotated[tuple[str, ...], Field(min_length=1)]
    contenu: Literal["montant", "texte", "numero", "libre"] = "libre"
    motif: Motif | None = None
    obligatoire: bool = True
    multiple: bool = False
    etape: Etape | None = None
    source: Source | None = None
    nature: Nature | None = None
    unite: str = ""
    base: Base | None = None
    periode: str = ""
    interprete: bool = False
    perimetre: Literal["action", "plus_large"] = "action"

    @model_validator(mode="after")
    def _check_nature(self) -> "Colonne":
        if self.nature and self.etape:
            raise ValueError("une colonne est d'argent (etape) ou d'indicateurs (nature), pas les deux")
        return self

    @property
    def nom(self) -> str:
        """The first header as a reader is told of it: any year, any amount."""
        return _VARIABLE.sub(lambda v: "‹montant›" if "montant" in v[0] else "‹année›", self.entetes[0])

    @cached_property
    def entetes_fixes(self) -> frozenset[str]:
        """The headers with nothing variable, normalised."""
        return frozenset(normalize_libelle(e) for e in self.entetes if not _VARIABLE.search(e))

    @cached_property
    def motifs_entete(self) -> tuple[re.Pattern[str], ...]:
        """The headers with a year or an amount in them."""
        return tuple(compile_entete(e) for e in self.entetes if _VARIABLE.search(e))


class Preuve(BaseModel):
    """A sum that the rows show: ``total`` = sum of ``parts``, on at least ``part_min`` of the rows that can tell."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    total: str
    parts: tuple[str, ...]
    part_min: float = 0.6


class Disposition(BaseModel):
    """A table that the plugin knows: its columns, and what proves them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    nom: str
    colonnes: tuple[Colonne, ...]
    preuves: tuple[Preuve, ...] = ()

    @model_validator(mode="after")
    def _check_entetes(self) -> "Disposition":
        for entete in (e for c in self.colonnes for e in c.entetes):
            variables = [v for v in _VARIABLE.findall(entete) if v != "montant"]
            if len(variables) != len(set(variables)):
                raise ValueError(f"l'en-tête « {entete} » nomme deux fois la même variable")
        return self

    @model_validator(mode="after")
    def _check_cles(self) -> "Disposition":
        cles = [c.cle for c in self.colonnes]
        doubles = sorted({c for c in cles if cles.count(c) > 1})
        inconnues = sorted({c for p in self.preuves for c in (p.total, *p.parts)} - set(cles))
        if doubles or inconnues:
            raise ValueError(f"tableau {self.nom} : clés en double {doubles}, clés inconnues des preuves {inconnues}")
        return self

    def can_prove(self, cle: str) -> bool:
        """True when the layout says how this column's cells look, or how they add up."""
        colonne = self.colonne(cle)
        en_preuve = any(cle in (p.total, *p.parts) for p in self.preuves)
        return colonne.contenu != "libre" or colonne.motif is not None or en_preuve

    def colonne(self, cle: str) -> Colonne:
        return next(c for c in self.colonnes if c.cle == cle)
