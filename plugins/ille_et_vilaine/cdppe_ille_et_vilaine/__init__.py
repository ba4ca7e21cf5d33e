"""The CDPPE reports of Ille-et-Vilaine (35): the two hooks, which only route."""

from importlib import resources

from cdppe.api import Cadre, Departement, Document, Lecture, hookimpl, load_departement


@hookimpl
def declare_departement() -> Departement:
    return load_departement(resources.files(__name__) / "departement.toml")


@hookimpl
def read_rapport(document: Document, departement: Departement, cadre: Cadre) -> Lecture:
    from cdppe_ille_et_vilaine.lecture import read_document  # only when a report of this département is read

    return read_document(document, departement, cadre)
