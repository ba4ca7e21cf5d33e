"""The tables of indicators of one sheet."""

import re
from collections.abc import Callable, Iterator
from itertools import pairwise

from cdppe.api import (
    Colonne,
    Nature,
    Origine,
    Passage,
    Periode,
    Rangee,
    Releve,
    Tableau,
    TableauProuve,
    ValeurLue,
    find_periodes,
    goes_on,
    is_cellule_montant,
    join_dechirees,
    join_morceaux,
    normalize_numero,
    read_valeur,
)
from cdppe_ille_et_vilaine.entetes_coupes import count_colonnes, is_complet
from cdppe_ille_et_vilaine.tableau_de_bord import DOUTE, MOTS, SUSPENDU, VIDE_DOUTEUX, strip_puce

DISPOSITION = "indicateurs_fiche"
ATTENDU = "attendu"
"""The key of the columns "Résultat attendu": of a year that the report gives account of, it is the result."""

_NUMERO = re.compile(
    r"(?:fiche(?: action)?|action) ?(?:n ?° ?)?(?P<numero>\d{1,2}(?: ?(?:bis|ter|[a-z]))?(?: ?(?:et|-) ?\d{1,2})?)\b",
    re.IGNORECASE,
)
_SUSPENDU = re.compile(SUSPENDU, re.IGNORECASE)


