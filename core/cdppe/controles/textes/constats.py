"""How the controls of prose run and word what they find: each reads a report once, and says what it saw."""

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from functools import wraps
from typing import TypeVar

from cdppe.controles.memoire import remember
from cdppe.controles.mots import check_dernier, format_nombre, is_annee
from cdppe.plugins.controle import Constat, Dossier, Examen, NonApplicable, Place

T = TypeVar("T")
CENT = Decimal(100)
Vu = tuple[int | None, Constat | None]
"""What was looked at: the year in which its period ends (none: the last), and what is wrong with it, if anything."""


def memorise(lire: Callable[[Dossier], T]) -> Callable[[Dossier], T]:
    """What is read of a dossier is read once, whatever the number of controls and years that ask for it."""

    @wraps(lire)
    def read(dossier: Dossier) -> T:
        return remember(dossier, lire, lambda: lire(dossier))

    return read


def make_examen(lire: Callable[[Dossier], Iterable[Vu]], rien: str, entier: bool = False) -> Examen:
    """The control of what ``lire`` sees, year by year; ``rien`` says why there is nothing to look at.

    What is ``entier`` is about the report as a whole, and is looked at with its last year.
    """
    lus = memorise(lambda dossier: tuple(lire(dossier)))

    def examine(dossier: Dossier, annee: int) -> Iterator[Constat]:
        if entier:
            check_dernier(dossier, annee)
        siens = [constat for fin, constat in lus(dossier) if is_annee(dossier, annee, fin)]
        if not siens:
            raise NonApplicable(rien)
        yield from (c for c in siens if c)

    return examine


def name_lieu(action: str, place: Place) -> str:
    """How a finding begins: ``Action 3, l. 12``."""
    return f"Action {action}, l. {place.ligne}" if action else f"Ligne {place.ligne}"


def say_ecart(un: Decimal, autre: Decimal, unite: str = "") -> str:
    return f"soit {format_nombre(abs(un - autre), unite)} d'écart"


def say_taux(part: Decimal, tout: Decimal) -> tuple[Decimal, str]:
    """A rate recomputed, as a number and in words."""
    calcule = (CENT * part / tout).quantize(Decimal("0.1"))
    return calcule, format_nombre(calcule, "%")


def make_constat(
    places: Iterable[Place], phrase: str, objet: str, trouve: Decimal, attendu: Decimal, question: str,
    action: str = "", periode: str = "", termes: Iterable[Decimal] = (),
) -> Constat:  # fmt: skip
    """A finding about a figure of prose, and the one it should be."""
    return Constat(
        tuple(dict.fromkeys(places)), phrase, action, objet, periode, str(trouve), str(attendu),
        str(trouve - attendu), tuple(str(t) for t in termes), question,
    )  # fmt: skip
