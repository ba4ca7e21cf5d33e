"""The CDPPE reports of the Pas-de-Calais (62): the two hooks, which only route."""

from importlib.resources import files

from cdppe.api import Cadre, Departement, Document, Lecture, hookimpl, load_departement


@hookimpl
def declare_departement() -> Departement:
    return load_departement(files(__package__) / "departement.toml")


@hookimpl
def read_rapport(document: Document, departement: Departement, cadre: Cadre) -> Lecture:
    from cdppe_pas_de_calais.lecture import read_document  # only when a report of this département is read

    return read_document(document, departement, cadre)
