"""Numbered items of a cell ("2/ Objet : 96 000 €") against the years listed under them, and together."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from cdppe.controles.memoire import remember
from cdppe.controles.mots import (
    QUEL_EST_LE_BON,
    SOURCES,
    add,
    check_dernier,
    format_euros,
    is_annee,
    make_constat,
    name_objet,
    name_periode,
    periode_of,
    quote,
    tolerate,
)
from cdppe.controles.reperes import find_action
from cdppe.facts import Financement
from cdppe.plugins.controle import Constat, Dossier, Examen, NonApplicable, Page, Place, compute_tolerance, place_of

_NOMBRE = r"\d{1,3}(?:[ \u00a0\u202f.]\d{3})+(?:,\d{1,2})?|\d+(?:,\d{1,2})?"
_EUROS = r"[ \u00a0]*(?:€|euros?\b)"
_TETE = re.compile(
    r"[1-9](?<![\d/,.][1-9])[ ]?[/°)][ ]*(?P<nom>[^\W\d][^:€\n]{2,80}?)[ \u00a0]*:"
    rf"[ \u00a0]*(?P<montant>{_NOMBRE}){_EUROS}"
)
_AN = re.compile(r"(?<!\d)(?P<an>20[12]\d)(?!\d)[ \u00a0]*:?")
_MONTANT = re.compile(rf"(?P<montant>{_NOMBRE})(?P<euros>{_EUROS})?(?P<taux>[ ]?[ ]?%)?")
_FINANCEMENT = re.compile(r"\b(?:Co)?financements?\s+[^\W\d_]{2,20}\s*:", re.IGNORECASE)
_PARENTHESE = re.compile(r"\([^()]*\)")
_ARRET = re.compile(r"\bTotal\b|\bFinancements?\b")
_PETIT = 1000
_SUITE = 8
Suite = tuple[Financement, tuple[Financement, ...]]
Somme = tuple[Decimal, Place, str]
"""An amount, its place, and its year or its name."""


@dataclass(frozen=True, slots=True)
class Poste:
    """An item: its heading, the amounts of the years under it, and the words before the first of its block."""

    tete: Somme
    annees: tuple[Somme, ...]
    avant: str
    bloc: tuple[str, int]


def _read(texte: str) -> Decimal:
    return Decimal(re.sub(r"[ \u00a0\u202f.]", "", texte).replace(",", "."))


def _list_postes(page: Page) -> Iterator[Poste]:
    """The items of a page; those that follow one another under one heading bear the same ``bloc``."""
    tetes = list(_TETE.finditer(page.texte))
    bloc = 0
    for rang, tete in enumerate(tetes):
        suivante = tetes[rang + 1].start() if rang + 1 < len(tetes) else len(page.texte)
        fin = min(suivante, tete.end() + 1500)
        if arret := _ARRET.search(page.texte, tete.end(), fin):
            fin = arret.start()
        if tete[0].startswith("1"):
            bloc = tete.start()
        montant = _read(tete["montant"]), page.place(tete.start(), tete.end()), tete["nom"].strip()
        avant = page.texte[max(0, bloc - 120) : bloc]
        yield Poste(montant, tuple(_list_annees(page, tete.end(), fin)), avant, (page.document, bloc))


def _list_annees(page: Page, debut: int, fin: int) -> Iterator[Somme]:
    """The first amount after each year that begins a part, what brackets hold left out; a calculation by its result."""
    texte = _PARENTHESE.sub(lambda m: " " * len(m[0]), page.texte[debut:fin])
    ans = list(_AN.finditer(texte))
    for rang, an in enumerate(ans):
        suivant = ans[rang + 1].start() if rang + 1 < len(ans) else len(texte)
        depart = texte.rfind("=", an.end(), suivant) + 1 or an.end()
        for motif in _MONTANT.finditer(texte, depart, suivant):
            montant = _read(motif["montant"])
            if motif["euros"] or (montant >= _PETIT and not motif["taux"]):
                yield montant, page.place(debut + motif.start(), debut + motif.end()), an["an"]
                break


def _find_postes(dossier: Dossier, annee: int) -> list[Poste]:
    check_dernier(dossier, annee)
    postes = remember(dossier, "postes", lambda: [p for page in dossier.pages for p in _list_postes(page)])
    if not postes:
        raise NonApplicable("aucune cellule n'énumère des postes numérotés avec leur montant")
    return postes


def _compare(tete: Somme, parts: Sequence[Somme], sujet: str, mots: str, action: str) -> Iterator[Constat]:
    """An amount against those that should make it."""
    montant, place, nom = tete
    somme = sum((m for m, _, _ in parts), Decimal(0))
    if abs(montant - somme) > compute_tolerance((montant, *(m for m, _, _ in parts))):
        detail = " + ".join(f"{quoi} : {format_euros(m)}" for m, _, quoi in parts)
        yield Constat(
            tuple(dict.fromkeys((place, *(p for _, p, _ in parts)))),
            f"Action {action}, {sujet} : le montant imprimé est {format_euros(montant)}, {mots} {format_euros(somme)} "
            f"({detail}), soit {format_euros(abs(montant - somme))} d'écart.",
            action=action,
            objet=f"{sujet}, {nom}",
            trouve=str(montant),
            attendu=str(somme),
            difference=str(montant - somme),
            termes=tuple(f"l. {p.ligne} : {m}" for m, p, _ in parts),
            question=QUEL_EST_LE_BON,
        )


def examine_annees(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """An item against its years, each listed once."""
    for p in _find_postes(dossier, annee):
        if p.annees and len({a for _, _, a in p.annees}) == len(p.annees):
            _, place, nom = p.tete
            action, total = find_action(dossier, place.document, place.ligne), _find_total(dossier, p)
            sujet = f"« {nom} » ({SOURCES[total.source]})" if total else f"« {nom} »"
            mots = "ses années font" if len(p.annees) > 1 else "la seule année qui le suit fait"
            yield from _compare(p.tete, p.annees, sujet, mots, action)


def examine_ensemble(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """The items listed under a financer against the amount that it gives to the action."""
    blocs: dict[tuple[str, int], list[Poste]] = defaultdict(list)
    for p in _find_postes(dossier, annee):
        blocs[p.bloc].append(p)
    for postes in blocs.values():
        total = _find_total(dossier, postes[0])
        if total is not None and total.montant is not None and len(postes) > 1:
            tete = total.montant, place_of(total), f"postes, {SOURCES[total.source]}"
            mots = f"les intitulés de ses {len(postes)} postes font"
            yield from _compare(tete, [p.tete for p in postes], SOURCES[total.source], mots, total.action)


def _find_total(dossier: Dossier, poste: Poste) -> Financement | None:
    """The financer's amount that is printed last before the first item, on its line or in the words before it."""
    montants = [_read(m["montant"]) for m in _MONTANT.finditer(poste.avant) if m["euros"]]
    if not montants or not _FINANCEMENT.search(poste.avant):
        return None
    siens = [
        f
        for f in dossier.par_action.get(find_action(dossier, poste.bloc[0], poste.tete[1].ligne), ())
        if f.niveau == "action" and f.etape == "prevu" and f.source != "total" and f.montant == montants[-1]
    ]
    return min(siens, key=lambda f: f.origine != "fiche", default=None)


