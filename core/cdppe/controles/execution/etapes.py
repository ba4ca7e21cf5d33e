"""The stages of money in their order: nothing is spent that was not engaged, nor engaged that was not planned."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from cdppe.controles.memoire import remember
from cdppe.controles.mots import add, format_euros, make_constat, name_etape, name_objet, name_periode, tolerate
from cdppe.facts import Financement, sort_key
from cdppe.facts.libelles import normalize_libelle
from cdppe.plugins.controle import Constat, Dossier, Examen, NonApplicable

_ORDRE = ("fleche", "engage", "execute")
Annees = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class Etape:
    """What one place says of one action, stage and period, its sources and labels together."""

    faits: tuple[Financement, ...]
    sources: frozenset[str]
    libelles: frozenset[str]

    @property
    def montant(self) -> Decimal:
        return add(self.faits)

    @property
    def part(self) -> str:
        """`` (axe 2)``, when it is of one part of the action."""
        return f" ({next(f.libelle for f in self.faits)})" if len(self.libelles) == 1 and any(self.libelles) else ""


def _settle(faits: Sequence[Financement]) -> Etape | None:
    """Equal amounts of one source and label count once; None when one is unknown or two of them differ.

    What is planned may cover more than the action: it is then the more than what is spent.
    """
    groupes: dict[tuple[str, str], dict[Decimal, Financement]] = defaultdict(dict)
    siens = [f for f in faits if f.perimetre == "action" or f.etape == "prevu"]
    for f in siens or faits:  # "320 000 € dont 72 000 € pour le PDC": the part is the action's
        if f.montant is None or (f.perimetre != "action" and f.etape != "prevu"):
            return None
        groupes[f.source, normalize_libelle(f.libelle)][f.montant] = f
    if any(len(g) > 1 for g in groupes.values()):
        return None
    totaux = [f for (source, _), g in groupes.items() for f in g.values() if source == "total"]
    retenus = totaux or [f for g in groupes.values() for f in g.values()]
    sources = frozenset(f.source for f in retenus)
    return Etape(tuple(retenus), sources, frozenset(normalize_libelle(f.libelle) for f in retenus))


Etapes = dict[str, dict[Annees, Etape | None]]
_LUES = ("prevu", "fleche", "engage", "execute")


def read_etapes(dossier: Dossier) -> Iterable[Etapes]:
    """By document, place and action: for each stage what is said of each period."""
    return remember(dossier, "etapes", lambda: _group_etapes(dossier))


def _group_etapes(dossier: Dossier) -> list[Etapes]:
    groupes: dict[tuple[str, str, str], dict[str, dict[Annees, list[Financement]]]] = defaultdict(
        lambda: defaultdict(lambda: defaultdict(list))
    )
    for f in dossier.lecture.financements:
        if f.niveau == "action" and f.action and f.etape in _LUES and f.debut is not None and f.fin is not None:
            groupes[f.document, f.origine, f.action][f.etape][f.debut, f.fin, f.base].append(f)
    return [
        {etape: {p: _settle(faits) for p, faits in periodes.items()} for etape, periodes in etapes.items()}
        for _, etapes in sorted(groupes.items(), key=lambda c: (c[0][0], c[0][1], sort_key(c[0][2])))
    ]


def cumulate(periodes: dict[Annees, Etape | None], fin: int, comme: Annees | None = None) -> Etape | None:
    """All that is said up to a year; None when something is unknown, two periods overlap, or their sources differ.

    ``comme``: only the periods of that length and kind.
    """
    retenues = [(p, e) for p, e in periodes.items() if p[1] <= fin and (comme is None or _is_comme(p, comme))]
    annees = [a for (debut, dernier, _), _ in retenues for a in range(debut, dernier + 1)]
    bases = {base for (_, _, base), _ in retenues}
    if len(bases) != 1 or (bases != {"scolaire"} and len(set(annees)) < len(annees)):
        return None
    etapes = [e for _, e in retenues if e is not None]
    if len(etapes) < len(retenues) or len({e.sources for e in etapes}) > 1:
        return None
    faits = tuple(f for e in etapes for f in e.faits)
    return Etape(faits, etapes[0].sources, frozenset[str]().union(*(e.libelles for e in etapes)))


def _is_comme(periode: Annees, comme: Annees) -> bool:
    return (periode[1] - periode[0], periode[2]) == (comme[1] - comme[0], comme[2])


def list_annees(etape: Etape) -> set[int]:
    return {a for f in etape.faits for a in range(f.debut or 0, (f.fin or 0) + 1)}


def _split(avant: Etape, apres: Etape) -> Iterator[tuple[Etape, Etape]]:
    """Part by part when both stages name the same parts, else as they are."""
    if avant.libelles != apres.libelles or len(avant.libelles) < 2:
        yield avant, apres
        return
    for libelle in sorted(avant.libelles):
        faits = [tuple(f for f in e.faits if normalize_libelle(f.libelle) == libelle) for e in (avant, apres)]
        unes = [Etape(f, e.sources, frozenset([libelle])) for f, e in zip(faits, (avant, apres), strict=True)]
        yield unes[0], unes[1]


@dataclass(frozen=True, slots=True)
class Inversion:
    """A stage that is greater than the one before it, and both since the beginning when they are known."""

    avant: Etape
    apres: Etape
    cumul_avant: Etape | None
    cumul_apres: Etape | None

    @property
    def compensee(self) -> bool:
        """Whether what the years before left explains it."""
        if self.cumul_avant is None or self.cumul_apres is None:
            return False
        tolerance = tolerate(self.cumul_avant.faits, self.cumul_apres.faits)
        return self.cumul_apres.montant <= self.cumul_avant.montant + tolerance


def _list_inversions(dossier: Dossier, annee: int) -> list[Inversion]:
    inversions = remember(dossier, ("inversions", annee), lambda: list(_find_inversions(dossier, annee)))
    if not inversions:
        raise NonApplicable(f"aucune action ne donne deux étapes de dépense pour une période finissant en {annee}")
    return [i for i in inversions if i is not None]


def _find_inversions(dossier: Dossier, annee: int) -> Iterator[Inversion | None]:
    """Each pair of stages that face one another; None for those that are in order."""
    for etapes in read_etapes(dossier):
        presentes = [e for e in _ORDRE if e in etapes]
        for rang, nom in enumerate(presentes[1:], 1):
            for periode, apres in etapes[nom].items():
                if periode[1] != annee or apres is None:
                    continue
                avant = next((a for n in presentes[rang - 1 :: -1] if (a := get_periode(etapes[n], periode))), None)
                if avant is None or not _is_comparable(avant, apres) or _is_partagee(etapes, avant):
                    continue
                yield None
                for un, autre in _split(avant, apres):
                    if autre.montant > un.montant + tolerate(un.faits, autre.faits):
                        cumuls = [cumulate(etapes[e], annee, periode) for e in (avant.faits[0].etape, nom)]
                        yield Inversion(un, autre, *(_restrict(c, un) for c in cumuls))


def get_periode(periodes: dict[Annees, Etape | None], periode: Annees) -> Etape | None:
    """The same period; or the same years, of which one stage says that only some months are meant."""
    debut, fin, base = periode
    autre = {"partielle": "civile", "civile": "partielle"}.get(base, base)
    return periodes.get(periode) or periodes.get((debut, fin, autre))


def _is_comparable(avant: Etape, apres: Etape) -> bool:
    """Of the same sources; or several sources together before what is spent without a source."""
    return avant.sources == apres.sources or (len(avant.sources) > 1 and apres.sources == {"non_ventile"})


def _is_partagee(etapes: Etapes, etape: Etape) -> bool:
    """Whether the row gives amounts of other periods too for this stage: then which of them pay is not said."""
    lignes = {f.ligne for f in etape.faits}
    annees = {(f.debut, f.fin) for f in etape.faits}
    return any(
        f.ligne in lignes and (f.debut, f.fin) not in annees
        for autre in etapes[etape.faits[0].etape].values()
        if autre is not None
        for f in autre.faits
    )


def _restrict(cumul: Etape | None, etape: Etape) -> Etape | None:
    """A cumulated stage, of one part when only one is compared."""
    if cumul is None or cumul.libelles == etape.libelles or len(etape.libelles) > 1:
        return cumul
    faits = tuple(f for f in cumul.faits if normalize_libelle(f.libelle) in etape.libelles)
    return Etape(faits, cumul.sources, etape.libelles) if faits else None


def _say_inversion(i: Inversion) -> Constat:
    apres, avant, part = i.apres.faits[0], i.avant.faits[0], i.apres.part
    cumul = ""
    if i.cumul_apres and i.cumul_avant and len(i.cumul_apres.faits) > len(i.apres.faits):
        cumul = (
            f" ; depuis le début du contrat, {format_euros(i.cumul_apres.montant)} "
            f"contre {format_euros(i.cumul_avant.montant)}"
        )
    phrase = (
        f"Action {apres.action}{part}, {name_periode(apres)} : {name_etape(apres.etape)} "
        f"({format_euros(i.apres.montant)}) dépasse {name_etape(avant.etape)} ({format_euros(i.avant.montant)}) de "
        f"{format_euros(i.apres.montant - i.avant.montant)}{cumul}."
    )
    question = f"Pouvez-vous confirmer ces montants, ou dire d'où vient la part qui dépasse {name_etape(avant.etape)} ?"
    somme = i.apres.faits[0].model_copy(update={"montant": i.apres.montant})
    return make_constat(somme, i.avant.faits, i.avant.montant, phrase, question, f"{name_objet(apres)}{part}")


def examine_etapes(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """Stages out of order that no year before explains."""
    return (_say_inversion(i) for i in _list_inversions(dossier, annee) if not i.compensee)


def examine_etapes_annee(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """Stages out of order in the year, and in order since the beginning."""
    return (_say_inversion(i) for i in _list_inversions(dossier, annee) if i.compensee)


ETAPES_DE_DEPENSE: dict[str, Examen] = {
    "etape_depassee": examine_etapes,
    "etape_depassee_annee": examine_etapes_annee,
}
