"""What the sentences of a fiche say of the beginning of its action."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from cdppe.controles.memoire import compile_motif, remember
from cdppe.controles.mots import ANNEE, quote
from cdppe.controles.reperes import find_action, search_lignes
from cdppe.facts import Financement, Indicateur
from cdppe.facts.libelles import normalize_libelle
from cdppe.plugins.controle import Dossier, Place

MOIS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
    "décembre",
)  # fmt: skip
_LANCEMENT = (
    r"premi[eè]re?s?\s+(?:interventions?|accueils?|prises? en charge|entrées|accompagnements?|jeunes|enfants|familles)"
    r"|\b(?:re)?démarr(?:é|ée|és|ées|age)\b|\b(?:a|ont) débuté|\bdébutée?s?\b|\bouver(?:te?s?|ture)\b"
)
_POSTE = r"recrut(?:é|ée|és|ées|ement|ements)\b|\bpourvue?s?\b|pris (?:ses|leurs) fonctions"
# The first letters of all of them, which the engine looks for at once.
_EVENEMENT = rf"(?=[adopr])(?:(?P<lancement>{_LANCEMENT})|(?P<poste>{_POSTE}))"
_DATE = (
    r"(?:(?P<quand>début|fin|mi)[ -])?(?:(?P<jour>1\s?(?:\^\{?)?er\}?|[0-3]?\d)\s+)?"
    rf"(?:(?P<mois>{'|'.join(MOIS)})\s+)?(?P<annee>20[12]\d)(?!\d)"
)
_A_PARTIR = r"(?:[àa] (?:compter|partir) (?:de |du |d[’'])|depuis (?:le )?|dès (?:le )?)"
_APRES = rf"{_EVENEMENT}[^.;\n\t]{{0,120}}?\b(?:en |au |le |{_A_PARTIR}|(?=début |fin |mi[ -])){_DATE}"
_AVANT = rf"{_A_PARTIR}{_DATE}[^.;\n\t]{{0,80}}?{_EVENEMENT}"
_DEPART = re.compile(rf"{_A_PARTIR}{_DATE}", re.IGNORECASE)
_INDICES = tuple(
    mot
    for indice in ("premi", "marr", "débuté", "ouver", "recrut", "pourvu", "fonctions")
    for mot in (indice, indice.capitalize(), indice.upper())
)
_NEGATION = re.compile(r"\b(?:pas|pu|non|avant)\b[^.;\n]{0,12}\Z", re.IGNORECASE)
_REMPLACE = re.compile(r"\bnouve(?:au|l|lle)s?\b|\brempla", re.IGNORECASE)
_NON_DEMARREE = (
    r"\b[Aa]ction (?:(?:non|pas) (?:encore )?|n[’']a pas (?:encore )?(?:été )?)"
    r"(?:démarrée?|débutée?|commencée?|engagée|lancée|mise en œuvre)"
)
_ACTION_NON = re.compile(r"ction (?:n|pas )")
_PRES, _CITE = 90, 250
_MOT = re.compile(r"[a-z]{6,}")
_MOTS_NUS = frozenset(
    {"action", "actions", "compter", "postes", "depuis", "janvier", "fevrier", "projet", "moyens", "travail"}
)


@dataclass(frozen=True, slots=True)
class Annonce:
    """A sentence that dates a beginning; ``poste`` when it is someone's only. ``mois`` is 0 when it is not said.

    ``date`` as it is said: ``début 2022``, ``en février 2021``. ``sure`` when money spent before would contradict it.
    """

    action: str
    annee: int
    mois: int
    date: str
    poste: bool
    sure: bool
    phrase: str
    mots: frozenset[str]
    """The long words just before and in what dates it."""
    place: Place

    @property
    def debut(self) -> str:
        """``fait commencer l'action en février 2021``."""
        quoi = "le poste" if self.poste else "l'action"
        return f"fait commencer {quoi} {self.date}"

    @property
    def cite(self) -> str:
        """Its sentence, as another one quotes it."""
        return quote(self.phrase, _CITE)


def list_mots(texte: str) -> frozenset[str]:
    """The long words of a text, their plural marks taken off."""
    return frozenset(m.rstrip("sx") for m in _MOT.findall(normalize_libelle(texte)) if m not in _MOTS_NUS)


def read_annonces(dossier: Dossier) -> dict[str, list[Annonce]]:
    """What is said of each action's beginning, in the order of the documents."""

    def group() -> dict[str, list[Annonce]]:
        par_action: dict[str, list[Annonce]] = defaultdict(list)
        for annonce in _find_annonces(dossier):
            par_action[annonce.action].append(annonce)
        return dict(par_action)

    return remember(dossier, "annonces", group)


