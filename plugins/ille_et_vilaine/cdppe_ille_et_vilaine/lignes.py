"""Lines of prose as the declared patterns see them, and what the lines above them have said."""

import re
from dataclasses import dataclass

from cdppe.api import Etape, Montant, Niveau, Passage, Source, find_montants, find_nombres

_PUCE = re.compile(r"\s*(?:[-–•➤○]\s+|o\s+)*")
_EGALE = re.compile(r"=\s*\Z")


@dataclass(frozen=True)
class Contexte:
    """What the lines above have said."""

    zone: str
    action: str = ""
    etape: Etape | None = None
    annee: int | None = None
    source: Source | None = None
    fonds: Source | None = None
    """The State's fund that the sheet named last."""
    nom: str = ""
    niveau: Niveau = "action"
    doute: bool = False
    liste: Etape | None = None
    visee: str = ""
    """The action that a line above announced for the next amount."""


@dataclass(frozen=True)
class LigneMarquee:
    """A line whose amounts are marks; ``montants`` are at their places in ``passage``."""

    passage: Passage
    texte: str
    montants: tuple[Montant, ...]


def mark_ligne(passage: Passage, *, egales: bool = False) -> LigneMarquee:
    """The line without its bullet, its amounts marked; with ``egales`` a number after an equals sign is an amount."""
    puce = _PUCE.match(passage.texte)
    propre = passage.part(puce.end() if puce else 0, len(passage.texte)) if passage else passage
    montants = find_montants(propre.texte)
    if egales:
        nus = [
            Montant(n.valeur, n.debut, n.fin, n.certitude)
            for n in find_nombres(propre.texte)
            if _EGALE.search(propre.texte, 0, n.debut) and not any(m.debut <= n.debut < m.fin for m in montants)
        ]
        montants = tuple(sorted((*montants, *nus), key=lambda m: m.debut))
    texte, position = "", 0
    for rang, montant in enumerate(montants):
        texte += propre.texte[position : montant.debut] + f"⟦{rang}⟧"
        position = montant.fin
    texte += propre.texte[position:]
    return LigneMarquee(propre, " ".join(texte.replace("*", "").split()), montants)
