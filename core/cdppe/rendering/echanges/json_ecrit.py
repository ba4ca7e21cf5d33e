"""The synthesis as one JSON file, for other tools and for a later comparison; docs/format-json.md describes it."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from itertools import islice
from json import JSONEncoder
from pathlib import Path

from cdppe.consolidation.modeles import RUBRIQUES, Colonne, Ligne, Synthese, Table
from cdppe.facts import Lecture
from cdppe.facts.lecture import sort_key
from cdppe.rendering.faits_csv import rows_of
from cdppe.rendering.modeles import ORIGINE, Modeles

SCHEMA = "cdppe-synthese"
VERSION = "1.0"
"""A new second number adds words; a new first one changes the meaning of some."""
_encode = JSONEncoder(ensure_ascii=False).encode
_PAQUET = 1000


def write_json(synthese: Synthese, depot: Path, modeles: Modeles = ORIGINE) -> None:
    """Write ``synthese-2022.json``: one row or fact on each line, so that two files can be compared line by line."""
    with (depot / f"synthese-{synthese.nom}.json").open(
        "w", encoding="utf-8", errors="replace", newline="\n"
    ) as fichier:
        morceaux = _iter_morceaux(synthese)
        while paquet := "".join(islice(morceaux, _PAQUET)):
            fichier.write(paquet)


def write_valeur(valeur: object) -> str:
    """One value: a figure in full, never with an exponent, so that it reads back as the decimal it was."""
    if isinstance(valeur, str):
        return _encode(valeur)
    if valeur is None:
        return "null"
    if isinstance(valeur, Decimal):
        return format(valeur, "f")
    if isinstance(valeur, Mapping):
        return f"{{{','.join(f'{_encode(cle)}:{write_valeur(v)}' for cle, v in valeur.items())}}}"
    if isinstance(valeur, list | tuple):
        return f"[{','.join(map(write_valeur, valeur))}]"
    return _encode(valeur)


def _iter_morceaux(synthese: Synthese) -> Iterator[str]:
    entete = {
        "schema": SCHEMA,
        "version": VERSION,
        "nom": synthese.nom,
        "annees": {"debut": synthese.debut or synthese.annee, "fin": synthese.annee},
        "date": synthese.date,
        "editions": synthese.editions,
        "origine": synthese.origine,
        "avertissements": synthese.avertissements,
        "mentions": synthese.mentions,
        "rubriques": [{"code": code, "titre": titre} for code, titre in RUBRIQUES.items()],
        "graphiques": [
            {"code": g.code, "titre": g.titre, "table": g.table.code, "resume": g.resume} for g in synthese.graphiques
        ],
    }
    yield "{\n"
    for cle, valeur in entete.items():
        yield f"{_encode(cle)}: {write_valeur(valeur)},\n"
    yield '"tables": ['
    yield from _separate(_iter_tables(synthese.tables))
    yield '],\n"faits": {'
    for rang, nom in enumerate(Lecture.modeles()):
        champs, rows = _list_faits(synthese, nom)
        yield f'{"," if rang else ""}\n{_encode(nom)}: {{"colonnes": {write_valeur(champs)}, "lignes": ['
        yield from _separate(map(write_valeur, rows))
        yield "]}"
    yield '\n},\n"textes": ['
    places = sorted(synthese.textes.items(), key=lambda place: (place[0][0], sort_key(place[0][1])))
    yield from _separate(
        write_valeur({"document": document, "ligne": ligne, "texte": texte}) for (document, ligne), texte in places
    )
    yield "]\n}\n"


def _separate(elements: Iterable[str]) -> Iterator[str]:
    """Each on a line of its own, a comma between two."""
    separateur = "\n"
    for element in elements:
        yield separateur + element
        separateur = ",\n"


def _iter_tables(tables: Iterable[Table]) -> Iterator[str]:
    for table in tables:
        entete = {
            "code": table.code,
            "titre": table.titre,
            "rubrique": table.rubrique,
            "portee": table.portee,
            "notes": table.notes,
            "colonnes": [_describe_colonne(c) for c in table.colonnes],
        }
        lignes = "".join(_separate(_write_ligne(table, rang, ligne) for rang, ligne in enumerate(table.lignes)))
        yield f'{write_valeur(entete)[:-1]}, "lignes": [{lignes}]}}'


def _describe_colonne(colonne: Colonne) -> dict[str, object]:
    return {"nom": colonne.nom, "genre": colonne.genre, "essentielle": colonne.essentielle}


def _write_ligne(table: Table, rang: int, ligne: Ligne) -> str:
    return write_valeur(
        {
            "repere": table.repere(rang),
            "cellules": ligne.cellules,
            "faits": ligne.faits,
            # A cell without a list of its own comes from all the facts of its row.
            "cases": {str(colonne): ids for colonne, ids in sorted(ligne.cases.items())},
        }
    )


def _list_faits(synthese: Synthese, nom: str) -> tuple[list[str], Iterable[tuple[object, ...]]]:
    """Columns and rows of the facts of one file: objects would name twenty fields a hundred thousand times."""
    champs = list(Lecture.modeles()[nom].model_fields)
    rows: Iterable[tuple[object, ...]] = rows_of(synthese.lecture, nom)
    ids = synthese.ids.get(nom)
    if ids is None:
        return champs, rows
    return ["id", *champs], ((id_, *row) for id_, row in zip(ids, rows, strict=True))
