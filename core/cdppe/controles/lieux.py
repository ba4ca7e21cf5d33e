"""Where a same figure stands, and how two places that differ are told."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import NamedTuple, TypeVar

from cdppe.controles.memoire import remember
from cdppe.controles.mots import ETAPES, ORIGINES, SOURCES, compare, format_euros, format_periode, is_annee, list_lignes
from cdppe.facts import Financement, Indicateur
from cdppe.facts.libelles import normalize_libelle
from cdppe.plugins.controle import Constat, Dossier

PRECISES = ("fir", "bop304", "ondam")
UNITE = Decimal(1)
LEQUEL_EST_LE_BON = "Pouvez-vous confirmer lequel des deux montants est le bon ?"
F = TypeVar("F", Financement, Indicateur)
_RANG = {origine: rang for rang, origine in enumerate(ORIGINES)}


class Lieu(NamedTuple):
    """A place in the documents; two figures of one place stand in one kind of table."""

    document: str
    origine: str

    @property
    def rang(self) -> tuple[int, str]:
        """The table before the fiche, and so on."""
        return _RANG[self.origine], self.document


def lieu_of(fait: Financement | Indicateur) -> Lieu:
    """Where a fact stands."""
    return Lieu(fait.document, fait.origine)


def sort_lieux(faits: Iterable[F]) -> list[list[F]]:
    """The facts of each place, the place that counts first."""
    lieux: dict[Lieu, list[F]] = defaultdict(list)
    for fait in faits:
        lieux[lieu_of(fait)].append(fait)
    return [lieux[lieu] for lieu in sorted(lieux, key=lambda x: x.rang)]


def is_avenant_tableau(un: Lieu, autre: Lieu) -> bool:
    """Whether two places are an avenant and a table, which ``avenant_tableau`` compares, supplements included."""
    return {un.origine, autre.origine} == {"avenant", "tableau_financier"}


class Sujet(NamedTuple):
    """What an amount is about, whatever its source and its place; ``objet`` names what belongs to no action."""

    niveau: str
    action: str
    objet: str
    etape: str
    debut: int
    fin: int
    base: str

    @property
    def periode(self) -> str:
        return format_periode(self.debut, self.fin, self.base)

    @property
    def nom(self) -> str:
        """How a sentence names it."""
        if self.niveau in ("action", "detail"):
            return f"Action {self.action}" if self.action else f"« {self.objet} »"
        return f"« {self.action} »"


@dataclass(frozen=True, slots=True)
class Compte:
    """What one place says of one subject and source; ``montant`` adds up its labels, when it is ``clair``."""

    lieu: Lieu
    montant: Decimal
    faits: tuple[Financement, ...]
    libelles: frozenset[str] = frozenset([""])
    clair: bool = True


def join_comptes(comptes: Iterable[Compte]) -> Compte:
    """What a place says over its sources together."""
    siens = tuple(comptes)
    montant = sum((c.montant for c in siens), Decimal(0))
    return Compte(siens[0].lieu, montant, tuple(f for c in siens for f in c.faits))


Comptes = dict[Sujet, dict[str, list[Compte]]]
"""By subject, then source; the place that counts first."""


def count_lieux(
    dossier: Dossier, annee: int, niveaux: tuple[str, ...] = ("action",), perimetres: tuple[str, ...] = ("action",)
) -> Comptes:
    """The amounts of a year by subject and source, place by place."""
    comptes: Comptes = {}
    for niveau in niveaux:
        cle = ("lieux", annee, niveau, perimetres)
        comptes |= remember(dossier, cle, partial(_count_lieux, dossier, annee, niveau, perimetres))
    return comptes


def _count_lieux(dossier: Dossier, annee: int, niveau: str, perimetres: tuple[str, ...]) -> Comptes:
    groupes: dict[tuple[Sujet, str], list[Financement]] = defaultdict(list)
    for f in remember(dossier, "financements_annees", lambda: _split_annees(dossier))[annee]:
        if f.niveau != niveau or f.perimetre not in perimetres or f.debut is None or f.fin is None:
            continue
        if f.montant is None and f.certitude != "ambigu":
            continue
        if f.niveau == "action" and not (f.action or f.libelle):
            continue
        sujet = Sujet(f.niveau, f.action, "" if f.action else f.libelle, f.etape, f.debut, f.fin, f.base)
        groupes[sujet, f.source].append(f)
    comptes: Comptes = defaultdict(dict)
    for (sujet, source), faits in groupes.items():
        comptes[sujet][source] = [_settle(siens) for siens in sort_lieux(faits)]
    return comptes


def _split_annees(dossier: Dossier) -> dict[int, list[Financement]]:
    """By year, the amounts whose findings are that year's."""
    return {a: [f for f in dossier.lecture.financements if is_annee(dossier, a, f.fin)] for a in dossier.exercices}


