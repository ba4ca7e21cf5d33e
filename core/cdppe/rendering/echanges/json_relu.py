"""A synthesis read back from its JSON file."""

import json
import re
import sys
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError

from cdppe.consolidation.modeles import (
    RUBRIQUES,
    Cellule,
    Colonne,
    Genre,
    Graphique,
    Ligne,
    Portee,
    Rubrique,
    Synthese,
    Table,
)
from cdppe.erreurs import ErreurDocument, describe_systeme
from cdppe.facts import Lecture
from cdppe.rendering.echanges.json_ecrit import SCHEMA, VERSION

_DECIMAUX = ("montant", "taux", "valeur")
_AUCUN: set[str] = set()
Fait = TypeVar("Fait", bound=BaseModel)


class _Colonne(BaseModel):
    nom: str
    genre: str
    essentielle: bool = True


class _Ligne(BaseModel):
    repere: str
    cellules: tuple[str | int | Decimal | None, ...]
    faits: tuple[str, ...]
    cases: dict[int, tuple[str, ...]]


class _Table(BaseModel):
    code: str
    titre: str
    rubrique: str
    portee: str = "console"
    notes: tuple[str, ...] = ()
    colonnes: tuple[_Colonne, ...]
    lignes: tuple[_Ligne, ...]


class _Graphique(BaseModel):
    code: str
    titre: str
    table: str
    resume: str


class _Annees(BaseModel):
    debut: int
    fin: int


class _Texte(BaseModel):
    document: str
    ligne: str
    texte: str


class _Faits(BaseModel):
    colonnes: tuple[str, ...]
    lignes: tuple[tuple[str | int | Decimal | None, ...], ...]


class _Fichier(BaseModel):
    """What is needed of the file; words that a later version adds are left aside."""

    annees: _Annees
    date: str
    editions: bool
    avertissements: tuple[str, ...]
    mentions: tuple[str, ...]
    tables: tuple[_Table, ...]
    graphiques: tuple[_Graphique, ...] = ()
    faits: dict[str, _Faits]
    textes: tuple[_Texte, ...]


def read_synthese(chemin: Path) -> Synthese:
    """The synthesis that the file was written from. Raises ErreurDocument when it is none, or of a later format."""
    try:
        contenu = json.loads(
            chemin.read_bytes().decode("utf-8-sig"), parse_float=_read_decimal, parse_constant=_refuse_constante
        )
    except OSError as erreur:
        raise ErreurDocument(f"{chemin} ne peut pas être lu ({describe_systeme(erreur)}).") from erreur
    except (ValueError, RecursionError) as erreur:
        raise ErreurDocument(
            f"{chemin} n'est pas un fichier JSON entier : donnez celui que « cdppe synthese --format json » écrit."
        ) from erreur
    _check_version(chemin, contenu)
    try:
        fichier = _Fichier.model_validate(contenu)
        contenu.clear()  # of a hundred départements, two of these at once are more than an office machine has
        return _build(fichier)
    except (ValidationError, _Incoherence) as erreur:
        ou = ".".join(map(str, erreur.errors()[0]["loc"])) if isinstance(erreur, ValidationError) else str(erreur)
        raise ErreurDocument(
            f"{chemin} n'est plus tel que cdppe l'a écrit ({ou}) : écrivez-le de nouveau avec « cdppe synthese "
            "--format json »."
        ) from erreur


class _Incoherence(ValueError):
    """Rows that have not the length of their columns, or a fact that is none; the message is the place."""


def _read_decimal(texte: str) -> Decimal:
    """Never with an exponent, which could stand for a billion digits and is never written."""
    if "e" in texte.lower():
        raise ValueError(texte)
    return Decimal(texte)


def _refuse_constante(texte: str) -> None:
    raise ValueError(texte)


