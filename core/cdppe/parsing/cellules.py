"""Read one cell of a money column: its amounts, and what its own words say of their period, source and scope.

The rules are those of the project's design, section 3 ("Money", "Several amounts in one cell"): what two honest readers
would read differently gives one row without an amount, ``ambigu``.
"""

import re
from decimal import Decimal
from functools import lru_cache

from cdppe.parsing.chiffres import Chiffre, find_chiffres
from cdppe.parsing.nombres import Certitude, parse_nombre
from cdppe.parsing.parts import read_plusieurs
from cdppe.parsing.periodes import Periode, find_periodes
from cdppe.parsing.proto import MontantLu, Motif
from cdppe.parsing.voisinage import clean, is_plus_large, read_suite, read_tete

_ZERO = re.compile(r"[\s*]*[-–—−]\s*(?:€|euros?|EUR)?[\s*]*", re.IGNORECASE)
_PUCE = re.compile(r"\A\s*[-–—•○]\s+(?=\S)")
_PAR_AN = re.compile(r"/\s*an\b|\bpar\s+an\b|\A\s*annuels?\b", re.IGNORECASE)
_APPROXIMATION = re.compile(r"\b(?:environ|estim[ée]e?s?|pr[èe]s de|à peu près)\b|[~≈]", re.IGNORECASE)
_BORNE_AVANT = re.compile(
    r"(?:\b(?:plus|moins) d[e'’]|\b(?:au (?:plus|moins)|maximum|minimum|jusqu[’']à|entre)|[<≤≥]|(?:^|\()\s*>)\s*\Z",
    re.IGNORECASE,
)
_BORNE_APRES = re.compile(r"\s*(?:maximum|minimum|au (?:plus|moins)|et plus)\b", re.IGNORECASE)
#: Words after an amount that bear on what it covers.
_PORTEE = re.compile(r"\s*(?:et|ou|dont|hors|sauf|y compris|inclu\w*|avec|moins|plus|soit)\b", re.IGNORECASE)
_TETES_NEUTRES = re.compile(r"[\s*€+:-]*(?:(?:total|montants?|budget|co[ûu]ts?)\b[^:]{0,20}:?)?[\s*:]*", re.IGNORECASE)


@lru_cache(maxsize=8192)
def read_montants(
    texte: str, *, contrat: tuple[int, int] = (2020, 2022), soi: tuple[str, ...] = (), puce: bool = False
) -> tuple[MontantLu, ...]:
    """Every row that a money cell gives; an empty cell gives none, a cell of words one without an amount.

    ``contrat`` are the contract's first and last year; ``soi`` the names by which the document calls the département
    itself ("le CDX"): "320 000 € dont 72 000 € pour le CDX" is then a wider amount and the action's own share of it.
    With ``puce`` the text is a line of prose, whose leading dash is a bullet and no minus.
    """
    if puce:
        texte = _PUCE.sub(lambda motif: " " * len(motif[0]), texte)
    if not texte.strip(" \t\n\u00a0\u202f\u2009*"):
        return ()
    if _ZERO.fullmatch(texte):
        return (MontantLu(Decimal(0), "sur", debut=0, fin=len(texte)),)
    chiffres = find_chiffres(texte)
    if chiffres.doute:
        return (_ambigu(texte),)
    if not chiffres.montants:
        return (_read_mots(texte),)
    if any(chiffre.montant is None for chiffre in chiffres.montants):
        return (_ambigu(texte, *chiffres.montants),)
    if any(_is_borne(texte, chiffre) for chiffre in chiffres.montants):
        return (_ambigu(texte, *chiffres.montants),)
    if len(chiffres.montants) == 1:
        return (_read_seul(texte, chiffres.montants[0], contrat),)
    return read_plusieurs(texte, chiffres.montants, contrat, soi) or (_ambigu(texte, *chiffres.montants),)


def settle_periode(lu: MontantLu, periode: Periode | None) -> MontantLu:
    """The amount with its row's or column's period where its own words give none.

    Words that only repeat the row's period leave the amount ``sur``; "par an" beside several years makes it ``ambigu``.
    """
    if lu.periode is None:
        plusieurs = periode is not None and periode.debut != periode.fin
        if "par_an" in lu.motifs and lu.montant is not None and plusieurs:
            return lu._replace(montant=None, certitude="ambigu", periode=periode)
        return lu._replace(periode=periode)
    if lu.periode.debut is None and lu.periode.base == "partielle" and periode is not None:
        return lu._replace(periode=lu.periode._replace(debut=periode.debut, fin=periode.fin))
    if periode is None:
        return lu
    own, row = lu.periode, periode
    if (own.debut, own.fin, own.base) == (row.debut, row.fin, row.base):
        return lu._replace(certitude="sur", motifs=()) if lu.motifs == ("periode",) else lu
    return lu._replace(certitude="interprete", motifs=("periode",)) if lu.certitude == "sur" else lu


