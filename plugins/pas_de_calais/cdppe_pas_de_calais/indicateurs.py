"""The tables of indicators of a fiche, under "Indicateurs" or inside its other parts.

A table is read when a layout with a ``nature`` proves it and nothing in it contradicts the layout; else it is refused
whole.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from cdppe.api import (
    Colonne,
    Disposition,
    MotsDechirure,
    Nature,
    Niveau,
    Passage,
    Periode,
    Rangee,
    Releve,
    Section,
    Tableau,
    TableauProuve,
    ValeurLue,
    goes_on,
    join_dechirees,
    join_passages,
    normalize_libelle,
    prove_tableau,
    read_valeur,
)
from cdppe_pas_de_calais.annonces import NOMS, Annonce, list_plausibles, read_periode, split_tableaux
from cdppe_pas_de_calais.doutes import count_entetes, find_doute, find_groupes, is_valeur
from cdppe_pas_de_calais.lignes import Ligne, group_lignes, name_anonymes, strip_puce
from cdppe_pas_de_calais.phrases import read_phrases
from cdppe_pas_de_calais.structure import match_disposition
from cdppe_pas_de_calais.tableaux import BUDGET, DISPOSITIONS

SANS_ENTETE = "liste"
ARGENT = (*DISPOSITIONS, "conventions")
"""The layouts that are read as money, wherever they stand."""
_AMBIGU = ValeurLue(None, "", "texte", "ambigu")
_DOUTEUSES = {True: _AMBIGU, False: ValeurLue(None, "", "vide", "interprete")}
"""What the filled and the empty cells say of a row that is shifted, or may be the half of one."""


@dataclass(frozen=True)
class _Place:
    """A column of values: where it stands, and the period that it names itself."""

    colonne: Colonne
    rang: int
    entete: str
    nom: str
    """What the column adds to the labels of its rows; empty when it names a period."""
    periode: Periode | None
    interprete: bool = False


def read_indicateurs(releve: Releve, section: Section, action: str, *, tabulations: bool) -> None:
    """Read every table of indicators in one part of a fiche; refuse those whose layout is not known.

    ``tabulations`` says that the document keeps the tabs before empty last cells.
    """
    if section.cle in BUDGET or (section.cle != "indicateurs" and not section.tableaux):
        return
    declarees = releve.departement.tableaux
    dispositions = tuple(d for d in declarees if any(c.nature for c in d.colonnes) and d.nom != SANS_ENTETE)
    argent = tuple(d for d in declarees if d.nom in ARGENT)
    for tableau, annonce in split_tableaux(releve, section, dispositions, argent):
        noms = [d.nom for d in list_plausibles(tableau, argent)]
        if not match_disposition(tableau, releve.departement, noms):
            _Lecteur(releve, section, action, annonce, tabulations=tabulations).read(tableau, dispositions)
    if section.cle == "indicateurs":
        restes = frozenset(p.lieu() for tableau in section.tableaux for p in tableau.restes)
        read_phrases(releve, section, action, _find_titre(section), restes)


class _Lecteur:
    """Reads one table of a fiche's part."""

    def __init__(self, releve: Releve, section: Section, action: str, annonce: Annonce, *, tabulations: bool) -> None:
        self.releve = releve
        self.section = section
        self.action = action
        self.annonce = annonce
        self.propre: dict[str, Any] = releve.departement.propre["indicateurs"]
        self.tabulations = tabulations
        self.restes: frozenset[str] = frozenset()
        self._mots = MotsDechirure(self.propre["ouvert"], f"{self.propre['part']}|{self.propre['quantite']}")

    def read(self, tableau: Tableau, dispositions: Sequence[Disposition]) -> None:
        """Read the table under the layout that it proves; refuse it, saying how it differs from the likeliest one."""
        self.restes = frozenset(p.lieu() for p in tableau.restes if _is_morceau(p))
        nom = self._match(tableau, dispositions)
        if not nom and self._is_liste(tableau):
            nom, tableau = SANS_ENTETE, self._add_entete(tableau)
        if not nom and self.section.cle != "indicateurs" and not _has_figure(tableau):
            return
        prouve = self.releve.prove(tableau, nom or _find_proche(tableau, dispositions), self._find_doute)
        if prouve is not None:
            self._read_prouve(prouve)

    def _find_doute(self, tableau: TableauProuve) -> str:
        return find_doute(tableau, argent=self.section.cle == "indicateurs")

    def _match(self, tableau: Tableau, dispositions: Sequence[Disposition]) -> str:
        """The first layout that the table proves without a doubt, else with one, else ""; the only one it may have."""
        plausibles = list_plausibles(tableau, dispositions)
        if len(plausibles) == 1:
            return plausibles[0].nom
        douteux = ""
        for disposition in plausibles:
            resultat = prove_tableau(tableau, disposition)
            if isinstance(resultat, TableauProuve):
                if not self._find_doute(resultat):
                    return disposition.nom
                douteux = douteux or disposition.nom
        return douteux

    def _is_liste(self, tableau: Tableau) -> bool:
        """Labels and their values, two by two, under a title which names their period: such a table needs no header."""
        return (
            self.section.cle == "indicateurs"
            and self.annonce.periode is not None
            and all(len(r.cellules) == 2 and r.cellule(0) and not is_valeur(r.cellule(0)) for r in tableau.rangees)
            and any(is_valeur(r.cellule(1)) for r in tableau.rangees)
        )

    def _add_entete(self, tableau: Tableau) -> Tableau:
        disposition = self.releve.departement.disposition(SANS_ENTETE)
        lieu = tableau.lieu
        entete = Rangee(tuple(Passage(c.entetes[0], ((0, lieu),)) for c in disposition.colonnes), lieu)
        rangees = (replace(r, cellules=(strip_puce(r.cellules[0]), *r.cellules[1:])) for r in tableau.rangees)
        return Tableau((entete, *rangees), tableau.restes)

    def _read_prouve(self, tableau: TableauProuve) -> None:
        places = tuple(self._find_places(tableau))
        rangs = [place.rang for place in places]
        rangees, douteuses = self._join_dechirees(tableau, rangs)
        rangees = name_anonymes(rangees, 1 + self._find_dernier_nom(tableau), self.propre["somme"])
        lignes = tuple(group_lignes(self._name(tableau, rangees), self.propre, rangs))
        somme = any(self._is_somme(ligne) for ligne in lignes)
        douteuse = False
        for ligne in lignes:
            self._count_mots(tableau, ligne.rangee)
            if not ligne.mere:
                niveau: Niveau = "detail" if ligne.part or (somme and not self._is_somme(ligne)) else "action"
                unite = self._find_unite(ligne)
                # What may be the rest of a row in doubt is in doubt too.
                suite = douteuse and goes_on(ligne.libelle.texte, self._mots)
                douteuse = suite or ligne.rangee.lieu in douteuses
                for place in places:
                    self._read_valeur(tableau, ligne, place, niveau, unite=unite, douteuse=douteuse)

    def _join_dechirees(self, tableau: TableauProuve, rangs: list[int]) -> tuple[tuple[Rangee, ...], frozenset[str]]:
        """The rows, torn ones joined, and the places of those that are shifted, or may be two rows or one."""
        largeur = count_entetes(tableau)
        decalees = [
            r.lieu
            for r in tableau.rangees
            if any(r.cellules[1:]) and self.releve.find_decalage(r, largeur, self.action, tabulations=self.tabulations)
        ]
        noms = [rang for cle in NOMS for rang in tableau.rangs.get(cle, ())]
        if not noms:
            return tableau.rangees, frozenset(decalees)
        *seules, libelle = noms
        lues = join_dechirees(tableau.rangees, libelle, rangs, self._mots, seules=seules, decalees=decalees)
        for haut, bas in lues.doutes:
            self.releve.note_dechirure(haut, bas, bas.cellule(libelle).texte, self.action)
        return lues.rangees, lues.places

    def _find_dernier_nom(self, tableau: TableauProuve) -> int:
        return max((rang for cle in NOMS for rang in tableau.rangs.get(cle, ())), default=-1)

    def _name(self, tableau: TableauProuve, rangees: Iterable[Rangee]) -> Iterator[Ligne]:
        """The rows with their labels; a measure is printed once, beside the first of its indicators."""
        mesure = ""
        for rangee in rangees:
            noms = [rangee.cellule(rang) for cle in NOMS for rang in tableau.rangs.get(cle, ())]
            if "precision" not in tableau.rangs:
                yield Ligne(rangee, join_passages(noms, " — "))
                continue
            mesure = noms[0].texte or mesure
            yield Ligne(rangee, noms[1] or noms[0], (mesure,) if noms[1] and mesure else ())

    def _find_unite(self, ligne: Ligne) -> str:
        """The unit that a label names in brackets, or the one of a row above it: "Délais (médiane, jours)"."""
        mots = " ".join((*ligne.rubriques, ligne.libelle.texte))
        trouve = re.search(self.propre["unite"], mots, re.IGNORECASE) if "(" in mots else None
        return trouve["unite"] if trouve else ""

    def _is_somme(self, ligne: Ligne) -> bool:
        return bool(re.match(self.propre["somme"], ligne.libelle.texte, re.IGNORECASE))

    def _count_mots(self, tableau: TableauProuve, rangee: Rangee) -> None:
        """Account for the figures of the labels, and for the lengths that stand beside them."""
        for colonne in tableau.disposition.colonnes:
            for rang in tableau.rangs.get(colonne.cle, ()):
                if colonne.cle in NOMS:
                    self.releve.take(rangee.cellule(rang))
                elif colonne.cle == "duree":
                    self.releve.explain(rangee.cellule(rang), "duree", tableau.chemins[rang])

    def _find_places(self, tableau: TableauProuve) -> Iterator[_Place]:
        """The columns of values, from left to right, each with its period.

        Where an upper header is not printed over the columns that it heads, each key's first column is the first
        group's and its second one the second's: the values put back under it are ``interprete``.
        """
        groupes = find_groupes(tableau)
        precedente: Periode | None = None
        valeurs = [
            (rang, ordre, colonne)
            for colonne in tableau.disposition.colonnes
            if colonne.nature
            for ordre, rang in enumerate(tableau.rangs.get(colonne.cle, ()))
        ]
        for rang, ordre, colonne in sorted(valeurs, key=lambda valeur: valeur[0]):
            if groupes[ordre : ordre + 1]:
                haut, bas = groupes[ordre], tableau.tete[-1].cellule(rang).texte
                yield _Place(colonne, rang, f"{haut} / {bas}", bas, read_periode(haut, self.releve), True)
            elif not groupes:  # else it is a ghost: the table would have been refused, had it held anything
                entete = tableau.chemins[rang] if tableau.disposition.nom != SANS_ENTETE else ""
                periode = self.releve.periode_propre(tableau, colonne.cle, rang)
                nom = "" if periode else entete
                if colonne.nature == "commentaire":
                    periode = periode or precedente
                precedente = periode
                yield _Place(colonne, rang, entete, nom, periode, colonne.cle in tableau.deplacees)

    def _read_valeur(
        self, tableau: TableauProuve, ligne: Ligne, place: _Place, niveau: Niveau, *, unite: str, douteuse: bool
    ) -> None:
        rangee = ligne.rangee
        cellule = rangee.cellule(place.rang)
        periode = place.periode or self.annonce.periode or self.releve.periode_contrat
        nature: Nature = place.colonne.nature or "realise"
        if nature == "realise" and (periode.fin or 0) < self.releve.departement.contrat[0]:
            nature = "reference"
        recousue = rangee.recousue or len({lieu for _, lieu in cellule.ancres}) > 1
        self.releve.indicateur(
            cellule,
            action=self.action,
            libelle=" — ".join(nom for nom in (ligne.libelle.texte, place.nom) if nom),
            nature=nature,
            periode=periode,
            origine="fiche",
            rubrique=" — ".join(ligne.rubriques) or self.annonce.titre or _find_titre(self.section),
            niveau=niveau,
            colonne=place.entete,
            unite=place.colonne.unite or unite,
            interprete=place.interprete or recousue,
            lieu=rangee.lieu,
            lue=_DOUTEUSES[bool(cellule)] if douteuse else self._find_lue(tableau, ligne, place),
        )

    def _find_lue(self, tableau: TableauProuve, ligne: Ligne, place: _Place) -> ValeurLue | None:
        """What two readers would not read alike, whatever the cell says.

        A figure in a row that no label names, or that another row's label names too; one of which a piece was thrown
        below the row; one among words in a row that the document tore apart, where the words may be the next cell's.
        """
        lue = read_valeur(ligne.rangee.cellule(place.rang).texte)
        if lue.statut != "chiffre":
            return None
        anonyme = ligne.confuse or (not ligne.libelle and self._find_dernier_nom(tableau) >= 0)
        dechiree = ligne.libelle and ligne.libelle.lieu() != ligne.rangee.lieu and lue.certitude != "sur"
        return _AMBIGU if anonyme or dechiree or self._is_coupee(ligne.rangee, place.rang) else None

    def _is_coupee(self, rangee: Rangee, rang: int) -> bool:
        """The row's last filled cell, when a piece of one was thrown below the row."""
        dessous = str(int(rangee.lieu) + 1) if rangee.lieu.isdigit() else ""
        return dessous in self.restes and not any(rangee.cellules[rang + 1 :])


def _is_morceau(passage: Passage) -> bool:
    """A piece of a cell: a figure, or words that begin no sentence."""
    return any(map(str.isdigit, passage.texte)) and not passage.texte[0].isupper()


def _find_titre(section: Section) -> str:
    """The heading of the fiche's part, without its number."""
    return re.sub(r"^[\W\d]+", "", section.titre.texte)


def _find_proche(tableau: Tableau, dispositions: Sequence[Disposition]) -> str:
    """The layout that knows most of the table's first row."""
    noms = [normalize_libelle(c.texte) for c in tableau.rangees[0].cellules if c]

    def count(disposition: Disposition) -> int:
        return sum(any(nom in c.entetes_fixes for c in disposition.colonnes) for nom in noms)

    return max(dispositions, key=count).nom


def _has_figure(tableau: Tableau) -> bool:
    return any(any(map(str.isdigit, c.texte)) for r in tableau.rangees for c in r.cellules)
