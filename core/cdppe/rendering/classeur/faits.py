"""The sheets of the facts: each with its words in French, and the rows of the synthesis that it feeds."""

from collections.abc import Iterable, Iterator, Mapping

from cdppe.consolidation.modeles import Colonne, Genre, Synthese, Table
from cdppe.consolidation.mots import (
    BASES,
    CERTITUDES,
    ETAPES,
    MANQUANTS,
    NATURES,
    ORIGINES,
    RAISONS,
    SOURCES,
    STATUTS,
)
from cdppe.facts import Lecture
from cdppe.rendering.classeur.feuille import Feuille
from cdppe.rendering.classeur.mots import MotsClasseur, Noms
from cdppe.rendering.faits_csv import rows_of

ORDRE = ("financements", "indicateurs", "actions", "documents", "anomalies", "non_lus")
_TITRES = {
    "documents": "Documents lus",
    "actions": "Toutes les actions lues",
    "financements": "Tous les montants lus, avec leur document, leur ligne et leur texte",
    "indicateurs": "Toutes les valeurs d'indicateurs lues, avec leur document, leur ligne et leur texte",
    "anomalies": "Toutes les anomalies de lecture",
    "non_lus": "Chiffres qui ne sont pas des faits, et pourquoi",
}
_GENRES: Mapping[str, Genre] = {
    "montant": "montant",
    "debut": "nombre",
    "fin": "nombre",
    "ligne": "nombre",
    "statut_annee": "nombre",
    "valeur": "valeur",
    "texte": "long",
    "message": "long",
    "intitule": "long",
    "objectif_imprime": "long",
    "statut_texte": "long",
    "textes_remarques": "long",
    "libelle": "long",
    "rubrique": "long",
    "ecart_definition": "long",
    "attendu": "long",
    "trouve": "long",
    "colonne": "long",
    "remarques": "long",
}
_NIVEAUX = {"action": "action", "detail": "détail", "sous_total": "sous-total", "total": "total"}
_MOTS: Mapping[str, Mapping[str, str]] = {
    "niveau": _NIVEAUX,
    "etape": ETAPES,
    "source": SOURCES,
    "base": BASES,
    "certitude": CERTITUDES,
    "origine": ORIGINES,
    "nature": NATURES,
    "perimetre": {"action": "action", "plus_large": "plus large"},
    "statut": {**STATUTS, **MANQUANTS},
    "raison": RAISONS,
}
_NOTE_REPERES = (
    "« Repères » nomme les lignes de la synthèse que le fait nourrit. Pour retrouver tous les faits d'une ligne, "
    "filtrez cette colonne : Filtres textuels, Contient, « S12 ; » ; pour ceux d'une seule case, « S12:2022 ; ». "
    "Gardez le point-virgule : sans lui, S1 trouve aussi S12."
)


def list_feuilles_faits(
    synthese: Synthese, mots: MotsClasseur, noms: Noms, origine: str, avertissements: tuple[str, ...]
) -> dict[str, Feuille]:
    """One sheet for each kind of fact, by the name of its file."""
    reperes = _list_reperes(synthese.tables)
    return {nom: _make(synthese, nom, mots, noms, reperes, origine, avertissements) for nom in ORDRE}


def _make(
    synthese: Synthese,
    nom: str,
    mots: MotsClasseur,
    noms: Noms,
    reperes: Mapping[str, str],
    origine: str,
    avertissements: tuple[str, ...],
) -> Feuille:
    champs = list(Lecture.modeles()[nom].model_fields)
    traduits = [(n, _MOTS[champ]) for n, champ in enumerate(champs) if champ in _MOTS]
    rows: Iterator[tuple[object, ...]] = (_translate(row, traduits) for row in rows_of(synthese.lecture, nom))
    colonnes = tuple(Colonne(mots.champs.get(champ, champ), _GENRES.get(champ, "texte")) for champ in champs)
    ids = synthese.ids.get(nom)
    if ids is not None:
        rows = ((id_, *row, reperes.get(id_, "")) for id_, row in zip(ids, rows, strict=True))
        colonnes = (Colonne("Fait"), *colonnes, Colonne("Repères"))
    feuille, question = mots.name(f"faits_{nom}", nom)
    return Feuille(
        nom=noms.take(feuille),
        code=f"faits_{nom}",
        rubrique="faits",
        titre=f"{_TITRES[nom]} — synthèse {synthese.nom}",
        question=question,
        origine=origine,
        avertissements=avertissements,
        notes=(_NOTE_REPERES,) if ids is not None else (),
        colonnes=colonnes,
        lignes=list(rows),
        explications=mots.explain(c.nom for c in colonnes),
        # A list to filter by, of no use on paper.
        hors_page=int(ids is not None),
    )


def _translate(row: tuple[object, ...], traduits: Iterable[tuple[int, Mapping[str, str]]]) -> tuple[object, ...]:
    """The row in the words that the tables use."""
    valeurs = list(row)
    for n, traduction in traduits:
        valeurs[n] = traduction.get(str(valeurs[n]), valeurs[n])
    return tuple(valeurs)


def _list_reperes(tables: Iterable[Table]) -> dict[str, str]:
    """For each fact, the rows and cells it stands behind, each closed by `` ;`` so that a filter finds S1, not S12."""
    reperes: dict[str, list[str]] = {}
    for table in tables:
        colonnes = [colonne.nom for colonne in table.colonnes]
        for rang, ligne in enumerate(table.lignes):
            repere = table.repere(rang)
            for id_ in ligne.faits:
                reperes.setdefault(id_, []).append(f"{repere} ;")
            for colonne, ids in ligne.cases.items():
                case = f"{repere}:{colonnes[colonne]} ;"
                for id_ in ids:
                    reperes.setdefault(id_, []).append(case)
    return {id_: " ".join(noms) for id_, noms in reperes.items()}
