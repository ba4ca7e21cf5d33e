"""Where one stands in a document: the action, and the sheet, that a line of prose belongs to."""

import re
import sys
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from cdppe.controles.memoire import remember
from cdppe.controles.mots import check_dernier
from cdppe.documents import Passage, Rangee, Tableau
from cdppe.facts import sort_key
from cdppe.plugins.controle import Dossier, NonApplicable, Page, Place
from cdppe.plugins.releve import normalize_numero

NUMERO = r"\d{1,2}(?:\s?(?:bis|ter|quater|[a-d])\b)?"
"""The number of an action as reports print it: ``9 bis``, ``13a``."""
_TETE = re.compile(
    r"\W*(?P<nom>fiche[ -]action|fiche|action)\s*(?:n\s*[°º]\s*)?"
    rf"(?P<numero>{NUMERO})(?![\d€%])\s*[:–-]?\s*(?P<titre>.*)",
    re.IGNORECASE | re.DOTALL,
)
_DEBUT = 20
_Cle = tuple[tuple[int, int, str], ...]


def list_pages(dossier: Dossier, annee: int) -> tuple[Page, ...]:
    """The text of the documents, looked at with the last year; NonApplicable without it."""
    check_dernier(dossier, annee)
    check_texte(dossier)
    return dossier.pages


def check_texte(dossier: Dossier) -> None:
    """Raises NonApplicable where the facts alone are known."""
    if not dossier.documents:
        raise NonApplicable("le texte du document n'est pas disponible")


def list_lignes(page: Page, indice: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """The lines where ``indice``, which is quick to look for, stands: their first character and their end."""
    fin = -1
    for vu in indice.finditer(page.texte):
        if vu.start() > fin:
            debut, fin = page.texte.rfind("\n", 0, vu.start()) + 1, page.texte.find("\n", vu.start())
            fin = fin if fin >= 0 else len(page.texte)
            yield debut, fin


def search_lignes(
    page: Page, indice: re.Pattern[str], motif: re.Pattern[str], *, entieres: bool = False
) -> Iterator[re.Match[str]]:
    """What ``motif`` finds in these lines, or those that it matches whole."""
    for debut, fin in list_lignes(page, indice):
        if entieres:
            yield from filter(None, (motif.fullmatch(page.texte, debut, fin),))
        else:
            yield from motif.finditer(page.texte, debut, fin)


def list_tableaux(dossier: Dossier) -> list[tuple[str, Tableau]]:
    """Every table of the documents, with the name of its document."""
    return [(d.nom, b) for d in dossier.documents for b in d.blocs if isinstance(b, Tableau)]


def place_rangee(document: str, rangee: Rangee) -> Place:
    """A row of a table, and what its cells print."""
    return Place(document, rangee.lieu, " | ".join(c.texte for c in rangee.cellules)[:300])


def name_action(action: str) -> str:
    """How a sentence begins."""
    return f"Action {action}" if action else "Rapport"


class Tete(NamedTuple):
    """A line that begins with the number of a sheet or an action; ``titre`` is what follows, or the next line."""

    document: str
    nom: str
    numero: str
    titre: str
    passage: Passage
    suivant: Passage | None

    @property
    def lieux(self) -> tuple[str, ...]:
        """The lines of the number and of the title."""
        return tuple(dict.fromkeys((self.passage.lieu(), *((self.suivant.lieu(),) if self.suivant else ()))))


def find_action(dossier: Dossier, document: str, ligne: str) -> str:
    """The action whose description last began above a line, empty before the first."""
    siens = remember(dossier, "reperes", lambda: _sort_debuts(dossier)).get(document, [])
    cle = ((0, int(ligne), ""),) if ligne.isdigit() else sort_key(ligne)  # asked of every line: most are numbers
    rang = bisect_right(siens, (cle, chr(sys.maxunicode)))
    return siens[rang - 1][1] if rang else ""


def _sort_debuts(dossier: Dossier) -> dict[str, list[tuple[_Cle, str]]]:
    debuts: dict[str, list[tuple[_Cle, str]]] = defaultdict(list)
    sans_fiche = {a.action for a in dossier.lecture.anomalies if a.code == "fiche_absente"}
    for action in (a for a in dossier.lecture.actions if a.numero not in sans_fiche):
        debuts[action.document].append((sort_key(action.ligne), action.numero))
    return {nom: sorted(siens) for nom, siens in debuts.items()}


def list_tetes(dossier: Dossier) -> tuple[Tete, ...]:
    """Every line or first cell that begins with the number of a sheet or an action of the dossier's."""
    return remember(dossier, "tetes", lambda: tuple(_iter_tetes(dossier)))


def _iter_tetes(dossier: Dossier) -> Iterator[Tete]:
    for document in dossier.documents:
        passages: list[Passage] = []
        for bloc in document.blocs:
            if isinstance(bloc, Tableau):
                passages += (r.cellules[0] for r in bloc.rangees if r.cellules)
            elif bloc.passage:
                passages.append(bloc.passage)
        for rang, passage in enumerate(passages):
            debut = passage.texte[:_DEBUT].lower()
            trouvee = _TETE.match(passage.texte) if "fiche" in debut or "action" in debut else None
            if not trouvee:
                continue
            titre, suivant = trouvee["titre"].strip(), None
            if not titre and rang + 1 < len(passages):
                suivant = passages[rang + 1]
                titre = suivant.texte
            yield Tete(
                document.nom,
                trouvee["nom"].lower().replace("-", " "),
                normalize_numero(trouvee["numero"]),
                titre,
                passage,
                suivant,
            )
