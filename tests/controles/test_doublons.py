"""The same figure in two places, beside the proofs: what a finding says, and what is not the same thing."""

from collections.abc import Callable
from typing import Any

import pytest

from cdppe.controles.releves import Signalement
from cdppe.facts import Financement

Montant = Callable[..., Financement]
Codes = Callable[..., set[str]]
Joue = Callable[..., list[Signalement]]
#: An étape of which the healthy dossier has none and which no other étape bounds.
ETAPE = "supplement"
TABLEAU: dict[str, Any] = {"origine": "tableau_financier", "ligne": "12"}


def test_a_finding_says_both_figures_and_their_places(montant: Montant, joue: Joue) -> None:
    (seul,) = joue(montant(3022, etape=ETAPE, **TABLEAU), montant(3922, etape=ETAPE))
    assert (seul.constat.trouve, seul.constat.attendu, seul.constat.difference) == ("3922", "3022", "900")
    assert "900 € d'écart" in seul.constat.phrase
    assert {p.ligne for p in seul.constat.places} == {"12", "500"}


def test_etat_against_the_sources_it_is_made_of(montant: Montant, codes: Codes) -> None:
    """A place that names the sources beside "État" is not their sum."""
    precis = [montant(e, etape=ETAPE, source=s, **TABLEAU) for s, e in (("fir", 100), ("bop304", 300))]
    assert codes(*precis, montant(450, etape=ETAPE, source="etat")) == {"montant_entre_endroits"}
    assert codes(*precis, montant(400, etape=ETAPE, source="etat")) == set()
    assert codes(*precis, montant(450, etape=ETAPE, source="etat", **TABLEAU)) == set()


def test_what_is_not_the_same_thing_is_not_compared(montant: Montant, codes: Codes) -> None:
    ici = montant(500, etape=ETAPE, **TABLEAU)
    autres: list[dict[str, Any]] = [
        {"source": "departement"},
        {"base": "scolaire", "annees": "2021-2022"},
        {"perimetre": "plus_large"},
        {"euros": None, "certitude": "ambigu"},
    ]
    for autre in autres:
        assert codes(ici, montant(**({"euros": 900, "etape": ETAPE} | autre))) <= {"montant_ambigu"}


def test_one_value_in_two_rows_is_told_once(montant: Montant, codes: Codes) -> None:
    ici = montant(5000, etape=ETAPE)
    assert codes(ici, montant(5000, etape=ETAPE, ligne="530")) == set()


def test_details_of_other_names_are_not_compared(montant: Montant, codes: Codes) -> None:
    detail = {"niveau": "detail", "etape": ETAPE}
    ici = montant(9000, libelle="46 places (10 Nord, 36 Sud)", **detail, **TABLEAU)
    assert codes(ici, montant(7000, libelle="10 places", **detail)) == set()


def test_wide_amounts_that_always_agree(montant: Montant, codes: Codes) -> None:
    large = {"etape": ETAPE, "perimetre": "plus_large"}
    accords = [
        f for a in ("1", "2") for f in (montant(500, action=a, **large, **TABLEAU), montant(500, action=a, **large))
    ]
    assert codes(*accords) == set()


def test_zero_for_all_years_and_an_amount_of_one(montant: Montant, codes: Codes) -> None:
    rien = montant(0, "2020-2022", etape=ETAPE, **TABLEAU)
    assert codes(rien, montant(4000, etape=ETAPE)) - {"ventilation_annuelle"} == {"montant_nul_ailleurs"}
    assert codes(rien, montant(0, etape=ETAPE)) - {"ventilation_annuelle"} == set()


@pytest.mark.parametrize(
    ("autre", "trouve"),
    [
        ("Le poste a coûté 353 889 €.", True),
        ("Le poste a coûté 353 889,00 €.", True),
        ("Le poste a coûté 353 889,10 €.", True),
        ("Le poste a coûté 353 888 €.", False),  # two digits
        ("Le poste a coûté 353 889 €, soit 100 000 € de plus.", False),
        ("Poste\t353 889 €", True),  # the other one is in a sentence
    ],
)
def test_one_digit_of_a_long_amount_told_in_a_sentence(joue: Joue, autre: str, trouve: bool) -> None:
    debut = "\n" * 12  # action 1 begins on line 10
    codes = {s.controle.code for s in joue(texte=f"{debut}Le poste coûte 253 889 €.\n\n{autre}\n\n")}
    assert codes == ({"chiffres_intervertis"} if trouve else set())


def test_amounts_of_a_table_and_short_ones_differ_by_a_digit_by_nature(joue: Joue) -> None:
    debut = "\n" * 12
    for un, autre in (("Poste\t253 889 €", "Poste\t353 889 €"), ("Coût : 12 500 €.", "Coût : 22 500 €.")):
        assert joue(texte=f"{debut}{un}\n\n{autre}\n\n") == []
