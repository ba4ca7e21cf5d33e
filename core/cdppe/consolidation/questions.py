"""The questions that go back to a département, in order of importance."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from itertools import accumulate
from typing import NamedTuple

from cdppe.consolidation.calcul import format_montant, format_valeur
from cdppe.consolidation.extraits import Textes, clean_extrait, quote_places
from cdppe.consolidation.reception import (
    DocumentRecu,
    Exercice,
    Manque,
    count_exercice,
    describe_document,
    list_annees,
    list_manques,
)
from cdppe.controles import Bilan, Signalement
from cdppe.controles.decisions import Decisions
from cdppe.controles.passage import GRAVITES
from cdppe.plugins.controle import Constat, Dossier, Place

_PRINCIPALES = (10, 25)
"""The letter details its grave questions: so many at least where there are others, and so many at most."""
_CITATIONS_MAX = 6
_CITATIONS_SANS_TERMES = 4
"""Beyond so many lines, those whose figures are added are listed with these figures, and only the others quoted."""


class _Format(NamedTuple):
    """So many characters of a line are quoted; once a point has quoted so many, its other lines are only named."""

    ligne: int
    point: int


_DETAILLE, _RESUME = _Format(180, 1000), _Format(110, 200)
_DIT = re.compile(r"(?<![\d,./])(?<!l\.\s)(?<!ction\s)\d+(?:\s\d{3}(?!\d))*(?:,\d+)?(?=\s?[€%])")
"""A figure that a sentence gives with its unit."""


@dataclass(frozen=True, slots=True)
class Point:
    """What one error made the controls find; ``places`` are quoted, ``autres`` only named, ``termes`` added up.

    ``reprises`` are lines that a point of the same question, above this one, already quotes alike.
    ``question`` is empty where it is the one that the points share; ``references`` lead the office to its findings.
    """

    numero: str
    constat: Constat
    phrase: str
    question: str
    places: tuple[Place, ...]
    reprises: tuple[Place, ...]
    autres: tuple[Place, ...]
    termes: tuple[str, ...]
    references: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """One question, about one point or about several of one kind; ``commune`` is what is asked of most of them."""

    numero: str
    points: tuple[Point, ...]
    commune: str = ""


@dataclass(frozen=True, slots=True)
class Courrier:
    """All that is sent; ``date`` is that of the newest document, ``annexe`` the questions that are less important."""

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
    siens = [s for s in list_questions(bilan, decisions) if (s.departement, s.annee) == (code, annee)]
    siens.sort(key=_rank)  # stable: then code and line
    groupes = _group_questions(_group(siens))
    moins, plus = _PRINCIPALES
    graves = sum(groupe[0][0].gravite in ("bloquante", "majeure") for groupe in groupes)
    principales = min(max(graves, moins), plus)
    questions = tuple(
        _make_question(rang, groupe, textes, _DETAILLE if rang <= principales else _RESUME)
        for rang, groupe in enumerate(groupes, 1)
    )
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
        questions=questions[:principales],
        annexe=questions[principales:],
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


def _group(signalements: Iterable[Signalement]) -> list[list[Signalement]]:
    """One wrong amount makes several controls find the same difference in the same action: it is asked about once."""
    groupes: dict[tuple[str, ...], list[Signalement]] = {}
    for s in signalements:
        difference = _parse(s.constat.difference)
        est_montant = s.constat.action and difference and _find_unite(s.constat) == "€"
        cle = (s.constat.action, str(abs(difference))) if est_montant and difference else (s.empreinte,)
        groupes.setdefault(cle, []).append(s)
    return list(groupes.values())


def _group_questions(points: Iterable[list[Signalement]]) -> list[list[list[Signalement]]]:
    """Points of one kind and gravity are one question; the first is the most important."""
    groupes: dict[tuple[str, str], list[list[Signalement]]] = {}
    for point in points:
        groupes.setdefault((point[0].controle.code, point[0].gravite), []).append(point)
    return list(groupes.values())


def _generalize(constat: Constat) -> str:
    """The question without the number of its action, which its sentence gives."""
    if not constat.action:
        return constat.question
    numero = re.escape(constat.action)
    return re.sub(
        rf"\b(?:l'(action)|la (fiche)) {numero}(?!\w)",
        lambda m: f"cette {m[1] or m[2]}",
        constat.question,
    )


def _make_question(rang: int, groupe: Sequence[Sequence[Signalement]], textes: Textes, forme: _Format) -> Question:
    numero = f"Q{rang}"
    if len(groupe) == 1:
        return Question(numero, (_make_point(numero, groupe[0], textes, forme, set()),))
    demandes = [_generalize(signalements[0].constat) for signalements in groupe]
    commune, fois = Counter(demandes).most_common(1)[0]
    if fois == 1:
        commune = ""
    points: list[Point] = []
    citees: set[Place] = set()
    for n, (siens, demande) in enumerate(zip(groupe, demandes, strict=True), 1):
        point = _make_point(f"{numero}.{n}", siens, textes, forme, citees)
        citees |= set(point.places)
        points.append(replace(point, question="") if demande == commune else point)
    return Question(numero, tuple(points), commune)


def _make_point(
    numero: str, signalements: Sequence[Signalement], textes: Textes, forme: _Format, deja: Collection[Place]
) -> Point:
    constat = signalements[0].constat
    places = [p for s in signalements for p in s.constat.places]
    lignes = {(p.document, p.ligne) for p in places}
    unite = _find_unite(constat)
    termes = {t: _format_terme(t, unite) for t in constat.termes} if len(lignes) > _CITATIONS_SANS_TERMES else {}
    resumees = {_find_ligne(t) for t, texte in termes.items() if texte}
    citees = quote_places(
        [p for p in places if p.ligne not in resumees] or places[:1],
        textes,
        lambda ligne: [c for s in signalements for c in _list_chiffres(s.constat, ligne)],
        forme.ligne,
    )
    neuves, reprises = ([p for p in citees if (p in deja) is repris] for repris in (False, True))
    longueurs = accumulate((len(p.texte) for p in neuves), initial=sum(len(p.texte) for p in reprises))
    montrees = sum(longueur < forme.point for longueur in longueurs)
    montrees = min(montrees, len(neuves), _CITATIONS_MAX)
    return Point(
        numero=numero,
        constat=constat,
        phrase=clean_extrait(" ".join(dict.fromkeys(s.constat.phrase for s in signalements))),
        question=clean_extrait(constat.question),
        places=tuple(neuves[:montrees]),
        reprises=tuple(reprises),
        autres=tuple(neuves[montrees:]),
        termes=tuple(filter(None, termes.values())),
        references=tuple(f"{s.controle.code} {s.empreinte}" for s in signalements),
    )


def _find_ligne(terme: str) -> str:
    """``284`` of ``l. 284 : 250000``."""
    return "".join(terme.rpartition(" : ")[0].split()[-1:])


def _list_chiffres(constat: Constat, ligne: str) -> list[Decimal]:
    """The figures of a finding that may stand on a line: its own, the parts of that line, those of its sentence.

    A zero is seldom printed as one.
    """
    siens = [t.rpartition(" : ")[2] for t in constat.termes if _find_ligne(t) == ligne]
    dits = [re.sub(r"\s", "", n).replace(",", ".") for n in _DIT.findall(constat.phrase)]
    return [n for n in map(_parse, (constat.trouve, constat.attendu, *siens, *dits)) if n]


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
    """``l. 284 : 250 000 €``; nothing for words or a figure without its line, which the lines quoted already show."""
    lieu, separateur, chiffre = terme.rpartition(" : ")
    return f"{lieu}{separateur}{_format_chiffre(chiffre, unite)}" if lieu and _parse(chiffre) is not None else ""


def _measure_enjeu(constat: Constat) -> Decimal:
    """How much money a finding is about, in euros: the difference, else the greater figure; none without euros."""
    if _find_unite(constat) != "€":
        return Decimal(0)
    difference = _parse(constat.difference)
    if difference is not None:
        return abs(difference)
    return max((abs(n) for n in map(_parse, (constat.trouve, constat.attendu)) if n is not None), default=Decimal(0))
