"""Which printed header stands for which declared column."""

import difflib
from dataclasses import dataclass

from cdppe.documents import Rangee, Tableau
from cdppe.facts.libelles import normalize_libelle
from cdppe.parsing.dispositions import Colonne, Disposition
from cdppe.parsing.temoins import is_cellule_montant

ENTETE_MAX = 3
"""No table of the reports has a header of more rows."""
PROCHE_MIN = 0.8
_PETITS_MOTS = frozenset(["a", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les", "par", "sur"])


@dataclass(frozen=True)
class Remarque:
    """What the proof had to accept, for the anomalies of the document."""

    code: str
    lieu: str
    attendu: str
    trouve: str


def _levels(rangees: tuple[Rangee, ...], largeur: int) -> tuple[tuple[str, ...], ...]:
    """For each column the header texts from the top row down; an upper cell spans the empty ones to its right
    over which a lower row has a header."""
    niveaux: list[list[str]] = [[] for _ in range(largeur)]
    for rang, rangee in enumerate(rangees):
        dernier = ""
        for colonne in range(largeur):
            texte = rangee.cellule(colonne).texte
            dessous = any(r.cellule(colonne) for r in rangees[rang + 1 :])
            if texte:
                dernier = texte
            elif not (rang < len(rangees) - 1 and dessous):
                continue
            if texte or dernier:
                niveaux[colonne].append(texte or dernier)
    return tuple(tuple(n) for n in niveaux)


def _match_entete(colonne: Colonne, rang: int, propre: str, chemin: str) -> tuple[int, ...] | None:
    """The years of the printed header when it is one of the column's, None when it is not.

    Only the column of the rows' labels, the first one, may go without a header.
    """
    if not propre and rang:
        return None
    if propre in colonne.entetes_fixes or chemin in colonne.entetes_fixes:
        return ()
    if not any(map(str.isdigit, chemin)):  # what varies in a header is a year or an amount
        return None
    for motif in colonne.motifs_entete:
        if trouve := motif.match(propre) or motif.match(chemin):
            return tuple(int(a) for _, a in sorted(trouve.groupdict().items()) if a)
    return None


@dataclass(frozen=True)
class Entetes:
    """One way to take the first rows for the header: printed column → declared key."""

    debut: int
    hauteur: int
    niveaux: tuple[tuple[str, ...], ...]
    cles: dict[int, str]
    annees: dict[int, tuple[int, ...]]
    remarques: tuple[Remarque, ...] = ()


def _has_montant(rangee: Rangee) -> bool:
    """A row of amounts is no part of a header, though a header may name one ("Enveloppe de 2 000 €")."""
    return any(
        "€" in c.texte and is_cellule_montant(c.texte) and any(map(str.isdigit, c.texte)) for c in rangee.cellules
    )


def find_entetes(tableau: Tableau, disposition: Disposition) -> Entetes | None:
    meilleur: Entetes | None = None
    for debut in range(min(ENTETE_MAX, len(tableau.rangees))):
        for hauteur in range(1, min(ENTETE_MAX, len(tableau.rangees) - debut) + 1):
            if any(_has_montant(r) for r in tableau.rangees[debut : debut + hauteur]):
                break
            niveaux = _levels(tableau.rangees[debut : debut + hauteur], tableau.largeur)
            noms = [(normalize_libelle(n[-1]) if n else "", normalize_libelle(" / ".join(n))) for n in niveaux]
            cles: dict[int, str] = {}
            annees: dict[int, tuple[int, ...]] = {}
            for colonne in disposition.colonnes:
                for rang, (propre, chemin) in enumerate(noms):
                    if rang in cles or (trouve := _match_entete(colonne, rang, propre, chemin)) is None:
                        continue
                    cles[rang] = colonne.cle
                    annees[rang] = trouve
                    if not colonne.multiple:
                        break
            if cles and (meilleur is None or len(cles) > len(meilleur.cles)):
                meilleur = Entetes(debut, hauteur, niveaux, cles, annees)
                if len(cles) == tableau.largeur:  # no other way has more
                    return meilleur
    return meilleur


def _is_near(trouve: str, attendus: tuple[str, ...]) -> bool:
    """The same words but for a spelling, an ending, a space or a small word; no year and no figure differs.

    Word by word: "Dépenses non exécutées" and "Dépenses reportées" share most letters with "Dépenses exécutées".
    """
    mots = normalize_libelle(trouve).split()
    for attendu in attendus:
        modele = normalize_libelle(attendu).split()
        if "".join(mots) == "".join(modele):
            return True
        pleins = [[m for m in phrase if m not in _PETITS_MOTS] for phrase in (mots, modele)]
        if len(pleins[0]) == len(pleins[1]) and all(
            m == n or (not (m + n).isdecimal() and difflib.SequenceMatcher(None, m, n).ratio() >= PROCHE_MIN)
            for m, n in zip(*pleins, strict=True)
        ):
            return True
    return False


def take_renamed(entetes: Entetes, disposition: Disposition, lieu: str) -> Entetes:
    manquantes = [c for c in disposition.colonnes if c.obligatoire and c.cle not in entetes.cles.values()]
    libres = [r for r, n in enumerate(entetes.niveaux) if n and r not in entetes.cles]
    if len(manquantes) != 1:
        return entetes
    proches = [r for r in libres if _is_near(entetes.niveaux[r][-1], manquantes[0].entetes)]
    if len(proches) != 1:
        return entetes
    remarque = Remarque("entete_renomme", lieu, manquantes[0].nom, entetes.niveaux[proches[0]][-1])
    return Entetes(
        entetes.debut,
        entetes.hauteur,
        entetes.niveaux,
        entetes.cles | {proches[0]: manquantes[0].cle},
        entetes.annees | {proches[0]: ()},
        (*entetes.remarques, remarque),
    )
