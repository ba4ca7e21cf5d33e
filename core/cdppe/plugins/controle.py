"""What a control is, what it looks at and what it finds; the national ones and the plugins' are written alike."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache, cached_property
from typing import Any, get_args

from cdppe.cadre import Cadre
from cdppe.documents import Document, Passage, Tableau
from cdppe.facts import Action, Financement, Indicateur, Lecture, sort_key
from cdppe.facts.libelles import normalize_libelle
from cdppe.facts.modeles import Gravite
from cdppe.plugins.declaration import Departement


class NonApplicable(Exception):
    """Raised by a control that has nothing to look at in this dossier and year; its text says why, in French."""


@dataclass(frozen=True)
class Place:
    """A line that takes part in a finding, and its source text."""

    document: str
    ligne: str
    texte: str = ""


@dataclass(frozen=True)
class Constat:
    """One finding. ``trouve``, ``attendu`` and ``difference`` are plain decimals where it is about figures.

    ``objet`` (étape and source, or the label) and ``periode`` say what it is about; with the figures they are what
    makes it the same finding from one reading to the next. ``termes`` are the parts that were added. ``phrase`` is
    one sentence that an agent of the département understands; ``question`` what is asked of them, if anything is.
    """

    places: tuple[Place, ...]
    phrase: str
    action: str = ""
    objet: str = ""
    periode: str = ""
    trouve: str = ""
    attendu: str = ""
    difference: str = ""
    termes: tuple[str, ...] = ()
    question: str = ""


@dataclass(frozen=True)
class Page:
    """The text of a document as one string, a line for each of its passages, so that one search reads it whole."""

    document: str
    texte: str
    debuts: tuple[int, ...]
    passages: tuple[Passage, ...]

    def place(self, debut: int, fin: int = 0) -> Place:
        """Where the characters from ``debut`` on stand."""
        rang = bisect_right(self.debuts, debut) - 1
        passage, base = self.passages[rang], self.debuts[rang]
        return Place(self.document, passage.lieu(debut - base), passage.extrait(debut - base, (fin or debut) - base))

    def place_ligne(self, ligne: str) -> Place:
        """A line and the passages that stand on it."""
        textes = [p.extrait() for p in self._par_ligne.get(ligne, ())]
        return Place(self.document, ligne, " | ".join(textes)[:300])

    @cached_property
    def _par_ligne(self) -> dict[str, list[Passage]]:
        lignes: dict[str, list[Passage]] = defaultdict(list)
        for passage in filter(None, self.passages):
            lignes[passage.lieu()].append(passage)
        return lignes


def _make_page(document: Document) -> Page:
    passages: list[Passage] = []
    for bloc in document.blocs:
        if isinstance(bloc, Tableau):
            passages += (c for r in bloc.rangees for c in r.cellules)
        else:
            passages.append(bloc.passage)
    debuts, position = [], 0
    for passage in passages:
        debuts.append(position)
        position += len(passage.texte) + 1
    return Page(document.nom, "\n".join(p.texte for p in passages), tuple(debuts), tuple(passages))


@dataclass(frozen=True)
class Dossier:
    """All that was read of one département, whatever the number of its documents."""

    departement: Departement
    cadre: Cadre
    lecture: Lecture
    documents: tuple[Document, ...] = ()
    memoire: dict[object, Any] = field(default_factory=dict, compare=False, repr=False)
    """What several controls compute alike, under a key of theirs."""

    @cached_property
    def exercices(self) -> tuple[int, ...]:
        """The years that the documents cover."""
        annees = {int(a) for d in self.lecture.documents for a in d.exercices.split(";") if a}
        return tuple(sorted(annees))

    @cached_property
    def pages(self) -> tuple[Page, ...]:
        """The text of each document."""
        return tuple(_make_page(d) for d in self.documents)

    @cached_property
    def montants(self) -> tuple[Financement, ...]:
        """The amounts that are figures, in the order of the documents."""
        return tuple(f for f in self.lecture.financements if f.montant is not None)

    @cached_property
    def par_action(self) -> dict[str, tuple[Financement, ...]]:
        """The amounts of each action, wider ones left out."""
        groupes: dict[str, list[Financement]] = defaultdict(list)
        for f in self.montants:
            if f.perimetre == "action" and f.niveau in ("action", "detail"):
                groupes[f.action].append(f)
        return {action: tuple(faits) for action, faits in sorted(groupes.items(), key=lambda c: sort_key(c[0]))}

    @cached_property
    def par_indicateur(self) -> dict[tuple[str, str, str], tuple[Indicateur, ...]]:
        """The values of each indicator: by action, rubric and label, normalised."""
        groupes: dict[tuple[str, str, str], list[Indicateur]] = defaultdict(list)
        for i in self.lecture.indicateurs:
            groupes[i.action, normalize_libelle(i.rubrique), normalize_libelle(i.libelle)].append(i)
        return {cle: tuple(faits) for cle, faits in groupes.items()}

    @cached_property
    def actions(self) -> dict[str, Action]:
        """Each action by its number; of several descriptions the first."""
        actions: dict[str, Action] = {}
        for action in self.lecture.actions:
            actions.setdefault(action.numero, action)
        return actions


Examen = Callable[[Dossier, int], Iterable[Constat]]


@dataclass(frozen=True)
class Controle:
    """A control: ``examine`` looks at a dossier and a year, and yields what it finds; it raises NonApplicable.

    A finding belongs to the year in which its period ends, so that it comes once. ``tolerance`` and ``manquants`` say,
    in French, what difference is let pass and what becomes of missing values; ``source`` where the rule comes from.
    ``consequences`` are the codes of the controls that the same error sets off.
    """

    code: str
    titre: str
    explication: str
    gravite: Gravite
    tolerance: str
    manquants: str
    source: str
    examine: Examen
    consequences: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.gravite not in get_args(Gravite):
            raise ValueError(
                f"contrôle {self.code} : gravité « {self.gravite} » inconnue ({', '.join(get_args(Gravite))})"
            )


def place_of(fait: Financement | Indicateur | Action) -> Place:
    """Where a fact stands."""
    texte = fait.intitule if isinstance(fait, Action) else fait.texte
    return Place(fait.document, fait.ligne, texte)


def compute_tolerance(montants: Iterable[Decimal]) -> Decimal:
    """Half a unit of the last printed place for each figure that was added: what rounding alone may make differ.

    Amounts printed in whole euros are rounded to the euro, those with cents to the cent; a stated zero hides nothing.
    """
    return sum((_halve_unite(int(m.as_tuple().exponent)) for m in montants if m), Decimal(0))


@cache
def _halve_unite(exposant: int) -> Decimal:
    return Decimal(1).scaleb(min(exposant, 0)) / 2
