"""What this plugin's TOML says for its own code: rubrics, sources, words of status, of indicators, of other figures."""

import re
from dataclasses import dataclass, field
from typing import Any, get_args

from cdppe.api import Departement, ErreurPlugin, Nature, Raison, Source, StatutAction
from cdppe_seine_et_marne.phrases import Regle

RAISONS: tuple[Raison, ...] = get_args(Raison)


@dataclass(frozen=True)
class Statut:
    """Words that open a rubric and say what became of the action."""

    rubrique: str
    statut: StatutAction
    motif: re.Pattern[str]


@dataclass(frozen=True)
class Motif:
    """Words right before and right after a figure which say what it is (``[[propre.raisons]]``)."""

    raison: Raison
    avant: re.Pattern[str]
    apres: re.Pattern[str]


@dataclass(frozen=True)
class Propre:
    """The table ``[propre]`` of the TOML, its patterns compiled."""

    rubriques: tuple[tuple[str, re.Pattern[str]], ...]
    sources: tuple[tuple[Source, re.Pattern[str]], ...]
    statuts: tuple[Statut, ...]
    regles: tuple[Regle, ...] = ()
    """Which figures of the sheets' words are values of indicators."""
    raisons: tuple[Motif, ...] = ()
    """Which words beside a figure of a money cell say why it is no amount."""
    recits: dict[str, Raison] = field(default_factory=dict)
    """Why the other figures of a rubric that tells are no facts."""

    def raison_rubrique(self, cle: str) -> Raison:
        """The reason of the figures that a rubric only tells; a rubric that is not known is not understood."""
        return self.recits.get(cle, "non_compris")

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
    natures: tuple[Nature, ...] = get_args(Nature)
    inconnus = sorted({*sources} - {*connues}) + sorted({s["statut"] for s in propre["statuts"]} - {*statuts})
    inconnus += sorted({r["nature"] for r in propre["indicateurs"]} - {*natures})
    inconnus += sorted({*propre["recits"].values(), *(r["raison"] for r in propre["raisons"])} - {*RAISONS})
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
        tuple(_build_regle(r) for r in propre["indicateurs"]),
        tuple(
            Motif(raison, _compile(r.get("avant", "")), _compile(r.get("apres", "")))
            for r in propre["raisons"]
            for raison in RAISONS
            if raison == r["raison"]
        ),
        {cle: raison for cle, r in propre["recits"].items() for raison in RAISONS if raison == r},
    )


def _build_regle(declaree: dict[str, Any]) -> Regle:
    motifs = {cle: _compile(declaree[cle]) for cle in ("annonce", "sauf", "coupe", "ligne") if cle in declaree}
    unites = _compile(declaree.get("unites", r"(?!)"))
    avant = bool(declaree.get("avant_contrat"))
    return Regle(frozenset(declaree["rubriques"]), declaree["nature"], unites, avant=avant, **motifs)
