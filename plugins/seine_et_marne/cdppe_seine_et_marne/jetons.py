"""The words of a "Moyens financiers" cell as tokens: what opens a source, a part or a year, and every sum of money."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from cdppe.api import Certitude, Passage, Source, find_montants, find_nombres
from cdppe_seine_et_marne.propre import Propre

_AN = r"(?:19|20)\d\d"
EURO = r"(?:€|euros?\b|EUR\b)"
ANNEES = rf"{_AN}(?:\s*(?:-|–|/|;|,|et|à)\s*{_AN})*"
_SOURCE = re.compile(
    r"(?:proposition\s+(?:de\s+)?)?\b(?:financements?|parts?|cr[ée]dits|participations?)\s+(?:de\s+la\s+|de\s+l['’]\s*|du\s+|des\s+)?(?P<mots>[^\s:€\d]+)"
    r"(?P<suite>[^:€\d=]{0,30}?)\s*:",
    re.IGNORECASE,
)
_PART = re.compile(
    r"total\s+des\s+(?P<quoi>(?:montants|co[ûu]ts)\s+(?:propres|transverses))[^:€\d=]{0,40}:", re.IGNORECASE
)
_TOTAL = re.compile(r"(?<!\w)total\s*:", re.IGNORECASE)
_ENVELOPPE = re.compile(
    r"co[ûu]ts\s+transverses\s+sur\s+(?:les|l['’]ensemble\s+des)\s+actions[^:€]{0,80}:", re.IGNORECASE
)
_SOURCE_ENVELOPPE = re.compile(r"(?P<mots>[^\W\d_]+)\s*:\s*(?=total\s+de\b)", re.IGNORECASE)
_DECOMPTE = re.compile(r"mode\s+(?:de\s+)?d[ée]compte\s*:", re.IGNORECASE)
_MARQUEUR = re.compile(rf"(?<![\d/(])(?:en\s+)?(?P<annees>{ANNEES})\s*:", re.IGNORECASE)
_MARQUEUR_TETE = re.compile(rf"(?P<annees>{ANNEES})\s+(?=\d|[^\W\d_])(?!et\b|à\b)", re.IGNORECASE)
#: A small table of yearly totals, flattened into the cell's words; it is printed again on rows of its own.
_COPIE = re.compile(rf"(?:{_AN}\s+){{2,}}total\s+[^\W\d_]+(?:\s+\d[\d\s.,]*{EURO}?)+", re.IGNORECASE)

_FOIS = r"(?:\*(?!\*)|×|\\times|(?<=[\s\d)])x(?=\s*[\d(])|/(?=\s*[\d(]))"
_OPERATION_APRES = re.compile(
    rf"[$}}\s]*(?:(?:/|par)\s*an(?:n[ée]e)?s?\b)?\s*(?:\(\s*[\d.,]+\s*\\?%[^()]*\)\s*)?(?:[^\W\d_]+\s*)?[)$}}\s]*{_FOIS}",
    re.IGNORECASE,
)
_TAUX_APRES = re.compile(r"[$}\s]*\(\s*[\d.,]+\s*\\?%[^()]*\)[)$\s]*=", re.IGNORECASE)
_OPERATION_AVANT = re.compile(r"(?:(?<!\*)\*|×|\\times|(?<=[\d)€ ])x(?=\s)|(?<=[\d€)])\s*/|(?<=an)/)\s*[($]*\s*\Z")
_EGAL_AVANT = re.compile(r"=\s*[$(]*\s*\Z")
_EGAL_APRES = re.compile(r"(?:\s*\\?%)?[)$}\s]*(?:[^\W\d_]+['’]?[^\W\d_]*\s*){0,2}[)$}\s]*=")
_PAR_AN = re.compile(r"[$}\s]*(?:/|par)\s*an(?:n[ée]e)?s?\b", re.IGNORECASE)
_MOTS_UNITE = (
    r"(?:enfants?|jeunes?|agents?|sessions?|jours?|journ[ée]es?|[ée]tablissements?|postes?|personnes?|professionnels?"
    r"|r[ée]unions?|mois|parrainages?|places?|heures?|s[ée]ances?)"
)
_UNITAIRE_APRES = re.compile(
    rf"\s*,?\s*(?:(?:/|par)\s*{_MOTS_UNITE}\b|pour\s+une?\s+(?:supervision|session|formation|place|s[ée]ance)\b)",
    re.IGNORECASE,
)
_UNITAIRE_AVANT = re.compile(rf"/\s*{_MOTS_UNITE}\s*:\s*\Z", re.IGNORECASE)
_A_AVANT = re.compile(r"[,;]\s*à\s*\Z", re.IGNORECASE)
_ETP = r"(?:\d+(?:[.,]\d+)?\s*%\s*(?:d['’]\s*)?(?:ETP)?\s*(?:en\s+)?|en\s+|pour\s+|sur\s+)?"
_SUFFIXE = re.compile(
    rf"[\s)]*(?:\(\s*{_ETP}(?P<p>{ANNEES})\s*\)|(?:en|pour|sur)\s+(?P<e>{ANNEES})(?!\s*:\s*\S)"
    rf"|(?P<d>{ANNEES})(?=\s*(?:[.;,)]|\Z)))",
    re.IGNORECASE,
)
_NOTE = re.compile(rf"[\s)]*\((?![^()]*{EURO})[^()]*\)", re.IGNORECASE)
_ANNEES_LOIN = re.compile(rf"\(\s*(?:en\s+|pour\s+)?(?P<p>{ANNEES})\s*\)(?P<fois>\s*\*\s*\d+\s*ans?\b)?", re.IGNORECASE)
_ANNEES_BUDGET = re.compile(rf"\bBP\s+(?P<p>{ANNEES})")
_COMPTE = re.compile(
    rf"\s*(?:{_MOTS_UNITE}|ETP|MDS|ans?\b|enfants?|mineurs?|consultations?|visites?|RTPE|r[ée]f[ée]rents?|services?)\b",
    re.IGNORECASE,
)
_EURO_AVANT = re.compile(rf"{EURO}\s*\Z")
_SUR_ANS = re.compile(r"\s*sur\s+(?P<n>\d)\s+ann?[ée]?e?s?\b", re.IGNORECASE)

NU_MIN = 1000
"""No amount printed without its unit is smaller."""
PORTEE = 120
"""How many characters around a number can say what it is."""

Genre = Literal["source", "part", "total", "enveloppe", "decompte", "marqueur", "copie", "somme"]


@dataclass(frozen=True)
class Jeton:
    """A token of the cell; ``fin`` is where its words end (the years that follow a sum are its own)."""

    genre: Genre
    debut: int
    fin: int
    source: Source | None = None
    mots: str = ""
    annees: tuple[int, ...] = ()


@dataclass(frozen=True)
class Somme(Jeton):
    """A sum of money, or a number that takes part in a calculation with money.

    ``fin_chiffres`` ends its digits and unit. ``operande``: it is multiplied, divided or a rate's base, so it is no
    amount of the contract. ``resultat``: an equals sign stands before it. ``unitaire``: the price of one; ``prix``: the
    words before it say so.
    """

    valeur: Decimal | None = None
    fin_chiffres: int = 0
    certitude: Certitude = "sur"
    unite: bool = True
    operande: bool = False
    resultat: bool = False
    unitaire: bool = False
    prix: bool = False
    par_an: bool = False
    sur_ans: int = 0


def expand_annees(mots: str) -> tuple[int, ...]:
    """The years of a list ("2021 et 2022") or of a range ("2020 à 2022", "2020-2022")."""
    annees = tuple(int(a) for a in re.findall(_AN, mots))
    if len(annees) == 2 and annees[0] < annees[1] and re.search(r"à|-|–", mots):
        return tuple(range(annees[0], annees[1] + 1))
    return tuple(sorted(set(annees)))


def opens_source(texte: str, propre: Propre) -> bool:
    """Whether the words open a source with its amount ("Financement CD : 12 €"), whatever their rubric is called."""
    return any(
        propre.find_source(trouve["mots"]) and re.match(r"\s*€?\s*\d", texte[trouve.end() :])
        for trouve in _SOURCE.finditer(texte)
    )


def find_debuts(passage: Passage) -> tuple[int, ...]:
    """Where the cell's paragraphs begin."""
    return (0, *passage.coupures)


