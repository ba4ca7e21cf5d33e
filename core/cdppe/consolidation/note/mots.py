"""The small grammar of the note."""

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal

from cdppe.consolidation.consultation import Rangee
from cdppe.controles.mots import MOIS, count, format_liste, format_nombre

_GRAVITES = {
    "bloquante": ("bloquant", "bloquants"),
    "majeure": ("majeur", "majeurs"),
    "mineure": ("mineur", "mineurs"),
    "information": ("pour information", "pour information"),
}


def format_date(texte: str) -> str:
    """``23 juin 2023``, ``1er juillet 2022``; what is no whole date as it stands."""
    annee, _, reste = texte.partition("-")
    mois, _, jour = reste.partition("-")
    if not (mois.isdigit() and jour.isdigit()):
        return texte
    return f"{'1er' if int(jour) == 1 else int(jour)} {MOIS.split('|')[int(mois) - 1]} {annee}"


def format_entier(nombre: int) -> str:
    """``3 104``."""
    return format_nombre(Decimal(nombre))


def sort_gravites(constats: Iterable[Rangee], *gravites: str) -> str:
    """``, dont 34 majeurs et 194 mineurs``; nothing where there is none of them."""
    comptes = Counter(r.texte("Gravité") for r in constats)
    mots = [count(comptes[g], *_GRAVITES[g]) for g in gravites if comptes[g]]
    return f", dont {format_liste(mots)}" if mots else ""
