"""Figures told in prose, against the tables of the same action and against each other."""

from collections.abc import Iterable
from importlib import import_module

from cdppe.controles.declarations import load_controles
from cdppe.plugins.controle import Constat, Controle, Dossier, Examen

_MODULES = {
    "indicateurs": ("texte_contre_indicateur", "taux_contre_indicateur"),
    "endroits": ("texte_deux_endroits", "montant_du_texte"),
    "sommes": ("somme_du_texte", "effectifs_du_texte"),
    "taux": ("taux_du_texte", "parts_du_texte"),
    "evolutions": ("evolution_du_texte", "evolutions_de_cellule"),
}
"""The controls of each module, which holds many patterns: it is read when one of them first runs."""


def _make_examen(module: str, code: str) -> Examen:
    def examine(dossier: Dossier, annee: int) -> Iterable[Constat]:
        examens: dict[str, Examen] = import_module(f"{__name__}.{module}").EXAMENS
        return examens[code](dossier, annee)

    return examine


TEXTES: tuple[Controle, ...] = load_controles(
    __name__, {code: _make_examen(module, code) for module, codes in _MODULES.items() for code in codes}
)
