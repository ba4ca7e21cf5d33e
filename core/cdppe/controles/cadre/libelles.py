"""The label that tables print on an action's row, from one table to the next."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator

from cdppe.controles.mots import format_liste
from cdppe.controles.reperes import list_tableaux, place_rangee
from cdppe.documents import Tableau
from cdppe.facts.libelles import normalize_libelle
from cdppe.plugins.controle import Constat, Dossier, Place
from cdppe.plugins.releve import normalize_numero

_LIBELLE = re.compile(r"\W*(?:objectif|intitulé|libellé|mesure)\b", re.IGNORECASE)
_NUMERO = re.compile(r"\W*(?:n°\s*)?(?:fiche|action)\b", re.IGNORECASE)
_ENTETES, _MOTS_MIN = 3, 4


def _find_colonnes(tableau: Tableau) -> tuple[int, int] | None:
    """Where a table prints the label and the number of its actions."""
    for rangee in tableau.rangees[:_ENTETES]:
        libelles = [n for n, c in enumerate(rangee.cellules) if _LIBELLE.match(c.texte)]
        numeros = [n for n, c in enumerate(rangee.cellules) if _NUMERO.match(c.texte)]
        if libelles and numeros and libelles[-1] < numeros[0]:
            return libelles[-1], numeros[0]
    return None


def examine_libelles(dossier: Dossier) -> Iterator[Constat]:
    """A row that bears the label of another action, when the action has its own in other tables."""
    imprimes: dict[str, dict[str, list[tuple[Place, str]]]] = defaultdict(lambda: defaultdict(list))
    for document, tableau in list_tableaux(dossier):
        if not (colonnes := _find_colonnes(tableau)):
            continue
        for rangee in tableau.rangees:
            libelle, numero = (rangee.cellule(n).texte for n in colonnes)
            cle = normalize_libelle(libelle)
            if normalize_numero(numero) in dossier.actions and len(cle.split()) >= _MOTS_MIN:
                imprimes[normalize_numero(numero)][cle].append((place_rangee(document, rangee), libelle))
    propres = {
        numero: Counter({cle: len(places) for cle, places in siens.items()}).most_common(1)[0]
        for numero, siens in imprimes.items()
    }
    for numero, siens in imprimes.items():
        propre, nombre = propres[numero]
        for cle, trouves in siens.items():
            autres = [n for n, (libelle, fois) in propres.items() if libelle == cle and fois > 1 and n != numero]
            if cle == propre or len(trouves) >= nombre or not autres:
                continue
            yield Constat(
                places=tuple(p for p, _ in (*trouves, *siens[propre], *imprimes[autres[0]][cle])),
                phrase=f"Action {numero} : un tableau (l. {format_liste(p.ligne for p, _ in trouves)}) lui donne le "
                f"libellé de l'action {format_liste(autres)} « {trouves[0][1]} » ; les autres "
                f"(l. {format_liste(p.ligne for p, _ in siens[propre])}) « {siens[propre][0][1]} ».",
                action=numero,
                objet=f"libellé de l'action {autres[0]}",
                question=f"Cette ligne est-elle bien celle de l'action {numero} ?",
            )
