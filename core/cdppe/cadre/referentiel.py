"""The framework of one year, and which national objective a printed label means.

Only an equal label decides, after normalisation; whatever merely resembles one is a proposal to a human reader.
"""

import difflib
import re
from collections.abc import Container, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, TypeVar

from cdppe.cadre.modeles import (
    Engagement,
    Entree,
    Enveloppes,
    IndicateurNational,
    Mesure,
    Objectif,
    SourceFinancement,
    TexteAnnuel,
)
from cdppe.facts.libelles import normalize_libelle

_PROCHES_MAX = 3
_RESSEMBLANCE = 0.75
_JAMAIS = r"(?!)"

E = TypeVar("E", bound=Entree)


@dataclass(frozen=True, slots=True)
class Correspondance:
    """What a printed objective means.

    ``par`` says what decided: the label, a measure's label with the printed number, the number alone (no label is
    printed) or nothing. ``contradiction``: the label excludes the printed number. ``mesure``: the measure whose
    label it is.
    """

    objectifs: tuple[int, ...] = ()
    par: Literal["libelle", "mesure", "numero", ""] = ""
    contradiction: bool = False
    mesure: str = ""


@dataclass(frozen=True)  # no slots: the indexes are cached on first use
class Cadre:
    """The framework in force in ``annee``; ``textes`` are the yearly texts that made it, oldest first.

    ``indicateurs_finis`` are those of former years: an older report still gives them.
    """

    annee: int
    textes: tuple[TexteAnnuel, ...]
    engagements: tuple[Engagement, ...]
    objectifs: tuple[Objectif, ...]
    mesures: tuple[Mesure, ...]
    sources: tuple[SourceFinancement, ...]
    indicateurs: tuple[IndicateurNational, ...]
    indicateurs_finis: tuple[IndicateurNational, ...]
    enveloppes: Enveloppes

    def get_objectif(self, numero: int | None) -> Objectif | None:
        """Return the objective of that number, if this year has one."""
        return next((objectif for objectif in self.objectifs if objectif.numero == numero), None)

    def get_indicateur(self, code: str) -> IndicateurNational | None:
        """Return the national indicator of that code, in force this year or of a former one."""
        connus = (*self.indicateurs, *self.indicateurs_finis)
        return next((indicateur for indicateur in connus if indicateur.code == code), None)

    def match_objectif(self, libelle: str, numero_imprime: int | None = None) -> Correspondance:
        """Return what a printed label and the number the document calls an objective's mean together.

        An objective's label decides, whatever the number. A measure's leaves the choice to the number when that
        belongs to it. A number decides alone only where no label is printed.
        """
        cle = self._strip_enveloppes(libelle, self._par_objectif.keys() | self._par_mesure.keys())
        if not cle:
            seul = self.get_objectif(numero_imprime)
            return Correspondance((seul.numero,), "numero") if seul else Correspondance()
        if objectif := self._par_objectif.get(cle):
            contredit = numero_imprime is not None and numero_imprime != objectif.numero
            return Correspondance((objectif.numero,), "libelle", contredit)
        if mesure := self._par_mesure.get(cle):
            if numero_imprime is not None and numero_imprime in mesure.objectifs:
                return Correspondance((numero_imprime,), "mesure", mesure=mesure.libelle)
            return Correspondance((), "", numero_imprime is not None, mesure.libelle)
        return Correspondance()

    def find_proches(self, libelle: str, numero_imprime: int | None = None) -> tuple[tuple[int, str], ...]:
        """Return number and label of the objectives to propose to a human reader for a label that decides nothing."""
        cle = self._strip_enveloppes(libelle, self._par_objectif.keys() | self._par_mesure.keys())
        if mesure := self._par_mesure.get(cle):
            return tuple((o.numero, o.libelle) for o in self.objectifs if o.numero in mesure.objectifs)
        if not cle:
            return ()
        connus = sorted(self._par_objectif)
        coupes = [c for c in connus if c.startswith(cle) or cle.startswith(c)]
        semblables = difflib.get_close_matches(cle, connus, 2 * _PROCHES_MAX, _RESSEMBLANCE)
        numeros = dict.fromkeys(self._par_objectif[c].numero for c in coupes + semblables)
        retenus = list(numeros)[:_PROCHES_MAX]
        if numero_imprime is not None and numero_imprime not in retenus:
            retenus.append(numero_imprime)
        return tuple((o.numero, o.libelle) for n in retenus if (o := self.get_objectif(n)))

    def find_objectifs(self, texte: str) -> tuple[int, ...]:
        """Return the numbers of all the objectives whose whole label stands in the text, as in a merged cell.

        Words between the labels are no obstacle: ask it of cells that hold objectives, not of prose.
        """
        reste = f" {normalize_libelle(texte)} "
        numeros = set()
        for cle in sorted(self._par_objectif, key=len, reverse=True):  # a label may be the beginning of a longer one
            if f" {cle} " in reste:
                numeros.add(self._par_objectif[cle].numero)
                reste = reste.replace(f" {cle} ", "  ")
        return tuple(sorted(numeros))

    def match_engagement(self, libelle: str) -> Engagement | None:
        """Return the engagement a heading names, by its label."""
        return self._par_engagement.get(self._strip_enveloppes(libelle, self._par_engagement))

    def match_source(self, libelle: str) -> SourceFinancement | None:
        """Return the funding source a label names."""
        return self._par_source.get(normalize_libelle(libelle))

    def _strip_enveloppes(self, libelle: str, connus: Container[str]) -> str:
        """The normalised label without the words printed around it, unless it is known with them."""
        cle = normalize_libelle(libelle)
        if cle in connus:
            return cle
        debut = self._prefixe.match(cle)
        return self._suffixe.sub("", cle[debut.end() :] if debut else cle)

    @cached_property
    def _par_objectif(self) -> dict[str, Objectif]:
        return _index(self.objectifs)

    @cached_property
    def _par_mesure(self) -> dict[str, Mesure]:
        return _index(self.mesures)

    @cached_property
    def _par_engagement(self) -> dict[str, Engagement]:
        return _index(self.engagements)

    @cached_property
    def _par_source(self) -> dict[str, SourceFinancement]:
        return _index(self.sources)

    @cached_property
    def _prefixe(self) -> re.Pattern[str]:
        return re.compile(rf"(?:(?:{_any_of(map(_motif, self.enveloppes.prefixes))})(?: |$))+")

    @cached_property
    def _suffixe(self) -> re.Pattern[str]:
        return re.compile(rf"(?:(?:^| )(?:{_any_of(map(_motif, self.enveloppes.suffixes))}))+$")


def _index(entrees: Iterable[E]) -> dict[str, E]:
    return {normalize_libelle(libelle): entree for entree in entrees for libelle in entree.libelles}


def _motif(enveloppe: str) -> str:
    """The expression of words around a label, over normalised text."""
    return " ".join(r"\d+" if mot == "{n}" else re.escape(normalize_libelle(mot)) for mot in enveloppe.split())


def _any_of(motifs: Iterable[str]) -> str:
    """One of the expressions, the longest that fits."""
    return "|".join(sorted(motifs, key=lambda motif: (-len(motif), motif))) or _JAMAIS
