"""The financial table: one row for each action, sub-totals by engagement and the contract's total."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from cdppe.api import (
    Cadre,
    Engagement,
    Passage,
    Rangee,
    Releve,
    Section,
    Source,
    Tableau,
    TableauProuve,
    find_nombres,
    normalize_libelle,
    normalize_numero,
    prove_tableau,
)

NOM = "rapport_financier"
_NUMERO = re.compile(r"\d{1,3}(?: ?(?:bis|ter|quater))?(?: (?:et|à) \d{1,3})?", re.IGNORECASE)
_SOUS_TOTAL = re.compile(r"sous[- ]?total\b.*", re.IGNORECASE)
_TOTAL = re.compile(r"total\b.*", re.IGNORECASE)
CONSOMMES = ("consomme_avant", "consomme_annee", "consomme_total")
LARGEUR_MIN = 8
ACCORDS_MIN = 3
"""So many amounts of another source's are no chance."""


@dataclass(frozen=True)
class Rangement:
    """Where the table prints an action: under which engagement, and what stands in its objective's cell."""

    engagement: Engagement
    rangee: Rangee
    objectif: Passage | None


def _find_seule(rangee: Rangee) -> Passage | None:
    """The one filled cell of a row that has no other: an engagement's heading, whatever column it stands in."""
    pleines = [c for c in rangee.cellules if c]
    return pleines[0] if len(pleines) == 1 else None


def find_tableau(sections: tuple[Section, ...]) -> Tableau | None:
    """The rows of the financial table in order, whatever cut it: a page break, a blank line, a sentence.

    The tables of its section that are as wide as the widest one are pieces of it.
    """
    for section in sections:
        tableaux = [t for t in section.tableaux if t.largeur >= LARGEUR_MIN]
        if section.cle != NOM or not tableaux:
            continue
        largeur = max(tableaux, key=lambda t: len(t.rangees)).largeur
        rangees: list[Rangee] = []
        for bloc in section.blocs:
            if not isinstance(bloc, Tableau):
                rangees.append(Rangee((bloc.passage,), bloc.passage.lieu()))
            elif bloc.largeur == largeur or all(_find_seule(r) for r in bloc.rangees):
                rangees += bloc.rangees
        # Lines of prose count only where they may be an engagement's heading.
        return Tableau(tuple(r for r in rangees if len(r.cellules) > 1 or _is_engagement(r.cellules[0].texte)))
    return None


def _is_engagement(texte: str) -> bool:
    return bool(re.match(r"engagement\b|conditions pour y parvenir", texte.strip("*# "), re.IGNORECASE))


def _find_engagement(rangee: Rangee, cadre: Cadre) -> Engagement | None:
    """The engagement that a row of one single cell names."""
    seule = _find_seule(rangee)
    if seule is None:
        return None
    texte = seule.texte.strip("*# ")
    trouve = cadre.match_engagement(texte) or cadre.match_engagement(texte.split(":")[0])
    return trouve.code if trouve else None


def _iter_rangees(tableau: Tableau, cadre: Cadre) -> Iterator[tuple[Engagement, Rangee]]:
    engagement: Engagement = ""
    for rangee in tableau.rangees:
        trouve = _find_engagement(rangee, cadre)
        engagement = trouve or engagement
        if not trouve:
            yield engagement, rangee


def find_rangements(sections: tuple[Section, ...], cadre: Cadre) -> dict[str, Rangement]:
    """For each action the engagement under which the table prints it.

    The numbers are sought in the column that is full of them: a table refused for its headers still says it.
    """
    tableau = find_tableau(sections)
    if tableau is None:
        return {}
    comptes = [
        sum(bool(_NUMERO.fullmatch(r.cellule(rang).texte)) for r in tableau.rangees) for rang in range(tableau.largeur)
    ]
    colonne = comptes.index(max(comptes))
    objectifs = _find_colonne(tableau, "objectif")
    return {
        normalize_numero(rangee.cellule(colonne).texte): Rangement(
            engagement, rangee, rangee.cellule(objectifs) if objectifs is not None else None
        )
        for engagement, rangee in _iter_rangees(tableau, cadre)
        if _NUMERO.fullmatch(rangee.cellule(colonne).texte)
    }


def _find_colonne(tableau: Tableau, entete: str) -> int | None:
    places = [
        rang
        for rangee in tableau.rangees[:2]
        for rang, cellule in enumerate(rangee.cellules)
        if normalize_libelle(cellule.texte).split(" ")[0].rstrip("s") == entete
    ]
    return places[0] if len(places) == 1 else None


