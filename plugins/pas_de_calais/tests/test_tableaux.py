"""The money tables of sections 3.1 and 3.2, one oddity each."""

from collections.abc import Callable
from operator import attrgetter

import pytest

from cdppe.api import Lecture

LireFiche = Callable[..., Lecture]

REALISE = "|Dépenses Fléchées|Dépenses Engagées|Dépenses Exécutées\n"


court = attrgetter("etape", "source", "debut", "fin", "montant", "certitude", "libelle")


def test_a_year_over_three_years_is_not_the_rows_year(lire_fiche: LireFiche) -> None:
    lecture = lire_fiche(prevu="|Part Etat 2020|Part Département\nAnnée 2020|10 €|\nAnnée 2021|20 €|")
    assert [court(f) for f in lecture.financements] == [
        ("prevu", "etat", 2020, 2020, 10, "sur", ""),
        ("prevu", "etat", 2021, 2021, 20, "interprete", ""),
    ]


@pytest.mark.parametrize("libelle", ["TOTAL", "2020-2022", "Total général"])
def test_a_total_without_year_covers_the_contract(lire_fiche: LireFiche, libelle: str) -> None:
    (fait,) = lire_fiche(prevu=f"|Part Etat|Part Département\n{libelle}|10 €|").financements
    assert court(fait) == ("prevu", "etat", 2020, 2022, 10, "sur", "")
    assert fait.niveau == "action"


def test_words_are_a_fact_without_amount_and_a_dash_is_zero(lire_fiche: LireFiche) -> None:
    lecture = lire_fiche(prevu="|Part Etat|Part Département\nAnnée 2020|-|8 ETP de la cellule\nAnnée 2021|/|")
    assert list(map(attrgetter("source", "montant", "certitude"), lecture.financements)) == [
        ("etat", 0, "sur"),
        ("departement", None, "sur"),
        ("etat", None, "sur"),
    ]


def test_school_years_and_rows_that_continue_the_one_above(lire_fiche: LireFiche) -> None:
    lecture = lire_fiche(
        realise=REALISE + "Année scolaire 2020-2021|Axe 1 : 230 €|250 €|250 €\n|Axe 2 : 56 €|57 €|38 €",
    )
    assert {f.base for f in lecture.financements} == {"scolaire"}
    assert [court(f) for f in lecture.financements] == [
        ("fleche", "non_ventile", 2020, 2021, 230, "interprete", "Axe 1"),
        ("engage", "non_ventile", 2020, 2021, 250, "interprete", "Axe 1"),
        ("execute", "non_ventile", 2020, 2021, 250, "interprete", "Axe 1"),
        ("fleche", "non_ventile", 2020, 2021, 56, "interprete", "Axe 2"),
        ("engage", "non_ventile", 2020, 2021, 57, "interprete", "Axe 2"),
        ("execute", "non_ventile", 2020, 2021, 38, "interprete", "Axe 2"),
    ]


def test_a_label_names_only_the_columns_that_the_next_row_continues(lire_fiche: LireFiche) -> None:
    lecture = lire_fiche(realise=REALISE + "Année 2022|Groupes : 61 €|62 €|64 €\n\n|Formation : 0 €||\n--|-----|--|--")
    assert list(map(attrgetter("etape", "montant", "libelle"), lecture.financements)) == [
        ("fleche", 61, "Groupes"),
        ("engage", 62, ""),
        ("execute", 64, ""),
        ("fleche", 0, "Formation"),
    ]


def test_a_row_that_lost_its_year_is_not_given_the_one_above(lire_fiche: LireFiche) -> None:
    lecture = lire_fiche(realise=REALISE + "Année 2021|1 €|2 €|3 €\n|4 €|5 €|6 €")
    assert [(f.montant, f.certitude) for f in lecture.financements[3:]] == [(None, "ambigu")] * 3


