"""Run every control over every dossier and year; each says how it went, and one that crashes stops no other."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Literal

from cdppe.cadre import Cadre
from cdppe.controles.catalogue import list_controles
from cdppe.controles.releves import Signalement, merge_signalements
from cdppe.documents import Document
from cdppe.facts import Lecture, sort_key
from cdppe.plugins.campagne import Campagne
from cdppe.plugins.controle import Constat, Controle, Dossier, NonApplicable, Place
from cdppe.plugins.registre import Registre, describe_panne
from cdppe.suivi import Suivi, ignore_suivi

Etat = Literal["rien", "constats", "non_applicable", "panne"]
GRAVITES = ("bloquante", "majeure", "mineure", "information")


@dataclass(frozen=True, slots=True)
class Passage:
    """How one control went for one département and year; ``raison`` says why it could not, or how it crashed."""

    controle: Controle
    departement: str
    annee: int
    etat: Etat
    raison: str = ""
    signalements: tuple[Signalement, ...] = ()


@dataclass(frozen=True)
class Bilan:
    """Every passage, by département, year and control."""

    passages: tuple[Passage, ...]

    @property
    def signalements(self) -> tuple[Signalement, ...]:
        """All findings, the gravest first within a département and year."""
        tous = (s for p in self.passages for s in p.signalements)
        return tuple(sorted(tous, key=_sort_signalement))

    @property
    def comptes(self) -> dict[tuple[str, int], Counter[str]]:
        """For each département and year, how many controls ended each way: they add up to all controls."""
        comptes: dict[tuple[str, int], Counter[str]] = {}
        for p in self.passages:
            comptes.setdefault((p.departement, p.annee), Counter())[p.etat] += 1
        return comptes

    def of_annee(self, annee: int) -> "Bilan":
        """The same for one year."""
        return self.of_annees((annee,))

    def of_annees(self, annees: Collection[int]) -> "Bilan":
        """The same for some years."""
        return Bilan(tuple(p for p in self.passages if p.annee in annees))

    @property
    def pannes(self) -> tuple[Passage, ...]:
        """The controls that crashed."""
        return tuple(p for p in self.passages if p.etat == "panne")


def examine_campagne(
    campagne: Campagne,
    registre: Registre,
    cadre: Cadre,
    annees: Collection[int] | None = None,
    suivre: Suivi = ignore_suivi,
) -> Bilan:
    """All controls on all that was read, or on the findings of some years."""
    par_departement = list_controles(registre)
    passages: list[Passage] = []
    dossiers = list(make_dossiers(campagne, registre, cadre))
    for rang, dossier in enumerate(dossiers):
        suivre(f"Contrôles : {dossier.departement.nom}", rang, len(dossiers))
        passages += run_controles(par_departement[dossier.departement.code], [dossier], annees).passages
    return Bilan(tuple(passages))


def make_dossiers(campagne: Campagne, registre: Registre, cadre: Cadre) -> Iterator[Dossier]:
    """One dossier for each département that was read, by code."""
    lectures: dict[str, Lecture] = {}
    documents: dict[str, tuple[Document, ...]] = {}
    for lecture, document in zip(campagne.lectures, campagne.documents, strict=True):
        code = lecture.documents[0].departement
        lectures[code] = lectures.get(code, Lecture()) + lecture
        documents[code] = (*documents.get(code, ()), document)
    for code, lecture in sorted(lectures.items()):
        if plugin := registre.find_plugin(code):
            yield Dossier(plugin.departement, cadre, lecture, documents[code])


def run_controles(
    controles: Sequence[Controle], dossiers: Iterable[Dossier], annees: Collection[int] | None = None
) -> Bilan:
    """Run each control on each year of each dossier, or on those of ``annees``."""
    return Bilan(
        tuple(
            _run(controle, dossier, annee)
            for dossier in dossiers
            for annee in dossier.exercices
            if annees is None or annee in annees
            for controle in controles
        )
    )


def _run(controle: Controle, dossier: Dossier, annee: int) -> Passage:
    code = dossier.departement.code
    try:
        constats = tuple(controle.examine(dossier, annee))
        for constat in constats:
            _check_constat(constat)
    except NonApplicable as exc:
        return Passage(controle, code, annee, "non_applicable", str(exc))
    except (Exception, SystemExit) as exc:  # whatever a control does is its own failure
        return Passage(controle, code, annee, "panne", describe_panne(exc))
    signalements = merge_signalements(Signalement(controle, code, annee, constat) for constat in constats)
    return Passage(controle, code, annee, "constats" if constats else "rien", "", signalements)


def _check_constat(constat: object) -> None:
    """Raise TypeError, in French, for what a beginner's control may give in the stead of a finding."""
    if not isinstance(constat, Constat):
        raise TypeError(f"le contrôle rend {constat!r} au lieu d'un Constat")
    donnes: dict[str, object] = {f.name: getattr(constat, f.name) for f in fields(Constat)}
    places, termes = donnes.pop("places"), donnes.pop("termes")
    if not (isinstance(places, tuple) and places and all(isinstance(p, Place) for p in places)):
        raise TypeError("Constat : places doit être un tuple d'au moins une Place, comme (place,)")
    if not isinstance(termes, tuple):
        raise TypeError("Constat : termes doit être un tuple de textes")
    textes = (*donnes.values(), *termes, *(t for p in places for t in (p.document, p.ligne, p.texte)))
    if faux := [t for t in textes if not isinstance(t, str)]:
        raise TypeError(f"Constat : {faux[0]!r} n'est pas un texte ; les chiffres aussi s'y donnent en texte")
    if not constat.phrase:
        raise TypeError("Constat : la phrase est vide")


def _sort_signalement(s: Signalement) -> tuple[object, ...]:
    premiere = s.constat.places[0].ligne if s.constat.places else ""
    return (s.departement, s.annee, GRAVITES.index(s.gravite), s.controle.code, sort_key(premiere), s.constat.phrase)
