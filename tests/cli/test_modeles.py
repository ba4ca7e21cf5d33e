"""The templates: listed, copied, and each replaced by the user's own."""

from pathlib import Path

import pytest

from cdppe.cli import main
from cdppe.erreurs import ErreurUsage
from cdppe.rendering.markdown import fill_markdown
from cdppe.rendering.modeles import MODELES, ORIGINE, ErreurModele, Modeles, copy_modeles

RACINE = Path(__file__).parent.parent.parent


def test_every_template_has_its_line() -> None:
    fichiers = (f for f in (RACINE / "templates").rglob("*") if f.is_file() and f.suffix not in (".py", ".pyc"))
    assert {f.relative_to(RACINE / "templates").as_posix() for f in fichiers} == set(MODELES)


def test_they_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["modeles"]) == 0
    sortie = capsys.readouterr().out
    assert all(nom in sortie for nom in MODELES)


def test_one_is_copied_and_never_over_another(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["modeles", "questions.md.j2", "--copier", str(tmp_path)]) == 0
    assert [p.name for p in tmp_path.iterdir()] == ["questions.md.j2"]
    assert main(["modeles", "--copier", str(tmp_path)]) == 2
    assert "questions.md.j2 existe déjà" in capsys.readouterr().err
    assert [p.name for p in tmp_path.iterdir()] == ["questions.md.j2"]


def test_all_are_copied_without_a_name(tmp_path: Path) -> None:
    chemins = copy_modeles(tmp_path / "modeles", ())
    assert [p.relative_to(tmp_path / "modeles").as_posix() for p in chemins] == list(MODELES)
    Modeles(tmp_path / "modeles")


def test_a_name_that_is_no_template_is_said(tmp_path: Path) -> None:
    with pytest.raises(ErreurUsage, match=r"Aucun modèle ne s'appelle page.csv"):
        copy_modeles(tmp_path, ["page.csv"])
    (tmp_path / "pages.css").write_text("", encoding="utf-8")
    with pytest.raises(ErreurUsage, match=r"pages.css n'a le nom d'aucun modèle"):
        Modeles(tmp_path)


def test_what_an_editor_leaves_beside_is_no_template(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    for nom in (".DS_Store", "~$synthese.docx", "Thumbs.db", ".git/config"):
        (tmp_path / nom).write_text("", encoding="utf-8")
    Modeles(tmp_path)


def test_only_the_template_that_stands_in_the_folder_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "synthese.md.j2").write_text("À moi.", encoding="utf-8")
    modeles = Modeles(tmp_path)
    assert modeles.read_text("synthese.md.j2") == "À moi."
    assert modeles.read("questions.md.j2") == ORIGINE.read("questions.md.j2")


def test_the_mark_that_windows_writes_is_no_part_of_a_template(tmp_path: Path) -> None:
    (tmp_path / "page.css").write_text(":root {}", encoding="utf-8-sig")
    assert Modeles(tmp_path).read_text("page.css") == ":root {}"


def test_an_empty_template_or_a_folder_of_its_name_is_said(tmp_path: Path) -> None:
    (tmp_path / "page.css").write_bytes(b"")
    with pytest.raises(ErreurUsage, match=r"page.css est vide"):
        Modeles(tmp_path)
    (tmp_path / "page.css").unlink()
    (tmp_path / "page.css").mkdir()
    with pytest.raises(ErreurUsage, match=r"page.css n'est pas un fichier"):
        Modeles(tmp_path)


def test_a_template_that_is_no_utf8_is_said(tmp_path: Path) -> None:
    (tmp_path / "synthese.md.j2").write_bytes("À".encode("latin-1"))
    with pytest.raises(ErreurUsage, match="n'est pas un texte en UTF-8"):
        Modeles(tmp_path).read_text("synthese.md.j2")


@pytest.mark.parametrize(
    "faute", ["{{ annnee }}", "{% if annee %}", "{{ annee + 1 }}", "{{ 1 / 0 }}", '{% include "autre" %}']
)
def test_a_faulty_template_is_one_sentence(tmp_path: Path, faute: str) -> None:
    (tmp_path / "synthese.md.j2").write_text(faute, encoding="utf-8")
    with pytest.raises(ErreurModele, match=r"Le modèle synthese.md.j2 ne peut pas être rempli") as erreur:
        fill_markdown(Modeles(tmp_path), "synthese.md.j2", annee="2022")
    assert "\n" not in str(erreur.value)


def test_a_faulty_template_leaves_nothing_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "modeles").mkdir()
    (tmp_path / "modeles" / "synthese.md.j2").write_text("{{ annnee }}", encoding="utf-8")
    options = ["--format", "markdown", "--sortie", str(tmp_path / "s"), "--modeles", str(tmp_path / "modeles")]
    assert main(["synthese", "--annee", "2022", "--departement", "62", *options]) == 3
    erreur = capsys.readouterr().err
    assert "Le modèle synthese.md.j2 ne peut pas être rempli" in erreur
    assert "Traceback" not in erreur
    assert not (tmp_path / "s").exists()
