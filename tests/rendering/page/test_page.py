"""The page as a file: whole, stable, and nothing of a document acts in it."""

import base64
import hashlib
import json
import re
import subprocess
import zlib
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from cdppe.consolidation import Synthese
from cdppe.consolidation.modeles import RUBRIQUES
from cdppe.rendering.modeles import ErreurModele, Modeles
from cdppe.rendering.page.ecriture import render_page, write_page


class Lecteur(HTMLParser):
    """Every element of the page with its attributes, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texte = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.texte += data

    def ids(self, tag: str) -> list[str]:
        return [a["id"] or "" for t, a in self.elements if t == tag and "id" in a]


@pytest.fixture
def html(fichier: Path) -> str:
    return fichier.read_text(encoding="utf-8")


def decode(html: str, bloc: str) -> Any:
    trouve = re.search(f'<script type="application/octet-stream" id="{bloc}">([^<]*)</script>', html)
    assert trouve
    return json.loads(zlib.decompress(base64.b64decode(trouve[1])))


def test_the_parts_stand_in_the_order_of_the_questions(html: str, synthese: Synthese) -> None:
    sections = Lecteur(html).ids("section")
    presentes = {t.rubrique for t in synthese.tables}
    assert sections == ["resume", *(r for r in RUBRIQUES if r in presentes and r != "campagne")]


def test_the_page_opens_with_where_its_figures_come_from_and_what_is_missing(html: str) -> None:
    resume = html[html.index('id="resume"') : html.index('id="argent"')]
    for mots in ("Éditions embarquées", "manque 77 perdu.txt", "Qui a répondu", "62\u00a0Pas-de-Calais", "2 rapports"):
        assert mots in resume


def test_no_text_of_a_document_becomes_markup(html: str, piege: str) -> None:
    elements = Lecteur(html).elements
    assert [t for t, _ in elements if t in ("img", "iframe", "b", "object", "embed")] == []
    assert [a for _, a in elements for nom in a if nom.startswith("on")] == []
    assert sum(t == "script" for t, _ in elements) == html.count("</script>") == 3
    assert "\x07" not in html
    assert piege.replace("\x07", "\ufffd") in decode(html, "tables")["mots"]


def test_the_only_script_that_may_run_is_the_page_s_own(html: str) -> None:
    script = html[html.rindex("<script>") + len("<script>") : html.rindex("</script>")]
    empreinte = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"script-src 'sha256-{empreinte}'" in html
    assert "default-src 'none'" in html
    adresses = [a.get(nom) or "" for _, a in Lecteur(html).elements for nom in ("src", "href", "action")]
    assert [adresse for adresse in adresses if adresse and not adresse.startswith(("#", "data:"))] == []


def test_the_first_rows_are_readable_without_script_and_the_others_are_in_the_data(
    html: str, synthese: Synthese
) -> None:
    table = next(t for t in synthese.tables if t.code == "correspondance")
    assert len(table.lignes) == 120
    assert html.count('<tr data-n="', html.index('id="tableau-C"'), html.index('id="departements"')) == 100
    tables = decode(html, "tables")
    colonne = tables["tables"]["C"]["c"][2]
    assert [tables["mots"][rang] for rang in colonne][1] == "Action à mener, numéro 1"
    assert len(colonne) == 120


def test_every_figure_with_facts_leads_to_them(html: str, synthese: Synthese) -> None:
    """The block says the same facts as the synthesis, cell by cell."""
    preuves = decode(html, "preuves")

    def follow(ecarts: list[int]) -> list[str]:
        rang, ids = 0, []
        for ecart in ecarts:
            rang += ecart
            ids.append(preuves["ids"][rang])
        return ids

    suivies = 0
    for table in synthese.tables:
        for ligne, (toutes, *cases) in zip(table.lignes, preuves["tables"][table.lettre], strict=True):
            assert follow(toutes) == list(ligne.faits)
            for colonne, ecarts in (cases[0] if cases else {}).items():
                assert follow(ecarts or toutes) == list(ligne.faits_of(int(colonne)))
                suivies += 1
    assert suivies > 50


def test_the_cell_of_a_fact_is_told_from_its_equal_on_the_same_line(html: str) -> None:
    preuves = decode(html, "preuves")
    rang = preuves["ids"].index("35-F0001")
    assert [preuves["faits"][-1][rang + n] for n in (0, 1)] == [1, 2]
    document, numero, ligne = preuves["lignes"][preuves["faits"][-2][rang]]
    assert (document, numero, ligne) == ("35.txt", "10", "Action 0 | 1000 € | 1000 € | rien")


def test_the_same_synthesis_gives_the_same_bytes(fichier: Path, synthese: Synthese, tmp_path: Path) -> None:
    write_page(synthese, tmp_path)
    assert (tmp_path / fichier.name).read_bytes() == fichier.read_bytes()
    assert len(fichier.read_bytes()) < 1_500_000


def test_each_template_can_be_the_user_s_own(synthese: Synthese, tmp_path: Path) -> None:
    (tmp_path / "page.css").write_text("body { color: teal; }\r\n", encoding="utf-8", newline="")
    html = render_page(replace(synthese, graphiques=()), Modeles(tmp_path))
    assert "body { color: teal; }\n" in html
    assert "class Tableau" in html


@pytest.mark.parametrize(
    ("nom", "texte"),
    [
        ("synthese.html.j2", "{{ rien }}"),
        ("synthese.html.j2", "{% if %}"),
        ("page.js", "// </script>"),
        ("page.css", "/* </style> */"),
        ("graphiques/couleurs.json", "[]"),
    ],
)
def test_a_faulty_template_is_named(synthese: Synthese, tmp_path: Path, nom: str, texte: str) -> None:
    (tmp_path / nom).parent.mkdir(exist_ok=True)
    (tmp_path / nom).write_text(texte, encoding="utf-8")
    with pytest.raises(ErreurModele, match=re.escape(nom)):
        render_page(replace(synthese, graphiques=()), Modeles(tmp_path))


def test_the_validator_finds_no_error(fichier: Path, vnu: list[str]) -> None:
    """``--errors-only``: it takes the blocks of data for scripts that the page's policy would stop."""
    passage = subprocess.run([*vnu, "--errors-only", str(fichier)], capture_output=True, text=True, check=False)
    assert (passage.returncode, passage.stderr) == (0, "")