def _ambigu(texte: str, *chiffres: Chiffre) -> MontantLu:
    debut = chiffres[0].debut if chiffres else 0
    return MontantLu(None, "ambigu", debut=debut, fin=chiffres[-1].fin if chiffres else len(texte))


def _read_mots(texte: str) -> MontantLu:
    """Words say nothing about money and nothing is missing; a year alone may be an amount or a year."""
    nombre = parse_nombre(texte)
    return MontantLu(None, "sur" if nombre is None else "ambigu", debut=0, fin=len(texte))


def _read_seul(texte: str, chiffre: Chiffre, contrat: tuple[int, int]) -> MontantLu:
    avant, apres = texte[: chiffre.debut], texte[chiffre.fin :]
    montant, certitude = chiffre.montant, chiffre.certitude
    entier = _read_entier(texte, chiffre)
    if entier is not None:
        return entier
    suite, tete = read_suite(apres, contrat), read_tete(avant, contrat)
    if _is_puce(avant, apres):
        return _ambigu(texte, chiffre)
    periodes = [p for p in (tete.periode, suite.periode) if p is not None]
    sources = [s for s in (tete.source, suite.source) if s is not None]
    if len({(p.debut, p.fin, p.base) for p in periodes}) > 1 or len(set(sources)) > 1:
        return _ambigu(texte, chiffre)
    periode = periodes[-1] if periodes else None
    autour = (*find_periodes(avant, contrat), *find_periodes(apres, contrat))
    sans_annee = next((t.periode for t in autour if t.periode.debut is None and t.periode.base == "civile"), None)
    if sans_annee is not None:
        return _ambigu(texte, chiffre)._replace(periode=sans_annee)
    motifs: list[Motif] = ["notation"] if certitude == "interprete" else []
    reste = apres[suite.fin :]
    large = is_plus_large(texte)
    # "Financement CD 2021 : 966 290 €" says it as plainly as a header does.
    if periode is not None and not (tete.est_entete and suite.periode is None and periode.base == "civile"):
        motifs.append("periode")
    if sources and not (tete.est_entete and suite.source is None):
        motifs.append("source")
    if tete.libelle:
        motifs.append("libelle")
    if large:
        motifs.append("perimetre")
    if _PAR_AN.search(apres):
        motifs.append("par_an")
    mots_avant = not tete.libelle and not sources and not _TETES_NEUTRES.fullmatch(avant)
    libres = len(autour) > len(periodes)
    if libres or _PORTEE.match(reste) or _APPROXIMATION.search(texte) or (mots_avant and periode is None):
        motifs.append("mots")
    return MontantLu(
        montant,
        "interprete" if motifs else "sur",
        libelle=tete.libelle,
        periode=periode,
        source=sources[-1] if sources else None,
        perimetre="plus_large" if large else "action",
        note=clean(suite.note),
        motifs=tuple(motifs),
        debut=chiffre.debut,
        fin=chiffre.fin,
    )


def _read_entier(texte: str, chiffre: Chiffre) -> MontantLu | None:
    """The amount that is the whole cell, where a dash before it is a minus."""
    nombre = parse_nombre(texte[: chiffre.debut] + texte[chiffre.debut : chiffre.nombre.fin] + texte[chiffre.fin :])
    if nombre is None or nombre.valeur is None or chiffre.nombre.valeur is None or chiffre.montant is None:
        return None
    montant = chiffre.montant if nombre.valeur == chiffre.nombre.valeur else -chiffre.montant
    glue = chiffre.nombre.valeur < 0  # in doubt in running text, plain where the cell holds nothing else
    sur = nombre.certitude == "sur" and (
        chiffre.certitude == "sur" or (glue and chiffre.montant == chiffre.nombre.valeur)
    )
    certitude: Certitude = "sur" if sur else "interprete"
    return MontantLu(montant, certitude, debut=nombre.debut, fin=chiffre.fin, motifs=() if sur else ("notation",))


def _is_borne(texte: str, chiffre: Chiffre) -> bool:
    """ "Plus de 5 000 €", "entre 1 € et 6 €": the amount itself is not said."""
    return bool(
        _BORNE_AVANT.search(texte, max(0, chiffre.debut - 30), chiffre.debut) or _BORNE_APRES.match(texte, chiffre.fin)
    )


def _is_puce(avant: str, apres: str) -> bool:
    """A dash before an amount with words after it: a minus for one reader, a bullet for another."""
    return avant.strip(" \t\n\u00a0*") in ("-", "–", "—") and bool(apres.strip(" \t\n\u00a0*"))
