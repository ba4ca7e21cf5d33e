"""Figures that two honest readers would read differently: what is asked so that they can be counted."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from cdppe.controles.mots import agree, check_dernier, clean_texte, count, cut_around, format_liste, quote
from cdppe.documents.blocs import MARGE_TEXTE
from cdppe.facts import Financement, Indicateur, sort_key
from cdppe.parsing import find_nombres
from cdppe.parsing.montants import find_montants
from cdppe.plugins.controle import Constat, Dossier, Examen, place_of

_COUPE = "…"
_PORTEE = 80
_CITES = 2
_Fait = Financement | Indicateur


class _Dit(NamedTuple):
    """What is said of one cell, and of several."""

    un: str
    plusieurs: str


@cache
def _compile_par_an() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What says of the amount before it, or of the one after it, that it is a year's or several years'."""
    durees = r"\b(?:pour|sur|pendant) (?:\d|deux|trois|quatre) ans\b"
    apres = rf"[^\d€;.]{{0,40}}?(?:\bpar an\b|/\s?ans?\b|/\s?ann[ée]e|\bannée pleine|{durees})"
    avant = r"\b(?:par an|année pleine)\s*(?:[:=]|de)?\s*\Z"
    return re.compile(apres, re.IGNORECASE), re.compile(avant, re.IGNORECASE)


def _is_collee(fait: _Fait) -> bool:
    """Two figures with nothing between them in a cell, and no reading of it."""
    if fait.certitude != "ambigu" or fait.texte.startswith(_COUPE) or fait.texte.endswith(_COUPE):
        return False
    nombres = [n for n in find_nombres(fait.texte) if n.nature in ("nombre", "pourcentage")]
    if isinstance(fait, Financement):
        spans = [(m.debut, m.fin) for m in find_montants(fait.texte)] or [(n.debut, n.fin) for n in nombres]
    else:
        spans = [(n.debut, n.fin) for n in nombres]
    return any(not fait.texte[avant[1] : apres[0]].strip(" €") for avant, apres in pairwise(spans))


def _find_montant(fait: Financement) -> tuple[int, int] | None:
    """Where the amount in doubt stands in its extract: where this was cut around it, else nearest to its label."""
    texte, spans = fait.texte, [(m.debut, m.fin) for m in find_montants(fait.texte)]
    if not spans:
        return None
    if texte.startswith(_COUPE):
        return min(spans, key=lambda s: abs(s[0] - len(_COUPE) - MARGE_TEXTE))
    if texte.endswith(_COUPE):
        return min(spans, key=lambda s: abs(len(texte) - len(_COUPE) - MARGE_TEXTE - s[1]))
    libelle = fait.libelle.rpartition(" — ")[2]
    debut = max(0, texte.find(libelle))
    return min(spans, key=lambda s: max(s[0] - debut - len(libelle), debut - s[1]))


def _is_par_an(fait: _Fait) -> bool:
    """Whether the amount itself, and not another figure of the line, is of a year or of several."""
    if fait.certitude != "ambigu" or not isinstance(fait, Financement):
        return False
    if (span := _find_montant(fait)) is None:
        return False
    apres, avant = _compile_par_an()
    devant = max(0, span[0] - _PORTEE)
    return bool(apres.match(fait.texte, span[1]) or avant.search(fait.texte, devant, span[0]))


def _is_montant(fait: _Fait) -> bool:
    return fait.certitude == "ambigu" and isinstance(fait, Financement) and not (_is_collee(fait) or _is_par_an(fait))


def _is_valeur(fait: _Fait) -> bool:
    """Cells of tables only: what prose says of several figures is no question."""
    if fait.certitude != "ambigu" or not isinstance(fait, Indicateur) or _is_collee(fait):
        return False
    return bool(fait.colonne) and fait.nature != "commentaire"


def _cite(dossier: Dossier, fait: _Fait) -> str:
    """The cell, or what surrounds the amount; a bare figure with its column, or the line it stands in."""
    if not isinstance(fait, Financement):
        return quote(fait.texte)
    if any(c.isalpha() for c in fait.texte):
        span = _find_montant(fait) or (0, 0)
        return f"« {clean_texte(cut_around(fait.texte, *span))} »"
    if fait.colonne:
        return f"{quote(fait.texte)} sous {quote(fait.colonne.rpartition(' / ')[2])}"
    page = next((p for p in dossier.pages if p.document == fait.document), None)
    return quote(page.place_ligne(fait.ligne).texte if page else fait.texte)


def _examine_ambigus(
    choisit: Callable[[_Fait], bool], dit: _Dit, question: _Dit
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
            cites = list(dict.fromkeys(_cite(dossier, f) for f in groupe.values()))
            autres = [count(len(cites) - _CITES, "autre")] if len(cites) > _CITES else []
            yield Constat(
                places=tuple(place_of(f) for f in groupe.values()),
                phrase=f"{name_groupe(dossier, action)} : {agree(len(cites), *dit)} "
                f"({format_liste([*cites[:_CITES], *autres])}).",
                action=action,
                objet=" / ".join(sorted(cites)),
                termes=tuple(f"l. {f.ligne} : {f.texte}" for f in groupe.values()),
                question=agree(len(cites), *question),
            )

    return examine


def name_groupe(dossier: Dossier, action: str) -> str:
    """``Action 12``, ``« TOTAL FIR »``, or what stands under no action."""
    if action in dossier.actions:
        return f"Action {action}"
    return f"« {action} »" if action else "Hors action"


_QUE_DESIGNE = "Que désigne chacun de ces nombres, et lequel faut-il retenir ?"
_QUELLE_ANNEE = "Quel montant revient à chaque année ?"

DOUTES: dict[str, Examen] = {
    "chiffres_accoles": _examine_ambigus(
        _is_collee,
        _Dit(
            "une cellule porte plusieurs nombres sans rien entre eux",
            "des cellules portent plusieurs nombres sans rien entre eux",
        ),
        _Dit(_QUE_DESIGNE, _QUE_DESIGNE),
    ),
    "montant_par_an": _examine_ambigus(
        _is_par_an,
        _Dit(
            "un montant « par an », de plusieurs années ou en année pleine ne dit pas à quelles années il revient",
            "des montants « par an », de plusieurs années ou en année pleine ne disent pas à quelles années ils "
            "reviennent",
        ),
        _Dit(_QUELLE_ANNEE, _QUELLE_ANNEE),
    ),
    "montant_ambigu": _examine_ambigus(
        _is_montant,
        _Dit(
            "un montant peut se lire de plusieurs façons et n'est pas compté",
            "des montants peuvent se lire de plusieurs façons et ne sont pas comptés",
        ),
        _Dit(
            "Comment cette ligne doit-elle être lue : quel montant, de quelle source, pour quelle année ?",
            "Comment ces lignes doivent-elles être lues : quels montants, de quelle source, pour quelle année ?",
        ),
    ),
    "valeur_ambigue": _examine_ambigus(
        _is_valeur,
        _Dit(
            "une valeur d'indicateur peut se lire de plusieurs façons et n'est pas reprise",
            "des valeurs d'indicateurs peuvent se lire de plusieurs façons et ne sont pas reprises",
        ),
        _Dit(
            "Quelle valeur faut-il retenir pour cet indicateur ?",
            "Quelle valeur faut-il retenir pour chacun de ces indicateurs ?",
        ),
    ),
}
