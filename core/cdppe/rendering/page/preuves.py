"""The proof of every figure of the page: the facts behind it, and the lines on which they stand."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from cdppe.consolidation.faits import Periode
from cdppe.consolidation.modeles import CHIFFRES, Ligne, Synthese, Table
from cdppe.consolidation.mots import CERTITUDES, ETAPES, MANQUANTS, NATURES, NIVEAUX, ORIGINES, SOURCES, STATUTS
from cdppe.facts import Action, Financement, Indicateur
from cdppe.rendering.page.donnees import Mots, has_preuve
from cdppe.rendering.presentation import format_cellule
from cdppe.rendering.surete import safe_xml

Fait = Action | Financement | Indicateur
_CELLULE = " | "
_PLUSIEURS, _AUCUNE = -2, -1
_HORS = {
    "ambigu": "ambigu : dans aucune somme",
    "detail": "part d'un montant : comptée avec lui",
    "plus_large": "plus large que l'action : dans aucune somme",
}


class Description(NamedTuple):
    """What a fact says, in words; ``reserve`` why it counts in no sum."""

    chiffre: str
    mots: str
    ou: str
    libelle: str
    certitude: str
    endroit: str
    reserve: str


def make_preuves(synthese: Synthese, tables: Collection[Table]) -> dict[str, object]:
    """The block of every proof: texts once, source lines once, facts by columns, then the facts of every figure.

    Facts are named by rank; a list of them is written as its first rank, then differences.
    """
    faits = list(_list_faits(synthese))
    mots = Mots()
    lignes: dict[tuple[str, str], int] = {}
    colonnes: list[list[int]] = [[] for _ in range(len(Description._fields) + 4)]
    cases = _find_cases(synthese, [fait for _, fait in faits])
    for (_, fait), case in zip(faits, cases, strict=True):
        place = (fait.document, fait.ligne)
        valeurs = (
            *(mots.rank(v) for v in describe(fait)),
            mots.rank(get_texte(fait)),
            mots.rank("" if isinstance(fait, Action) else fait.colonne),
            lignes.setdefault(place, len(lignes)),
            case,
        )
        for colonne, valeur in zip(colonnes, valeurs, strict=True):
            colonne.append(valeur)
    rangs = {id_: rang for rang, (id_, _) in enumerate(faits)}
    return {
        "ids": [id_ for id_, _ in faits],
        "faits": colonnes,
        "mots": mots.list_textes(),
        "lignes": [[safe_xml(d), n, safe_xml(synthese.textes.get((d, n), ""))] for d, n in lignes],
        "tables": {t.lettre: [_make_ligne(t, ligne, rangs) for ligne in t.lignes] for t in tables},
    }


def _list_faits(synthese: Synthese) -> Iterator[tuple[str, Fait]]:
    for nom, ids in synthese.ids.items():
        yield from zip(ids, getattr(synthese.lecture, nom), strict=True)


def get_texte(fait: Fait) -> str:
    """The text of the cell in which a fact was read."""
    return fait.intitule if isinstance(fait, Action) else fait.texte


def describe(fait: Fait) -> Description:
    """The words of one fact."""
    if isinstance(fait, Action):
        objectifs = fait.objectifs.replace(";", ", ")
        mots = f"Objectifs nationaux : {objectifs}" if objectifs else "Aucun objectif national"
        return Description(
            f"Action {fait.numero}", mots, "", "", "", "", f"Statut : {STATUTS[fait.statut].lower()}"
        )  # fmt: skip
    periode = Periode(fait.debut, fait.fin, fait.base).libelle
    ou = NIVEAUX[fait.niveau].format(fait.action) if fait.action else "sans action"
    certitude, endroit = CERTITUDES[fait.certitude], ORIGINES[fait.origine]
    ou = f"{ou[:1].upper()}{ou[1:]}"
    if isinstance(fait, Financement):
        vide = "Montant ambigu" if fait.certitude == "ambigu" else "Sans montant"
        chiffre = vide if fait.montant is None else format_cellule(fait.montant, "montant")
        mots = " · ".join((ETAPES[fait.etape], SOURCES[fait.source], periode))
        return Description(chiffre, mots, ou, fait.libelle, certitude, endroit, _explain(fait))
    manque = MANQUANTS.get(fait.statut, "Valeur ambiguë" if fait.certitude == "ambigu" else "En mots")
    vide = f"{manque[:1].upper()}{manque[1:]}"
    chiffre = vide if fait.valeur is None else f"{format_cellule(fait.valeur, 'valeur')} {fait.unite}".rstrip()
    mots = " · ".join((NATURES[fait.nature], periode))
    return Description(chiffre, mots, ou, fait.libelle, certitude, endroit, "")


def _explain(fait: Financement) -> str:
    if fait.montant is None and fait.certitude == "ambigu":
        return _HORS["ambigu"]
    if fait.perimetre == "plus_large":
        return _HORS["plus_large"]
    return _HORS["detail"] if fait.niveau == "detail" else ""


def _make_ligne(table: Table, ligne: Ligne, rangs: Mapping[str, int]) -> object:
    """The facts of a row, then of each of its figures that has its own: 0 where they are those of the row."""
    toutes = _delta(ligne.faits, rangs)
    cases = {
        str(n): 0 if faits == ligne.faits else _delta(faits, rangs)
        for n, faits in ligne.cases.items()
        if table.colonnes[n].genre in CHIFFRES and has_preuve(ligne.cellules[n], table.colonnes[n], ligne, n)
    }
    return [toutes, cases] if cases else [toutes]


def _delta(ids: Sequence[str], rangs: Mapping[str, int]) -> list[int]:
    avant, ecarts = 0, []
    for id_ in ids:
        rang = rangs[id_]
        ecarts.append(rang - avant)
        avant = rang
    return ecarts


def _find_cases(synthese: Synthese, faits: Sequence[Fait]) -> list[int]:
    """The rank of the cell of its line in which each fact stands; -1 unknown, -2 one of several equal ones.

    A line often prints the same amount twice: the lines where the column has one place tell which of them it is, and
    else the order of the columns.
    """
    trouvees: list[tuple[int, ...]] = []
    tailles: list[int] = []
    sures: dict[tuple[str, str, int], set[int]] = {}
    ordre: dict[tuple[str, str, str], dict[str, None]] = {}
    parties: dict[tuple[str, str], tuple[str, ...]] = {}
    for fait in faits:
        place = (fait.document, fait.ligne)
        if place not in parties:
            parties[place] = tuple(synthese.textes.get(place, "").split(_CELLULE))
        cellules, texte = parties[place], get_texte(fait)
        candidates = _find_texte(cellules, texte)
        trouvees.append(candidates)
        tailles.append(len(cellules))
        if isinstance(fait, Action):
            continue
        ordre.setdefault((*place, texte), {})[fait.colonne] = None
        if len(candidates) == 1:
            sures.setdefault((fait.document, fait.colonne, len(cellules)), set()).add(candidates[0])
    cases = []
    for fait, candidates, taille in zip(faits, trouvees, tailles, strict=True):
        if len(candidates) < 2 or isinstance(fait, Action):
            cases.append(candidates[0] if candidates else _AUCUNE)
            continue
        voisines = sures.get((fait.document, fait.colonne, taille), set()).intersection(candidates)
        freres = list(ordre[fait.document, fait.ligne, get_texte(fait)])
        if len(voisines) == 1:
            cases.append(min(voisines))
        else:
            cases.append(candidates[freres.index(fait.colonne)] if len(freres) == len(candidates) else _PLUSIEURS)
    return cases


def _find_texte(cellules: Sequence[str], texte: str) -> tuple[int, ...]:
    """The cells that are the text, else those that hold it; the text of a long cell is cut by ``…``."""
    coeur = texte.strip("…")
    if not coeur:
        return ()
    return tuple(n for n, c in enumerate(cellules) if c == texte) or tuple(
        n for n, c in enumerate(cellules) if coeur in c
    )
