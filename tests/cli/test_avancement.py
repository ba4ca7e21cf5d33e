"""How far the work is: on a terminal, after a second, and nowhere else."""

import io
import signal
import sys
import time
from pathlib import Path

import pytest

from cdppe.cli.avancement import show_avancement
from cdppe.plugins.campagne import read_campagne
from cdppe.suivi import ignore_suivi


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def open_terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """Not a fixture: pytest puts its own stderr back between the set-up and the test."""
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    return terminal


def wait(monkeypatch: pytest.MonkeyPatch, secondes: float) -> None:
    debut = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: debut + secondes)


def test_work_of_less_than_a_second_shows_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = open_terminal(monkeypatch)
    with show_avancement() as suivre:
        suivre("Lecture : a.txt", 0, 2)
        suivre("Lecture : b.txt", 1, 2)
    assert terminal.getvalue() == ""


def test_longer_work_says_what_is_done_and_wipes_its_line(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = open_terminal(monkeypatch)
    with show_avancement() as suivre:
        suivre("Lecture : a.txt", 0, 2)
        wait(monkeypatch, 1.5)
        suivre("Lecture : b.txt", 1, 2)
    ecrit = terminal.getvalue()
    assert "Lecture : b.txt" in ecrit
    assert "1/2" in ecrit
    assert "a.txt" not in ecrit
    assert ecrit.rsplit("\r", 2)[-2].strip() == ecrit.rsplit("\r", 1)[-1] == ""


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="pas d'horloge sans fil d'exécution sur ce système")
def test_one_long_step_is_shown_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cdppe.cli.avancement._DELAI", 0.05)
    terminal = open_terminal(monkeypatch)
    with show_avancement() as suivre:
        suivre("Lecture : a.txt", 0, 1)
        assert terminal.getvalue() == ""
        time.sleep(0.5)
        assert "Lecture : a.txt 0/1" in terminal.getvalue()
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)


def test_the_line_is_wiped_when_the_work_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = open_terminal(monkeypatch)

    def fail() -> None:
        with show_avancement() as suivre:
            wait(monkeypatch, 1.5)
            suivre("Lecture : a.txt", 0, 1)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert terminal.getvalue().endswith("\r")


def test_a_pipe_or_a_file_gets_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    fichier = io.StringIO()
    monkeypatch.setattr(sys, "stderr", fichier)
    with show_avancement() as suivre:
        wait(monkeypatch, 1.5)
        suivre("Lecture : a.txt", 0, 1)
    assert suivre is ignore_suivi
    assert fichier.getvalue() == ""


def test_reading_tells_each_report_before_it_is_read(tmp_path: Path) -> None:
    for nom in ("a.txt", "b.txt"):
        (tmp_path / nom).write_text(f"Rien de connu dans {nom}.", encoding="utf-8")
    dites: list[tuple[str, int, int]] = []
    read_campagne((tmp_path,), suivre=lambda *dit: dites.append(dit))
    assert dites == [("Lecture : a.txt", 0, 2), ("Lecture : b.txt", 1, 2)]
