"""The questions that go back to a département, in order of importance."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation

from cdppe.consolidation.calcul import count, format_montant, format_valeur
from cdppe.consolidation.reception import (
    DocumentRecu,
    Exercice,
    Manque,
    Textes,
    count_exercice,
    cut_texte,
    describe_document,
    list_annees,
    list_manques,
)
from cdppe.controles import Bilan, Signalement
from cdppe.controles.decisions import Decisions
from cdppe.controles.passage import GRAVITES
from cdppe.plugins.controle import Constat, Dossier, Place

_PRINCIPALES = 25
_CITATIONS_MAX = 6
_TERMES_MAX = 12
_BARRE = " | "
_COUPE = "…"
_RECOUVREMENT = 20
"""So many characters in common prove that two extracts of a line overlap."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question; ``places`` are quoted, ``autres`` only named. ``reference`` is how the office finds its findings.

    ``phrase`` says all that one error made the controls find, ``constat`` is the first of these findings.
    """

    numero: int
    constat: Constat
    phrase: str
    places: tuple[Place, ...]
    autres: tuple[Place, ...]
    chiffres: tuple[tuple[str, str], ...]
    termes: tuple[str, ...]
    reference: str


@dataclass(frozen=True, slots=True)
class Courrier:
    """All that is sent; ``date`` is that of the newest document, ``annexe`` the questions beyond the first 25."""

    code: str
    departement: str
    annee: int
    editions: bool
    date: str
    documents: tuple[DocumentRecu, ...]
    exercices: tuple[Exercice, ...]
    manques: tuple[Manque, ...]
    questions: tuple[Question, ...]
    annexe: tuple[Question, ...]


def prepare_courrier(
    dossier: Dossier, bilan: Bilan, decisions: Decisions, annee: int, textes: Textes, *, editions: bool
) -> Courrier:
    """The letter of one département and year, from its dossier and what the controls found in it.

    A finding that staff accepted is asked no more.
    """
    code = dossier.departement.code
    siens = _merge(s for s in list_questions(bilan, decisions) if (s.departement, s.annee) == (code, annee))
    siens.sort(key=_rank)  # stable: then code and line
    questions = tuple(_make_question(rang, groupe, textes) for rang, groupe in enumerate(_group(siens), 1))
    lus = sorted(dossier.lecture.documents, key=lambda d: (d.date, d.document))
    return Courrier(
        code=code,
        departement=dossier.departement.nom,
        annee=annee,
        editions=editions,
        date=max((d.date for d in lus), default=""),
        documents=tuple(describe_document(d, dossier) for d in lus),
        exercices=tuple(count_exercice(a, dossier) for a in list_annees(dossier, annee)),
        manques=tuple(list_manques(dossier, annee, textes)),
        questions=questions[:_PRINCIPALES],
        annexe=questions[_PRINCIPALES:],
    )


def _rank(signalement: Signalement) -> tuple[int, Decimal, bool]:
    """The gravest first, then those about most money, then those about figures."""
    constat = signalement.constat
    return GRAVITES.index(signalement.gravite), -_measure_enjeu(constat), not constat.difference


def list_questions(bilan: Bilan, decisions: Decisions) -> list[Signalement]:
    """The findings that ask something and that nobody accepted, of all years; an information asks nothing."""
    return [
        s for s in bilan.signalements if s.constat.question and s.gravite != "information" and not decisions.accepte(s)
    ]


def _merge(signalements: Iterable[Signalement]) -> list[Signalement]:
    """A finding that stands in two places is asked once, with both."""
    uniques: dict[str, Signalement] = {}
    for s in signalements:
        if premier := uniques.get(s.empreinte):
            places = (*premier.constat.places, *s.constat.places)
            uniques[s.empreinte] = replace(premier, constat=replace(premier.constat, places=places))
        else:
            uniques[s.empreinte] = s
    return list(uniques.values())


def _group(signalements: Iterable[Signalement]) -> list[list[Signalement]]:
    """One wrong amount makes several controls find the same difference in the same action: it is asked about once."""
    groupes: dict[tuple[str, ...], list[Signalement]] = {}
    for s in signalements:
        difference = _parse(s.constat.difference)
        est_montant = s.constat.action and difference and _find_unite(s.constat) == "€"
        cle = (s.constat.action, str(abs(difference))) if est_montant and difference else (s.empreinte,)
        groupes.setdefault(cle, []).append(s)
    return list(groupes.values())


def _make_question(numero: int, signalements: Sequence[Signalement], textes: Textes) -> Question:
    constat = signalements[0].constat
    unite = _find_unite(constat)
    chiffres = {"chiffre lu": constat.trouve, "attendu": constat.attendu, "différence": constat.difference}
    termes = tuple(filter(None, (_format_terme(t, unite) for t in constat.termes)))
    if len(termes) > _TERMES_MAX:
        termes = (*termes[:_TERMES_MAX], f"et {count(len(termes) - _TERMES_MAX, 'autre')}")
    places = _join_places(_fill_place(p, textes) for s in signalements for p in s.constat.places)
    citees = {(p.document, p.ligne) for p in places[:_CITATIONS_MAX]}
    return Question(
        numero=numero,
        constat=constat,
        phrase=" ".join(dict.fromkeys(s.constat.phrase for s in signalements)),
        places=places[:_CITATIONS_MAX],
        autres=tuple(p for p in places[_CITATIONS_MAX:] if (p.document, p.ligne) not in citees),
        chiffres=tuple((nom, _format_chiffre(texte, unite)) for nom, texte in chiffres.items() if texte),
        termes=termes,
        reference=" ; ".join(f"{s.controle.code}, constat {s.empreinte}" for s in signalements),
    )


def _join_places(places: Iterable[Place]) -> tuple[Place, ...]:
    """Extracts of one line that overlap are quoted as one."""
    jointes: list[Place] = []
    for place in places:
        for rang, autre in enumerate(jointes):
            if (autre.document, autre.ligne) == (place.document, place.ligne) and (
                texte := _join_extraits(autre.texte, place.texte)
            ):
                jointes[rang] = replace(autre, texte=texte)
                break
        else:
            jointes.append(place)
    return tuple(jointes)


def _join_extraits(un: str, autre: str) -> str:
    """Two cuts of one text as one; nothing when they share too little to prove that they touch."""
    for avant, apres in ((un, autre), (autre, un)):
        if apres.strip(_COUPE) in avant:
            return avant
        debut, fin = avant.removesuffix(_COUPE), apres.removeprefix(_COUPE)
        for commun in range(min(len(debut), len(fin)), _RECOUVREMENT, -1):
            if debut.endswith(fin[:commun]):
                return debut + fin[commun:]
    return ""


def _fill_place(place: Place, textes: Textes) -> Place:
    """The place with its source text, short enough to be quoted; a bare figure with the row it stands in."""
    if any(c.isalpha() for c in place.texte):
        return replace(place, texte=cut_texte(place.texte))
    cellules = textes(place.document, place.ligne)
    if place.texte and place.texte not in cellules:
        return place
    debut = len(_BARRE.join((*cellules[: cellules.index(place.texte)], ""))) if place.texte else 0
    return replace(place, texte=cut_texte(_BARRE.join(cellules), debut, debut + len(place.texte)))


def _parse(texte: str) -> Decimal | None:
    try:
        nombre = Decimal(texte)
    except InvalidOperation:
        return None
    return nombre if nombre.is_finite() else None


def _find_unite(constat: Constat) -> str:
    """The unit that follows the finding's figures in its own sentence: ``€``, ``%`` or nothing."""
    phrase = re.sub(r"\s", "", constat.phrase)
    for nombre in filter(None, map(_parse, (constat.trouve, constat.attendu, constat.difference))):
        formes = {re.sub(r"\s", "", f) for f in (format_montant(abs(nombre))[:-1], _shorten(abs(nombre)))}
        choix = "|".join(re.escape(f) for f in sorted(formes))
        if trouve := re.search(rf"(?<![\d,])(?:{choix})([€%])", phrase):
            return trouve[1]
    return ""


