"""The JSON Schema (2020-12) of the file that the format ``json`` writes: docs/synthese.schema.json is made from it."""

import json
from typing import Any, get_args

from cdppe.consolidation.modeles import RUBRIQUES, Genre, Portee
from cdppe.facts import Lecture
from cdppe.rendering.echanges.champs import Champ, list_champs, title_fichier
from cdppe.rendering.echanges.json_ecrit import SCHEMA, VERSION

_AVEC_ID = frozenset({"actions", "financements", "indicateurs"})
_TEXTE = {"type": "string"}
_TEXTES = {"type": "array", "items": _TEXTE}


def render_schema() -> str:
    """The text of docs/synthese.schema.json, which running this module prints."""
    return json.dumps(_build(), ensure_ascii=False, indent=2) + "\n"


def _build() -> dict[str, Any]:
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"{SCHEMA} {VERSION}",
        "description": "Synthèse annuelle des contrats départementaux de prévention et de protection de l'enfance.",
        **_objet(
            {
                "schema": {"const": SCHEMA},
                "version": _dit(
                    {"type": "string", "pattern": rf"^{VERSION.partition('.')[0]}\.[0-9]+$"},
                    "Le second nombre augmente quand des mots s'ajoutent, le premier quand le sens de l'un change.",
                ),
                "nom": _dit(_TEXTE, "2022, ou 2020-2022."),
                "annees": _objet({"debut": {"type": "integer"}, "fin": {"type": "integer"}}),
                "date": _dit(_TEXTE, "Date du plus récent des documents (AAAA-MM-JJ), ou rien."),
                "editions": _dit({"type": "boolean"}, "Vrai : éditions embarquées, et non les rapports eux-mêmes."),
                "origine": _dit(_TEXTE, "D'où viennent les chiffres, en une phrase."),
                "avertissements": _dit(_TEXTES, "Ce qui manque parce qu'il n'a pas pu être lu."),
                "mentions": _dit(_TEXTES, "Ce qu'il faut savoir de l'ensemble."),
                "rubriques": _liste(_objet({"code": {"enum": list(RUBRIQUES)}, "titre": _TEXTE})),
                "graphiques": _dit(
                    _liste(_objet({"code": _TEXTE, "titre": _TEXTE, "table": _TEXTE, "resume": _TEXTE})),
                    "Dessins des autres sorties : table est le code du tableau de leurs chiffres.",
                ),
                "tables": _liste({"$ref": "#/$defs/table"}),
                "faits": _objet({nom: {"$ref": f"#/$defs/{nom}"} for nom in Lecture.modeles()}),
                "textes": _dit(
                    _liste(_objet({"document": _TEXTE, "ligne": _TEXTE, "texte": _TEXTE})),
                    "La ligne entière sur laquelle se trouve chaque action, montant et indicateur.",
                ),
            }
        ),
        "$defs": {"table": _describe_table(), **{nom: _describe_faits(nom) for nom in Lecture.modeles()}},
    }


def _describe_table() -> dict[str, Any]:
    ligne = {
        "repere": _dit(_TEXTE, "Nom de la ligne dans toutes les sorties (S12) ; il change d'une édition à l'autre."),
        "cellules": _dit(
            {"type": "array", "items": {"type": ["string", "number", "null"]}},
            "Une par colonne, dans leur ordre. null : pas de valeur, ce qui n'est pas zéro.",
        ),
        "faits": _dit(_TEXTES, "Identifiants des faits dont vient la ligne."),
        "cases": _dit(
            {"type": "object", "propertyNames": {"pattern": "^[0-9]+$"}, "additionalProperties": _TEXTES},
            "Identifiants des faits d'une case, par rang de colonne (à partir de 0) ; sans elle, ceux de la ligne.",
        ),
    }
    colonne = {
        "nom": _TEXTE,
        "genre": _dit(
            {"enum": list(get_args(Genre))},
            "texte, long (plusieurs lignes), nombre, montant (euros), taux (52.1 pour 52,1 %), valeur (chiffre "
            "d'un indicateur, ou les mots qui en tiennent lieu).",
        ),
        "essentielle": {"type": "boolean"},
    }
    return _objet(
        {
            "code": _TEXTE,
            "titre": _TEXTE,
            "rubrique": {"enum": list(RUBRIQUES)},
            "portee": _dit({"enum": list(get_args(Portee))}, "Où cdppe montre le tableau ; « classeur » : un détail."),
            "notes": _TEXTES,
            "colonnes": _liste(_objet(colonne)),
            "lignes": _liste(_objet(ligne)),
        }
    )


def _describe_faits(nom: str) -> dict[str, Any]:
    champs = list(list_champs(nom, avec_id=nom in _AVEC_ID))
    ligne = {
        "type": "array",
        "prefixItems": [_describe_champ(c) for c in champs],
        "minItems": len(champs),
        "items": True,
    }
    debut = [{"const": c.nom} for c in champs]
    colonnes = {"type": "array", "prefixItems": debut, "minItems": len(champs), "items": _TEXTE}
    return {"title": title_fichier(nom), **_objet({"colonnes": colonnes, "lignes": _liste(ligne)})}


def _describe_champ(champ: Champ) -> dict[str, Any]:
    tete = {"title": champ.nom, "description": champ.description}
    if champ.valeurs:
        return {**tete, "enum": [*champ.valeurs, *([""] if champ.facultatif else [])]}
    return {**tete, "type": champ.type if champ.type == "string" else [champ.type, "null"]}


def _objet(proprietes: dict[str, Any]) -> dict[str, Any]:
    """An object that has all of them; a later version may add others."""
    return {"type": "object", "properties": proprietes, "required": list(proprietes)}


def _liste(element: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": element}


def _dit(schema: dict[str, Any], description: str) -> dict[str, Any]:
    return {**schema, "description": description}


if __name__ == "__main__":
    import sys

    sys.stdout.write(render_schema())
