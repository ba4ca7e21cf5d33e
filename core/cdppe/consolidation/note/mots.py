"""The small grammar of the note."""

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal

from cdppe.consolidation.consultation import Rangee
from cdppe.controles.mots import count, format_liste, format_nombre

_GRAVITES = {
    "bloquante": ("bloquant", "bloquants"),
    "majeure": ("majeur", "majeurs"),
    "mineure": ("mineur", "mineurs"),
    "information": ("pour information", "pour information"),
}


def format_entier(nombre: int) -> str:
    """``3 104``."""
    return format_nombre(Decimal(nombre))


def sort_gravites(constats: Iterable[Rangee], *gravites: str) -> str:
    """``, dont 34 majeurs et 194 mineurs``; nothing where there is none of them."""
    comptes = Counter(r.texte("Gravité") for r in constats)
    mots = [count(comptes[g], *_GRAVITES[g]) for g in gravites if comptes[g]]
    return f", dont {format_liste(mots)}" if mots else ""
