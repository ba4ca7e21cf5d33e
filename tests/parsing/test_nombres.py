"""French numbers in running text."""

from decimal import Decimal

import pytest

from cdppe.parsing import find_nombres, parse_nombre, parse_pourcentage


@pytest.mark.parametrize(
    ("texte", "attendus"),
    [
        ("58 273.59 puis 1 234,5", [("58273.59", "sur"), ("1234.5", "sur")]),
        ("413.500 et 2.491.217", [("413500", "interprete"), ("2491217", "interprete")]),
        ("22 0371,00", [("220371.00", "interprete")]),
        ("Travail : 11 2871,00", [("112871.00", "interprete")]),
        ("Lot 11 2871,00", [("11", "interprete"), ("2871.00", "interprete")]),
        ("2 320 14 404", [("2320", "interprete"), ("14404", "interprete")]),
        (
            "12\u00a0345 12\u202f345 et 12\u2009345",
            [("12345", "interprete"), ("12345", "interprete"), ("12345", "sur")],
        ),
        ("1'234'567", [("1234567", "interprete")]),
        ("1,234,567.50", [("1234567.50", "interprete")]),
        (r"$90\,000 \times 3 = 270\,000$", [("90000", "sur"), ("3", "sur"), ("270000", "sur")]),
        ("solde : -11855 ou − 5", [("-11855", "interprete"), ("-5", "interprete")]),
        ("2020-2022 et 5 - 3", [("2020", "sur"), ("2022", "sur"), ("5", "sur"), ("3", "sur")]),
        ("10,20,30", [(None, "ambigu")]),
        ("code 00013", [(None, "ambigu")]),
        ("Axe 2 180 000", [(None, "ambigu")]),
        ("Action 180 000", [("180000", "sur")]),
        ("budget 2020 400 000", [("2020", "interprete"), ("400000", "interprete")]),
        ("#DIV/0! #VALEUR! LOT62 m2 x^2", []),
    ],
)
def test_numbers_of_a_text(texte: str, attendus: list[tuple[str | None, str]]) -> None:
    lus = [(nombre.valeur, nombre.certitude) for nombre in find_nombres(texte)]
    assert lus == [(None if valeur is None else Decimal(valeur), certitude) for valeur, certitude in attendus]


@pytest.mark.parametrize(
    ("texte", "nature"),
    [
        ("2021", "annee"),
        ("2000", "nombre"),
        ("18 %", "pourcentage"),
        (r"20\%", "pourcentage"),
        ("2^{ème}", "ordinal"),
        ("1ers", "ordinal"),
        ("3/12", "fraction"),
        ("31.12.2022", "date"),
        ("03 avril", "date"),
    ],
)
def test_what_a_number_is(texte: str, nature: str) -> None:
    assert [nombre.nature for nombre in find_nombres(texte)] == [nature]


@pytest.mark.parametrize(
    ("texte", "valeur", "certitude"),
    [
        ("- 11 855,00", "-11855.00", "sur"),
        ("-11855", "-11855", "sur"),
        ("− 5", "-5", "sur"),
        ("– 5", "-5", "interprete"),
        ("(11 855)", "-11855", "interprete"),
        (" **7 049** ", "7049", "sur"),
        ("31.12.20212", None, "ambigu"),
    ],
)
def test_a_number_alone(texte: str, valeur: str | None, certitude: str) -> None:
    nombre = parse_nombre(texte)
    assert nombre is not None
    assert (nombre.valeur, nombre.certitude) == (None if valeur is None else Decimal(valeur), certitude)


@pytest.mark.parametrize("texte", ["", "néant", "9 inscrits", "2 320 14 404", "18 %", "31/12/2021", "- (5", "--5"])
def test_no_number_alone(texte: str) -> None:
    assert parse_nombre(texte) is None


def test_percentages_are_as_printed() -> None:
    lus = [parse_pourcentage(texte) for texte in ("18%", "45,4 %", "- 3 %", r"20\%", "18", "18 % des cas")]
    assert [lu and lu.valeur for lu in lus] == [Decimal(18), Decimal("45.4"), Decimal(-3), Decimal(20), None, None]