def read_depart(place: Place, action: str, libelle: str) -> Annonce | None:
    """What the words of a detail say of its own beginning."""
    motif = _DEPART.search(libelle)
    if motif is None or not motif["mois"]:
        return None
    annee, mots = int(motif["annee"]), list_mots(libelle)
    return Annonce(action, annee, _read_mois(motif), _read_date(motif), True, True, libelle, mots, place)


def _list_fins(dossier: Dossier) -> dict[tuple[str, str], int]:
    """The line of the last figure of each fiche: what a document says further on is no fiche's."""
    fins: dict[tuple[str, str], int] = defaultdict(int)
    faits: tuple[Financement | Indicateur, ...] = (*dossier.lecture.financements, *dossier.lecture.indicateurs)
    for f in faits:
        if f.origine == "fiche" and f.ligne.isdecimal():
            fins[f.document, f.action] = max(fins[f.document, f.action], int(f.ligne))
    for a in dossier.lecture.actions:
        if a.ligne.isdecimal():  # all but the last fiche end where the next begins
            fins[a.document, ""] = max(fins[a.document, ""], int(a.ligne))
    return fins


def _find_annonces(dossier: Dossier) -> Iterator[Annonce]:
    fins = _list_fins(dossier)
    apres, avant = (compile_motif(m, re.IGNORECASE) for m in (_APRES, _AVANT))
    for page in dossier.pages:
        for passage in page.passages:
            texte = passage.texte
            if "20" not in texte or not any(i in texte for i in _INDICES):
                continue
            for motif in (*apres.finditer(texte), *avant.finditer(texte)):
                ligne = passage.lieu(motif.start())
                action = find_action(dossier, page.document, ligne)
                derniere = max(fins.get((page.document, action), 0), fins.get((page.document, ""), 0))
                phrase = _get_phrase(texte, motif.start(), motif.end())
                if not action or int(ligne if ligne.isdecimal() else 0) > derniere:
                    continue
                if _NEGATION.search(texte, max(0, motif.start() - 30), motif.start()):
                    continue
                if motif["poste"] and _REMPLACE.search(phrase):
                    continue  # someone was there before
                mois = _read_mois(motif) or (1 if (motif["quand"] or "").casefold() == "début" else 0)
                mots = list_mots(texte[max(0, motif.start() - _PRES) : motif.end()])
                place = Place(page.document, ligne, passage.extrait(motif.start(), motif.end()))
                poste = motif["poste"] is not None
                annee, date = int(motif["annee"]), _read_date(motif)
                yield Annonce(action, annee, mois, date, poste, _is_sure(motif), phrase, mots, place)


def list_non_demarrees(dossier: Dossier) -> list[tuple[str, str, int, Place]]:
    """The actions that words say not begun, on a line that tells the year: words, year and place.

    What an indicator says so is a fact, ``non_debute``.
    """
    return remember(dossier, "non_demarrees", lambda: list(_find_non_demarrees(dossier)))


def _find_non_demarrees(dossier: Dossier) -> Iterator[tuple[str, str, int, Place]]:
    indicateurs = {(i.document, i.ligne) for i in dossier.lecture.indicateurs}
    for page in dossier.pages:
        for motif in search_lignes(page, _ACTION_NON, compile_motif(_NON_DEMARREE)):
            place = page.place(motif.start(), motif.end())
            annees = [int(a) for a in ANNEE.findall(page.place_ligne(place.ligne).texte)]
            if annees and (place.document, place.ligne) not in indicateurs:
                yield find_action(dossier, place.document, place.ligne), motif[0], max(annees), place


def _read_mois(motif: re.Match[str]) -> int:
    return MOIS.index(motif["mois"].casefold()) + 1 if motif["mois"] else 0


def _read_date(motif: re.Match[str]) -> str:
    date = " ".join(filter(None, ((motif["mois"] or "").casefold(), motif["annee"])))
    quand = (motif["quand"] or "").casefold()
    return f"en {date}" if not quand else f"{quand}{'-' if quand == 'mi' else ' '}{date}"


def _is_sure(motif: re.Match[str]) -> bool:
    """A place is paid for before it opens, and a recruitment without its day may be meant only."""
    if motif["lancement"]:
        return not motif["lancement"].casefold().startswith("ouver")
    return motif["jour"] is not None or not motif["poste"].casefold().startswith("recrutement")


def _get_phrase(texte: str, debut: int, fin: int) -> str:
    """The sentence that holds these characters."""
    gauche = max(texte.rfind(c, 0, debut) for c in ".;\n") + 1
    droite = min((p for c in ".;\n" if (p := texte.find(c, fin)) >= 0), default=len(texte))
    return texte[gauche:droite].strip()
