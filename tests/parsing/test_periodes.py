"""Years and periods in words."""

import pytest

from cdppe.parsing import find_periodes, parse_periode


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ("2020", (2020, 2020, "civile")),
        ("Année 2021", (2021, 2021, "civile")),
        ("2020-2022", (2020, 2022, "civile")),
        ("2020/2021", (2020, 2021, "civile")),
        ("2020-22", (2020, 2022, "civile")),
        ("Année scolaire 2020/21", (2020, 2021, "scolaire")),
        ("2021-12-31", (2020, 2021, "civile")),
        ("(2020 à 2022)", (2020, 2022, "civile")),
        ("(2021 et 2022)", (2021, 2022, "civile")),
        ("2020 ; 2021 ; 2022", (2020, 2022, "civile")),
        ("2020 -2021-2022", (2020, 2022, "civile")),
        ("Année scolaire 2020-2021", (2020, 2021, "scolaire")),
        ("Consommé au 31/12/2021", (2020, 2021, "civile")),
        ("Consommé au 31/12/ 2021", (2020, 2021, "civile")),
        ("31.12.2022", (2020, 2022, "civile")),
        ("Au 31.12.19", (2019, 2019, "date")),
        ("au 30 juin 2022", (2020, 2022, "partielle")),
        ("sur la durée totale du contrat", (2020, 2022, "civile")),
        ("sur 3 années", (2020, 2022, "civile")),
        ("pour 2 ans", (None, None, "civile")),
        ("sur deux ans (2021 et 2022)", (2021, 2022, "civile")),
        ("(sur 8 mois)", (None, None, "partielle")),
        ("Consommation 2020 2 mois", (2020, 2020, "partielle")),
        ("du 1er juin au 31 octobre 2022", (2022, 2022, "partielle")),
        ("1er novembre 2022 au 31 octobre 2023", (2022, 2023, "partielle")),
        ("3^{ème} trimestre 2023", (2023, 2023, "partielle")),
    ],
)
def test_a_period(texte: str, attendu: tuple[int | None, int | None, str]) -> None:
    periode = parse_periode(texte)
    assert periode is not None
    assert (periode.debut, periode.fin, periode.base) == attendu
    assert periode.texte in texte


@pytest.mark.parametrize(
    "texte",
    [
        "",
        "31.12.20212",
        "Année 20212",
        "2020 et 2022",
        "2022-2020",
        "2020-12",
        "2021 €",
        "2 021,50",
        "sur deux ans (2020)",
    ],
)
def test_no_period_is_guessed(texte: str) -> None:
    periode = parse_periode(texte)
    assert periode is None


def test_a_closing_date_reads_as_the_caller_says() -> None:
    texte = "au 31/12/2021"
    lectures = [parse_periode(texte, date=date) for date in ("cumul", "exercice", "etat")]
    assert [(p.debut, p.fin, p.base) for p in lectures if p] == [
        (2020, 2021, "civile"),
        (2021, 2021, "civile"),
        (2021, 2021, "date"),
    ]
    depuis_2021 = parse_periode(texte, (2021, 2023))
    assert depuis_2021 is not None
    assert depuis_2021.debut == 2021


def test_periods_of_a_text_keep_their_place() -> None:
    texte = "48 672 € en 2020 et 7 705 € en 2021"
    assert [texte[t.debut : t.fin] for t in find_periodes(texte)] == ["2020", "2021"]
