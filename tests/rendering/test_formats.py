"""The formats for other tools: what Excel, a JSON reader and frictionless find in them."""

import csv
import json
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdppe.consolidation import Colonne, Ligne, Synthese, Table
from cdppe.erreurs import ErreurDocument
from cdppe.facts import Lecture
from cdppe.rendering.echanges.champs import list_champs, title_fichier
from cdppe.rendering.echanges.csv_excel import changes_in_excel
from cdppe.rendering.echanges.json_ecrit import write_json, write_valeur
from cdppe.rendering.echanges.json_relu import read_synthese
from cdppe.rendering.echanges.json_schema import render_schema
from cdppe.rendering.sorties import write_synthese

DOCS = Path(__file__).parents[2] / "docs"
NOMBRES = st.decimals(allow_nan=False, allow_infinity=False, places=2) | st.integers(-(10**30), 10**30).map(Decimal)


@pytest.fixture
def ecrit(synthese: Synthese, tmp_path: Path) -> Callable[..., Path]:
    """Write a synthesis (the made-up one, with changes) in some formats; return the folder."""

    def write(*formats: str, **changes: Any) -> Path:
        write_synthese(replace(synthese, **changes), tmp_path, formats)
        return tmp_path

    return write


def une_table(*cellules: str | int | Decimal | None, genre: Any = "texte") -> Table:
    lignes = tuple(Ligne((cellule,)) for cellule in cellules)
    return Table("essai", "Z", "Essai", "Essai", (Colonne("Valeur", genre),), lignes)