def split_jetons(passage: Passage, propre: Propre, enveloppe: bool) -> tuple[Jeton, ...]:
    """The tokens of a cell in order; ``enveloppe`` when the cell continues a shared envelope's account."""
    texte = passage.texte
    jetons: list[Jeton] = [Jeton("copie", *m.span()) for m in _COPIE.finditer(texte)]
    jetons += _find_titres(texte, propre, enveloppe)
    jetons += _find_marqueurs(passage, jetons)
    pris = [(j.debut, j.fin) for j in jetons]
    sommes = [s for s in _iter_sommes(passage, jetons) if not any(d <= s.debut < f for d, f in pris)]
    return tuple(sorted((*jetons, *sommes), key=lambda j: j.debut))


def _find_titres(texte: str, propre: Propre, enveloppe: bool) -> Iterator[Jeton]:
    for trouve in _SOURCE.finditer(texte):
        source = propre.find_source(trouve["mots"])
        if source or trouve["mots"][0].isupper():  # "Financement Région :" is nobody's that is known
            yield Jeton("source", *trouve.span(), source=source, mots="" if source else "inconnue")
    for trouve in _PART.finditer(texte):
        yield Jeton("part", *trouve.span(), mots=" ".join(trouve["quoi"].lower().split()))
    for trouve in _TOTAL.finditer(texte):
        yield Jeton("total", *trouve.span())
    for trouve in _DECOMPTE.finditer(texte):
        yield Jeton("decompte", *trouve.span())
    ouverte = 0 if enveloppe else None
    if commune := _ENVELOPPE.search(texte):
        yield Jeton("enveloppe", *commune.span(), mots="coûts transverses de l'ensemble des actions")
        ouverte = commune.end()
    if ouverte is not None:
        for trouve in _SOURCE_ENVELOPPE.finditer(texte, ouverte):
            if source := propre.find_source(trouve["mots"]):
                yield Jeton("source", *trouve.span(), source=source, mots="enveloppe")


