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
    assert prouve.annees_of("consomme") == (2023,)
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
    assert refus.attendu.endswith("Etat | Département | Modalités | Consommé ‹année›")
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


def test_a_column_empty_from_top_to_bottom_is_a_tab_too_many() -> None:
    ordre = (0, 1, 2, 3, 5, 4)  # the last two headers have changed places, their cells have not
    entete = tuple(ENTETE[i] for i in ordre)
    prouve = proven(*[(*r[:2], "", *r[2:], "") for r in (entete, *RANGEES)])
    assert values(prouve, "cd") == ["20 €", "4 €"]
    assert values(prouve, "consomme") == ["5 €", "1 €"]
    assert [r.code for r in prouve.remarques] == ["entete_decale"]


@pytest.mark.parametrize("zero", ["- €", "- euros", "- EUR", "-"])
def test_a_stated_zero_and_an_amount_in_euros_written_out_are_amounts(zero: str) -> None:
    rangees = [tuple(c.replace("€", "EUR") for c in r) for r in RANGEES]
    assert values(proven(ENTETE, *rangees, ("3", "9 euros", zero, "9 euros", "PLF", zero)), "etat")[2] == zero


def test_a_row_of_amounts_above_a_header_is_no_part_of_it() -> None:
    prouve = proven(("", "Autre tableau", "", "", "", ""), ("", "8 €", "", "", "", ""), ENTETE, *RANGEES)
    assert [r.lieu for r in prouve.tete] == ["3"]
    assert [r.lieu for r in prouve.avant] == ["1", "2"]


def test_two_headers_nearly_alike_are_not_chosen_from() -> None:
    entete = ("Fiche", "Budgets global", "Etat", "Département", "Modalités", "Consommé 2022", "Budget globall")
    refused(entete, *[(*r, "1 €") for r in RANGEES])


def test_two_missing_columns_are_refused_even_when_nearly_named() -> None:
    assert "Budget global" in refused(("Fiche", "Budget globale", "Etatt", *ENTETE[3:]), *RANGEES).raison


def test_two_moves_that_prove_themselves_leave_the_table_unread() -> None:
    """Without the sums, the words may stand under either of two headers: nobody can say which one is wrong."""
    sans_somme = Disposition(
        nom="mode",
        colonnes=(
            Colonne(cle="fiche", entetes=("Fiche",), contenu="numero"),
            Colonne(cle="mode", entetes=("Modalités",), contenu="texte", motif="FIR|PLF"),
            Colonne(cle="a", entetes=("A",), etape="prevu"),
            Colonne(cle="b", entetes=("B",), etape="execute"),
        ),
    )
    cellules = tableau(("Fiche", "Modalités", "A", "B"), ("1", "10 €", "FIR", "FIR"), ("2", "11 €", "PLF", "PLF"))
    assert isinstance(prove_tableau(cellules, sans_somme), Refus)


def test_a_money_column_gone_while_an_unknown_one_came_is_taken_for_a_renaming() -> None:
    facultative = Disposition(
        nom="budget",
        colonnes=(
            Colonne(cle="fiche", entetes=("Fiche",), contenu="numero"),
            Colonne(cle="etat", entetes=("Etat",), contenu="montant", etape="prevu", source="etat"),
            Colonne(cle="fir", entetes=("FIR",), contenu="montant", etape="prevu", source="fir", obligatoire=False),
        ),
    )
    assert isinstance(prove_tableau(tableau(("Fiche", "Etat"), ("1", "3 €")), facultative), TableauProuve)
    refus = prove_tableau(tableau(("Fiche", "Etat", "Fonds d'amorçage"), ("1", "3 €", "4 €")), facultative)
    assert isinstance(refus, Refus)
    assert "FIR" in refus.raison


@pytest.mark.parametrize(("mauvais", "lu"), [(1, True), (2, False)])
def test_a_column_is_proven_by_nine_cells_in_ten(mauvais: int, lu: bool) -> None:
    rangees = [(str(n), "FIR" if n > mauvais else "12 €") for n in range(1, 11)]
    mode = Disposition(
        nom="mode",
        colonnes=(
            Colonne(cle="fiche", entetes=("Fiche",), contenu="numero"),
            Colonne(cle="mode", entetes=("Modalités",), contenu="texte"),
        ),
    )
    assert isinstance(prove_tableau(tableau(("Fiche", "Modalités"), *rangees), mode), TableauProuve) is lu
