"""Evolutions told in prose or in a cell, recomputed from the two values that they compare."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from cdppe.controles.mots import format_nombre, format_periode
from cdppe.controles.textes.constats import CENT, Vu, make_constat, make_examen
from cdppe.controles.textes.phrases import Phrase, list_phrases
from cdppe.controles.textes.racines import list_racines
from cdppe.controles.textes.resultats import group_resultats, is_taux, rate_libelle
from cdppe.facts import Indicateur
from cdppe.facts.libelles import normalize_libelle
from cdppe.parsing.nombres import Nombre, find_nombres
from cdppe.parsing.periodes import Periode
from cdppe.plugins.controle import Constat, Dossier, Examen, Place, place_of

_QUESTION = "Pouvez-vous confirmer cette évolution et les deux valeurs dont elle est tirée ?"
_HAUSSE = re.compile(r"(?:\+\s*|\b(?:hauss|augment|progress|croissan|accr)[^.;%]{0,80})\Z", re.IGNORECASE)
_BAISSE = re.compile(r"(?:(?<![\d\w])[-–−]\s*|\b(?:bais|diminu|recul|r[ée]du|chut)[^.;%]{0,80})\Z", re.IGNORECASE)
_FOIS = re.compile(
    r"\b(?P<sens>multipli|divis)[ée]e?s?\s+par\s+(?P<fois>\d+(?:[.,]\d+)?|deux|trois|quatre|cinq|dix)"
    r"|\b(?:a(?:vait|\s+presque)?\s+(?:été\s+)?|est\s+)(?P<double>doublé|triplé)",
    re.IGNORECASE,
)
_AMORCES = ("%", "multipli", "divis", "doubl", "tripl")
_MOTS = {"deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "dix": 10, "doublé": 2, "triplé": 3}
_DEUX_ANS = re.compile(r"[^%;)]*?\ben\s+(?P<n>[23]|deux|trois)\s+ans\b", re.IGNORECASE)
_PASSE = re.compile(r"\bde\s+\Z")
_A = re.compile(r"[^.;:%\d]{0,40}?\bà\s+(?:environ\s+)?\Z")
_SEGMENT = re.compile(r"(?P<mots>[^=:%]+?)\s*[=:]\s*(?P<taux>[+-]?\s*\d+(?:[.,]\d+)?)\s*\\?%")
Serie = tuple[Indicateur, ...]


@dataclass(frozen=True)
class Evolution:
    """What prose says went up or down: between ``bas`` and ``haut`` times the first value."""

    phrase: Phrase
    debut: int
    fin: int
    mots: str
    bas: Decimal
    haut: Decimal
    dite: Decimal
    annees: tuple[int, int] | None
    fois: bool = False

    @property
    def racines(self) -> frozenset[str]:
        """The roots of its sentence, down to shortly after it."""
        return frozenset(list_racines(self.phrase.texte if self.fois else self.phrase.texte[: self.fin + 60]))

    def compute(self, rapport: Decimal) -> tuple[Decimal, str]:
        """What it should say, as a number and in words."""
        attendu = (rapport if self.fois else (rapport - 1) * CENT).quantize(Decimal("0.1"))
        if self.fois:
            return attendu, f"× {format_nombre(attendu)}"
        return attendu, f"{'+' if attendu > 0 else ''}{format_nombre(attendu, '%')}"


def list_evolutions(dossier: Dossier) -> Iterator[Evolution]:
    """Every evolution told of an action."""
    for phrase in list_phrases(dossier):
        if phrase.action and not phrase.cellule and any(map(phrase.texte.__contains__, _AMORCES)):
            yield from _read_phrase(phrase)


def _read_phrase(phrase: Phrase) -> Iterator[Evolution]:
    precedent = 0
    for n in phrase.taux:
        avant, valeur = phrase.texte[precedent : n.debut], n.valeur or Decimal(0)
        precedent = n.fin
        hausse, baisse = _HAUSSE.search(avant), _BAISSE.search(avant)
        if hausse or baisse or valeur < 0:
            dite = -abs(valeur) if baisse or valeur < 0 else valeur
            unite = Decimal(1).scaleb(min(int(dite.as_tuple().exponent), 0))
            bas, haut = (1 + (dite + signe * unite) / CENT for signe in (-1, 1))
            mots, annees = phrase.texte[n.debut : n.fin] + " %", _find_annees(phrase, n.debut, n.fin)
            yield Evolution(phrase, n.debut, n.fin, mots, bas, haut, dite, annees)
    for motif in _FOIS.finditer(phrase.texte):
        mot = (motif["fois"] or motif["double"]).lower().replace(",", ".")
        fois = Decimal(_MOTS.get(mot, 0)) or Decimal(mot)
        bas, haut = fois - Decimal("0.5"), fois + Decimal("0.5")
        if (motif["sens"] or "").lower() == "divis":
            bas, haut = 1 / haut, 1 / bas
        annees = _find_annees(phrase, *motif.span())
        yield Evolution(phrase, *motif.span(), motif[0], bas, haut, fois, annees, fois=True)


def _find_annees(phrase: Phrase, debut: int, fin: int) -> tuple[int, int] | None:
    """The two years between which it evolved: right after the figure, else told nearest before it."""
    periodes = [t for t in phrase.periodes if t.debut >= 0]
    if ans := _DEUX_ANS.match(phrase.texte, fin + 3):
        derniere = max((t.periode.fin for t in periodes if t.periode.fin), default=None)
        longueur = int(_MOTS.get(ans["n"].lower(), 0) or ans["n"])
        return (derniere - longueur, derniere) if derniere else None
    paires = [t for t in periodes if _is_paire(t.periode)]
    apres = [t.periode for t in paires if 0 <= t.debut - fin <= 25]
    choisies = apres[:1] or [t.periode for t in paires if t.debut < debut][-1:]
    for p in choisies:
        if p.debut is not None and p.fin is not None:
            return p.debut, p.fin
    return None


def _is_paire(periode: Periode) -> bool:
    return periode.base == "civile" and periode.debut != periode.fin


def find_paire(e: Evolution) -> tuple[Nombre, Nombre] | None:
    """The two numbers that the sentence itself gives ("from 100 to 120, that is + 20 %")."""
    comptes = e.phrase.comptes
    for un, autre in pairwise(comptes):
        proche = autre.fin <= e.debut <= autre.fin + 60 or e.fin <= un.debut <= e.fin + 30
        if proche and _PASSE.search(e.phrase.texte, 0, un.debut) and _A.fullmatch(e.phrase.texte, un.fin, autre.debut):
            return un, autre
    return None


def group_series(dossier: Dossier) -> dict[tuple[str, str], list[Serie]]:
    """The results of each action, label by label, a total's table by table."""
    groupes: dict[tuple[str, str], list[Serie]] = {}
    for cle, cellules in group_resultats(dossier).items():
        series: dict[tuple[str, str], list[Indicateur]] = defaultdict(list)
        for i in cellules:
            if i.fin is not None and i.valeur:
                series[i.origine, normalize_libelle(i.libelle)].append(i)
        groupes[cle] = [tuple(valeurs) for valeurs in series.values()]
    return groupes


