"""How long work says how far it is, to whoever asked to be told."""

from collections.abc import Callable

Suivi = Callable[[str, int, int], None]
"""Called with what is being done, how many are done and how many there are."""


def ignore_suivi(quoi: str, faits: int, total: int) -> None:
    """Tell nobody."""
