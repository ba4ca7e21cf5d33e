"""Which report belongs to which plugin, and what happens to those that belong to none."""

from collections.abc import Callable
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from cdppe.erreurs import ErreurUsage
from cdppe.plugins.campagne import Campagne, list_rapports, read_campagne
from cdppe.plugins.registre import Registre, load_registre


@pytest.fixture
def registre(make_plugin: Callable[..., EntryPoint]) -> Registre:
    return load_registre((make_plugin("greffon_a", "01", "Alpha"), make_plugin("greffon_b", "02", "Bêta")))


@pytest.fixture
def rapports(tmp_path: Path) -> Path:
    dossier = tmp_path / "rapports"
    dossier.mkdir()
    (dossier / "b.txt").write_text("Rapport du département Bêta\n\n20 €\n", encoding="utf-8")
    (dossier / "a.txt").write_text("Rapport du département Alpha\n\n10 €\n", encoding="utf-8")
    (dossier / "notes.md").write_text("notes", encoding="utf-8")
    return dossier


def codes_of(campagne: Campagne) -> list[str]:
    return [lecture.documents[0].departement for lecture in campagne.lectures]


def test_each_report_of_a_folder_goes_to_its_plugin(registre: Registre, rapports: Path) -> None:
    campagne = read_campagne((rapports,), registre=registre)
    assert codes_of(campagne) == ["01", "02"]
    assert campagne.ignores == ("notes.md",)
    assert not campagne.editions


def test_a_departement_asked_for_leaves_the_others_aside(registre: Registre, rapports: Path) -> None:
    campagne = read_campagne((rapports,), ("02",), registre)
    assert codes_of(campagne) == ["02"]
    assert campagne.ignores == ("notes.md", "a.txt")


def test_a_report_that_nobody_recognises_fails_alone(registre: Registre, rapports: Path) -> None:
    (rapports / "c.txt").write_text("Rapport du département Gamma", encoding="utf-8")
    campagne = read_campagne((rapports,), registre=registre)
    assert codes_of(campagne) == ["01", "02"]
    assert [(e.document, "aucun plugin" in e.raison) for e in campagne.echecs] == [("c.txt", True)]


def test_a_report_that_nobody_recognises_is_read_as_the_departement_given(registre: Registre, rapports: Path) -> None:
    (rapports / "c.txt").write_text("Rapport\n\n3 €", encoding="utf-8")
    assert codes_of(read_campagne((rapports / "c.txt",), ("01",), registre)) == ["01"]


def test_a_report_of_two_departements_is_not_guessed(registre: Registre, rapports: Path) -> None:
    (rapports / "c.txt").write_text("Rapport du département Alpha et du département Bêta", encoding="utf-8")
    campagne = read_campagne((rapports / "c.txt",), registre=registre)
    assert "plusieurs départements possibles" in campagne.echecs[0].raison


def test_a_copy_of_a_report_is_read_once(registre: Registre, rapports: Path) -> None:
    (rapports / "a2.txt").write_bytes((rapports / "a.txt").read_bytes())
    campagne = read_campagne((rapports,), registre=registre)
    assert codes_of(campagne) == ["01", "02"]
    assert "a2.txt" in campagne.ignores


def test_a_path_or_a_departement_that_does_not_exist_is_wrong_use(registre: Registre, tmp_path: Path) -> None:
    vide = tmp_path / "vide"
    vide.mkdir()
    for chemin in (tmp_path / "absent", vide):
        with pytest.raises(ErreurUsage, match=chemin.name):
            list_rapports((chemin,))
    with pytest.raises(ErreurUsage, match=r"99.*01 \(Alpha\)"):
        read_campagne((), ("99",), registre)


def test_two_reports_of_one_name_keep_their_folders_apart(registre: Registre, rapports: Path, tmp_path: Path) -> None:
    autre = tmp_path / "autre"
    autre.mkdir()
    (autre / "a.txt").write_text("Rapport du département Alpha, suite\n\n11 €\n", encoding="utf-8")
    campagne = read_campagne((rapports / "a.txt", autre / "a.txt"), registre=registre)
    assert [lecture.documents[0].document for lecture in campagne.lectures] == ["a.txt", "autre/a.txt"]