def test_operators_in_the_row_name_the_amounts_below_them(lire_fiche: LireFiche) -> None:
    lecture = lire_fiche(
        realise="|Dépenses Fléchées|Dépenses Engagées|Dépenses Engagées|Dépenses Exécutées\n"
        "Année 2020|408 €|Un Toit|Deux Rives|67 €\n||Consommation 2020 2 mois : 45 €|22 €|",
    )
    assert [court(f) for f in lecture.financements] == [
        ("fleche", "non_ventile", 2020, 2020, 408, "sur", ""),
        ("execute", "non_ventile", 2020, 2020, 67, "sur", ""),
        ("engage", "non_ventile", 2020, 2020, 45, "interprete", "Un Toit"),
        ("engage", "non_ventile", 2020, 2020, 22, "interprete", "Deux Rives"),
    ]


def test_a_column_printed_twice_without_names_is_ambiguous(lire_fiche: LireFiche) -> None:
    entete = "|Dépenses Fléchées|Dépenses Engagées|Dépenses Engagées|Dépenses Exécutées\n"
    lecture = lire_fiche(realise=entete + "Année 2020|408 €|45 €|22 €|67 €")
    assert list(map(attrgetter("etape", "certitude"), lecture.financements)) == [
        ("fleche", "sur"),
        ("engage", "ambigu"),
        ("engage", "ambigu"),
        ("execute", "sur"),
    ]


def test_years_in_the_headers_and_no_column_of_labels(lire_fiche: LireFiche) -> None:
    lecture = lire_fiche(realise="Fléchées 2022|Engagées 2022|Exécutées 2022\n413 500 €|413 501 €|413 502€")
    assert [court(f)[:6] for f in lecture.financements] == [
        ("fleche", "non_ventile", 2022, 2022, 413500, "sur"),
        ("engage", "non_ventile", 2022, 2022, 413501, "sur"),
        ("execute", "non_ventile", 2022, 2022, 413502, "sur"),
    ]


def test_a_forecast_in_place_of_the_earmarked_is_said_to_be_read(lire_fiche: LireFiche) -> None:
    lecture = lire_fiche(realise="Prévisionnel 2022|Engagées 2022|Exécutées 2022\n90 €|45 €|44 €")
    assert list(map(attrgetter("etape", "certitude"), lecture.financements)) == [
        ("fleche", "interprete"),
        ("engage", "sur"),
        ("execute", "sur"),
    ]


def test_the_rows_after_an_inserted_sentence_belong_to_the_table_above(lire_fiche: LireFiche) -> None:
    lecture = lire_fiche(
        realise=REALISE + "\nUne phrase.\n\nAnnée 2021|1 €|2 €|3 €\n\nAutre phrase.\n\nAnnée 2022|4 €|5 €|6 €"
    )
    assert list(map(attrgetter("debut", "montant"), lecture.financements)) == [
        (2021, 1),
        (2021, 2),
        (2021, 3),
        (2022, 4),
        (2022, 5),
        (2022, 6),
    ]
    assert lecture.anomalies == ()


def test_a_piece_of_cell_thrown_below_its_row_leaves_that_cell_in_doubt(lire_fiche: LireFiche) -> None:
    lecture = lire_fiche(realise=REALISE + "Année 2021|1 €|2 €|3 000 € plus\n500 € versés\nAnnée 2022|4 €|5 €|6 €")
    assert list(map(attrgetter("montant", "certitude"), lecture.financements))[2] == (None, "ambigu")