def read_tableau_financier(
    releve: Releve, sections: tuple[Section, ...], annonces: Mapping[str, Mapping[Source, Decimal]]
) -> None:
    """Add the amounts of the financial table, once its columns are proven.

    ``annonces`` are the amounts that each action's own sheet states by source.
    """
    tableau = find_tableau(sections) or _find_ailleurs(releve, sections)
    if tableau is None:
        return
    prouve = releve.prove(tableau, NOM, lambda essai: _find_doute(essai, annonces))
    if prouve is None:
        return
    for rangee in prouve.rangees:
        if _find_engagement(rangee, releve.cadre):
            for cellule in rangee.cellules:
                releve.explain(cellule, "numerotation")
    for engagement, rangee in _iter_rangees(Tableau(prouve.rangees), releve.cadre):
        _read_rangee(releve, prouve, rangee, engagement)


def _find_doute(prouve: TableauProuve, annonces: Mapping[str, Mapping[Source, Decimal]]) -> str:
    """What the sums of the rows cannot see: two headers that have changed places."""
    if prouve.deplacees and not _is_chronologique(prouve):
        return "en-tête décalé, et les sommes ne disent pas lequel des deux montants consommés est le premier"
    for colonne in prouve.disposition.colonnes:
        if colonne.etape != "prevu" or colonne.source in (None, "total") or colonne.cle not in prouve.rangs:
            continue
        accords = _count_accords(prouve, colonne.cle, annonces)
        autre, nombre = max(accords.items(), key=lambda a: a[1], default=("", 0))
        if autre != colonne.source and nombre >= ACCORDS_MIN and nombre > 2 * accords[colonne.source]:
            return f"la colonne « {prouve.chemin(colonne.cle)} » porte les montants « {autre} » des fiches"
    return ""


def _count_accords(
    prouve: TableauProuve, cle: str, annonces: Mapping[str, Mapping[Source, Decimal]]
) -> Counter[Source | None]:
    """For each source how many of the column's amounts are those that the actions' sheets state for it."""
    accords: Counter[Source | None] = Counter()
    for rangee in prouve.rangees:
        numero = prouve.cellule(rangee, "fiche").texte
        nombres = find_nombres(prouve.cellule(rangee, cle).texte)
        if _NUMERO.fullmatch(numero) and len(nombres) == 1 and nombres[0].valeur:
            annonce = annonces.get(normalize_numero(numero), {})
            accords.update({s for s, valeur in annonce.items() if valeur == nombres[0].valeur})
    return accords


def _is_chronologique(prouve: TableauProuve) -> bool:
    """The sum proves the total, not which of its two parts is which: a header put back needs their usual order too."""
    rangs = [prouve.rang(cle) for cle in CONSOMMES]
    return rangs == sorted(rangs)


def _find_ailleurs(releve: Releve, sections: tuple[Section, ...]) -> Tableau | None:
    """The table under a heading that is not the declared one: only a table that proves itself."""
    disposition = releve.departement.disposition(NOM)
    for section in sections:
        for tableau in section.tableaux:
            large = tableau.largeur >= LARGEUR_MIN and section.cle != "fiche"
            if large and isinstance(prove_tableau(tableau, disposition), TableauProuve):
                return tableau
    return None


def _read_rangee(releve: Releve, prouve: TableauProuve, rangee: Rangee, engagement: Engagement) -> None:
    textes = {cle: prouve.cellule(rangee, cle) for cle in ("mesure", "objectif", "fiche", "modalites")}
    for cle in ("mesure", "objectif"):
        releve.explain(textes[cle], "reference", prouve.chemin(cle))
    releve.explain(textes["modalites"], "contexte", prouve.chemin("modalites"))
    numero = textes["fiche"].texte.strip()
    noms = [textes[cle].texte.strip() for cle in ("fiche", "objectif", "mesure")]
    sous_total = next((n for n in noms if _SOUS_TOTAL.fullmatch(n)), "")
    total = next((n for n in noms if _TOTAL.fullmatch(n)), "")
    releve.take(textes["fiche"])
    if sous_total:
        action = f"Sous-total engagement {engagement}" if engagement else sous_total
        releve.read_rangee(prouve, rangee, action=action, origine="tableau_financier", niveau="sous_total")
    elif total:
        releve.read_rangee(prouve, rangee, action="Total", origine="tableau_financier", niveau="total")
    elif _NUMERO.fullmatch(numero):
        releve.read_rangee(
            prouve, rangee, action=normalize_numero(numero), origine="tableau_financier", niveau="action"
        )
    elif not numero:
        libelle = noms[1] or noms[2]
        releve.read_rangee(prouve, rangee, action="", origine="tableau_financier", niveau="action", libelle=libelle)
    else:
        for cellule in rangee.cellules:
            releve.explain(cellule, "non_compris")