def _check_version(chemin: Path, contenu: Any) -> None:
    if not isinstance(contenu, Mapping) or contenu.get("schema") != SCHEMA:
        raise ErreurDocument(
            f"{chemin} n'est pas une synthèse de cdppe : donnez un fichier que « cdppe synthese --format json » écrit."
        )
    version = str(contenu.get("version"))
    if not re.fullmatch(rf"{VERSION.partition('.')[0]}\.\d+", version):
        raise ErreurDocument(
            f"{chemin} est au format {SCHEMA} {version[:20]}, et cette version de cdppe lit le format {VERSION} : "
            "mettez cdppe à jour, ou écrivez de nouveau cette synthèse avec --format json."
        )


def _build(fichier: _Fichier) -> Synthese:
    tables = {table.code: _build_table(table) for table in fichier.tables}
    ids: dict[str, tuple[str, ...]] = {}
    faits: dict[str, tuple[Any, ...]] = {}
    for nom, modele in Lecture.modeles().items():
        lus = fichier.faits.pop(nom, None) or _Faits(colonnes=(), lignes=())
        champs = modele.model_fields.keys()
        noms: list[str] = []
        siens: list[Any] = []
        for ligne in lus.lignes:
            rangee = dict(zip(lus.colonnes, _check(ligne, lus.colonnes, nom), strict=True))
            noms.append(sys.intern(str(rangee.get("id"))))
            siens.append(_lighten(modele.model_validate({c: rangee[c] for c in champs & rangee.keys()})))
        ids[nom], faits[nom] = tuple(noms), tuple(siens)
    debut, fin = fichier.annees.debut, fichier.annees.fin
    return Synthese(
        annee=fin,
        debut=debut if debut != fin else None,
        editions=fichier.editions,
        date=fichier.date,
        avertissements=fichier.avertissements,
        mentions=fichier.mentions,
        tables=tuple(tables.values()),
        graphiques=tuple(
            Graphique(g.code, g.titre, tables[g.table], g.code, g.resume)
            for g in fichier.graphiques
            if g.table in tables
        ),
        lecture=Lecture(**faits),
        ids_actions=ids["actions"],
        ids_financements=ids["financements"],
        ids_indicateurs=ids["indicateurs"],
        textes={(t.document, t.ligne): t.texte for t in fichier.textes},
    )


def _lighten(fait: Fait) -> Fait:
    """The same fact without its own set of the words that were given, which weighs more than the fact itself."""
    object.__setattr__(fait, "__pydantic_fields_set__", _AUCUN)
    return fait


def _check(
    cellules: tuple[str | int | Decimal | None, ...], colonnes: tuple[object, ...], nom: str
) -> tuple[str | int | Decimal | None, ...]:
    if len(cellules) != len(colonnes):
        raise _Incoherence(nom)
    return tuple(sys.intern(c) if isinstance(c, str) else c for c in cellules)  # two editions say mostly the same words


def _build_table(table: _Table) -> Table:
    """What a later version may have added to the words of a column or a table is read as the plainest of them."""
    genres: tuple[Genre, ...] = get_args(Genre)
    portees: tuple[Portee, ...] = get_args(Portee)
    rubriques: tuple[Rubrique, ...] = tuple(RUBRIQUES)
    colonnes = tuple(
        Colonne(c.nom, next((g for g in genres if g == c.genre), "texte"), c.essentielle) for c in table.colonnes
    )
    return Table(
        code=table.code,
        lettre=table.lignes[0].repere.rstrip("0123456789") if table.lignes else "",
        feuille=table.titre,
        titre=table.titre,
        colonnes=colonnes,
        lignes=tuple(
            Ligne(
                tuple(map(_type_cellule, _check(ligne.cellules, colonnes, table.code), colonnes)),
                _intern(ligne.faits),
                {rang: _intern(ids) for rang, ids in ligne.cases.items()},
            )
            for ligne in table.lignes
        ),
        notes=table.notes,
        portee=next((p for p in portees if p == table.portee), "console"),
        rubrique=next((r for r in rubriques if r == table.rubrique), "lecture"),
    )


def _intern(ids: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(map(sys.intern, ids))


def _type_cellule(valeur: Cellule, colonne: Colonne) -> Cellule:
    """An amount of whole euros is written as a whole number."""
    return Decimal(valeur) if isinstance(valeur, int) and colonne.genre in _DECIMAUX else valeur
