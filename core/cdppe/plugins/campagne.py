"""A campaign: the reports asked for, each read once by the plugin it belongs to; one that fails stops no other."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from importlib import resources
from pathlib import Path

from cdppe.cadre import Cadre, load_cadre
from cdppe.documents import SUFFIXES, Bloc, Document, Passage, Tableau, read_document
from cdppe.erreurs import ErreurCdppe, ErreurDocument, ErreurUsage
from cdppe.facts import Lecture
from cdppe.plugins.registre import Plugin, Registre, load_departements
from cdppe.suivi import Suivi, ignore_suivi

DECISIONS = "decisions.toml"
"""The file of the staff's decisions, which may stand beside the reports: no report, and not left aside either."""


@dataclass(frozen=True)
class Echec:
    """A document or a plugin that could not be read; ``departement`` is its code, empty when it is not known."""

    departement: str
    document: str
    raison: str


@dataclass(frozen=True)
class Campagne:
    """One Lecture for each document, what failed, and whether the figures come from the embedded editions."""

    lectures: tuple[Lecture, ...]
    echecs: tuple[Echec, ...]
    editions: bool
    documents: tuple[Document, ...] = ()
    """The document of each Lecture."""
    ignores: tuple[str, ...] = ()
    """Files left aside: another format, another département than those asked for, a copy of one already read."""

    def find_lieux(self, document: str) -> set[str]:
        """Every place of a document where something stands."""
        blocs = (b for d in self.documents if d.nom == document for b in d.blocs)
        return {lieu for b in blocs for p in _iter_passages(b) for _, lieu in p.ancres if p}

    def find_textes(self, document: str, ligne: str) -> list[str]:
        """What stands on a line of a document, cell by cell; account numbers are masked."""
        blocs = (b for d in self.documents if d.nom == document for b in d.blocs)
        passages = (p for b in blocs for p in _iter_passages(b))
        return [p.texte for p in passages if p and ligne in {lieu for _, lieu in p.ancres}]

    def list_textes(self) -> dict[tuple[str, str], str]:
        """What stands on each line, by document and line: its cells joined by a bar; account numbers are masked."""
        cellules: dict[tuple[str, str], list[str]] = {}
        for document in self.documents:
            for passage in (p for b in document.blocs for p in _iter_passages(b) if p):
                for lieu in dict.fromkeys(lieu for _, lieu in passage.ancres):
                    cellules.setdefault((document.nom, lieu), []).append(passage.texte)
        return {place: " | ".join(textes) for place, textes in cellules.items()}


def _iter_passages(bloc: Bloc) -> Iterable[Passage]:
    return (c for r in bloc.rangees for c in r.cellules) if isinstance(bloc, Tableau) else (bloc.passage,)


def list_rapports(chemins: tuple[Path, ...], *, vide: bool = False) -> tuple[tuple[Path, ...], tuple[str, ...]]:
    """The documents of files and folders (not their subfolders), each once, sorted; and the files left aside.

    Raises ErreurUsage when a path does not exist or a folder holds no document, unless it may be ``vide``.
    """
    documents: dict[Path, None] = {}
    ignores: list[str] = []
    for chemin in chemins:
        if chemin.is_dir():
            fichiers = sorted(f for f in chemin.iterdir() if f.is_file() and not f.name.startswith("."))
            lus = [f for f in fichiers if f.suffix.lower() in SUFFIXES]
            ignores += [f.name for f in fichiers if f not in lus and f.name != DECISIONS]
            if not lus and not vide:
                raise ErreurUsage(f"{chemin} : aucun rapport dans ce dossier ; formats lus : {', '.join(SUFFIXES)}.")
            documents |= dict.fromkeys(f.resolve() for f in lus)
        elif chemin.exists():
            documents[chemin.resolve()] = None
        else:
            raise ErreurUsage(f"{chemin} : fichier ou dossier introuvable ; vérifiez le chemin.")
    return tuple(documents), tuple(ignores)


