"""The words that decide in prose, as the plugin's TOML declares them (tables ``propre.*``)."""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from cdppe.api import Certitude, Departement, Etape, Raison, Source, StatutAction, normalize_libelle

_MONTANT = {"{m}": "⟦(?P<m>\\d+)⟧", "{x}": "⟦(?P<x>\\d+)⟧"}


def compile_motif(motif: str) -> re.Pattern[str]:
    """The declared pattern on a line whose amounts are marks ``⟦0⟧``, ``⟦1⟧``…; apostrophes and case do not count."""
    for marque, expression in _MONTANT.items():
        motif = motif.replace(marque, expression)
    return re.compile(motif.replace("'", "['’]"), re.IGNORECASE)


@dataclass(frozen=True)
class Statut:
    """What words say of an action's progress; ``annee`` says which year when they do not name it."""

    motif: re.Pattern[str]
    statut: StatutAction
    annee: str = ""


@dataclass(frozen=True)
class Rubrique:
    """A line that says what the following ones speak of; one with a ``zone`` forgets what was said before it."""

    motif: re.Pattern[str]
    zone: str = ""
    etape: Etape | None = None
    doute: bool = False
    dans: tuple[str, ...] = ()


@dataclass(frozen=True)
class Etiquette:
    """The head of a line "Financement X 2021 : …", whose ``reste`` is read as a money cell."""

    motif: re.Pattern[str]
    raison: Raison | None = None
    doute: bool = False
    interprete: bool = False


@dataclass(frozen=True)
class Phrase:
    """A turn of phrase that settles one amount.

    ``etape``, ``source``, ``niveau``, ``annee`` and ``action`` name a value, or where it is found: ``rubrique`` (what
    was said before), ``motif`` (a group of the pattern), ``ligne`` (the only one the line names), ``libelle`` (the
    action whose objective the line names), ``fonds`` (where the tables print the same amount), ``fonds_action`` (the
    fund under which the tables print the action), ``exercice`` (spent up to the year reported on, planned after it),
    ``liste`` (as the sentence that opened the list). ``ouvre`` says what holds for the lines below. With a ``raison``
    the amount is listed, not read.
    """

    motif: re.Pattern[str]
    zones: tuple[str, ...]
    etape: str = ""
    source: str = "non_ventile"
    niveau: str = "action"
    certitude: Certitude = "interprete"
    annee: str = "motif"
    action: str = "motif"
    ouvre: str = ""
    raison: Raison | None = None


class Regles:
    """All the declared rules of one département's TOML."""

    def __init__(self, departement: Departement) -> None:
        self.propre = departement.propre
        self.statuts = tuple(Statut(**_compile(d)) for d in self.propre["statuts"])
        self.rubriques = tuple(Rubrique(**_compile(d)) for d in self.propre["rubriques"])
        self.etiquettes = tuple(Etiquette(**_compile(d)) for d in self.propre["etiquettes"])
        self.phrases = tuple(Phrase(**_compile(d)) for d in self.propre["phrases"])

    @cached_property
    def _sources(self) -> dict[str, Source]:
        return {normalize_libelle(mots): source for mots, source in self.propre["sources"].items()}

    def find_source(self, mots: str) -> Source | None:
        """The source that those words name."""
        return self._sources.get(normalize_libelle(mots))

    @cached_property
    def _total(self) -> re.Pattern[str]:
        mots = sorted(map(normalize_libelle, self.propre["totaux"]), key=len, reverse=True)
        return re.compile(rf"(?:{'|'.join(mots)})\b")

    def find_zone(self, ligne: str) -> str:
        """The part of a sheet that the line heads, "" when it is no heading."""
        texte = " ".join(ligne.replace("*", " ").split())
        return next((r.zone for r in self.rubriques if r.zone and r.motif.search(texte)), "")

    def is_total(self, libelle: str) -> bool:
        """Whether a row's label begins as that of a total."""
        return bool(self._total.match(normalize_libelle(libelle)))

    def find_fonds(self, ligne: str) -> Source | None:
        """The one fund of the State that a whole line names."""
        texte = f" {normalize_libelle(ligne)} "
        mots = [normalize_libelle(m) for m in self.propre["fonds"]]
        trouves = {self._sources[m] for m in mots if f" {m} " in texte}
        return trouves.pop() if len(trouves) == 1 else None

    def nom(self, source: Source) -> str:
        """The name under which an amount of a whole source is filed."""
        return str(self.propre["noms"].get(source, ""))


def _compile(declare: dict[str, Any]) -> dict[str, Any]:
    tuples = {cle: tuple(valeur) for cle, valeur in declare.items() if isinstance(valeur, list)}
    return {**declare, **tuples, "motif": compile_motif(declare["motif"])}