def _find_marqueurs(passage: Passage, titres: list[Jeton]) -> Iterator[Jeton]:
    """Years that speak of what follows: before a colon, or first words of a paragraph."""
    texte = passage.texte
    copies = [(j.debut, j.fin) for j in titres if j.genre == "copie"]
    marques: list[tuple[int, int]] = []
    for trouve in _MARQUEUR.finditer(texte):
        avant = texte[max(0, trouve.start() - PORTEE) : trouve.start()]
        if _EURO_AVANT.search(avant) and _is_last(passage, trouve.end()):
            continue  # "700 € en 2022 :" closes its line
        marques.append(trouve.span())
        yield Jeton("marqueur", *trouve.span(), annees=expand_annees(trouve["annees"]))
    for debut in find_debuts(passage):
        while debut < len(texte) and texte[debut] in " -•○":
            debut += 1
        tete = _MARQUEUR_TETE.match(texte, debut)
        if tete and not any(d <= tete.start() < f for d, f in (*marques, *copies)):
            yield Jeton("marqueur", *tete.span(), annees=expand_annees(tete["annees"]))


def _is_last(passage: Passage, fin: int) -> bool:
    suivante = min([c for c in passage.coupures if c >= fin], default=len(passage.texte))
    return not passage.texte[fin:suivante].strip()


