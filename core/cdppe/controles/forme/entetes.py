"""Headers that contradict each other: in another order on the next page, or twice the same in one row."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from cdppe.controles.mots import ANNEE, check_dernier, format_liste
from cdppe.controles.reperes import check_texte, find_action, list_tableaux, name_action, place_rangee
from cdppe.documents import Rangee
from cdppe.facts.libelles import normalize_libelle
from cdppe.plugins.controle import Constat, Dossier, Examen

_ENTETES_MIN, _MOTS_MIN = 4, 4
"""A row of fewer headers, a header of fewer words, may be had twice by chance."""
_Ligne = tuple[str, Rangee]


def _list_libelles(rangee: Rangee) -> tuple[str, ...]:
    return tuple(normalize_libelle(c.texte) for c in rangee.cellules if c.texte.strip())


def _examine_contraires(dossier: Dossier, annee: int) -> Iterator[Constat]:
    check_dernier(dossier, annee)
    check_texte(dossier)
    groupes: dict[tuple[str, tuple[str, ...]], dict[tuple[str, ...], list[_Ligne]]] = defaultdict(dict)
    for document, tableau in list_tableaux(dossier):
        tetes = tableau.rangees[: tableau.entetes]
        for rangee in tetes:
            if len({c.texte for c in rangee.cellules}) < _ENTETES_MIN:
                continue
            libelles = _list_libelles(rangee)
            if len(set(libelles)) >= _ENTETES_MIN:
                groupe = groupes[document, tuple(sorted(libelles))]
                groupe.setdefault(libelles, []).append((document, rangee))
        if len(tetes) == 1 and any(ANNEE.search(c.texte) for c in tetes[0].cellules):
            yield from _examine_repetes(dossier, document, tetes[0])
    for ordres in groupes.values():
        (usuel, premieres), *autres = sorted(ordres.items(), key=lambda o: -len(o[1]))
        for ordre, lignes in autres:
            yield _make_permutes(dossier, premieres, lignes, [a for a, b in zip(ordre, usuel, strict=True) if a != b])


def _make_permutes(dossier: Dossier, premieres: list[_Ligne], lignes: list[_Ligne], places: list[str]) -> Constat:
    (document, rangee), (_, usuelle) = lignes[0], premieres[0]
    noms = dict.fromkeys(c.texte for c in rangee.cellules if normalize_libelle(c.texte) in places)
    cites = format_liste(f"« {n} »" for n in noms)
    ici, ailleurs = (format_liste(r.lieu for _, r in siennes) for siennes in (lignes, premieres))
    action = find_action(dossier, document, rangee.lieu)
    return Constat(
        places=tuple(place_rangee(d, r) for d, r in (*lignes, (document, usuelle))),
        phrase=f"{name_action(action)} : les en-têtes {cites} (l. {ici}) sont dans un autre ordre que sur l'autre page "
        f"du même tableau (l. {ailleurs}) ; les chiffres de l'une ou de l'autre ne sont pas sous leur en-tête.",
        action=action,
        objet=f"ordre des en-têtes : {' / '.join(sorted(noms))}",
        question=f"Dans quel ordre les colonnes {cites} sont-elles imprimées ?",
    )


def _examine_repetes(dossier: Dossier, document: str, rangee: Rangee) -> Iterator[Constat]:
    """Two columns of the same words and the same year."""
    for libelle, nombre in Counter(_list_libelles(rangee)).items():
        if nombre < 2 or len(libelle.split()) < _MOTS_MIN or not ANNEE.search(libelle):
            continue
        texte = next(c.texte for c in rangee.cellules if normalize_libelle(c.texte) == libelle)
        action = find_action(dossier, document, rangee.lieu)
        yield Constat(
            places=(place_rangee(document, rangee),),
            phrase=f"{name_action(action)} : {nombre} colonnes d'un même tableau (l. {rangee.lieu}) ont l'en-tête "
            f"« {texte} ».",
            action=action,
            objet=texte,
            question="De quelle année est chacune de ces colonnes ?",
        )


ENTETES: dict[str, Examen] = {"entetes_contraires": _examine_contraires}
