"""The letter as Word and Markdown: nothing of a report acts in it, and the same input gives the same bytes."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from docx import Document
from markdown_it import MarkdownIt

from cdppe.consolidation.extraits import clean_extrait
from cdppe.consolidation.questions import Courrier
from cdppe.controles import Signalement
from cdppe.plugins.controle import Place
from cdppe.rendering.modeles import ORIGINE, ErreurModele
from cdppe.rendering.questions import make_valeurs, write_questions
from cdppe.rendering.word import safe_word, write_word

Trouve = Callable[..., Signalement]
Prepare = Callable[..., Courrier]

PIEGES = (
    "<w:p><w:r><w:t>faux</w:t></w:r></w:p>",
    "{{ 7 * 7 }} {% for x in y %} {# note #}",
    "=cmd|' /C calc'!A0",
    "a | b",
    "fin\tde\nligne\x0cpage\x07son",
    "]]> &amp; <!-- x -->",
    "<img src=x onerror=alert(1)>",
    "[lien](http://a.example)",
    "# titre",
    '{ HYPERLINK "http://a.example" }',
    "\u202eenvers",
)


@pytest.fixture
def courrier(prepare: Prepare, trouve: Trouve) -> Courrier:
    """Traps in every text: 27 questions, the last of two points, so that the annex has some too."""
    return prepare(
        *(
            trouve(
                f"Constat {piege}", code=f"c{min(n, 25):02}", objet=str(n), action=piege, question=f"{piege} ?",
                termes=tuple(f"l. {k} : {n}" for k in range(9)),
                places=tuple(Place(f"r{piege}.txt", str(k), piege) for k in range(7)), trouve=piege,
            )
            for n, piege in enumerate((*PIEGES, *PIEGES, *PIEGES[:3], PIEGES[3], PIEGES[3]))
        ),
        editions=True,
    )  # fmt: skip


def read_word(path: Path) -> list[tuple[str, str]]:
    """Style and text of every paragraph, those of tables last."""
    document: Any = Document(str(path))
    cellules = (p for t in document.tables for r in t.rows for c in r.cells for p in c.paragraphs)
    return [(p.style.name, p.text) for p in (*document.paragraphs, *cellules)]


def test_word_holds_the_texts_and_none_of_them_acts(courrier: Courrier, tmp_path: Path) -> None:
    (path,) = write_questions(courrier, tmp_path, ("word",))
    paragraphes = read_word(path)
    questions = [texte for style, texte in paragraphes if style == "List Number"]
    assert questions == [f"{p.numero}\t{safe_word(p.phrase)}" for q in courrier.questions for p in q.points]
    textes = " ".join(texte for _, texte in paragraphes)
    assert all(safe_word(clean_extrait(piege)) in textes for piege in PIEGES)
    assert [texte for _, texte in paragraphes if re.fullmatch(r"Q2[56](\.\d)?", texte)] == ["Q26", "Q26.1", "Q26.2"]
    assert "49" not in textes.partition("Références")[0]
    with ZipFile(path) as archive:
        corps = archive.read("word/document.xml").decode()
        assert b"example" not in b"".join(archive.read(n) for n in archive.namelist() if n.endswith(".rels"))
    assert re.findall(r"<w:(?:hyperlink|instrText|fldSimple|br)\b", corps) == []
    assert corps.count("<w:tab/>") == len(courrier.questions)
    assert not re.search("[\u202a-\u202e]", corps)


def test_lines_quoted_above_are_said_to_be(prepare: Prepare, trouve: Trouve) -> None:
    places = (Place("rapport.txt", "7"), Place("rapport.txt", "12", "110 €"))
    courrier = prepare(trouve(places=places), trouve(action="2", places=places))
    valeurs: dict[str, Any] = make_valeurs(courrier, str)
    (question,) = valeurs["questions"]
    assert question["points"][1]["citations"] == ["Lignes 7 et 12, citées plus haut"]


def test_markdown_holds_the_texts_and_none_of_them_acts(courrier: Courrier, tmp_path: Path) -> None:
    (path,) = write_questions(courrier, tmp_path, ("markdown",))
    rendu = MarkdownIt("commonmark").enable("table").render(path.read_text(encoding="utf-8"))
    assert re.findall(r"<h3>(.+?)</h3>", rendu) == [f"Q{n}" for n in range(1, 26)]
    assert re.findall(r"<h1>", rendu) == ["<h1>"]
    assert rendu.count("<table>") == 3
    assert not re.search(r"<(?:a|img|w:p)\b", rendu)
    assert "{{ 7 * 7 }}" in rendu
    for cellule in ("<td><strong>Q26</strong></td>", "<td>Q26.1</td>", "<td>Q26.2</td>"):
        assert cellule in rendu


def test_styles_are_the_template_s_own(courrier: Courrier, tmp_path: Path) -> None:
    (path,) = write_questions(courrier, tmp_path, ("word",))
    styles = {style for style, _ in read_word(path)}
    assert {"Title", "Subtitle", "Heading 1", "List Number", "List Bullet", "Quote", "Normal"} <= styles
    titres = [texte for style, texte in read_word(path) if style == "Heading 1"]
    assert titres == ["Ce que nous avons reçu", "Ce qui nous manque", "Nos questions", "Questions moins importantes"]


def test_both_say_where_the_figures_come_from_only_when_embedded(
    courrier: Courrier, prepare: Prepare, tmp_path: Path
) -> None:
    mots = "d'après l'édition « chiffres seuls »"
    word, markdown = write_questions(courrier, tmp_path / "a")
    assert any(mots in texte for _, texte in read_word(word))
    assert mots in markdown.read_text(encoding="utf-8")
    word, markdown = write_questions(prepare(), tmp_path / "b")
    assert not any(mots in texte for _, texte in read_word(word))
    assert mots not in markdown.read_text(encoding="utf-8")


def test_a_letter_without_a_question_says_so(prepare: Prepare, tmp_path: Path) -> None:
    courrier = replace(prepare(), manques=())
    word, markdown = write_questions(courrier, tmp_path)
    assert (word.name, markdown.name) == ("questions-99-2022.docx", "questions-99-2022.md")
    titres = [texte for style, texte in read_word(word) if style == "Heading 1"]
    assert titres == ["Ce que nous avons reçu", "Ce qui nous manque"]
    for textes in (" ".join(t for _, t in read_word(word)), markdown.read_text(encoding="utf-8")):
        assert "n'appelle pas de question" in textes
        assert "Rien : chaque exercice" in textes
        assert "12/06/2023" in textes


def test_the_same_input_gives_the_same_bytes(courrier: Courrier, tmp_path: Path) -> None:
    pairs = zip(write_questions(courrier, tmp_path / "a"), write_questions(courrier, tmp_path / "b"), strict=True)
    assert all(one.read_bytes() == other.read_bytes() for one, other in pairs)
    with ZipFile(tmp_path / "a" / "questions-99-2022.docx") as archive:
        assert {info.date_time for info in archive.infolist()} == {(2023, 6, 12, 0, 0, 0)}
    document: Any = Document(str(tmp_path / "a" / "questions-99-2022.docx"))
    proprietes = document.core_properties
    assert (proprietes.author, proprietes.title) == ("cdppe", "Questions au département Essai & <fils> (2022)")
    assert {proprietes.created.date(), proprietes.modified.date()} == {datetime(2023, 6, 12).date()}  # noqa: DTZ001


def quote(courrier: Courrier) -> Any:
    """The citations of the first question."""
    valeurs: dict[str, Any] = make_valeurs(courrier, str)
    return valeurs["questions"][0]["points"][0]["citations"]


def test_the_document_is_named_only_where_there_are_several(prepare: Prepare, trouve: Trouve) -> None:
    courrier = prepare(trouve())
    assert quote(courrier) == ["Ligne 12 : « 110 € »"]
    deux = replace(courrier, documents=courrier.documents * 2)
    assert quote(deux) == ["rapport.txt, ligne 12 : « 110 € »"]


def test_no_line_of_word_ends_inside_an_amount() -> None:
    assert safe_word("Ligne 3 (l. 12) : 250 000 € et 12 %") == "Ligne 3 (l.\u00a012) : 250\u00a0000\u00a0€ et 12\u00a0%"


def test_what_is_asked_of_several_points_is_said_once(prepare: Prepare, trouve: Trouve, tmp_path: Path) -> None:
    courrier = prepare(trouve(), trouve("Autre.", action="2"), trouve("Seul.", code="z", question="ARS ?"))
    word, markdown = write_questions(courrier, tmp_path)
    for textes in (" ".join(t for _, t in read_word(word)), markdown.read_text(encoding="utf-8")):
        assert textes.count("Pour chacun de ces points : lequel est le bon ?") == 1
        assert textes.count("est le bon ?") == 1
        assert textes.count("ARS ?") == 1
        assert f"Q1.1 : somme {trouve().empreinte}" in textes


def test_a_template_that_lacks_a_value_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(ErreurModele, match=r"Le modèle questions.docx ne peut pas être rempli"):
        write_word(ORIGINE, "questions.docx", {}, "t", datetime(2023, 6, 12), tmp_path / "q.docx")  # noqa: DTZ001
