"""What this plugin's TOML says for its own code: the rubrics of a sheet, the names of the sources, words of status."""

import re
from dataclasses import dataclass
from typing import get_args

from cdppe.api import Departement, ErreurPlugin, Source, StatutAction


@dataclass(frozen=True)
class Statut:
    """Words that open a rubric and say what became of the action."""

    rubrique: str
    statut: StatutAction
    motif: re.Pattern[str]


@dataclass(frozen=True)
class Propre:
    """The table ``[propre]`` of the TOML, its patterns compiled."""

    rubriques: tuple[tuple[str, re.Pattern[str]], ...]
    sources: tuple[tuple[Source, re.Pattern[str]], ...]
    statuts: tuple[Statut, ...]

    def find_rubrique(self, libelle: str) -> str:
        """The key of the rubric that a label opens, empty for none."""
        nu = libelle.strip(" *-–•")
        return next((cle for cle, motif in self.rubriques if motif.match(nu)), "")

    def find_source(self, mots: str) -> Source | None:
        """The source that these words are the name of."""
        return next((source for source, motif in self.sources if motif.fullmatch(mots.strip())), None)


def _compile(motif: object) -> re.Pattern[str]:
    return re.compile(str(motif), re.IGNORECASE)


def load_propre(departement: Departement) -> Propre:
    """The plugin's own data. Raises ErreurPlugin for a source or a status that the facts do not know."""
    propre = departement.propre
    sources = {nom: _compile(motif) for nom, motif in propre["sources"].items()}
    connues: tuple[Source, ...] = get_args(Source)
    statuts: tuple[StatutAction, ...] = get_args(StatutAction)
    inconnus = sorted({*sources} - {*connues}) + sorted({s["statut"] for s in propre["statuts"]} - {*statuts})
    if inconnus:
        raise ErreurPlugin(f"{departement.nom} : mots inconnus dans [propre] : {', '.join(inconnus)}.")
    return Propre(
        tuple((cle, _compile(motif)) for cle, motif in propre["rubriques"].items()),
        tuple((source, sources[source]) for source in connues if source in sources),
        tuple(
            Statut(s["rubrique"], statut, _compile(s["motif"]))
            for s in propre["statuts"]
            for statut in statuts
            if statut == s["statut"]
        ),
    )
