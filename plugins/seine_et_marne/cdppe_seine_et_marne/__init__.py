"""Seine-et-Marne (77): routes from the core's hooks to the readers of this département's reports."""

from importlib import resources

from cdppe.api import Cadre, Departement, Document, Lecture, hookimpl, load_departement


@hookimpl
def declare_departement() -> Departement:
    return load_departement(resources.files(__name__) / "departement.toml")


@hookimpl
def read_rapport(document: Document, departement: Departement, cadre: Cadre) -> Lecture:
    from cdppe_seine_et_marne.rapport import read_document  # only when a report of this département is read

    return read_document(document, departement, cadre)
