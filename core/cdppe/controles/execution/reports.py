"""What one year leaves against what the next receives, and an avenant against the table of its year."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from cdppe.controles.lieux import SOURCES
from cdppe.controles.mots import ETAPES, format_euros
from cdppe.controles.mots_montants import add, make_constat, name_periode, name_sujet, periode_of, tolerate
from cdppe.facts import Financement, sort_key
from cdppe.plugins.controle import Constat, Controle, Dossier, NonApplicable

_NIVEAUX_TOTAUX = ("sous_total", "total")


@dataclass(frozen=True, slots=True)
class Passation:
    """What an action left at the end of a year and what the next year's table gives it of it.

    ``dits``: the remainder is printed (a variation, credits not spent, words); else it is computed from two amounts.
    """

    fait: Financement
    source: str
    annee: int
    reste: Decimal
    restes: tuple[Financement, ...]
    dits: bool
    recus: tuple[Financement, ...]
    suivants: tuple[Financement, ...]
    """The row of the next year, where nothing is carried."""

    @property
    def recu(self) -> Decimal:
        return add(self.recus)

    @property
    def ecart(self) -> Decimal:
        return self.recu - self.reste


def _list_passations(dossier: Dossier, annee: int) -> Iterator[Passation]:
    """For each action of a table that prints carried credits of this year."""
    par_action: dict[tuple[str, str], list[Financement]] = defaultdict(list)
    sources: dict[str, set[str]] = defaultdict(set)
    for f in dossier.lecture.financements:
        if f.origine != "tableau_financier" or not f.action or f.base != "civile" or f.debut != f.fin:
            continue
        if f.fin in (annee - 1, annee):
            par_action[f.document, f.action].append(f)
            if f.etape == "report" and f.niveau != "detail" and f.fin == annee:
                sources[f.document].add(f.source)
    if not sources:
        raise NonApplicable(f"aucun tableau n'imprime de crédits reportés en {annee}")
    for (document, _), faits in sorted(par_action.items(), key=lambda c: (c[0][0], sort_key(c[0][1]))):
        siennes = {f.source for f in faits if f.source in sources[document]}
        if len(siennes) == 1:
            yield from _compare_annees(siennes.pop(), annee, faits)


def _compare_annees(source: str, annee: int, faits: Sequence[Financement]) -> Iterator[Passation]:
    def pick(etapes: Sequence[str], fin: int, detail: bool = False) -> list[Financement]:
        siens = [f for f in faits if f.etape in etapes and f.fin == fin and (f.niveau == "detail") == detail]
        return siens if detail else list({(f.source, f.montant): f for f in siens}.values())

    if any(f.montant is None for f in faits if f.niveau == "action"):
        return
    recus = [f for f in pick(["report"], annee) if f.source == source]
    dits = pick(["variation", "non_consomme"], annee - 1)
    mots = pick(["report"], annee, True)
    if len(dits) == 1:
        reste, restes = add(dits), (*dits, *mots)
    elif mots:
        reste, restes = add(mots), tuple(mots)
    else:
        credits_ = [f for f in pick(["disponible"], annee - 1) if f.source == source]
        credits_ = credits_ or [f for f in pick(["prevu"], annee - 1) if f.source == source]
        depenses = pick(["execute"], annee - 1) or pick(["engage"], annee - 1)
        depenses = [f for f in depenses if abs(add([f]) - add(depenses[:1])) > tolerate(depenses)] or depenses[:1]
        if len(credits_) != 1 or len(depenses) != 1:
            return
        reste, restes = add(credits_) - add(depenses), (*credits_, *depenses)
    if len(recus) > 1:
        return
    reste = max(reste, Decimal(0))
    printed = len(dits) == 1 or bool(mots)
    suivants = tuple(f for f in faits if f.fin == annee and f.niveau != "detail")[:1]
    if recus or suivants:
        yield Passation(faits[0], source, annee, reste, tuple(restes), printed, tuple(recus), suivants)


def _say(p: Passation) -> Constat:
    recu = f"{format_euros(p.recu)} sont reportés" if p.recus else "aucun report n'est imprimé"
    if p.dits:
        laisse = f"{format_euros(p.reste)} restent de {p.annee - 1}"
    else:
        termes = " et ".join(f"{ETAPES[f.etape]} {format_euros(f.montant or Decimal(0))}" for f in p.restes)
        laisse = f"{format_euros(p.reste)} restent de {p.annee - 1} d'après le tableau ({termes})"
    phrase = (
        f"{name_sujet(p.fait)}, {SOURCES[p.source]} : {laisse}, {recu} en {p.annee}, soit "
        f"{format_euros(abs(p.ecart))} d'écart."
    )
    fait = (p.recus or p.suivants)[0].model_copy(update={"montant": p.recu})
    objet = f"report, {SOURCES[p.source]}"
    question = f"Que sont devenus les crédits de {p.annee - 1}, ou d'où viennent ceux qui sont reportés ?"
    return make_constat(fait, p.restes, p.reste, phrase, question, objet)


def _find_ecarts(dossier: Dossier, annee: int, dits: bool) -> Iterator[Constat]:
    passations = [p for p in _list_passations(dossier, annee) if p.dits == dits]
    if not passations:
        raise NonApplicable(f"aucun reste de {annee - 1} n'est {'imprimé' if dits else 'à calculer'} dans le tableau")
    return (_say(p) for p in passations if abs(p.ecart) > tolerate(p.restes, p.recus))


def examine_reports(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """Remainders that the report prints."""
    return _find_ecarts(dossier, annee, True)


def examine_restes(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """Remainders that the table's amounts make."""
    return _find_ecarts(dossier, annee, False)


