"""The figures that the words of a rubric state: sentence by sentence, what is a value, of which year, and of what.

A figure alone in its sentence is a value; two rates with their own words are two; figures each followed by its own year
are a series; anything else that holds several figures stays text, and nobody guesses.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from cdppe.api import Nombre, Passage, Periode, ValeurLue, find_nombres, find_periodes

MOTS_MAX = 12
"""A label longer than this is a sentence; its first words name the indicator well enough."""

_MOIS = "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
#: A figure, or the place of one in a line that is not filled in.
_CHIFFRE = re.compile(r"\d|\bX\b")
_JOUR_MOIS = re.compile(rf"\b\d{{1,2}}(?:er)?\s+(?:{_MOIS})\b", re.IGNORECASE)
#: An age or a length: never what an indicator counts.
_DUREE = re.compile(
    r"\b(?:\d+\s*(?:-|à|et|ou)\s*)?\d+(?:[.,]\d+)?\s*(?:ans?|mois|semaines?|jours?|heures?|[hj])\b", re.IGNORECASE
)
_SERIE = re.compile(r"(?P<valeur>\d[\d ]*)(?P<mots>(?:\s+[^\W\d_]+){0,3}?)\s+en\s+(?P<annee>20\d\d)\b", re.IGNORECASE)
_LIEN_SERIE = re.compile(r"\s*(?:,|;|et|puis)\s*", re.IGNORECASE)
_ETENDUE = re.compile(r"\s*(?:et|à|au|-|–)\s*", re.IGNORECASE)
_FIN = re.compile(
    r"[.!?]\s+(?=[A-ZÀÉÈÎŒ«])|;\s+|(?<=[\s:])[-•○]\s+|\s(?=Entre\s+20\d\d\s+et\s)"
    r"|\s(?P<annee>(?=20\d\d(?:/20\d\d)?\s*:))"
)
#: Before a year, what makes it go on with the sentence instead of opening the next one ("2021 : …").
_SUITE_ANNEE = re.compile(rf"\b(?:entre|et|à|au|en|de|fin|début|depuis|{_MOIS})\Z", re.IGNORECASE)
#: Words that belong to what follows them.
_AMORCE = re.compile(r"(?:\b(?:puis|dont|en|fin|début|et)\s+)+\Z", re.IGNORECASE)
_INCISE = re.compile(r",\s*(?:en|y compris|notamment)\b[^,]*,", re.IGNORECASE)
_LIAISON = re.compile(
    r"à|âgée?s|aux?|avec|chacune|d['’]une?|dans|de|des|du|en|et|l[ae]s?|leurs|ou|par|pour|sur|une?|a|\d+", re.IGNORECASE
)
_BORNE = re.compile(
    r"\b(?:environ|près d[e'’]|plus d[e'’]|moins d[e'’]|au moins|au plus|jusqu[’']à|peu(?:t|vent))\b", re.IGNORECASE
)
_DONT = re.compile(r"\bdont\s*\Z", re.IGNORECASE)
_COUPE_LIBELLE = re.compile(
    r"[,;:.()+]|\s(?:en|fin|début|au)\s+(?:20|\d\d/)|\s(?:dont|puis)\b|\s(?:en|fin|début)\s*\Z", re.IGNORECASE
)
_VALEUR_ANNONCEE = re.compile(r"\b(?:un\s+)?(?:taux|nombre|part|total)\s+(?:d[e'’]\s*)?\Z", re.IGNORECASE)
_MOT_PLEIN = re.compile(r"[^\W\d_]{3,}")
_MARQUES = " \t-–•○:;,.()+="

INCONNUE = ValeurLue(None, "", "texte", "ambigu")
NON_REMPLIE = ValeurLue(None, "", "texte", "sur")


@dataclass(frozen=True)
class Regle:
    """Which figures of which rubrics are values (``[[propre.indicateurs]]``).

    ``unites`` is what follows the figure; ``annonce`` words which its sentence must have, ``sauf`` words which make it
    somebody else's, ``coupe`` those after which another's figures follow; ``avant``: only years before the contract.
    ``ligne`` is the whole shape of a line that states several figures, its label before it.
    """

    rubriques: frozenset[str]
    nature: str
    unites: re.Pattern[str]
    annonce: re.Pattern[str] | None = None
    sauf: re.Pattern[str] | None = None
    coupe: re.Pattern[str] | None = None
    ligne: re.Pattern[str] | None = None
    avant: bool = False


@dataclass(frozen=True)
class Trouvee:
    """A value, or the words that hold several: its place in the cell, its label and its own period if it has one."""

    debut: int
    fin: int
    lue: ValeurLue
    libelle: str
    periode: Periode | None
    nature: str
    detail: bool = False


@dataclass(frozen=True)
class _Phrase:
    """A sentence and its place, with its figures and its periods."""

    texte: str
    debut: int
    nombres: tuple[Nombre, ...]
    periodes: tuple[tuple[int, int, Periode], ...]


def find_valeurs(passage: Passage, regles: tuple[Regle, ...], debut_contrat: int) -> tuple[Trouvee, ...]:
    """The values of one cell, in order, none overlapping another."""
    if not regles:
        return ()
    trouvees: list[Trouvee] = []
    for debut, fin in pairwise((0, *passage.coupures, len(passage.texte))):
        if not _CHIFFRE.search(passage.texte, debut, fin):
            continue
        lignes = list(_find_lignes(passage.texte, debut, fin, regles))
        bornes = (debut, *(b for t in lignes for b in (t.debut, t.fin)), fin)
        trouvees += lignes
        for gauche, droite in zip(bornes[::2], bornes[1::2], strict=True):
            for phrase in _split_phrases(passage.texte, gauche, droite):
                trouvees += _read_phrase(phrase, regles, debut_contrat)
    heritees: list[Trouvee] = []
    for trouvee in sorted(trouvees, key=lambda t: t.debut):
        libelle = trouvee.libelle or (heritees[-1].libelle if heritees else "")
        heritees.append(replace(trouvee, libelle=libelle))
    return tuple(heritees)


def _find_lignes(texte: str, debut: int, fin: int, regles: tuple[Regle, ...]) -> Iterator[Trouvee]:
    """Lines of a declared shape ("Thème : 2 sessions de 3 jours soit 20 agents"): several figures, and their label."""
    place = debut
    for regle in regles:
        for trouve in regle.ligne.finditer(texte, debut, fin) if regle.ligne else ():
            phrases = _split_phrases(texte, place, trouve.start())
            tete = phrases[-1] if phrases else None
            libelle = _clean(tete.texte) if tete else ""
            lue = INCONNUE if any(c.isdigit() for c in trouve[0]) else NON_REMPLIE
            avance = len(tete.texte) - len(tete.texte.lstrip(_MARQUES)) if tete else 0
            depuis = tete.debut + avance if tete and not tete.nombres else trouve.start()
            yield Trouvee(depuis, trouve.end(), lue, libelle, None, regle.nature)
            place = trouve.end()


def _split_phrases(texte: str, debut: int, fin: int) -> tuple[_Phrase, ...]:
    fins = _FIN.finditer(texte, debut, fin)
    ouvertes = (m.end() for m in fins if m["annee"] is None or not _SUITE_ANNEE.search(texte[: m.start()]))
    coupes = [debut, *ouvertes, fin]
    return tuple(_build_phrase(texte[d:f], d) for d, f in pairwise(coupes) if texte[d:f].strip(_MARQUES + "$\\"))


def _build_phrase(texte: str, debut: int) -> _Phrase:
    if not _CHIFFRE.search(texte):
        return _Phrase(texte, debut, (), ())
    periodes: list[tuple[int, int, Periode]] = []
    for trouvee in find_periodes(texte, date="etat"):
        periode = trouvee.periode
        if periode.debut is None:
            continue
        if periodes and _ETENDUE.fullmatch(texte[periodes[-1][1] : trouvee.debut]):
            premiere, _, avant = periodes.pop()
            mots = texte[premiere : trouvee.fin]
            partielle = "partielle" in (avant.base, periode.base)
            base = "partielle" if partielle else periode.base
            periode = Periode(avant.debut, periode.fin, "partielle" if partielle else base, mots)
            periodes.append((premiere, trouvee.fin, periode))
        else:
            periodes.append((trouvee.debut, trouvee.fin, periode))
    jours = [m.span() for m in _JOUR_MOIS.finditer(texte)]
    if jours and len(periodes) == 1 and periodes[0][2].base == "civile":  # "En 2023, au 30 avril"
        place, fin, periode = periodes[0]
        periodes = [(place, fin, periode._replace(base="date"))]
    exclus = [*((d, f) for d, f, _ in periodes), *jours, *(m.span() for m in _DUREE.finditer(texte))]
    nombres = tuple(
        n
        for n in find_nombres(texte)
        if n.nature in ("nombre", "pourcentage")
        and n.valeur is not None
        and not any(d <= n.debut < f for d, f in exclus)
    )
    return _Phrase(texte, debut, nombres, tuple(periodes))


def _read_phrase(phrase: _Phrase, regles: tuple[Regle, ...], debut_contrat: int) -> Iterator[Trouvee]:
    if not phrase.nombres:
        return
    for regle in regles:
        if regle.ligne:
            continue
        if regle.coupe and (coupe := regle.coupe.search(phrase.texte)):
            phrase = _build_phrase(phrase.texte[: coupe.start()], phrase.debut)
        if regle.nature == "realise" and (serie := tuple(_read_serie(phrase, regle))):
            yield from serie
            return
        if (regle.annonce and not regle.annonce.search(phrase.texte)) or (
            regle.sauf and regle.sauf.search(phrase.texte)
        ):
            continue
        if regle.avant and not (
            phrase.periodes and all(p.fin is not None and p.fin < debut_contrat for _, _, p in phrase.periodes)
        ):
            continue
        valeurs = [n for n in phrase.nombres if _find_unite(phrase.texte, n, regle)]
        if valeurs:
            yield from _settle(phrase, regle, valeurs)
            return


def _find_unite(texte: str, nombre: Nombre, regle: Regle) -> str:
    """What the figure counts, empty when it is none of what the rule looks for."""
    suite = "%" if nombre.nature == "pourcentage" else texte[nombre.fin :].lstrip()
    trouve = regle.unites.match(suite)
    return trouve[0] if trouve else ""


def _settle(phrase: _Phrase, regle: Regle, valeurs: list[Nombre]) -> Iterator[Trouvee]:
    """One value; several rates, each with its words and its year or all with one; else the sentence, not settled."""
    texte, distinctes = phrase.texte, {(p.debut, p.fin, p.base): p for _, _, p in phrase.periodes}
    # Of several periods none is known; without any, the rubric's own is.
    periode = Periode(None, None, "civile", "") if len(distinctes) > 1 else next(iter(distinctes.values()), None)
    seules = len(valeurs) == len(phrase.nombres) and not _BORNE.search(texte)
    taux = all(v.nature == "pourcentage" for v in valeurs)
    paires = _pair(phrase, valeurs)
    if seules and (len(valeurs) == 1 or taux) and (len(distinctes) <= 1 or paires):
        bornes = [len(_AMORCE.sub("", texte[:b])) for b in paires or [v.debut for v in valeurs]]
        for rang, (debut, fin) in enumerate(pairwise((0, *bornes[1:], len(texte)))):
            nombre = valeurs[rang]
            propre = [p for d, _, p in phrase.periodes if debut <= d < fin] if len(distinctes) > 1 else [periode]
            lue = ValeurLue(nombre.valeur, _find_unite(texte, nombre, regle), "chiffre", "interprete")
            detail = _DONT.search(texte[: nombre.debut]) is not None
            libelle = _name(texte[debut:fin], nombre, debut)
            yield Trouvee(
                phrase.debut + debut, phrase.debut + fin, lue, libelle, propre[0], regle.nature, detail and rang > 0
            )
        return
    suivant = next((n.debut for n in phrase.nombres if n.debut > valeurs[0].debut), len(texte))
    libelle = _name(texte[:suivant], valeurs[0], 0)
    yield Trouvee(phrase.debut, phrase.debut + len(texte), INCONNUE, libelle, periode, regle.nature)


def _pair(phrase: _Phrase, valeurs: list[Nombre]) -> list[int]:
    """Where each value's words begin when values and periods alternate ("début 2022 … 80 %, fin 2022 … 15 %")."""
    if len(valeurs) != len(phrase.periodes) or len(valeurs) < 2:
        return []
    suite = sorted([(v.debut, "v") for v in valeurs] + [(d, "p") for d, _, _ in phrase.periodes])
    genres = "".join(genre for _, genre in suite)
    return [place for place, _ in suite[::2]] if genres in ("vp" * len(valeurs), "pv" * len(valeurs)) else []