def _shorten(nombre: Decimal) -> str:
    """``250 000``, ``92,4``: no useless zeros."""
    return format_valeur(nombre.quantize(Decimal(1)) if nombre == nombre.to_integral_value() else nombre)


def _format_chiffre(texte: str, unite: str) -> str:
    """``250 000 €``, ``1 234,50 €``, ``92,4 %``; what is no figure stays as it is, a year too."""
    nombre = _parse(texte)
    if nombre is None or (not unite and re.fullmatch(r"\d{4}", texte)):
        return texte
    if unite == "€" and nombre != nombre.to_integral_value():
        return format_montant(nombre)
    return f"{_shorten(nombre)}\u00a0{unite}".strip()


def _format_terme(terme: str, unite: str) -> str:
    """``l. 284 : 250 000 €``; nothing for words, which the lines quoted already show."""
    lieu, separateur, chiffre = terme.rpartition(" : ")
    return f"{lieu}{separateur}{_format_chiffre(chiffre, unite)}" if _parse(chiffre) is not None else ""


def _measure_enjeu(constat: Constat) -> Decimal:
    """How much money a finding is about, in euros: the difference, else the greater figure; none without euros."""
    if _find_unite(constat) != "€":
        return Decimal(0)
    difference = _parse(constat.difference)
    if difference is not None:
        return abs(difference)
    return max((abs(n) for n in map(_parse, (constat.trouve, constat.attendu)) if n is not None), default=Decimal(0))
