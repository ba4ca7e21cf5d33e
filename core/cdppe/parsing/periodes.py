"""Years, school years and periods in words: what a text says of time, never more.

A period is whole years (``civile``), a school year (``scolaire``), part of a year (``partielle``) or a state at a date
(``date``). ``debut`` and ``fin`` are ``None`` when the words give a length without saying which years ("pour 2 ans").
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import Literal, NamedTuple

Base = Literal["civile", "scolaire", "partielle", "date"]
#: How a closing date reads: everything since the contract began, that one exercise, or a state on that day.
LectureDate = Literal["cumul", "exercice", "etat"]

_ANNEE = r"(?<![0-9])(?<![0-9][.,])(?:19[89]|20[0-6])[0-9](?![0-9]|[.,][0-9]|[ \u00a0]?(?:€|euros?\b|k€))"
_MOIS = (
    r"(?:janv(?:ier|\.)?|f[ée]v(?:rier|r?\.)?|mars|avr(?:il|\.)?|mai|juin|juil(?:let|\.)?|ao[ûu]t|sept(?:embre|\.)?|oct(?:obre|\.)?"
    r"|nov(?:embre|\.)?|d[ée]c(?:embre|\.)?)"
)
_JOUR = (
    rf"(?:(?<![0-9])(?P<{{p}}j>[0-9]{{{{1,2}}}})(?:er|\^\{{{{er\}}}})?\s+(?P<{{p}}m>{_MOIS})\s+(?P<{{p}}a>{_ANNEE}))"
)
_DATE_CHIFFRES = (
    r"(?<![0-9./-])(?P<j>[0-9]{1,2})(?P<s>[./-])(?P<m>[0-9]{1,2})(?P=s)(?:(?=[0-9])|[ \u00a0](?=20[0-6][0-9]))"
    r"(?P<a>20[0-6][0-9]|[0-9]{2})(?![0-9./-]?[0-9])"
)
_NOMBRES = {"un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5}
_COMBIEN = r"(?:[0-9]{1,2}|un|une|deux|trois|quatre|cinq)"

_MOTIF = re.compile(
    rf"""
    (?:(?=[0-9])|(?<![^\W\d_]))(?:
      (?P<scolaire>(?:ann[ée]es?\s+)?scolaires?\s+(?P<s1>{_ANNEE})\s*(?:[-–/]|et|à)\s*(?P<s2>{_ANNEE}|[0-9]{{2}}(?![0-9])))
    | (?P<intervalle>(?:du\s+)?{_JOUR.format(p="d")}\s+au\s+{_JOUR.format(p="f")})
    | (?P<dans>(?:du\s+)?[0-9]{{1,2}}(?:er|\^\{{er\}})?\s+{_MOIS}\s+au\s+{_JOUR.format(p="g")})
    | (?P<jour>(?:au\s+)?{_JOUR.format(p="x")})
    | (?P<date>(?:au\s+)?{_DATE_CHIFFRES})
    | (?P<contrat>(?:(?:sur|pour|pendant)\s+)?(?:toute\s+)?(?:la\s+)?dur[ée]e\s+(?:totale\s+)?(?:du|de\s+ce)\s+contrat)
    | (?P<longueur>\b(?:sur|pour|pendant)\s+(?:les\s+|une\s+p[ée]riode\s+de\s+)?
        (?P<n>{_COMBIEN})\s+(?:ans|an|ann[ée]es?)\b)
    | (?P<mois>\b(?:(?:sur|pour|pendant)\s+)?(?P<nm>{_COMBIEN})\s+mois\b)
    | (?P<fraction>(?:\b(?:en|de|du|d[’'])?\s*(?:{_MOIS}(?:\s*(?:à|-|et|au)\s*{_MOIS})?)
        |\b(?:(?:1\^?\{{?er\}}?|2\^?\{{?(?:e|nd|ème|ème)\}}?|[34]\^?\{{?(?:e|ème)\}}?|premier|second|deuxi[èe]me|dernier)\s+)(?:semestre|trimestre)
        |\b[TS][1-4])\s+(?P<fracan>{_ANNEE}))
    | (?P<iso>(?<![0-9])(?P<ia>20[0-6][0-9])-(?P<im>[0-9]{{2}})-(?P<ij>[0-9]{{2}})(?![0-9]))
    | (?P<abrege>(?P<b1>{_ANNEE})[-–/](?P<b2>[0-9]{{2}})(?![0-9/.-]))
    | (?P<annees>{_ANNEE}(?:\s*(?:[-–/;,]|et|à|au)\s*(?:et\s+)?{_ANNEE})*)
    )
    """,
    re.VERBOSE | re.IGNORECASE,
)
#: Without one of these no pattern can match, and most cells have none.
_INDICE = re.compile(r"[0-9]|dur[ée]e|\bmois\b|\bans?\b|\bann[ée]e", re.IGNORECASE)
_ANNEE_SEULE = re.compile(_ANNEE, re.IGNORECASE)
_ETENDUE = re.compile(r"\s*(?:[-–/]|à|au)\s*", re.IGNORECASE)
_LIEN = re.compile(r"[\s(:;,*\u00a0-]*(?:en\s+|pour\s+)?")
_GARBLED = re.compile(r"(?:[0-9]{1,2}[./-]){2}[0-9]{5,}|(?<![0-9.,  \u00a0])(?:19|20)[0-9]{3}(?![0-9])")


class Periode(NamedTuple):
    """First and last year, what kind of period, and the words that say so."""

    debut: int | None
    fin: int | None
    base: Base
    texte: str


class PeriodeTrouvee(NamedTuple):
    """A period and its place: ``texte[debut:fin]`` are its words."""

    periode: Periode
    debut: int
    fin: int


@lru_cache(maxsize=4096)  # the same headers and labels stand over every row
def find_periodes(
    texte: str, contrat: tuple[int, int] = (2020, 2022), *, date: LectureDate = "cumul"
) -> tuple[PeriodeTrouvee, ...]:
    """Every period of a text, in order; words that complete each other are one ("sur deux ans (2021 et 2022)")."""
    reunies: list[PeriodeTrouvee] = []
    for trouvee in _find_simples(texte, contrat, date):
        if reunies:
            precedente = reunies[-1]
            lien = texte[precedente.fin : trouvee.debut]
            commune = _merge(precedente.periode, trouvee.periode) if _LIEN.fullmatch(lien) else None
            if commune is not None:
                mots = texte[precedente.debut : trouvee.fin]
                reunies[-1] = PeriodeTrouvee(
                    Periode(commune[0], commune[1], commune[2], mots), precedente.debut, trouvee.fin
                )
                continue
        reunies.append(trouvee)
    return tuple(reunies)


@lru_cache(maxsize=4096)
def parse_periode(
    texte: str, contrat: tuple[int, int] = (2020, 2022), *, date: LectureDate = "cumul"
) -> Periode | None:
    """The one period of a header or label ("Consommé au 31/12/2021"); ``None`` for none, several, a garbled one."""
    if _GARBLED.search(texte):
        return None
    periodes = {
        (t.periode.debut, t.periode.fin, t.periode.base): t.periode for t in find_periodes(texte, contrat, date=date)
    }
    return next(iter(periodes.values())) if len(periodes) == 1 else None


def _merge(avant: Periode, apres: Periode) -> tuple[int | None, int | None, Base] | None:
    """A length and the years it speaks of."""
    for longueur, annees in ((avant, apres), (apres, avant)):
        if annees.debut is None or annees.fin is None or annees.base not in ("civile", "scolaire"):
            continue
        if longueur.debut is None and longueur.base == "partielle":
            return annees.debut, annees.fin, "partielle"
        ans = _read_longueur(longueur.texte)
        if ans is not None and annees.base == "civile":
            if annees.fin - annees.debut + 1 == ans:
                return annees.debut, annees.fin, "civile"
            return None
    return None


def _read_longueur(texte: str) -> int | None:
    motif = _MOTIF.fullmatch(texte)
    return _count(motif["n"]) if motif and motif["longueur"] else None


def _count(mot: str) -> int:
    return _NOMBRES.get(mot.casefold()) or int(mot)


def _find_simples(texte: str, contrat: tuple[int, int], date: LectureDate) -> Iterator[PeriodeTrouvee]:
    if not _INDICE.search(texte):
        return
    for motif in _MOTIF.finditer(texte):
        if motif["annees"]:
            yield from _read_annees(texte, motif)
            continue
        lue = _read_motif(motif, contrat, date)
        if lue is not None:
            debut, fin, base = lue
            yield PeriodeTrouvee(Periode(debut, fin, base, motif[0].strip()), motif.start(), motif.end())


def _read_motif(
    motif: re.Match[str], contrat: tuple[int, int], date: LectureDate
) -> tuple[int | None, int | None, Base] | None:
    if motif["scolaire"]:
        premiere, derniere = int(motif["s1"]), _full(motif["s2"])
        return (premiere, derniere, "scolaire") if derniere == premiere + 1 else None
    if motif["intervalle"]:
        premiere, derniere = int(motif["da"]), int(motif["fa"])
        return (premiere, derniere, "partielle") if premiere <= derniere else None
    if motif["abrege"]:
        premiere, derniere = int(motif["b1"]), _full(motif["b2"])
        return (premiere, derniere, "civile") if premiere < derniere <= premiere + 9 else None
    if motif["iso"]:
        return _read_date(int(motif["ia"]), (motif["im"], motif["ij"]) == ("12", "31"), contrat, date)
    if motif["dans"]:
        return int(motif["ga"]), int(motif["ga"]), "partielle"
    if motif["jour"]:
        cloture = motif["xj"] == "31" and motif["xm"].casefold().startswith("d")
        return _read_date(int(motif["xa"]), cloture, contrat, date)
    if motif["date"]:
        jour, mois = int(motif["j"]), int(motif["m"])
        if not (1 <= jour <= 31 and 1 <= mois <= 12):
            return None
        return _read_date(_full(motif["a"]), (jour, mois) == (31, 12), contrat, date)
    if motif["contrat"]:
        return contrat[0], contrat[1], "civile"
    if motif["longueur"]:
        ans = _count(motif["n"])
        return (contrat[0], contrat[1], "civile") if ans == contrat[1] - contrat[0] + 1 else (None, None, "civile")
    if motif["mois"]:
        return None, None, "partielle"
    return int(motif["fracan"]), int(motif["fracan"]), "partielle"


def _full(annee: str) -> int:
    """A year of two digits is of this century."""
    return int(annee) if len(annee) == 4 else 2000 + int(annee)


def _read_date(
    annee: int, cloture: bool, contrat: tuple[int, int], date: LectureDate
) -> tuple[int | None, int | None, Base]:
    if date == "etat" or annee < contrat[0]:
        return annee, annee, "date"
    return (contrat[0] if date == "cumul" else annee), annee, "civile" if cloture else "partielle"


def _read_annees(texte: str, motif: re.Match[str]) -> Iterator[PeriodeTrouvee]:
    """A range or a list of consecutive years is one period; a list with a gap is as many periods as it has years."""
    places = list(_ANNEE_SEULE.finditer(texte, motif.start(), motif.end()))
    annees = [int(place[0]) for place in places]
    etendue = len(annees) == 2 and _ETENDUE.fullmatch(texte, places[0].end(), places[1].start())
    suivies = all(apres == avant + 1 for avant, apres in pairwise(annees))
    if suivies or (etendue and annees[0] < annees[1]):
        yield PeriodeTrouvee(Periode(annees[0], annees[-1], "civile", motif[0]), motif.start(), motif.end())
    elif not etendue:
        for annee, place in zip(annees, places, strict=True):
            yield PeriodeTrouvee(Periode(annee, annee, "civile", place[0]), place.start(), place.end())