def recognize_plugin(document: Document, registre: Registre, departements: tuple[str, ...] = ()) -> Plugin:
    """The one plugin all of whose patterns stand in the document; when none fits, the only département asked for.

    Raises ErreurDocument when no plugin fits, or several.
    """
    texte = "\n".join(p.texte for p in document.textes)
    trouves = [
        plugin
        for plugin in registre.plugins
        if all(re.search(m, texte, re.IGNORECASE) for m in plugin.departement.departement.reconnaissance)
    ]
    demandes = [p for p in trouves or registre.plugins if p.departement.code in departements]
    if len(trouves) == 1:
        return trouves[0]
    if len(demandes) == 1 and len(departements) == 1:
        return demandes[0]
    if trouves:
        noms = ", ".join(p.departement.nom for p in trouves)
        raison = f"plusieurs départements possibles ({noms}) ; précisez --departement"
    else:
        raison = "aucun plugin installé ne reconnaît ce rapport ; précisez --departement ou installez son plugin"
    raise ErreurDocument(f"{document.nom} : {raison}.")


def _choose_plugins(registre: Registre, departements: tuple[str, ...]) -> tuple[tuple[Plugin, ...], list[Echec]]:
    """The plugins asked for. Raises ErreurUsage for a code that no sound plugin bears."""
    if not departements:
        return registre.plugins, [Echec("", f"plugin {p.nom}", p.raison) for p in registre.pannes]
    inconnus = [c for c in departements if registre.find_plugin(c) is None]
    if inconnus:
        connus = ", ".join(f"{d.code} ({d.nom})" for d in registre.departements) or "aucun"
        pannes = "".join(f" ; plugin en panne : {p.nom} ({p.raison})" for p in registre.pannes)
        raise ErreurUsage(
            f"Département {', '.join(inconnus)} : aucun plugin utilisable ; installés : {connus}{pannes}."
        )
    return tuple(p for p in registre.plugins if p.departement.code in departements), []


def _read_editions(plugin: Plugin, cadre: Cadre) -> Iterator[tuple[Document, Lecture] | Echec]:
    for source in plugin.list_editions():
        try:
            with resources.as_file(source) as chemin:
                document = read_document(chemin)
            yield document, plugin.read_rapport(document, cadre)
        except (ErreurCdppe, OSError) as erreur:
            yield Echec(plugin.departement.code, source.name, str(erreur))


def _read_toutes_editions(
    plugins: Sequence[Plugin], cadre: Cadre, suivre: Suivi
) -> Iterator[tuple[Document, Lecture] | Echec]:
    for rang, plugin in enumerate(plugins):
        suivre(f"Lecture : {plugin.departement.nom}", rang, len(plugins))
        yield from _read_editions(plugin, cadre)


def read_campagne(
    rapports: tuple[Path, ...],
    departements: tuple[str, ...] = (),
    registre: Registre | None = None,
    *,
    vide: bool = False,
    suivre: Suivi = ignore_suivi,
) -> Campagne:
    """Read the reports (the embedded editions when none is named) of the départements (all when none is named).

    ``vide``: a folder may hold none yet.

    Raises ErreurUsage for a path or a département that does not exist; what else fails becomes an ``Echec``.
    """
    registre = registre or load_departements()
    plugins, echecs = _choose_plugins(registre, departements)
    chemins, ignores = list_rapports(rapports, vide=vide)
    cadre = load_cadre()
    documents: list[Document] = []
    lectures: list[Lecture] = []
    laisses = list(ignores)
    if not rapports:
        for resultat in _read_toutes_editions(plugins, cadre, suivre):
            if isinstance(resultat, Echec):
                echecs.append(resultat)
            else:
                documents.append(resultat[0])
                lectures.append(resultat[1])
    empreintes: set[str] = set()
    noms: set[str] = set()
    for rang, chemin in enumerate(chemins):
        suivre(f"Lecture : {chemin.name}", rang, len(chemins))
        code = ""
        try:
            document = read_document(chemin)
            plugin = recognize_plugin(document, registre, departements)
            code = plugin.departement.code
            if plugin not in plugins or document.empreinte in empreintes:
                laisses.append(document.nom)
                continue
            empreintes.add(document.empreinte)
            if document.nom in noms:  # two folders may hold files of one name: a fact must lead to the right one
                document = replace(document, nom=f"{chemin.parent.name}/{document.nom}")
            noms.add(document.nom)
            lectures.append(plugin.read_rapport(document, cadre))
            documents.append(document)
        except ErreurCdppe as erreur:
            echecs.append(Echec(code, chemin.name, str(erreur)))
    return Campagne(tuple(lectures), tuple(echecs), not rapports, tuple(documents), tuple(laisses))
