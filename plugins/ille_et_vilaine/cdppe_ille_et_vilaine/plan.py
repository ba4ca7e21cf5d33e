"""The financial tables become facts: actions, details, sub-totals and totals of each year."""

from itertools import groupby

from cdppe.api import (
    MontantLu,
    Niveau,
    Origine,
    Passage,
    Releve,
    Section,
    Source,
    is_cellule_montant,
    read_montants,
)
from cdppe_ille_et_vilaine.annee import Annee
from cdppe_ille_et_vilaine.objets import read_objet
from cdppe_ille_et_vilaine.pages import Page, read_pages
from cdppe_ille_et_vilaine.preuves import (
    find_total_details,
    has_words_aside,
    prove_cellules,
    prove_decalees,
    prove_details,
    prove_totaux,
)
from cdppe_ille_et_vilaine.prose import Prose
from cdppe_ille_et_vilaine.rangees import Ligne, classify

ORIGINE: Origine = "tableau_financier"


class Plan:
    """The financial tables of a report, read; what the rest of the report may need of them."""

    def __init__(self, releve: Releve, prose: Prose, sections: tuple[Section, ...]) -> None:
        self.releve = releve
        self.prose = prose
        self.premieres: dict[str, Passage] = {}
        """Where the tables first print each action's number."""
        pages = read_pages(releve, sections)
        for _, groupe in groupby(pages, key=lambda p: (p.nom, p.annee)):
            self._read_annee(tuple(groupe))

    def _read_annee(self, pages: tuple[Page, ...]) -> None:
        lignes = [
            ligne
            for page in pages
            for r in page.tableau.rangees
            if (ligne := classify(page, r, self.releve.cadre, self.prose.regles))
        ]
        annee = Annee(lignes)
        prove_decalees(annee)
        douteuses = prove_cellules(annee)
        prove_details(annee)
        prove_totaux(annee)
        for ligne in lignes:
            if ligne.nature == "action":
                self._read_action(ligne, [cle for x, cle in douteuses if x is ligne])
            elif ligne.nature == "total":
                self._read_total(ligne, annee)
            elif ligne.nature == "objectif":
                self._read_objectif(ligne)
            if ligne.nature not in ("total", "inconnue"):
                self._read_detail(ligne, annee)
            if ligne.nature == "inconnue":
                self._account_inconnue(ligne)

    def _read_action(self, ligne: Ligne, douteuses: list[str]) -> None:
        page, rangee = ligne.page, ligne.rangee
        numero = page.cellule(rangee, "fiche", ligne.decalage)
        objectif = page.cellule(rangee, "objectif", ligne.decalage)
        if ligne.decalage and not ligne.prouvee:
            self._refuse(ligne, "la rangée est décalée, et les totaux imprimés ne prouvent pas sa place")
            return
        self.premieres.setdefault(ligne.numero, numero)
        if ligne.fonds:
            self.prose.connus.fonds.setdefault(ligne.numero, ligne.fonds)
        if objectif:
            self.prose.connus.objectifs.setdefault(ligne.numero, objectif)
        source = page.cellule(rangee, "source", ligne.decalage)
        if ligne.montant or any(ligne.cellule(cle) for cle in page.colonnes):
            self.releve.take(numero)
            self.releve.take(source)
        else:  # no fact of this row will say them
            self.releve.explain(numero, "reference", page.tableau.chemin("fiche"))
            self.releve.explain(source, "reference", page.tableau.chemin("source"))
        self.releve.explain(objectif, "reference", page.tableau.chemin("objectif"))
        for cle in page.colonnes:
            self._read_money(ligne, cle, ligne.numero, "action", doute=cle in douteuses)

    def _read_objectif(self, ligne: Ligne) -> None:
        """A second objective of the action above, printed without a number: its own money is no action's."""
        self.releve.explain(ligne.page.cellule(ligne.rangee, "objectif"), "reference")
        for cle in ligne.page.colonnes:
            self._read_money(ligne, cle, "", "action", libelle=ligne.libelle)

    def _read_total(self, ligne: Ligne, annee: Annee) -> None:
        page = ligne.page
        if not ligne.prouvee:
            self._refuse(ligne, "un montant se trouve sous une colonne de texte, et les sommes ne le placent pas")
            return
        niveau: Niveau = "sous_total" if ligne.fonds else "total"
        self.releve.explain(page.cellule(ligne.rangee, "objectif"), "reference")
        # Where the rows above hold object and amount one column aside, a dash of their total is either column's.
        aside = has_words_aside(annee, ligne)
        for cle in page.colonnes:
            doute = aside and cle == "actions" and ligne.valeur(cle) == 0
            self._read_money(ligne, cle, ligne.libelle, niveau, doute=doute)
        self._read_total_details(ligne, annee, niveau)

    def _read_total_details(self, ligne: Ligne, annee: Annee, niveau: Niveau) -> None:
        """The total of the details, in the column where the page's totals prove that they stand."""
        rang = find_total_details(annee, ligne)
        montant = ligne.rangee.cellule(rang)
        if is_cellule_montant(montant.texte):
            interprete = rang != ligne.page.detail or bool(ligne.places)
            self._add_detail(ligne, montant, ligne.libelle, niveau, "", interprete=interprete)

    def _read_detail(self, ligne: Ligne, annee: Annee) -> None:
        page, action = ligne.page, annee.owner(ligne)
        if ligne.nature == "action" and ligne.decalage and not ligne.prouvee:
            return
        if ligne.objet:
            read_objet(self.prose, ligne, action)
        if not ligne.montant:
            return
        perdue = action is None or (action.decalage and not action.prouvee)
        if perdue or (not ligne.prouvee and (ligne.ecart or not ligne.connue)) or page.detail < 0:
            self._refuse_detail(ligne)
        elif ligne.nature == "objectif" and not ligne.prouvee:
            self._add_detail(ligne, ligne.montant, "", "action", ligne.libelle, interprete=True)
        elif action is not None:
            deplacee = ligne is not action or bool(ligne.ecart or ligne.decalage)
            self._add_detail(
                ligne, ligne.montant, action.numero, "detail", ligne.objet.texte, interprete=deplacee, doute=ligne.doute
            )

    def _add_detail(
        self,
        ligne: Ligne,
        montant: Passage,
        action: str,
        niveau: Niveau,
        libelle: str,
        *,
        interprete: bool,
        doute: bool = False,
    ) -> None:
        page = ligne.page
        colonne = page.tableau.disposition.colonne("actions")
        entete = page.tableau.chemin("detail") or page.tableau.chemin("objet")
        self.releve.take(montant)
        for lu in self._read_montants(montant, doute):
            fait = self.releve.financement(
                montant,
                lu,
                action=action,
                niveau=niveau,
                etape=colonne.etape or "prevu",
                source=colonne.source or "non_ventile",
                periode=page.periode,
                origine=ORIGINE,
                libelle=libelle,
                colonne=entete,
                interprete=interprete or colonne.interprete,
            )
            self.prose.connus.add(fait)

    def _read_money(
        self, ligne: Ligne, cle: str, action: str, niveau: Niveau, *, libelle: str = "", doute: bool = False
    ) -> None:
        page, passage = ligne.page, ligne.cellule(cle)
        colonne = page.tableau.disposition.colonne(cle)
        if not passage or colonne.etape is None:
            return
        if colonne.contenu != "montant" and not is_cellule_montant(passage.texte):
            self.releve.explain(passage, "disposition_inconnue", page.tableau.chemin(cle))
            return
        source: Source = colonne.source or "non_ventile"
        self.releve.take(passage)
        for lu in self._read_montants(passage, doute):
            fait = self.releve.financement(
                passage,
                lu,
                action=action,
                niveau=niveau,
                etape=colonne.etape,
                source=ligne.fonds if source == "etat" and ligne.fonds else source,
                periode=page.periode,
                origine=ORIGINE,
                libelle=libelle,
                colonne=page.tableau.chemin(cle),
                interprete=bool(ligne.decalage)
                or cle in ligne.places
                or colonne.interprete
                or cle in page.tableau.deplacees
                or ligne.rangee.recousue,
                perimetre=colonne.perimetre,
            )
            self.prose.connus.add(fait)

    def _read_montants(self, passage: Passage, doute: bool) -> tuple[MontantLu, ...]:
        lus = read_montants(passage.texte, contrat=self.releve.departement.contrat)
        return tuple(lu._replace(montant=None, certitude="ambigu") for lu in lus) if doute else lus

    def _refuse(self, ligne: Ligne, raison: str) -> None:
        lieu = ligne.rangee.lieu
        trouve = " | ".join(c.texte for c in ligne.rangee.cellules)
        self.releve.anomalie(
            "rangee_decalee",
            "majeure",
            f"Ligne {lieu} du tableau financier {ligne.page.annee} non lue : {raison}. Vérifiez la rangée dans le "
            "rapport.",
            [lieu],
            ligne.numero,
            " | ".join(c.entetes[0] for c in ligne.page.tableau.disposition.colonnes),
            trouve,
        )
        for cellule in ligne.rangee.cellules:
            self.releve.explain(cellule, "disposition_inconnue")

    def _refuse_detail(self, ligne: Ligne) -> None:
        self.releve.explain(ligne.montant, "disposition_inconnue", ligne.page.tableau.chemin("objet"))

    def _account_inconnue(self, ligne: Ligne) -> None:
        """A row whose shape nobody knows: listed, and said."""
        if any(c.isdigit() for cellule in ligne.rangee.cellules for c in cellule.texte):
            self._refuse(ligne, "sa forme n'est celle d'aucune rangée connue")