def _read_serie(phrase: _Phrase, regle: Regle) -> Iterator[Trouvee]:
    """Figures each followed by its own year, a comma or "et" between them."""
    trouves = list(_SERIE.finditer(phrase.texte))
    while trouves and not regle.unites.match(trouves[0]["mots"].strip()):
        trouves.pop(0)
    liens = [phrase.texte[a.end() : b.start()] for a, b in pairwise(trouves)]
    if len(trouves) < 2 or not all(_LIEN_SERIE.fullmatch(lien) for lien in liens):
        return
    mots = trouves[0]["mots"].strip()
    tete = re.sub(r"(?<!\w)\d[\d ]*", "", phrase.texte[: trouves[0].start()]).replace("(", "— ")
    libelle = " ".join(f"{tete} {mots}".split()).strip(_MARQUES)
    unite = mots.split()[0]
    for trouve in trouves:
        nombre = next((n for n in find_nombres(trouve["valeur"]) if n.valeur is not None), None)
        if nombre is None:
            return
        annee = int(trouve["annee"])
        lue = ValeurLue(nombre.valeur, unite, "chiffre", "interprete")
        periode = Periode(annee, annee, "civile", trouve["annee"])
        place = phrase.debut + trouve.start()
        yield Trouvee(place, phrase.debut + trouve.end(), lue, libelle, periode, regle.nature)


def _name(texte: str, nombre: Nombre, debut: int) -> str:
    """The words that say what is counted: those after the figure, else those before it; empty when neither does."""
    place, fin = nombre.debut - debut, nombre.fin - debut
    apres = _COUPE_LIBELLE.split(_INCISE.sub("", texte[fin:].lstrip(" %\\")))[0]
    if nombre.nature == "pourcentage":
        apres = f"% {apres.strip()}"
    if len(_MOT_PLEIN.findall(apres)) > (nombre.nature == "pourcentage"):
        return _clean(apres)
    avant = _VALEUR_ANNONCEE.sub("", texte[:place]).rstrip(_MARQUES)
    avant = re.split(r"[,;:()]", avant)[-1]
    return _clean(avant) if len(_MOT_PLEIN.findall(avant)) > 1 else ""


def _clean(mots: str) -> str:
    gardes = mots.replace("’", "'").strip(_MARQUES).split()[:MOTS_MAX]
    while gardes and _LIAISON.fullmatch(gardes[-1]):
        gardes.pop()
    return " ".join(gardes).strip(_MARQUES)
