"""What each row of a financial table is, by what its cells hold; what they leave open is for the sums to prove."""

from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from cdppe.api import (
    VIDE,
    Cadre,
    Passage,
    Rangee,
    Source,
    is_cellule_montant,
    normalize_numero,
    read_montants,
)
from cdppe_ille_et_vilaine.pages import NUMERO, Page
from cdppe_ille_et_vilaine.regles import Regles

DECALAGES = (1, -1, 2, -2)

Nature = Literal["action", "suite", "objectif", "total", "inconnue"]


@dataclass
class Ligne:
    """One row being read.

    ``decalage`` is how many columns to the right of its place the whole row stands; ``ecart`` the same for the pair
    of an object and its amount alone. ``places`` are single cells that sums put back: key → data column that holds it.
    """

    rangee: Rangee
    page: Page
    nature: Nature
    numero: str = ""
    fonds: Source | None = None
    decalage: int = 0
    ecart: int = 0
    objet: Passage = VIDE
    montant: Passage = VIDE
    places: dict[str, int] = field(default_factory=dict)
    prouvee: bool = True
    """False when the cells' kinds leave another place than this one, and no sum has yet proven it."""
    connue: bool = True
    """False when the label of a row without number is no objective's."""
    doute: bool = False
    """True when the sums deny that the detail is the action's, and give it to nobody else."""

    @property
    def libelle(self) -> str:
        return self.page.cellule(self.rangee, "objectif", self.decalage).texte

    def cellule(self, cle: str) -> Passage:
        """The money cell of that key, wherever it stands; empty when the object of a detail stands there instead."""
        if cle in self.places:
            return self.rangee.cellule(self.places[cle])
        rang = self.page.colonnes.get(cle, -1)
        if rang < 0 or rang + self.decalage in (*self.places.values(), *self.page.ignorees):
            return VIDE
        prises = (self.page.objet + self.ecart, self.page.detail + self.ecart) if self.ecart else ()
        return VIDE if rang in prises else self.rangee.cellule(rang + self.decalage)

    def valeur(self, cle: str) -> Decimal | None:
        return value_of(self.cellule(cle))


def value_of(passage: Passage) -> Decimal | None:
    """The amount of a cell that is one amount or a stated zero; None for anything else, an empty one too."""
    return _value_of(passage.texte)


@lru_cache(maxsize=4096)  # every sum that is tried looks at the same cells again
def _value_of(texte: str) -> Decimal | None:
    if not is_cellule_montant(texte):
        return None
    lus = read_montants(texte)
    return lus[0].montant if len(lus) == 1 else None


def find_fonds(cadre: Cadre, texte: str) -> Source | None:
    source = cadre.match_source(texte)
    return source.code if source else None


def _fits(page: Page, rangee: Rangee, decalage: int, debut: int = 0) -> bool:
    """Whether every filled cell from ``debut`` on is of its column's kind when all are moved by ``decalage``."""
    roles = {page.tableau.rang(c) + decalage: c for c in ("objectif", "fiche", "source", "objet")}
    argent = {rang + decalage for rang in page.colonnes.values()} | {page.detail + decalage}
    for rang, cellule in enumerate(rangee.cellules):
        if not cellule or rang < debut or rang in page.ignorees:
            continue
        if rang in argent:
            if not is_cellule_montant(cellule.texte):
                return False
        elif rang not in roles or (roles[rang] == "objet" and is_cellule_montant(cellule.texte)):
            return False
    return True


def _is_only_place(page: Page, rangee: Rangee, decalage: int) -> bool:
    """Whether the cells right of the fund are of their columns' kinds when moved so, and in no other way."""
    debut = page.tableau.rang("source") + decalage + 1
    if page.ignorees or any(rang < page.objet for rang in page.autres):
        return False
    return not any(_fits(page, rangee, autre, debut) for autre in (0, *DECALAGES) if autre != decalage)


def _is_hors_argent(page: Page, rangee: Rangee, rang: int) -> bool:
    """Whether the amount of that cell is out of its place: its column holds words, or is none.

    Three figures alone may be a number's or a fund's ("304").
    """
    return rang not in (*page.colonnes.values(), page.detail) and len(rangee.cellule(rang).texte) > len("304")


