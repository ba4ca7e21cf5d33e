"""Sums and calculations as reports print them: the forms that are read, and those that are left alone."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdppe.controles.releves import Signalement
from cdppe.controles.sommes.additions import list_additions
from cdppe.controles.sommes.colonnes import list_colonnes
from cdppe.controles.sommes.durees import list_durees
from cdppe.controles.sommes.periodes import examine_disponible
from cdppe.documents import Document
from cdppe.documents.texte import split_blocs
from cdppe.facts import Financement, Lecture
from cdppe.plugins.controle import Dossier, Page

RANGS = (("50", 100, "500"), ("51", 50, "501"))
TABLE = "Association\tMontant\tPlaces\nBleue\t12 000 €\t10\nVerte\t15 500 €\t12\nRouge\t-\t3\n"


def make_dossier(texte: str) -> Dossier:
    document = Document("rapport.txt", "", tuple(split_blocs(texte.split("\n"))))
    return Dossier(None, None, Lecture(), (document,))  # type: ignore[arg-type]  # nothing but the text is read


def make_page(texte: str) -> Page:
    return make_dossier(texte).pages[0]


@pytest.mark.parametrize(
    "texte",
    [
        "Part Nord : 300 ; Part Sud 180 = budget 480 €",
        "Nord 300 € + Sud 180 € = 480 €",
        "Nord : 300 € et Sud : 180 € = 480 euros",
        "Un coût connu (300 € au Nord + 180 € au Sud = 480 €).",
        "En 2021 : 300 € + en 2022 : 180 €, soit 480 € au total",
        "Un coût de 300 € (Nord) + 180 € (Sud) = 480 €",
    ],
)
def test_sums_whose_terms_are_named(texte: str) -> None:
    (addition,) = list_additions(make_page(texte))
    assert addition.termes == (Decimal(300), Decimal(180))
    assert addition.resultat == 480


@pytest.mark.parametrize(
    "texte",
    [
        "300 + 180 = 480 €",  # a calculation, read as such
        "Nord 300 €/2 ; Sud 180 € = 480 €",
        "300 € par an au Nord ; 180 € au Sud = 480 €",
        "10 réunions, 20 jours = 30 personnes",
        "Nord 300 € ; Sud 180 € = 9 000 €",  # of something else
        "Nord 300 €, soit 480 €",
    ],
)
def test_what_is_no_sum_of_named_terms(texte: str) -> None:
    assert not list(list_additions(make_page(texte)))


@given(st.lists(st.integers(min_value=100, max_value=900_000), min_size=2, max_size=5))
def test_a_sum_that_is_right_adds_up(termes: list[int]) -> None:
    dits = " ; ".join(f"poste {'abcde'[n]} {t:,} €".replace(",", " ") for n, t in enumerate(termes))
    (addition,) = list_additions(make_page(f"{dits} = {sum(termes):,} €".replace(",", " ")))
    assert sum(addition.termes) == addition.resultat == sum(termes)


@pytest.mark.parametrize(
    ("texte", "sommes"),
    [
        (f"{TABLE}Total\t27 500 €\t25", {"Montant": 27500, "Places": 25}),
        ("Association\tMontant\nTotal\t27 500 €\nBleue\t12 000 €\nVerte\t15 500 €", {"Montant": 27500}),
        (f"{TABLE}Sous-total\t27 500 €\t25\nGrise\t1 €\t1\nNoire\t2 €\t1\nTotal\t27 503 €\t27", {"Montant": 27500}),
        (f"{TABLE}Total\tnon connu\t25", {"Places": 25}),
        (TABLE.replace("Places", "Part (%)") + "Total\t27 500 €\t25", {"Montant": 27500}),
        (TABLE.replace("\t-\t", "\tà venir\t") + "Total\t27 500 €\t25", {"Places": 25}),
        (TABLE, {}),
    ],
)
def test_columns_that_a_row_closes(texte: str, sommes: dict[str, int]) -> None:
    colonnes = {c.nom: c for c in reversed(list_colonnes(make_dossier(texte)))}
    assert {nom: colonnes[nom].somme for nom in sommes} == sommes
    assert bool(colonnes) == bool(sommes)


def test_a_column_that_does_not_add_up() -> None:
    montant, places = list_colonnes(make_dossier(f"{TABLE}Total\t28 500 €\t25"))
    assert montant.is_fausse
    assert (montant.total - montant.somme, montant.euros) == (Decimal(1000), True)
    assert not places.is_fausse


def test_years_that_are_paid_and_listed() -> None:
    (deux,) = list_durees(make_page("2020-2021-2022 : 10 réunions soit 45 000 € *2 ans"))
    assert (deux.payees, deux.listees, deux.un) == (2, 3, Decimal(45000))
    assert not list(list_durees(make_page("45 000 € pour 2 ans")))


def test_a_total_that_counts_another_column_says_whose_amount_it_is(
    montant: Callable[..., Financement], joue: Callable[..., list[Signalement]]
) -> None:
    rangs = [montant(e, action=a, source="ondam", origine="annexe", ligne=n) for a, e, n in RANGS]
    ailleurs = montant(30, action="52", source="ondam", etape="disponible", origine="annexe", ligne="502")
    total = montant(180, action="Total", niveau="sous_total", source="ondam", origine="annexe", ligne="510")
    phrases = {s.constat.phrase for s in joue(*rangs, ailleurs, total) if s.controle.code == "total_lignes"}
    (phrase,) = phrases
    assert phrase.endswith("30 € d'écart : c'est le montant de l'action 52, imprimé dans une autre colonne.")


def test_credits_without_any_part_are_asked_about_as_such(
    monte: Callable[..., Dossier], montant: Callable[..., Financement]
) -> None:
    seul = montant(130, action="50", etape="disponible", origine="tableau_financier")
    (constat,) = examine_disponible(monte(seul), 2022)
    assert "130 € sont imprimés, et la ligne ne donne ni prévu, ni report" in constat.phrase.replace("\u00a0", " ")
    assert constat.question.startswith("D'où ce montant vient-il")
