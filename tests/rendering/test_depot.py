"""Outputs appear whole or not at all."""

import errno
import tempfile
from pathlib import Path

import pytest

from cdppe.rendering.depot import ErreurSortie, open_depot


def write(sortie: Path, *names: str, stop: Exception | None = None) -> None:
    with open_depot(sortie) as depot:
        for name in names:
            (depot / name).write_text("nouveau")
        if stop:
            raise stop


def test_files_move_together_and_leave_nothing_else(tmp_path: Path) -> None:
    sortie = tmp_path / "a" / "b"
    write(sortie, "x.csv")
    assert [p.name for p in sortie.iterdir()] == ["x.csv"]


def test_an_error_leaves_no_file_and_no_folder(tmp_path: Path) -> None:
    with pytest.raises(IndexError):
        write(tmp_path / "a" / "b", "x.csv", stop=IndexError())
    assert list(tmp_path.iterdir()) == []


def test_a_file_open_elsewhere_is_named_and_the_old_ones_stay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.csv").write_text("ancien a")
    (tmp_path / "c.xlsx").write_text("ancien c")
    replace = Path.replace

    def refuse(source: Path, target: Path) -> Path:
        if source == tmp_path / "c.xlsx":
            raise PermissionError(13, "open elsewhere")
        return replace(source, target)

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(ErreurSortie, match=r"c\.xlsx"):
        write(tmp_path, "a.csv", "b.csv", "c.xlsx")
    assert {p.name: p.read_text() for p in tmp_path.iterdir()} == {"a.csv": "ancien a", "c.xlsx": "ancien c"}


def test_a_folder_in_the_place_of_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.csv").mkdir()
    (tmp_path / "a.csv" / "garder").write_text("x")
    with pytest.raises(ErreurSortie):
        write(tmp_path, "a.csv")
    assert (tmp_path / "a.csv" / "garder").exists()


@pytest.mark.parametrize(("code", "mots"), [(errno.EACCES, "accès refusé"), (errno.ENOSPC, "plus de place")])
def test_the_system_s_refusal_is_said_in_french(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, mots: str
) -> None:
    (tmp_path / "a.csv").write_text("ancien")

    def refuse(**_: object) -> None:
        raise OSError(code, "No")

    monkeypatch.setattr(tempfile, "TemporaryDirectory", refuse)
    with pytest.raises(ErreurSortie, match=mots):
        write(tmp_path, "a.csv")
    assert (tmp_path / "a.csv").read_text() == "ancien"


def test_a_file_in_the_place_of_the_folder_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "sortie").write_text("x")
    with pytest.raises(ErreurSortie, match="ne peut pas être créé") as info:
        write(tmp_path / "sortie", "x.csv")
    assert info.value.code_sortie == 2