def _find_valeurs(serie: Serie, annees: tuple[int, int]) -> tuple[Indicateur, Indicateur] | None:
    """The values of two years; a period that ends in the first year will do when none is that year's own."""
    trouvees: list[Indicateur] = []
    for annee in annees:
        exactes = [i for i in serie if i.debut == i.fin == annee] or [i for i in serie if i.fin == annee]
        if len({i.valeur for i in exactes}) != 1:
            return None
        trouvees.append(exactes[0])
    return trouvees[0], trouvees[1]


def _find_contredite(e: Evolution, series: list[Serie]) -> tuple[Indicateur, Indicateur] | None:
    """The two values of the series of which the sentence speaks, when no series of the action evolved so."""
    lues = [v for s in series if e.annees and (v := _find_valeurs(s, e.annees))]
    if any(e.bas < _divide(*v) < e.haut for v in lues):
        return None
    notes = [(rate_libelle(v[0].libelle, e.racines), v) for v in lues]
    meilleure = max((note for note, _ in notes), default=(0.0, 0))
    if meilleure < (0.5, 1):
        return None
    # Of series of which the sentence speaks alike, none evolved as it says: the nearest is named.
    choisies = [v for note, v in notes if note == meilleure]
    return min(choisies, key=lambda v: (abs(_divide(*v) - (e.bas + e.haut) / 2), _count_lignes(e.phrase, v[0])))


def _count_lignes(phrase: Phrase, i: Indicateur) -> int:
    """How many lines stand between a sentence and a cell."""
    return abs(int(phrase.ligne) - int(i.ligne)) if phrase.ligne.isdigit() and i.ligne.isdigit() else 0


def _divide(un: Indicateur, autre: Indicateur) -> Decimal:
    return (autre.valeur or Decimal(0)) / (un.valeur or Decimal(1))


