"""``cdppe comparer`` as a user runs it: on syntheses of the embedded editions, and on reports that were changed."""

import csv
import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]
RACINE = Path(__file__).parents[2]
RAPPORTS = RACINE.parent / "shared" / "rapports"
HOSTILE = "=1+1 <b>x</b> \x1b[2J | y"


@pytest.fixture(scope="module", params=["editions", "rapports"])
def sortie(request: pytest.FixtureRequest, run: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The synthesis of 2022 for other tools, of the embedded editions and of the real reports."""
    mots: tuple[str, ...] = ()
    if request.param == "rapports":
        if not RAPPORTS.is_dir():
            pytest.skip(f"les vrais rapports ne sont pas là : {RAPPORTS}")
        mots = ("--rapports", str(RAPPORTS))
    dossier = tmp_path_factory.mktemp(request.param)
    formats = ("--format", "json", "--format", "datapackage")
    fait = run("synthese", "--annee", "2022", "--sortie", str(dossier), *formats, *mots)
    assert fait.returncode == 0, fait.stderr
    return dossier


@pytest.fixture(scope="module")
def edition() -> Path:
    (chemin,) = (RACINE / "plugins" / "pas_de_calais").rglob("editions/*.txt")
    return chemin


@pytest.fixture
def change(sortie: Path, tmp_path: Path) -> Path:
    """The same synthesis with one amount of one row a thousand euros more, its fact too, and a hostile text."""
    contenu = json.loads((sortie / "synthese-2022.json").read_text(encoding="utf-8"))
    table = next(t for t in contenu["tables"] if t["code"] == "sources_etapes")
    colonne = next(n for n, c in enumerate(table["colonnes"]) if c["genre"] == "montant")
    ligne = next(ligne for ligne in table["lignes"] if ligne["cellules"][colonne])
    ligne["cellules"][colonne] += 1000
    (*_, fait) = ligne["cases"][str(colonne)]
    faits = contenu["faits"]["financements"]
    champs = {nom: n for n, nom in enumerate(faits["colonnes"])}
    rangee = next(f for f in faits["lignes"] if f[0] == fait)
    rangee[champs["montant"]] += 1000
    place = {"document": rangee[champs["document"]], "ligne": rangee[champs["ligne"]]}
    rangee[champs["texte"]] = HOSTILE
    contenu["textes"] = [t for t in contenu["textes"] if (t["document"], t["ligne"]) != tuple(place.values())]
    contenu["textes"].append({**place, "texte": HOSTILE})
    chemin = tmp_path / "apres.json"
    chemin.write_text(json.dumps(contenu), encoding="utf-8")
    return chemin


def read_rows(dossier: Path) -> list[dict[str, str]]:
    with (dossier / "comparaison.csv").open(encoding="utf-8", newline="") as flux:
        return list(csv.DictReader(flux))


def test_frictionless_and_the_schema_find_no_error(sortie: Path) -> None:
    jsonschema: Any = pytest.importorskip("jsonschema", reason="jsonschema n'est pas installé")
    frictionless: Any = pytest.importorskip("frictionless", reason="frictionless n'est pas installé")
    rapport = frictionless.Package(str(sortie / "datapackage.json")).validate()
    assert rapport.flatten(["name", "rowNumber", "fieldName", "note"]) == []
    schema = json.loads((RACINE / "docs" / "synthese.schema.json").read_text(encoding="utf-8"))
    contenu = json.loads((sortie / "synthese-2022.json").read_text(encoding="utf-8"))
    assert list(jsonschema.Draft202012Validator(schema).iter_errors(contenu)) == []


def test_a_synthesis_compared_with_itself_has_not_changed(run: Run, sortie: Path) -> None:
    fait = run("comparer", str(sortie), str(sortie / "synthese-2022.json"))
    assert (fait.returncode, fait.stderr) == (0, "")
    assert "Rien n'a changé." in fait.stdout
    assert "Cases des tableaux : rien ne change." in fait.stdout


def test_a_changed_amount_is_told_with_its_line_and_its_cells(run: Run, sortie: Path, change: Path) -> None:
    dossier = change.parent / "s"
    fait = run("comparer", str(sortie), str(change), "--sortie", str(dossier))
    assert (fait.returncode, fait.stderr) == (1, "")
    texte = fait.stdout.replace("\n", " ")
    assert "Montants : 1 changé." in texte
    assert "(+1\u00a0000\u00a0€) [n° 1]" in texte
    assert "\x1b" not in fait.stdout
    lignes = read_rows(dossier)
    (montant,) = (ligne for ligne in lignes if ligne["sorte"] == "montant changé")
    assert montant["texte_apres"].startswith("'=1+1")
    assert float(montant["apres"]) - float(montant["avant"]) == 1000
    (case,) = (ligne for ligne in lignes if ligne["sorte"] == "case")
    assert case["causes"] == montant["numero"] == "1"
    markdown = (dossier / "comparaison.md").read_text(encoding="utf-8")
    assert "<b>" not in markdown
    assert "\x1b" not in markdown


def test_the_same_comparison_gives_the_same_bytes(run: Run, sortie: Path, change: Path) -> None:
    dossiers = [change.parent / nom for nom in ("un", "deux")]
    for dossier in dossiers:
        run("comparer", str(sortie), str(change), "--sortie", str(dossier))
    for nom in ("comparaison.md", "comparaison.csv"):
        assert (dossiers[0] / nom).read_bytes() == (dossiers[1] / nom).read_bytes()


def test_reports_are_compared_by_what_their_figures_are_about(run: Run, edition: Path, tmp_path: Path) -> None:
    lignes = edition.read_text(encoding="utf-8").splitlines(keepends=True)
    rang = next(n for n, ligne in enumerate(lignes) if ligne.startswith("Année 2020\t40 000 €"))
    autre = tmp_path / "rapport.txt"
    autre.write_text("".join(["\n", *lignes]), encoding="utf-8")
    deplace = run("comparer", str(edition), str(autre))
    assert (deplace.returncode, deplace.stderr) == (0, "")
    assert "de ligne sans rien changer d'autre" in deplace.stdout
    assert f": ligne {rang + 1} → {rang + 2}" in run("comparer", str(edition), str(autre), "--lignes").stdout

    lignes[rang] = lignes[rang].replace("40 000", "45 000")
    autre.write_text("".join(lignes), encoding="utf-8")
    fait = run("comparer", str(edition), str(autre))
    assert fait.returncode == 1
    assert "Montants : 1 changé." in fait.stdout
    assert "40\u00a0000\u00a0€ → 45\u00a0000\u00a0€ (+5\u00a0000\u00a0€)" in fait.stdout
    assert f"rapport.txt, ligne {rang + 1} : Année 2020 | 45 000 €" in fait.stdout


@pytest.mark.parametrize(
    ("mots", "statut", "phrase"),
    [
        (("{edition}",), 2, "B"),
        (("{edition}", "absent.txt"), 2, "absent.txt : fichier ou dossier introuvable"),
        (("{vide}", "{vide}"), 2, "aucun fichier synthese-*.json dans ce dossier"),
        (("{deux}", "{edition}"), 2, "plusieurs synthèses (synthese-2021.json, synthese-2022.json)"),
        (("{edition}", "{json}"), 2, "Une synthèse ne se compare pas à un rapport"),
        (("{edition}", "{autre}"), 2, "est un rapport du département 62 et"),
        (("{json}", "{json}"), 3, "n'est pas un fichier JSON entier"),
        (("{recent}", "{recent}"), 3, "au format cdppe-synthese 9.0"),
        (("{edition}", "{inconnu}"), 3, "aucun plugin installé ne reconnaît ce rapport"),
        (("{edition}", "{edition}", "--departement", "00"), 2, "aucun plugin utilisable"),
    ],
)
def test_wrong_use_is_one_sentence(
    run: Run, edition: Path, tmp_path: Path, mots: tuple[str, ...], statut: int, phrase: str
) -> None:
    (autre,) = (RACINE / "plugins" / "seine_et_marne").rglob("editions/*.txt")
    places = {"edition": edition, "autre": autre}
    for nom in ("vide", "deux"):
        places[nom] = tmp_path / nom
        places[nom].mkdir()
    for nom, texte in (
        ("deux/synthese-2021.json", ""),
        ("deux/synthese-2022.json", ""),
        ("casse.json", "{"),
        ("recent.json", '{"schema": "cdppe-synthese", "version": "9.0"}'),
        ("inconnu.txt", "Compte rendu\n"),
    ):
        (tmp_path / nom).write_text(texte, encoding="utf-8")
    places |= {"json": tmp_path / "casse.json", "recent": tmp_path / "recent.json", "inconnu": tmp_path / "inconnu.txt"}
    fait = run("comparer", *(mot.format(**places) for mot in mots))
    assert (fait.returncode, fait.stdout) == (statut, "")
    assert phrase in fait.stderr
    assert len(fait.stderr.splitlines()) == 1
