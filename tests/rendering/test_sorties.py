"""The outputs together: Markdown, CSV, console, and which files stand where."""

import csv
import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from cdppe.consolidation import Colonne, Ligne, Synthese, Table
from cdppe.facts import Lecture
from cdppe.rendering.console import render_console
from cdppe.rendering.markdown import render_markdown
from cdppe.rendering.modeles import ORIGINE
from cdppe.rendering.sorties import write_synthese


def test_each_format_has_its_files(synthese: Synthese, tmp_path: Path) -> None:
    assert [p.name for p in write_synthese(synthese, tmp_path / "a", ("markdown",))] == ["synthese-2022.md"]
    tables = {f"{table.code}.csv" for table in synthese.tables} | {f"{nom}.csv" for nom in Lecture.modeles()}
    tous = write_synthese(synthese, tmp_path / "b")
    assert {p.name for p in tous} == tables | {f"synthese-2022.{s}" for s in ("html", "xlsx", "docx", "md", "json")}
    assert sorted(tous) == sorted((tmp_path / "b").iterdir())


def test_the_same_input_gives_the_same_bytes(synthese: Synthese, tmp_path: Path) -> None:
    pairs = zip(write_synthese(synthese, tmp_path / "a"), write_synthese(synthese, tmp_path / "b"), strict=True)
    assert all(one.read_bytes() == other.read_bytes() for one, other in pairs)


def test_csv_rows_name_facts_that_the_facts_file_holds(synthese: Synthese, tmp_path: Path) -> None:
    write_synthese(synthese, tmp_path, ("csv",))
    tables = {}
    for nom in ("sources_etapes", "financements"):
        with (tmp_path / f"{nom}.csv").open(encoding="utf-8", newline="") as file:
            tables[nom] = list(csv.DictReader(file))
    ligne = tables["sources_etapes"][0]
    assert (ligne["Repère"], ligne["2022"], ligne["Données"]) == ("S1", "11110.5", "éditions embarquées")
    assert ligne["Faits"].split(";") == [fait["id"] for fait in tables["financements"]]
    assert [fait["texte"] for fait in tables["financements"]][:2] == ["'=1+1", "'+33"]


def test_markdown_has_whole_tables_and_nothing_acts_in_it(synthese: Synthese) -> None:
    texte = render_markdown(synthese, ORIGINE)
    rendered = MarkdownIt("commonmark").enable("table").render(texte)
    assert rendered.count("<table>") == sum(t.portee != "classeur" and bool(t.lignes) for t in synthese.tables) + 2
    assert "<b>" not in rendered
    assert "<a " not in rendered
    assert "&lt;b&gt;gras&lt;/b&gt; | a" in rendered
    assert "manque 98 perdu.txt" in texte[:400]
    assert "Éditions embarquées" in texte[:200]
    assert "| S1 | 99 | FIR | Prévu | 11\u00a0110,50\u00a0€ | 0 |" in texte
    assert "| S1 | 99-F0001, 99-F0002," in texte
    assert "| 99-F0001 | =rapport.txt | 10 | 1\u00a0234,50\u00a0€ | =1+1 |" in texte


def test_the_console_shows_the_essential_tables(synthese: Synthese) -> None:
    texte = render_console(synthese)
    for table in synthese.tables:
        assert (table.titre in texte.splitlines()) is (table.portee == "console")
    assert "manque 98 perdu.txt" in texte.splitlines()[1]
    assert "11\u00a0110,50\u00a0€" in texte
    assert "\x07" not in texte


def test_the_console_wraps_notes_and_shows_no_empty_column_nor_useless_cents(synthese: Synthese) -> None:
    colonnes = (Colonne("Nom"), Colonne("Vide"), Colonne("Entiers", "montant"), Colonne("Cents", "montant"))
    lignes = (
        Ligne(("a", "", Decimal(1000), Decimal("0.5"))),
        Ligne(("b", None, None, Decimal(2))),
    )
    note = " ".join(["« Toutes sources » :"] * 20)
    table = Table("t", "Z", "T", "Titre", colonnes, lignes, (note,))
    texte = render_console(replace(synthese, tables=(table,))).replace("\u00a0", " ")
    assert "Vide" not in texte
    assert ["Z1", "a", "1 000 €", "0,50 €"] in [re.split(r"  +", ligne) for ligne in texte.splitlines()]
    assert ["Z2", "b", "2,00 €"] in [re.split(r"  +", ligne) for ligne in texte.splitlines()]
    assert max(map(len, texte.splitlines()[2:])) <= 120
    assert not any(ligne.startswith(("»", ":")) or ligne.endswith("«") for ligne in texte.splitlines())


def test_a_campaign_of_a_hundred_keeps_its_text_short(synthese: Synthese, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cdppe.rendering.markdown._FAITS_MAX", 5)
    monkeypatch.setattr("cdppe.rendering.markdown._REPERE_MAX", 2)
    texte = render_markdown(synthese, ORIGINE)
    assert "99-F0001, 99-F0002 et 7 autres" in texte
    assert "10 faits, trop pour ce texte" in texte
    assert "| Fait | Document" not in texte
