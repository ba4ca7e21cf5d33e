"""The words around an amount: what they name, and which period, source and scope they give it."""

import re
from typing import NamedTuple

from cdppe.facts.modeles import Source
from cdppe.parsing.periodes import Periode, PeriodeTrouvee, find_periodes

_PARENTHESE = re.compile(r"\((?P<dedans>[^()]*(?:\([^()]*\)[^()]*)*)\)")
_VIDE = re.compile(r"[\s*,)]*")
_VERS_PERIODE = re.compile(
    r"(?:(?:vers|pay|pr[ée]vu|engag|d[ée]pens|consomm|attribu|allou|mandat|r[ée]alis|inscrit)\w*\s+)?"
    r"(?:(?:en|pour|sur|pendant|de|au titre de)\s+)?(?:l[’']|les\s+)?(?:ann[ée]es?\s+|exercices?\s+)?",
    re.IGNORECASE,
)
_AUTOUR_PERIODE = re.compile(
    r"(?:[\s:;,.*()–-]|\b(?:en|pour|sur|de|l|ann[ée]es?|exercices?|au titre|les|la|soit)\b|[’'])*", re.IGNORECASE
)
_SOURCES: dict[str, Source] = {
    "etat": "etat",
    "departement": "departement",
    "fir": "fir",
    "bop304": "bop304",
    "ondam": "ondam",
}
_NOM_SOURCE = (
    r"(?:(?P<etat>[ée]tat)|(?P<departement>d[ée]partement|CD(?:\s?[0-9]{2,3})?|conseil d[ée]partemental)"
    r"|(?P<fir>FIR|fonds d[’']intervention r[ée]gional(?: \(FIR\))?)|(?P<bop304>BOP\s?304|programme 304|304|PLF)"
    r"|(?P<ondam>ONDAM(?: m[ée]dico-social)?))"
)
_SOURCE = re.compile(
    r"(?:(?:proposition|part|financements?|cr[ée]dits?|participation|subvention|dotation|apport|versement"
    r"|de|du|d[’']|l[’']|la|le)\s*)*" + _NOM_SOURCE,
    re.IGNORECASE,
)
_SOURCE_APRES = re.compile(
    r"(?:(?:part|financ[ée]e?s? par|au titre|sur|de|du|le|la|l[’']|d[’'])\s*)*"
    + _NOM_SOURCE
    + r"(?=\s*(?:\Z|[+,;.)(]|(?:et|dont|en|pour)\b))",
    re.IGNORECASE,
)
_PLUS_LARGE = re.compile(
    r"sur (?:ses|leurs|l[’']ensemble (?:de ses|des)) politiques"
    r"|(?:sur|pour) (?:les|ses) (?:[0-9]+|deux|trois|quatre|cinq) d[ée]partements"
    r"|financement global|dont d[ée]pend",
    re.IGNORECASE,
)
_GENERIQUE = re.compile(
    r"(?:total|montants?|budget|global|globale|d[ée]penses?|consommations?|consomm[ée]s?|financements?|co[ûu]ts?|cr[ée]dits?|subventions?"
    r"|engag[ée]e?s?|r[ée]alis[ée]e?s?|pr[ée]vue?s?|pr[ée]visionnel(?:le)?s?|soldes?|restes?|soit|est|sont|s'[ée]l[èe]vent?|de|d'|du|des|le|la|les|un|une|à|en|pour|sur|au|et|l'|"
    r"environ|hauteur|ann[ée]es?|exercices?|[\s:;,.=>()–-])*",
    re.IGNORECASE,
)
_ETIQUETTE = re.compile(r".*[:=>][\s*]*", re.DOTALL)
_TOTAL = re.compile(
    r"(?:soit\s+(?:au|un)\s+)?(?:(?:montant|budget|co[ûu]t|financement)\s+)?(?:total|global)e?\b", re.IGNORECASE
)
_RUPTURE = re.compile(r"(?:[.;]\s+|\n)(?=\S)")


class Suite(NamedTuple):
    """What follows an amount and belongs to it; ``fin`` is where other words begin."""

    fin: int
    periode: Periode | None = None
    source: Source | None = None
    note: str = ""


class Tete(NamedTuple):
    """What precedes an amount and names it; ``est_entete`` when it is a plain header, "Financement CD 2021 :"."""

    libelle: str = ""
    mots: str = ""
    periode: Periode | None = None
    source: Source | None = None
    est_total: bool = False
    est_entete: bool = False