@dataclass(frozen=True, slots=True)
class Segment:
    """An item and those printed after it, and the periods in which they make it or do not."""

    tete: str
    nombre: int
    entier: bool
    """Whether they are all the items of the financer."""
    justes: tuple[Suite, ...]
    faux: tuple[Suite, ...]

    @property
    def is_prouve(self) -> bool:
        """One sum of several terms, or two sums, are not chance; one that differs beside them is an oddity."""
        return len(self.justes) > 1 or any(len(parts) > 1 for _, parts in self.justes)


def _list_segments(faits: Sequence[Financement]) -> Iterator[Segment]:
    """Each item of a financer's list with the items after it, as many as there are ways to end."""
    par_nom: dict[str, dict[tuple[object, ...], Financement]] = defaultdict(dict)
    for f in faits:
        par_nom[f.libelle].setdefault(periode_of(f), f)
    noms = list(par_nom)
    for rang, tete in enumerate(noms):
        for fin in range(rang + 2, min(len(noms), rang + 1 + _SUITE) + 1):
            justes: list[Suite] = []
            faux: list[Suite] = []
            for periode, total in par_nom[tete].items():
                parts = tuple(par_nom[n][periode] for n in noms[rang + 1 : fin] if periode in par_nom[n])
                if parts and any(f.montant for f in (total, *parts)):
                    ecart = abs(add([total]) - add(parts))
                    juste = not ecart or ecart <= tolerate([total], parts)
                    (justes if juste else faux).append((total, parts))
            yield Segment(tete, fin - rang - 1, (rang, fin) == (0, len(noms)), tuple(justes), tuple(faux))


def _find_suites(dossier: Dossier) -> Iterator[Segment]:
    """For each financer of a fiche the items that are proven to gather those after them, in another year or source."""
    groupes: dict[tuple[str, ...], list[Financement]] = defaultdict(list)
    for f in dossier.lecture.financements:
        if f.origine == "fiche" and f.niveau == "detail" and f.etape == "prevu" and f.libelle and f.action:
            groupes[f.document, f.action, f.perimetre, f.source].append(f)
    par_fiche: dict[tuple[str, ...], list[list[Segment]]] = defaultdict(list)
    for cle, faits in groupes.items():
        if all(f.montant is not None for f in faits):
            par_fiche[cle[:-1]].append(list(_list_segments(faits)))
    for listes in par_fiche.values():
        tetes = {s.tete for siens in listes for s in siens if s.entier and s.justes and not s.faux}
        for siens in listes:
            prouves = [s for s in siens if s.is_prouve or (s.entier and s.tete in tetes)]
            for tete in dict.fromkeys(s.tete for s in prouves):
                yield max((s for s in prouves if s.tete == tete), key=lambda s: (len(s.justes) - len(s.faux), s.nombre))


def list_suites(dossier: Dossier) -> list[Segment]:
    """The items that gather those after them."""
    return remember(dossier, "suites", lambda: list(_find_suites(dossier)))


def examine_suites(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """An item against those that follow it and make it in another year, or under another financer."""
    segments = list_suites(dossier)
    if not segments:
        raise NonApplicable("aucun poste d'une fiche n'est suivi de ses propres parts")
    for s in segments:
        for total, parts in s.faux if len(s.faux) == 1 else ():
            if is_annee(dossier, annee, total.fin):
                somme = add(parts)
                detail = " + ".join(f"{quote(f.libelle)} {format_euros(add([f]))}" for f in parts)
                phrase = (
                    f"Action {total.action}, {name_objet(total)}, {name_periode(total)} : « {total.libelle} » vaut "
                    f"{format_euros(add([total]))}, et ce qui le suit et le compose ({detail}) fait "
                    f"{format_euros(somme)}, soit {format_euros(abs(add([total]) - somme))} d'écart."
                )
                yield make_constat(total, parts, somme, phrase, objet=f"{name_objet(total)}, {total.libelle}")


POSTES: dict[str, Examen] = {
    "poste_annees": examine_annees,
    "postes_ensemble": examine_ensemble,
    "poste_suite": examine_suites,
}
