"""All the outputs of a synthesis, in place together or not at all."""

from collections.abc import Callable, Collection
from contextlib import nullcontext
from importlib import import_module
from pathlib import Path

from cdppe.consolidation.modeles import Synthese
from cdppe.rendering.depot import open_depot
from cdppe.rendering.formats import DEFAUT, ECRIVAINS
from cdppe.rendering.modeles import ORIGINE, Modeles
from cdppe.rendering.processus import run_beside
from cdppe.suivi import Suivi, ignore_suivi

# What draws charts takes as long as all the rest.
_DESSINES = ("page", "note", "odt")
Ecrivain = Callable[[Synthese, Path, Modeles], None]


def write_synthese(
    synthese: Synthese,
    sortie: Path,
    formats: Collection[str] = DEFAUT,
    modeles: Modeles = ORIGINE,
    suivre: Suivi = ignore_suivi,
) -> tuple[Path, ...]:
    """Write the formats asked for into the folder ``sortie``; return the paths of the files.

    Raises ErreurSortie when a file cannot be replaced; those of before are then intact.
    """
    with open_depot(sortie) as depot:
        demandes = [nom for nom in ECRIVAINS if nom in formats]
        ici = [nom for nom in demandes if nom not in _DESSINES]
        a_cote = [nom for nom in demandes if nom in _DESSINES]
        if not ici:
            ici, a_cote = a_cote, []

        def write_beside() -> None:
            for nom in a_cote:
                _find_ecrivain(nom)(synthese, depot, modeles)

        with run_beside(write_beside) if a_cote else nullcontext():
            for rang, nom in enumerate(ici):
                suivre(f"Écriture : {nom}", rang, len(demandes))
                _find_ecrivain(nom)(synthese, depot, modeles)
            if a_cote:
                suivre(f"Écriture : {', '.join(a_cote)}", len(ici), len(demandes))
        noms = sorted(p.name for p in depot.iterdir())
    return tuple(sortie / nom for nom in noms)


def _find_ecrivain(nom: str) -> Ecrivain:
    module, _, fonction = ECRIVAINS[nom].partition(":")
    ecrivain: Ecrivain = getattr(import_module(f"cdppe.rendering.{module}"), fonction)
    return ecrivain
