"""Rows that the document tore, or whose cells may not be under their headers: joined, or told."""

import pytest

from cdppe.documents import Passage, Rangee, Tableau
from cdppe.parsing.dechirures import MotsDechirure, Recousues, is_decalee, join_dechirees, keeps_tabulations

MOTS = MotsDechirure(r"\b(?:de|en)$", r"(?:dont|nombre)\b")


def rangee(lieu: str, texte: str) -> Rangee:
    return Rangee(tuple(Passage(t, ((0, lieu),)) for t in texte.split("|")), lieu)


def join(*textes: str, decalees: tuple[str, ...] = ()) -> Recousues:
    lues = [rangee(str(n), texte) for n, texte in enumerate(textes, 1)]
    return join_dechirees(lues, 1, (2, 3), MOTS, seules=(0,), decalees=decalees)


def cells(lues: Recousues) -> list[str]:
    return ["|".join(c.texte for c in r.cellules) for r in lues.rangees]


@pytest.mark.parametrize(
    "deux",
    [
        ("A|Visites|1|", "|à domicile||2"),
        ("A|Visites|1|", "suite|à domicile||2"),
        ("A|Visites en|1|2", "|PMI||"),
        ("A|Visites en||", "|PMI|1|2"),
        ("A|Visites|1|", "|||2"),
    ],
)
def test_what_only_goes_on_is_joined(deux: tuple[str, str]) -> None:
    lues = join(*deux, "|Autres|3|4")
    (jointe, _) = lues.rangees
    assert jointe.recousue
    assert [c.texte for c in jointe.cellules[2:]] == ["1", "2"]
    assert lues.places == frozenset()


@pytest.mark.parametrize(
    "deux",
    [
        ("A|Visites|1|2", "|à domicile||"),
        ("A|Visites||", "|à domicile|1|2"),
        ("A|Visites|1|", "|dont filles||2"),
    ],
)
def test_what_may_be_two_rows_is_told(deux: tuple[str, str]) -> None:
    lues = join(*deux, "|Autres|3|4")
    assert cells(lues) == [*deux, "|Autres|3|4"]
    assert lues.places == {"1", "2"}


@pytest.mark.parametrize(
    "deux",
    [
        ("A|Visites|1|2", "|à domicile|3|4"),
        ("A|Visites|1|", "B|à domicile||2"),
        ("A|Visites|1|", "|Consultations||2"),
        ("A|Enfants||", "|dont filles|1|2"),
        ("A|Visites|1|2", "|nombre de jours||"),
    ],
)
def test_two_rows_stay_two(deux: tuple[str, str]) -> None:
    lues = join(*deux)
    assert (cells(lues), lues.places) == (list(deux), frozenset())


def test_a_row_without_values_over_several_is_their_title() -> None:
    lues = join("A|Enfants||", "|filles|1|2", "|garçons|3|4")
    assert (len(lues.rangees), lues.places) == (3, frozenset())


def test_values_without_a_label_may_be_the_next_row_s() -> None:
    assert join("A|Visites|1|", "|||2", "|Autres||").places == {"1", "2"}


def test_a_shifted_row_makes_what_it_is_joined_to_doubtful() -> None:
    assert join("A|Visites|1|", "|à domicile||2", decalees=("2",)).places == {"1", "2"}
    assert len(join("A|Visites|1|", "|||2", decalees=("2",)).rangees) == 2


def test_a_row_is_shifted_by_the_number_of_its_cells() -> None:
    courte, pleine, longue = rangee("1", "a|1"), rangee("2", "a|1|"), rangee("3", "a||1|")
    assert [is_decalee(r, 3, tabulations=True) for r in (courte, pleine, longue)] == [True, False, True]
    assert [is_decalee(r, 3, tabulations=False) for r in (courte, pleine, longue)] == [False, False, True]
    assert is_decalee(pleine, 4, tabulations=False)  # a document that keeps one tab keeps them all
    assert keeps_tabulations([Tableau((pleine, courte))])
    assert not keeps_tabulations([Tableau((courte, courte))])
