"""Where a same figure stands, and the words in which two places are compared."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from cdppe.controles.mots import is_annee
from cdppe.facts import Financement, Indicateur
from cdppe.facts.libelles import normalize_libelle
from cdppe.plugins.controle import Dossier

#: Ordered: the place that counts comes first (design, section 3, "Sums").
ORIGINES = {
    "tableau_financier": "le tableau financier",
    "tableau_de_bord": "le tableau de bord",
    "fiche": "la fiche",
    "avenant": "l'avenant",
    "annexe": "l'annexe",
    "texte": "le texte",
    "decision": "la décision",
}
SOURCES = {
    "fir": "FIR",
    "bop304": "BOP 304",
    "ondam": "ONDAM",
    "etat": "État",
    "departement": "Département",
    "autre": "autre source",
    "total": "toutes sources",
    "non_ventile": "source non dite",
}
PRECISES = ("fir", "bop304", "ondam")
UNITE = Decimal(1)


class Lieu(NamedTuple):
    """A place in the documents; two figures of one place stand in one kind of table."""

    document: str
    origine: str


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


Comptes = dict[Sujet, dict[str, list[Compte]]]
"""By subject, then source; the place that counts first."""


def count_lieux(
    dossier: Dossier, annee: int, niveaux: tuple[str, ...] = ("action",), perimetres: tuple[str, ...] = ("action",)
) -> Comptes:
    """The amounts of a year by subject and source, place by place."""
    cle = ("lieux", annee, niveaux, perimetres)
    if cle not in dossier.memoire:
        dossier.memoire[cle] = _count_lieux(dossier, annee, niveaux, perimetres)
    comptes: Comptes = dossier.memoire[cle]
    return comptes


def _count_lieux(dossier: Dossier, annee: int, niveaux: tuple[str, ...], perimetres: tuple[str, ...]) -> Comptes:
    groupes: dict[tuple[Sujet, str, Lieu], list[Financement]] = defaultdict(list)
    for f in dossier.lecture.financements:
        if f.niveau not in niveaux or f.perimetre not in perimetres or f.debut is None or f.fin is None:
            continue
        if not is_annee(dossier, annee, f.fin) or (f.montant is None and f.certitude != "ambigu"):
            continue
        if f.niveau == "action" and not (f.action or f.libelle):
            continue
        sujet = Sujet(f.niveau, f.action, "" if f.action else f.libelle, f.etape, f.debut, f.fin, f.base)
        groupes[sujet, f.source, Lieu(f.document, f.origine)].append(f)
    comptes: Comptes = defaultdict(lambda: defaultdict(list))
    for (sujet, source, lieu), faits in groupes.items():
        comptes[sujet][source].append(_settle(lieu, faits))
    for par_source in comptes.values():
        for siens in par_source.values():
            siens.sort(key=lambda c: rank_lieu(c.lieu))
    return comptes


def _settle(lieu: Lieu, faits: list[Financement]) -> Compte:
    """Equal amounts count once for a label, different labels add up; nothing counts beside an ambiguous amount."""
    par_libelle: dict[str, set[Decimal | None]] = defaultdict(set)
    for f in faits:
        par_libelle[normalize_libelle(f.libelle)].add(f.montant)
    montants = [m for siens in par_libelle.values() for m in siens if m is not None]
    clair = len(montants) == len(par_libelle) == sum(len(siens) for siens in par_libelle.values())
    return Compte(lieu, sum(montants, Decimal(0)), tuple(faits), frozenset(par_libelle), clair)


def rank_lieu(lieu: Lieu) -> tuple[int, str]:
    """The table before the fiche, and so on."""
    return list(ORIGINES).index(lieu.origine), lieu.document


def is_avenant_tableau(un: Lieu, autre: Lieu) -> bool:
    """Whether two places are an avenant and a table, which ``avenant_tableau`` compares, supplements included."""
    return {un.origine, autre.origine} == {"avenant", "tableau_financier"}


def pair_comptes(comptes: Iterable[Compte]) -> Iterator[tuple[Compte, Compte]]:
    """The first place that says something clear, with each of the others that speaks of the same labels."""
    clairs = [c for c in comptes if c.clair]
    for autre in clairs[1:]:
        premier = clairs[0]
        if premier.libelles == autre.libelles or frozenset([""]) in (premier.libelles, autre.libelles):
            yield premier, autre


Paire = tuple[Sujet, str, Compte, Compte]


def pair_lieux(comptes: Comptes) -> Iterator[Paire]:
    """The same subject and source in two places."""
    for sujet, par_source in comptes.items():
        for source, siens in par_source.items():
            for un, autre in pair_comptes(siens):
                yield sujet, SOURCES[source], un, autre


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
                    somme = join_comptes(lieu, parts, sum((p.montant for p in parts), Decimal(0)))
                    yield sujet, "crédits de l'État et de l'assurance maladie", somme, etat


def pair_annees(comptes: Comptes) -> Iterator[Paire]:
    """Zero for several years in one place, and in another an amount of one of these years."""
    for sujet, par_source in comptes.items():
        if sujet.debut == sujet.fin or sujet.base != "civile":
            continue
        for source, siens in par_source.items():
            autres = [
                (autre, compte)
                for autre, sources in comptes.items()
                if (autre.action, autre.objet, autre.etape) == (sujet.action, sujet.objet, sujet.etape)
                and sujet.debut <= autre.debut <= autre.fin <= sujet.fin
                and autre != sujet
                for compte in sources.get(source, ())
            ]
            for zero in (c for c in siens if c.clair and c.montant == 0):
                for autre, compte in autres:
                    if compte.clair and compte.montant and compte.lieu != zero.lieu:
                        yield autre, SOURCES[source], zero, compte


def join_comptes(lieu: Lieu, comptes: Iterable[Compte], montant: Decimal) -> Compte:
    """What a place says over its sources together."""
    return Compte(lieu, montant, tuple(f for c in comptes for f in c.faits))


def format_nombre(valeur: Decimal, unite: str = "") -> str:
    """``16 377``, ``92,4 %``, with no-break spaces."""
    texte = f"{valeur:,f}".replace(",", "\u00a0").replace(".", ",")
    return f"{texte}\u00a0{unite}" if unite else texte


def format_periode(debut: int | None, fin: int | None, base: str = "civile") -> str:
    """``2021``, ``2020-2022``, ``année scolaire 2020-2021``."""
    annees = "-".join(dict.fromkeys(str(a) for a in (debut, fin) if a is not None))
    formes = {"scolaire": "année scolaire {}", "partielle": "{} (partiel)", "date": "{} (à date)"}
    return formes.get(base, "{}").format(annees)


def list_lignes(faits: Iterable[Financement | Indicateur]) -> str:
    """``l. 12, 14``."""
    return "l.\u00a0" + ", ".join(dict.fromkeys(f.ligne for f in faits))


def name_lieux(un: Compte, autre: Compte) -> tuple[str, str]:
    """What a sentence calls two places: by their kind, or by their document when the kind is the same."""
    noms = [ORIGINES[c.lieu.origine] for c in (un, autre)]
    if un.lieu.document != autre.lieu.document:
        noms = [f"{nom} de {c.lieu.document}" for nom, c in zip(noms, (un, autre), strict=True)]
    return f"{noms[0]} ({list_lignes(un.faits)})", f"{noms[1]} ({list_lignes(autre.faits)})"


def list_termes(faits: Iterable[Financement]) -> tuple[str, ...]:
    """``l. 284 : 250000``, the parts that were added."""
    return tuple(f"l. {f.ligne} : {f.montant}" for f in faits)