def examine_evolutions(dossier: Dossier) -> Iterator[Vu]:
    """Evolutions of prose that the sentence's two numbers, or the indicator's two values, do not show."""
    series = group_series(dossier)
    for e in list_evolutions(dossier):
        fin, place = e.annees[1] if e.annees else None, e.phrase.place(e.debut, e.fin)
        periode = format_periode(*e.annees, "civile") if e.annees else ""
        places: tuple[Place, ...] = (place,)
        if paire := find_paire(e):
            de, a = (n.valeur or Decimal(1) for n in paire)
            sujet, objet = f"Action {e.phrase.action}", f"évolution de {de} à {a}"
            fait = f"passer de {format_nombre(de)} à {format_nombre(a)} fait"
        elif lues := _find_contredite(e, series.get(e.phrase.cle, [])):
            un, autre = lues
            de, a = un.valeur or Decimal(1), autre.valeur or Decimal(0)
            sujet, objet = f"Action {un.action}, « {un.libelle} », {periode}", f"évolution {un.libelle}"
            places += (place_of(un), place_of(autre))
            fait = (
                f"le tableau passe de {format_nombre(de)} (l. {un.ligne}) à {format_nombre(a)} (l. {autre.ligne}), soit"
            )
        else:
            yield from [(fin, None)] if e.annees else ()
            continue
        attendu, calcul = e.compute(a / de)
        phrase = f"{sujet} : le texte (l. {place.ligne}) dit « {e.mots} » ; {fait} {calcul}."
        faux = make_constat(places, phrase, objet, e.dite, attendu, _QUESTION, e.phrase.action, periode, (de, a))
        yield fin, None if e.bas < a / de < e.haut else faux


def examine_cellules(dossier: Dossier) -> Iterator[Vu]:
    """Evolutions of a cell that gives several, which the counts that the two years' cells give do not show."""
    rangees: dict[tuple[str, str, str, str], list[Indicateur]] = defaultdict(list)
    for i in dossier.lecture.indicateurs:
        rangees[i.document, i.ligne, i.action, i.libelle].append(i)
    for rangee in rangees.values():
        for e in (i for i in rangee if i.nature == "evolution" and i.statut == "texte"):
            siens = sorted((i for i in rangee if i.nature == "realise" and i.fin in (e.debut, e.fin)), key=_read_fin)
            motifs = list(_SEGMENT.finditer(e.texte)) if len(siens) == 2 else []
            for motif in motifs if len(motifs) > 1 else ():
                racines = frozenset(list_racines(motif["mots"]))
                de, a = (_find_compte(i.texte, racines) for i in siens)
                if de and a:
                    yield e.fin, _describe_cellule(e, motif, siens, de, a)


def _read_fin(i: Indicateur) -> int:
    return i.fin or 0


def _describe_cellule(
    e: Indicateur, motif: re.Match[str], siens: list[Indicateur], de: Decimal, a: Decimal
) -> Constat | None:
    dit, mots = Decimal(motif["taux"].replace(" ", "").replace(",", ".")), motif["mots"].strip(" -–;,")
    if is_taux(a - de, de, dit):
        return None
    calcule, periode = (CENT * (a - de) / de).quantize(Decimal("0.01")), format_periode(e.debut, e.fin, e.base)
    phrase = (
        f"Action {e.action}, « {e.libelle} », {periode} (l. {e.ligne}) : « {mots} » passe de {format_nombre(de)} à "
        f"{format_nombre(a)}, soit {format_nombre(calcule, '%')}, et la cellule donne {format_nombre(dit, '%')}."
    )
    question = "Pouvez-vous confirmer cette évolution et les deux nombres dont elle est tirée ?"
    places, objet = map(place_of, (e, *siens)), f"évolution {mots}"
    return make_constat(places, phrase, objet, dit, calcule, question, e.action, periode, (de, a))


def _find_compte(texte: str, racines: frozenset[str]) -> Decimal | None:
    """The number before the words that tell most of these; None when two tell as many."""
    nombres = [n for n in find_nombres(texte) if n.nature == "nombre" and n.valeur]
    notes: list[tuple[int, Decimal]] = []
    for n, suivant in zip(nombres, (*nombres[1:], None), strict=True):
        mots = frozenset(list_racines(texte[n.fin : suivant.debut if suivant else len(texte)]))
        notes.append((len(mots & racines), n.valeur or Decimal(0)))
    meilleure = max((note for note, _ in notes), default=0)
    choisis = [valeur for note, valeur in notes if note == meilleure]
    return choisis[0] if meilleure and len(choisis) == 1 else None


EVOLUTIONS_RACONTEES: dict[str, Examen] = {
    "evolution_du_texte": make_examen(examine_evolutions, "le texte ne donne aucune évolution entre deux valeurs"),
    "evolutions_de_cellule": make_examen(examine_cellules, "aucune cellule ne donne plusieurs évolutions"),
}
