"""The six fact files: exact bytes, plain decimals, and no formula."""

import csv
from decimal import Decimal
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from cdppe.facts import DocumentLu, Financement, Lecture, NonLu
from cdppe.rendering.faits_csv import write_faits
from cdppe.rendering.surete import safe_csv, starts_formula


def un_financement(**changes: object) -> Financement:
    base: dict[str, object] = {
        "departement": "99", "document": "d.txt", "ligne": "7", "action": "1", "niveau": "action", "etape": "prevu",
        "source": "fir", "debut": 2022, "fin": 2022, "base": "civile", "montant": Decimal("1234.50"),
        "certitude": "sur", "origine": "fiche", "texte": "1 234,50 €",
    }  # fmt: skip
    return Financement.model_validate(base | changes)


def read(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def test_writes_six_files_with_their_columns(tmp_path: Path) -> None:
    paths = write_faits(Lecture(), tmp_path / "sortie")

    assert [p.name for p in paths] == [f"{nom}.csv" for nom in Lecture.modeles()]
    assert (tmp_path / "sortie" / "non_lus.csv").read_bytes() == b"departement,document,ligne,colonne,texte,raison\n"
    assert sorted(p.name for p in (tmp_path / "sortie").iterdir()) == sorted(p.name for p in paths)


def test_amounts_are_plain_decimals_and_nothing_is_an_empty_cell(tmp_path: Path) -> None:
    lecture = Lecture(
        documents=(DocumentLu(departement="99", document="d.txt", empreinte="e", titre="t", date="2023-01-01",
                              exercices="2022", plugin="p", version="1"),),
        financements=(un_financement(), un_financement(montant=Decimal("1E+5")),
                      un_financement(montant=None, debut=None),
                      un_financement(montant=Decimal("-11855.00"), texte="- 11 855,00")),
    )  # fmt: skip
    write_faits(lecture, tmp_path)

    header, *rows = read(tmp_path / "financements.csv")
    assert [row[header.index("montant")] for row in rows] == ["1234.50", "100000", "", "-11855.00"]
    assert rows[2][header.index("debut")] == ""
    assert rows[3][header.index("texte")] == "- 11 855,00"


def test_text_that_a_sheet_would_compute_gets_an_apostrophe(tmp_path: Path) -> None:
    textes = ["=1+1", "+33 1", "@a", "- puce", "-", "- €", "-3%", "-1-1", "\t=a", " =a", "＝a", "'=a", "1 = 1"]
    non_lus = tuple(
        NonLu(departement="99", document="d", ligne="1", colonne="", texte=t, raison="contexte") for t in textes
    )
    write_faits(Lecture(non_lus=non_lus), tmp_path)

    ecrits = [row[4] for row in read(tmp_path / "non_lus.csv")[1:]]
    assert [e for e, t in zip(ecrits, textes, strict=True) if e == t] == ["-", "- €", "-3%", "1 = 1"]
    assert [e.removeprefix("'") if starts_formula(e) else e for e in ecrits] == textes


@given(st.text())
def test_the_apostrophe_can_always_be_taken_back(texte: str) -> None:
    written = safe_csv(texte)
    assert (written[1:] if starts_formula(written) else written) == texte
