"""How far a command is, on a terminal only, once it has lasted a second."""

import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from cdppe.suivi import Suivi, ignore_suivi

_DELAI = 1.0
"""Seconds before anything is shown, and then between two looks at the clock."""
_FORME = "{desc} {n_fmt}/{total_fmt} [{elapsed}]"


@contextmanager
def show_avancement() -> Iterator[Suivi]:
    """Yield what to call at each step; the line is wiped at the end. Nothing is shown in a file or a pipe."""
    if not sys.stderr.isatty():
        yield ignore_suivi
        return
    from tqdm import tqdm

    tqdm.monitor_interval = 0  # its thread would keep the outputs from being written by two processes
    debut = time.monotonic()
    barre = tqdm(delay=_DELAI, leave=False, bar_format=_FORME, mininterval=0)

    montree = occupee = False

    def show() -> None:
        """Never from within itself: the clock may ring while a line is written."""
        nonlocal montree, occupee
        if not occupee and barre.total and time.monotonic() - debut > _DELAI:
            occupee = montree = True
            barre.refresh()
            occupee = False

    def suivre(quoi: str, faits: int, total: int) -> None:
        barre.total, barre.n = total, faits
        barre.set_description_str(quoi, refresh=False)
        show()

    try:
        with _ring(show):
            yield suivre
    finally:
        if montree:
            barre.clear()
        barre.close()


@contextmanager
def _ring(show: Callable[[], None]) -> Iterator[None]:
    """Call ``show`` each second of a step that lasts, where a clock needs no thread (not on Windows)."""
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return
    avant = signal.signal(signal.SIGALRM, lambda *_: show())
    signal.siginterrupt(signal.SIGALRM, False)  # no library is to find its reading or writing cut short
    signal.setitimer(signal.ITIMER_REAL, _DELAI * 1.05, _DELAI)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, avant)
