"""How a comparison words what a fact is about, what it states, and what is no longer the same of it."""

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from cdppe.consolidation.calcul import format_montant, format_valeur
from cdppe.consolidation.comparaison.cles import Fait, key_objet, key_valeur
from cdppe.consolidation.faits import Periode
from cdppe.consolidation.mots import CERTITUDES, ETAPES, MANQUANTS, NATURES, NIVEAUX, ORIGINES, SOURCES, STATUTS
from cdppe.controles.mots import quote
from cdppe.facts import Action, Financement, Indicateur
from cdppe.facts.libelles import normalize_libelle

ABSENT, NON_LU = "absent", "non lu"


class Detail(NamedTuple):
    """One thing that is no longer the same of a fact, in words."""

    nom: str
    avant: str
    apres: str


def list_details(avant: Fait, apres: Fait) -> Iterator[Detail]:
    """What differs in what the fact states and is about, its value first; the part of the document is its place."""
    if isinstance(avant, Action) and isinstance(apres, Action):
        pareils = avant, apres
        if normalize_libelle(avant.intitule) != normalize_libelle(apres.intitule):
            yield Detail("intitulé", quote(avant.intitule, 200), quote(apres.intitule, 200))
        for nom, decrire in _MOTS_ACTION.items():
            un, autre = (decrire(a) for a in pareils)
            if un != autre:
                yield Detail(nom, un or ABSENT, autre or ABSENT)
    elif not isinstance(avant, Action) and not isinstance(apres, Action):
        if key_valeur(avant) != key_valeur(apres):
            yield Detail("", describe_valeur(avant), describe_valeur(apres))
        if key_objet(avant) != key_objet(apres):
            for nom, lire in _MOTS_OBJET.items():
                un, autre = lire(avant), lire(apres)
                if un != autre:
                    yield Detail(nom, un or ABSENT, autre or ABSENT)


_MOTS_ACTION: Mapping[str, Callable[[Action], str]] = {
    "numéro": lambda a: a.numero,
    "objectifs nationaux": lambda a: a.objectifs.replace(";", ", "),
    "objectif imprimé": lambda a: normalize_libelle(a.objectif_imprime) and quote(a.objectif_imprime, 200),
    "engagement": lambda a: a.engagement,
    "statut": lambda a: STATUTS[a.statut],
    "année du statut": lambda a: str(a.statut_annee or ""),
}
_MOTS_OBJET: Mapping[str, Callable[[Financement | Indicateur], str]] = {
    "étape": lambda f: ETAPES[f.etape] if isinstance(f, Financement) else "",
    "source": lambda f: SOURCES[f.source] if isinstance(f, Financement) else "",
    "période": lambda f: Periode(f.debut, f.fin, f.base).libelle,
    "libellé": lambda f: normalize_libelle(f.libelle) and quote(f.libelle),
}


def describe_valeur(fait: Fait) -> str:
    """What the fact states: an amount, a value with its unit, or the words that stand in its stead."""
    if isinstance(fait, Action):
        return quote(fait.intitule, 200) if fait.intitule else "sans intitulé"
    if isinstance(fait, Financement):
        mots = drop_centimes(format_montant(fait.montant)) if fait.montant is not None else _describe_mots(fait)
        return f"{mots} (plus large que l'action)" if fait.perimetre == "plus_large" else mots
    if fait.valeur is not None:
        return "\u00a0".join(filter(None, (format_valeur(fait.valeur), fait.unite)))
    return MANQUANTS.get(fait.statut) or _describe_mots(fait)


def drop_centimes(texte: str) -> str:
    """``1 234 €`` for ``1 234,00 €``, and ``12`` for ``12,00``."""
    chiffre, espace, unite = texte.partition("\u00a0€")
    return chiffre.removesuffix(",00") + espace + unite


def _describe_mots(fait: Financement | Indicateur) -> str:
    mots = quote(fait.texte) if fait.texte.strip() else "des mots"
    return f"{CERTITUDES['ambigu']} : {mots}" if fait.certitude == "ambigu" else mots


def describe_objet(fait: Fait) -> str:
    """What the fact is about: ``62, action 1, Prévu, FIR, 2022, « Axe 1 »``."""
    if isinstance(fait, Action):
        return f"{fait.departement}, action {fait.numero}"
    action = NIVEAUX[fait.niveau].format(fait.action) if fait.action else "sans action"
    periode = Periode(fait.debut, fait.fin, fait.base).libelle
    if isinstance(fait, Financement):
        mots = [ETAPES[fait.etape], SOURCES[fait.source], periode]
    else:
        mots = [quote(fait.libelle or fait.rubrique, 110), NATURES[fait.nature], periode]
    libelle = quote(fait.libelle) if isinstance(fait, Financement) and fait.libelle else ""
    lieu = ORIGINES[fait.origine] if fait.origine != "tableau_financier" else ""
    return ", ".join(filter(None, (fait.departement, action, *mots, libelle, f"dans {lieu}" if lieu else "")))
