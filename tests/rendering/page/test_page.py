"""The page as a file: whole, stable, and nothing of a document acts in it."""

import base64
import hashlib
import json
import re
import subprocess
import zlib
from dataclasses import replace
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from cdppe.cadre import load_cadre
from cdppe.consolidation import Synthese, consolidate
from cdppe.consolidation.campagne import CampagneDeclaree
from cdppe.consolidation.modeles import RUBRIQUES, Colonne, Ligne
from cdppe.rendering.modeles import ErreurModele, Modeles
from cdppe.rendering.page.donnees import has_preuve
from cdppe.rendering.page.ecriture import render_page, write_page
from cdppe.rendering.page.resume import list_chiffres, list_groupes


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


def test_a_stated_zero_opens_its_proof_and_a_count_of_nothing_has_none() -> None:
    ligne = Ligne((Decimal(0), 0), ("35-F0001",))
    assert has_preuve(Decimal(0), Colonne("Montant", "montant"), ligne, 0)
    assert not has_preuve(0, Colonne("Manquants", "nombre"), ligne, 1)


def test_key_figures_say_how_many_of_the_expected_they_stand_for(synthese: Synthese, html: str) -> None:
    assert {c.portee for c in list_chiffres(synthese) if c.preuve} == {"2 départements sur 3 attendus (35, 62)"}
    assert "2 départements sur 3 attendus (35, 62)" in html
    seule = replace(synthese, tables=tuple(t for t in synthese.tables if t.code != "campagne"))
    assert {c.portee for c in list_chiffres(seule) if c.preuve} == {"2 départements (35, 62)"}


def test_the_many_who_are_missing_are_named_by_region_and_who_says_no_expense_of_the_year(synthese: Synthese) -> None:
    lue = replace(
        synthese.lecture, financements=tuple(f for f in synthese.lecture.financements if f.departement == "62")
    )
    faite = consolidate([lue], load_cadre(2022), 2022, attente=CampagneDeclaree(annee=2022))
    recus, manquants = list_groupes(faite)
    assert recus.noms == ("35\u00a0Ille-et-Vilaine (aucune dépense de 2022)", "62\u00a0Pas-de-Calais")
    assert recus.regions == ()
    assert len(manquants.noms) == sum(len(noms) for _, noms in manquants.regions) == 99
    assert ("Bretagne", ("22\u00a0Côtes-d'Armor", "29\u00a0Finistère", "56\u00a0Morbihan")) in manquants.regions


def test_the_key_figures_of_several_years_are_cumulated(synthese: Synthese) -> None:
    faite = consolidate([synthese.lecture], load_cadre(2022), 2022, debut=2020)
    chiffres = {c.nom: c for c in list_chiffres(faite)}
    assert chiffres["Prévu 2020-2022, cumul, toutes sources"].preuve.endswith(":Cumul")


def test_who_is_not_read_has_no_sheet_and_the_page_says_so(html: str) -> None:
    fiches = [a["data-departement"] for tag, a in Lecteur(html).elements if "data-departement" in a]
    assert fiches == ["35", "62"]
    assert "1 département n'a pas de fiche" in Lecteur(html).texte
    assert "(77\u00a0Seine-et-Marne)" in Lecteur(html).texte
