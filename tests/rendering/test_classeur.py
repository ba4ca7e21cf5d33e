"""The workbook: numbers, links, text that stays text, and the same bytes each time."""

import re
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from cdppe.consolidation import Synthese
from cdppe.consolidation.modeles import Colonne, Ligne, Table
from cdppe.facts import Lecture
from cdppe.rendering.archive import parse_date
from cdppe.rendering.classeur import _list_faits, write_classeur


@pytest.fixture
def classeur(synthese: Synthese, tmp_path: Path) -> Any:
    write_classeur(synthese, tmp_path)
    return load_workbook(tmp_path / "synthese-2022.xlsx")


def find_header(sheet: Any, nom: str) -> int:
    return next(int(row[0].row) for row in sheet.iter_rows() if row[0].value == nom)


def test_one_sheet_for_each_table_and_each_kind_of_fact(classeur: Any, synthese: Synthese) -> None:
    assert classeur.sheetnames[: len(synthese.tables)] == [table.feuille for table in synthese.tables]
    assert classeur.sheetnames[len(synthese.tables) :] == [
        "Documents", "Actions", "Financements", "Indicateurs", "Anomalies", "Non lus",
    ]  # fmt: skip


def test_every_sheet_says_what_is_missing_and_where_the_figures_come_from(classeur: Any) -> None:
    for sheet in classeur:
        haut = " ".join(str(row[0].value) for row in sheet.iter_rows(max_row=4))
        assert "manque 98 perdu.txt" in haut
        assert "Éditions embarquées" in haut


def test_numbers_are_numbers_in_french_format(classeur: Any) -> None:
    sheet = classeur["Sources et étapes"]
    header = find_header(sheet, "Repère")
    assert [c.value for c in sheet[header]][:5] == ["Repère", "Département", "Source", "Étape", "2022"]
    cell = sheet.cell(header + 1, 5)
    assert (cell.value, cell.data_type, cell.number_format) == (1234.5 * 9, "n", '[$-40C]#,##0.00\\ "€"_-')
    faits = classeur["Financements"]
    assert [faits.cell(find_header(faits, "id") + 1, n).value for n in (1, 4, 9)] == ["99-F0001", 10, 2022]


def test_every_row_leads_to_its_facts_and_every_fact_to_its_text(
    classeur: Any, synthese: Synthese, lecture: Lecture
) -> None:
    suivies = 0
    for nom in (table.feuille for table in synthese.tables):
        sheet = classeur[nom]
        for row in sheet.iter_rows(min_row=find_header(sheet, "Repère") + 1):
            cell = row[[c.value for c in sheet[find_header(sheet, "Repère")]].index("Faits")]
            ids = str(cell.value or "").split(" ; ") if cell.value else []
            assert row[-1].value == len(ids)
            if ids:
                target = re.fullmatch(r"'(.+)'!A(\d+)", cell.hyperlink.location)
                assert target
                assert classeur[target[1]].cell(int(target[2]), 1).value == ids[0]
                suivies += 1
    assert suivies > 5
    textes = [
        row[15].value for row in classeur["Financements"].iter_rows(min_row=find_header(classeur["Financements"], "id"))
    ]
    assert textes[1] == lecture.financements[0].texte


def test_every_fact_names_the_rows_it_stands_behind(classeur: Any, synthese: Synthese) -> None:
    attendus: dict[str, list[str]] = {}
    for nom in (table.feuille for table in synthese.tables):
        sheet = classeur[nom]
        header = find_header(sheet, "Repère")
        rang = [c.value for c in sheet[header]].index("Faits")
        for row in sheet.iter_rows(min_row=header + 1):
            for id_ in str(row[rang].value or "").split(" ; "):
                attendus.setdefault(id_, []).append(f"{row[0].value} ;")
    for nom in ("Financements", "Actions"):
        for row in classeur[nom].iter_rows(min_row=find_header(classeur[nom], "id") + 1):
            assert row[-1].value == " ".join(attendus[row[0].value])


def test_nothing_is_a_formula_an_error_or_a_link_out(classeur: Any) -> None:
    for sheet in classeur:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type in ("s", "n")
                assert cell.hyperlink is None or cell.hyperlink.target is None
    sheet = classeur["Financements"]
    premier = find_header(sheet, "id") + 1
    cell = sheet.cell(premier, 16)
    assert (cell.value, cell.quotePrefix) == ("=1+1", True)
    assert sheet.cell(premier + 6, 16).value == "a\ufffdb"


def test_headers_stay_in_view_and_columns_fit(classeur: Any) -> None:
    for sheet in classeur:
        frozen = int(str(sheet.freeze_panes)[1:])
        assert sheet.freeze_panes[0] == ("C" if sheet.cell(frozen - 1, 1).value == "Repère" else "B")
        assert sheet.auto_filter.ref.startswith(f"A{frozen - 1}:")
        for row in sheet.iter_rows(min_row=frozen):
            for cell in row:
                largeur = sheet.column_dimensions[cell.column_letter].width
                assert largeur >= min(len(str(cell.value or "")), 45)


def test_the_same_input_gives_the_same_bytes(synthese: Synthese, tmp_path: Path) -> None:
    for nom in ("a", "b"):
        (tmp_path / nom).mkdir()
        write_classeur(synthese, tmp_path / nom)
    a, b = (tmp_path / nom / "synthese-2022.xlsx" for nom in ("a", "b"))
    assert a.read_bytes() == b.read_bytes()
    with ZipFile(a) as archive:
        assert {info.date_time for info in archive.infolist()} == {(2023, 6, 12, 0, 0, 0)}
        assert b"2023-06-12T00:00:00Z" in archive.read("docProps/core.xml")


@pytest.mark.parametrize("texte", ["", "juin 2023", "2023-99-99"])
def test_a_document_without_a_date_gives_a_fixed_one(texte: str) -> None:
    assert parse_date(texte).year == 1980


def test_a_row_of_thousands_of_facts_says_where_the_others_are() -> None:
    table = Table("objectifs", "O", "Objectifs", "t", (Colonne("a"),), (Ligne((), tuple("x" * 2003)),))
    assert _list_faits(table.lignes[0].faits, table.code).endswith("; x ; et 3 autres, listés dans objectifs.csv")
