"""Two processes write at once: what one of them raises is told, whichever it is."""

import multiprocessing
import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from cdppe.erreurs import ErreurCdppe, ErreurUsage
from cdppe.rendering import processus
from cdppe.rendering.processus import _can_copy as can_copy
from cdppe.rendering.processus import run_beside

COPIE = pytest.mark.skipif(
    not hasattr(os, "fork") or len(os.sched_getaffinity(0)) < 2, reason="un seul processeur, ou pas de copie ici"
)


@pytest.fixture(params=[pytest.param(True, marks=COPIE, id="à côté"), pytest.param(False, id="après")], autouse=True)
def copie(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    monkeypatch.setattr(processus, "_can_copy", lambda: request.param)
    return bool(request.param)


def refuse() -> None:
    raise ErreurUsage("Modèle illisible.")


def test_both_works_are_done_when_the_block_ends(tmp_path: Path) -> None:
    with run_beside((tmp_path / "a").touch):
        (tmp_path / "b").touch()
    assert {p.name for p in tmp_path.iterdir()} == {"a", "b"}


def test_an_error_beside_is_raised_here() -> None:
    with pytest.raises(ErreurUsage, match="Modèle illisible"), run_beside(refuse):
        pass


def test_an_error_here_stops_the_other(tmp_path: Path) -> None:
    def work() -> None:
        time.sleep(30)
        (tmp_path / "a").touch()

    debut = time.monotonic()
    with pytest.raises(ErreurUsage), run_beside(work):
        refuse()
    assert time.monotonic() - debut < 20
    assert not any(tmp_path.iterdir())


@pytest.mark.parametrize("copie", [pytest.param(True, marks=COPIE)], indirect=True)
def test_an_interruption_while_waiting_stops_the_other(tmp_path: Path) -> None:
    def work() -> None:
        time.sleep(0.5)
        os.kill(os.getppid(), signal.SIGINT)
        time.sleep(30)
        (tmp_path / "a").touch()

    debut = time.monotonic()
    with pytest.raises(KeyboardInterrupt), run_beside(work):
        pass
    assert time.monotonic() - debut < 20
    assert multiprocessing.active_children() == []


@pytest.mark.parametrize("copie", [pytest.param(True, marks=COPIE)], indirect=True)
def test_a_process_that_dies_is_said() -> None:
    with pytest.raises(ErreurCdppe, match="s'est arrêtée sans rien dire"), run_beside(lambda: os._exit(9)):
        pass


def test_an_error_that_cannot_be_sent_is_still_an_error(copie: bool) -> None:
    class Muette(Exception):  # of a function: nothing outside it can name it
        pass

    def work() -> None:
        raise Muette

    with pytest.raises(ErreurCdppe if copie else Muette), run_beside(work):
        pass


def test_a_process_with_other_threads_is_not_copied() -> None:
    """A native library keeps threads of its own: in a copy, they would never answer."""
    with ThreadPoolExecutor(1) as autre:
        autre.submit(time.sleep, 0).result()
        assert not can_copy()
