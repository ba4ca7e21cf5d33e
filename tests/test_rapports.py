"""Whole runs of the installed command: on the embedded editions, and on the real reports where they lie beside."""

import csv
import re
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from cdppe.documents.masque import mask_texte

CDPPE = Path(sys.executable).with_name("cdppe")
RAPPORTS = Path(__file__).parents[2] / "shared" / "rapports"


def run(*mots: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([CDPPE, *mots], capture_output=True, text=True, encoding="utf-8", check=False)


@pytest.fixture(scope="module", params=["editions", "rapports"])
def sortie(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The synthesis of 2022, written from the embedded editions or from the real reports."""
    mots: tuple[str | Path, ...] = ()
    if request.param == "rapports":
        if not RAPPORTS.is_dir():
            pytest.skip(f"les vrais rapports ne sont pas là : {RAPPORTS}")
        mots = ("--rapports", RAPPORTS)
    dossier: Path = tmp_path_factory.mktemp(request.param)
    fait = run("synthese", "--annee", "2022", "--sortie", dossier, *mots)
    assert fait.returncode == 0, fait.stderr
    return dossier


def read_rows(sortie: Path, nom: str) -> list[dict[str, str]]:
    with (sortie / f"{nom}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_the_three_departements_are_read_whole(sortie: Path) -> None:
    actions = Counter(r["departement"] for r in read_rows(sortie, "actions"))
    assert actions == {"35": 24, "62": 27, "77": 41}
    assert [a["message"] for a in read_rows(sortie, "anomalies") if a["gravite"] == "bloquante"] == []


def test_the_actions_of_the_financial_table_add_up_to_its_printed_total(sortie: Path) -> None:
    """Seine-et-Marne prints one total row under its table; its consumed columns are printed a euro short."""
    lignes = [r for r in read_rows(sortie, "financements") if r["departement"] == "77" and r["montant"]]
    tableau = [r for r in lignes if r["origine"] == "tableau_financier"]
    sommes: dict[tuple[str, ...], Decimal] = defaultdict(Decimal)
    for r in tableau:
        if r["niveau"] == "action":
            sommes[r["etape"], r["source"], r["debut"], r["fin"]] += Decimal(r["montant"])
    totaux = {
        (r["etape"], r["source"], r["debut"], r["fin"]): Decimal(r["montant"])
        for r in tableau
        if r["niveau"] == "total"
    }
    assert len(totaux) == 8
    assert {cle for cle, total in totaux.items() if abs(sommes[cle] - total) > 1} == set()


def test_every_row_of_a_table_leads_to_facts_and_every_fact_to_a_line(sortie: Path) -> None:
    faits = read_rows(sortie, "financements")
    ids = {r["id"] for r in faits} | {r["id"] for r in read_rows(sortie, "actions")}
    for nom in ("sources_etapes", "objectifs", "execution_actions"):
        for rangee in read_rows(sortie, nom):
            assert {f.strip() for f in rangee["Faits"].split(";")} <= ids | {""}, rangee
    assert [r for r in faits if not (r["ligne"] and r["document"] and r["texte"])] == []


def iter_textes(sortie: Path) -> Iterator[str]:
    for chemin in sorted(sortie.iterdir()):
        if chemin.suffix in (".csv", ".md"):
            yield chemin.read_text(encoding="utf-8")


def test_no_bank_account_number_leaves_the_document(sortie: Path) -> None:
    assert [t[:80] for t in iter_textes(sortie) if mask_texte(t) != t] == []


def test_editions_and_reports_give_the_same_synthesis(tmp_path: Path) -> None:
    if not RAPPORTS.is_dir():
        pytest.skip(f"les vrais rapports ne sont pas là : {RAPPORTS}")
    for nom, mots in (("editions", ()), ("rapports", ("--rapports", RAPPORTS))):
        assert run("synthese", "--annee", "2021", "--sortie", tmp_path / nom, "--format", "csv", *mots).returncode == 0
    ignorees = ("Faits", "Données", "Document", "Ligne", "Texte")

    def table_of(nom: str, table: str) -> list[tuple[str, ...]]:
        return [tuple(v for k, v in r.items() if k not in ignorees) for r in read_rows(tmp_path / nom, table)]

    for table in ("sources_etapes", "objectifs", "execution", "reports", "correspondance"):
        assert table_of("editions", table) == table_of("rapports", table), table


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    for nom in ("un", "deux"):
        assert run("synthese", "--annee", "2020", "--sortie", tmp_path / nom).returncode == 0
    fichiers = sorted(p.name for p in (tmp_path / "un").iterdir())
    assert fichiers == sorted(p.name for p in (tmp_path / "deux").iterdir())
    for nom in fichiers:
        assert (tmp_path / "un" / nom).read_bytes() == (tmp_path / "deux" / nom).read_bytes(), nom


_NOMBRE = re.compile(r"(?<![^\W_])\d+")
_EUROS = re.compile(r"(\d[\d\s.,]*)(?:€|euros?\b|k€|M€)", re.IGNORECASE)
_MOTS = ("texte", "action", "libelle", "rubrique", "colonne", "periode_texte", "numero", "intitule", "objectif_imprime")


@pytest.mark.parametrize("fichier", sorted(RAPPORTS.glob("*.txt")), ids=lambda p: p.name[:3])
def test_no_figure_of_a_report_is_lost(fichier: Path, tmp_path: Path) -> None:
    """Counted here from the file and the CSV files alone: every group of digits in a table row, and every amount in
    euros, stands in the words of a fact or of a row of ``non_lus`` of its line (of one of the two above, for a cell
    that is torn); a text cut short (…) may hide some.
    """
    fait = run("lire", fichier, "--sortie", tmp_path)
    assert fait.returncode == 0, fait.stderr
    comptes: dict[str, Counter[str]] = defaultdict(Counter)
    coupes: set[str] = set()
    for nom in ("actions", "financements", "indicateurs", "non_lus"):
        for r in read_rows(tmp_path, nom):
            mots = " ".join(r.get(c, "") for c in _MOTS) + r.get("source", "").replace("bop", " ")
            comptes[r["ligne"]].update(_NOMBRE.findall(mots))
            coupes.update({r["ligne"]} if "…" in mots or "[masqué]" in mots else ())
    assert not [r for r in read_rows(tmp_path, "non_lus") if r["raison"] == "non_compris"]
    perdus = []
    for numero, ligne in enumerate(mask_texte(fichier.read_text(encoding="utf-8")).split("\n"), 1):
        if "\t" in ligne:
            attendus = set(_NOMBRE.findall(re.sub(r"<[^>]*>", " ", ligne)))
        else:
            attendus = {n for m in _EUROS.finditer(ligne) for n in _NOMBRE.findall(m[1])}
        lieux = [str(n) for n in range(numero - 2, numero + 1)]
        if lieux[-1] not in coupes:
            perdus += [(lieux[-1], n) for n in attendus if not any(n in comptes[lieu] for lieu in lieux)]
    assert not perdus, perdus
