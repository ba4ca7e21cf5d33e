"""All controls: the national ones, in the order in which they are shown, then those of each plugin."""

from cdppe.controles.annees import ANNEES
from cdppe.controles.annees_absentes import ANNEES_ABSENTES
from cdppe.controles.cadre_national import CADRE
from cdppe.controles.doublons import MONTANTS_DOUBLES
from cdppe.controles.doublons_indicateurs import INDICATEURS_DOUBLES
from cdppe.controles.doublons_parts import PARTS_DOUBLES
from cdppe.controles.doublons_series import SERIES_DOUBLES
from cdppe.controles.doublons_sources import SOURCES_DOUBLES
from cdppe.controles.doublons_voisins import VOISINS
from cdppe.controles.doutes import DOUTES
from cdppe.controles.execution_bilan import BILAN
from cdppe.controles.execution_etapes import ETAPES_DE_DEPENSE
from cdppe.controles.execution_prevu import DEPENSE_ET_PREVU
from cdppe.controles.forme import FORME
from cdppe.controles.indicateurs import CALCULS_INDICATEURS
from cdppe.controles.indicateurs_indices import INDICES
from cdppe.controles.indicateurs_parts import PARTS_INDICATEURS
from cdppe.controles.indicateurs_series import SERIES_INDICATEURS
from cdppe.controles.lecture import LECTURE
from cdppe.controles.rangees import RANGEES
from cdppe.controles.reports import REPORTS
from cdppe.controles.sommes_calculs import CALCULS
from cdppe.controles.sommes_details import DETAILS
from cdppe.controles.sommes_periodes import PERIODES
from cdppe.controles.sommes_sources import SOURCES_D_UN_TOTAL
from cdppe.controles.sommes_totaux import TOTAUX
from cdppe.erreurs import ErreurPlugin
from cdppe.plugins.controle import Controle
from cdppe.plugins.registre import Registre

NATIONAUX: tuple[Controle, ...] = (
    *TOTAUX,
    *SOURCES_D_UN_TOTAL,
    *PERIODES,
    *DETAILS,
    *CALCULS,
    *ETAPES_DE_DEPENSE,
    *DEPENSE_ET_PREVU,
    *BILAN,
    *REPORTS,
    *CADRE,
    *ANNEES_ABSENTES,
    *ANNEES,
    *DOUTES,
    *FORME,
    *LECTURE,
    *RANGEES,
    *MONTANTS_DOUBLES,
    *PARTS_DOUBLES,
    *SOURCES_DOUBLES,
    *VOISINS,
    *INDICATEURS_DOUBLES,
    *SERIES_DOUBLES,
    *CALCULS_INDICATEURS,
    *PARTS_INDICATEURS,
    *SERIES_INDICATEURS,
    *INDICES,
)


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
