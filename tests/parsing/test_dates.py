import pytest

from cdppe.parsing.dates import find_dates


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ("Réunion du 12 JUIN 2023", ["2023-06-12"]),
        ("le 1er août 2022 puis le 15/09/2022", ["2022-08-01", "2022-09-15"]),
        ("31 février 2022, 3 brumaire 2022, 2022", []),
    ],
)
def test_dates_in_words_and_figures(texte: str, attendu: list[str]) -> None:
    assert list(find_dates(texte)) == attendu
