"""A layout is proven on the table or the table is refused: read right, or not at all."""

import pytest

from cdppe.documents import Passage, Rangee, Tableau
from cdppe.facts.libelles import normalize_libelle
from cdppe.parsing.dispositions import Colonne, Disposition, Preuve
from cdppe.parsing.preuve import Refus, TableauProuve, prove_tableau

DISPOSITION = Disposition(
    nom="budget",
    colonnes=(
        Colonne(cle="fiche", entetes=("Fiche",), contenu="numero"),
        Colonne(cle="global", entetes=("Budget global",), contenu="montant", etape="prevu", source="total"),
        Colonne(cle="etat", entetes=("Etat",), contenu="montant", etape="prevu", source="etat"),
        Colonne(cle="cd", entetes=("Département", "CD"), contenu="montant", etape="prevu", source="departement"),
        Colonne(cle="mode", entetes=("Modalités",), contenu="texte", motif=r"FIR|PLF|-"),
        Colonne(cle="consomme", entetes=("Consommé {annee}",), contenu="montant", etape="execute"),
    ),
    preuves=(Preuve(total="global", parts=("etat", "cd")),),
)
ENTETE = ("Fiche", "Budget global", "Etat", "Département", "Modalités", "Consommé 2022")
RANGEES = (("1", "30 €", "10 €", "20 €", "FIR", "5 €"), ("2", "7 €", "3 €", "4 €", "PLF", "1 €"))


def tableau(*rangees: tuple[str, ...]) -> Tableau:
    return Tableau(
        tuple(Rangee(tuple(Passage(t, ((0, str(n)),)) for t in textes), str(n)) for n, textes in enumerate(rangees, 1))
    )


def proven(*rangees: tuple[str, ...]) -> TableauProuve:
    resultat = prove_tableau(tableau(*rangees), DISPOSITION)
    assert isinstance(resultat, TableauProuve), resultat
    return resultat


def refused(*rangees: tuple[str, ...]) -> Refus:
    resultat = prove_tableau(tableau(*rangees), DISPOSITION)
    assert isinstance(resultat, Refus), resultat
    return resultat


def values(prouve: TableauProuve, cle: str) -> list[str]:
    return [prouve.cellule(r, cle).texte for r in prouve.rangees]


def test_columns_are_found_by_their_headers_wherever_they_stand() -> None:
    ordre = (3, 0, 5, 4, 1, 2)
    prouve = proven(*[tuple(r[i] for i in ordre) for r in (ENTETE, *RANGEES)])
    assert values(prouve, "cd") == ["20 €", "4 €"]
    assert values(prouve, "global") == ["30 €", "7 €"]
    assert prouve.remarques == ()


def test_the_year_of_a_header_is_read_and_may_be_next_years() -> None:
    prouve = proven((*ENTETE[:5], "Consommé 2023"), *RANGEES)
    assert prouve.annees["consomme"] == (2023,)
    assert prouve.chemin("consomme") == "Consommé 2023"


def test_an_amount_that_a_header_prints_may_be_another_next_year() -> None:
    colonne = Colonne(cle="supplement", entetes=("ventilation des {montant} (action 1)",))
    (motif,) = colonne.motifs_entete
    assert motif.match(normalize_libelle("Ventilation des 27 569,24€ (action 1)"))
    assert not motif.match(normalize_libelle("Ventilation des crédits (action 1)"))


def test_a_header_of_two_rows_gives_its_path() -> None:
    prouve = proven(
        ("Fiche", "Prévu", "", "", "Modalités", "Consommé 2022"),
        ("", "Budget global", "Etat", "Département", "", ""),
        *RANGEES,
    )
    assert prouve.chemin("cd") == "Prévu / Département"
    assert prouve.chemin("consomme") == "Consommé 2022"


def test_a_header_repeated_after_a_page_break_is_no_row() -> None:
    assert values(proven(ENTETE, RANGEES[0], ENTETE, RANGEES[1]), "fiche") == ["1", "2"]


def test_a_misspelt_header_is_taken_when_nothing_else_could_be_meant_and_is_said() -> None:
    prouve = proven(("Fiche", "Budget globale", *ENTETE[2:]), *RANGEES)
    assert values(prouve, "global") == ["30 €", "7 €"]
    assert [(r.code, r.attendu, r.trouve) for r in prouve.remarques] == [
        ("entete_renomme", "Budget global", "Budget globale")
    ]


@pytest.mark.parametrize("nom", ["Consommé reporté 2022", "Non consommé 2022", "Consommable 2022"])
def test_a_header_that_shares_most_letters_and_not_every_word_is_another_one(nom: str) -> None:
    assert nom in refused((*ENTETE[:5], nom), *RANGEES).trouve


@pytest.mark.parametrize("nom", ["Région", "Département hors contrat", "Autres financeurs"])
def test_a_column_of_another_name_is_refused_with_the_headers_expected_and_found(nom: str) -> None:
    refus = refused((*ENTETE[:3], nom, *ENTETE[4:]), *RANGEES)
    assert "Département" in refus.attendu
    assert nom in refus.trouve


def test_a_header_printed_over_the_wrong_column_is_moved_when_one_move_proves_itself() -> None:
    decale = ("Fiche", "Budget global", "Etat", "Département", "Consommé 2022", "Modalités")
    prouve = proven(decale, *RANGEES)
    assert values(prouve, "mode") == ["FIR", "PLF"]
    assert values(prouve, "consomme") == ["5 €", "1 €"]
    assert prouve.chemin("consomme") == "Consommé 2022"
    assert prouve.deplacees == {"mode", "consomme"}
    assert [r.code for r in prouve.remarques] == ["entete_decale"]


def test_sums_that_no_longer_hold_refuse_the_table() -> None:
    assert (
        "global"
        in refused(ENTETE, ("1", "30 €", "11 €", "20 €", "FIR", "5 €"), ("2", "8 €", "3 €", "4 €", "PLF", "1 €")).raison
    )


def test_an_undeclared_column_of_figures_is_named() -> None:
    prouve = proven((*ENTETE, "Région"), (*RANGEES[0], "9 €"), (*RANGEES[1], "8 €"))
    assert [prouve.chemins[r] for r in prouve.inconnues] == ["Région"]


def test_a_table_without_any_expected_header_is_refused() -> None:
    assert refused(("a", "b"), ("1", "2")).raison == "aucun en-tête attendu n'est présent"


def test_a_header_may_be_a_year_and_nothing_else() -> None:
    annees = Disposition(
        nom="années", colonnes=(Colonne(cle="a", entetes=("{annee}",), contenu="montant", multiple=True),)
    )
    prouve = prove_tableau(tableau(("", "2021", "2022"), ("Total", "3 €", "4 €")), annees)
    assert isinstance(prouve, TableauProuve)
    assert [prouve.chemins[r] for r in prouve.rangs["a"]] == ["2021", "2022"]
