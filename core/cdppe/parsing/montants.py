"""Amounts that the text itself marks as euros, for prose and narrative cells."""

import re
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from cdppe.parsing.nombres import ESPACE, Certitude, Nombre, find_nombres
from cdppe.parsing.periodes import find_periodes

_UNITE = re.compile(
    rf"""(?:{ESPACE}|\*|\\text\{{|\$)*(?:
      (?P<milliard>(?:milliards?{ESPACE}+d['’](?:€|euros?)|Md€|Mds€))
    | (?P<million>(?:millions?{ESPACE}+(?:d['’](?:€|euros?)|€)|M€|M{ESPACE}€|Meuros?\b))
    | (?P<millier>(?:milliers?{ESPACE}+d['’](?:€|euros?)|[kK]{ESPACE}?€|[kK]euros?\b|KE\b))
    | (?P<euro>€|euros?\b|EUR\b)
    )(?:\}}|\*)*""",
    re.VERBOSE | re.IGNORECASE,
)
_FACTEURS = {"milliard": Decimal(10**9), "million": Decimal(10**6), "millier": Decimal(1000), "euro": Decimal(1)}
#: Plain literals, which the engine finds ten times faster than it can try a pattern at each letter.
_AMORCE = re.compile(r"€|euro|Euro|EUR|KE\b")
_UNE_ESPACE = re.compile(ESPACE)
_MILLEMES = re.compile(r"(?<!\\),[0-9]{3}\Z")
#: Years bound to the amount: "(2020)", "en 2021" after it, "2021 :" before it.
_ANNEES_APRES = re.compile(
    r"\s*(?:\((?:en\s+)?(?P<p>(?:[0-9]{4}|[\s,;/–-]|et|à)+)\)"
    r"|(?:en|pour|au titre de)\s+(?P<e>[0-9]{4}(?:\s*(?:et|à|[-–/,])\s*[0-9]{4})*)(?!\s*:))"
)
_ANNEES_AVANT = re.compile(
    r"(?<![0-9])(?P<a>[0-9]{4}(?:\s*(?:et|à|[-–/,;])\s*[0-9]{4})*)\s*(?:</?[a-z]+>\s*)*:\s*(?:</?[a-z]+>\s*)*\Z"
)
_FENETRE = 44
_CHIFFRES = tuple("0123456789")


class Montant(NamedTuple):
    """An amount in euros; ``texte[debut:fin]`` holds its digits and its unit.

    ``valeur`` is ``None`` when ``ambigu``. ``annees`` are the years that the text binds to the amount: "(2020)" or
    "en 2021" right after it, "2021 :" right before.
    """

    valeur: Decimal | None
    debut: int
    fin: int
    certitude: Certitude
    annees: tuple[int, ...] = ()


@lru_cache(maxsize=4096)
def find_montants(texte: str) -> tuple[Montant, ...]:
    """Every amount of a running text that carries its own unit, in order."""
    montants: list[Montant] = []
    position = rang = 0
    tous = find_nombres(texte) if _AMORCE.search(texte) else ()
    for amorce in _AMORCE.finditer(texte):
        if amorce.start() < position:
            continue
        while rang < len(tous) and tous[rang].fin <= amorce.start():
            rang += 1
        montant = None
        if rang and tous[rang - 1].debut >= position:
            montant = read_unite(texte, tous[rang - 1], tous[rang - 2] if rang > 1 else None)
        if montant is None or montant.fin < amorce.end():
            montant = _read_devant(texte, amorce.end())
        if montant is not None:
            montants.append(montant)
            position = montant.fin
    return tuple(montants)


def read_unite(texte: str, nombre: Nombre, precedent: Nombre | None = None) -> Montant | None:
    """The amount that a number makes with the unit right after it; ``None`` without one, or for what is no number."""
    unite = _UNITE.match(texte, nombre.fin)
    if unite is None or nombre.nature not in ("nombre", "annee", "code"):
        return None
    rang = next(nom for nom in _FACTEURS if unite[nom])
    certitude = nombre.certitude
    if rang != "euro" or nombre.nature == "annee":
        certitude = "interprete"
    if (
        nombre.valeur is None
        or _is_collee(texte, nombre, precedent)
        or (rang == "euro" and _has_millemes(texte, nombre))
    ):
        return Montant(None, nombre.debut, unite.end(), "ambigu")
    annees = _read_annees(texte, nombre.debut, unite.end())
    valeur = nombre.valeur if rang == "euro" else _multiply(nombre.valeur, _FACTEURS[rang])
    return Montant(valeur, nombre.debut, unite.end(), certitude, annees)


def _multiply(valeur: Decimal, facteur: Decimal) -> Decimal:
    """The product without the zeros that its unit had no use for: 3,235 M€ is 3235000."""
    produit = valeur * facteur
    return produit.quantize(Decimal(1)) if produit == produit.to_integral_value() else produit


def _read_devant(texte: str, fin_signe: int) -> Montant | None:
    """The sign before the number, as in "€ 500"; "- €" beside another amount is none."""
    espace = _UNE_ESPACE.match(texte, fin_signe)
    debut = espace.end() if espace else fin_signe
    if texte[debut : debut + 1] not in _CHIFFRES:
        return None
    nombre = _shift(find_nombres(texte[debut : debut + _FENETRE])[0], debut)
    if nombre.nature != "nombre" or nombre.valeur is None or _UNITE.match(texte, nombre.fin):
        return None
    return Montant(nombre.valeur, nombre.debut, nombre.fin, "interprete", _read_annees(texte, nombre.debut, nombre.fin))


def _is_collee(texte: str, nombre: Nombre, precedent: Nombre | None) -> bool:
    """Two figures with nothing between: where the amount begins is not said. A year or a date cannot belong to it."""
    if precedent is None or precedent.nature in ("annee", "date", "ordinal"):
        return False
    entre = texte[precedent.fin : nombre.debut]
    return not entre.strip() and "\n" not in entre and "\t" not in entre


def _has_millemes(texte: str, nombre: Nombre) -> bool:
    """ "413,500 €": nobody counts tenths of a cent, so it may be a foreign thousands mark."""
    return _MILLEMES.search(texte, nombre.debut, nombre.fin) is not None


def _shift(nombre: Nombre, decalage: int) -> Nombre:
    return Nombre(nombre.valeur, nombre.debut + decalage, nombre.fin + decalage, nombre.certitude, nombre.nature)


def _read_annees(texte: str, debut: int, fin: int) -> tuple[int, ...]:
    apres = _ANNEES_APRES.match(texte, fin)
    if apres is not None:
        return _expand(apres["p"] or apres["e"])
    if texte[max(0, debut - 4) : debut].rstrip()[-1:] not in (":", ">"):
        return ()
    avant = _ANNEES_AVANT.search(texte, max(0, debut - _FENETRE), debut)
    return _expand(avant["a"]) if avant else ()


def _expand(mots: str) -> tuple[int, ...]:
    annees: set[int] = set()
    for trouvee in find_periodes(mots):
        periode = trouvee.periode
        if periode.debut is not None and periode.fin is not None:
            annees.update(range(periode.debut, periode.fin + 1))
    return tuple(sorted(annees))
