"""Headings that a plugin declares cut the report into its parts."""

from cdppe.documents import Document, Paragraphe, Passage, Rangee, Tableau
from cdppe.parsing.sections import TitreDeclare, split_sections

TITRES = (
    TitreDeclare(cle="engagement", niveau=1, motif=r"ENGAGEMENT (?P<engagement>\d).*"),
    TitreDeclare(cle="action", niveau=2, motif=r"ACTION (?P<numero>\d+(?: bis)?) : (?P<intitule>.+)", sauf=r"\.{3}"),
    TitreDeclare(cle="budget", niveau=3, motif=r"3\.?1?\s*Budget.*"),
)


def line(texte: str, numero: int) -> Paragraphe:
    return Paragraphe(Passage(texte, ((0, str(numero)),)))


def document(*textes: str) -> Document:
    return Document("r.txt", "", tuple(line(t, n) for n, t in enumerate(textes, 1)))


def test_each_section_knows_the_headings_it_stands_under() -> None:
    sections = split_sections(
        document(
            "Page", "ENGAGEMENT 1", "**ACTION 2 : Lire**", "3.1 Budget", "12 €", "ACTION 9 BIS : Jouer", "ENGAGEMENT 2"
        ),
        TITRES,
    )
    assert [s.cle for s in sections] == ["", "engagement", "action", "budget", "action", "engagement"]
    budget = sections[3]
    assert budget.contexte["action"].groupes["numero"] == "2"
    assert budget.contexte["engagement"].groupes["engagement"] == "1"
    assert [p.texte for p in budget.textes] == ["12 €"]
    assert "action" not in sections[5].contexte


def test_a_table_of_contents_is_no_heading() -> None:
    assert [s.cle for s in split_sections(document("ACTION 2 : Lire..... 12"), TITRES)] == [""]


def test_a_heading_alone_in_a_row_of_a_table_cuts_the_table() -> None:
    def rangee(numero: int, *textes: str) -> Rangee:
        return Rangee(tuple(Passage(t, ((0, str(numero)),)) for t in textes), str(numero))

    tableau = Tableau(
        (rangee(1, "a", "1"), rangee(2, "ACTION 3 : Courir", ""), rangee(3, "b", "2"), rangee(4, "c", ""))
    )
    sections = split_sections(Document("r.txt", "", (tableau,)), TITRES)
    assert [s.cle for s in sections] == ["", "action"]
    assert [r.lieu for r in sections[1].tableaux[0].rangees] == ["3", "4"]