def read_excel(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as fichier:
        return list(csv.DictReader(fichier, delimiter=";"))


# Excel


def test_csv_excel_has_a_mark_semicolons_and_windows_line_ends(ecrit: Callable[..., Path]) -> None:
    octets = (ecrit("csv-excel") / "sources_etapes-excel.csv").read_bytes()
    assert octets.startswith("\ufeffRepère;Département;Source;".encode())
    assert octets.count(b"\n") == octets.count(b"\r\n") > 1


def test_csv_excel_has_the_files_and_the_facts_of_csv(ecrit: Callable[..., Path]) -> None:
    dossier = ecrit("csv", "csv-excel")
    noms = {p.name for p in dossier.glob("*.csv")}
    assert {n for n in noms if "-excel" in n} == {n.replace(".csv", "-excel.csv") for n in noms if "-excel" not in n}
    with (dossier / "financements.csv").open(encoding="utf-8", newline="") as fichier:
        faits = list(csv.DictReader(fichier))
    assert [f["id"] for f in read_excel(dossier / "financements-excel.csv")] == [f["id"] for f in faits]


def test_csv_excel_writes_decimals_with_a_comma_and_no_blank(ecrit: Callable[..., Path]) -> None:
    table = une_table(Decimal("1234567.50"), Decimal("1E+5"), Decimal(0), None, genre="montant")
    lignes = read_excel(ecrit("csv-excel", tables=(table,)) / "essai-excel.csv")
    assert [ligne["Valeur"] for ligne in lignes] == ["1234567,50", "100000", "0", ""]


def test_csv_excel_converts_the_figures_that_stand_as_text(ecrit: Callable[..., Path]) -> None:
    table = Table("essai", "Z", "E", "E", (Colonne("Trouvé"), Colonne("Texte")), (Ligne(("-158713.00", "1.234.567")),))
    (ligne,) = read_excel(ecrit("csv-excel", tables=(table,)) / "essai-excel.csv")
    assert (ligne["Trouvé"], ligne["Texte"]) == ("-158713,00", "1.234.567")


@pytest.mark.parametrize(
    "texte",
    ["01", "007", "1-2", "10-12", "1/2", "12.5", "2022-12", "12-2022", "1-2-3", "13 a", "7 P", "9:30", "2021 :",
     "12e45", "(12)", "2 1/2", "mai 2020", "31 décembre 2021", "juin-22", "1234567890123456"],
)  # fmt: skip
def test_csv_excel_protects_what_excel_would_change(ecrit: Callable[..., Path], texte: str) -> None:
    (ligne,) = read_excel(ecrit("csv-excel", tables=(une_table(texte),)) / "essai-excel.csv")
    assert ligne["Valeur"] == f"'{texte}"


@pytest.mark.parametrize(
    "texte",
    ["2A", "10", "62", "9 bis", "13 b", "10 et 11", "2020-2022", "2022-06-15", "15/06/2022", "1;2", "1, 2",
     "780 000,00", "18 %", "62-F0001", "mai", "875ae58", "année scolaire 2020-2021"],
)  # fmt: skip
def test_what_excel_leaves_as_it_is_bears_no_mark(texte: str) -> None:
    assert not changes_in_excel(texte)


def test_csv_excel_lets_no_formula_through_and_no_cell_overflow(ecrit: Callable[..., Path]) -> None:
    ids = ";".join(f"62-F{n:04}" for n in range(9000))
    lignes = read_excel(ecrit("csv-excel", tables=(une_table("=1+1", ids, "x" * 40_000),)) / "essai-excel.csv")
    formule, liste, texte = (ligne["Valeur"] for ligne in lignes)
    assert formule == "'=1+1"
    debut, _, reste = liste.rpartition(" ; et ")
    assert len(liste) < 32_767
    assert f"{debut.count(';') + 1 + int(reste.split()[0])}" == "9000"
    assert (texte[-1], len(texte)) == ("…", 32_001)


# JSON


def test_json_follows_its_published_schema(ecrit: Callable[..., Path]) -> None:
    jsonschema = pytest.importorskip("jsonschema", reason="jsonschema n'est pas installé")
    schema = json.loads(render_schema())
    jsonschema.Draft202012Validator.check_schema(schema)
    contenu = json.loads((ecrit("json") / "synthese-2022.json").read_text(encoding="utf-8"))
    assert list(jsonschema.Draft202012Validator(schema).iter_errors(contenu)) == []
    contenu["faits"]["financements"]["lignes"][0][6] = "prévu"
    assert list(jsonschema.Draft202012Validator(schema).iter_errors(contenu))


def test_the_published_schema_is_that_of_the_models() -> None:
    publie = (DOCS / "synthese.schema.json").read_text(encoding="utf-8")
    assert publie == render_schema(), "python -m cdppe.rendering.echanges.json_schema > docs/synthese.schema.json"


def test_the_page_of_the_format_names_every_key(ecrit: Callable[..., Path]) -> None:
    page = (DOCS / "format-json.md").read_text(encoding="utf-8")
    contenu = json.loads((ecrit("json") / "synthese-2022.json").read_text(encoding="utf-8"))
    ligne = next(ligne for table in contenu["tables"] for ligne in table["lignes"])
    cles = {*contenu, *contenu["faits"], *contenu["tables"][0], *ligne}
    assert {cle for cle in cles if f"`{cle}`" not in page} == set()


def test_json_gives_each_fact_once_and_tables_cite_it(ecrit: Callable[..., Path]) -> None:
    contenu = json.loads((ecrit("json") / "synthese-2022.json").read_text(encoding="utf-8"))
    ids = [ligne[0] for nom in ("actions", "financements") for ligne in contenu["faits"][nom]["lignes"]]
    assert len(ids) == len(set(ids)) > 1
    cites = {id_ for table in contenu["tables"] for ligne in table["lignes"] for id_ in ligne["faits"]}
    assert cites
    assert cites <= set(ids)


def test_json_reads_back_as_the_same_synthesis(synthese: Synthese, ecrit: Callable[..., Path], tmp_path: Path) -> None:
    premier = (ecrit("json", textes={("=rapport.txt", "10"): "a | b"}) / "synthese-2022.json").read_bytes()
    relue = read_synthese(tmp_path / "synthese-2022.json")
    assert relue.lecture == replace(synthese.lecture, bilans=())
    assert [t.lignes for t in relue.tables] == [t.lignes for t in synthese.tables]
    write_json(relue, tmp_path)
    assert (tmp_path / "synthese-2022.json").read_bytes() == premier
    assert premier.endswith(b"}\n")


@given(NOMBRES)
def test_a_json_number_is_the_decimal_that_it_was(nombre: Decimal) -> None:
    texte = write_valeur(nombre)
    lu = json.loads(texte, parse_float=Decimal, parse_int=Decimal)
    assert lu == nombre
    assert lu.as_tuple().exponent == min(0, nombre.as_tuple().exponent)


@given(st.text())
def test_a_json_text_is_the_text_that_it_was(texte: str) -> None:
    assert json.loads(write_valeur({texte: [texte, None, True, 3]})) == {texte: [texte, None, True, 3]}


@pytest.mark.parametrize(
    ("contenu", "phrase"),
    [
        ("", "n'est pas un fichier JSON entier"),
        ('{"schema": "cdppe-synthese", "version": "1.0"', "n'est pas un fichier JSON entier"),
        pytest.param("[" * 100_000, "n'est pas un fichier JSON entier", id="profond"),
        ('{"schema": 1e999999999}', "n'est pas un fichier JSON entier"),
        ('{"schema": NaN}', "n'est pas un fichier JSON entier"),
        ("[]", "n'est pas une synthèse de cdppe"),
        ('{"schema": "autre"}', "n'est pas une synthèse de cdppe"),
        ('{"schema": "cdppe-synthese", "version": "2.0"}', "mettez cdppe à jour"),
        ('{"schema": "cdppe-synthese", "version": "1.3"}', "n'est plus tel que cdppe l'a écrit (annees)"),
    ],
)
def test_a_file_that_is_no_synthesis_is_one_sentence(tmp_path: Path, contenu: str, phrase: str) -> None:
    (tmp_path / "essai.json").write_text(contenu, encoding="utf-8")
    with pytest.raises(ErreurDocument, match="essai") as erreur:
        read_synthese(tmp_path / "essai.json")
    assert phrase in str(erreur.value)
    assert "\n" not in str(erreur.value)


def test_a_row_of_the_wrong_length_is_refused_and_a_later_word_is_not(ecrit: Callable[..., Path]) -> None:
    chemin = ecrit("json") / "synthese-2022.json"
    contenu = json.loads(chemin.read_text(encoding="utf-8"))
    contenu["version"] = "1.7"
    contenu["nouveau"] = 1
    contenu["tables"][0]["colonnes"][0]["genre"] = "couleur"
    faits = contenu["faits"]["financements"]
    faits["colonnes"].append("nouveau")
    faits["lignes"] = [[*ligne, "x"] for ligne in faits["lignes"]]
    chemin.write_text(json.dumps(contenu), encoding="utf-8")
    assert len(read_synthese(chemin).lecture.financements) == len(faits["lignes"])
    faits["lignes"][0].pop()
    chemin.write_text(json.dumps(contenu), encoding="utf-8")
    with pytest.raises(ErreurDocument, match="financements"):
        read_synthese(chemin)


# Data package


@pytest.mark.parametrize("nom", list(Lecture.modeles()))
def test_every_field_of_the_facts_is_described(nom: str) -> None:
    champs = list(list_champs(nom, avec_id=False))
    assert [c.nom for c in champs] == list(Lecture.modeles()[nom].model_fields)
    assert all(c.description for c in champs)
    assert title_fichier(nom)


def test_the_package_types_fields_from_the_models() -> None:
    champs = {c.nom: c for c in list_champs("financements", avec_id=True)}
    assert (champs["montant"].type, champs["debut"].type, champs["texte"].type) == ("number", "integer", "string")
    assert "bop304" in champs["source"].valeurs
    assert not champs["source"].facultatif
    engagement = next(c for c in list_champs("actions", avec_id=True) if c.nom == "engagement")
    assert (engagement.facultatif, "" in engagement.valeurs) == (True, False)


def test_frictionless_finds_no_error(ecrit: Callable[..., Path]) -> None:
    assert _validate(ecrit("datapackage")) == []


def test_frictionless_finds_a_word_that_is_none(ecrit: Callable[..., Path]) -> None:
    dossier = ecrit("csv", "datapackage")
    faits = dossier / "financements.csv"
    faits.write_text(faits.read_text(encoding="utf-8").replace("prevu", "voulu", 1), encoding="utf-8")
    assert "constraint-error" in {erreur for _, erreur in _validate(dossier)}


def test_the_package_shares_the_files_of_csv(ecrit: Callable[..., Path], synthese: Synthese, tmp_path: Path) -> None:
    dossier = ecrit("datapackage")
    avant = {p.name: p.read_bytes() for p in dossier.glob("*.csv")}
    write_synthese(synthese, tmp_path / "csv", ("csv",))
    assert avant == {p.name: p.read_bytes() for p in (tmp_path / "csv").iterdir()}
    assert set(avant) == {r["path"] for r in json.loads((dossier / "datapackage.json").read_text())["resources"]}


@pytest.mark.parametrize("format_", ["csv-excel", "json", "datapackage"])
def test_the_same_synthesis_gives_the_same_bytes(ecrit: Callable[..., Path], format_: str) -> None:
    premiers = {p.name: p.read_bytes() for p in ecrit(format_).iterdir()}
    assert {p.name: p.read_bytes() for p in ecrit(format_).iterdir()} == premiers


def _validate(dossier: Path) -> list[tuple[str, str]]:
    frictionless = pytest.importorskip("frictionless", reason="frictionless n'est pas installé")
    rapport = frictionless.Package(str(dossier / "datapackage.json")).validate()
    return [(tache, erreur) for tache, erreur in rapport.flatten(["name", "type"])]