class FicheIndicateurs:
    """Reads the tables of one sheet; ``exercice`` is the latest year the report gives account of."""

    def __init__(
        self, releve: Releve, action: str, origine: Origine, exercice: int | None, *, tabulations: bool
    ) -> None:
        self.releve = releve
        self.action = action
        self.origine = origine
        self.exercice = exercice
        self.tabulations = tabulations
        self.douteuses: set[str] = set()
        """Where the rows stand whose cells, or whose label, may not be theirs."""

    # --- tables with a header ---

    def find_doute(self, tableau: TableauProuve) -> str:
        """Why the table cannot be read as one of indicators, or ""."""
        if not any(c.nature and c.cle in tableau.rangs for c in tableau.disposition.colonnes):
            return "aucune colonne de valeurs n'est reconnue"
        return "" if is_complet(tableau) else "une colonne n'est pas déclarée"

    def read_tableau(self, tableau: TableauProuve, find_zone: Callable[[str], str]) -> None:
        """Add every value of every row of a proven table; a row that heads a part of a sheet is told, not tabulated."""
        rubrique, autre = "", False
        for rangee in self._join_rangees(tableau):
            objectif, libelle = tableau.cellule(rangee, "objectif"), tableau.cellule(rangee, "indicateur")
            if find_zone(objectif.texte) and not _has_valeur(tableau, rangee):
                self.releve.explain(objectif, "date" if find_periodes(objectif.texte) else "contexte")
                self.releve.explain(libelle, "contexte", objectif.texte)
                continue
            if objectif:
                rubrique, autre = objectif.texte, self._contradicts(objectif)
                self.releve.take(objectif)
            self.releve.take(libelle)
            self._read_rangee(tableau, rangee, rubrique, libelle, interprete=autre)

    def _read_rangee(
        self, tableau: TableauProuve, rangee: Rangee, rubrique: str, libelle: Passage, *, interprete: bool
    ) -> None:
        annees = {annee for annees in tableau.annees.values() for annee in annees}
        for colonne in tableau.disposition.colonnes:
            if colonne.nature is None:
                continue
            for rang in tableau.rangs.get(colonne.cle, ()):
                passage = rangee.cellule(rang)
                periode = self.releve.periode_colonne(tableau, colonne.cle, rang)
                # Nothing says what it counts, or the cell names the year of another column.
                doute = self._find_lue(rangee, passage)
                if any(c.isdigit() for c in passage.texte) and (
                    not _is_libelle(libelle.texte) or self._is_ailleurs(passage, periode, annees)
                ):
                    doute = DOUTE
                nature, lu = self._find_nature(colonne, periode)
                self.releve.indicateur(
                    passage,
                    action=self.action,
                    rubrique=rubrique,
                    libelle=strip_puce(libelle.texte),
                    nature=nature,
                    periode=periode,
                    origine=self.origine,
                    colonne=tableau.chemins[rang],
                    unite=colonne.unite,
                    interprete=interprete
                    or lu
                    or colonne.interprete
                    or rangee.recousue
                    or colonne.cle in tableau.deplacees,
                    lieu=rangee.lieu,
                    lue=doute,
                )

    def _find_lue(self, rangee: Rangee, passage: Passage) -> ValeurLue | None:
        return (DOUTE if passage else VIDE_DOUTEUX) if rangee.lieu in self.douteuses else None

    def _is_ailleurs(self, passage: Passage, periode: Periode, annees: set[int]) -> bool:
        """Whether the cell names a whole year that is not its column's but another one's."""
        lue = read_valeur(passage.texte, contrat=self.releve.departement.contrat).periode
        if lue is None or lue.base != "civile" or lue.debut is None:
            return False
        return (lue.debut, lue.fin) != (periode.debut, periode.fin) and {lue.debut, lue.fin} <= annees

    def _find_nature(self, colonne: Colonne, periode: Periode) -> tuple[Nature, bool]:
        """What the column's values are, and whether its words had to be read: before the contract, a reference."""
        nature = colonne.nature or "realise"
        if nature == "realise" and periode.fin is not None and periode.fin < self.releve.departement.contrat[0]:
            return "reference", False
        passe = periode.fin is not None and self.exercice is not None and periode.fin <= self.exercice
        if colonne.cle == ATTENDU and passe:
            return "realise", True
        return nature, False

    def _contradicts(self, objectif: Passage) -> bool:
        """Whether the cell names another sheet than the one it stands in; it is said."""
        trouve = _NUMERO.match(objectif.texte)
        if not trouve:
            return False
        numero = normalize_numero(re.sub(r" ?- ?", " et ", trouve["numero"].lower()))
        if numero == self.action:
            return False
        self.releve.anomalie(
            "fiche_divergente",
            "majeure",
            f"Un tableau d'indicateurs de la fiche {self.action} nomme la fiche {numero} ; ses valeurs sont rangées "
            f"sous la fiche {self.action}.",
            [objectif.lieu()],
            self.action,
            self.action,
            numero,
        )
        return True

    def _join_rangees(self, tableau: TableauProuve) -> Iterator[Rangee]:
        """The rows, those that a page cut in two made one again: a label that goes on, or words without a label."""
        ouverte: Rangee | None = None
        for rangee in self._join_dechirees(tableau):
            if ouverte and self._continues(tableau, ouverte, rangee):
                ouverte = join_morceaux(ouverte, rangee, recousue=True)
                if rangee.lieu in self.douteuses:
                    self.douteuses.add(ouverte.lieu)
                continue
            if ouverte:
                yield ouverte
            ouverte = rangee
        if ouverte:
            yield ouverte

    def _join_dechirees(self, tableau: TableauProuve) -> tuple[Rangee, ...]:
        """The rows that hold something, those whose figures stand on two lines made one; the doubtful ones are said."""
        valeurs = [r for c in tableau.disposition.colonnes if c.nature for r in tableau.rangs.get(c.cle, ())]
        libelle, objectif = tableau.rang("indicateur"), tableau.rang("objectif")
        rangees = [r for r in tableau.rangees if any(r.cellules)]
        largeur = len(tableau.tete[-1].cellules)
        decalees = [
            r.lieu for r in rangees if self.releve.find_decalage(r, largeur, self.action, tabulations=self.tabulations)
        ]
        lues = join_dechirees(rangees, libelle, valeurs, MOTS, seules=(objectif,), decalees=decalees)
        for haut, bas in lues.doutes:
            self.releve.note_dechirure(haut, bas, bas.cellule(libelle).texte, self.action)
        self.douteuses |= lues.places
        for haut, bas in pairwise(lues.rangees):  # what may be the rest of a row in doubt is in doubt too
            if haut.lieu in self.douteuses and not bas.cellule(objectif) and goes_on(bas.cellule(libelle).texte, MOTS):
                self.douteuses.add(bas.lieu)
        return lues.rangees

    def _continues(self, tableau: TableauProuve, ouverte: Rangee, rangee: Rangee) -> bool:
        if tableau.cellule(rangee, "objectif"):
            return False
        libelle, dessus = tableau.cellule(rangee, "indicateur").texte, tableau.cellule(ouverte, "indicateur").texte
        rangs = (tableau.rang("objectif"), tableau.rang("indicateur"))
        valeurs = [c for r, c in enumerate(rangee.cellules) if c and r not in rangs]
        if any(read_valeur(c.texte).statut != "texte" for c in valeurs):
            return False
        return bool(_SUSPENDU.search(dessus) and libelle[0].islower()) if libelle else bool(dessus and valeurs)

    # --- lists without a header ---

    def is_liste(self, tableau: Tableau) -> bool:
        """Whether each row is a label that names its one year, and a figure."""
        return count_colonnes(tableau) == 2 and all(
            len(find_periodes(r.cellule(0).texte)) == 1
            and is_cellule_montant(r.cellule(1).texte)
            and read_valeur(r.cellule(1).texte, libelle=r.cellule(0).texte).statut == "chiffre"
            for r in tableau.rangees
        )

    def read_liste(self, tableau: Tableau, rubrique: str) -> None:
        """Add the values of a list without a header, each of the year its label names."""
        for rangee in tableau.rangees:
            libelle, valeur = rangee.cellule(0), rangee.cellule(1)
            periode = find_periodes(libelle.texte, self.releve.departement.contrat, date="etat")[0].periode
            nature: Nature = "realise"
            if periode.fin is not None and (self.exercice is None or periode.fin > self.exercice):
                nature = "cible"
            if periode.fin is not None and periode.fin < self.releve.departement.contrat[0]:
                nature = "reference"
            self.releve.take(libelle)
            self.releve.indicateur(
                valeur,
                action=self.action,
                rubrique=rubrique,
                libelle=strip_puce(libelle.texte),
                nature=nature,
                periode=periode,
                origine=self.origine,
                lieu=rangee.lieu,
            )


def _is_libelle(texte: str) -> bool:
    """Whether a row's label says what it counts: it is no value, and is not cut."""
    return bool(texte) and not texte[0].isdigit() and not _SUSPENDU.search(texte)


def _has_valeur(tableau: TableauProuve, rangee: Rangee) -> bool:
    rangs = [r for c in tableau.disposition.colonnes if c.nature for r in tableau.rangs.get(c.cle, ())]
    return any(rangee.cellule(r) for r in rangs)
