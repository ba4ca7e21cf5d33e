"""The workbook: cover, native tables, links, notes, charts, text that stays text, and the same bytes each time."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.utils import column_index_from_string, get_column_letter

from cdppe.cadre import load_cadre
from cdppe.consolidation import Synthese, consolidate
from cdppe.consolidation.campagne import CampagneDeclaree
from cdppe.consolidation.modeles import Colonne, Graphique, Ligne, Table
from cdppe.facts import Lecture
from cdppe.rendering.archive import parse_date
from cdppe.rendering.classeur import ecriture as module
from cdppe.rendering.classeur.cellules import TEXTE_MAX, escape
from cdppe.rendering.classeur.ecriture import _list_faits, write_classeur
from cdppe.rendering.classeur.hauteurs import HAUTEUR, stretch
from cdppe.rendering.classeur.mise_en_page import Pages, set_pages
from cdppe.rendering.classeur.mots import Noms
from cdppe.rendering.modeles import ErreurModele, Modeles


def write(synthese: Synthese, dossier: Path) -> Any:
    write_classeur(synthese, dossier)
    return load_workbook(dossier / f"synthese-{synthese.nom}.xlsx")


@pytest.fixture
def classeur(synthese: Synthese, tmp_path: Path) -> Any:
    return write(synthese, tmp_path)


def find_table(sheet: Any) -> tuple[int, list[str], int]:
    """The row of the header, the names of the columns, the last row."""
    (table,) = sheet.tables.values()
    premiere, derniere = (int(re.sub("[A-Z]", "", bout)) for bout in table.ref.split(":"))
    return premiere, [c.name for c in table.tableColumns], derniere


def follow(classeur: Any, cell: Any) -> Any:
    """What stands in the cell that a link leads to."""
    cible = re.fullmatch(r"'(.+)'!([A-Z]+\d+)", cell.hyperlink.location)
    assert cible, cell.hyperlink.location
    return classeur[cible[1].replace("''", "'")][cible[2]].value


def make_graphique(code: str, colonnes: tuple[Colonne, ...], *lignes: tuple[Any, ...]) -> Graphique:
    rows = tuple(Ligne(cellules, ("99-F0001",)) for cellules in lignes)
    table = Table(f"graphique_{code}", "V", code, "Prévu & exécuté", colonnes, rows, (), "classeur", "argent")
    return Graphique(code, "Prévu & exécuté", table, "", "Ce qu'il faut voir.")


def with_graphique(synthese: Synthese, graphique: Graphique) -> Synthese:
    autres = tuple(g for g in synthese.graphiques if g.code != graphique.code)
    tables = tuple(t for t in synthese.tables if t.code != graphique.table.code)
    return replace(synthese, graphiques=(*autres, graphique), tables=(*tables, graphique.table))


def test_the_cover_says_all_and_leads_to_every_sheet(classeur: Any, synthese: Synthese) -> None:
    sheet = classeur.worksheets[0]
    assert sheet.title == "Couverture"
    texte = " ".join(str(c.value) for row in sheet.iter_rows() for c in row if c.value is not None)
    assert all(a in texte for a in synthese.avertissements)
    assert "Éditions embarquées" in texte
    assert all(terme in texte for terme in ("Sommes", "Case vide", "Certitude", "Repères", "Vers les faits"))
    liens = [row[0].value for row in sheet.iter_rows() if row[0].hyperlink]
    assert liens == classeur.sheetnames[1:]
    for row in sheet.iter_rows():
        if row[0].hyperlink:
            assert follow(classeur, row[0])
            assert row[1].value
            lignes = row[2].value
            debut, _, fin = find_table(classeur[row[0].value])
            assert fin - debut == max(lignes, 1)


def test_each_question_has_its_sheets_together_in_one_colour(classeur: Any, synthese: Synthese) -> None:
    noms = classeur.sheetnames
    assert {"Argent", "Objectifs", "Indicateurs", "Actions", "Correspondance", "Lecture"} <= set(noms)
    assert noms[-6:] == [
        "Faits montants", "Faits indicateurs", "Faits actions", "Documents", "Anomalies", "Chiffres non lus",
    ]  # fmt: skip
    couleurs = [sheet.sheet_properties.tabColor.rgb for sheet in classeur]
    suites = [c for n, c in enumerate(couleurs) if n == 0 or couleurs[n - 1] != c]
    assert len(suites) == len(set(suites))
    assert noms.index("Argent") < noms.index("Objectifs") < noms.index("Engagements") < noms.index("Indicateurs")
    assert all(len(nom) <= 31 for nom in noms)


def test_every_sheet_says_what_is_missing_and_where_the_figures_come_from(classeur: Any) -> None:
    for sheet in classeur.worksheets[1:]:
        haut = " ".join(str(row[0].value) for row in sheet.iter_rows(max_row=4))
        assert "manque 98 perdu.txt" in haut
        assert "Éditions embarquées" in haut
        assert follow(classeur, sheet["A2"]).startswith("Synthèse")


def test_each_sheet_is_one_native_table(classeur: Any) -> None:
    noms = []
    for sheet in classeur.worksheets[1:]:
        entete, colonnes, fin = find_table(sheet)
        assert [c.value for c in sheet[entete]][: len(colonnes)] == colonnes
        assert len({c.casefold() for c in colonnes}) == len(colonnes)
        assert fin > entete
        (table,) = sheet.tables.values()
        assert table.autoFilter.ref == table.ref
        assert not sheet.auto_filter.ref
        assert table.tableStyleInfo.name
        noms.append(table.displayName.casefold())
        assert sheet.freeze_panes == f"{sheet.freeze_panes[0]}{entete + 1}"
        assert sheet.print_title_rows == f"${entete}:${entete}"
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.oddFooter.right.text == "page &P sur &N"
    assert len(set(noms)) == len(noms)


def test_an_empty_table_and_columns_of_one_name_still_make_a_table(synthese: Synthese, tmp_path: Path) -> None:
    colonnes = (Colonne("a"), Colonne("A"), Colonne(" "), Colonne("x\ny"))
    vide = Table("vide", "Z", "Vide : [rien]/?", "Rien", colonnes, (), ("",))
    sheet = write(replace(synthese, tables=(vide,)), tmp_path).worksheets[1]
    entete, noms, fin = find_table(sheet)
    assert sheet.title == "Vide    rien"
    assert noms == ["Repère", "a", "A 2", "Colonne", "x y", "Faits", "Nombre de faits"]
    assert (fin, sheet.cell(fin, 1).value) == (entete + 1, "Aucune ligne")


def test_headers_are_explained(classeur: Any) -> None:
    for sheet in classeur.worksheets[1:]:
        entete, colonnes, _ = find_table(sheet)
        for n, nom in enumerate(colonnes, 1):
            note = sheet.cell(entete, n).comment
            assert note, (sheet.title, nom)
            assert note.author == "cdppe"


def test_numbers_are_numbers_in_french_format(classeur: Any) -> None:
    sheet = classeur["Sources et étapes"]
    entete, colonnes, _ = find_table(sheet)
    assert colonnes[:5] == ["Repère", "Département", "Source", "Étape", "2022"]
    cell = sheet.cell(entete + 1, 5)
    assert (cell.value, cell.data_type, cell.number_format) == (1234.5 * 9, "n", '[$-40C]#,##0.00\\ "€"_-')
    faits = classeur["Faits montants"]
    entete, colonnes, _ = find_table(faits)
    rangee = dict(zip(colonnes, (c.value for c in faits[entete + 1]), strict=False))
    assert (rangee["Fait"], rangee["Ligne"], rangee["Début"], rangee["Étape"]) == ("99-F0001", 10, 2022, "Prévu")


def test_a_departement_has_its_own_sheet_in_the_units_of_its_measures(classeur: Any) -> None:
    sheet = next(s for s in classeur if s.title.startswith("99"))
    entete, colonnes, fin = find_table(sheet)
    assert "Département" not in colonnes
    formats = {
        sheet.cell(rang, 1 + colonnes.index("Unité")).value: sheet.cell(rang, 1 + colonnes.index("Valeur"))
        for rang in range(fin, entete, -1)
        if sheet.cell(rang, 1 + colonnes.index("Valeur")).value is not None
    }
    assert formats["€"].number_format.endswith('"€"_-')
    assert follow(classeur, formats["€"]).startswith("99-F")


def test_every_row_and_figure_leads_to_its_facts(classeur: Any, synthese: Synthese, lecture: Lecture) -> None:
    suivies = 0
    tables = {f"T_{table.code}": table for table in synthese.tables}
    for sheet in classeur.worksheets[1:]:
        entete, colonnes, _ = find_table(sheet)
        table = tables.get(next(iter(sheet.tables)))
        if table is None:
            continue
        for rang, ligne in enumerate(table.lignes, entete + 1):
            faits = sheet.cell(rang, 1 + colonnes.index("Faits"))
            assert sheet.cell(rang, len(colonnes)).value == len(ligne.faits)
            assert (faits.value or "") == " ; ".join(ligne.faits)
            if ligne.faits:
                assert follow(classeur, faits) == ligne.faits[0]
            for n, colonne in enumerate(table.colonnes):
                cell = sheet.cell(rang, n + 2)
                if colonne.genre in ("montant", "taux") and ligne.cellules[n] is not None and ligne.faits_of(n):
                    assert follow(classeur, cell) == ligne.faits_of(n)[0]
                    assert cell.font.underline is None
                    suivies += 1
    assert suivies > 10
    faits = classeur["Faits montants"]
    entete, colonnes, _ = find_table(faits)
    assert faits.cell(entete + 1, 1 + colonnes.index("Texte imprimé")).value == lecture.financements[0].texte


def test_every_fact_names_the_rows_and_cells_it_stands_behind(classeur: Any, synthese: Synthese) -> None:
    attendus: dict[str, set[str]] = {}
    for table in synthese.tables:
        for rang, ligne in enumerate(table.lignes):
            for id_ in ligne.faits:
                attendus.setdefault(id_, set()).add(table.repere(rang))
            for n, ids in ligne.cases.items():
                for id_ in ids:
                    attendus.setdefault(id_, set()).add(f"{table.repere(rang)}:{table.colonnes[n].nom}")
    for nom in ("Faits montants", "Faits actions"):
        entete, colonnes, _ = find_table(classeur[nom])
        for row in classeur[nom].iter_rows(min_row=entete + 1):
            reperes = str(row[len(colonnes) - 1].value)
            assert {r.strip() for r in reperes.split(";") if r.strip()} == attendus[row[0].value]
            assert reperes.endswith(" ;")


def test_beyond_what_a_sheet_can_hold_only_rows_lead_to_facts(
    synthese: Synthese, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cdppe.rendering.classeur.feuille.LIENS_MAX", 4)
    monkeypatch.setattr(module, "LIENS_MAX", 4)
    sheet = write(synthese, tmp_path)["Sources et étapes"]
    entete, colonnes, _ = find_table(sheet)
    lies = {c.column for row in sheet.iter_rows(min_row=entete + 1) for c in row if c.hyperlink}
    assert lies == {1 + colonnes.index("Faits")}
    assert any("Trop de chiffres" in str(row[0].value) for row in sheet.iter_rows())


def test_a_large_workbook_reads_the_same_without_the_places_of_its_cells(
    classeur: Any, synthese: Synthese, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_LIGNES_MAX", 0)
    grand = write(synthese, tmp_path)
    for sheet in classeur:
        autres = grand[sheet.title]
        assert [[c.value for c in row] for row in sheet] == [[c.value for c in row] for row in autres]


def test_a_chart_stands_below_its_table_and_shows_its_cells(synthese: Synthese, tmp_path: Path) -> None:
    colonnes = (Colonne("Source"), Colonne("Prévu", "montant"), Colonne("Exécuté", "montant"))
    graphique = make_graphique("sources", colonnes, ("FIR", Decimal(3), None), ("BOP 304", Decimal(2), Decimal(1)))
    sheet = write(with_graphique(synthese, graphique), tmp_path)["Graphique sources"]
    entete, _, fin = find_table(sheet)
    (graphe,) = sheet._charts
    assert graphe.anchor._from.row >= fin
    assert [s.val.numRef.f for s in graphe.series] == [
        f"'Graphique sources'!${lettre}${entete + 1}:${lettre}${fin}" for lettre in "CD"
    ]
    assert {s.cat.strRef.f for s in graphe.series} == {f"'Graphique sources'!$B${entete + 1}:$B${fin}"}
    assert (graphe.x_axis.delete, graphe.y_axis.delete) == (False, False)
    assert graphe.y_axis.title.tx.rich.p[0].r[0].t == "Euros"
    assert "Ce qu'il faut voir." in [row[0].value for row in sheet.iter_rows()]


def test_a_long_table_has_its_chart_on_its_right(synthese: Synthese, tmp_path: Path) -> None:
    colonnes = (Colonne("Département"), Colonne("Nom"), Colonne("Taux (%)", "taux"), Colonne("Prévu", "montant"))
    lignes = [(f"{n:02}", f"D{n}", Decimal(n), None) for n in range(1, 41)]
    sheet = write(with_graphique(synthese, make_graphique("execution", colonnes, *lignes)), tmp_path)[
        "Graphique exécution"
    ]
    (graphe,) = sheet._charts
    assert graphe.anchor._from.col >= len(find_table(sheet)[1])
    assert len(graphe.series) == 1


def test_each_indicator_has_its_lines_and_the_grid_its_colours(synthese: Synthese, tmp_path: Path) -> None:
    colonnes = (
        Colonne("Indicateur", "long"), Colonne("Code"), Colonne("Unité"), Colonne("Département"),
        Colonne("2021", "valeur"), Colonne("2022", "valeur"),
    )  # fmt: skip
    lignes = [(f"I{n}", f"i{n}", "jeunes", d, Decimal(n), None) for n in (1, 2) for d in ("01", "02")]
    grille = make_graphique("grille", (Colonne("Objectif"), Colonne("99", "nombre")), ("1", 2), ("2", None))
    complete = with_graphique(with_graphique(synthese, make_graphique("indicateurs", colonnes, *lignes)), grille)
    fini = write(complete, tmp_path)
    assert [len(g.series) for g in fini["Graphique indicateurs"]._charts] == [2, 2]
    regles = fini["Grille des objectifs"].conditional_formatting
    assert [r.type for zone in regles for r in zone.rules] == ["colorScale"]


def test_nothing_is_a_formula_an_error_or_a_link_out(classeur: Any, tmp_path: Path) -> None:
    for sheet in classeur:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type in ("s", "n", "d")
                assert cell.hyperlink is None or cell.hyperlink.target is None
    sheet = classeur["Faits montants"]
    entete, colonnes, _ = find_table(sheet)
    colonne = 1 + colonnes.index("Texte imprimé")
    cell = sheet.cell(entete + 1, colonne)
    assert (cell.value, cell.quotePrefix) == ("=1+1", True)
    assert sheet.cell(entete + 7, colonne).value == "a\ufffdb"
    with ZipFile(tmp_path / "synthese-2022.xlsx") as archive:
        noms = archive.namelist()
        assert not [n for n in noms if "externalLink" in n]
        assert b"External" not in b"".join(archive.read(n) for n in noms if n.endswith(".rels"))
        feuilles = [archive.read(n) for n in noms if n.startswith("xl/worksheets/sheet")]
        assert not any(b"<f>" in f for f in feuilles)


def test_text_that_a_cell_cannot_hold_is_cut_and_codes_stay_as_they_are() -> None:
    assert len(escape("é" * 40_000)) <= TEXTE_MAX
    assert escape("_x0041_ <a> & b\r") == "_x005F_x0041_ &lt;a&gt; &amp; b&#13;"


def test_columns_fit_what_they_hold(classeur: Any) -> None:
    for sheet in classeur.worksheets[1:]:
        entete, colonnes, fin = find_table(sheet)
        for row in sheet.iter_rows(min_row=entete + 1, max_row=fin, max_col=len(colonnes)):
            for cell, nom in zip(row, colonnes, strict=True):
                largeur = sheet.column_dimensions[cell.column_letter].width
                texte = "" if isinstance(cell.value, datetime) else str(cell.value or "")
                assert nom == "Faits" or largeur >= min(len(texte), 40), (sheet.title, nom)


def test_the_same_input_gives_the_same_bytes(synthese: Synthese, tmp_path: Path) -> None:
    colonnes = (Colonne("Source"), Colonne("Prévu", "montant"))
    complete = with_graphique(synthese, make_graphique("sources", colonnes, ("FIR", Decimal(3))))
    for nom in ("a", "b"):
        (tmp_path / nom).mkdir()
        write_classeur(complete, tmp_path / nom)
    a, b = (tmp_path / nom / "synthese-2022.xlsx" for nom in ("a", "b"))
    assert a.read_bytes() == b.read_bytes()
    with ZipFile(a) as archive:
        assert {info.date_time for info in archive.infolist()} == {(2023, 6, 12, 0, 0, 0)}
        assert b"2023-06-12T00:00:00Z" in archive.read("docProps/core.xml")


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ("titre = 3", "titre"),
        ("= 3", "TOML"),
        ('titre = "t"\n[methode]\n[feuilles]\n[champs]\n[colonnes]\n[familles]\n"(" = "x"', "familles"),
    ],
)
def test_a_changed_template_that_cannot_be_read_is_named(
    synthese: Synthese, tmp_path: Path, texte: str, attendu: str
) -> None:
    (tmp_path / "classeur.toml").write_text(texte, encoding="utf-8")
    with pytest.raises(Exception, match=attendu) as erreur:
        write_classeur(synthese, tmp_path, Modeles(tmp_path))
    assert isinstance(erreur.value, ErreurModele) or "TOML" in str(erreur.value)


def test_names_of_sheets_are_made_to_fit() -> None:
    noms = Noms()
    pris: Mapping[str, str] = {nom: noms.take(nom) for nom in ("a" * 40, "A" * 40, "[:]", "l'an'")}
    assert list(pris.values()) == ["a" * 31, "A" * 29 + " 2", "Feuille", "l'an"]


@pytest.mark.parametrize("texte", ["", "juin 2023", "2023-99-99"])
def test_a_document_without_a_date_gives_a_fixed_one(texte: str) -> None:
    assert parse_date(texte).year == 1980


def test_a_row_of_thousands_of_facts_says_where_the_others_are() -> None:
    table = Table("objectifs", "O", "Objectifs", "t", (Colonne("a"),), (Ligne((), tuple("x" * 2003)),))
    assert _list_faits(table.lignes[0].faits, table.code).endswith("; x ; et 3 autres, listés dans objectifs.csv")


def test_dates_are_dates_and_the_cover_writes_them_in_french(classeur: Any) -> None:
    haut = " ".join(str(row[0].value) for row in classeur.worksheets[0].iter_rows(max_row=3))
    assert "12 juin 2023" in haut
    for sheet in classeur.worksheets:
        textes = [c.value for row in sheet.iter_rows() for c in row if isinstance(c.value, str)]
        assert not [t for t in textes if re.search(r"\d{4}-\d{2}-\d{2}", t)], sheet.title
    sheet = classeur["Lecture"]
    entete, colonnes, _ = find_table(sheet)
    dates = [sheet.cell(entete + n, colonnes.index("Date") + 1) for n in (1, 2)]
    assert (datetime(2023, 6, 12), "dd/mm/yyyy") in [(c.value, c.number_format) for c in dates]  # noqa: DTZ001


def test_what_says_of_whom_a_figure_is_stays_in_view_and_on_each_printed_page(classeur: Any) -> None:
    for nom, attendues in {"Sources et étapes": 4, "Argent": 3}.items():
        sheet = classeur[nom]
        _, colonnes, _ = find_table(sheet)
        figees = column_index_from_string(re.sub(r"\d", "", sheet.freeze_panes)) - 1
        assert figees == attendues, colonnes[:figees]
        assert sheet.print_title_cols in (None, f"$A:${get_column_letter(figees)}")


@pytest.mark.parametrize(("largeur", "repetee", "pages"), [(260, 75, 1), (261, 75, 2), (445, 75, 2), (446, 75, 3)])
def test_a_wide_sheet_takes_pages_that_can_be_read(largeur: int, repetee: int, pages: int) -> None:
    sheet: Any = Workbook().active
    set_pages(sheet, Pages(9, 9, largeur, "t", "o", 3, 2, repetee))
    assert (sheet.page_setup.fitToWidth, sheet.print_title_cols) == (pages, "$A:$B" if pages > 1 else None)


@pytest.mark.parametrize(
    ("texte", "largeur", "lignes"),
    [
        ("Actions", 10, 1),
        # A bit more than a line of figures, less than one of letters.
        ("Soutenir les consultations de la PMI, plus près de tous", 58, 1),
        ("mot " * 40, 58, 3),
        ("W" * 30, 22, 3),
        ("un\ndeux\ntrois", 40, 3),
    ],
)
def test_a_row_is_as_high_as_its_text(texte: str, largeur: float, lignes: int) -> None:
    hauteur = stretch([texte], [largeur])
    assert hauteur == (None if lignes == 1 else HAUTEUR * lignes + 2)


def test_words_too_long_for_their_cell_are_no_link(synthese: Synthese, tmp_path: Path) -> None:
    court, long = "ambigu", "ambigu : deux lectures du même chiffre"
    lignes = tuple(Ligne((v,), ("99-F0001",), {0: ("99-F0001",)}) for v in (court, long))
    table = Table("t", "W", "Mots", "t", (Colonne("Valeur", "valeur"),), lignes)
    sheet = write(replace(synthese, tables=(*synthese.tables, table)), tmp_path)["Mots"]
    entete, _, _ = find_table(sheet)
    assert [bool(sheet.cell(entete + n, 2).hyperlink) for n in (1, 2)] == [True, False]
    assert all(sheet.cell(entete + n, 3).hyperlink for n in (1, 2))


def test_a_departement_that_sent_nothing_has_no_sheet_of_its_own(lecture: Lecture, tmp_path: Path) -> None:
    attente = CampagneDeclaree(annee=2022, departements=("01", "62"))
    noms = write(consolidate([lecture], load_cadre(2022), 2022, attente=attente), tmp_path).sheetnames
    assert [nom for nom in noms if nom[:2].isdigit()] == ["99"]
