"""The financial table: one row for each action, sub-totals by engagement and the contract's total."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from cdppe.api import (
    Cadre,
    Engagement,
    Niveau,
    Passage,
    Rangee,
    Releve,
    Section,
    Source,
    Tableau,
    TableauProuve,
    find_nombres,
    is_cellule_montant,
    normalize_libelle,
    normalize_numero,
    prove_tableau,
)

NOM = "rapport_financier"
_NUMERO = re.compile(
    r"(?:fiche(?:[- ]action)?\s*)?(?:n\s*[°º]\s*)?"
    r"(?P<numero>\d{1,3}(?: ?(?:bis|ter|quater|[a-z]))?(?: (?:et|à) \d{1,3})?)",
    re.IGNORECASE,
)
_ENGAGEMENT = re.compile(r"engagement\s+(?:n\s*[°º]\s*)?(?P<code>[1-4]|transvers)", re.IGNORECASE)
_TOTAL = re.compile(r"(?P<sous>sous[- ]?)?total\b[\s:]*(?P<objet>.*)", re.IGNORECASE)
_CONTRAT = re.compile(r"(?:g[ée]n[ée]ral|global|du\s+(?:contrat|CDPPE))?", re.IGNORECASE)
_MONNAIE = re.compile(r"€|\beuros?\b|\bEUR\b", re.IGNORECASE)
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
    au_dessus: Passage | None = None
    """The objective's cell that spans this row: its own, or the last filled one above it in the engagement."""


def _find_seule(rangee: Rangee) -> Passage | None:
    """The one text of a row that has no other: an engagement's heading, whatever column it stands in."""
    pleines = [c for c in rangee.cellules if c]
    return pleines[0] if len({c.texte for c in pleines}) == 1 else None


def find_tableau(sections: tuple[Section, ...], cadre: Cadre) -> Tableau | None:
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
        # Lines of prose count only where they may be an engagement's heading; the reader puts them after their table.
        gardees = (r for r in rangees if len(r.cellules) > 1 or _find_engagement(r, cadre))
        return Tableau(tuple(sorted(gardees, key=lambda r: int(r.lieu) if r.lieu.isdigit() else 0)))
    return None


def _read_numero(texte: str) -> str:
    """The action's number that a cell is, empty for none."""
    trouve = _NUMERO.fullmatch(texte.strip())
    return normalize_numero(trouve["numero"]) if trouve else ""


def _find_engagement(rangee: Rangee, cadre: Cadre) -> Engagement | None:
    """The engagement that a row of one single cell names."""
    seule = _find_seule(rangee)
    if seule is None:
        return None
    texte = seule.texte.strip("*# ")
    if trouve := cadre.match_engagement(texte) or cadre.match_engagement(texte.split(":")[0]):
        return trouve.code
    return None if texte.endswith(".") else _read_code(_ENGAGEMENT.match(texte))  # a sentence is no heading


def _read_code(trouve: re.Match[str] | None) -> Engagement | None:
    codes: tuple[Engagement, ...] = ("1", "2", "3", "4", "transverse")
    return next((c for c in codes if trouve and c.startswith(trouve["code"].lower())), None)


def _iter_rangees(tableau: Tableau, cadre: Cadre) -> Iterator[tuple[Engagement, Rangee]]:
    engagement: Engagement = ""
    for rangee in tableau.rangees:
        trouve = _find_engagement(rangee, cadre)
        engagement = trouve or engagement
        if not trouve:
            yield engagement, rangee
        if any((total := _TOTAL.fullmatch(c.texte)) and total["sous"] for c in rangee.cellules):
            engagement = ""  # what follows stands under the next heading, or under one that is not understood


