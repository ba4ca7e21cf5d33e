"""Evolutions told in prose or in a cell, recomputed from the two values that they compare."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from cdppe.controles.mots import format_nombre, format_periode
from cdppe.controles.textes.constats import CENT, Vu, make_constat, make_examen
from cdppe.controles.textes.phrases import Phrase, find_mots
from cdppe.controles.textes.racines import list_racines, rate_libelle
from cdppe.controles.textes.resultats import compute_unite, group_resultats, is_taux, value_of
from cdppe.facts import Indicateur
from cdppe.facts.libelles import normalize_libelle
from cdppe.parsing.nombres import Nombre, find_nombres
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
    """What prose says went up or down, in percent or so many times; ``marge`` is how far the truth may be from it."""

    phrase: Phrase
    debut: int
    fin: int
    mots: str
    dite: Decimal
    annees: tuple[int, int] | None
    signe: str = "%"
    marge: Decimal = Decimal("0.5")

    @property
    def racines(self) -> frozenset[str]:
        """The roots of its sentence, of a rate down to shortly after it."""
        return list_racines(self.phrase.texte[: self.fin + 60] if self.signe == "%" else self.phrase.texte)

    def compute(self, de: Decimal, a: Decimal) -> Decimal:
        """What it should say."""
        if self.signe == "%":
            return CENT * (a - de) / de
        return de / a if self.signe == "÷" and a else a / de

    def is_juste(self, de: Decimal, a: Decimal) -> bool:
        return abs(self.compute(de, a) - self.dite) < self.marge

    def say(self, juste: Decimal) -> str:
        if self.signe == "%":
            return f"{'+' if juste > 0 else ''}{format_nombre(juste, '%')}"
        return f"{self.signe} {format_nombre(juste)}"


def list_evolutions(dossier: Dossier) -> Iterator[Evolution]:
    """Every evolution told of an action."""
    for _, phrase in find_mots(dossier, _AMORCES):
        if phrase.action and not phrase.cellule:
            yield from _read_phrase(phrase)


def _read_phrase(phrase: Phrase) -> Iterator[Evolution]:
    precedent = 0
    for n in phrase.taux:
        avant, valeur = phrase.texte[precedent : n.debut], value_of(n)
        precedent = n.fin
        hausse, baisse = _HAUSSE.search(avant), _BAISSE.search(avant)
        if hausse or baisse or valeur < 0:
            dite = -abs(valeur) if baisse else valeur
            mots, annees = phrase.texte[n.debut : n.fin] + " %", _find_annees(phrase, n.debut, n.fin)
            yield Evolution(phrase, n.debut, n.fin, mots, dite, annees, marge=compute_unite(dite))
    for motif in _FOIS.finditer(phrase.texte):
        mot = (motif["fois"] or motif["double"]).lower().replace(",", ".")
        fois = Decimal(_MOTS.get(mot, 0)) or Decimal(mot)
        signe = "÷" if (motif["sens"] or "").lower() == "divis" else "×"
        yield Evolution(phrase, *motif.span(), motif[0], fois, _find_annees(phrase, *motif.span()), signe)


def _find_annees(phrase: Phrase, debut: int, fin: int) -> tuple[int, int] | None:
    """The two years between which it evolved: right after the figure, else told nearest before it."""
    periodes = [t for t in phrase.periodes if t.debut >= 0]
    if ans := _DEUX_ANS.match(phrase.texte, fin + 3):
        derniere = max((t.periode.fin for t in periodes if t.periode.fin), default=None)
        longueur = int(_MOTS.get(ans["n"].lower(), 0) or ans["n"])
        return (derniere - longueur, derniere) if derniere else None
    paires = [(t.debut, p.debut, p.fin) for t in periodes if (p := t.periode).base == "civile" and p.debut and p.fin]
    apres = [(de, a) for place, de, a in paires if de != a and 0 <= place - fin <= 25]
    avant = [(de, a) for place, de, a in paires if de != a and place < debut]
    return next(iter((*apres[:1], *avant[-1:])), None)


def find_paire(e: Evolution) -> tuple[Nombre, Nombre] | None:
    """The two numbers that the sentence itself gives ("from 100 to 120, that is + 20 %")."""
    comptes = e.phrase.comptes
    for un, autre in pairwise(comptes):
        proche = autre.fin <= e.debut <= autre.fin + 60 or e.fin <= un.debut <= e.fin + 30
        if proche and _PASSE.search(e.phrase.texte, 0, un.debut) and _A.fullmatch(e.phrase.texte, un.fin, autre.debut):
            return un, autre
    return None


def list_series(cellules: Iterable[Indicateur]) -> list[Serie]:
    """The results of an action, label by label, a total's table by table."""
    series: dict[tuple[str, str], list[Indicateur]] = defaultdict(list)
    for i in cellules:
        if i.fin is not None and i.valeur:
            series[i.origine, normalize_libelle(i.libelle)].append(i)
    return [tuple(valeurs) for valeurs in series.values()]


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
    ecarts = [abs(e.compute(*map(value_of, v)) - e.dite) for v in lues]
    if min(ecarts, default=e.marge) < e.marge:
        return None
    notes = [(rate_libelle(v[0].libelle, e.racines), v, ecart) for v, ecart in zip(lues, ecarts, strict=True)]
    meilleure = max((note for note, _, _ in notes), default=(0.0, 0))
    if meilleure < (0.5, 1):
        return None
    # Of series of which the sentence speaks alike, none evolved as it says: the nearest is named.
    choisies = [(ecart, _count_lignes(e.phrase, v[0]), v) for note, v, ecart in notes if note == meilleure]
    return min(choisies, key=lambda c: c[:2])[2]


