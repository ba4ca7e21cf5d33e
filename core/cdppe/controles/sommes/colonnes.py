"""Rows TOTAL of small tables, whose figures are no facts of their own: each column against the rows above it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from cdppe.controles.memoire import remember
from cdppe.controles.mots import format_nombre
from cdppe.controles.reperes import find_action, list_tableaux, name_action, place_rangee
from cdppe.documents import Rangee, Tableau
from cdppe.parsing.nombres import find_nombres
from cdppe.plugins.controle import Constat, Dossier, compute_tolerance

_TOTAL = re.compile(r"\W*(?:sous[- ]?)?tota(?:l|ux)\b[^\d%]{0,40}\Z", re.IGNORECASE)
_RIEN = re.compile(r"[-–—/x\s]*(?:€|n[eé]ant|aucune?|nd|nr|nc)?\s*\Z", re.IGNORECASE)
_UNITES = re.compile(r"\s*(?:€|euros?)?\s*\Z", re.IGNORECASE)
_PAS_UNE_SOMME = re.compile(
    r"%|\btaux\b|\bmoyenn?e?|\bm[ée]diane?|\bdur[ée]e|\bann[ée]e|\bdate|\bprix|\bn°", re.IGNORECASE
)
_ARGENT = re.compile(
    r"€|\beuros?\b|\b(?:montant|budget|co[ûu]t|cr[ée]dit|subvention|d[ée]pense|financement|conventionnement)",
    re.IGNORECASE,
)
_AUTRE_CHOSE = Decimal("2.5")
"""Rows that miss a total by more than the total over this are not all that it gathers."""


@dataclass(frozen=True)
class Colonne:
    """A column of a table that a row TOTAL closes: its name, the total, and the rows that should make it."""

    document: str
    nom: str
    total: Decimal
    rangee: Rangee
    parts: tuple[tuple[Decimal, Rangee], ...]
    fin: int | None
    euros: bool

    @property
    def somme(self) -> Decimal:
        """What its rows make."""
        return sum((n for n, _ in self.parts), Decimal(0))

    @property
    def is_fausse(self) -> bool:
        """Whether more than rounding, and less than another meaning, makes them differ."""
        ecart = abs(self.total - self.somme)
        tolerance = compute_tolerance((self.total, *(n for n, _ in self.parts))) if self.euros else Decimal(0)
        return tolerance < ecart <= max(self.total, self.somme) / _AUTRE_CHOSE


def list_colonnes(dossier: Dossier) -> list[Colonne]:
    """Those of every table, but of the totals that are facts: other controls compare these."""
    return remember(dossier, "colonnes_totalisees", lambda: list(_iter_colonnes(dossier)))


def _iter_colonnes(dossier: Dossier) -> Iterator[Colonne]:
    tableaux = [(document, t, totaux) for document, t in list_tableaux(dossier) if (totaux := _list_totaux(t))]
    fins: dict[tuple[str, str], int] = {}
    connues = {(i.document, i.ligne) for i in dossier.lecture.indicateurs}
    for f in dossier.lecture.financements if tableaux else ():
        fins[f.document, f.ligne] = max(fins.get((f.document, f.ligne), 0), f.fin or 0)
        if f.niveau in ("sous_total", "total", "action"):
            connues.add((f.document, f.ligne))
    for document, tableau, totaux in tableaux:
        if not any((document, tableau.rangees[n].lieu) in connues for n in totaux):
            fin = max((fins.get((document, r.lieu), 0) for r in tableau.rangees), default=0) or None
            yield from _list_siennes(document, tableau, totaux, fin)


def _list_totaux(tableau: Tableau) -> list[int]:
    """The rows TOTAL, below the header."""
    tetes = [_read_tete(r) for r in tableau.rangees]
    return [n for n, tete in enumerate(tetes) if n and "ota" in tete.lower() and _TOTAL.match(tete)]


def _read_tete(rangee: Rangee) -> str:
    return next((c.texte for c in rangee.cellules if c), "")


def _list_siennes(document: str, tableau: Tableau, totaux: Sequence[int], fin: int | None) -> Iterator[Colonne]:
    """Rows before the first total, or between two; below a total that comes first."""
    tetes = tableau.entetes
    for rang, n in enumerate(totaux):
        debut = totaux[rang - 1] + 1 if rang else tetes
        bornes = (debut, n) if n > debut else (n + 1, len(tableau.rangees)) if len(totaux) == 1 else (n, n)
        rangees, ligne = tableau.rangees[bornes[0] : bornes[1]], tableau.rangees[n]
        if any(len(r.cellules) > len(ligne.cellules) for r in rangees):
            continue  # which figure stands in which column is not sure
        for colonne in range(1, len(ligne.cellules)):
            total = _read(ligne.cellules[colonne].texte)
            nom = " ".join(r.cellule(colonne).texte for r in tableau.rangees[:tetes]).strip()
            if total is None or _PAS_UNE_SOMME.search(nom):
                continue
            lus = [(r.cellule(colonne).texte, r) for r in rangees]
            parts = [(nombre, r) for texte, r in lus if (nombre := _read(texte)) is not None]
            muets = [texte for texte, _ in lus if _read(texte) is None and not _RIEN.match(texte)]
            sommes = [_read(tableau.rangees[m].cellules[colonne].texte) for m in totaux[:rang]]
            if len(parts) > 1 and not muets and total not in (sum(n for n in sommes if n), None):
                textes = nom, ligne.cellules[colonne].texte, *(t for t, _ in lus)
                yield Colonne(document, nom, total, ligne, tuple(parts), fin, bool(_ARGENT.search(" ".join(textes))))


def _read(texte: str) -> Decimal | None:
    """The number of a cell that holds nothing else."""
    nombres = find_nombres(texte) if any(c.isdigit() for c in texte) else []
    if len(nombres) != 1 or nombres[0].valeur is None:
        return None
    (nombre,) = nombres
    seul = not texte[: nombre.debut].strip() and _UNITES.match(texte, nombre.fin)
    return nombre.valeur if seul else None


def describe_colonne(dossier: Dossier, c: Colonne, question: str) -> Constat:
    """A total that its rows do not make."""
    unite = "€" if c.euros else ""
    action = find_action(dossier, c.document, c.rangee.lieu)
    nom, ecart = f", « {c.nom} »" if c.nom else "", format_nombre(abs(c.total - c.somme), unite)
    return Constat(
        (place_rangee(c.document, c.rangee), *(place_rangee(c.document, r) for _, r in c.parts)),
        f"{name_action(action)}, l. {c.rangee.lieu}{nom} : le total imprimé est {format_nombre(c.total, unite)}, la "
        f"somme de ses {len(c.parts)} lignes fait {format_nombre(c.somme, unite)}, soit {ecart} d'écart.",
        action=action,
        objet=f"total de tableau {c.nom}".strip(),
        periode=str(c.fin or ""),
        trouve=str(c.total),
        attendu=str(c.somme),
        difference=str(c.total - c.somme),
        termes=tuple(f"l. {r.lieu} : {n}" for n, r in c.parts),
        question=question,
    )