def read_suite(texte: str, contrat: tuple[int, int]) -> Suite:
    """Read the words right after an amount, as long as they are its period, its source or a note in brackets."""
    position, note = 0, ""
    periode: Periode | None = None
    source: Source | None = None
    trouvees = find_periodes(texte, contrat)
    while True:
        vide = _VIDE.match(texte, position)
        debut = vide.end() if vide else position
        parenthese = _PARENTHESE.match(texte, debut)
        if parenthese is not None:
            lue, part = _read_parenthese(parenthese["dedans"], contrat)
            if (lue is not None and periode is not None) or (part is not None and source is not None):
                break
            periode, source = periode or lue, source or part
            if lue is None and part is None:
                note = note or parenthese["dedans"].strip()
            position = parenthese.end()
            continue
        apres = _SOURCE_APRES.match(texte, debut)
        if apres is not None and source is None:
            source, position = _SOURCES.get(str(apres.lastgroup)), apres.end()
            continue
        amorce = _VERS_PERIODE.match(texte, debut)
        limite = amorce.end() if amorce else debut
        suivante = next((t for t in trouvees if debut <= t.debut <= limite), None)
        if suivante is None or periode is not None or _introduces(texte, suivante):
            break
        periode, position = suivante.periode, suivante.fin
    return Suite(position, periode, source, note)


def _introduces(texte: str, trouvee: PeriodeTrouvee) -> bool:
    """ "2021 :" speaks of what follows it."""
    return texte[trouvee.fin :].lstrip().startswith(":")


def _read_parenthese(dedans: str, contrat: tuple[int, int]) -> tuple[Periode | None, Source | None]:
    source = find_source(dedans)
    if source is not None:
        return None, source
    trouvees = find_periodes(dedans, contrat)
    if len(trouvees) == 1:
        reste = dedans[: trouvees[0].debut] + " " + dedans[trouvees[0].fin :]
        if _AUTOUR_PERIODE.fullmatch(reste):
            return trouvees[0].periode, None
    return None, None


def read_tete(texte: str, contrat: tuple[int, int]) -> Tete:
    """Read the words right before an amount, from the last full stop on."""
    ruptures = list(_RUPTURE.finditer(texte))
    mots = texte[ruptures[-1].end() :] if ruptures else texte
    trouvees = find_periodes(mots, contrat)
    sans_periode = mots
    for trouvee in reversed(trouvees):
        sans_periode = sans_periode[: trouvee.debut] + sans_periode[trouvee.fin :]
    propres = sans_periode.strip(" \t\n\u00a0*-–•;,:=>")
    source = find_source(propres)
    generique = _GENERIQUE.fullmatch(propres) is not None
    etiquette = _ETIQUETTE.fullmatch(mots) is not None
    nom = mots
    if trouvees and _AUTOUR_PERIODE.fullmatch(mots, 0, trouvees[0].debut):
        nom = mots[trouvees[0].fin :]  # "2020 : temps de travail : 5512 €"
    return Tete(
        clean(nom) if etiquette and source is None and not generique else "",
        clean(mots),
        _read_periode_de_tete(mots, trouvees),
        source,
        bool(_TOTAL.match(propres)),
        etiquette and (source is not None or generique),
    )


def _read_periode_de_tete(mots: str, trouvees: tuple[PeriodeTrouvee, ...]) -> Periode | None:
    """The amount's own year opens the words, or closes a clause; "ouvertes en 2020 au CDE :" is not its year."""
    if len({(t.periode.debut, t.periode.fin, t.periode.base) for t in trouvees}) != 1:
        return None
    premiere, derniere = trouvees[0], trouvees[-1]
    suite = mots[derniere.fin :]
    liee = (
        _AUTOUR_PERIODE.fullmatch(mots, 0, premiere.debut)
        or suite.lstrip(" )*").startswith((",", ":", "="))
        or _GENERIQUE.fullmatch(suite)
    )
    return premiere.periode if liee else None


def find_source(mots: str) -> Source | None:
    """The source that a label names and nothing else ("Part Etat", "Financement CD")."""
    motif = _SOURCE.fullmatch(mots.strip(" \t\n\u00a0*-–•;,:=>()"))
    return _SOURCES.get(str(motif.lastgroup)) if motif else None


def is_plus_large(mots: str) -> bool:
    """Whether the words say that the amount covers more than the action."""
    return _PLUS_LARGE.search(mots) is not None


def clean(mots: str) -> str:
    """A label as a reader would write it down: one line, without bullets and marks."""
    return " ".join(mots.replace("*", " ").split()).strip(" -–•;,:=>")
