"""``cdppe synthese --annees`` as a user runs it, on the editions that the installed plugins embed."""

import csv
import subprocess
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def dossier(run: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The synthesis of 2020 to 2022."""
    dossier = tmp_path_factory.mktemp("annees")
    fait = run("synthese", "--annees", "2020-2022", "--format", "csv", "--format", "markdown", "--sortie", str(dossier))
    assert fait.returncode == 0, fait.stderr
    assert "Synthèse CDPPE 2020-2022" in fait.stdout
    return dossier


def read(chemin: Path) -> list[dict[str, str]]:
    with chemin.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_the_years_and_their_sum(dossier: Path) -> None:
    lignes = read(dossier / "cumul.csv")
    colonnes = ("2020", "2021", "2022", "Autres périodes comprises")
    for ligne in lignes:
        parts = [Decimal(ligne[nom]) for nom in colonnes if ligne[nom]]
        if ligne["Cumul"]:
            assert Decimal(ligne["Cumul"]) == sum(parts)
            assert ligne["Exercices comptés"]
        elif parts:
            assert ligne["Ne s'ajoute pas"].startswith("sans cumul")
    assert {ligne["Département"] for ligne in lignes} == {"Ensemble", "35", "62", "77"}
    assert (dossier / "synthese-2020-2022.md").exists()


def test_a_printed_whole_is_found_again(dossier: Path) -> None:
    """Seine-et-Marne prints what each source gives over the three years; some actions say it by the year."""
    attendu = ("77", "total", "prevu", "fir", "2020", "2022")
    noms = ("departement", "niveau", "etape", "source", "debut", "fin")
    (total,) = [f for f in read(dossier / "financements.csv") if tuple(f[nom] for nom in noms) == attendu]
    cumul = next(
        r["Cumul"] for r in read(dossier / "cumul.csv")
        if (r["Département"], r["Source"], r["Étape"]) == ("77", "FIR", "Prévu")
    )  # fmt: skip
    assert Decimal(cumul) == Decimal(total["montant"])


def test_engagements_and_objectives_hold_the_same_money(dossier: Path) -> None:
    ensemble = next(
        r["Cumul"] for r in read(dossier / "cumul.csv")
        if (r["Département"], r["Source"], r["Étape"]) == ("Ensemble", "Toutes sources", "Prévu")
    )  # fmt: skip
    for nom in ("cumul_engagements", "cumul_objectifs"):
        cumuls = [Decimal(r["Prévu, cumul"]) for r in read(dossier / f"{nom}.csv") if r["Prévu, cumul"]]
        assert sum(cumuls) == Decimal(ensemble)


def test_the_controls_of_every_year(dossier: Path) -> None:
    assert {r["Année"] for r in read(dossier / "signalements.csv")} == {"2020", "2021", "2022"}


def test_a_cell_is_followed_to_its_lines(run: Run, dossier: Path) -> None:
    ligne = next(r for r in read(dossier / "cumul.csv") if r["Département"] == "62" and r["Cumul"])
    fait = run("tracer", f"{ligne['Repère']}:Cumul", "--annees", "2020-2022")
    assert fait.returncode == 0, fait.stderr
    assert "Montants cumulés de 2020-2022" in fait.stdout
    assert "62-F" in fait.stdout


@pytest.mark.parametrize(
    ("mots", "phrase"),
    [
        (("--annees", "2022-2020"), "la première année avant la dernière : 2020-2022"),
        (("--annees", "2022"), "comme 2020-2022"),
        (("--annees", "2021-2021"), "--annee 2021"),
        (("--annees", "2019-2021"), "des années de 2020 à 2100"),
        (("--annees", "2020-2022", "--annee", "2022"), "pas les deux"),
    ],
)
@pytest.mark.parametrize("debut", [("synthese",), ("tracer", "S1")])
def test_wrong_years_are_one_sentence(run: Run, debut: tuple[str, ...], mots: tuple[str, ...], phrase: str) -> None:
    fait = run(*debut, *mots)
    assert (fait.returncode, fait.stdout, len(fait.stderr.splitlines())) == (2, "", 1)
    assert phrase in fait.stderr
