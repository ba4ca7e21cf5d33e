"""The money tables of sections 3.1 and 3.2: rows of years, rows that continue the one above, operators as labels."""

import re
from dataclasses import dataclass, replace

from cdppe.api import (
    Colonne,
    Financement,
    MontantLu,
    Passage,
    Periode,
    Rangee,
    Refus,
    Releve,
    Section,
    Tableau,
    TableauProuve,
    find_periodes,
    is_cellule_montant,
    parse_periode,
    prove_tableau,
    read_montants,
)
from cdppe_pas_de_calais.structure import join_suites, match_disposition

DISPOSITIONS = ("prevu", "realise", "realise_annee", "realise_previsionnel")
BUDGET = frozenset({"budget", "prevu", "realise"})
"""The parts in which a table that has no known layout is refused; elsewhere it is none of money's."""


@dataclass(frozen=True)
class _Groupe:
    """A row that names its period, and those below it that continue it; ``periode`` is None when it names none.

    ``nom`` is the whole label when it says more than a period: the amounts are a part's.
    """

    periode: Periode | None
    libelle: str
    rangees: tuple[Rangee, ...]
    nom: str = ""


def read_tableaux(releve: Releve, section: Section, action: str) -> tuple[Financement, ...]:
    """Read the money tables of one part of a fiche."""
    faits: list[Financement] = []
    suites = join_suites(section.tableaux, releve.departement, DISPOSITIONS, lambda r, nom: _is_suite(r, releve, nom))
    for tableau in suites:
        faits += _read_tableau(releve, section, action, tableau)
    return tuple(faits)


def _read_tableau(releve: Releve, section: Section, action: str, tableau: Tableau) -> list[Financement]:
    nom = match_disposition(tableau, releve.departement, DISPOSITIONS)
    if not nom and section.cle not in BUDGET:
        return []
    if refus := _find_orphelines(tableau, releve, nom):
        releve.refuse(tableau, refus)
        return []
    prouve = releve.prove(tableau, nom or _expected(section, tableau))
    if prouve is None:
        return []
    # Above its header may stand another table as wide, from which nothing parts it.
    avant = Tableau(prouve.avant) if prouve.avant else None
    faits = []
    if avant and match_disposition(avant, releve.departement, DISPOSITIONS):
        faits = _read_tableau(releve, section, action, avant)
    return faits + _Lecteur(releve, prouve, action, _lines_of_restes(tableau)).read()


def _is_suite(rangee: Rangee, releve: Releve, nom: str) -> bool:
    """A row that stands under no header may continue the table above: it is labelled as its rows are."""
    if all(c.cle != "annee" for c in releve.departement.disposition(nom).colonnes):
        return all(not c or is_cellule_montant(c.texte) for c in rangee.cellules)
    libelle = rangee.cellule(0).texte
    sans_chiffre = not any(_has_figure(c) for c in rangee.cellules[1:])
    return not libelle or sans_chiffre or _read_periode(libelle, releve) is not None


def _read_periode(libelle: str, releve: Releve) -> Periode | None:
    """The period of a row's label; a TOTAL without a year covers the contract."""
    if (periode := parse_periode(libelle, contrat=releve.departement.contrat)) and periode.debut is not None:
        return periode
    total = re.search(releve.departement.propre["mots"]["total"], libelle, re.IGNORECASE)
    return releve.periode_contrat if total and not re.search(r"\d", libelle) else None


def _find_nom(libelle: str, releve: Releve) -> str:
    """The label of a row that says more than its period or TOTAL ("Année 2022 - ARS"), else empty."""
    reste = libelle
    for trouvee in reversed(find_periodes(libelle, releve.departement.contrat)):
        reste = reste[: trouvee.debut] + " " + reste[trouvee.fin :]
    reste = re.sub(releve.departement.propre["mots"]["rangee"], " ", reste, flags=re.IGNORECASE)
    return libelle if any(c.isalpha() for c in reste) else ""


def _expected(section: Section, tableau: Tableau) -> str:
    if section.cle == "prevu":
        return "prevu"
    annees = sum(bool(re.search(r"\b20\d\d\b", c.texte)) for c in tableau.rangees[0].cellules[1:])
    return "realise_annee" if annees else "realise"