def _index_tableau(dossier: Dossier) -> dict[tuple[object, ...], list[Financement]]:
    """The amounts of the tables: of each action, and of all totals together."""
    index: dict[tuple[object, ...], list[Financement]] = defaultdict(list)
    for f in dossier.montants:
        if f.origine == "tableau_financier" and f.niveau != "detail":
            sujet = "" if f.niveau in _NIVEAUX_TOTAUX else f.action
            index[sujet, f.etape, f.source, periode_of(f)].append(f)
    return index


def examine_avenants(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """Each amount of an avenant against the same one of the table of its year."""
    index = _index_tableau(dossier)
    supplements = [f for f in dossier.montants if f.origine == "avenant" and f.etape == "supplement"]
    vus = False
    for f in dossier.montants:
        if f.origine != "avenant" or f.fin != annee or f.niveau == "detail" or f.perimetre != "action":
            continue
        total = f.niveau in _NIVEAUX_TOTAUX
        imprimes = index.get(("" if total else f.action, f.etape, f.source, periode_of(f)), [])
        if not imprimes or not (total or f.action):
            continue
        vus = True
        if any(_is_same(f, i, supplements) for i in imprimes):
            continue
        proche = min(imprimes, key=lambda i: abs(add([i]) - add([f])))
        ecart = abs(add([f]) - add([proche]))
        autres = [i for i in imprimes if i.montant == proche.montant]
        phrase = (
            f"{name_sujet(f)}, {ETAPES[f.etape]}, {SOURCES[f.source]}, {name_periode(f)} : l'avenant (l. {f.ligne}) "
            f"dit {format_euros(add([f]))}, le tableau (l. {', '.join(i.ligne for i in autres)}) "
            f"{format_euros(add([proche]))}, soit {format_euros(ecart)} d'écart."
        )
        yield make_constat(f, autres, add([proche]), phrase, "Lequel des deux montants est celui de l'avenant signé ?")
    if not vus:
        raise NonApplicable(f"aucun avenant ne redit un montant d'un tableau de {annee}")


def _is_same(avenant: Financement, tableau: Financement, supplements: Sequence[Financement]) -> bool:
    """The same amount; or planned credits in which the avenant counts what it adds."""
    valeurs = {add([tableau])}
    if avenant.etape == "prevu":
        valeurs |= {add([tableau, s]) for s in supplements if s.source == avenant.source and s.fin == avenant.fin}
    return any(abs(v - add([avenant])) <= tolerate([avenant, tableau]) for v in valeurs)


_UNITE = "une demi-unité du dernier chiffre imprimé par montant"

REPORTS: tuple[Controle, ...] = (
    Controle(
        "report_different",
        "Report différent du reste imprimé de l'année précédente",
        "Ce qu'une année laisse (variation, non consommé, reliquat dit en mots) est comparé, action par action, à ce "
        "que le tableau de l'année suivante reporte. Un dépassement ne laisse rien.",
        "majeure",
        _UNITE,
        "une cellule de report vide compte pour zéro quand le tableau imprime des reports",
        "conception, 3, « etape » : report, les crédits portés dans la période",
        examine_reports,
        ("disponible_recalcule", "total_lignes", "variation_recalculee", "montant_source_non_dite"),
    ),
    Controle(
        "report_calcule",
        "Report différent du reste calculé de l'année précédente",
        "La même comparaison, quand le reste n'est pas imprimé : crédits de l'année moins dépense. Des crédits peuvent "
        "ne pas être reportés.",
        "mineure",
        _UNITE,
        "comme report_different",
        "comme report_different",
        examine_restes,
        ("disponible_recalcule", "total_lignes", "details_action", "montant_entre_endroits"),
    ),
    Controle(
        "avenant_tableau",
        "Montant de l'avenant différent du tableau de l'année",
        "Chaque montant d'un avenant est comparé à celui du tableau de mêmes étape, source et année (action ou total). "
        "Un prévu peut compter ce que l'avenant ajoute.",
        "majeure",
        _UNITE,
        "ce que le tableau n'imprime pas n'est pas comparé",
        "conception, 3, « By report » : l'avenant et ses étapes",
        examine_avenants,
        ("total_lignes", "disponible_recalcule"),
    ),
)
