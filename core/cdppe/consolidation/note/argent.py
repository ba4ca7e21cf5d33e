"""The amounts of the note: those of the year, or cumulated where the synthesis is of several years."""

import re
from dataclasses import dataclass
from decimal import Decimal

from cdppe.consolidation.consultation import Consultation, Rangee
from cdppe.consolidation.mots import ETAPES, ETAT_ASSURANCE_MALADIE, SOURCES, TOUTES_SOURCES
from cdppe.consolidation.tables.cumul import ENSEMBLE
from cdppe.controles.mots import format_euros

_CUMUL = "Cumul"
_LIGNES = (SOURCES[ETAT_ASSURANCE_MALADIE], SOURCES[TOUTES_SOURCES])
_ETAT = " (État et assurance maladie)"
_ANNEE = re.compile(r"\d{4}")
_PERIODE = r"(?:période non dite|(?:année scolaire )?[\d…]+(?:-[\d…]+)?(?: \((?:partiel|à date)\))?)"
_MONTANTS = re.compile(rf"(?:({'|'.join(ETAPES.values())}) )?({_PERIODE})({re.escape(_ETAT)})?")
"""Columns of amounts, of which there is one for each period that has some."""
_NOMMES_MAX = 6


@dataclass(frozen=True, slots=True)
class Montant:
    """An amount, of whom, and its row; ``autres``: the amounts of other periods, or the years that it adds up."""

    montant: Decimal | None = None
    departements: tuple[str, ...] = ()
    autres: str = ""
    repere: str = ""


def find_ligne(vue: Consultation, source: str, etape: str) -> Montant:
    """What one of the two comparable lines holds for an étape, all départements together."""
    cumule = bool(vue.synthese.debut)
    # A single département is not shown a second time as all of them.
    qui = ENSEMBLE if len(vue.lus) > 1 else "".join(vue.lus)
    for r in vue.rows("cumul" if cumule else "ensemble"):
        if (r.read("Source"), r.read("Étape")) != (SOURCES[source], ETAPES[etape]):
            continue
        if not cumule:
            return _read(vue, r, str(vue.synthese.annee), _list_larges(vue, r))
        if r.read("Département") == qui:
            exercices = r.texte("Exercices comptés")
            return _read(vue, r, _CUMUL, f"exercices {exercices}" if exercices else "")
    return Montant()


def find_engagement(vue: Consultation, rangee: Rangee, etape: str) -> Montant:
    """The same for an engagement, all sources together; ``rangee`` is its row in the table of engagements."""
    if not vue.synthese.debut:
        return _read(vue, rangee, f"{ETAPES[etape]} {vue.synthese.annee}", "")
    code = rangee.texte("Engagement")
    siennes = [r for r in vue.rows("cumul_engagements") if r.texte("Engagement") == code]
    nom = f"{ETAPES[etape]}, cumul"
    # Committed money is not cumulated by engagement.
    return _read(vue, siennes[0], nom, "") if siennes and (nom in siennes[0].noms or etape != "engage") else Montant()


def find_etat(vue: Consultation, rangee: Rangee, etape: str) -> Decimal | None:
    """What of the year's money of an engagement is the State's and the health insurance's."""
    return None if vue.synthese.debut else _find(rangee, f"{ETAPES[etape]} {vue.synthese.annee}{_ETAT}")


def list_larges(vue: Consultation, rangee: Rangee) -> list[tuple[Decimal, str]]:
    """What is planned for an engagement in longer periods, each with its name."""
    return [
        (montant, lu[2])
        for nom in rangee.noms
        if (lu := _MONTANTS.fullmatch(nom)) and lu[1] == ETAPES["prevu"] and not lu[3]
        and lu[2] != vue.synthese.nom and (montant := rangee.montant(nom))
    ]  # fmt: skip


def list_par_departement(vue: Consultation, source: str, etape: str) -> tuple[tuple[str, Decimal], ...]:
    """The amount of each département on the same line; none where they are too many to be named."""
    trouves = [
        (r.texte("Département"), montant)
        for r in _rows_par_departement(vue)
        if (r.read("Source"), r.read("Étape")) == (SOURCES[source], ETAPES[etape])
        and (montant := _find(r, _name_periode(vue))) is not None
    ]
    return tuple(trouves) if 1 < len(trouves) <= _NOMMES_MAX else ()


def list_sources(vue: Consultation, etape: str) -> dict[str, list[str]]:
    """The sources that the amounts of an étape come from, with the départements which have some."""
    sources: dict[str, list[str]] = {}
    for r in _rows_par_departement(vue):
        if r.read("Source") in _LIGNES or r.read("Étape") != ETAPES[etape]:
            continue
        if _find(r, _name_periode(vue)) is not None:
            sources.setdefault(r.texte("Source"), []).append(r.texte("Département"))
    ordre = list(SOURCES.values())
    return dict(sorted(sources.items(), key=lambda s: ordre.index(s[0])))


def _rows_par_departement(vue: Consultation) -> list[Rangee]:
    rangees = vue.rows("cumul" if vue.synthese.debut else "sources_etapes")
    return [r for r in rangees if r.read("Département") != ENSEMBLE]


def _name_periode(vue: Consultation) -> str:
    return _CUMUL if vue.synthese.debut else str(vue.synthese.annee)


def _list_larges(vue: Consultation, rangee: Rangee) -> str:
    """The amounts of longer periods that hold the year."""
    table, annee = vue.find("ensemble"), str(vue.synthese.annee)
    noms = [c.nom for c in table.colonnes if c.genre == "montant" and c.essentielle and c.nom != annee] if table else []
    return " ; ".join(f"{nom} : {format_euros(m)}" for nom in noms if (m := rangee.montant(nom)) is not None)


def _find(rangee: Rangee, nom: str) -> Decimal | None:
    """The cell of an étape or a period; a table has a column for those alone of which it has amounts.

    Raises LookupError where its columns are named in another way: the amount may then stand in one of them.
    """
    if nom in rangee.noms or not _ANNEE.search(nom):
        return rangee.montant(nom)
    for autre in rangee.noms:
        if _ANNEE.search(autre) and not _MONTANTS.fullmatch(autre):
            raise LookupError(f"{rangee.repere}: is column {autre!r} what {nom!r} was?")
    return None


def _read(vue: Consultation, rangee: Rangee, nom: str, autres: str) -> Montant:
    montant = _find(rangee, nom)
    siens = () if montant is None else vue.find_departements(rangee.faits(nom))
    return Montant(montant, siens, autres, "" if montant is None and not autres else rangee.repere)
