"""The words that carry a meaning, brought to a root, so that prose and labels can be laid side by side."""

import re
import unicodedata
from functools import lru_cache

from cdppe.facts.libelles import normalize_libelle

#: Words which say nothing of what is counted.
_MOTS_VIDES = """
a ai ainsi alors annee annees apres au aucun aucune aussi autre autres aux avait avaient avant avec avoir ayant c ce
cela celle celles celui ces cet cette ceux chaque chez ci comme compte comptait cours d dans de dela depuis des dont
du durant durs elle elles en encore ensemble entre est et etait etaient ete etre eu eux fait faite faites fin fois
font global il ils ici jusqu l la le les leur leurs lors lui mais meme mis mise nb nbre ne nombre nombres non nos
notre nous nouveau nouveaux nouvel nouvelle nouvelles on ont ou par parmi pas pendant periode plus pour pres qu
quand que quel quelles qui s sa sans sauf se ses si soit son sont sous sur t tel telle tous tout toute toutes total
totale totaux tres un une unique vers via environ dernier derniere derniers dernieres premier premiere premiers
premieres moins actuellement egalement notamment cadre titre hauteur lien bien etant afin ceci donc or ni car lequel
laquelle lesquels sein janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre
trimestre semestre scolaire civile realise realises realisee realisees effectue effectues effectuee effectuees
"""
_VIDES = frozenset(_MOTS_VIDES.split())
#: What is counted goes by several names in one report.
_AUTRES_NOMS = {
    "mineur": "enfant", "jeun": "enfant", "adolesc": "enfant", "situati": "enfant",
    "heberg": "logemen", "loge": "logemen",
    "majorit": "majeur", "acquisi": "achat", "aid": "subvent", "aide": "subvent", "verseme": "vers",
}  # fmt: skip
_SUIVIS = ("accompa", "suiv", "accueil", "admi", "inscri", "benefic", "integre")
_EXPRESSIONS = re.compile(r"\b(?:pris|prises?|prendre)\W+en\W+charges?\b")
_SAGES_FEMMES = re.compile(r"\bsages?\W+femmes?\b")
_MOT = re.compile(r"[^\W_]+")
#: What only the whole text can be folded with: tags, entities, exponents, marks inside a word.
_RARES = ("<", "&", "^", "\u00ad", "\u200b")
_SUFFIXES = (
    "issements", "issement", "ations", "ation", "ements", "ement", "trices", "trice", "teurs", "teur", "ages", "age",
    "ives", "ive", "ifs", "if", "ees", "ies", "ee", "ie", "es", "er", "ir", "is", "it", "e", "s", "x",
)  # fmt: skip
_MINIMUM = 4
_LONGUEUR = 7
SUIVI = "suivi"


@lru_cache(maxsize=16384)
def find_racine(mot: str) -> str:
    """The root of a normalised word; empty for what carries no meaning."""
    if mot in _VIDES or (len(mot) < 2 and not mot.isdigit()):
        return ""
    if mot.isdigit():
        return mot
    for suffixe in _SUFFIXES:
        if mot.endswith(suffixe) and len(mot) - len(suffixe) >= _MINIMUM + (len(suffixe) > 3):
            mot = mot[: -len(suffixe)]
            break
    mot = mot[:_LONGUEUR]
    if mot.startswith(_SUIVIS):
        return SUIVI
    return _AUTRES_NOMS.get(mot, mot)


@lru_cache(maxsize=16384)
def _read_mot(mot: str) -> str:
    return find_racine(mot if mot.isascii() else normalize_libelle(mot))


@lru_cache(maxsize=8192)
def list_racines(texte: str) -> tuple[str, ...]:
    """The roots of a text's words, in order. Words are folded one by one: a report says few different ones."""
    if any(r in texte for r in _RARES) or not unicodedata.is_normalized("NFC", texte):
        texte = normalize_libelle(texte)
    texte = texte.lower()
    if "en charge" in texte:
        texte = _EXPRESSIONS.sub("accompagnement", texte)
    if "femme" in texte:
        texte = _SAGES_FEMMES.sub("sagefemme", texte)
    return tuple(r for r in map(_read_mot, _MOT.findall(texte)) if r)


@lru_cache(maxsize=4096)
def list_sigles(texte: str) -> dict[str, frozenset[str]]:
    """What the initials of a label's words may spell ("bilans de santé en école maternelle": bsem), and their roots."""
    mots = [m for m in normalize_libelle(texte).split() if find_racine(m) and not m[0].isdigit()]
    sigles: dict[str, frozenset[str]] = {}
    for longueur in range(3, 6):
        for debut in range(len(mots) - longueur + 1):
            suite = mots[debut : debut + longueur]
            sigles["".join(m[0] for m in suite)] = frozenset(find_racine(m) for m in suite)
    return sigles
