"""The workbook: a cover, the sheets of each question, the facts; every figure leads to the facts it comes from."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.packaging.core import DocumentProperties
from openpyxl.writer.excel import ExcelWriter

from cdppe.consolidation.modeles import CHIFFRES, RUBRIQUES, Colonne, Ligne, Synthese, Table
from cdppe.rendering.archive import ArchiveStable, parse_date
from cdppe.rendering.classeur.cellules import quote_feuille
from cdppe.rendering.classeur.couverture import write_couverture
from cdppe.rendering.classeur.faits import list_feuilles_faits
from cdppe.rendering.classeur.feuille import COUVERTURE, Feuille, write_feuille
from cdppe.rendering.classeur.graphes import Dessin
from cdppe.rendering.classeur.mots import MotsClasseur, Noms, read_mots
from cdppe.rendering.classeur.redacteur import LIENS_MAX
from cdppe.rendering.classeur.styles import Styles
from cdppe.rendering.modeles import ORIGINE, Modeles

_NOTE_FAITS = (
    "Un chiffre bleu mène au premier de ses faits. Pour les voir tous, filtrez la colonne « Repères » des feuilles "
    "« Faits » : contient « {repere} ; » pour la ligne {repere}{case}."
)
_NOTE_LIENS = "Trop de chiffres pour un lien sur chacun : seule la colonne « Faits » mène aux faits."
_LIGNES_MAX = 20_000
"""Rows of the workbook beyond which cells do not say where they stand: programs count them, and it is half as large."""
_FAITS_MAX = 2000
_AVERTISSEMENTS_MAX, _ORIGINE_MAX = 2, 300
_FICHES_MAX = 110
"""Départements beyond which a sheet for each would be too many tabs."""
# The sheet that bears the name of its question comes first among its own.
_PREMIERES = ("objectifs",)


def write_classeur(synthese: Synthese, depot: Path, modeles: Modeles = ORIGINE) -> None:
    """Write ``synthese-2022.xlsx``; its dates are those of the newest document: the same input gives the same bytes."""
    mots = read_mots(modeles)
    noms = Noms()
    noms.take(COUVERTURE)
    tables = [(table, _make_table(synthese, table, mots, noms)) for table in _sort(synthese.tables)]
    feuilles: list[Feuille] = []
    for table, feuille in tables:
        feuilles.append(feuille)
        if table.code == "fiches":
            feuilles += _split_fiches(synthese, table, feuille, noms)
    faits = list_feuilles_faits(synthese, mots, noms, *_head(synthese))
    feuilles += faits.values()
    liens = {
        id_: f"{quote_feuille(faits[nom].nom)}!A{faits[nom].premiere + rang}"
        for nom, ids in synthese.ids.items()
        for rang, id_ in enumerate(ids)
    }
    classeur = Workbook(write_only=True)
    date = parse_date(synthese.date)
    classeur.properties = DocumentProperties(
        creator="cdppe", title=f"Synthèse CDPPE {synthese.nom}", created=date, modified=date
    )
    styles = Styles(classeur)
    write_couverture(classeur, styles, synthese, mots, feuilles)
    dessins = {g.table.code: Dessin(g) for g in synthese.graphiques}
    places = sum(len(feuille.lignes) for feuille in feuilles) <= _LIGNES_MAX
    for feuille in feuilles:
        write_feuille(classeur, styles, replace(feuille, places=places), liens, dessins.get(feuille.code))
    archive: Any = ArchiveStable(depot / f"synthese-{synthese.nom}.xlsx", date)
    ExcelWriter(classeur, archive).save()


def _sort(tables: Iterable[Table]) -> list[Table]:
    """In the order of the questions, what gives its name to one before the others."""
    ordre = list(RUBRIQUES)
    return sorted(tables, key=lambda t: (ordre.index(t.rubrique), t.code not in _PREMIERES))


def _head(synthese: Synthese) -> tuple[str, tuple[str, ...]]:
    """Origin and warnings, as every sheet says them: the cover says them in full."""
    origine, lignes = synthese.origine, synthese.avertissements
    if len(origine) > _ORIGINE_MAX:
        origine = f"{origine[:_ORIGINE_MAX].rsplit(' ', 1)[0]} … (suite : feuille « {COUVERTURE} »)"
    if len(lignes) > _AVERTISSEMENTS_MAX:
        reste = len(lignes) - _AVERTISSEMENTS_MAX
        lignes = (*lignes[:_AVERTISSEMENTS_MAX], f"… et {reste} autres avertissements : feuille « {COUVERTURE} ».")
    return origine, lignes


def _make_table(synthese: Synthese, table: Table, mots: MotsClasseur, noms: Noms) -> Feuille:
    origine, avertissements = _head(synthese)
    nom, question = mots.name(table.code, table.feuille)
    resumes = tuple(g.resume for g in synthese.graphiques if g.table.code == table.code and g.resume)
    lies = _link(table.colonnes, table.lignes)
    en_tetes = [c.nom for c in table.colonnes]
    feuille = Feuille(
        nom=noms.take(nom),
        code=table.code,
        rubrique=table.rubrique,
        titre=f"{table.titre} — synthèse {synthese.nom}",
        question=question,
        origine=origine,
        avertissements=avertissements,
        notes=(*resumes, *filter(None, table.notes), *_note_faits(table, lies)),
        # The number comes last: a long list of ids would run over whatever empty cells are on its right.
        colonnes=(Colonne("Repère"), *table.colonnes, Colonne("Faits"), Colonne("Nombre de faits", "nombre")),
        lignes=[
            (table.repere(rang), *ligne.cellules, _list_faits(ligne.faits, table.code), len(ligne.faits))
            for rang, ligne in enumerate(table.lignes)
        ],
        lies=lies,
        figees=2,
        hors_page=2,
        unite=1 + en_tetes.index("Unité") if table.code == "fiches" and "Unité" in en_tetes else None,
    )
    return replace(feuille, explications=mots.explain(feuille.en_tetes))


def _link(colonnes: Sequence[Colonne], lignes: Iterable[Ligne]) -> list[Mapping[int, Sequence[str]]]:
    """The facts of each cell that leads to some, by its column in the sheet: figures, and the list of facts itself.

    A count has facts only where they are known to be its own: none of the row's is behind « Manquants : 0 ».
    """
    chiffres = [(n, c.genre in ("montant", "taux")) for n, c in enumerate(colonnes) if c.genre in CHIFFRES]
    liste = len(colonnes) + 1
    lies: list[Mapping[int, Sequence[str]]] = []
    for ligne in lignes:
        siens: dict[int, Sequence[str]] = {}
        for n, par_ligne in chiffres:
            valeur = ligne.cellules[n]
            if valeur is None:
                continue
            ids = ligne.cases.get(n)
            if ids is None and par_ligne | isinstance(valeur, Decimal):
                ids = ligne.faits
            if ids:
                siens[n + 1] = ids
        if ligne.faits:
            siens[liste] = ligne.faits
        lies.append(siens)
    return lies


def _note_faits(table: Table, lies: Sequence[Mapping[int, Sequence[str]]]) -> Iterator[str]:
    """How to go from a row of this very table to its facts."""
    rang = next((n for n, siens in enumerate(lies) if siens), None)
    if rang is None:
        return
    repere, ligne = table.repere(rang), table.lignes[rang]
    colonne = next((table.colonnes[n].nom for n, ids in sorted(ligne.cases.items()) if ids), None)
    case = f", « {repere}:{colonne} ; » pour sa seule case « {colonne} »" if colonne else ""
    yield _NOTE_FAITS.format(repere=repere, case=case)
    if sum(map(len, lies)) > LIENS_MAX - 1:
        yield _NOTE_LIENS


def _split_fiches(synthese: Synthese, table: Table, feuille: Feuille, noms: Noms) -> Iterator[Feuille]:
    """A sheet for each département of which something was read, from the rows of the table which has them all."""
    rangs: dict[tuple[str, str], list[int]] = {}
    en_tetes = [c.nom for c in table.colonnes]
    nommes = "Nom" in en_tetes
    for rang, ligne in enumerate(table.lignes):
        cle = (str(ligne.cellules[0]), str(ligne.cellules[en_tetes.index("Nom")] or "") if nommes else "")
        rangs.setdefault(cle, []).append(rang)
    rangs = {cle: siens for cle, siens in rangs.items() if any(table.lignes[r].faits for r in siens)}
    if len(rangs) > _FICHES_MAX:
        return
    # The département is in the title: its own columns are not needed.
    gardees = [n for n, c in enumerate(feuille.colonnes) if c.nom not in ("Département", "Nom")]
    places = {ancien: neuf for neuf, ancien in enumerate(gardees)}
    for (code, nom), siens in rangs.items():
        propre = f"{code} {nom}".strip()
        yield replace(
            feuille,
            nom=noms.take(propre),
            code=f"fiche_{code}",
            titre=f"{propre} — synthèse {synthese.nom}",
            question=f"Le contrat de {propre} en une page, face au groupe",
            colonnes=tuple(feuille.colonnes[n] for n in gardees),
            lignes=[tuple(feuille.lignes[r][n] for n in gardees) for r in siens],
            lies=[{places[n]: ids for n, ids in feuille.lies[r].items()} for r in siens],
            figees=1,
            unite=None if feuille.unite is None else places[feuille.unite],
        )


def _list_faits(ids: tuple[str, ...], code: str) -> str:
    """The ids of a row; a cell cannot hold them all when there are thousands, the CSV file can."""
    if len(ids) <= _FAITS_MAX:
        return " ; ".join(ids)
    return f"{' ; '.join(ids[:_FAITS_MAX])} ; et {len(ids) - _FAITS_MAX} autres, listés dans {code}.csv"