def _iter_sommes(passage: Passage, jetons: list[Jeton]) -> Iterator[Somme]:
    texte = passage.texte
    # A sign before the number ("… € 1/ Dispositif") is the end of the amount before.
    montants = {m.debut: m for m in find_montants(texte) if re.search(r"[€a-zA-Z]", texte[m.debut : m.fin])}
    nombres = find_nombres(texte)
    places = (n.debut for n in nombres if n.debut in montants)
    bornes = sorted({*(j.debut for j in jetons), *places, len(texte)})
    coupures = sorted((*passage.coupures, len(texte)))
    for nombre in nombres:
        montant = montants.get(nombre.debut)
        if montant is None and nombre.nature != "nombre":
            continue
        fin = montant.fin if montant else nombre.fin
        fin = nombre.debut + len(texte[nombre.debut : fin].rstrip("* $}"))  # what stands there is an operation's sign
        # What bears on a number stands beside it: a cell of a whole page is not searched again for each of them.
        avant, apres = texte[max(0, nombre.debut - PORTEE) : nombre.debut], texte[fin : fin + PORTEE]
        par_an = _PAR_AN.match(apres)
        operande = bool(_OPERATION_APRES.match(apres) or _TAUX_APRES.match(apres) or _is_multiplie(avant))
        resultat = bool(_EGAL_AVANT.search(avant))
        operande = operande or bool(resultat and not par_an and _EGAL_APRES.match(apres))
        if montant is None and not operande and (nombre.valeur is None or nombre.valeur < NU_MIN):
            continue
        limite = bornes[bisect_right(bornes, nombre.debut)]
        paragraphe = coupures[min(bisect_right(coupures, fin), len(coupures) - 1)]
        place = fin + (par_an.end() if par_an else 0)
        annees, fin_suffixe, fois = _read_suffixe(texte[:paragraphe].rstrip(), place, limite, bool(par_an))
        date = bool(annees or par_an)
        nu = montant is None and not _is_bare(texte, nombre.debut, fin, nombre.valeur, nombre.nature, date)
        if nu and not operande:
            continue
        sur_ans = _SUR_ANS.match(apres)
        yield Somme(
            "somme",
            nombre.debut,
            fin if operande else max(fin_suffixe, fin + (sur_ans.end() if sur_ans else 0)),
            annees=() if operande else annees,
            valeur=montant.valeur if montant else nombre.valeur,
            fin_chiffres=fin,
            certitude=montant.certitude if montant else nombre.certitude,
            unite=montant is not None,
            operande=operande,
            resultat=resultat,
            unitaire=bool(_UNITAIRE_APRES.match(apres) or _A_AVANT.search(avant)),
            prix=bool(_UNITAIRE_AVANT.search(avant)),
            par_an=bool(par_an) or fois,
            sur_ans=int(sur_ans["n"]) if sur_ans else 0,
        )


def _is_multiplie(avant: str) -> bool:
    """Whether the words before a number end on an operation's sign."""
    nu = avant.rstrip().rstrip("($").rstrip()
    return nu.endswith(("*", "×", "x", "/", "times")) and _OPERATION_AVANT.search(avant) is not None


def _is_bare(texte: str, debut: int, fin: int, valeur: Decimal | None, nature: str, date: bool) -> bool:
    """An amount without its unit: at least a thousand, dated, after a colon, an equals sign or "soit"."""
    if valeur is None or nature != "nombre" or valeur < NU_MIN or _COMPTE.match(texte, fin):
        return False
    avant = texte[:debut].rstrip(" $(")
    return date or avant.endswith((":", "=", "soit"))


def _read_suffixe(texte: str, fin: int, limite: int, par_an: bool) -> tuple[tuple[int, ...], int, bool]:
    """The years right after a sum, or in brackets of their own before the next one; where these words end."""
    position = fin
    if (note := _NOTE.match(texte, position)) and not _SUFFIXE.match(texte, position):
        position = note.end()
    suffixe = _SUFFIXE.match(texte, position)
    if suffixe and suffixe.end() <= max(limite, suffixe.start() + 1):
        loin = _ANNEES_LOIN.match(texte, suffixe.start("p") - 1) if suffixe["p"] else None
        return expand_annees(suffixe["p"] or suffixe["e"] or suffixe["d"]), suffixe.end(), bool(loin and loin["fois"])
    phrase = re.search(r"\.\s", texte[fin:limite])
    arret = fin + phrase.start() if phrase else limite
    if loin := _ANNEES_LOIN.search(texte, fin, arret):
        fois = bool(
            _ANNEES_LOIN.match(texte, loin.start()) and re.match(r"\s*\*\s*\d+\s*ans?", texte[loin.end("p") + 1 :])
        )
        return expand_annees(loin["p"]), loin.end("p") + 1, fois
    if par_an and (budget := _ANNEES_BUDGET.search(texte, fin, arret)):
        return expand_annees(budget["p"]), budget.end(), False
    return (), max(position, fin), False
