"""How far a command is, on a terminal only, once it has lasted a second."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from cdppe.suivi import Suivi, ignore_suivi

_DELAI = 1.0
"""Seconds before anything is shown."""
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

    montree = False

    def suivre(quoi: str, faits: int, total: int) -> None:
        nonlocal montree
        barre.total, barre.n = total, faits
        montree = montree or time.monotonic() - debut > _DELAI
        barre.set_description_str(quoi, refresh=montree)

    try:
        yield suivre
    finally:
        if montree:
            barre.clear()
        barre.close()
