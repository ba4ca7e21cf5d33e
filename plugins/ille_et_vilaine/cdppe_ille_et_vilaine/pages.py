"""The pages of the financial tables: each is one printed table with its own header, and a year spans several."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from cdppe.api import (
    Passage,
    Periode,
    Rangee,
    Refus,
    Releve,
    Section,
    Tableau,
    TableauProuve,
    is_cellule_montant,
    normalize_libelle,
    prove_tableau,
)
from cdppe_ille_et_vilaine.entetes_coupes import has_indicateurs

LAYOUTS = ("plan_consomme", "plan_engage", "plan_budget")
_HEADS = {"objectif", "fiche action n", "source de financement"}
NUMERO = re.compile(r"\d{1,2}(?:\s?(?:bis|ter|[a-z]))?(?:\s*(?:et|-)\s*\d{1,2})?", re.IGNORECASE)
_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")


@dataclass(frozen=True)
class Page:
    """A proven table and the one exercise its columns speak of.

    ``detail`` is the data column of the detail amounts, -1 when none is proven; ``autres`` are the other columns
    without a header that hold amounts (the totals of the details, on some pages).
    """

    tableau: TableauProuve
    annee: int
    detail: int
    autres: tuple[int, ...]
    suit: bool
    """False when a page of the same year, just before, could not be read: what continues from it is nobody's."""

    @property
    def nom(self) -> str:
        return self.tableau.disposition.nom

    @property
    def objet(self) -> int:
        return self.tableau.rang("objet")

    @cached_property
    def ignorees(self) -> frozenset[int]:
        """The columns under a header that the layout does not know."""
        lues = {rang for rangs in self.tableau.rangs.values() for rang in rangs}
        return frozenset(r for r, chemin in enumerate(self.tableau.chemins) if chemin and r not in lues)

    @property
    def periode(self) -> Periode:
        return Periode(self.annee, self.annee, "civile", str(self.annee))

    @cached_property
    def colonnes(self) -> dict[str, int]:
        """Data column of each money key of an action, from left to right."""
        cles = [c.cle for c in self.tableau.disposition.colonnes if c.etape and c.cle in self.tableau.rangs]
        return dict(sorted(((cle, self.tableau.rang(cle)) for cle in cles), key=lambda c: c[1]))

    def cellule(self, rangee: Rangee, cle: str, decalage: int = 0) -> Passage:
        rang = self.tableau.rang(cle)
        return rangee.cellule(rang + decalage if rang >= 0 else -1)


def _heads(tableau: Tableau) -> bool:
    textes = {normalize_libelle(c.texte) for r in tableau.rangees[:3] for c in r.cellules}
    return len(textes & _HEADS) > 1 and "indicateurs" not in textes


def _iter_tableaux(sections: Iterable[Section]) -> Iterator[Tableau]:
    """The financial tables; rows parted from their table by a line that somebody put between are given back to it."""
    for section in sections:
        if section.cle == "tableau_de_bord":
            continue
        ouvert: Tableau | None = None
        for bloc in section.blocs:
            if not isinstance(bloc, Tableau):
                continue
            if _heads(bloc) or (section.cle == "plan" and ouvert is None):
                if ouvert:
                    yield ouvert
                ouvert = bloc
            elif ouvert and bloc.largeur == ouvert.largeur and not has_indicateurs(bloc):
                ouvert = Tableau(ouvert.rangees + bloc.rangees, ouvert.restes + bloc.restes)
        if ouvert:
            yield ouvert


def _choose_layout(releve: Releve, tableau: Tableau) -> str:
    """The only layout the table has; when it has none, the one whose headers it comes nearest to, to be refused."""
    essais = {nom: prove_tableau(tableau, releve.departement.disposition(nom)) for nom in LAYOUTS}
    prouves = [nom for nom, essai in essais.items() if isinstance(essai, TableauProuve)]
    if len(prouves) == 1:
        return prouves[0]

    mots = {m for r in tableau.rangees[:3] for c in r.cellules for m in normalize_libelle(c.texte).split()}

    def score(nom: str) -> tuple[bool, float]:
        essai = essais[nom]
        attendus = {m for c in essai.disposition.colonnes for m in normalize_libelle(c.entetes[0]).split()}
        complet = isinstance(essai, Refus) and not essai.raison.startswith("colonne absente")
        return complet, len(attendus & mots) / len(attendus)

    return max(LAYOUTS, key=score)


def _read_annee(tableau: TableauProuve) -> int | None:
    """The exercise that all the money headers name; a column of credits brought forward also names the year before."""
    annees: set[int] = set()
    for colonne in tableau.disposition.colonnes:
        if colonne.etape is None or colonne.cle not in tableau.rangs:
            continue
        propres = {int(a) for a in _YEAR.findall(tableau.chemin(colonne.cle))}
        if "{annee2}" in colonne.entetes[0]:
            propres = {max(propres)} if len(propres) == 2 and max(propres) - min(propres) == 1 else {0, -1}
        annees |= propres
    return annees.pop() if len(annees) == 1 else None


def _find_detail(tableau: TableauProuve) -> tuple[int, tuple[int, ...]]:
    """The column of the detail amounts, and the other columns of amounts that no header names.

    Without a header, it is the column that prints again the amount of the actions that have one detail; when no row
    can tell, the one right beside the objects.
    """
    prises = {rang for rangs in tableau.rangs.values() for rang in rangs}
    prises |= {rang for rang, chemin in enumerate(tableau.chemins) if chemin}
    largeur = max((len(r.cellules) for r in tableau.rangees), default=0)
    libres = [
        rang
        for rang in range(largeur)
        if rang not in prises and any(is_cellule_montant(r.cellule(rang).texte) for r in tableau.rangees)
    ]
    if "detail" in tableau.rangs:
        return tableau.rang("detail"), tuple(libres)
    actions = [r for r in tableau.rangees if NUMERO.fullmatch(tableau.cellule(r, "fiche").texte)]

    def count(rang: int) -> int:
        montants = ((r.cellule(rang).texte, tableau.cellule(r, "actions").texte) for r in actions)
        return sum(1 for montant, somme in montants if montant == somme and any(c.isdigit() for c in montant))

    comptes = sorted(((count(rang), rang) for rang in libres), reverse=True)
    if comptes and comptes[0][0] and (len(comptes) == 1 or comptes[0][0] > comptes[1][0]):
        detail = comptes[0][1]
    else:
        voisine = tableau.rang("objet") + 1
        detail = -1 if voisine in prises else voisine
    return detail, tuple(r for r in libres if r != detail)


def read_pages(releve: Releve, sections: tuple[Section, ...]) -> tuple[Page, ...]:
    """Every page that proves its layout, in order; the others are refused, each for itself."""
    pages: list[Page] = []
    suit = True
    for tableau in _iter_tableaux(sections):
        nom = _choose_layout(releve, tableau)
        prouve = releve.prove(tableau, nom)
        if prouve is None:
            suit = False
            continue
        annee = _read_annee(prouve)
        if annee is None:
            attendu = "une seule année dans tous les en-têtes d'un tableau"
            trouve = " | ".join(c for c in prouve.chemins if c)
            releve.refuse(
                Tableau(prouve.rangees),
                Refus(prouve.disposition, tableau.lieu, attendu, trouve, "les en-têtes nomment plusieurs années"),
            )
            suit = False
            continue
        for rangee in prouve.avant:
            for cellule in rangee.cellules:
                releve.explain(cellule, "disposition_inconnue")
        detail, autres = _find_detail(prouve)
        pages.append(Page(prouve, annee, detail, autres, suit))
        suit = True
    return tuple(pages)
