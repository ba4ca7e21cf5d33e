"""Several amounts in one cell: a total and its parts, years or sources side by side, or nobody knows."""

import re
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from cdppe.facts.modeles import Source
from cdppe.parsing.chiffres import Chiffre
from cdppe.parsing.periodes import Periode
from cdppe.parsing.proto import MontantLu
from cdppe.parsing.voisinage import clean, is_plus_large, read_suite, read_tete

_VERS_PARTS = (
    r"dont|comprenant|y\s+compris|incluant|à\s+savoir|r[ée]parti(?:e?s)?(?:\s+(?:comme\s+suit|entre|en))?"
    r"|se\s+d[ée]compos\w+\s+en"
)
_JOINTURE = re.compile(
    rf"[\s,;.):]*(?:(?P<parenthese>\((?!\s*(?:{_VERS_PARTS}|soi(?:t|ent))\b))|\(?\s*(?P<parts>(?:{_VERS_PARTS})\b)|(?P<soit>soi(?:t|ent)\b)|(?P<somme>\+|(?:et|plus)\b|auxquels?\s+s['’]ajoutent)"
    r"|(?P<egal>=)|(?P<autre>(?:ou|à|contre|sur|moins|puis)\b|[/–-](?=\s*\Z)))\s*",
    re.IGNORECASE,
)
_JOINTURE_FINALE = re.compile(
    r"(?P<mots>.*?\w)[\s,;:)]*(?:(?P<somme>\+|\b(?:et|plus))|(?P<soit>\bsoi(?:t|ent))|(?P<parts>\bdont))\s*:?\s*\Z",
    re.IGNORECASE | re.DOTALL,
)
_SEPARATEUR = re.compile(r"\s*[,;/\n]")
_ETAPE = re.compile(
    r"consomm|\breport|reliquat|\bsolde|\breste|engag[ée]|ex[ée]cut|r[ée]alis[ée]|pr[ée]vu|pr[ée]visionnel|d[ée]pens",
    re.IGNORECASE,
)
_PUCE = re.compile(r"(?:\s*[-–•○]\s*)+\Z")
_PERSONNE = ("département", "departement", "conseil départemental", "cd")
_POUR_SOI = r"\s*(?:au|du|(?:pour|à)\s+(?:le\s+|la\s+|les\s+|l[’'])?)\s*(?:{noms})\b"


class Part(NamedTuple):
    """An amount with the words that are its own, and how it hangs on the one before."""

    chiffre: Chiffre
    montant: Decimal
    jointure: str
    libelle: str
    mots: str
    note: str
    periode: Periode | None
    source: Source | None
    est_total: bool
    apres: str

    @property
    def nom(self) -> str:
        """What names the part: its label, the words in brackets, or the words before it."""
        return self.libelle or self.note or self.mots


def read_plusieurs(
    texte: str, chiffres: tuple[Chiffre, ...], contrat: tuple[int, int], soi: tuple[str, ...]
) -> tuple[MontantLu, ...] | None:
    """The rows of a cell with several amounts; ``None`` when it cannot be settled."""
    parts = _split(texte, chiffres, contrat)
    if parts is None or any(part.jointure == "autre" for part in parts):
        return None
    part_propre = _read_part_propre(texte, parts, soi)
    if part_propre is not None:
        return part_propre
    if parts[1].jointure in ("parts", "soit", "parenthese"):
        return _read_decompose(parts)
    if any(part.jointure in ("parts", "soit", "parenthese") for part in parts):
        return None
    if _is_decompose(parts):
        return (_row(parts[0]), *(_row(part, "detail") for part in parts[1:]))
    if parts[-1].jointure == "egal":
        return _read_egalite(parts)
    if any(part.jointure == "egal" for part in parts) or any(is_plus_large(part.apres + part.mots) for part in parts):
        return None
    if not all(_is_joined(avant, part) for avant, part in pairwise(parts)):
        return None
    totaux = [part for part in parts if part.est_total]
    if len(totaux) == 1 and totaux[0] in (parts[0], parts[-1]) and len(parts) > 2:
        details = [part for part in parts if part is not totaux[0]]
        if abs(sum(part.montant for part in details) - totaux[0].montant) > 1:
            return None
        return (_row(totaux[0]), *(_row(part, "detail") for part in details))
    if totaux:
        return None
    return _read_cote_a_cote(parts)


def _split(texte: str, chiffres: tuple[Chiffre, ...], contrat: tuple[int, int]) -> tuple[Part, ...] | None:
    parts: list[Part] = []
    tete = read_tete(_PUCE.sub("", texte[: chiffres[0].debut]), contrat)
    jointure = ""
    for rang, chiffre in enumerate(chiffres):
        if chiffre.montant is None:
            return None
        fin = chiffres[rang + 1].debut if rang + 1 < len(chiffres) else len(texte)
        apres = texte[chiffre.fin : fin]
        suite = read_suite(apres, contrat)
        if tete.periode and suite.periode and _key(tete.periode) != _key(suite.periode):
            return None
        libelle = tete.libelle
        if not libelle and jointure == "somme" and not tete.mots and parts and not suite.note and suite.periode:
            libelle = parts[-1].libelle  # "Axe 2 : 48 672 € en 2020 et 7 705 € en 2021"
        parts.append(
            Part(
                chiffre,
                chiffre.montant,
                jointure,
                libelle,
                "" if tete.libelle or tete.source or tete.periode else tete.mots,
                clean(suite.note),
                suite.periode or tete.periode,
                suite.source or tete.source,
                tete.est_total,
                apres,
            )
        )
        if rang + 1 == len(chiffres):
            break
        jointure, mots = _read_jointure(apres[suite.fin :])
        tete = read_tete(mots, contrat)
    if any(part.periode and part.periode.debut is None for part in parts):
        return None
    return tuple(parts)


