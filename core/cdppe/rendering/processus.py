"""Work done in a process beside this one, where the system can copy a process as it stands."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

from cdppe.erreurs import ErreurCdppe

_ARRETEE = "L'écriture s'est arrêtée sans rien dire (mémoire épuisée ?) : relancez la commande, un format à la fois."
"""Said when the other process ended without a word."""


@contextmanager
def run_beside(travail: Callable[[], None]) -> Iterator[None]:
    """Do ``travail`` while the block runs; it is done when the block ends, and what it raised is raised there.

    The two share nothing but files. Where a process cannot be copied (Windows, a single processor), the work is done
    after the block.
    """
    if not _can_copy():
        yield
        travail()
        return
    contexte = get_context("fork")
    recu, envoi = contexte.Pipe(duplex=False)
    processus = contexte.Process(target=_tell, args=(travail, envoi))
    processus.start()
    envoi.close()
    try:
        yield
        try:
            erreur = recu.recv()
        except EOFError:
            erreur = ErreurCdppe(_ARRETEE)
    except BaseException:  # an interruption while waiting too: nothing writes once the command has ended
        processus.terminate()
        processus.join()
        raise
    processus.join()
    if erreur is not None:
        raise erreur


def _can_copy() -> bool:
    """Linux, two processors, and one thread: a copy of a process waits for ever for the threads it has not got."""
    if sys.platform != "linux" or len(os.sched_getaffinity(0)) < 2:
        return False
    try:
        threads = list(Path("/proc/self/task").iterdir())  # those of native libraries too, which Python does not count
    except OSError:
        return False
    return len(threads) == 1


def _tell(travail: Callable[[], None], envoi: Connection) -> None:
    """Do the work and send what it raised, None when nothing was."""
    erreur: BaseException | None = None
    try:
        travail()
    except BaseException as exc:
        erreur = exc
    with suppress(Exception):  # an error that cannot be sent: silence tells enough
        envoi.send(erreur)
    os._exit(0)  # what Python would still do belongs to the process that was copied