@pytest.mark.parametrize(
    "entete",
    [
        "|Dépenses Fléchées|Dépenses Engagées|Dépenses non Exécutées",
        "|Crédits Notifiés|Dépenses Engagées|Dépenses Exécutées",
        "Dépenses Fléchées|Dépenses Engagées|Dépenses Exécutées|",
        "|Dépenses Engagées|Dépenses Exécutées|",
    ],
)
def test_another_layout_is_refused_with_its_headers_and_no_figure_lost(lire_fiche: LireFiche, entete: str) -> None:
    lecture = lire_fiche(realise=entete + "\nAnnée 2021|1 €|2 €|3 €")
    assert lecture.financements == ()
    (anomalie,) = lecture.anomalies
    assert attrgetter("code", "gravite")(anomalie) == ("disposition_inconnue", "bloquante")
    assert "Fléchées" in anomalie.attendu
    assert entete.strip("|").split("|")[-1] in anomalie.trouve
    refuses = [n.texte for n in lecture.non_lus if n.raison == "disposition_inconnue"]
    assert sorted(refuses) == ["1 €", "2 €", "3 €", "Année 2021"]


def test_a_column_of_figures_without_header_refuses_the_table(lire_fiche: LireFiche) -> None:
    lecture = lire_fiche(prevu="|Part Etat|Part Département\nAnnée 2021|1 €|2 €|3 €")
    assert lecture.financements == ()
    assert "colonne 4" in lecture.anomalies[0].message


def test_an_undeclared_column_is_named_and_the_others_are_read(lire_fiche: LireFiche) -> None:
    lecture = lire_fiche(prevu="|Part Etat|Part Région|Part Département\nAnnée 2021|1 €|2 €|3 €")
    assert list(map(attrgetter("source", "montant"), lecture.financements)) == [("etat", 1), ("departement", 3)]
    assert [a.trouve for a in lecture.anomalies] == ["Part Région"]
    assert "2 €" in [n.texte for n in lecture.non_lus if n.raison == "disposition_inconnue"]


def test_indicators_are_never_money(lire_fiche: LireFiche) -> None:
    lecture = lire_fiche(indicateurs="Indicateurs|Prévisionnel 2020|Résultat en 2020\nNombre|39|41")
    assert lecture.financements == ()
    assert list(map(attrgetter("nature", "valeur"), lecture.indicateurs)) == [("cible", 39), ("realise", 41)]


@pytest.mark.parametrize("libelle", ["Report 2021", "Reliquat 2021", "dont 2021", "Reste"])
def test_a_row_of_another_etape_than_its_columns_is_not_settled(lire_fiche: LireFiche, libelle: str) -> None:
    (fait,) = lire_fiche(realise=REALISE + f"{libelle}|7 €||").financements
    assert (fait.montant, fait.certitude, fait.libelle) == (None, "ambigu", libelle)


def test_a_row_that_says_more_than_its_year_is_a_part(lire_fiche: LireFiche) -> None:
    lecture = lire_fiche(realise=REALISE + "Année 2021|7 €||\nAnnée 2021 - avenant|3 €||")
    assert list(map(attrgetter("montant", "certitude", "libelle"), lecture.financements)) == [
        (7, "sur", ""),
        (3, "interprete", "Année 2021 - avenant"),
    ]


def test_the_same_part_twice_under_one_year_is_not_settled(lire_fiche: LireFiche) -> None:
    rangees = "Année 2020|Axe 1 : 230 €||\n|Axe 2 : 56 €||\n|Axe 2 : 30 €||"
    lecture = lire_fiche(realise=REALISE + rangees)
    assert list(map(attrgetter("montant", "certitude"), lecture.financements)) == [
        (230, "interprete"),
        (56, "interprete"),
        (None, "ambigu"),
    ]


def test_two_tables_that_nothing_parts_are_both_read(lire_fiche: LireFiche) -> None:
    rangees = (
        "|Part Etat|Part Département\nAnnée 2022|90 €|\nPrévisionnel 2022|Engagées 2022|Exécutées 2022\n80 €|45 €|40 €"
    )
    lecture = lire_fiche(prevu=rangees)
    assert list(map(attrgetter("etape", "montant"), lecture.financements)) == [
        ("prevu", 90),
        ("fleche", 80),
        ("engage", 45),
        ("execute", 40),
    ]