def _read_jointure(entre: str) -> tuple[str, str]:
    """How two amounts hang together, and the words that announce the second."""
    debut = _JOINTURE.match(entre)
    if debut is not None:
        return str(debut.lastgroup), entre[debut.end() :]
    fin = _JOINTURE_FINALE.fullmatch(entre)
    if fin is not None:
        return str(next(nom for nom in ("somme", "soit", "parts") if fin[nom])), ""
    return ("liste", entre[1:]) if _SEPARATEUR.match(entre) else ("", entre)


def _is_joined(avant: Part, part: Part) -> bool:
    """A sign, a label, or words of each amount's own; two figures with nothing between are nobody's sum."""
    if part.jointure == "somme":
        return True
    if part.libelle or part.source or (part.periode and avant.periode):
        return True
    if avant.note and part.note:
        return True
    return part.jointure == "liste" and bool(part.nom) and bool(avant.nom)


def _read_part_propre(texte: str, parts: tuple[Part, ...], soi: tuple[str, ...]) -> tuple[MontantLu, ...] | None:
    """A wider amount and the action's own share of it: "320 000 € dont 72 000 € pour le Département"."""
    if len(parts) != 2 or parts[1].jointure not in ("parts", "soit"):
        return None
    noms = "|".join(re.escape(nom) for nom in sorted({*_PERSONNE, *soi}))
    pour_soi = re.match(_POUR_SOI.format(noms=noms), parts[1].apres, re.IGNORECASE)
    if not pour_soi and not is_plus_large(texte[: parts[1].chiffre.debut]):
        return None
    return _row(parts[0])._replace(perimetre="plus_large", libelle=""), _row(parts[1])._replace(libelle="")


def _read_decompose(parts: tuple[Part, ...]) -> tuple[MontantLu, ...] | None:
    """ "2 182 510 € répartis : A : … B : …"; parts in mere brackets must add up to be believed."""
    total, details = parts[0], parts[1:]
    if parts[1].jointure == "soit":
        return None  # "20 000 €/an soit 40 000 €" restates the amount
    if any(part.jointure in ("egal", "soit", "parenthese") for part in parts[2:]):
        return None
    if parts[1].jointure == "parenthese" and sum(part.montant for part in details) != total.montant:
        return None
    return (_row(total), *(_row(part, "detail") for part in details))


def _read_egalite(parts: tuple[Part, ...]) -> tuple[MontantLu, ...] | None:
    """ "A + B = C": believed when it is true."""
    total, details = parts[-1], parts[:-1]
    if sum(part.montant for part in details) != total.montant or any(p.jointure == "egal" for p in details):
        return None
    sources = {part.source for part in details}
    if None not in sources and len(sources) == len(details) > 1:
        return (*(_row(part) for part in details), _row(total)._replace(source="total", libelle=""))
    return (_row(total)._replace(libelle=""), *(_row(part, "detail") for part in details))


def _read_cote_a_cote(parts: tuple[Part, ...]) -> tuple[MontantLu, ...] | None:
    """Two years or two sources are rows of their own; otherwise the parts make a total."""
    periodes = {_key(part.periode) for part in parts}
    sources = {part.source for part in parts}
    if len(periodes) == 1 and len(sources) == 1:
        return _read_somme(parts)
    # "100 000 € + 50 000 € en 2021": the year may govern both, so each amount needs its own, or a name.
    distinctes = (len(periodes) > 1 and None not in periodes) or (len(sources) > 1 and None not in sources)
    return tuple(_row(part) for part in parts) if distinctes or all(part.libelle for part in parts) else None


def _read_somme(parts: tuple[Part, ...]) -> tuple[MontantLu, ...] | None:
    if any(_ETAPE.search(part.libelle or part.mots) for part in parts):
        return None  # what was spent and what was not are no parts of one amount
    action = MontantLu(
        sum((part.montant for part in parts), Decimal(0)),
        "interprete",
        periode=parts[0].periode,
        source=parts[0].source,
        debut=parts[0].chiffre.debut,
        fin=parts[-1].chiffre.fin,
        motifs=("plusieurs",),
    )
    return (action, *(_row(part, "detail") for part in parts))


def _is_decompose(parts: tuple[Part, ...]) -> bool:
    """ "24 000 € : 8 000 € (2020) ; 16 000 € (2021)": an amount without a year, then the years that make it up."""
    annuelles = parts[1:]
    return (
        len(annuelles) > 1
        and parts[0].periode is None
        and all(part.periode for part in annuelles)
        and sum(part.montant for part in annuelles) == parts[0].montant
    )


def _row(part: Part, niveau: str = "action") -> MontantLu:
    return MontantLu(
        part.montant,
        "interprete",
        "detail" if niveau == "detail" else "action",
        libelle=part.nom if niveau == "detail" or part.periode or part.source else part.libelle,
        periode=part.periode,
        source=part.source,
        perimetre="plus_large" if is_plus_large(part.apres) else "action",
        debut=part.chiffre.debut,
        fin=part.chiffre.fin,
        note=part.note,
        motifs=("plusieurs",),
    )


def _key(periode: Periode | None) -> tuple[int | None, int | None, str] | None:
    return (periode.debut, periode.fin, periode.base) if periode else None
