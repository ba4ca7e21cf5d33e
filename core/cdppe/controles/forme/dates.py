"""Dates that do not exist, that stand years after the contract, or before what the report gives account of."""

import re
from calendar import monthrange
from collections import Counter
from collections.abc import Iterator
from datetime import date

from cdppe.controles.forme.hors_contrat import find_contrat
from cdppe.controles.mots import MOIS, format_liste
from cdppe.controles.reperes import find_action, list_pages, name_action, search_lignes
from cdppe.facts import sort_key
from cdppe.plugins.controle import Constat, Dossier, Examen, Page, Place, place_of

_RANGS = {nom: rang for rang, nom in enumerate(MOIS.split("|"), 1)}
_CHIFFRES = re.compile(r"(\d{1,2})([./])(\d{1,2})\2(\d{4,})(?![\d/-]|[.,]\d)")
_FIN_DATE = re.compile(r"[./]\d{1,2}[./]\d{4}")
# No day before the 20th is too many for a month.
_JOUR = re.compile(rf"(?P<jour>[2-9]\d)(?<![\d,.]\d\d)\s+(?P<mois>{MOIS})\b(?:\s+(?P<annee>20\d\d)\b)?", re.IGNORECASE)
_AN = re.compile(
    rf"(?:(?:\d{{1,2}}(?:er)?\s+)?(?:{MOIS})\s+|(?<![\d./])\d{{1,2}}[/.]\d{{1,2}}[/.])(?P<annee>20[2-9]\d)(?!\d)",
    re.IGNORECASE,
)
_AVENANT = re.compile(r"^\W*avenant\s+n", re.IGNORECASE | re.MULTILINE)
_TARDIF = re.compile(r"20[2-9]\d(?!\d)")
_DEVANT = 20
"""A day and a month take so many characters before their year."""
_LOIN, _MINIMUM, _MAX_JOUR = 5, 3, 31
"""Years after the contract that no date is about; so many amounts prove that a year is over."""


def _examine_impossibles(dossier: Dossier, annee: int) -> Iterator[Constat]:
    for page in list_pages(dossier, annee):
        for trouvee in search_lignes(page, _FIN_DATE, _CHIFFRES):
            if page.texte[max(0, trouvee.start() - 1) : trouvee.start()] in tuple("0123456789.,/-"):
                continue
            try:
                date(int(trouvee[4]), int(trouvee[3]), int(trouvee[1]))
            except ValueError:
                yield _make_impossible(page, trouvee)
        for trouvee in _JOUR.finditer(page.texte):
            # February has 29 days unless its year is printed; beyond 31 it may be a number before another word.
            jours = monthrange(int(trouvee["annee"] or 2020), _RANGS[trouvee["mois"].lower()])[1]
            if jours < int(trouvee["jour"]) and (trouvee["annee"] or int(trouvee["jour"]) <= _MAX_JOUR):
                yield _make_impossible(page, trouvee)


def _make_impossible(page: Page, trouvee: re.Match[str]) -> Constat:
    return Constat(
        places=(page.place(*trouvee.span()),), phrase=f"La date « {trouvee[0]} » n'existe pas.", objet=trouvee[0]
    )


def _examine_hors_contrat(dossier: Dossier, annee: int) -> Iterator[Constat]:
    pages = list_pages(dossier, annee)
    fin = find_contrat(dossier)[1]
    dates = {d.document: int(d.date[:4]) for d in dossier.lecture.documents if d.date[:4].isdigit()}
    for page in pages:
        limite = max(fin, min(dates.get(page.document, fin), fin + _LOIN)) + _LOIN
        par_ligne: dict[str, tuple[Place, list[str]]] = {}
        for an in _TARDIF.finditer(page.texte):
            dite = _AN.search(page.texte, max(0, an.start() - _DEVANT), an.end()) if int(an[0]) > limite else None
            if dite and dite.end() == an.end():
                place = page.place(*dite.span())
                par_ligne.setdefault(place.ligne, (place, []))[1].append(dite[0])
        for place, textes in par_ligne.values():
            action = find_fiche(dossier, page, place)
            cites = format_liste(f"« {t} »" for t in dict.fromkeys(textes))
            yield Constat(
                places=(place,),
                phrase=f"{name_action(action)} : une date ({cites}) vient plus de {_LOIN} ans après la fin du contrat "
                f"({fin}).",
                action=action,
                objet=cites,
                question=f"L'année est-elle bien celle de {cites} ?",
            )
    yield from _examine_rapport(dossier)


def find_fiche(dossier: Dossier, page: Page, place: Place) -> str:
    """The action whose sheet a line is in; none in the avenants that follow the sheets."""
    action = find_action(dossier, place.document, place.ligne)
    debut = sort_key(dossier.actions[action].ligne) if action in dossier.actions else ()
    titres = (page.place(t.start(), t.end()).ligne for t in _AVENANT.finditer(page.texte))
    return "" if any(debut < sort_key(ligne) <= sort_key(place.ligne) for ligne in titres) else action


def _write_motif(iso: str) -> str:
    """How a report prints its date."""
    annee, mois, jour = (*map(int, iso.split("-")), 1, 1)[:3]
    nom = next(nom for nom, rang in _RANGS.items() if rang == mois)
    return rf"\b0?{jour}(?:er)?(?:\s+{nom}\s+|[/.]0?{mois}[/.]){annee}\b|\b{nom}\s+{annee}\b"


def _examine_rapport(dossier: Dossier) -> Iterator[Constat]:
    """A report cannot give account of a year that begins after its own date."""
    for document in dossier.lecture.documents:
        if not document.date[:4].isdigit():
            continue
        faits = [
            f
            for f in dossier.montants
            if f.document == document.document and f.etape in ("engage", "execute") and f.montant
            and f.debut == f.fin and f.debut is not None and f.debut > int(document.date[:4])
        ]  # fmt: skip
        for autre, nombre in sorted(Counter(f.debut for f in faits).items()):
            if nombre < _MINIMUM:
                continue
            jour = "/".join(reversed(document.date.split("-")))
            dites = [
                p.place(t.start(), t.end())
                for p in dossier.pages
                if p.document == document.document
                for t in re.finditer(_write_motif(document.date), p.texte, re.IGNORECASE)
            ]
            siens = [place_of(f) for f in faits if f.debut == autre]
            yield Constat(
                places=(*dites[:1], *dict.fromkeys(siens)),
                phrase=f"Le rapport est daté du {jour}, et donne {nombre} montants engagés ou dépensés en {autre}.",
                objet=f"date du rapport, dépenses de {autre}",
                periode=str(autre),
                trouve=document.date[:4],
                attendu=str(autre),
                question="Quelle est la date du rapport ?",
            )


DATES: dict[str, Examen] = {
    "date_impossible": _examine_impossibles,
    "date_hors_contrat": _examine_hors_contrat,
}