def _find_orphelines(tableau: Tableau, releve: Releve, nom: str) -> Refus | None:
    """A refusal when a column of figures stands under no header: which header is whose is then not sure."""
    prouve = prove_tableau(tableau, releve.departement.disposition(nom)) if nom else None
    if not isinstance(prouve, TableauProuve):
        return None
    places = {p for rangs in prouve.rangs.values() for p in rangs}
    orphelines = [
        str(rang + 1)
        for rang in range(tableau.largeur)
        if rang not in places
        and not prouve.chemins[rang]
        and any(re.search(r"\d", r.cellule(rang).texte) for r in prouve.rangees)
    ]
    if not orphelines:
        return None
    attendu = " | ".join(c.entetes[0] for c in prouve.disposition.colonnes)
    raison = f"chiffres sans en-tête, colonne {', '.join(orphelines)}"
    return Refus(prouve.disposition, tableau.lieu, attendu, " | ".join(prouve.chemins), raison)


def _lines_of_restes(tableau: Tableau) -> frozenset[int]:
    """The lines of pieces of cells with figures that the reader could put in no row."""
    return frozenset(
        int(p.lieu())
        for p in tableau.restes
        if re.search(r"\d", p.texte) and not p.texte[0].isupper() and p.lieu().isdigit()
    )


