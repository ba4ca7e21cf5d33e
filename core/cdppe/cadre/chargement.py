"""The yearly files are found and read, each fault named with its file and entry."""

import re
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

import tomli
from pydantic import ValidationError

from cdppe.cadre.modeles import FichierAnnuel
from cdppe.cadre.montage import Montage
from cdppe.cadre.referentiel import Cadre
from cdppe.erreurs import ErreurCadre, ErreurUsage, describe_faute

_NOMS_DE_TABLE = {
    "engagements": "engagement",
    "objectifs": "objectif",
    "mesures": "mesure",
    "indicateurs": "indicateur",
    "sources": "source de financement",
    "changements": "changement de l'objectif",
    "changements_indicateurs": "changement de l'indicateur",
}


def load_cadre(annee: int | None = None, dossier: Traversable | None = None) -> Cadre:
    """Return the framework of ``annee`` (the newest without it), from the yearly files of ``dossier``.

    A year is ``AAAA.toml`` and any ``AAAA_mot.toml`` beside it; a year without a file inherits from the newest before
    it. Raises ErreurUsage before the first year or when there is no file; ErreurCadre when a file is faulty, naming
    the file and the entry.
    """
    noms = _find_noms(dossier or files("cdppe.cadre") / "donnees")
    if not noms:
        raise ErreurUsage("Aucun cadre national n'est installé (aucun fichier AAAA.toml) : réinstaller cdppe.")
    if annee is None:
        annee = max(noms)
    if annee < min(noms):
        annees = ", ".join(str(a) for a in sorted(noms))
        raise ErreurUsage(
            f"Aucun cadre national pour {annee} : années décrites {annees} (une année sans fichier reprend la "
            f"précédente) ; choisir une année à partir de {min(noms)}."
        )
    montage = Montage()
    for an in sorted(a for a in noms if a <= annee):
        for fichier in noms[an]:
            montage.apply(_read_fichier(fichier, an), fichier.name)
    return montage.build(annee)


def _find_noms(dossier: Traversable) -> dict[int, list[Traversable]]:
    noms: dict[int, list[Traversable]] = {}
    for fichier in sorted(dossier.iterdir(), key=lambda f: f.name) if dossier.is_dir() else ():
        if not fichier.name.endswith(".toml"):
            continue
        if not re.fullmatch(r"\d{4}(?:_\w+)?\.toml", fichier.name):
            raise ErreurCadre(
                f"{fichier.name} : ce fichier du cadre doit porter le nom d'une année, comme 2023.toml ou "
                "2023_indicateurs.toml."
            )
        noms.setdefault(int(fichier.name[:4]), []).append(fichier)
    return noms


def _read_fichier(fichier: Traversable, annee: int) -> FichierAnnuel:
    try:
        brut = tomli.loads(fichier.read_text(encoding="utf-8"))
        lu = FichierAnnuel.model_validate(brut)
    except (tomli.TOMLDecodeError, UnicodeDecodeError) as erreur:
        raise ErreurCadre(f"{fichier.name} : ce n'est pas du TOML lisible ({erreur}) : le corriger.") from erreur
    except ValidationError as erreur:
        raise ErreurCadre(f"{fichier.name} : {_explain(erreur, brut)}.") from erreur
    if lu.annee != annee:
        raise ErreurCadre(f"{fichier.name} : l'année écrite, {lu.annee}, n'est pas celle du nom : corriger l'une.")
    return lu


def _explain(erreur: ValidationError, brut: dict[str, Any]) -> str:
    """The first fault, in French, with the entry's own number, code or label."""
    faute = erreur.errors()[0]
    table, *reste = faute["loc"]
    champ = next((str(partie) for partie in reversed(faute["loc"]) if isinstance(partie, str)), "")
    quoi = describe_faute(faute)
    if not reste or not isinstance(reste[0], int):
        return f"« {champ} » {quoi}"
    entree = brut[str(table)][reste[0]]
    cles = entree if isinstance(entree, dict) else {}
    nom = next((cles[cle] for cle in ("numero", "code", "libelle") if cle in cles), f"n° {reste[0] + 1} du fichier")
    return f"{_NOMS_DE_TABLE[str(table)]} {nom}, « {champ} » {quoi}"
