"""Figures that two honest readers would read differently: what is asked so that they can be counted."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise

from cdppe.controles.mots import check_dernier, format_liste
from cdppe.facts import Financement, Indicateur, sort_key
from cdppe.parsing import find_nombres
from cdppe.parsing.montants import find_montants
from cdppe.plugins.controle import Constat, Dossier, Examen, place_of

_PAR_AN = re.compile(
    r"\bpar an\b|/\s?ans?\b|/\s?ann[ée]e|ann[ée]e pleine|\bpour (?:\d|deux|trois) ans\b", re.IGNORECASE
)
_MARGE = 80
_MILIEU = 121
"""Where a figure stands in an extract that is cut on its left."""
_CITE = 80
_Fait = Financement | Indicateur


def _is_collee(fait: _Fait) -> bool:
    """Two figures with nothing between them in a cell, and no reading of it."""
    if fait.certitude != "ambigu" or fait.texte.startswith("…") or fait.texte.endswith("…"):
        return False
    nombres = [n for n in find_nombres(fait.texte) if n.nature in ("nombre", "pourcentage")]
    if isinstance(fait, Financement):
        spans = [(m.debut, m.fin) for m in find_montants(fait.texte)] or [(n.debut, n.fin) for n in nombres]
    else:
        spans = [(n.debut, n.fin) for n in nombres]
    return any(not fait.texte[avant[1] : apres[0]].strip(" €") for avant, apres in pairwise(spans))


def _is_par_an(fait: _Fait) -> bool:
    if fait.certitude != "ambigu" or not isinstance(fait, Financement):
        return False
    milieu = _MILIEU if fait.texte.startswith("…") else 0
    return bool(_PAR_AN.search(fait.texte[max(0, milieu - _MARGE) : milieu + _MARGE if milieu else None]))


def _is_montant(fait: _Fait) -> bool:
    return fait.certitude == "ambigu" and isinstance(fait, Financement) and not (_is_collee(fait) or _is_par_an(fait))


def _is_valeur(fait: _Fait) -> bool:
    """Cells of tables only: what prose says of several figures is no question."""
    if fait.certitude != "ambigu" or not isinstance(fait, Indicateur) or _is_collee(fait):
        return False
    return bool(fait.colonne) and fait.nature != "commentaire"


def _cite(faits: Iterable[_Fait]) -> str:
    """The first cells; the cut extracts of prose show only where the figure stands."""
    textes = list(dict.fromkeys(re.sub(r"\s+", " ", f.texte) for f in faits))
    courts = [t if len(t) <= _CITE else f"{t[:_CITE].rstrip()}…" for t in textes[:2]]
    autres = [f"{len(textes) - 2} autres"] if len(textes) > 2 else []
    return format_liste([*(f"« {t} »" for t in courts), *autres])


def _examine_ambigus(
    choisit: Callable[[_Fait], bool], phrase: str, question: str
) -> Callable[[Dossier, int], Iterator[Constat]]:
    """One finding for each action: its cells that have two readings, all their lines."""

    def examine(dossier: Dossier, annee: int) -> Iterator[Constat]:
        check_dernier(dossier, annee)
        par_action: dict[str, dict[tuple[str, str, str], _Fait]] = defaultdict(dict)
        faits: Iterable[_Fait] = (*dossier.lecture.financements, *dossier.lecture.indicateurs)
        for fait in faits:
            if choisit(fait):
                par_action[fait.action].setdefault((fait.document, fait.ligne, fait.texte), fait)
        for action, groupe in sorted(par_action.items(), key=lambda c: sort_key(c[0])):
            places = tuple(place_of(f) for f in groupe.values())
            qui = f"Action {action}" if action in dossier.actions else action or "Hors action"
            yield Constat(
                places=places,
                phrase=f"{qui} : {phrase} ({_cite(groupe.values())}).",
                action=action,
                objet=" / ".join(sorted({re.sub(r"\s+", " ", f.texte)[:80] for f in groupe.values()})),
                termes=tuple(f"l. {f.ligne} : {f.texte}" for f in groupe.values()),
                question=question,
            )

    return examine


DOUTES: dict[str, Examen] = {
    "chiffres_accoles": _examine_ambigus(
        _is_collee,
        "des cellules portent plusieurs nombres sans rien entre eux",
        "Que désigne chacun de ces nombres, et lequel faut-il retenir ?",
    ),
    "montant_par_an": _examine_ambigus(
        _is_par_an,
        "des montants « par an », de plusieurs années ou en année pleine ne disent pas à quelles années ils reviennent",
        "Quel montant revient à chaque année ?",
    ),
    "montant_ambigu": _examine_ambigus(
        _is_montant,
        "des montants peuvent se lire de plusieurs façons et ne sont pas comptés",
        "Comment ces lignes doivent-elles être lues : quel montant, de quelle source, pour quelle année ?",
    ),
    "valeur_ambigue": _examine_ambigus(
        _is_valeur,
        "des valeurs d'indicateurs peuvent se lire de plusieurs façons et ne sont pas reprises",
        "Quelle valeur faut-il retenir pour chacun de ces indicateurs ?",
    ),
}