def classify(page: Page, rangee: Rangee, cadre: Cadre, regles: Regles) -> Ligne | None:
    """What the row is; None for an empty one."""
    remplies = [rang for rang, c in enumerate(rangee.cellules) if c and rang not in page.ignorees]
    if not remplies:
        return None
    fiche, source = page.cellule(rangee, "fiche"), page.cellule(rangee, "source")
    objectif, fonds_imprime = page.cellule(rangee, "objectif"), find_fonds(cadre, source.texte)
    if NUMERO.fullmatch(fiche.texte) and (fonds_imprime or not is_cellule_montant(source.texte)):
        return _take_detail(Ligne(rangee, page, "action", normalize_numero(fiche.texte.lower()), fonds_imprime))
    if regles.is_total(objectif.texte):
        return Ligne(rangee, page, "total", fonds=regles.find_fonds(objectif.texte))
    for decalage in DECALAGES:
        ailleurs, fonds = page.cellule(rangee, "fiche", decalage), page.cellule(rangee, "source", decalage)
        if (
            NUMERO.fullmatch(ailleurs.texte)
            and find_fonds(cadre, fonds.texte) is not None
            and _fits(page, rangee, decalage)
        ):
            return Ligne(
                rangee,
                page,
                "action",
                normalize_numero(ailleurs.texte.lower()),
                find_fonds(cadre, fonds.texte),
                decalage,
                objet=page.cellule(rangee, "objet", decalage),
                montant=rangee.cellule(page.detail + decalage),
                prouvee=_is_only_place(page, rangee, decalage),
            )
    ligne = _classify_suite(page, rangee, remplies)
    if ligne.nature == "objectif" and not cadre.match_objectif(objectif.texte).objectifs:
        # A label that is no objective's may be a total's: its amounts are nobody's.
        ligne.connue = False
        if any(ligne.cellule(cle) for cle in page.colonnes):
            ligne.nature = "inconnue"
    return ligne


def _is_objet(texte: str) -> bool:
    return any(c.isalpha() for c in texte) and not is_cellule_montant(texte)


def _take_detail(ligne: Ligne) -> Ligne:
    """The row with its object and detail amount: in their columns, or both one column to the side."""
    page, rangee = ligne.page, ligne.rangee
    objet, montant = rangee.cellule(page.objet), rangee.cellule(page.detail)
    ligne.objet, ligne.montant = objet, montant
    voisines = page.detail == page.objet + 1  # else another column's amounts stand between the two
    if not voisines or montant or (objet and not is_cellule_montant(objet.texte)):
        return ligne
    for ecart in (-1, 1):
        a_cote, somme = rangee.cellule(page.objet + ecart), rangee.cellule(page.detail + ecart)
        dans_argent = page.objet + ecart in page.colonnes.values() or page.objet + ecart == page.detail
        if dans_argent and _is_objet(a_cote.texte) and (not somme or is_cellule_montant(somme.texte)):
            ligne.objet, ligne.montant, ligne.ecart = a_cote, somme, ecart
            ligne.prouvee = not somme or _is_hors_argent(page, rangee, page.detail + ecart)
            return ligne
    return ligne


def _classify_suite(page: Page, rangee: Rangee, remplies: list[int]) -> Ligne:
    """A row without number: a further detail of the action above, a second objective, or nobody knows."""
    objectif = page.tableau.rang("objectif")
    argent = [r for r in remplies if is_cellule_montant(rangee.cellule(r).texte)]
    textes = [r for r in remplies if r not in argent]
    reste = [r for r in remplies if r not in (objectif, page.objet, page.detail)]
    en_place = page.objet not in argent and page.detail not in textes
    if en_place and not reste and objectif not in argent:
        nature: Nature = "objectif" if objectif in textes else "suite"
        return Ligne(rangee, page, nature, objet=rangee.cellule(page.objet), montant=rangee.cellule(page.detail))
    if en_place and objectif in textes and all(r in argent and r in page.colonnes.values() for r in reste):
        return Ligne(rangee, page, "objectif", objet=rangee.cellule(page.objet), montant=rangee.cellule(page.detail))
    chiffres = [r for r in argent if any(c.isdigit() for c in rangee.cellule(r).texte)]
    if (
        page.detail >= 0
        and len(textes) <= 1
        and len(argent) <= 1
        and (not textes or not argent or textes[0] == argent[0] - 1)
    ):
        # An object and its amount side by side in other columns than theirs, or one of the two alone.
        place = argent[0] if argent else textes[0] + 1
        return Ligne(
            rangee,
            page,
            "suite",
            ecart=place - page.detail,
            objet=rangee.cellule(textes[0]) if textes else VIDE,
            montant=rangee.cellule(place) if chiffres else VIDE,
            prouvee=not chiffres
            or (textes == [page.objet + place - page.detail] and _is_hors_argent(page, rangee, place)),
        )
    return Ligne(rangee, page, "inconnue")
