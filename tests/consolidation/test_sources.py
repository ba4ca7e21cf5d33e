"""The two lines that make départements comparable add no money twice."""

from collections.abc import Callable
from decimal import Decimal

from cdppe.consolidation.faits import FaitFinancier
from cdppe.consolidation.mots import ETAT_ASSURANCE_MALADIE, TOUTES_SOURCES
from cdppe.consolidation.sommes import Somme, sum_financements
from cdppe.consolidation.sources import compare_sources
from cdppe.facts import Financement

Fabrique = Callable[..., Financement]
Numerote = Callable[..., list[FaitFinancier]]


def lines(faits: list[FaitFinancier]) -> dict[str, Somme]:
    return {s.cle.source: s for s in compare_sources(sum_financements(faits).sommes)}


def amounts(faits: list[FaitFinancier]) -> dict[str, Decimal | None]:
    return {source: somme.montant for source, somme in lines(faits).items()}


def test_the_printed_total_stands_for_all_sources(montant: Fabrique, numerote: Numerote) -> None:
    faits = numerote(
        montant(70, source="departement"), montant(20), montant(5, source="etat"), montant(99, source="total")
    )
    assert amounts(faits) == {ETAT_ASSURANCE_MALADIE: 25, TOUTES_SOURCES: 99}
    assert lines(faits)[TOUTES_SOURCES].calcule is False
    assert lines(faits)[TOUTES_SOURCES].faits == ("F4",)


def test_without_a_total_the_sources_are_added_and_it_is_said(montant: Fabrique, numerote: Numerote) -> None:
    noms = ("departement", "fir", "bop304", "ondam", "etat", "autre")
    faits = numerote(*(montant(10, source=nom) for nom in noms))
    assert amounts(faits) == {ETAT_ASSURANCE_MALADIE: 40, TOUTES_SOURCES: 60}
    assert lines(faits)[TOUTES_SOURCES].calcule


def test_a_source_that_is_not_said_is_not_added_to_named_ones(montant: Fabrique, numerote: Numerote) -> None:
    toutes = lines(numerote(montant(70, source="departement"), montant(20), montant(80, source="non_ventile")))
    assert toutes[TOUTES_SOURCES].montant == 90
    assert toutes[TOUTES_SOURCES].a_part == ("F3",)


def test_a_source_that_is_not_said_counts_alone(montant: Fabrique, numerote: Numerote) -> None:
    assert amounts(numerote(montant(80, source="non_ventile"))) == {TOUTES_SOURCES: 80}


def test_named_parts_of_one_table_add_up(montant: Fabrique, numerote: Numerote) -> None:
    faits = numerote(montant(20, libelle="Axe 1"), montant(80, source="non_ventile", libelle="Axe 2"))
    assert amounts(faits)[TOUTES_SOURCES] == 100


def test_the_state_of_a_fiche_may_be_the_fir_of_the_table(montant: Fabrique, numerote: Numerote) -> None:
    ailleurs = numerote(montant(35, origine="tableau_financier"), montant(35, source="etat"))
    assert amounts(ailleurs) == {ETAT_ASSURANCE_MALADIE: 35, TOUTES_SOURCES: 35}
    ensemble = numerote(montant(35), montant(40, source="etat"))
    assert amounts(ensemble) == {ETAT_ASSURANCE_MALADIE: 75, TOUTES_SOURCES: 75}


def test_what_is_missing_from_a_source_is_missing_from_the_lines(montant: Fabrique, numerote: Numerote) -> None:
    faits = numerote(montant(20, source="departement"), montant(None, certitude="ambigu"))
    assert {s: (x.montant, x.manquants) for s, x in lines(faits).items()} == {
        ETAT_ASSURANCE_MALADIE: (None, ("F2",)),
        TOUTES_SOURCES: (20, ("F2",)),
    }


def test_a_total_that_cannot_be_read_leaves_the_sum_and_is_missing(montant: Fabrique, numerote: Numerote) -> None:
    faits = numerote(montant(20), montant(90, source="total"), montant(95, source="total"))
    assert lines(faits)[TOUTES_SOURCES].montant == 20
    assert lines(faits)[TOUTES_SOURCES].manquants == ("F2", "F3")
