"""Which numbers of a money cell are amounts, and which are years, posts, axes, months or calculations."""

import re
from decimal import Decimal
from typing import NamedTuple

from cdppe.parsing.montants import read_unite
from cdppe.parsing.nombres import RENVOI, Certitude, Nombre, find_nombres

#: What a number counts when it is no amount; anything else after a bare number leaves it in doubt.
_COMPTE = re.compile(
    r"\s*(?:\([^)]*\)\s*)?(?:ETP|mois|ans?|ann[ée]es?|jours?|journ[ée]es?|heures?|semaines?|trimestres?|semestres?|places?|lits?|mesures?"
    r"|enfants?|jeunes?|mineurs?|b[ée]b[ée]s?|familles?|foyers?|parents?|postes?|agents?|salari[ée]s?|professionnel(?:le)?s?"
    r"|assistant(?:e)?s?|[ée]ducat(?:eur|rice)s?|infirmi[èe]r(?:e)?s?|pu[ée]r(?:icultrices?)?|TISF|TS|AS|personnes?|usagers?|d[ée]partements?"
    r"|territoires?|situations?|bilans?|visites?|consultations?|formations?|sessions?|s[ée]ances?|r[ée]unions?|conventions?|structures?"
    r"|[ée]tablissements?|services?|logements?|appartements?|mallettes?|parrainages?|dossiers?|actions?|projets?|op[ée]rateurs?|points?)\b",
    re.IGNORECASE,
)
#: Words that may follow an amount written without its sign.
_LIAISON = re.compile(
    r"(?:et|en|pour|dont|soit|soient|sur|par|au|aux|à|y|de|du|des|d|le|la|les|r[ée]partis?|vers[ée]e?s?|pr[ée]vue?s?|ttc|ht|brut|net|plus|ou)\b",
    re.IGNORECASE,
)
_PLURIEL = re.compile(r"(?:s|x|ETP|TISF)\Z")
_CENTIMES = re.compile(r"[.,][0-9]{2}\Z")
_MOT = re.compile(r"\s*(?P<mot>[^\W\d_]+)")
_CODE = re.compile(r"/[A-Z]{2}")
_EURO_PERDU = re.compile(r"\s?\(e\)")
_MOT_AVANT = re.compile(r"(?P<mot>[^\W\d_]+)\s*\Z")
_ANNONCE = re.compile(r"(?:de|d|à|est|sont|total|globale?|montant|budget|et|soit|dont|environ|plus)\Z", re.IGNORECASE)
_OPERATION_APRES = re.compile(r"\s*(?:\*(?!\*)|×|x\b|X\b|\\times|/)\s*[0-9(]")
_OPERATION_AVANT = re.compile(r"[0-9)%€]\s*(?:(?<!\*)\*|×|\bx|\bX|\\times|/)\s*\Z")
_PARENTHESES = re.compile(r"\([^()]*\)")


class Chiffre(NamedTuple):
    """An amount of a cell, and the number it was read from; ``montant`` is ``None`` when its notation is ``ambigu``."""

    montant: Decimal | None
    debut: int
    fin: int
    certitude: Certitude
    nombre: Nombre


class Chiffres(NamedTuple):
    """The amounts of a cell; ``doute`` when another number may be one, or when a calculation stands in the cell."""

    montants: tuple[Chiffre, ...]
    doute: bool


def find_chiffres(texte: str) -> Chiffres:
    """Sort the numbers of a money cell."""
    nombres = find_nombres(texte)
    calculs = _find_calculs(texte, nombres)
    dans_parentheses = [motif.span() for motif in _PARENTHESES.finditer(texte)]
    montants: list[Chiffre] = []
    doute = any(not any(a < place < b for a, b in dans_parentheses) for place in calculs)
    ignores = [(a, b) for a, b in dans_parentheses if any(a < place < b for place in calculs)]
    lus = [_read_chiffre(texte, nombres, rang) for rang in range(len(nombres))]
    avec_signe = any(lu is not None for lu in lus)
    for nombre, lu in zip(nombres, lus, strict=True):
        if any(a < nombre.debut < b for a, b in ignores):
            continue
        if lu is not None:
            montants.append(lu)
            continue
        verdict = _judge(texte, nombre, avec_signe)
        if verdict == "montant":
            montants.append(Chiffre(nombre.valeur, nombre.debut, nombre.fin, nombre.certitude, nombre))
        doute = doute or verdict == "doute"
    return Chiffres(tuple(montants), doute)


def _read_chiffre(texte: str, nombres: tuple[Nombre, ...], rang: int) -> Chiffre | None:
    nombre = nombres[rang]
    lu = read_unite(texte, nombre, nombres[rang - 1] if rang else None)
    if lu is not None:
        return Chiffre(lu.valeur, lu.debut, lu.fin, lu.certitude, nombre)
    perdu = _EURO_PERDU.match(texte, nombre.fin)
    if perdu is not None and nombre.nature == "nombre" and nombre.valeur is not None:
        return Chiffre(nombre.valeur, nombre.debut, perdu.end(), "interprete", nombre)
    return None


def _judge(texte: str, nombre: Nombre, avec_signe: bool) -> str:
    """``montant``, ``autre`` or ``doute`` for a number without a euro sign."""
    if nombre.nature != "nombre":
        return "doute" if nombre.nature == "code" else "autre"
    if nombre.valeur is None:
        return "doute"
    # At least a thousand, or cents.
    grand = abs(nombre.valeur) >= 1000 or _CENTIMES.search(texte, nombre.debut, nombre.fin) is not None
    if RENVOI.search(texte, max(0, nombre.debut - 40), nombre.debut) and not grand:
        return "autre"
    if _CODE.match(texte, nombre.fin):
        return "autre"
    compte = _COMPTE.match(texte, nombre.fin)
    if compte is not None:
        # "180 000 100 places" may have swallowed an amount; "12 500 Convention" counts nothing.
        douteux = abs(nombre.valeur) >= 100_000 or (grand and not _PLURIEL.search(compte[0]))
        return "doute" if douteux and not avec_signe else "autre"
    suite = _MOT.match(texte, nombre.fin)
    if suite is not None and not _LIAISON.match(suite["mot"]):
        return "doute" if grand and not avec_signe else "autre"
    if grand:
        return "montant"
    if avec_signe:
        return "autre"
    avant = _MOT_AVANT.search(texte, max(0, nombre.debut - 40), nombre.debut)
    return "doute" if avant is not None and not _ANNONCE.search(avant["mot"]) else "montant"


def _find_calculs(texte: str, nombres: tuple[Nombre, ...]) -> list[int]:
    """Where a multiplication or a division is written out."""
    places = []
    for nombre in nombres:
        apres = read_unite(texte, nombre)
        fin = apres.fin if apres else nombre.fin
        if _OPERATION_APRES.match(texte, fin) or _OPERATION_AVANT.search(
            texte, max(0, nombre.debut - 12), nombre.debut
        ):
            places.append(nombre.debut)
    return places
