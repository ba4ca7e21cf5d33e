"""How findings are worded, and to which year they belong."""

import re
from collections.abc import Iterable
from decimal import Decimal

from cdppe.plugins.controle import Dossier, NonApplicable

ETAPES = {
    "prevu": "prévu", "supplement": "crédits supplémentaires", "disponible": "disponible", "fleche": "fléché",
    "engage": "engagé", "execute": "exécuté", "report": "report", "variation": "variation",
    "non_consomme": "non consommé",
}  # fmt: skip
ANNEE = re.compile(r"(?<!\d)20[12]\d(?!\d)")


def format_euros(montant: Decimal) -> str:
    """``250 000 €``, ``1 234,50 €``."""
    entier = montant == montant.to_integral_value()
    return f"{montant:,.{0 if entier else 2}f} €".replace(",", " ").replace(".", ",")


def format_liste(mots: Iterable[str]) -> str:
    """``prévu, engagé et exécuté``."""
    *debut, fin = list(mots) or [""]
    return f"{', '.join(debut)} et {fin}" if debut else fin


def is_annee(dossier: Dossier, annee: int, fin: int | None) -> bool:
    """Whether a finding whose period ends in ``fin`` belongs to this year; the last takes what no other does."""
    return (fin if fin in dossier.exercices else dossier.exercices[-1]) == annee


def check_dernier(dossier: Dossier, annee: int) -> None:
    """Raises NonApplicable in all years but the last, for what is about documents as a whole."""
    if annee != dossier.exercices[-1]:
        raise NonApplicable(f"porte sur le rapport entier : examiné avec l'exercice {dossier.exercices[-1]}")
