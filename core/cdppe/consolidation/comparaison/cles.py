"""What makes two facts of two editions the same: what they state, and what they are about."""

from collections.abc import Hashable

from cdppe.facts import Action, Financement, Indicateur
from cdppe.facts.libelles import normalize_libelle

Fait = Action | Financement | Indicateur


def key_valeur(fait: Fait) -> Hashable:
    """What the fact states: two facts of one value say the same."""
    if isinstance(fait, Financement):
        mots = "" if fait.montant is not None else normalize_libelle(fait.texte)
        return fait.montant, fait.perimetre, fait.certitude == "ambigu", mots
    if isinstance(fait, Indicateur):
        mots = "" if fait.valeur is not None else normalize_libelle(fait.texte)
        return fait.valeur, fait.unite, fait.statut, fait.certitude == "ambigu", mots
    return (
        normalize_libelle(fait.intitule),
        fait.objectifs,
        fait.engagement,
        fait.statut,
        fait.statut_annee,
        normalize_libelle(fait.objectif_imprime),
    )


def key_objet(fait: Fait) -> Hashable:
    """What the fact is about, whatever part of the document says it."""
    if isinstance(fait, Action):
        return fait.departement, fait.numero
    if isinstance(fait, Financement):
        return (fait.departement, fait.action, fait.niveau, fait.etape, fait.source, fait.debut, fait.fin, fait.base,
                normalize_libelle(fait.libelle))  # fmt: skip
    return (fait.departement, fait.action, fait.niveau, normalize_libelle(fait.rubrique),
            normalize_libelle(fait.libelle), fait.nature, fait.debut, fait.fin, fait.base)  # fmt: skip


def key_intitule(fait: Fait) -> Hashable:
    """The same action by its title, whatever its number; without a title it is no other."""
    if isinstance(fait, Action) and (intitule := normalize_libelle(fait.intitule)):
        return fait.departement, intitule
    return fait.departement, id(fait)


def key_endroit(fait: Fait) -> Hashable:
    """The same, in one part of the document and one column."""
    if isinstance(fait, Action):
        return key_objet(fait)
    return key_objet(fait), fait.origine, normalize_libelle(fait.colonne)


def key_montant(fait: Fait) -> Hashable:
    """The same amount of the same action, classed otherwise; words and zeros say nothing of what they were."""
    if isinstance(fait, Financement) and fait.montant:
        return fait.departement, fait.action, fait.niveau, fait.montant
    return fait.departement, id(fait)
