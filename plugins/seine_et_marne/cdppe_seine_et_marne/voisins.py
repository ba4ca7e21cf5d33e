"""What the words right around a sum say of it: shared by several, moved from another action, of one year unnamed."""

import re

from cdppe.api import Passage, Raison
from cdppe_seine_et_marne.jetons import ANNEES, EURO, Somme
from cdppe_seine_et_marne.libelles import clean_libelle, has_mots

_APRES = re.compile(r"\s*(?:en|pour|au\s+titre\s+d|d[eu])\b['’]?\s*(?P<mots>[^+;]*)", re.IGNORECASE)
_TRANSFERT = re.compile(r"\s*transf[ée]r", re.IGNORECASE)
_ENSEMBLE_APRES = re.compile(r"\s*au\s+total\b", re.IGNORECASE)
_COMMUN_APRES = re.compile(r"\s*par\s+(?:le\s+|l['’]\s*)(?:CD|[ée]tat|d[ée]partement)\b", re.IGNORECASE)
_COMMUN_AVANT = re.compile(r"à\s+hauteur\s+de\s*\Z", re.IGNORECASE)
_TAUX_AVANT = re.compile(r"\(\s*\d+\s*%[^()]*\Z")
_COUPURE = re.compile(rf";|{EURO}|\.\s")
_ANNEES_SEULES = re.compile(rf"\(\s*{ANNEES}\s*\)")
_UNE_ANNEE = re.compile(r"\s*(?:\([^()]*\)\s*)?pour\s+une\s+(?:seule\s+)?ann[ée]e", re.IGNORECASE)


def find_refus(passage: Passage, somme: Somme) -> Raison | None:
    """Why the sum is no amount of its own: several sources' share told again, or the base of a rate."""
    if (
        is_ensemble(passage, somme)
        or _COMMUN_APRES.match(passage.texte, somme.fin_chiffres)
        or _COMMUN_AVANT.search(passage.texte, 0, somme.debut)
    ):
        return "repetition"
    if _is_phrase(passage, somme):
        return "non_compris"
    return "calcul" if _TAUX_AVANT.search(passage.texte, 0, somme.debut) else None


def is_ensemble(passage: Passage, somme: Somme) -> bool:
    """Whether the sum adds up the shares of several sources ("84 000 € au total")."""
    return _ENSEMBLE_APRES.match(passage.texte, somme.fin_chiffres) is not None


def _is_phrase(passage: Passage, somme: Somme) -> bool:
    """A whole sentence on its own line that mentions a sum: no label announces it and other words follow."""
    debut = max([c for c in passage.coupures if c <= somme.debut], default=0)
    fin = min([c for c in passage.coupures if c > somme.debut], default=len(passage.texte))
    avant, apres = passage.texte[debut : somme.debut], passage.texte[somme.fin_chiffres : fin].rstrip()
    annonce = re.search(r"[:=+(]|\bsoit\b", avant) or not has_mots(avant)
    return not annonce and apres.endswith((".", "!")) and has_mots(apres)


def is_transfert(passage: Passage, somme: Somme) -> bool:
    """Whether the words say that the sum was moved from or to another action."""
    avant = _COUPURE.split(passage.texte[max(0, somme.debut - 40) : somme.debut])[-1]
    return bool(_TRANSFERT.search(avant) or _TRANSFERT.match(passage.texte, somme.fin_chiffres))


def is_une_annee(passage: Passage, somme: Somme) -> bool:
    """Whether the sum is of one year which is not said."""
    return _UNE_ANNEE.match(passage.texte, somme.fin_chiffres) is not None


def find_apres(passage: Passage, somme: Somme) -> str:
    """The words after a sum that name it: in brackets ("(édition)"), or after "pour", "en", "au titre de"."""
    note = _ANNEES_SEULES.sub("", passage.texte[somme.fin_chiffres : somme.fin])
    if has_mots(note) and "(" in note:
        return clean_libelle(note)
    fin = min([c for c in passage.coupures if c > somme.fin] or [len(passage.texte)])
    trouve = _APRES.match(passage.texte, somme.fin_chiffres, fin)
    return clean_libelle(trouve["mots"]) if trouve and has_mots(trouve["mots"]) else ""
