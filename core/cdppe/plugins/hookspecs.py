"""The hooks: all that the core asks of a département's plugin.

A hookimpl may take fewer arguments than its spec; that is how the core adds one later without breaking anybody.
"""

from typing import TYPE_CHECKING

import pluggy

from cdppe.cadre import Cadre
from cdppe.documents import Document
from cdppe.facts import Lecture
from cdppe.plugins.declaration import Departement

if TYPE_CHECKING:
    from cdppe.plugins.controle import Controle

GROUPE = "cdppe.departements"
"""The entry point group under which a plugin's distribution names its module."""

hookspec = pluggy.HookspecMarker("cdppe")
hookimpl = pluggy.HookimplMarker("cdppe")


@hookspec(firstresult=True)
def declare_departement() -> Departement | None:
    """Say which département this plugin reads, and how its reports are laid out.

    Returns:
        The plugin's data, as ``load_departement`` reads it from the plugin's TOML file.
    """


@hookspec(firstresult=True)
def read_rapport(document: Document, departement: Departement, cadre: Cadre) -> Lecture | None:
    """Read one report that the core recognised as this département's.

    Args:
        document: the report as blocks (headings, paragraphs, tables), each with its place.
        departement: the plugin's own data, with the version under which it is installed.
        cadre: the national framework that labels are matched against.

    Returns:
        Every fact of the report, usually built through a ``Releve``.
    """


@hookspec(firstresult=True)
def declare_controles() -> "tuple[Controle, ...] | None":
    """Add controls that only this département's reports call for; the national ones are the core's.

    Returns:
        The controls, each with a code of its own that begins with the plugin's slug.
    """
