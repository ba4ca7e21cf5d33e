"""Tables of indicators whose period or title stands above them, and indicators told in words."""

from collections.abc import Callable
from operator import attrgetter

import pytest

from cdppe.api import Lecture

LireFiche = Callable[..., Lecture]
ENTRETIENS = "|Total à réaliser|Nombre réalisés\nMédecins|5|4\nTotal|5|4"
ANNEES = "Indicateurs|Résultat en 2022\nVisites|3"


@pytest.mark.parametrize(
    ("annonce", "debut", "fin", "base", "rubrique"),
    [
        ("Résultats 2022", 2022, 2022, "civile", "Résultats 2022"),
        ("Au 3 mars 2023, tout va bien :\nLe tableau était :", 2023, 2023, "date", "Le tableau était :"),
        ("Voici le tableau :", 2020, 2022, "civile", "Voici le tableau :"),
        ("Une phrase de 2019 sans rapport.", 2020, 2022, "civile", "Bilan d'exécution"),
        ("Résultats 2021\n\nUne phrase de 2019 sans rapport.", 2021, 2021, "civile", "Résultats 2021"),
    ],
)
def test_what_announces_a_table_gives_its_title_and_period(
    lire_fiche: LireFiche, annonce: str, debut: int, fin: int, base: str, rubrique: str
) -> None:
    lus = lire_fiche(bilan=f"{annonce}\n\n{ENTRETIENS}").indicateurs
    assert set(map(attrgetter("debut", "fin", "base", "rubrique"), lus)) == {(debut, fin, base, rubrique)}


def test_columns_that_are_no_periods_are_in_the_label_and_a_total_makes_parts(lire_fiche: LireFiche) -> None:
    lus = lire_fiche(bilan=ENTRETIENS).indicateurs
    assert list(map(attrgetter("libelle", "nature", "niveau"), lus)) == [
        ("Médecins — Total à réaliser", "cible", "detail"),
        ("Médecins — Nombre réalisés", "realise", "detail"),
        ("Total — Total à réaliser", "cible", "action"),
        ("Total — Nombre réalisés", "realise", "action"),
    ]


def test_a_list_needs_no_header_under_a_title_which_names_its_period(lire_fiche: LireFiche) -> None:
    liste = "• Enfants de 0-3 ans|4\n• Actions collectives|Ateliers : 2 3\n• Suites|NC"
    lus = lire_fiche(indicateurs=f"Activité de janvier à mars 2023 :\n\n{liste}").indicateurs
    assert list(map(attrgetter("libelle", "valeur", "statut", "base", "colonne"), lus)) == [
        ("Enfants de 0-3 ans", 4, "chiffre", "partielle", ""),
        ("Actions collectives", None, "texte", "partielle", ""),
        ("Suites", None, "nc", "partielle", ""),
    ]
    lecture = lire_fiche(indicateurs=liste)
    assert lecture.indicateurs == ()
    assert [a.code for a in lecture.anomalies if a.gravite == "bloquante"] == ["disposition_inconnue"]


ATTENTE = (
    "||Données de la convention||||||Données du 1 ^{er} janvier au 7 mars 2023||\n"
    "Organisme|Territoire|Durée convention (mois)|Nb de sites|Nb séances réalisées|Nb de venus moins de|Nb enfants au"
    "|Nb de sites|Nb séances réalisées|Nb de venus moins de|Nb enfants au\n"
    "Vivre|Est|15|7|108|14|40|8|32|4|6\n"
)


def test_a_group_of_columns_is_known_by_its_order_under_a_header_printed_beside_it(lire_fiche: LireFiche) -> None:
    lecture = lire_fiche(bilan=ATTENTE)
    lus = [f for f in lecture.indicateurs if "sites" in f.libelle]
    assert list(map(attrgetter("libelle", "valeur", "debut", "base", "certitude"), lus)) == [
        ("Vivre — Est — Nb de sites", 7, 2020, "civile", "interprete"),
        ("Vivre — Est — Nb de sites", 8, 2023, "partielle", "interprete"),
    ]
    assert [n.raison for n in lecture.non_lus if n.texte == "15"] == ["duree"]


def test_values_take_the_label_that_was_printed_below_them(lire_fiche: LireFiche) -> None:
    suite = "||14|||||1 ou 2 en mars|5|3 mois en mai|6\nGrandir|Ouest|||||||||\nTotal|||7|108|14|40|9|37|4|12"
    lus = [f for f in lire_fiche(bilan=ATTENTE + suite).indicateurs if f.libelle.startswith("Grandir — Ouest")]
    assert list(map(attrgetter("valeur", "certitude"), lus[4:])) == [
        (None, "ambigu"),
        (5, "interprete"),
        (None, "ambigu"),
        (6, "interprete"),
    ]


def test_a_table_of_money_or_of_no_known_layout_in_the_bilan_is_refused(lire_fiche: LireFiche) -> None:
    for table in ("|2021|2022\nLoyer|300 €|400 €", "Lieu|Places\nArras|12"):
        lecture = lire_fiche(bilan=table)
        assert lecture.indicateurs == ()
        assert {n.raison for n in lecture.non_lus if "2021" not in n.texte and "Année" not in n.texte} == {
            "disposition_inconnue"
        }


def test_indicators_told_in_words_under_their_heading(lire_fiche: LireFiche) -> None:
    lus = lire_fiche(
        indicateurs="Pour la première équipe :\n\n14 situations sont en attente\n\nDemandes : 12\n\n"
        "7 situations suivies : 5 ici et 2 là\n\nAucune situation close\n\nPrésents au 31 décembre 2022 : 2\n\n"
        "Le taux de présence est de 50% en 2022. Tout va bien.\n\nAnnée : 2021"
    ).indicateurs
    assert list(map(attrgetter("libelle", "valeur", "unite", "statut", "certitude"), lus)) == [
        ("situations sont en attente", 14, "situations", "chiffre", "interprete"),
        ("Demandes", 12, "", "chiffre", "sur"),
        ("situations suivies", None, "", "texte", "ambigu"),
        ("situation close", None, "", "texte", "sur"),
        ("Présents au 31 décembre 2022", 2, "", "chiffre", "sur"),
        ("taux de présence", 50, "%", "chiffre", "interprete"),
    ]
    assert list(map(attrgetter("debut", "base"), lus[4:])) == [(2022, "date"), (2022, "civile")]
    assert {(f.origine, f.rubrique) for f in lus} == {("texte", "Pour la première équipe :")}


def test_words_in_the_bilan_are_no_indicators(lire_fiche: LireFiche) -> None:
    assert lire_fiche(bilan="Demandes : 12").indicateurs == ()


def test_a_table_after_words_is_read_too(lire_fiche: LireFiche) -> None:
    lus = lire_fiche(indicateurs=f"Demandes : 12\n\n{ANNEES}").indicateurs
    assert sorted(map(attrgetter("libelle"), lus)) == ["Demandes", "Visites"]
