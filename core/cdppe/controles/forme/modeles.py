"""Sentences of a form that nobody filled in: "X séances de X heures"."""

import re
from collections import defaultdict
from collections.abc import Iterator

from cdppe.controles.memoire import compile_motif
from cdppe.controles.mots import format_liste
from cdppe.controles.reperes import find_action, list_pages, name_action, search_lignes
from cdppe.plugins.controle import Constat, Dossier, Examen, Place

_INDICE = re.compile(r"X|xx|JJ|__|…|\.\.|\( ?[àÀA]|« ?[àÀA]|\[ ?[àÀA]")
_TROU = (
    r"(?<![\w'’.])(?:(?:X{1,3}|x{2,3})\s?(?:€|%|euros?\b|ETP\b|(?:jour|mois|an)\b|[a-zéèêà]{3,}s\b)"
    r"|(?:JJ|XX|xx|\.\.)/(?:MM|XX|xx|\.\.)/(?:AAAA|20XX|20xx|X{4}|x{4})\b"
    r"|(?:[_…]{3,}|\.{4,}) ?(?:€|%|euros?\b|ETP\b|[a-zéèêà]{4,}s\b)"
    r"|[\[(«] ?(?:à|A|À) (?:compléter|préciser|renseigner|remplir) ?[\])»])"
)
_CITES = 3


def _examine_modeles(dossier: Dossier, annee: int) -> Iterator[Constat]:
    par_action: dict[str, dict[Place, set[str]]] = defaultdict(dict)
    for page in list_pages(dossier, annee):
        for trou in search_lignes(page, _INDICE, compile_motif(_TROU)):
            place = page.place(*trou.span())
            par_action[find_action(dossier, page.document, place.ligne)].setdefault(place, set()).add(trou[0])
    for action, places in par_action.items():
        par_ligne = {(p.document, p.ligne): p for p in reversed(places)}
        cites = format_liste(f"« {c} »" for c in sorted(set().union(*places.values()))[:_CITES])
        yield Constat(
            places=tuple(reversed(par_ligne.values())),
            phrase=f"{name_action(action)} : des phrases du modèle n'ont pas été remplies ({cites}).",
            action=action,
            objet="modèle non rempli",
            question="Pouvez-vous compléter ces phrases ?",
        )


MODELES: dict[str, Examen] = {"modele_non_rempli": _examine_modeles}