class _Lecteur:
    """One proven table, read row by row."""

    def __init__(self, releve: Releve, tableau: TableauProuve, action: str, restes: frozenset[int]) -> None:
        self.releve = releve
        self.tableau = tableau
        self.action = action
        self.restes = restes
        self._lus: dict[str, tuple[MontantLu, ...]] = {}
        self.places = [
            (colonne, rang)
            for colonne in tableau.disposition.colonnes
            if colonne.etape is not None
            for rang in tableau.rangs.get(colonne.cle, ())
        ]

    def read(self) -> list[Financement]:
        return [fait for groupe in self._group() for fait in self._read_groupe(groupe)]

    def _group(self) -> list[_Groupe]:
        groupes: list[_Groupe] = []
        for rangee in self.tableau.rangees:
            if not any(rangee.cellule(rang) for _, rang in self.places):
                continue
            if "annee" not in self.tableau.rangs:
                groupes.append(_Groupe(None, "", (rangee,)))
                continue
            libelle = self.tableau.cellule(rangee, "annee").texte
            if _read_periode(libelle, self.releve):
                self.releve.explain(self.tableau.cellule(rangee, "annee"), "date")
            if not libelle and groupes and self._continues(groupes[-1], rangee):
                groupes[-1] = replace(groupes[-1], rangees=(*groupes[-1].rangees, rangee))
            else:
                groupes.append(self._open(libelle, rangee))
        return groupes

    def _open(self, libelle: str, rangee: Rangee) -> _Groupe:
        """A row of its own label; "Report 2021" is of another étape than its columns say."""
        periode, nom = _read_periode(libelle, self.releve), _find_nom(libelle, self.releve)
        douteux = nom and re.search(self.releve.departement.propre["mots"]["part_douteuse"], nom, re.IGNORECASE)
        return _Groupe(None if douteux else periode, libelle, (rangee,), "" if douteux else nom)

    def _continues(self, groupe: _Groupe, rangee: Rangee) -> bool:
        """A row without label continues the one above when it names its part, or fills what that one leaves open."""
        noms = self._list_noms(rangee)
        if noms & {nom for r in groupe.rangees for nom in self._list_noms(r)}:
            return False  # the same part twice: the row that named its period may be missing
        pleines = [rang for _, rang in self.places if rangee.cellule(rang)]
        ouvertes = all(not _has_figure(r.cellule(rang)) for rang in pleines for r in groupe.rangees)
        return groupe.periode is not None and (bool(noms) or ouvertes)

    def _list_noms(self, rangee: Rangee) -> set[str]:
        """The parts that the row's cells name."""
        return {lu.libelle or lu.note for _, rang in self.places for lu in self._read(rangee.cellule(rang))} - {""}

    def _read(self, cellule: Passage) -> tuple[MontantLu, ...]:
        """The cell's amounts, read once: rows, labels and facts each ask for them."""
        if cellule.texte not in self._lus:
            departement = self.releve.departement
            self._lus[cellule.texte] = read_montants(
                cellule.texte, contrat=departement.contrat, soi=departement.departement.soi
            )
        return self._lus[cellule.texte]

    def _read_groupe(self, groupe: _Groupe) -> list[Financement]:
        faits: list[Financement] = []
        for rang_rangee, rangee in enumerate(groupe.rangees):
            for colonne, rang in self.places:
                cellule = rangee.cellule(rang)
                if not cellule or self._is_operateur(groupe, rang_rangee, rang):
                    continue
                libelle = self._find_libelle(groupe, rang_rangee, rang) or groupe.nom
                lus = self._read(cellule)
                propre = any(lu.libelle for lu in lus) or any(lu.note == libelle for lu in lus)
                faits += self._read_cellule(
                    cellule,
                    colonne,
                    rang,
                    groupe,
                    libelle=libelle,
                    interprete=rang_rangee > 0 or bool(libelle and not propre) or rangee.recousue,
                    doute=self._is_coupee(rangee, rang),
                )
        return faits

    def _read_cellule(
        self,
        cellule: Passage,
        colonne: Colonne,
        rang: int,
        groupe: _Groupe,
        *,
        libelle: str,
        interprete: bool,
        doute: bool,
    ) -> list[Financement]:
        periode, annees = groupe.periode, self.tableau.annees_of(colonne.cle)
        if "annee" not in self.tableau.rangs:
            periode = self.releve.periode_colonne(self.tableau, colonne.cle)
        elif periode is not None and annees and (periode.debut, periode.fin) != (annees[0], annees[-1]):
            interprete = True  # "Part Etat 2020" above three years: the row's year holds
        lus = self._read(cellule)
        if periode is None or doute or self._is_anonyme(colonne, groupe, cellule):
            lus = tuple(lu._replace(montant=None, certitude="ambigu") if _is_chiffre(lu) else lu for lu in lus)
        self.releve.take(cellule)
        return [
            self.releve.financement(
                cellule,
                lu,
                action=self.action,
                etape=colonne.etape or "prevu",
                source=colonne.source or "non_ventile",
                periode=periode or Periode(None, None, "civile", groupe.libelle),
                origine="fiche",
                libelle="" if lu.libelle else libelle or ("" if groupe.periode else groupe.libelle),
                colonne=self.tableau.chemins[rang],
                interprete=interprete or colonne.interprete,
            )
            for lu in lus
        ]

    def _is_operateur(self, groupe: _Groupe, rang_rangee: int, rang: int) -> bool:
        """Words in the first row above amounts in the rows that continue it name whose amounts these are."""
        return (
            rang_rangee == 0
            and not _has_figure(groupe.rangees[0].cellule(rang))
            and any(_has_figure(r.cellule(rang)) for r in groupe.rangees[1:])
        )

    def _is_anonyme(self, colonne: Colonne, groupe: _Groupe, cellule: Passage) -> bool:
        """A column printed twice whose amounts nobody names: two parts, or two versions of one amount."""
        rangs = self.tableau.rangs[colonne.cle]
        if len(rangs) < 2 or not _has_figure(cellule):
            return False
        return not all(not _has_figure(groupe.rangees[0].cellule(r)) and groupe.rangees[0].cellule(r) for r in rangs)

    def _is_coupee(self, rangee: Rangee, rang: int) -> bool:
        """The row's last cell when a piece of it was thrown below the row."""
        pleines = [r for r in range(len(rangee.cellules)) if rangee.cellule(r)]
        return bool(self.restes) and rang == max(pleines) and int(rangee.lieu) + 1 in self.restes

    def _find_libelle(self, groupe: _Groupe, rang_rangee: int, rang: int) -> str:
        """What names an amount among those of its period: the operator above it, its own note, or its row's label."""
        if len(groupe.rangees) == 1:
            return ""
        if rang_rangee and self._is_operateur(groupe, 0, rang):
            return groupe.rangees[0].cellule(rang).texte
        if sum(bool(r.cellule(rang)) for r in groupe.rangees) < 2:
            return ""
        noms = (
            lu.libelle or lu.note
            for place in (rang, *(p for _, p in self.places))
            for lu in self._read(groupe.rangees[rang_rangee].cellule(place))
        )
        return next((nom for nom in noms if nom), "")


def _is_chiffre(lu: MontantLu) -> bool:
    return lu.montant is not None


def _has_figure(cellule: Passage) -> bool:
    return any(c.isdigit() for c in cellule.texte)
