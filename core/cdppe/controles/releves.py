"""A finding with whose it is: what is printed, asked, accepted, and known again next time."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace

from cdppe.facts.modeles import Gravite
from cdppe.plugins.controle import Constat, Controle

COLONNES = (
    "code",
    "gravite",
    "departement",
    "annee",
    "action",
    "objet",
    "periode",
    "lignes",
    "trouve",
    "attendu",
    "difference",
    "termes",
    "phrase",
    "question",
    "constat",
)


@dataclass(frozen=True, slots=True)
class Signalement:
    """A finding of one control in one département's dossier and year."""

    controle: Controle
    departement: str
    annee: int
    constat: Constat

    @property
    def gravite(self) -> Gravite:
        return self.controle.gravite

    @property
    def empreinte(self) -> str:
        """What makes it the same finding from one reading to the next: never its line.

        Code, département, action, étape or label, source, period and figures: with other figures it is another one.
        """
        c = self.constat
        cles = (self.controle.code, self.departement, c.action, c.objet, c.periode, c.trouve, c.attendu)
        return hashlib.sha256("\x1f".join(cles).encode()).hexdigest()[:12]

    @property
    def lignes(self) -> str:
        """``rapport.txt:12;14``, the lines that take part, document by document."""
        documents: dict[str, list[str]] = {}
        for place in self.constat.places:
            lignes = documents.setdefault(place.document, [])
            if place.ligne not in lignes:
                lignes.append(place.ligne)
        return " ; ".join(f"{nom}:{';'.join(lignes)}" for nom, lignes in documents.items())

    @property
    def cellules(self) -> tuple[str | int, ...]:
        """Every part of a finding, in the order of ``COLONNES``."""
        c = self.constat
        tete = (self.controle.code, self.gravite, self.departement, self.annee, c.action, c.objet, c.periode)
        chiffres = (c.trouve, c.attendu, c.difference, " ; ".join(c.termes))
        return (*tete, self.lignes, *chiffres, c.phrase, c.question, self.empreinte)


def merge_signalements(signalements: Iterable[Signalement]) -> tuple[Signalement, ...]:
    """Each finding once, with all its places: two documents of a département may hold the same fault."""
    uniques: dict[str, Signalement] = {}
    for s in signalements:
        premier = uniques.setdefault(s.empreinte, s)
        if premier is not s:
            places = tuple(dict.fromkeys((*premier.constat.places, *s.constat.places)))
            uniques[s.empreinte] = replace(premier, constat=replace(premier.constat, places=places))
    return tuple(uniques.values())