def _settle(faits: list[Financement]) -> Compte:
    """Equal amounts count once for a label, different labels add up; nothing counts beside an ambiguous amount."""
    par_libelle: dict[str, set[Decimal | None]] = defaultdict(set)
    for f in faits:
        par_libelle[normalize_libelle(f.libelle)].add(f.montant)
    montants = [m for siens in par_libelle.values() for m in siens if m is not None]
    clair = len(montants) == len(par_libelle) == sum(len(siens) for siens in par_libelle.values())
    return Compte(lieu_of(faits[0]), sum(montants, Decimal(0)), tuple(faits), frozenset(par_libelle), clair)


class Paire(NamedTuple):
    """What two places say of one subject; the first is the one that counts."""

    sujet: Sujet
    source: str
    un: Compte
    autre: Compte

    @property
    def faits(self) -> tuple[Financement, ...]:
        return (*self.un.faits, *self.autre.faits)

    @property
    def ecart(self) -> Decimal:
        return abs(self.autre.montant - self.un.montant)

    def describe(
        self, question: str = LEQUEL_EST_LE_BON, *, nom: str = "", precision: str = "", parts: bool = False
    ) -> Constat:
        """Two amounts that differ; ``nom`` and ``precision`` follow what they are about and their source."""
        sujet, source = self.sujet, self.source
        tete = f"{sujet.nom}{nom}, {ETAPES[sujet.etape]} {sujet.periode} ({source}{precision})"
        objet = f"{sujet.objet} {sujet.etape} {source}".strip()
        return self.oppose(tete, objet, question, termes=self.faits if parts else ())

    def oppose(
        self,
        tete: str,
        objet: str,
        question: str,
        mots: tuple[str, str] = ("", ""),
        termes: Iterable[Financement] = (),
    ) -> Constat:
        """One place gives this and the other that; ``mots`` follow the figures."""
        sujet, _, un, autre = self
        noms = [ORIGINES[c.lieu.origine] for c in (un, autre)]
        if un.lieu.document != autre.lieu.document:
            noms = [f"{nom} de {c.lieu.document}" for nom, c in zip(noms, (un, autre), strict=True)]
        phrase = (
            f"{tete} : {noms[0]} ({list_lignes(un.faits)}) donne {format_euros(un.montant)}{mots[0]} et {noms[1]} "
            f"({list_lignes(autre.faits)}) {format_euros(autre.montant)}{mots[1]}, soit {format_euros(self.ecart)} "
            "d'écart."
        )
        return compare(
            self.faits, phrase, autre.montant, un.montant, objet, question,
            action=sujet.action, periode=sujet.periode, termes=termes,
        )  # fmt: skip


def pair_comptes(comptes: Iterable[Compte]) -> Iterator[tuple[Compte, Compte]]:
    """The first place that says something clear, with each of the others that speaks of the same labels."""
    clairs = [c for c in comptes if c.clair]
    for autre in clairs[1:]:
        premier = clairs[0]
        if premier.libelles == autre.libelles or frozenset([""]) in (premier.libelles, autre.libelles):
            yield premier, autre


def pair_lieux(comptes: Comptes) -> Iterator[Paire]:
    """The same subject and source in two places."""
    for sujet, par_source in comptes.items():
        for source, siens in par_source.items():
            for un, autre in pair_comptes(siens):
                yield Paire(sujet, SOURCES[source], un, autre)


def pair_etat(comptes: Comptes) -> Iterator[Paire]:
    """ "État" in one place, and in another the State's sources by their names."""
    for sujet, par_source in comptes.items():
        for etat in par_source.get("etat", ()):
            precis: dict[Lieu, list[Compte]] = defaultdict(list)
            for source in PRECISES:
                for compte in par_source.get(source, ()):
                    precis[compte.lieu].append(compte)
            communs = {c.lieu for c in par_source["etat"]}
            if etat.lieu in precis:
                continue  # this place names the sources beside "État": it is not their sum
            for lieu, parts in precis.items():
                if lieu not in communs and etat.clair and all(p.clair for p in parts):
                    yield Paire(sujet, "crédits de l'État et de l'assurance maladie", join_comptes(parts), etat)


def pair_annees(comptes: Comptes) -> Iterator[Paire]:
    """Zero for several years in one place, and in another an amount of one of these years."""
    pareils: dict[tuple[str, str, str], list[Sujet]] = defaultdict(list)
    for sujet in comptes:
        pareils[sujet.action, sujet.objet, sujet.etape].append(sujet)
    for sujet, par_source in comptes.items():
        if sujet.debut == sujet.fin or sujet.base != "civile":
            continue
        for source, siens in par_source.items():
            autres = [
                (autre, compte)
                for autre in pareils[sujet.action, sujet.objet, sujet.etape]
                if sujet.debut <= autre.debut <= autre.fin <= sujet.fin and autre != sujet
                for compte in comptes[autre].get(source, ())
            ]
            for zero in (c for c in siens if c.clair and c.montant == 0):
                for autre, compte in autres:
                    if compte.clair and compte.montant and compte.lieu != zero.lieu:
                        yield Paire(autre, SOURCES[source], zero, compte)
