"""Which plugins are installed, and which of them can be used.

Each entry point is imported in its own ``try``, sorted by name: one that fails is listed with its reason and takes
nobody down with it.
"""

import re
import traceback
from dataclasses import dataclass
from functools import cached_property
from importlib import resources
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import TYPE_CHECKING

import pluggy

from cdppe.cadre import Cadre
from cdppe.documents import Document
from cdppe.erreurs import ErreurPlugin
from cdppe.facts import Lecture
from cdppe.plugins import hookspecs
from cdppe.plugins.declaration import Departement, check_motifs

if TYPE_CHECKING:
    from cdppe.plugins.controle import Controle


@dataclass(frozen=True)
class Panne:
    """A plugin that cannot be used: the name of its entry point, its distribution and why."""

    nom: str
    distribution: str
    raison: str


def describe_panne(erreur: BaseException) -> str:
    """What was raised, on one line, and where in the code of the plugin: for its author."""
    place = traceback.extract_tb(erreur.__traceback__)[-1:]
    ou = "".join(f", {Path(p.filename).name} ligne {p.lineno}" for p in place)
    return f"{type(erreur).__name__} : {' '.join(str(erreur).split())[:200]}{ou}"


@dataclass(frozen=True)
class Plugin:
    """A plugin that can be used. It has a manager of its own, so that a call reaches this plugin and no other."""

    departement: Departement
    module: object

    @cached_property
    def _manager(self) -> pluggy.PluginManager:
        return _build_manager(self.module)

    def read_rapport(self, document: Document, cadre: Cadre) -> Lecture:
        """The plugin's facts of the document.

        Raises ErreurPlugin, whatever the plugin raised or returned in place of a Lecture.
        """
        nom = self.departement.nom
        try:
            lecture = self._manager.hook.read_rapport(document=document, departement=self.departement, cadre=cadre)
        except (Exception, SystemExit) as erreur:
            if isinstance(erreur, re.error):
                self.check()
            message = f"{document.nom} : le plugin {nom} s'est arrêté pendant la lecture ({describe_panne(erreur)})"
            raise ErreurPlugin(f"{message} ; prévenez son auteur.") from erreur
        if not isinstance(lecture, Lecture):
            raise ErreurPlugin(f"{document.nom} : le plugin {nom} n'a pas rendu de lecture ; prévenez son auteur.")
        etrangers = {f.departement for nom in Lecture.modeles() for f in getattr(lecture, nom)} - {
            self.departement.code
        }
        if etrangers:
            raise ErreurPlugin(f"{document.nom} : le plugin {nom} a rendu des faits du département {min(etrangers)}.")
        return lecture

    def list_controles(self) -> "tuple[Controle, ...]":
        """The controls that the plugin adds. Raises ErreurPlugin when it gives something else."""
        from cdppe.plugins.controle import Controle  # most commands need none

        controles = self._manager.hook.declare_controles() or ()
        if not all(isinstance(c, Controle) for c in controles):
            raise ErreurPlugin("declare_controles ne rend pas que des contrôles.")
        return tuple(controles)

    def check(self) -> None:
        """Look at what a run only looks at when it needs it. Raises ErreurPlugin."""
        check_motifs(self.departement)
        self.list_controles()

    def list_editions(self) -> tuple[resources.abc.Traversable, ...]:
        """The figures-only reports that the plugin ships."""
        racine = resources.files(getattr(self.module, "__name__", ""))
        return tuple(racine / chemin for chemin in self.departement.departement.editions)


@dataclass(frozen=True)
class Registre:
    """The plugins found, sorted by code; those that are broken, by name."""

    plugins: tuple[Plugin, ...]
    pannes: tuple[Panne, ...]

    @property
    def departements(self) -> tuple[Departement, ...]:
        return tuple(p.departement for p in self.plugins)

    def check(self) -> "Registre":
        """The same after looking whole at each plugin; one that is faulty joins the broken ones."""
        sains, pannes = [], list(self.pannes)
        for plugin in self.plugins:
            try:
                plugin.check()
                sains.append(plugin)
            except ErreurPlugin as erreur:
                pannes.append(Panne(plugin.departement.slug, plugin.departement.distribution, str(erreur)))
        return Registre(tuple(sains), tuple(sorted(pannes, key=lambda p: (p.nom, p.raison))))

    def find_plugin(self, code: str) -> Plugin | None:
        return next((p for p in self.plugins if p.departement.code == code), None)


def _build_manager(module: object) -> pluggy.PluginManager:
    manager = pluggy.PluginManager("cdppe")
    manager.add_hookspecs(hookspecs)
    manager.register(module)
    manager.check_pending()
    return manager


def build_plugin(module: object, nom: str = "", version: str = "", distribution: str = "") -> Plugin:
    """The plugin of an imported module; whatever is wrong with it raises."""
    manager = _build_manager(module)
    departement = manager.hook.declare_departement()
    if not isinstance(departement, Departement):
        raise ErreurPlugin("il ne déclare aucun département (declare_departement).")
    if not manager.hook.read_rapport.get_hookimpls():
        raise ErreurPlugin("il ne lit aucun rapport (read_rapport).")
    identite = {"slug": nom, "version": version, "distribution": distribution}
    plugin = Plugin(departement.model_copy(update=identite), module)
    absentes = [source.name for source in plugin.list_editions() if not source.is_file()]
    if absentes:
        raise ErreurPlugin(f"il n'a pas l'édition qu'il déclare ({', '.join(absentes)}).")
    return plugin


def _load_plugin(entree: EntryPoint) -> Plugin:
    distribution = entree.dist
    return build_plugin(
        entree.load(),
        entree.name,
        distribution.version if distribution else "",
        distribution.name if distribution else "",
    )


def load_registre(entrees: tuple[EntryPoint, ...]) -> Registre:
    """Import each entry point on its own; a département or a name that comes twice is refused for both."""
    charges: list[tuple[EntryPoint, Plugin]] = []
    pannes: list[Panne] = []
    for entree in sorted(entrees, key=lambda e: (e.name, e.value)):
        distribution = entree.dist.name if entree.dist else ""
        try:
            charges.append((entree, _load_plugin(entree)))
        except (Exception, SystemExit) as erreur:  # whatever a plugin does at import is its own failure
            raison = str(erreur) if isinstance(erreur, ErreurPlugin) else describe_panne(erreur)
            pannes.append(Panne(entree.name, distribution, raison))
    plugins: list[Plugin] = []
    for entree, plugin in charges:
        rivaux = sorted(
            autre.name
            for autre, p in charges
            if p is not plugin and (p.departement.code == plugin.departement.code or autre.name == entree.name)
        )
        if rivaux:
            raison = f"le département {plugin.departement.code} est déclaré aussi par {', '.join(rivaux)}."
            pannes.append(Panne(entree.name, plugin.departement.distribution, raison))
        else:
            plugins.append(plugin)
    return Registre(
        tuple(sorted(plugins, key=lambda p: p.departement.code)),
        tuple(sorted(pannes, key=lambda p: (p.nom, p.raison))),
    )


def load_departements() -> Registre:
    """The registry of the plugins installed beside the core."""
    return load_registre(tuple(entry_points(group=hookspecs.GROUPE)))
