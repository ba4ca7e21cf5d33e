"""A layout is a claim: here it is proven on a table, or refused with the headers expected and found.

A column is found by its header. A header that differs is taken for the declared one only when the evidence is
unique: one declared column and one printed header are left, nearly alike, and the cells agree. A header printed over
the wrong column is moved only when exactly one move makes every cell and every sum agree, and when each column that it
displaces has something to agree with: cells that may hold anything prove nothing.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from cdppe.documents import Passage, Rangee, Tableau
from cdppe.facts.libelles import normalize_libelle
from cdppe.parsing.dispositions import Disposition
from cdppe.parsing.entetes import Remarque, find_entetes, take_renamed
from cdppe.parsing.temoins import Temoins


@dataclass(frozen=True)
class TableauProuve:
    """A table whose columns are proven: ``rangs`` gives for each key the data columns (0-based) it stands for."""

    disposition: Disposition
    rangs: dict[str, tuple[int, ...]]
    chemins: tuple[str, ...]
    annees: dict[int, tuple[int, ...]]
    """For each data column the years in its header, in the order of ``{annee}``, ``{annee2}``…"""
    rangees: tuple[Rangee, ...]
    avant: tuple[Rangee, ...]
    """Rows printed above the header (the end of what stood there before), which this layout does not read."""
    remarques: tuple[Remarque, ...]
    inconnues: tuple[int, ...]
    """Data columns under a header that the layout does not know: their figures are not read."""
    tete: tuple[Rangee, ...] = ()
    """The rows of the header."""
    deplacees: frozenset[str] = frozenset()
    """Keys whose header is printed over another column: their cells were put back, and are read ``interprete``."""

    def rang(self, cle: str) -> int:
        """The data column of that key, -1 when the table has none."""
        return self.rangs.get(cle, (-1,))[0]

    def cellule(self, rangee: Rangee, cle: str) -> Passage:
        return rangee.cellule(self.rang(cle))

    def annees_of(self, cle: str) -> tuple[int, ...]:
        """The years in the header of that key's first column."""
        return self.annees.get(self.rang(cle), ())

    def chemin(self, cle: str) -> str:
        """The printed header path over that column."""
        entete = self.rangs.get(cle, (-1,))[0]
        return self.chemins[entete] if 0 <= entete < len(self.chemins) else ""


@dataclass(frozen=True)
class Refus:
    """Why the table does not have the layout."""

    disposition: Disposition
    lieu: str
    attendu: str
    trouve: str
    raison: str


def _moves(tableau: Tableau) -> Iterator[Mapping[int, int]]:
    """Header orders after moving one header elsewhere: for each header its data column.

    A column empty from top to bottom is a tab too many: no header stands over it.
    """
    pleines = [rang for rang in range(tableau.largeur) if any(r.cellule(rang) for r in tableau.rangees)]
    for depuis in pleines:
        for vers in range(len(pleines)):
            ordre = [rang for rang in pleines if rang != depuis]
            ordre.insert(vers, depuis)
            if ordre != pleines:
                yield dict(zip(ordre, pleines, strict=True))


def _place(cles: dict[int, str], ordre: Mapping[int, int] | None) -> dict[str, tuple[int, ...]]:
    rangs: dict[str, tuple[int, ...]] = {}
    for entete, cle in sorted(cles.items()):
        rangs[cle] = (*rangs.get(cle, ()), ordre[entete] if ordre else entete)
    return rangs


def prove_tableau(tableau: Tableau, disposition: Disposition) -> TableauProuve | Refus:
    """The table with its columns proven, or the reason why it is not one of that layout."""
    attendu = " | ".join(c.nom for c in disposition.colonnes if c.obligatoire)
    entetes = find_entetes(tableau, disposition)
    if entetes is None:
        trouve = " | ".join(c.texte for c in tableau.rangees[0].cellules)
        return Refus(disposition, tableau.lieu, attendu, trouve, "aucun en-tête attendu n'est présent")
    lieu = tableau.rangees[entetes.debut].lieu
    entetes = take_renamed(entetes, disposition, lieu)
    trouve = " | ".join(n[-1] if n else "" for n in entetes.niveaux)
    manquantes = [c.nom for c in disposition.colonnes if c.obligatoire and c.cle not in entetes.cles.values()]
    if manquantes:
        raison = f"colonne absente ou renommée : {', '.join(manquantes)}"
        return Refus(disposition, lieu, attendu, trouve, raison)
    fin = entetes.debut + entetes.hauteur
    tete = tableau.rangees[entetes.debut : fin]
    repetees = {tuple(normalize_libelle(c.texte) for c in r.cellules) for r in tete}
    rangees = tuple(
        r for r in tableau.rangees[fin:] if tuple(normalize_libelle(c.texte) for c in r.cellules) not in repetees
    )
    rangs = _place(entetes.cles, None)
    remarques = entetes.remarques
    deplacees: frozenset[str] = frozenset()
    temoins = Temoins(rangees, disposition)
    fautes = list(temoins.find_fautes(rangs))
    if fautes:
        candidats = {
            tuple(sorted(essai.items())): essai
            for ordre in _moves(tableau)
            if not any(temoins.find_fautes(essai := _place(entetes.cles, ordre)))
            and all(disposition.can_prove(cle) for cle, places in essai.items() if places != rangs[cle])
        }
        if len(candidats) != 1:
            raison = "; ".join(f"{a} : trouvé « {t} »" for a, t in fautes)
            return Refus(disposition, lieu, attendu, trouve, raison)
        imprimes = rangs
        ((_, rangs),) = candidats.items()
        deplacees = frozenset(cle for cle, places in rangs.items() if places != imprimes[cle])
        ordre_lu = [next((c for c, p in rangs.items() if r in p), "") for r in range(tableau.largeur)]
        remarques = (*remarques, Remarque("entete_decale", lieu, trouve, " | ".join(ordre_lu)))
    lues = {p for places in rangs.values() for p in places}
    inconnues = tuple(
        r
        for r, n in enumerate(entetes.niveaux)
        if n
        and r not in entetes.cles
        and (r not in lues)
        and any(re.search(r"\d", x.cellule(r).texte) for x in rangees)
    )
    absentes = [c.nom for c in disposition.colonnes if c.etape and c.cle not in rangs]
    if inconnues and absentes:  # a money column is gone and an unknown one has come: it may be the same, renamed
        raison = f"colonne absente ou renommée : {', '.join(absentes)}"
        return Refus(disposition, lieu, attendu, trouve, raison)
    chemins = [""] * tableau.largeur
    annees: dict[int, tuple[int, ...]] = {}
    for entete, niveaux in enumerate(entetes.niveaux):
        cle = entetes.cles.get(entete)
        propre = [r for r, c in entetes.cles.items() if c == cle]
        place = rangs[cle][propre.index(entete)] if cle else entete
        if cle or not chemins[place]:
            chemins[place] = " / ".join(dict.fromkeys(niveaux))
            annees[place] = entetes.annees.get(entete, ())
    return TableauProuve(
        disposition,
        rangs,
        tuple(chemins),
        annees,
        rangees,
        tableau.rangees[: entetes.debut],
        remarques,
        inconnues,
        tete,
        deplacees,
    )
