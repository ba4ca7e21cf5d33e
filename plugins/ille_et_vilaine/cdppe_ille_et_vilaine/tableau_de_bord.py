"""The dashboard of indicators: each cell of a row under a value column, where the row's own figures prove it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from cdppe.api import (
    VIDE,
    MotsDechirure,
    Nature,
    Niveau,
    Origine,
    Passage,
    Periode,
    Rangee,
    Releve,
    TableauProuve,
    ValeurLue,
    is_decalee,
    join_dechirees,
    normalize_numero,
    read_valeur,
    same_libelle,
)
from cdppe_ille_et_vilaine.comparaisons import Comparaisons, Place, agrees
from cdppe_ille_et_vilaine.pages import NUMERO

DISPOSITION = "tableau_de_bord"
ORIGINE: Origine = "tableau_de_bord"
DOUTE = ValeurLue(None, "", "texte", "ambigu")
VIDE_DOUTEUX = ValeurLue(None, "", "vide", "interprete")
"""What the filled and the empty cells of a row in doubt say."""
SUSPENDU = r"(?:\b(?:de|du|des|le|la|les|et|ou|en|à|au|aux|par|pour|dans|sur|avec|un|une)|['’])\s*$"
"""A label that ends so goes on in the row below."""
MOTS = MotsDechirure(
    SUSPENDU, r"[-–•*]|(?:dont|nombre|nb|total|taux|pourcentage|part|proportion|durée|délai|âge|montant|effectif)s?\b"
)
AUCUNE = Periode(None, None, "civile", "")


@dataclass(frozen=True)
class Sujet:
    """Whose indicator a row is: what the rows above have said, until another number is printed."""

    action: str = ""
    rubrique: str = ""
    libelle: str = ""
    herite: bool = False
    bouge: bool = False
    """A row above stands beside its columns: another objective may be the same."""
    niveau: Niveau = "action"


def find_doute(tableau: TableauProuve) -> str:
    """Why the table is another one, or its own calculations deny its headers; "" when all is well."""
    lus = {rang for rangs in tableau.rangs.values() for rang in rangs}
    if any(chemin and rang not in lus for rang, chemin in enumerate(tableau.chemins)):
        return "une colonne n'est pas déclarée"
    return Comparaisons(tableau).find_doute()


def strip_puce(texte: str) -> str:
    """A label without the dash of a list before it."""
    return texte.lstrip("-–•* ").strip()


class TableauDeBord:
    """Reads a proven dashboard; ``objectifs`` gives for each action of the report the label of its objective."""

    def __init__(
        self, releve: Releve, tableau: TableauProuve, objectifs: Mapping[str, str], *, tabulations: bool
    ) -> None:
        self.releve = releve
        self.tableau = tableau
        self.objectifs = objectifs
        self.comparaisons = Comparaisons(tableau)
        self.tabulations = tabulations
        # Where empty last cells are not kept, the header may be shorter than the rows.
        self.largeur = len(tableau.tete[-1].cellules) if tabulations else self.comparaisons.largeur
        self.douteuses: set[str] = set()
        """Where the rows stand whose cells, or whose label, may not be theirs."""

    def read(self) -> None:
        """Add every value of every row."""
        if self.comparaisons.decalage and self.tableau.rangees:
            ecart = self.tableau.disposition.colonne("ecart")
            self.releve.anomalie(
                "entete_decale",
                "information",
                f"Tableau de bord : les comparaisons sont imprimées à {self.comparaisons.decalage:+d} colonne de leurs "
                "en-têtes ; les résultats et les cibles le prouvent.",
                [self.tableau.tete[0].lieu if self.tableau.tete else self.tableau.rangees[0].lieu],
                "",
                ecart.entetes[0],
                " | ".join(str(a) for a in self.comparaisons.ecarts),
            )
        sujet = Sujet()
        for rangee in self._join_dechirees():
            sujet = self._read_rangee(rangee, sujet)

    def _join_dechirees(self) -> tuple[Rangee, ...]:
        """The rows that hold something, those whose figures stand on two lines made one."""
        libelle = self.tableau.rang("indicateur")
        rangees = [r for r in self.tableau.rangees if any(r.cellules)]
        decalees = {r.lieu for r in rangees if is_decalee(r, self.largeur, tabulations=self.tabulations)}
        lues = join_dechirees(
            rangees,
            libelle,
            range(libelle + 1, self.comparaisons.largeur),
            MOTS,
            seules=[self.tableau.rang(cle) for cle in ("objectif", "fiche", "source")],
            decalees=decalees,
        )
        for haut, bas in lues.doutes:
            self.releve.note_dechirure(haut, bas, bas.cellule(libelle).texte, "")
        self.douteuses |= lues.places - decalees  # the row's own figures may prove the others
        return lues.rangees

    def _cellule(self, rangee: Rangee, cle: str, decalage: int = 0) -> Passage:
        rang = self.tableau.rang(cle)
        return rangee.cellule(rang + decalage) if rang >= 0 else VIDE

    def _read_rangee(self, rangee: Rangee, avant: Sujet) -> Sujet:
        objectif = self._cellule(rangee, "objectif")
        if sum(map(bool, rangee.cellules)) == 1 and objectif:  # the name of a fund, or an objective alone
            self.releve.explain(objectif, "reference")
            fonds = self.releve.cadre.match_source(objectif.texte)
            return avant if fonds else replace(avant, rubrique=objectif.texte)
        gauche = self._find_gauche(rangee)
        sujet = self._find_sujet(rangee, avant, gauche)
        sujet = replace(sujet, bouge=bool(gauche) or sujet.bouge)
        libelle = self._cellule(rangee, "indicateur", gauche)
        decalage = self.comparaisons.find_decalage(rangee)
        if (gauche and decalage != gauche) or libelle.texte[:1].isdigit() or rangee.lieu in self.douteuses:
            decalage = None
        if not self._is_prouvee(rangee, decalage) and self.releve.find_decalage(
            rangee, self.largeur, sujet.action, tabulations=self.tabulations
        ):
            self.douteuses.add(rangee.lieu)
            decalage = None
        self.releve.take(libelle)
        self.releve.explain(self._cellule(rangee, "source", gauche), "reference")
        if libelle.texte.lower().startswith("dont") and avant.libelle:
            sujet = replace(sujet, niveau="detail", rubrique=avant.libelle)
        sujet = replace(sujet, libelle=strip_puce(libelle.texte))
        self._read_valeurs(rangee, sujet, decalage, partie=bool(decalage) and not gauche)
        parent = sujet if sujet.niveau == "action" else avant
        return replace(sujet, libelle=parent.libelle, rubrique=parent.rubrique, niveau="action")

    def _is_prouvee(self, rangee: Rangee, decalage: int | None) -> bool:
        """Whether the row's own figures prove all of its places: both its evolution and its comparisons."""
        if decalage is None or not self.comparaisons.proves(rangee, decalage):
            return False
        return self.comparaisons.proves_cibles(self.comparaisons.place(rangee, decalage))

    def _find_gauche(self, rangee: Rangee) -> int:
        """How far number, fund and label stand from their columns: the fund proves it."""
        for decalage in (0, 1, -1):
            fonds = self._cellule(rangee, "source", decalage).texte
            if fonds and self.releve.cadre.match_source(fonds):
                return decalage
        return 0

    def _find_sujet(self, rangee: Rangee, avant: Sujet, gauche: int) -> Sujet:
        objectif, fiche = self._cellule(rangee, "objectif"), self._cellule(rangee, "fiche", gauche)
        if fiche:
            self.releve.take(objectif)
            self.releve.take(fiche)
            rubrique = objectif.texte or avant.rubrique
            if NUMERO.fullmatch(fiche.texte.strip("* ")):
                action, sure = self._find_action(fiche, rubrique)
                return Sujet(action, rubrique, herite=not sure)
            return Sujet("", rubrique)  # « NR » is no number: the indicator is no action's
        if objectif:
            objectifs = self.releve.cadre.match_objectif(objectif.texte).objectifs
            if objectifs and objectifs != self.releve.cadre.match_objectif(avant.rubrique).objectifs:
                self.releve.take(objectif)
                return Sujet("", objectif.texte, herite=avant.bouge)
            self.releve.explain(objectif, "reference")  # a page cut in the middle of the fiche says it again
        return replace(avant, herite=True)

    def _find_action(self, fiche: Passage, objectif: str) -> tuple[str, bool]:
        """The action of that number; where only "13 a" and "13 b" exist, the one whose objective "13" prints."""
        numero = normalize_numero(fiche.texte.strip("* ").lower().replace("-", " et "))
        numero = " et ".join(p.strip() for p in numero.split(" et "))
        if numero in self.objectifs or not self.objectifs:
            return numero, True
        soeurs = [n for n, x in self.objectifs.items() if n.startswith(f"{numero} ") and same_libelle(objectif, x)]
        if len(soeurs) == 1:
            return soeurs[0], False
        self.releve.anomalie(
            "action_inconnue",
            "majeure",
            f"Le tableau de bord porte la fiche {numero}, que le rapport n'a pas.",
            [fiche.lieu()],
            numero,
        )
        return numero, False

    def _read_valeurs(self, rangee: Rangee, sujet: Sujet, decalage: int | None, *, partie: bool) -> None:
        """Every cell of the row but those of comparisons where it stands, then the comparisons.

        In a row that is out of place only from some cell on (``partie``), its figures prove results and targets only.
        """
        doute = decalage is None
        decalage = decalage or 0
        places = self.comparaisons.place(rangee, decalage)
        perdues = {"reference"} if partie else set()
        if partie and not self.comparaisons.proves_cibles(places):
            perdues.add("cible")
        for colonne in self.tableau.disposition.colonnes:
            if colonne.nature is None or colonne.cle == "ecart":
                continue
            for rang in self.tableau.rangs.get(colonne.cle, ()):
                passage = rangee.cellule(rang + decalage)
                periode = self.releve.periode_colonne(self.tableau, colonne.cle, rang)
                deplace = bool(decalage) or colonne.cle in self.tableau.deplacees or colonne.interprete
                perdue = doute or colonne.cle in perdues
                self._add(rangee, sujet, passage, colonne.nature, periode, rang, doute=perdue, deplace=deplace)
                if colonne.cle == "evolution" and not doute:
                    attendu = self.comparaisons.attend_evolution(rangee, rang, decalage)
                    self._check(passage, attendu, sujet, "l'évolution")
        self._read_ecarts(rangee, sujet, places, doute=doute, deplace=bool(decalage))

    def _read_ecarts(
        self, rangee: Rangee, sujet: Sujet, places: tuple[Place, ...], *, doute: bool, deplace: bool
    ) -> None:
        annees = dict(self.comparaisons.ecarts)
        for place in places:
            rang = annees.pop(place.annee, -1) if place.annee is not None else -1
            periode = Periode(place.annee, place.annee, "civile", str(place.annee)) if place.annee else AUCUNE
            perdue = doute or place.annee is None
            bouge = deplace or not place.exacte
            self._add(rangee, sujet, place.cellule, "ecart", periode, rang, doute=perdue, deplace=bouge)
            if not perdue:
                self._check(place.cellule, place.attendu, sujet, "la comparaison")
        prises = {id(p.cellule) for p in places}
        mots = [c for r in self.comparaisons.zone if (c := rangee.cellule(r)) and id(c) not in prises]
        for cellule in mots:  # no comparison: what somebody wrote beside the figures
            self._add(rangee, sujet, cellule, "commentaire", self.releve.periode_contrat, -1, doute=doute)
        if all(p.annee is not None for p in places):
            for annee, rang in annees.items():
                periode = Periode(annee, annee, "civile", str(annee))
                self._add(rangee, sujet, VIDE, "ecart", periode, rang)

    def _add(
        self,
        rangee: Rangee,
        sujet: Sujet,
        passage: Passage,
        nature: Nature,
        periode: Periode,
        rang: int,
        *,
        doute: bool = False,
        deplace: bool = False,
    ) -> None:
        unite = "" if nature == "commentaire" else self.tableau.disposition.colonne(nature).unite
        douteuse = rangee.lieu in self.douteuses
        lue = DOUTE if doute and passage and (douteuse or any(c.isdigit() for c in passage.texte)) else None
        self.releve.indicateur(
            passage,
            action=sujet.action,
            niveau=sujet.niveau,
            rubrique=sujet.rubrique,
            libelle=sujet.libelle,
            nature=nature,
            periode=periode,
            origine=ORIGINE,
            colonne=self.tableau.chemins[rang] if rang >= 0 else "",
            unite=unite,
            interprete=sujet.herite or deplace or rangee.recousue,
            lieu=rangee.lieu,
            lue=VIDE_DOUTEUX if douteuse and not passage else lue,
        )

    def _check(self, passage: Passage, attendu: object, sujet: Sujet, quoi: str) -> None:
        """Say that a printed rate is not that of the row's figures."""
        if not isinstance(attendu, Decimal) or agrees(passage.texte, attendu) is not False:
            return
        lue = read_valeur(passage.texte)
        if lue.valeur is None:
            return
        self.releve.anomalie(
            "calcul_divergent",
            "mineure",
            f"« {sujet.libelle} » : {quoi} imprimée ({lue.valeur:f} %) n'est pas celle des chiffres de la rangée "
            f"({round(attendu):d} %).",
            [passage.lieu()],
            sujet.action,
            str(round(attendu)),
            f"{lue.valeur:f}",
        )
