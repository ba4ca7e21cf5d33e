"""One fact in one French line."""

from cdppe.consolidation.calcul import format_montant, format_valeur
from cdppe.consolidation.faits import Periode
from cdppe.consolidation.mots import CERTITUDES, ETAPES, MANQUANTS, NATURES, NIVEAUX, SOURCES, STATUTS
from cdppe.facts import Action, Financement, Indicateur


def describe_fait(fait: Action | Financement | Indicateur) -> str:
    """``250 000,00 € — action 2, prévu, État (sans précision), 2021 ; sûr``."""
    if isinstance(fait, Action):
        objectifs = fait.objectifs.replace(";", ", ") or "aucun"
        return f"action {fait.numero}, objectifs nationaux : {objectifs}, statut : {STATUTS[fait.statut].lower()}"
    periode = Periode(fait.debut, fait.fin, fait.base).libelle
    if isinstance(fait, Financement):
        quoi = "montant ambigu" if fait.certitude == "ambigu" else "sans montant"
        chiffre = quoi if fait.montant is None else format_montant(fait.montant)
        mots = [ETAPES[fait.etape].lower(), SOURCES[fait.source], periode]
    else:
        manque = MANQUANTS.get(fait.statut, "texte")
        chiffre = manque if fait.valeur is None else " ".join(filter(None, (format_valeur(fait.valeur), fait.unite)))
        mots = [NATURES[fait.nature].lower(), periode, f"« {fait.libelle} »"]
    if fait.libelle and isinstance(fait, Financement):
        mots.append(f"« {fait.libelle} »")
    qui = NIVEAUX[fait.niveau].format(fait.action) if fait.action else "sans action"
    return f"{chiffre} — {qui}, {', '.join(mots)} ; {CERTITUDES[fait.certitude]}"
