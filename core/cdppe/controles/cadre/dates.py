"""One event, two dates: when the contract was signed."""

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache

from cdppe.controles.mots import MOIS, format_liste
from cdppe.controles.reperes import list_lignes, list_pages
from cdppe.facts.libelles import normalize_libelle
from cdppe.plugins.controle import Constat, Dossier, Examen, NonApplicable, Place

_MOIS_NUMEROS = {normalize_libelle(nom): rang for rang, nom in enumerate(MOIS.split("|"), 1)}
_DATE = rf"(?:\d{{1,2}}(?:er|\s?\^\{{?er\}}?)?\s+(?:{MOIS})\s+20[12]\d|\d{{1,2}}/\d{{1,2}}/20[12]\d)"
_PHRASE = r"[^.;\n]"
_CONTRAT = re.compile(r"ontrat|ONTRAT")
_AUTRE = re.compile(r"avenant|délibération|commission|pauvreté|jeune majeur|CPOM|\bvu la\b", re.IGNORECASE)
"""What is dated is not the contract, or not this one."""
_AVANT = 60


@cache
def _list_signatures() -> tuple[re.Pattern[str], ...]:
    return tuple(
        re.compile(motif, re.IGNORECASE)
        for motif in (
            rf"\bcontrats?\b(?P<entre>{_PHRASE}{{0,260}}?)(?:\bsigné[es]{{0,2}} le|\ben date du)\s+(?P<date>{_DATE})",
            rf"\bcontrat\b(?P<entre>) du (?P<date>{_DATE})",
            rf"\bsigné[es]{{0,2}} le (?P<date>{_DATE})(?P<entre>{_PHRASE}{{0,260}}?)\ble contrat d[ée]partemental\b",
            rf"\b(?:signatures?|conclusion) (?:du|des|de ce) contrats?\b(?P<entre>{_PHRASE}{{0,40}}?)\b(?:le|du|en) "
            rf"(?P<date>{_DATE}|20[12]\d)\b",
        )
    )


def _read_date(texte: str) -> tuple[int, int, int]:
    """Year, month and day; zero for what is not said."""
    if "/" in texte:
        jour, mois, annee = (int(n) for n in texte.split("/"))
        return annee, mois, jour
    mots = normalize_libelle(texte).split()
    if len(mots) == 1:
        return int(mots[0]), 0, 0
    return int(mots[-1]), _MOIS_NUMEROS[mots[-2]], int(re.sub(r"\D", "", mots[0]))


def _examine_signature(dossier: Dossier, annee: int) -> Iterator[Constat]:
    dates: dict[tuple[int, int, int], dict[Place, str]] = defaultdict(dict)
    for page in list_pages(dossier, annee):
        lignes = [(d, f) for d, f in list_lignes(page, _CONTRAT) if page.texte.find("20", d, f) >= 0]
        for dite in (
            dite for ligne in lignes for motif in _list_signatures() for dite in motif.finditer(page.texte, *ligne)
        ):
            avant = re.split(r"[.;\n]", page.texte[max(0, dite.start() - _AVANT) : dite.start()])[-1]
            if not _AUTRE.search(avant + dite["entre"]):
                dates[_read_date(dite["date"])][page.place(dite.start("date"), dite.end("date"))] = dite["date"]
    if sum(len(places) for places in dates.values()) < 2:
        raise NonApplicable("la date de signature du contrat n'est pas dite deux fois")
    # The date that most lines give, and the most precise of two equally frequent.
    connue = max(dates, key=lambda d: (len(dates[d]), bool(d[1]), d))
    for date, places in sorted(dates.items()):
        if not all(a == b or 0 in (a, b) for a, b in zip(date, connue, strict=True)):
            ici, la = (next(iter(dates[d].values())) for d in (date, connue))
            autre = date[0] != connue[0]
            yield Constat(
                places=(*places, *dates[connue]),
                phrase=f"La signature du contrat est datée {'du' if date[1] else 'de'} {ici} "
                f"(l. {format_liste(p.ligne for p in places)}), et ailleurs {'du' if connue[1] else 'de'} {la} "
                f"(l. {format_liste(p.ligne for p in dates[connue])}).",
                objet="date de signature du contrat",
                trouve=str(date[0]) if autre else "",
                attendu=str(connue[0]) if autre else "",
                difference=str(date[0] - connue[0]) if autre else "",
                question="Quelle est la date de signature du contrat ?",
            )


DATES: dict[str, Examen] = {"date_signature": _examine_signature}