def find_rangements(sections: tuple[Section, ...], cadre: Cadre) -> dict[str, Rangement]:
    """For each action the engagement under which the table prints it.

    The numbers are sought in the column that is full of different ones: a table refused for its headers still says it.
    """
    tableau = find_tableau(sections, cadre)
    if tableau is None:
        return {}
    comptes = [
        len({_read_numero(r.cellule(rang).texte) for r in tableau.rangees} - {""}) for rang in range(tableau.largeur)
    ]
    nommee = _find_colonne(tableau, "fiche")
    sure = nommee is not None and 2 * comptes[nommee] > max(comptes)
    colonne = nommee if nommee is not None and sure else comptes.index(max(comptes))
    objectifs = _find_colonne(tableau, "objectif")
    rangements: dict[str, Rangement] = {}
    au_dessus, dernier = None, ""
    for engagement, rangee in _iter_rangees(tableau, cadre):
        sien = rangee.cellule(objectifs) if objectifs is not None else None
        # A row that opens a measure without an objective stands under none.
        if engagement != dernier or sien or (objectifs and any(rangee.cellules[:objectifs])):
            au_dessus, dernier = sien or None, engagement
        if numero := _read_numero(rangee.cellule(colonne).texte):
            rangements[numero] = Rangement(engagement, rangee, sien, au_dessus)
    return rangements


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
) -> Tableau | None:
    """Add the amounts of the financial table, once its columns are proven, and return it.

    ``annonces`` are the amounts that each action's own sheet states by source.
    """
    tableau = find_tableau(sections, releve.cadre) or _find_ailleurs(releve, sections)
    if tableau is None:
        return None
    prouve = releve.prove(tableau, NOM, lambda essai: _find_doute(essai, annonces))
    if prouve is None:
        return tableau
    for rangee in prouve.rangees:
        if _find_engagement(rangee, releve.cadre):
            for cellule in rangee.cellules:
                releve.explain(cellule, "reference")
    for engagement, rangee in _iter_rangees(Tableau(prouve.rangees), releve.cadre):
        _read_rangee(releve, prouve, rangee, engagement)
    return tableau


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
        if (numero := _read_numero(numero)) and len(nombres) == 1 and nombres[0].valeur:
            annonce = annonces.get(numero, {})
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


def _find_intrus(prouve: TableauProuve, rangee: Rangee) -> str:
    """The first cell that belongs in another column: the row does not stand under its headers."""
    colonnes = prouve.disposition.colonnes
    motifs = [c.motif for c in colonnes if c.etape is None and c.motif]
    for colonne in colonnes:
        texte = prouve.cellule(rangee, colonne.cle).texte
        chiffre = any(c.isdigit() for c in texte)
        if colonne.etape is None:
            deplace = chiffre and is_cellule_montant(texte) and bool(_MONNAIE.search(texte))
        else:
            mots = bool(texte) and not chiffre and not is_cellule_montant(texte)
            deplace = mots and any(re.fullmatch(motif, texte, re.IGNORECASE) for motif in motifs)
        if deplace:
            return texte
    return ""


def _name_total(imprime: str, engagement: Engagement) -> tuple[str, Niveau]:
    """A total's name as printed, with the engagement where the name alone repeats; and of what it is the total."""
    trouve = _TOTAL.fullmatch(imprime)
    if trouve is None:
        return "", "action"
    if not trouve["sous"] and _CONTRAT.fullmatch(trouve["objet"]):
        return imprime, "total"
    code = _read_code(_ENGAGEMENT.match(trouve["objet"])) or ("" if trouve["objet"] else engagement)
    return f"Sous-total engagement {code}" if code else imprime, "sous_total"


def _read_rangee(releve: Releve, prouve: TableauProuve, rangee: Rangee, engagement: Engagement) -> None:
    if intrus := _find_intrus(prouve, rangee):
        releve.anomalie(
            "rangee_decalee",
            "bloquante",
            f"Tableau « {NOM} » : la cellule « {intrus} » n'est pas sous son en-tête ; la rangée n'est pas lue. "
            "Remettez ses cellules en place.",
            [rangee.lieu],
            "",
            " | ".join(prouve.chemins),
            " | ".join(c.texte for c in rangee.cellules),
        )
        for rang, cellule in enumerate(rangee.cellules):
            chemin = prouve.chemins[rang] if rang < len(prouve.chemins) else ""
            releve.explain(cellule, "disposition_inconnue", chemin)
        return
    textes = {cle: prouve.cellule(rangee, cle) for cle in ("mesure", "objectif", "fiche", "modalites")}
    for cle in ("mesure", "objectif"):
        releve.explain(textes[cle], "reference", prouve.chemin(cle))
    releve.explain(textes["modalites"], "reference", prouve.chemin("modalites"))
    imprime = textes["fiche"].texte.strip()
    noms = [imprime, *(textes[cle].texte.strip() for cle in ("objectif", "mesure"))]
    total, niveau = next((t for n in noms if (t := _name_total(n, engagement))[0]), ("", "action"))
    numero = _read_numero(imprime)
    releve.take(textes["fiche"])
    if not total and not numero and imprime:
        for cellule in rangee.cellules:
            releve.explain(cellule, "non_compris")
        return
    libelle = "" if total or numero else noms[1] or noms[2]
    releve.read_rangee(
        prouve,
        rangee,
        action=total or numero,
        origine="tableau_financier",
        niveau=niveau,
        libelle=libelle,
        interprete=not (total or numero or libelle),
    )
