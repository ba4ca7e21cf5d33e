"""The one tokenizer of French numbers: every digit of a text lands in exactly one ``Nombre``.

A number is ``sur`` when its notation has one reading, ``interprete`` when a habit had to be applied (a thousands dot, a
misplaced space), ``ambigu`` without a value when two honest readers would differ. Digits glued to a preceding letter
("PEP62", "m2"), exponents and spreadsheet errors ("#DIV/0!") are no numbers.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from typing import Literal, NamedTuple

Certitude = Literal["sur", "interprete", "ambigu"]
Nature = Literal["nombre", "annee", "pourcentage", "ordinal", "fraction", "date", "code"]

#: One thousands separator: plain, no-break, narrow no-break, thin or figure space, or LaTeX's ``\,``.
ESPACE = r"(?:[ \u00a0\u202f\u2009\u2007]|\\[,;: ])"

_JETON = re.compile(
    rf"""
    (?:
      (?P<date>[0-9]{{1,2}}(?P<s>[./-])[0-9]{{1,2}}(?P=s)(?:[0-9]{{4}}|[0-9]{{2}})(?![0-9])
        |[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}(?![0-9]))
    | (?P<fraction>[0-9]{{1,3}}[ ]?/[ ]?[0-9]{{1,3}}(?![0-9/.,]|{ESPACE}[0-9]{{3}}))
    | (?P<groupe>[0-9]{{1,3}}(?:{ESPACE}{{1,2}}[0-9]{{3}})+(?![0-9]))
    | (?P<decale>[0-9]{{1,3}}(?:{ESPACE}[0-9]{{3}})*{ESPACE}[0-9]{{4}}(?=[.,][0-9]{{2}}(?![0-9])))
    | (?P<point>[0-9]{{1,3}}(?:\.[0-9]{{3}})+(?![0-9]))
    | (?P<apostrophe>[0-9]{{1,3}}(?:['’][0-9]{{3}})+(?![0-9]))
    | (?P<simple>[0-9]+)
    )
    (?P<decimales>[.,][0-9]+)?
    (?P<reste>(?:[.,][0-9]+)+)?
    """,
    re.VERBOSE,
)
_CHIFFRES = re.compile(r"[0-9]+")
_NON_CHIFFRES = re.compile(r"[^0-9]+")
_ETRANGER = re.compile(r"[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]{1,2}|,[0-9]{3})")
_UNE_ESPACE = re.compile(rf"{ESPACE}\Z")
_DEUX_ESPACES = re.compile(rf"{ESPACE}{{2}}")
_ESPACES = re.compile(rf"{ESPACE}+")
#: Years that such a report speaks of; "2000" or "1990" alone is a number.
_ANNEE = re.compile(r"20(?:0[5-9]|[1-3][0-9])\Z")
_MOIS_APRES = re.compile(
    r"(?:er|\^\{?er\}?)?\s+(?:janv|f[ée]vr?|mars\b|avr|mai\b|juin\b|juil|ao[ûu]t\b|sept|oct|nov|d[ée]c)", re.IGNORECASE
)
_POURCENT = re.compile(rf"{ESPACE}*(?:\\?%|pour[ -]?cents?\b)", re.IGNORECASE)
_ORDINAL = re.compile(
    r"(?:[ ]?\^\{?(?:er|re|[èe]re|nde?|[èe]me|e)s?\}?|(?:ers?|[èe]res?|nde?s?|[èe]mes?|es?)\b)", re.IGNORECASE
)
#: Words whose own number may stand right before an amount: in "Axe 2 180 000" the 2 has two readings.
RENVOI = re.compile(
    r"(?:\b(?:axes?|fiches?|actions?|objectifs?|engagements?|annexes?|articles?|avenants?|phases?|[ée]tapes?|lots?|volets?"
    r"|bop|programmes?|chapitres?|lignes?|tranches?|num[ée]ros?)|\bn\s?[°o]s?)\s*(?:[0-9]+\s*(?:et|,|/|-|à)\s*)*\Z",
    re.IGNORECASE,
)
#: "3/12 100,00": a twelfth or an amount of 12 100.
_BARRE = re.compile(r"[0-9][/–-]\Z")
_AVANT_SIGNE = re.compile(r"(?:^|[\s(:=;])\Z")
_ENTOURAGE_AVANT = re.compile(rf"[\s*$]*(?P<ouvre>\()?[\s*]*(?P<signe>[-−–+])?(?:{ESPACE}|\*)*\Z")
_ENTOURAGE_APRES = re.compile(r"[\s*$]*(?P<ferme>\))?[\s*$]*\Z")


class Nombre(NamedTuple):
    """A number as printed; ``texte[debut:fin]`` holds its digits (and its sign when negative), never its unit.

    ``valeur`` is ``None`` when ``certitude`` is ``ambigu`` and for what counts nothing: a date, a fraction, a code.
    """

    valeur: Decimal | None
    debut: int
    fin: int
    certitude: Certitude
    nature: Nature = "nombre"


# A cell is asked for its numbers when its table is proven, when it is read and when the balance is drawn.
@lru_cache(maxsize=16384)
def find_nombres(texte: str) -> tuple[Nombre, ...]:
    """Every number of a running text, in order."""
    trouves = list(_scan(texte))
    for rang in range(1, len(trouves)):
        avant, apres = trouves[rang - 1], trouves[rang]
        # "2 320 14 404": nothing between two numbers, so where one ends had to be decided.
        if apres.debut - avant.fin <= 4 and _ESPACES.fullmatch(texte, avant.fin, apres.debut):
            trouves[rang - 1], trouves[rang] = _doubt(avant), _doubt(apres)
    return tuple(trouves)


def parse_nombre(texte: str) -> Nombre | None:
    """The number that is the whole text, with its sign ("- 11 855,00", "(11 855)"); ``None`` for anything else."""
    return _parse_seul(texte, ("nombre", "annee"))


def parse_pourcentage(texte: str) -> Nombre | None:
    """The percentage that is the whole text, as printed: 18 for "18 %"."""
    signe = _POURCENT.search(texte)
    if signe is None or texte[signe.end() :].strip(" \t\n\u00a0*$)"):
        return None
    return _parse_seul(texte[: signe.start()], ("nombre", "annee"))


def _parse_seul(texte: str, natures: tuple[Nature, ...]) -> Nombre | None:
    nombres = find_nombres(texte)
    if len(nombres) != 1 or nombres[0].nature not in natures:
        return None
    nombre = nombres[0]
    avant = _ENTOURAGE_AVANT.fullmatch(texte, 0, nombre.debut)
    apres = _ENTOURAGE_APRES.fullmatch(texte, nombre.fin)
    if avant is None or apres is None or bool(avant["ouvre"]) != bool(apres["ferme"]):
        return None
    valeur, certitude, debut = nombre.valeur, nombre.certitude, nombre.debut
    if valeur is None:
        return nombre
    if valeur < 0:  # a glued sign, which only running text leaves in doubt
        certitude = "interprete" if texte[nombre.debut] == "–" or not _is_plain(texte, nombre) else "sur"
        if avant["signe"] or avant["ouvre"]:
            return nombre._replace(valeur=None, certitude="ambigu")
    elif avant["signe"] in ("-", "−", "–"):
        valeur, debut = -valeur, avant.start("signe")
        if avant["signe"] == "–" or avant["ouvre"]:
            certitude = "interprete"
    elif avant["ouvre"]:  # accounting's own minus
        valeur, certitude = -valeur, "interprete"
    return nombre._replace(valeur=valeur, certitude=certitude, debut=debut)


def _is_plain(texte: str, nombre: Nombre) -> bool:
    """Whether the digits after the sign have one reading by themselves."""
    (seul,) = find_nombres(texte[nombre.debut + 1 : nombre.fin].lstrip())
    return seul.certitude == "sur"


def _doubt(nombre: Nombre) -> Nombre:
    if nombre.certitude == "sur" and nombre.nature in ("nombre", "annee"):
        return nombre._replace(certitude="interprete")
    return nombre


def _find_jeton(texte: str, position: int) -> re.Match[str] | None:
    """The next run of digits and what holds them together; those of a word, an exponent, an error are no number."""
    while chiffres := _CHIFFRES.search(texte, position):
        debut = chiffres.start()
        avant = texte[debut - 1] if debut else ""
        if not (avant.isalpha() or avant == "^" or texte.endswith(("^{", "#DIV/"), 0, debut)):
            return _JETON.match(texte, debut)
        position = chiffres.end()
    return None


def _scan(texte: str) -> Iterator[Nombre]:
    position = 0
    while jeton := _find_jeton(texte, position):
        nombre = _read_jeton(texte, jeton)
        position = nombre.fin
        yield nombre


# A cell is counted when it is taken and again when the balance is drawn.
@lru_cache(maxsize=16384)
def list_chiffres(texte: str) -> tuple[tuple[int, str], ...]:
    """(offset, digits) of each number of the text, for who counts them and need not know what they mean."""
    trouves: list[tuple[int, str]] = []
    position = 0
    while jeton := _find_jeton(texte, position):
        trouves.append((jeton.start(), _NON_CHIFFRES.sub("", jeton[0])))
        position = jeton.end()
    return tuple(trouves)


def _read_jeton(texte: str, jeton: re.Match[str]) -> Nombre:
    debut, fin = jeton.span()
    if jeton["date"] or jeton["fraction"]:
        nature: Nature = (
            "date" if jeton["date"] and not jeton["decimales"] else "fraction" if jeton["fraction"] else "code"
        )
        return Nombre(None, debut, fin, "sur" if nature != "code" else "ambigu", nature)
    if jeton["reste"]:
        return _read_chaine(jeton)
    forme = jeton.lastgroup if not jeton["decimales"] else _forme(jeton)
    corps, decimales = jeton[forme or "simple"], jeton["decimales"] or ""
    chiffres = corps if forme == "simple" else _NON_CHIFFRES.sub("", corps)
    if len(corps) <= 2 and not decimales and _MOIS_APRES.match(texte, fin):
        return Nombre(None, debut, fin, "sur", "date")
    if chiffres[0] == "0" and len(chiffres) > 1 and forme != "point":
        return Nombre(None, debut, fin, "ambigu", "code")  # "00013": an identifier
    certitude: Certitude = "sur"
    nature = "annee" if forme == "simple" and not decimales and _ANNEE.match(corps) else "nombre"
    if forme == "point":
        if decimales.startswith(".") or (chiffres[0] == "0" and (decimales or corps.count(".") > 1)):
            return Nombre(None, debut, fin, "ambigu")
        certitude = "interprete"
        if chiffres[0] == "0":  # "0.125" has no thousands
            chiffres, decimales = "0", "." + corps.split(".")[1]
    elif forme in ("apostrophe", "decale") or (forme == "groupe" and _DEUX_ESPACES.search(corps)):
        certitude = "interprete"
    if decimales.startswith(".") and len(decimales) > 3 and forme != "point":
        return Nombre(None, debut, fin, "ambigu")
    if len(decimales) == 4 and forme == "simple" and len(corps) <= 3 and corps != "0":
        certitude = "interprete"  # "413,500": decimals here, thousands abroad
    if forme in ("groupe", "decale"):
        separe = _split_renvoi(texte, jeton, forme)
        if separe is not None:
            return separe
    valeur = Decimal(chiffres + decimales.replace(",", "."))
    if _ORDINAL.match(texte, fin) and not decimales:
        return Nombre(valeur, debut, fin, certitude, "ordinal")
    if _POURCENT.match(texte, fin):
        nature = "pourcentage"
    return _sign(texte, Nombre(valeur, debut, fin, certitude, nature))


def _forme(jeton: re.Match[str]) -> str:
    return next(forme for forme in ("groupe", "decale", "point", "apostrophe", "simple") if jeton[forme])


def _read_chaine(jeton: re.Match[str]) -> Nombre:
    """More than one mark inside: "1,234,567.50" has one reading, "10,20,30" and "31.12.20212" have none."""
    debut, fin = jeton.span()
    if _ETRANGER.fullmatch(jeton[0]):
        return Nombre(Decimal(jeton[0].replace(",", "")), debut, fin, "interprete")
    return Nombre(None, debut, fin, "ambigu")


def _split_renvoi(texte: str, jeton: re.Match[str], forme: str) -> Nombre | None:
    """After "Axe", the first group may be the axis' number: say so rather than glue it to the amount."""
    debut, fin = jeton.span()
    mot = texte[max(0, debut - 3) : debut].rstrip()[-1:]
    if not (mot.isalnum() or (mot and mot in "°,/–-")):
        return None
    corps = jeton[forme]
    tete = corps[: len(corps) - len(corps.lstrip("0123456789"))]
    if _NON_CHIFFRES.sub("", texte[debut + len(tete) : fin]).startswith("0"):
        return None
    if forme == "decale":
        # "Travail : 11 2871,00" is one number; "Lot 11 2871,00" is two.
        return Nombre(Decimal(tete), debut, debut + len(tete), "interprete") if mot.isalpha() else None
    if _BARRE.search(texte, max(0, debut - 2), debut) or RENVOI.search(texte, max(0, debut - 40), debut):
        return Nombre(None, debut, fin, "ambigu")
    return None


def _sign(texte: str, nombre: Nombre) -> Nombre:
    """A true minus sign, or a hyphen glued to the number after a gap; never the dash of a range or a subtraction."""
    place = nombre.debut - 1
    if place > 0 and texte[place - 1] == "−" and _UNE_ESPACE.match(texte, place, place + 1):
        place -= 1
    if place < 0 or texte[place] not in "-–−" or (place < nombre.debut - 1 and texte[place] != "−"):
        return nombre
    if not _AVANT_SIGNE.search(texte, max(0, place - 1), place):
        return nombre
    if texte[:place].rstrip()[-1:] in tuple("0123456789€%)"):
        return nombre
    if nombre.valeur is None:
        return nombre
    return nombre._replace(
        valeur=-nombre.valeur, debut=place, certitude="interprete" if nombre.valeur else nombre.certitude
    )
