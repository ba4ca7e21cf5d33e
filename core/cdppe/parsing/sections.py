"""The parts of a report, by the headings that its plugin declares."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationInfo

from cdppe.documents import VIDE, Bloc, Document, Passage, Tableau

PARESSEUX = "paresseux"
"""With this in the validation context, patterns are compiled only when they are used: most runs use one plugin's."""


def _check_motif(motif: str, info: ValidationInfo) -> str:
    return motif if info.context and PARESSEUX in info.context else _compile(motif)


def _compile(motif: str) -> str:
    try:
        re.compile(motif, re.IGNORECASE)  # as it will be used: the engine then has it ready
    except re.error as erreur:
        raise ValueError(f"l'expression régulière « {motif} » est fausse ({erreur})") from erreur
    return motif


Motif = Annotated[str, AfterValidator(_check_motif)]
MotifSur = Annotated[str, AfterValidator(_compile)]
"""A pattern that is checked whatever the context: every plugin's is used in every run."""


class TitreDeclare(BaseModel):
    """A heading that the plugin knows: ``motif`` must match the whole line, its named groups are what the heading says.

    ``niveau`` 1 holds 2, 2 holds 3…; ``sauf`` rules lines out (a table of contents).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    cle: str
    niveau: int
    motif: Motif
    sauf: Motif | None = None

    @cached_property
    def expression(self) -> re.Pattern[str]:
        """``motif``, compiled: every line of a report is tried against every heading."""
        return re.compile(self.motif, re.IGNORECASE)


@dataclass(frozen=True)
class Section:
    """A heading and the blocks under it, up to the next declared heading.

    ``contexte`` holds the headings it stands under, by key, itself included; the first section of a document has
    an empty key and no heading.
    """

    cle: str
    titre: Passage
    groupes: Mapping[str, str]
    blocs: tuple[Bloc, ...]
    contexte: Mapping[str, "Section"] = field(default_factory=dict, repr=False)

    @property
    def tableaux(self) -> tuple[Tableau, ...]:
        return tuple(b for b in self.blocs if isinstance(b, Tableau))

    @property
    def textes(self) -> tuple[Passage, ...]:
        """The passages of headings and paragraphs under the heading, tables left out."""
        return tuple(b.passage for b in self.blocs if not isinstance(b, Tableau))


def _match_titre(texte: str, titres: tuple[TitreDeclare, ...]) -> tuple[TitreDeclare, dict[str, str]] | None:
    nu = texte.lstrip("#").replace("**", "").strip().strip("*").strip()
    for titre in titres:
        motif = titre.expression.fullmatch(nu)
        if motif and not (titre.sauf and re.search(titre.sauf, nu, re.IGNORECASE)):
            return titre, {cle: valeur or "" for cle, valeur in motif.groupdict().items()}
    return None


def _split_titres(
    blocs: Iterable[Bloc], titres: tuple[TitreDeclare, ...]
) -> Iterator[tuple[Bloc, Passage, tuple[TitreDeclare, dict[str, str]] | None]]:
    """Each block with the heading it is, if any: a line, or a table's row of which only the first cell is filled."""
    for bloc in blocs:
        if not isinstance(bloc, Tableau):
            yield bloc, bloc.passage, _match_titre(bloc.passage.texte, titres)
            continue
        debut = 0
        for rang, rangee in enumerate(bloc.rangees):
            premiere = rangee.cellules[0]
            if premiere and not any(rangee.cellules[1:]) and (trouve := _match_titre(premiere.texte, titres)):
                if rang > debut:
                    yield Tableau(bloc.rangees[debut:rang]), VIDE, None
                yield Tableau((rangee,)), premiere, trouve
                debut = rang + 1
        if debut < len(bloc.rangees):
            yield (Tableau(bloc.rangees[debut:], bloc.restes) if debut else bloc), VIDE, None


def split_sections(document: Document, titres: tuple[TitreDeclare, ...]) -> tuple[Section, ...]:
    """The document's sections in order; a heading closes those of its level and below."""
    sections: list[Section] = []
    ouvertes: dict[str, tuple[int, Section]] = {}
    courante = Section("", Passage("", ((0, "1"),)), {}, ())
    blocs: list[Bloc] = []
    for bloc, passage, trouve in _split_titres(document.blocs, titres):
        if not trouve:
            blocs.append(bloc)
            continue
        if courante.cle or blocs:
            sections.append(replace(courante, blocs=tuple(blocs)))
        blocs = []
        titre, groupes = trouve
        ouvertes = {cle: (n, s) for cle, (n, s) in ouvertes.items() if n < titre.niveau}
        ouvertes[titre.cle] = (titre.niveau, Section(titre.cle, passage, groupes, ()))
        courante = replace(ouvertes[titre.cle][1], contexte={cle: s for cle, (_, s) in ouvertes.items()})
    if courante.cle or blocs:
        sections.append(replace(courante, blocs=tuple(blocs)))
    return tuple(sections)