def _count_lignes(phrase: Phrase, i: Indicateur) -> int:
    """How many lines stand between a sentence and a cell."""
    return abs(int(phrase.ligne) - int(i.ligne)) if phrase.ligne.isdigit() and i.ligne.isdigit() else 0


def examine_evolutions(dossier: Dossier) -> Iterator[Vu]:
    """Evolutions of prose that the sentence's two numbers, or the indicator's two values, do not show."""
    resultats = group_resultats(dossier)
    for e in list_evolutions(dossier):
        fin, place = e.annees[1] if e.annees else None, e.phrase.place(e.debut, e.fin)
        periode = format_periode(*e.annees, "civile") if e.annees else ""
        places: tuple[Place, ...] = (place,)
        if paire := find_paire(e):
            de, a = map(value_of, paire)
            sujet, objet = f"Action {e.phrase.action}", f"évolution de {de} à {a}"
            fait = f"passer de {format_nombre(de)} à {format_nombre(a)} fait"
        elif lues := _find_contredite(e, list_series(resultats.get(e.phrase.cle, ()))):
            un, autre = lues
            de, a = value_of(un), value_of(autre)
            sujet, objet = f"Action {un.action}, « {un.libelle} », {periode}", f"évolution {un.libelle}"
            places += (place_of(un), place_of(autre))
            fait = (
                f"le tableau passe de {format_nombre(de)} (l. {un.ligne}) à {format_nombre(a)} (l. {autre.ligne}), soit"
            )
        else:
            yield from [(fin, None)] if e.annees else ()
            continue
        attendu = e.compute(de, a).quantize(Decimal("0.1"))
        phrase = f"{sujet} : le texte (l. {place.ligne}) dit « {e.mots} » ; {fait} {e.say(attendu)}."
        faux = make_constat(places, phrase, objet, e.dite, attendu, _QUESTION, e.phrase.action, periode, (de, a))
        yield fin, None if e.is_juste(de, a) else faux


def examine_cellules(dossier: Dossier) -> Iterator[Vu]:
    """Evolutions of a cell that gives several, which the counts that the two years' cells give do not show."""
    rangees: dict[tuple[str, str, str, str], list[Indicateur]] = defaultdict(list)
    for i in dossier.lecture.indicateurs:
        rangees[i.document, i.ligne, i.action, i.libelle].append(i)
    for rangee in rangees.values():
        for e in (i for i in rangee if i.nature == "evolution" and i.statut == "texte"):
            siens = [i for i in rangee if i.nature == "realise" and i.fin in (e.debut, e.fin)]
            siens.sort(key=lambda i: i.fin or 0)
            motifs = list(_SEGMENT.finditer(e.texte)) if len(siens) == 2 else []
            for motif in motifs if len(motifs) > 1 else ():
                racines = list_racines(motif["mots"])
                de, a = (_find_compte(i.texte, racines) for i in siens)
                if de and a:
                    yield e.fin, _describe_cellule(e, motif, siens, de, a)


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
    fins = [*(n.debut for n in nombres[1:]), len(texte)]
    notes = [(len(list_racines(texte[n.fin : fin]) & racines), n.valeur) for n, fin in zip(nombres, fins, strict=False)]
    meilleure = max((note for note, _ in notes), default=0)
    choisis = [valeur for note, valeur in notes if note == meilleure]
    return choisis[0] if meilleure and len(choisis) == 1 else None


EXAMENS: dict[str, Examen] = {
    "evolution_du_texte": make_examen(examine_evolutions, "le texte ne donne aucune évolution entre deux valeurs"),
    "evolutions_de_cellule": make_examen(examine_cellules, "aucune cellule ne donne plusieurs évolutions"),
}
