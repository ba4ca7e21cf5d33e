"""The amounts of the note: those of the year, or cumulated where the synthesis is of several years."""

from dataclasses import dataclass
from decimal import Decimal

from cdppe.consolidation.consultation import Consultation, Rangee
from cdppe.consolidation.mots import ETAPES, SOURCES
from cdppe.controles.mots import format_euros

_CUMUL, _ENSEMBLE = "Cumul", "Ensemble"


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
    for r in vue.rows("cumul" if cumule else "ensemble"):
        if (r.read("Source"), r.read("Étape")) != (SOURCES[source], ETAPES[etape]):
            continue
        if not cumule:
            return _read(vue, r, str(vue.synthese.annee), _list_larges(vue, r))
        if r.read("Département") == _ENSEMBLE:
            exercices = r.texte("Exercices comptés")
            return _read(vue, r, _CUMUL, f"exercices {exercices}" if exercices else "")
    return Montant()


def find_engagement(vue: Consultation, rangee: Rangee, etape: str) -> Montant:
    """The same for an engagement, all sources together; ``rangee`` is its row in the table of engagements."""
    if not vue.synthese.debut:
        return _read(vue, rangee, f"{ETAPES[etape]} {vue.synthese.annee}", "")
    code = rangee.texte("Engagement")
    siennes = [r for r in vue.rows("cumul_engagements") if r.texte("Engagement") == code]
    return _read(vue, siennes[0], f"{ETAPES[etape]}, cumul", "") if siennes else Montant()


def _list_larges(vue: Consultation, rangee: Rangee) -> str:
    """The amounts of longer periods that hold the year."""
    table, annee = vue.find("ensemble"), str(vue.synthese.annee)
    noms = [c.nom for c in table.colonnes if c.genre == "montant" and c.essentielle and c.nom != annee] if table else []
    return " ; ".join(f"{nom} : {format_euros(m)}" for nom in noms if (m := rangee.montant(nom)) is not None)


def _read(vue: Consultation, rangee: Rangee, nom: str, autres: str) -> Montant:
    montant = rangee.montant(nom)
    siens = () if montant is None else vue.find_departements(rangee.faits(nom))
    return Montant(montant, siens, autres, "" if montant is None and not autres else rangee.repere)
