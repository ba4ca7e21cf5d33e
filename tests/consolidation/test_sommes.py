"""The rule of sums: what counts once, what is left out, and why."""

import random
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdppe.consolidation.faits import FaitFinancier
from cdppe.consolidation.sommes import Sommes, sum_financements
from cdppe.facts import Financement

Fabrique = Callable[..., Financement]
Numerote = Callable[..., list[FaitFinancier]]


def only(sommes: Sommes) -> tuple[Any, ...]:
    (somme,) = sommes.sommes
    return somme.montant, somme.faits, somme.manquants, somme.calcule


def test_an_envelope_repeated_on_several_rows_counts_once(montant: Fabrique, numerote: Numerote) -> None:
    sommes = sum_financements(numerote(montant(100), montant("100.00", ligne="2")))
    assert only(sommes) == (100, ("F1", "F2"), (), False)


def test_different_amounts_are_all_shown_and_none_counts(montant: Fabrique, numerote: Numerote) -> None:
    sommes = sum_financements(numerote(montant(100), montant(90)))
    assert only(sommes) == (None, (), ("F1", "F2"), False)
    assert [(e.id, e.motif) for e in sommes.ecarts] == [("F1", "Conflit"), ("F2", "Conflit")]


def test_different_labels_add_up(montant: Fabrique, numerote: Numerote) -> None:
    sommes = sum_financements(numerote(montant(100, libelle="Axe 1"), montant(50, libelle="Axe 2")))
    assert only(sommes) == (150, ("F1", "F2"), (), True)


def test_labels_that_differ_by_typography_are_one(montant: Fabrique, numerote: Numerote) -> None:
    sommes = sum_financements(numerote(montant(100, libelle="Opérateur A"), montant(100, libelle="operateur a")))
    assert only(sommes)[0] == 100


@pytest.mark.parametrize("autre", ["fiche", "avenant", "annexe", "texte"])
def test_the_financial_table_counts_first(montant: Fabrique, numerote: Numerote, autre: str) -> None:
    sommes = sum_financements(numerote(montant(90, origine=autre), montant(100, origine="tableau_financier")))
    assert only(sommes) == (100, ("F2",), (), False)
    assert [(e.id, e.motif, e.raison) for e in sommes.ecarts] == [
        ("F1", "Autre endroit du document", "Compte à sa place : le tableau financier.")
    ]


def test_places_are_compared_before_labels(montant: Fabrique, numerote: Numerote) -> None:
    """The parts a fiche names are the money of the table, not more money."""
    faits = numerote(montant(100, origine="tableau_financier"), montant(60, libelle="A"), montant(40, libelle="B"))
    assert only(sum_financements(faits))[0] == 100


def test_the_later_document_counts(montant: Fabrique, numerote: Numerote) -> None:
    ancien = montant(90, origine="tableau_financier", document="ancien.txt")
    faits = numerote(ancien, montant(100, document="nouveau.txt"), ancien="2022-06-01", nouveau="2023-06-01")
    sommes = sum_financements(faits)
    assert only(sommes)[:2] == (100, ("F2",))
    assert "nouveau.txt" in sommes.ecarts[0].raison


def test_of_two_documents_of_one_date_none_is_the_later(montant: Fabrique, numerote: Numerote) -> None:
    """Which one counts would hang on their names: the amounts are all shown and none is counted."""
    for un, autre in (("a.txt", "z.txt"), ("z.txt", "a.txt")):
        faits = numerote(montant(90, document=un), montant(100, document=autre), a="2023-06-01", z="2023-06-01")
        sommes = sum_financements(faits)
        assert only(sommes)[:3] == (None, (), ("F1", "F2"))
        assert "dans des documents de même date" in sommes.ecarts[0].raison
    copie = numerote(montant(90, document="a.txt"), montant(90, document="z.txt"), a="2023-06-01", z="2023-06-01")
    assert only(sum_financements(copie))[:2] == (90, ("F1", "F2"))
    mieux = numerote(
        montant(90, document="z.txt"),
        montant(100, document="a.txt", origine="tableau_financier"),
        a="2023-06-01",
        z="2023-06-01",
    )
    sommes = sum_financements(mieux)
    assert only(sommes)[:2] == (100, ("F2",))
    assert sommes.ecarts[0].raison == "Compte à sa place : le tableau financier de « a.txt », de même date."


def test_wider_and_ambiguous_amounts_are_in_no_sum(montant: Fabrique, numerote: Numerote) -> None:
    faits = numerote(montant(100), montant(9, perimetre="plus_large"), montant(None, certitude="ambigu"))
    sommes = sum_financements(faits)
    assert only(sommes) == (100, ("F1",), ("F3",), False)
    assert [(e.id, e.motif, e.manque) for e in sommes.ecarts] == [
        ("F2", "Plus large que l'action", False),
        ("F3", "Ambigu", True),
    ]


def test_words_and_other_levels_are_in_no_sum(montant: Fabrique, numerote: Numerote) -> None:
    niveaux = [montant(7, niveau=n) for n in ("detail", "sous_total", "total")]
    assert sum_financements(numerote(montant(None), *niveaux)) == Sommes((), ())


def test_periods_that_overlap_stay_apart(montant: Fabrique, numerote: Numerote) -> None:
    faits = numerote(montant(100), montant(300, "2020-2022"), montant(80, "2021-2022", base="scolaire"))
    assert [s.montant for s in sum_financements(faits).sommes] == [100, 300, 80]


def test_money_without_an_action_is_told_by_its_objective(montant: Fabrique, numerote: Numerote) -> None:
    faits = numerote(montant(100, action="", libelle="Objectif A"), montant(50, action="", libelle="Objectif B"))
    assert [(s.cle.objet, int(s.montant or 0)) for s in sum_financements(faits).sommes] == [
        ("Objectif A", 100),
        ("Objectif B", 50),
    ]


@given(
    st.lists(
        st.tuples(st.integers(0, 3), st.sampled_from(["", "A", "B"]), st.sampled_from(["fiche", "tableau_financier"])),
        max_size=8,
    ),
    st.randoms(),
)
def test_the_order_of_rows_changes_no_sum(rows: list[tuple[int, str, str]], hasard: random.Random) -> None:
    faits = [
        FaitFinancier(
            f"F{n}",
            Financement(
                departement="99", document="d", ligne=str(n), action="1", niveau="action", etape="prevu", source="fir",
                debut=2022, fin=2022, base="civile", montant=Decimal(euros), certitude="sur",
                origine="fiche" if origine == "fiche" else "tableau_financier", texte="", libelle=libelle,
            ),
            "",
        )
        for n, (euros, libelle, origine) in enumerate(rows)
    ]  # fmt: skip
    avant = sum_financements(faits)
    hasard.shuffle(faits)
    apres = sum_financements(faits)
    assert [(s.cle, s.montant, set(s.faits)) for s in avant.sommes] == [
        (s.cle, s.montant, set(s.faits)) for s in apres.sommes
    ]
