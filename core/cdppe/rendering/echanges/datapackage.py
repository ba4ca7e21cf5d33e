"""The CSV files as a Tabular Data Package: ``datapackage.json`` says what each column of each file holds."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cdppe.consolidation.modeles import RUBRIQUES, Colonne, Genre, Synthese, Table
from cdppe.facts import Lecture
from cdppe.rendering.echanges.champs import Champ, Type, list_champs, title_fichier
from cdppe.rendering.modeles import ORIGINE, Modeles
from cdppe.rendering.tables_csv import write_tables

NOM = "datapackage.json"
_TYPES: dict[Genre, Type] = {"nombre": "integer", "montant": "number", "taux": "number"}
"""An indicator's cell is text, because words may stand in the figure's stead."""
_UNITES: dict[Genre, str] = {
    "montant": "Euros ; vide quand aucun montant n'est connu, ce qui n'est pas un zéro.",
    "taux": "Pourcentage (52.1 pour 52,1 %).",
    "valeur": "Valeur d'un indicateur, ou les mots qui en tiennent lieu.",
}
_MORCEAU = 1 << 20


def write_datapackage(synthese: Synthese, depot: Path, modeles: Modeles = ORIGINE) -> None:
    """Write ``datapackage.json`` beside the CSV files, which are those of the format ``csv``."""
    if not all((depot / f"{nom}.csv").exists() for nom in Lecture.modeles()):  # the format csv comes first
        write_tables(synthese, depot, modeles)
    paquet = {
        "profile": "tabular-data-package",
        "name": f"cdppe-synthese-{synthese.nom}",
        "title": f"Synthèse CDPPE {synthese.nom}",
        "description": "\n\n".join((*synthese.avertissements, f"{synthese.origine}.")),
        **({"created": f"{synthese.date}T00:00:00Z"} if synthese.date else {}),
        "sources": [
            {"title": " — ".join(filter(None, (d.departement, d.document, d.titre)))}
            for d in synthese.lecture.documents
        ],
        "resources": [_make_ressource(depot, *ressource) for ressource in _iter_ressources(synthese)],
    }
    texte = json.dumps(paquet, ensure_ascii=False, indent=1)
    (depot / NOM).write_text(f"{texte}\n", encoding="utf-8", errors="replace", newline="\n")


def _iter_ressources(synthese: Synthese) -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    """Name, title, description and Table Schema of each file, in the order of the synthesis."""
    for table in synthese.tables:
        yield table.code, table.titre, "\n\n".join((RUBRIQUES[table.rubrique], *table.notes)), _describe_table(table)
    for nom in Lecture.modeles():
        yield nom, title_fichier(nom), "", _describe_faits(nom, nom in synthese.ids)


def _make_ressource(depot: Path, nom: str, titre: str, description: str, schema: dict[str, Any]) -> dict[str, Any]:
    path = depot / f"{nom}.csv"
    empreinte = hashlib.sha256()
    with path.open("rb") as fichier:
        while morceau := fichier.read(_MORCEAU):
            empreinte.update(morceau)
    return {
        "profile": "tabular-data-resource",
        "name": nom,
        "path": path.name,
        "title": titre,
        **({"description": description} if description else {}),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": path.stat().st_size,
        "hash": f"sha256:{empreinte.hexdigest()}",
        "dialect": {"delimiter": ",", "lineTerminator": "\n", "doubleQuote": True, "header": True},
        "schema": schema,
    }


def _describe_table(table: Table) -> dict[str, Any]:
    fields = [
        {
            "name": "Repère",
            "type": "string",
            "description": "Nom de la ligne, le même dans toutes les sorties.",
            "constraints": {"required": True},
        },
        *map(_describe_colonne, table.colonnes),
        {
            "name": "Faits",
            "type": "string",
            "description": "Faits dont vient la ligne, séparés par « ; » : le champ id de actions, financements et "
            "indicateurs.",
        },
        {"name": "Données", "type": "string", "description": "Rapports fournis, ou éditions embarquées des plugins."},
    ]
    return {"fields": fields, "missingValues": [""], "primaryKey": "Repère"}


def _describe_colonne(colonne: Colonne) -> dict[str, Any]:
    type_ = _TYPES.get(colonne.genre, "string")
    return {
        "name": colonne.nom,
        "type": type_,
        **({"description": _UNITES[colonne.genre]} if colonne.genre in _UNITES else {}),
        **({"decimalChar": "."} if type_ == "number" else {}),
    }


def _describe_faits(nom: str, avec_id: bool) -> dict[str, Any]:
    champs = list(list_champs(nom, avec_id=avec_id))
    champs.sort(key=lambda c: c.nom == "id")  # the last column of the file
    schema: dict[str, Any] = {"fields": [_describe_champ(nom, c) for c in champs], "missingValues": [""]}
    if nom == "documents":
        schema["primaryKey"] = ["departement", "document"]
        return schema
    if avec_id:
        schema["primaryKey"] = "id"
    cle = ["departement", "document"]
    schema["foreignKeys"] = [{"fields": cle, "reference": {"resource": "documents", "fields": cle}}]
    return schema


def _describe_champ(fichier: str, champ: Champ) -> dict[str, Any]:
    type_ = "date" if (fichier, champ.nom) == ("documents", "date") else champ.type
    contraintes: dict[str, Any] = {
        **({"required": True} if not champ.facultatif else {}),
        **({"enum": list(champ.valeurs)} if champ.valeurs else {}),
    }
    return {
        "name": champ.nom,
        "type": type_,
        "description": champ.description,
        **({"decimalChar": "."} if type_ == "number" else {}),
        **({"constraints": contraintes} if contraintes else {}),
    }
