"""A yearly split printed in parts is added up only when the parts rebuild the printed whole, in one way."""

from collections.abc import Callable
from typing import Any

from cdppe.consolidation.details import add_details
from cdppe.consolidation.faits import FaitFinancier
from cdppe.consolidation.sommes import sum_financements
from cdppe.facts import Financement

Fabrique = Callable[..., Financement]
Numerote = Callable[..., list[FaitFinancier]]


def split(faits: list[FaitFinancier]) -> dict[Any, Any]:
    sommes = add_details(faits, sum_financements(faits).sommes)
    assert all(s.calcule for s in sommes)
    return {s.cle.periode.debut: (s.montant, s.faits) for s in sommes}


def test_own_and_shared_costs_make_the_year(montant: Fabrique, numerote: Numerote) -> None:
    entier = montant(300, "2020-2022", origine="tableau_financier")
    parts = [
        montant(euros, annee, niveau="detail", libelle=libelle)
        for libelle, annee, euros in [
            ("propres", "2021", 90), ("propres", "2022", 110), ("transverses", "2020", 40), ("transverses", "2021", 60),
            ("poste d'infirmière", "2021", 30),
        ]
    ]  # fmt: skip
    assert split(numerote(entier, *parts)) == {2020: (40, ("F4",)), 2021: (150, ("F2", "F5")), 2022: (110, ("F3",))}


def test_half_a_euro_may_be_lost_to_rounding_on_each(montant: Fabrique, numerote: Numerote) -> None:
    parts = [montant(e, a, niveau="detail", libelle="propres") for a, e in (("2020", 50), ("2021", 49))]
    assert split(numerote(montant(100, "2020-2022"), *parts))[2020] == (50, ("F2",))
    assert split(numerote(montant(102, "2020-2022"), *parts)) == {}


def test_two_ways_to_rebuild_the_whole_are_a_doubt(montant: Fabrique, numerote: Numerote) -> None:
    parts = [
        montant(e, a, niveau="detail", libelle=libelle)
        for libelle, a, e in [("A", "2020", 60), ("A", "2021", 40), ("B", "2020", 40), ("B", "2021", 60)]
    ]
    assert split(numerote(montant(100, "2020-2022"), *parts)) == {}


def test_a_year_with_its_own_amount_or_no_whole_is_left_alone(montant: Fabrique, numerote: Numerote) -> None:
    parts = [montant(e, a, niveau="detail", libelle="propres") for a, e in (("2020", 50), ("2021", 50))]
    assert split(numerote(*parts)) == {}
    assert split(numerote(montant(100, "2020-2022"), montant(45, "2020"), *parts)) == {}
    assert split(numerote(montant(100, "2020-2022"), montant(None, "2020", certitude="ambigu"), *parts)) == {}
