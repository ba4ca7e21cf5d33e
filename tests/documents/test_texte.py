"""How a text becomes blocks: one oddity of the real reports each, on made-up lines."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cdppe.documents import Document, Paragraphe, Tableau, Titre, read_document
from cdppe.erreurs import ErreurDocument

Lecteur = Callable[..., Document]


@pytest.fixture
def read(tmp_path: Path) -> Lecteur:
    def read_lines(*lignes: str) -> Document:
        chemin = tmp_path / "rapport.txt"
        chemin.write_text("\n".join(lignes), encoding="utf-8", newline="")
        return read_document(chemin)

    return read_lines


def tableau_of(document: Document, rang: int = 0) -> Tableau:
    return [b for b in document.blocs if isinstance(b, Tableau)][rang]


def rows_of(tableau: Tableau) -> list[list[str]]:
    return [[c.texte for c in r.cellules] for r in tableau.rangees]


def test_lines_with_tabs_are_a_table_and_each_row_keeps_its_line(read: Lecteur) -> None:
    document = read("Budget", "", "\tPart A\tPart B", "Année 2020\t10 €\t", "Année 2021\t20 €\t30 €")
    tableau = tableau_of(document)
    assert rows_of(tableau) == [["", "Part A", "Part B"], ["Année 2020", "10 €", ""], ["Année 2021", "20 €", "30 €"]]
    assert [r.lieu for r in tableau.rangees] == ["3", "4", "5"]
    assert tableau.entetes == 1


def test_blank_lines_and_rows_of_dashes_inside_a_table_do_not_end_it(read: Lecteur) -> None:
    document = read("\tA\tB", "--\t---\t--", "2020\t1\t2", "", "2021\t3\t4")
    assert rows_of(tableau_of(document)) == [["", "A", "B"], ["2020", "1", "2"], ["2021", "3", "4"]]
    assert [p.texte for p in tableau_of(document).restes] == ["-- --- --"]


def test_a_row_of_single_dashes_is_a_row_of_stated_zeros(read: Lecteur) -> None:
    assert rows_of(tableau_of(read("A\tB", "-\t-")))[1] == ["-", "-"]


def test_after_a_blank_line_a_row_of_another_width_begins_another_table(read: Lecteur) -> None:
    document = read("A\tB", "1\t2", "", "C\tD\tE", "3\t4\t5")
    assert rows_of(tableau_of(document, 1)) == [["C", "D", "E"], ["3", "4", "5"]]


def test_a_cell_broken_over_two_lines_is_joined_and_each_figure_keeps_its_own_line(read: Lecteur) -> None:
    document = read("Nom\tA\tB\tC", "Lecture\t1\t2\t3", "Écoute dans", "les écoles\t40\t50\t60")
    rangee = tableau_of(document).rangees[2]
    assert [c.texte for c in rangee.cellules] == ["Écoute dans les écoles", "40", "50", "60"]
    assert rangee.recousue
    assert rangee.cellules[0].lieu(0) == "3"
    assert rangee.cellules[0].lieu(len("Écoute dans les")) == "4"


def test_a_row_broken_in_the_middle_of_a_cell_is_joined(read: Lecteur) -> None:
    document = read("Nom\tA\tB\tC", "Lecture\t1\t2\t3", "Écoute\t40 €", "pour deux classes\t50\t60")
    assert rows_of(tableau_of(document))[2] == ["Écoute", "40 € pour deux classes", "50", "60"]


def test_short_rows_that_begin_like_rows_are_not_joined(read: Lecteur) -> None:
    document = read("Nom\tA\tB\tC", "Lecture\t1\t2\t3", "Année 2020\t5", "Année 2021\t6\t7")
    assert rows_of(tableau_of(document))[2:] == [["Année 2020", "5"], ["Année 2021", "6", "7"]]


def test_a_line_under_a_row_that_completes_nothing_is_kept(read: Lecteur) -> None:
    document = read("\tA\tB", "2022\t0 €\t15 €", "précision de la main du service", "2023\t1 €\t2 €")
    assert len(tableau_of(document).rangees) == 3
    assert [p.texte for p in tableau_of(document).restes] == ["précision de la main du service"]
    assert Paragraphe(tableau_of(document).restes[0]) in document.blocs


def test_tags_are_removed_and_leave_the_cells_own_paragraphs(read: Lecteur) -> None:
    document = read("<p>Moyens</p>\t<p>Part <u>A</u> : 10 €</p> <ul><li>dont 4 € &amp; frais</ul>")
    cellule = tableau_of(document).rangees[0].cellules[1]
    assert cellule.texte == "Part A : 10 € dont 4 € & frais"
    assert [p.texte for p in cellule.paragraphes] == ["Part A : 10 €", "dont 4 € & frais"]


def test_signs_that_only_look_like_tags_stay(read: Lecteur) -> None:
    assert tableau_of(read("Accueil > 2.491 € et < 3 ans\tx")).rangees[0].cellules[0].texte == (
        "Accueil > 2.491 € et < 3 ans"
    )


def test_headings_are_told_from_prose(read: Lecteur) -> None:
    document = read("ACTION 1 : LIRE TÔT", "", "3.1 Budget prévisionnel", "", "Le budget est de 3 €.", "- une puce")
    assert [type(b) for b in document.blocs] == [Titre, Titre, Paragraphe, Paragraphe]


def test_a_bank_account_number_cut_into_cells_is_hidden_before_anybody_sees_it(read: Lecteur) -> None:
    document = read("IBAN\tFR76\t3000\t6000\t0112\t3456\t7890\t189", "Montant\t12 €")
    textes = [c.texte for r in tableau_of(document).rangees for c in r.cellules]
    assert textes == ["IBAN", *["[masqué]"] * 7, "Montant", "12 €"]
    assert document.masques == ("1",)


def test_an_account_number_in_prose_is_hidden_and_ordinary_figures_are_not(read: Lecteur) -> None:
    document = read(
        "Versement sur le compte FR76 3000 6000 0112 3456 7890 189 de 12 000 €.", "RUE DE 22 PLACES DEDIEES 2022"
    )
    assert document.textes[0].texte == "Versement sur le compte [masqué] de 12 000 €."
    assert document.textes[1].texte == "RUE DE 22 PLACES DEDIEES 2022"


def test_an_account_number_is_hidden_where_its_row_is_broken(read: Lecteur) -> None:
    document = read("IBAN\tFR76\t3000\t6000\t0112", "3456\t7890\t189\tBIC\tAGRIFRPP")
    textes = [c.texte for r in tableau_of(document).rangees for c in r.cellules]
    assert not any(c.isdigit() for t in textes for c in t)
    assert document.masques == ("1", "2")


def test_figures_beside_two_capitals_are_no_account_number(read: Lecteur) -> None:
    ligne = "CD\t35\t2020\t40 000\t35 000\t12 500\t7 960\t1 250"
    assert [c.texte for c in tableau_of(read(ligne)).rangees[0].cellules] == ligne.split("\t")


def test_an_old_style_account_number_is_hidden_where_the_line_speaks_of_one(read: Lecteur) -> None:
    document = read("Compte : 30001 00682 C3550000000 84", "Dossier : 30001 00682 13550000000 84")
    assert next(p.texte for p in document.textes) == "Compte : [masqué]"


def test_windows_files_are_read(tmp_path: Path) -> None:
    chemin = tmp_path / "rapport.txt"
    chemin.write_bytes("Année\t10 €\r\nété\t3\r\n".encode("cp1252"))
    assert rows_of(tableau_of(read_document(chemin))) == [["Année", "10 €"], ["été", "3"]]


@pytest.mark.parametrize("contenu", [b"", b"\xef\xbb\xbf", b" \r\n\t\n\n"])
def test_an_empty_file_is_refused_and_said_to_be_empty(tmp_path: Path, contenu: bytes) -> None:
    (tmp_path / "rapport.txt").write_bytes(contenu)
    with pytest.raises(ErreurDocument, match=r"rapport\.txt : fichier vide : aucun texte à lire"):
        read_document(tmp_path / "rapport.txt")


@pytest.mark.parametrize(("nom", "contenu"), [("rapport.xyz", b"A"), ("rapport.txt", b"PK\x03\x04\x00\x00")])
def test_what_is_no_text_is_refused_with_one_sentence(tmp_path: Path, nom: str, contenu: bytes) -> None:
    (tmp_path / nom).write_bytes(contenu)
    with pytest.raises(ErreurDocument, match=nom):
        read_document(tmp_path / nom)


def test_a_missing_file_is_refused_with_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(ErreurDocument, match="lecture impossible"):
        read_document(tmp_path / "absent.txt")


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.text("aB1é€ \t-.", max_size=20), max_size=12))
def test_no_character_is_dropped(tmp_path: Path, lignes: list[str]) -> None:
    chemin = tmp_path / "rapport.txt"
    lignes.append("a")  # a file in which nothing is written is refused
    chemin.write_text("\n".join(lignes), encoding="utf-8", newline="")
    lus = ""
    for bloc in read_document(chemin).blocs:
        if isinstance(bloc, Tableau):
            lus += "".join(c.texte for r in bloc.rangees for c in r.cellules) + "".join(p.texte for p in bloc.restes)
        else:
            lus += bloc.passage.texte
    for caractere in "aB1é€.":
        assert lus.count(caractere) >= "".join(lignes).count(caractere)


def test_a_long_cell_is_cut_around_the_figure(read: Lecteur) -> None:
    phrase = "mot " * 100
    passage = read(f"{phrase}12 345 € {phrase}").textes[0]
    extrait = passage.extrait(passage.texte.index("12"), passage.texte.index("€"))
    assert extrait.startswith("…")
    assert extrait.endswith("…")
    assert "12 345 €" in extrait
    assert len(extrait) < 300


def test_a_row_broken_inside_an_amount_is_joined_and_a_row_that_begins_with_a_number_is_not(read: Lecteur) -> None:
    coupe = tableau_of(read("a\tb\tc\td", "x\ty\t1 027", " 000 €\t5 €", "z\t1 €\t2 €\t3 €"))
    assert rows_of(coupe)[1] == ["x", "y", "1 027 000 €", "5 €"]
    assert coupe.rangees[1].recousue
    court = tableau_of(read("a\tb\tc\td", "x\ty", "2021\t5 €\t7 €", "z\t1 €\t2 €\t3 €"))
    assert [len(r) for r in rows_of(court)] == [4, 2, 3, 4]
