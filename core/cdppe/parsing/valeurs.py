"""Read one value cell of an indicator: a figure, the code of a missing one, or words.

The rules are those of the project's design, section 3 ("Indicators"): a figure with its unit is ``sur``, with other
words ``interprete``; several figures, or one that a sentence only mentions, are ``texte`` without a value, ``ambigu``.
"""

import re
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple, cast

from cdppe.facts.modeles import Certitude, StatutIndicateur
from cdppe.parsing.manquants import classify_manquant
from cdppe.parsing.nombres import Nombre, find_nombres, parse_nombre, parse_pourcentage
from cdppe.parsing.periodes import Periode, find_periodes

#: What may stand around a figure and says nothing: emphasis, calls of notes, punctuation.
_NEUTRE = re.compile(r"[\s*$.;,:]|\^\{?[a-z]\}?(?![\w])")
_UNITE = re.compile(r"(?:[^\W\d_]|[€-])+(?:·|\.)?(?:[^\W\d_])*")
#: What may come before the figure of a cell without making it part of a sentence.
_TETE = re.compile(
    r"(?:dont|soit|total|au total|environ|ensemble|en tout|nombre|effectif|résultat|[^:]{1,60}:)", re.IGNORECASE
)
_BORNE_AVANT = re.compile(
    r"(?:\b(?:plus|moins|près) d[e'’]|\b(?:au (?:plus|moins)|maximum|minimum|jusqu[’']à|entre|environ)|[<≤≥>~≈])\s*\Z",
    re.IGNORECASE,
)
_BORNE_APRES = re.compile(r"\s*(?:%\s*)?(?:maximum|minimum|au (?:plus|moins)|et plus)\b", re.IGNORECASE)
_QUANTITE = re.compile(
    r"\W*(?:dont\b.*)?(?:nombre|nb|total|effectif|taux|pourcentage|part|proportion|montant|dur[ée]e|d[ée]lai|âge)s?\b",
    re.IGNORECASE,
)


class ValeurLue(NamedTuple):
    """A value cell: ``valeur`` as printed (18, unite %); ``periode`` where the cell names its own."""

    valeur: Decimal | None
    unite: str
    statut: StatutIndicateur
    certitude: Certitude
    periode: Periode | None = None


@lru_cache(maxsize=8192)
def read_valeur(texte: str, *, libelle: str = "", contrat: tuple[int, int] = (2020, 2022)) -> ValeurLue:
    """What a value cell of the indicator ``libelle`` says; ``contrat`` are the contract's first and last year.

    A figure that could be a year ("2021") is a value only where the label asks for a quantity.
    """
    manquant = classify_manquant(texte)
    if manquant is not None:
        return ValeurLue(None, "", cast(StatutIndicateur, manquant), "sur")
    pourcentage = parse_pourcentage(texte)
    seul = pourcentage or parse_nombre(texte)
    if seul is not None:
        if seul.nature == "annee" and not _QUANTITE.match(libelle):
            return ValeurLue(None, "", "texte", "ambigu")
        return _as_chiffre(seul, "%" if pourcentage else "", seul.certitude)
    chiffres = [n for n in find_nombres(texte) if n.nature in ("nombre", "pourcentage", "fraction", "code")]
    if not chiffres:
        return ValeurLue(None, "", "texte", "sur")
    if len(chiffres) > 1 or chiffres[0].valeur is None:
        return ValeurLue(None, "", "texte", "ambigu")
    return _read_mots(texte, chiffres[0], contrat)


def _as_chiffre(nombre: Nombre, unite: str, certitude: Certitude, periode: Periode | None = None) -> ValeurLue:
    if nombre.valeur is None or certitude == "ambigu":
        return ValeurLue(None, "", "texte", "ambigu")
    return ValeurLue(nombre.valeur, unite, "chiffre", certitude, periode)


def _read_mots(texte: str, nombre: Nombre, contrat: tuple[int, int]) -> ValeurLue:
    """One figure among words: its unit, its period, or a sentence that mentions it."""
    avant, apres = texte[: nombre.debut], texte[nombre.fin :]
    if _BORNE_AVANT.search(avant) or _BORNE_APRES.match(apres):
        return ValeurLue(None, "", "texte", "ambigu")
    tete = _NEUTRE.sub(" ", avant).strip()
    if nombre.nature == "pourcentage":
        apres = apres.replace("\\%", "%").partition("%")[2]
    suite = _NEUTRE.sub(" ", apres).strip()
    unite = "%" if nombre.nature == "pourcentage" else ""
    trouvees = [t.periode for t in find_periodes(texte, contrat, date="etat")]
    periodes = {(p.debut, p.fin, p.base): p for p in trouvees}
    periode = next(iter(periodes.values())) if len(periodes) == 1 else None
    if not tete and not suite:
        return _as_chiffre(nombre, unite, nombre.certitude)
    if not tete and not unite and _UNITE.fullmatch(suite):
        return _as_chiffre(nombre, suite, nombre.certitude)
    if len(periodes) > 1 or (tete and periode is None and not _TETE.fullmatch(avant.strip())):
        return ValeurLue(None, "", "texte", "ambigu")
    mot = _UNITE.match(suite) if periode is None else None
    return _as_chiffre(
        nombre, unite or (mot[0] if mot else ""), "ambigu" if nombre.certitude == "ambigu" else "interprete", periode
    )
