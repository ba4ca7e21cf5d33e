"""The indicators of a report: which tables hold some, and who reads them; what nobody can read is refused, and said."""

from collections.abc import Mapping
from itertools import pairwise

from cdppe.api import (
    Bloc,
    Origine,
    Passage,
    Refus,
    Section,
    Tableau,
    classify_manquant,
    find_nombres,
    normalize_libelle,
)
from cdppe_ille_et_vilaine import fiches_indicateurs, tableau_de_bord
from cdppe_ille_et_vilaine.entetes_coupes import has_indicateurs, join_tableaux
from cdppe_ille_et_vilaine.fiches import Fiche
from cdppe_ille_et_vilaine.fiches_indicateurs import FicheIndicateurs
from cdppe_ille_et_vilaine.prose import Prose
from cdppe_ille_et_vilaine.tableau_de_bord import TableauDeBord


class Indicateurs:
    """Reads every table of indicators; ``objectifs`` gives for each action the label of its objective.

    ``tabulations`` says that the document keeps the tabs before empty last cells.
    """

    def __init__(self, prose: Prose, objectifs: Mapping[str, str], *, tabulations: bool) -> None:
        self.prose = prose
        self.releve = prose.releve
        self.objectifs = objectifs
        self.tabulations = tabulations
        self.fiche = self.releve.departement.disposition(fiches_indicateurs.DISPOSITION)

    def read_section(self, section: Section) -> None:
        """The dashboard, under its heading or wherever its columns are printed; elsewhere what has the word."""
        bord = section.cle == tableau_de_bord.DISPOSITION
        if not section.tableaux:
            return
        for tableau, _ in join_tableaux(section.blocs, self._ends, self.fiche):
            if _has_valeurs(tableau) and (bord or has_indicateurs(tableau)):
                self._read_tableau_de_bord(tableau)

    def _read_tableau_de_bord(self, tableau: Tableau) -> None:
        prouve = self.releve.prove(tableau, tableau_de_bord.DISPOSITION, tableau_de_bord.find_doute)
        if prouve is not None:
            for cellule in (c for r in prouve.avant for c in r.cellules):
                self.releve.explain(cellule, "disposition_inconnue")
            TableauDeBord(self.releve, prouve, self.objectifs, tabulations=self.tabulations).read()

    def read_fiche(self, fiche: Fiche, blocs: tuple[Bloc, ...]) -> None:
        """The tables of a sheet; ``blocs`` are its blocks without those that hold money."""
        origine: Origine = "annexe" if fiche.annexe else "fiche"
        lecteur = FicheIndicateurs(
            self.releve, fiche.numero, origine, self.prose.exercice, tabulations=self.tabulations
        )
        if any(isinstance(b, Tableau) for b in blocs):
            for tableau, rubrique in join_tableaux(blocs, self._ends, self.fiche):
                self._read_tableau(lecteur, tableau, rubrique.texte if rubrique else "")
        self._read_manquants(fiche, lecteur)

    def _read_tableau(self, lecteur: FicheIndicateurs, tableau: Tableau, rubrique: str) -> None:
        if _heads_tableau_de_bord(tableau):
            self._read_tableau_de_bord(tableau)
        elif lecteur.is_liste(tableau):
            lecteur.read_liste(tableau, rubrique)
        elif has_indicateurs(tableau):
            prouve = self.releve.prove(tableau, self.fiche.nom, lecteur.find_doute)
            if prouve is not None:
                for cellule in (c for r in prouve.avant for c in r.cellules):
                    self.releve.explain(cellule, "disposition_inconnue")
                lecteur.read_tableau(prouve, self.prose.regles.find_zone)
        elif self.prose.regles.find_zone(rubrique) == "recit" and _has_valeurs(tableau):
            attendu = " | ".join(c.entetes[0] for c in self.fiche.colonnes)
            trouve = " | ".join(c.texte for c in tableau.rangees[0].cellules)
            raison = "ses en-têtes ne sont ceux d'aucun tableau d'indicateurs"
            self.releve.refuse(tableau, Refus(self.fiche, tableau.lieu, attendu, trouve, raison))

    def _read_manquants(self, fiche: Fiche, lecteur: FicheIndicateurs) -> None:
        """A line that says, under "Indicateurs", that they are missing: which kind of missing, in its own words."""
        for titre, bloc in pairwise(fiche.section.blocs):
            if isinstance(titre, Tableau) or isinstance(bloc, Tableau):
                continue
            if titre.passage.texte.strip("*: ").lower() != "indicateurs":
                continue
            if classify_manquant(bloc.passage.texte) not in (None, "tiret", "vide"):
                self.releve.indicateur(
                    bloc.passage,
                    action=lecteur.action,
                    libelle=titre.passage.texte,
                    nature="realise",
                    periode=self.releve.periode_contrat,
                    origine=lecteur.origine,
                )

    def _ends(self, passage: Passage) -> bool:
        return bool(self.prose.regles.find_zone(passage.texte))


def _heads_tableau_de_bord(tableau: Tableau) -> bool:
    textes = {normalize_libelle(c.texte) for r in tableau.rangees[:3] for c in r.cellules}
    return "fiche action n" in textes


def _has_valeurs(tableau: Tableau) -> bool:
    """Whether a cell holds a figure, or the code of a missing one."""
    textes = (c.texte for r in tableau.rangees for c in r.cellules)
    return any(find_nombres(t) or classify_manquant(t) not in (None, "vide") for t in textes)
