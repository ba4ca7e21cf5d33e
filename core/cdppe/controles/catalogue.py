"""All controls: the national ones, in the order in which they are shown, then those of each plugin."""

from cdppe.controles.cadre import CADRE
from cdppe.controles.doublons import DOUBLONS
from cdppe.controles.execution import EXECUTION
from cdppe.controles.forme import FORME
from cdppe.controles.indicateurs import INDICATEURS
from cdppe.controles.sommes import SOMMES
from cdppe.controles.textes import TEXTES
from cdppe.erreurs import ErreurPlugin
from cdppe.plugins.controle import Controle
from cdppe.plugins.registre import Registre

NATIONAUX: tuple[Controle, ...] = (
    *SOMMES,
    *EXECUTION,
    *CADRE,
    *FORME,
    *DOUBLONS,
    *INDICATEURS,
    *TEXTES,
)

#: What an error in any figure may set off, whatever the control that finds it.
CONSEQUENCES_COMMUNES = ("chiffres_intervertis",)


def list_controles(registre: Registre) -> dict[str, tuple[Controle, ...]]:
    """For each département, by code: the national controls, then its plugin's own.

    Raises ErreurPlugin when two controls bear the same code.
    """
    par_departement: dict[str, tuple[Controle, ...]] = {}
    for plugin in registre.plugins:
        controles = (*NATIONAUX, *plugin.list_controles())
        codes = [c.code for c in controles]
        if doubles := sorted({c for c in codes if codes.count(c) > 1}):
            raise ErreurPlugin(f"{plugin.departement.nom} : contrôles de même code ({', '.join(doubles)}).")
        par_departement[plugin.departement.code] = controles
    return par_departement
