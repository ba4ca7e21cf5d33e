"""Value cells of indicators: what is a figure, what is missing, what only mentions a figure."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdppe.parsing.valeurs import read_valeur


@pytest.mark.parametrize(
    ("texte", "valeur", "unite", "certitude"),
    [
        ("674", "674", "", "sur"),
        ("10 000", "10000", "", "sur"),
        ("0", "0", "", "sur"),
        ("1666,67", "1666.67", "", "sur"),
        ("58.5", "58.5", "", "sur"),
        ("18%", "18", "%", "sur"),
        ("92,4 %", "92.4", "%", "sur"),
        ("-17%", "-17", "%", "sur"),
        ("- 17 %", "-17", "%", "sur"),
        ("304 *", "304", "", "sur"),
        ("16 enfants", "16", "enfants", "sur"),
        ("14,5 mois", "14.5", "mois", "sur"),
        ("8 ETP", "8", "ETP", "sur"),
        ("46 unités familiales", "46", "unités", "interprete"),
        ("300 (bilan intermédiaire)", "300", "", "interprete"),
        ("dont 27 mineurs", "27", "mineurs", "interprete"),
        ("Total : 92", "92", "", "interprete"),
        ("3 inspections réalisées", "3", "inspections", "interprete"),
    ],
)
def test_a_figure_with_its_unit(texte: str, valeur: str, unite: str, certitude: str) -> None:
    lue = read_valeur(texte, libelle="Nombre de visites")
    assert (lue.valeur, lue.unite, lue.statut, lue.certitude) == (Decimal(valeur), unite, "chiffre", certitude)


@pytest.mark.parametrize(
    "texte",
    [
        "2 320 14 404",
        "12 sessions (86 ateliers)",
        "Filles : 12 Garçons : 14",
        "11424 (2017/2018) 11060 (2018/2019)",
        "Min 5 mois Max 14,5 mois",
        "au moins 50 familles",
        "plus de 30",
        "environ 40",
        "présentation de Parcours 35",  # a name, not a value
        "5 +1 chargé de mission",
    ],
)
def test_what_two_readers_would_read_differently(texte: str) -> None:
    lue = read_valeur(texte, libelle="Nombre de visites")
    assert (lue.valeur, lue.statut, lue.certitude) == (None, "texte", "ambigu")


@pytest.mark.parametrize(
    "texte", ["Oui", "Néant", "=", "Arrêté signé le 25 juin 2021", "1 ^{ère} réunion le 30 mai 2022"]
)
def test_words_without_a_figure(texte: str) -> None:
    lue = read_valeur(texte)
    assert (lue.valeur, lue.statut, lue.certitude) == (None, "texte", "sur")


@pytest.mark.parametrize(
    ("texte", "statut"),
    [
        ("", "vide"),
        ("ND", "nd"),
        ("NR", "nr"),
        ("NC", "nc"),
        ("-", "tiret"),
        ("/", "tiret"),
        ("x", "tiret"),
        ("sans objet", "sans_objet"),
        ("#VALEUR!", "erreur_formule"),
        ("#DIV/0!", "erreur_formule"),
    ],
)
def test_missing_is_never_zero(texte: str, statut: str) -> None:
    lue = read_valeur(texte)
    assert (lue.valeur, lue.statut, lue.certitude) == (None, statut, "sur")


def test_a_cell_that_names_its_own_date_keeps_it() -> None:
    lue = read_valeur("480 en mars 2020", libelle="Nombre de mesures")
    assert lue.valeur == 480
    assert lue.certitude == "interprete"
    assert lue.periode is not None
    assert (lue.periode.debut, lue.periode.base) == (2020, "partielle")


def test_a_number_that_could_be_a_year_is_one_only_where_no_quantity_is_asked() -> None:
    assert read_valeur("2021", libelle="Nombre de visites").valeur == 2021
    assert read_valeur("2021", libelle="Mise en place du protocole").certitude == "ambigu"


@given(st.integers(0, 9_999_999), st.sampled_from(["{}", "{} ", " {}*", "{} %", "{} enfants"]))
def test_a_whole_number_reads_back_equal(nombre: int, forme: str) -> None:
    groupe = f"{nombre:,}".replace(",", " ")
    for ecrit in (str(nombre), groupe):
        assert read_valeur(forme.format(ecrit), libelle="Nombre d'enfants").valeur == nombre
