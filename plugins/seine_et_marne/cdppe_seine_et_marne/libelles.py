"""The words that name an item, cut out of the running text of a cell."""

import re

MOTS_MAX = 8
"""A label longer than this is a sentence; its first words name the item well enough."""
TETE_MAX = 6
"""A line of at most so many words before a label is its heading ("Ressources humaines :")."""

_LIAISONS = frozenset(
    [
        *("a", "à", "au", "aux", "de", "des", "du", "en", "et", "l", "la", "le", "les", "ou", "par", "pour", "puis"),
        *("soit", "sur", "un", "une", "ans", "an", "années", "année", "dont", "coût", "total", "estimé", "environ"),
        *("euro", "euros", "eur"),
    ]
)
_MOT = re.compile(r"[^\W\d_]+")
_RESTE_CALCUL = re.compile(r"[=×*$]|\\times")
_MARQUES = " \t-–•○;:,.=("
_PHRASE = re.compile(r"(?<=[^\W\d_]{2})\.\s+(?=[A-ZÀÉÈ])|(?<=\s)-\s(?=[^\W\d_])")
#: "pour 25 agents" after the amount before, up to the capital that begins the next label.
_POUR = re.compile(r"\A[\s)]*pour\b[^.;:]*?\s(?=[A-ZÉÈÀ][a-zéèà]+\s)")
_FIN_PHRASE = re.compile(r"(?<=[^\W\d_]{3})[.!]\s+")


def has_mots(zone: str) -> bool:
    """Whether the words between two figures name something, beyond "et", "soit", "pour"."""
    return any(mot.lower() not in _LIAISONS and len(mot) > 1 for mot in _MOT.findall(zone))


def drop_phrases(lignes: list[str]) -> str:
    """The lines between two sums without their whole sentences, which name nothing: a label has no full stop."""
    gardees = [ligne for ligne in lignes[:-1] if not ligne.rstrip().endswith((".", "!"))]
    return "\n".join([*gardees, _FIN_PHRASE.split(lignes[-1])[-1]])


def split_plus(zone: str) -> str:
    """In "5 € en communication + 4 € au titre…" the words before the sign belong to the amount before them."""
    if "+" in zone and re.match(r"\s*(?:en|au\s+titre|pour)\b", zone, re.IGNORECASE):
        return "+" + zone.rsplit("+", 1)[1]
    return zone


def clean_libelle(zone: str) -> str:
    """The label as a reader would write it down: at most eight words, no marks, no calculation.

    Of several lines the last one that has words counts, after its heading where it has a short one; of several
    sentences the last.
    """
    lignes = [ligne for ligne in zone.split("\n") if has_mots(ligne)]
    if not lignes:
        return ""
    phrases = [p for p in _PHRASE.split(lignes[-1]) if has_mots(p)]
    libelle = _clean(phrases[-1] if phrases else lignes[-1])
    if len(lignes) > 1 and lignes[-2].rstrip().endswith(":") and len(_MOT.findall(lignes[-2])) <= TETE_MAX:
        libelle = f"{_clean(lignes[-2])} — {libelle}"
    return libelle


def _clean(mots: str) -> str:
    mots = _POUR.sub("", mots, count=1)
    nu = " ".join(_RESTE_CALCUL.split(mots)[0].split())
    nu = nu if has_mots(nu) else " ".join(_RESTE_CALCUL.sub(" ", mots).split())
    nu = re.sub(
        r"\(\s*(?:co[ûu]t\s*(?:total\s*)?(?:estim[ée]\s*)?(?:à\s*)?)?\Z|,?\s*\bsoit\s*\Z", "", nu.strip(" (+)")
    ).strip(_MARQUES)
    nu = nu.strip("'’ ")
    nu = re.sub(r"\A(?:\d\s*/\s*(?=[^\W\d_])|et\s+)", "", nu)
    nu = " ".join(nu.split()[:MOTS_MAX]).strip(_MARQUES)
    return nu + ")" * (nu.count("(") - nu.count(")"))
