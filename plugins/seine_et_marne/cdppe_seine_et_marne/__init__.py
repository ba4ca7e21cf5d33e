"""Seine-et-Marne (77): routes from the core's hooks to the readers of this département's reports."""

from importlib import resources
from typing import TYPE_CHECKING

from cdppe.api import Cadre, Departement, Document, Lecture, hookimpl, load_departement

if TYPE_CHECKING:
    from cdppe.api import Controle


@hookimpl
def declare_departement() -> Departement:
    return load_departement(resources.files(__name__) / "departement.toml")


@hookimpl
def read_rapport(document: Document, departement: Departement, cadre: Cadre) -> Lecture:
    from cdppe_seine_et_marne.rapport import read_document  # only when a report of this département is read

    return read_document(document, departement, cadre)


@hookimpl
def declare_controles() -> "tuple[Controle, ...]":
    from cdppe_seine_et_marne.controles import CONTROLES  # only when controls are run

    return CONTROLES
