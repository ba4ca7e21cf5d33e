"""Rows whose cells do not stand under their headers: the reader put them back, the report has to say so."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter

from cdppe.controles.forme.doutes import name_groupe
from cdppe.controles.mots import agree, check_dernier, count, format_liste, quote
from cdppe.controles.reperes import check_texte, list_tableaux, place_rangee
from cdppe.documents import Rangee
from cdppe.facts import Financement, Indicateur
from cdppe.plugins.controle import Constat, Dossier, Examen

_MAJORITE = 2 / 3
_RANGEES = 3
"""A column's place is known when this many rows have it there, and two thirds of them."""
_SUITE = 4
"""So many rows in a row that all have it elsewhere are another layout, not misplaced cells."""
_LONGUEUR = 40
"""Longer cells are words, which a header does not rule."""
_CITES = 3
_Fait = Financement | Indicateur
_Lieu = tuple[str, str]


def _examine_deplacees(dossier: Dossier, annee: int) -> Iterator[Constat]:
    check_dernier(dossier, annee)
    check_texte(dossier)
    rangees: dict[_Lieu, tuple[int, Rangee]] = {
        (nom, r.lieu): (n, r) for n, (nom, tableau) in enumerate(list_tableaux(dossier)) for r in tableau.rangees
    }
    colonnes: dict[tuple[int, str], list[tuple[_Fait, tuple[int, ...]]]] = defaultdict(list)
    faits: Iterable[_Fait] = (*dossier.lecture.financements, *dossier.lecture.indicateurs)
    for fait in faits:
        numero, rangee = rangees.get((fait.document, fait.ligne), (0, None))
        if rangee and fait.colonne and fait.texte and len(fait.texte) <= _LONGUEUR:
            rangs = tuple(n for n, c in enumerate(rangee.cellules) if c.texte == fait.texte)
            if rangs:
                colonnes[numero, fait.colonne].append((fait, rangs))
    deplaces: dict[_Lieu, list[_Fait]] = defaultdict(list)
    for places in colonnes.values():
        comptes = Counter(rangs[0] for _, rangs in places if len(rangs) == 1)
        rang, nombre = max(comptes.items(), key=lambda c: c[1], default=(0, 0))
        if nombre >= _RANGEES and nombre >= _MAJORITE * comptes.total():
            places_vues = [(rang in rangs, fait) for fait, rangs in places]
            for en_place, suite in groupby(places_vues, key=itemgetter(0)):
                siens = [fait for _, fait in suite]
                if not en_place and len(siens) < _SUITE:
                    for fait in siens:
                        deplaces[fait.document, fait.ligne].append(fait)
    # Two rows of one action with the same figures in the same columns are one finding.
    pareilles: dict[tuple[str, str], list[_Lieu]] = defaultdict(list)
    for lieu, remis in deplaces.items():
        pareilles[remis[0].action, " / ".join(sorted({f"{f.colonne} : {f.texte}" for f in remis}))].append(lieu)
    for (action, objet), lieux in pareilles.items():
        yield _make_constat(dossier, action, objet, deplaces[lieux[0]], [rangees[lieu][1] for lieu in lieux])


def _make_constat(dossier: Dossier, action: str, objet: str, remis: list[_Fait], lignes: list[Rangee]) -> Constat:
    textes = {(f.colonne, f.texte): f"« {f.texte} » (lu sous {_name_colonne(f.colonne)})" for f in remis}
    cites = list(textes.values())
    autres = [count(len(cites) - _CITES, "autre")] if len(cites) > _CITES else []
    ou = f"{agree(len(lignes), 'à la ligne', 'aux lignes')} {format_liste(r.lieu for r in lignes)} du tableau"
    verbe = agree(len(cites), "n'est pas dans la colonne", "ne sont pas dans les colonnes")
    return Constat(
        places=tuple(place_rangee(remis[0].document, r) for r in lignes),
        phrase=f"{name_groupe(dossier, action)} : {ou}, {format_liste([*cites[:_CITES], *autres])} {verbe} où les "
        "autres lignes donnent la même chose.",
        action=action,
        objet=objet,
    )


def _name_colonne(colonne: str) -> str:
    """The last of its headers, with the one above when it is a year only."""
    haut, _, bas = colonne.rpartition(" / ")
    if any(c.isalpha() for c in bas):
        return quote(bas)
    return quote(f"{haut.rpartition(' / ')[2]} {bas}".strip())


RANGEES: dict[str, Examen] = {
    "cellule_deplacee": _examine_deplacees,
}
