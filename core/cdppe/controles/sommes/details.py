"""The details of an action against its amount: line items of a table, parts of a cell, items of a fiche."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from cdppe.controles.memoire import list_finis, remember
from cdppe.controles.mots import (
    add,
    format_euros,
    make_constat,
    name_etape,
    name_objet,
    name_periode,
    name_sujet,
    periode_of,
    tolerate,
)
from cdppe.controles.sommes.postes import Segment, list_suites
from cdppe.controles.sommes.rangees import say_ecart
from cdppe.controles.sommes.totaux import Ecart, list_ecarts
from cdppe.facts import Financement, sort_key
from cdppe.plugins.controle import Constat, Dossier, Examen, NonApplicable

_LIBRES_MAX = 8
"""Up to so many items, any of them may be the whole and the others explain them; beyond, chance would do it too."""
_QUESTION = "Pouvez-vous confirmer le montant de l'action, ou compléter ou corriger ses détails ?"


def _list_details(dossier: Dossier, annee: int, tableaux: bool) -> list[Ecart]:
    """Each action's amount and its details in the order of the document: of the tables, or of the other places."""
    siens = [d for d in _read_details(dossier, annee) if (d.total.origine == "tableau_financier") == tableaux]
    if not siens:
        ou = "aucun tableau ne détaille" if tableaux else "aucune fiche ne détaille"
        raise NonApplicable(f"{ou} les montants des actions pour {annee}")
    return siens


def _read_details(dossier: Dossier, annee: int) -> list[Ecart]:
    return remember(dossier, ("details", annee), lambda: list(_find_details(dossier, annee)))


def _find_details(dossier: Dossier, annee: int) -> Iterator[Ecart]:
    groupes: dict[tuple[object, ...], list[Financement]] = defaultdict(list)
    for f in list_finis(dossier, annee):
        if f.action and f.perimetre == "action" and f.niveau in ("action", "detail") and f.origine != "texte":
            groupes[f.document, f.origine, f.action, f.etape, f.source, periode_of(f)].append(f)
    for faits in (g for g in groupes.values() if g[0].etape != "report"):
        # A column that its own sub-columns detail bears the name of what it is for.
        montants = [f for f in faits if f.niveau == "action" and f.libelle in ("", f.colonne)]
        parts = [f for f in faits if f.niveau == "detail"]
        if (
            parts
            and len({f.montant for f in montants}) == 1
            and all(f.montant is not None for f in (*montants, *parts))
        ):
            yield Ecart(montants[0], tuple(sorted(parts, key=lambda f: sort_key(f.ligne))), "détails")


def _drop_sous_parts(detail: Ecart, suites: Iterable[Segment] = ()) -> Ecart:
    """The items without those that follow one and make it up, in this period or, by their names, in another."""
    noms = {f.libelle for s in suites if _is_sienne(s, detail) for _, parts in (*s.justes, *s.faux) for f in parts}
    restants: list[Financement] = []
    parts, rang = detail.parts, 0
    while rang < len(parts):
        tete = parts[rang]
        restants += [] if tete.libelle in noms else [tete]
        rang += 1
        for fin in range(rang + 2, len(parts) + 1):
            if add(parts[rang:fin]) == tete.montant and tete.montant:
                rang = fin
                break
    return Ecart(detail.total, tuple(restants), detail.mot)


def _is_sienne(suite: Segment, detail: Ecart) -> bool:
    """Whether an item that gathers others is one of the details, and its parts too."""
    suites, d = (*suite.justes, *suite.faux), detail.total
    premier = suites[0][0]
    if (premier.action, premier.source, premier.document, premier.perimetre) != (
        d.action, d.source, d.document, d.perimetre,
    ):  # fmt: skip
        return False
    return bool({total.libelle for total, _ in suites} & {f.libelle for f in detail.parts})


def _reaches(montant: Financement, postes: Sequence[Sequence[Financement]]) -> bool:
    """Whether some of the items, each whole or of some of its years, make the amount: the others explain them."""
    sommes = {Decimal(0)}
    for poste in postes:
        sommes |= {s + part for s in sommes for part in {add(poste), *(add([f]) for f in poste)}}
    dit, tolerance = add([montant]), tolerate([montant], *postes)
    return any(abs(s - dit) <= tolerance for s in sommes if s)


def examine_tableau(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """Line items of a financial table."""
    for detail in _list_details(dossier, annee, True):
        proche = min((detail, _drop_sous_parts(detail)), key=lambda d: abs(d.difference))
        if proche.is_faux:
            yield say_ecart(proche, _QUESTION)


def examine_credits(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """What is planned item by item against the credits of a row that gives no amount in the column of the items."""
    vus = False
    rangees: dict[tuple[str, str], list[Financement]] = defaultdict(list)
    for f in list_finis(dossier, annee):
        if f.origine == "tableau_financier" and f.action and f.niveau in ("action", "detail"):
            rangees[f.document, f.action].append(f)
    for faits in rangees.values():
        credits_ = [f for f in faits if f.etape == "disponible" and f.niveau == "action"]
        emplois = [f for f in faits if f.etape == "prevu" and f.source == "non_ventile"]
        parts = tuple(f for f in emplois if f.niveau == "detail")
        lus = all(f.montant is not None and f.debut == f.fin for f in (*credits_, *parts))
        if len(credits_) == 1 and parts and lus and len(parts) == len(emplois):
            vus = True
            detail = Ecart(credits_[0], parts, "détails")
            if detail.is_faux:
                yield say_ecart(detail, _QUESTION)
    if not vus:
        raise NonApplicable(f"aucun tableau ne détaille l'emploi des crédits disponibles de {annee}")


def examine_fiches(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """Parts of a cell and items of a fiche, which may stand within one another."""
    for detail in _list_annuels(dossier, annee):
        yield say_ecart(detail, _QUESTION)
    for global_ in _list_globaux(dossier, annee):
        if global_.is_faux and -add(global_.parts) < 2 * global_.difference < 0:  # above is another control's
            yield say_ecart(global_, "Le financement total réalisé rassemble-t-il tout ce qui était prévu ?")
    for detail in _list_details(dossier, annee, False):
        proche = _drop_sous_parts(detail, list_suites(dossier))
        ecart = min(abs(proche.difference), abs(detail.difference))
        if len(detail.parts) < 2 or ecart <= detail.tolerance or _reaches(detail.total, [[f] for f in proche.parts]):
            continue
        if len(detail.parts) > _LIBRES_MAX or not _reaches(detail.total, [[f] for f in detail.parts]):
            yield say_ecart(proche, _QUESTION)


def _list_globaux(dossier: Dossier, annee: int) -> Iterator[Ecart]:
    """A fiche's amount for all sources, of which it prints the sources above it under another étape only."""
    fiches: dict[tuple[str, str], list[Financement]] = defaultdict(list)
    for f in list_finis(dossier, annee):
        if f.origine == "fiche" and f.action and f.niveau == "action" and f.debut == annee and f.base == "civile":
            fiches[f.document, f.action].append(f)
    for faits in fiches.values():
        for total in (f for f in faits if f.source == "total" and f.montant):
            nommes = [f for f in faits if f.source not in ("total", "non_ventile")]
            parts = [f for f in nommes if f.etape == "prevu" and sort_key(f.ligne) < sort_key(total.ligne)]
            seules = len(parts) > 1 and len({f.source for f in parts}) == len(parts) == len(nommes)
            if seules and total.etape != "prevu" and all(f.montant is not None for f in parts):
                yield Ecart(total, tuple(parts), "financements prévus, imprimés au-dessus,")


def _list_annuels(dossier: Dossier, annee: int) -> list[Ecart]:
    """A fiche's amount of several years and items, one at least of which is given by year only, that do not make it."""
    ecarts = []
    for faits in remember(dossier, "prevus_des_fiches", lambda: _group_prevus(dossier)):
        montants = [f for f in faits if f.niveau == "action" and not f.libelle and f.fin == annee and f.debut != f.fin]
        details = [f for f in faits if f.niveau == "detail" and f.base == "civile"]
        if len({f.montant for f in montants}) != 1 or any(f.montant is None for f in (montants[0], *details)):
            continue
        postes: dict[str, dict[tuple[object, ...], Financement]] = defaultdict(dict)
        for f in details:
            postes[f.libelle][f.debut, f.fin, f.montant] = f
        entiers = [[p for p in par.values() if p.debut != p.fin] for par in postes.values()]
        if all(entiers) or sum(map(bool, entiers)) > 1 or len(postes) > _LIBRES_MAX:
            continue  # compared as they are; or too little is known
        parts = [tout or list(par.values()) for tout, par in zip(entiers, postes.values(), strict=True)]
        if sum(len(siens) for siens in parts) > 1 and not _reaches(montants[0], parts):
            ecarts.append(Ecart(montants[0], tuple(f for siens in parts for f in siens), "détails"))
    return ecarts


def _group_prevus(dossier: Dossier) -> list[list[Financement]]:
    """By action and source, what the fiches plan: amounts of several years, and details."""
    groupes: dict[tuple[str, ...], list[Financement]] = defaultdict(list)
    for f in dossier.lecture.financements:
        if f.origine == "fiche" and f.action and f.etape == "prevu" and f.perimetre == "action":
            groupes[f.document, f.action, f.source].append(f)
    return [faits for faits in groupes.values() if {"action", "detail"} <= {f.niveau for f in faits}]


def examine_voisins(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """A detail that stands on a row of which the action's own amounts are another's."""
    rangees: dict[tuple[str, str], list[Financement]] = defaultdict(list)
    for f in list_finis(dossier, annee):
        if f.origine == "tableau_financier" and f.action and f.niveau in ("action", "detail") and f.montant is not None:
            rangees[f.document, f.ligne].append(f)
    if not any(f.niveau == "detail" for faits in rangees.values() for f in faits):
        raise NonApplicable(f"aucun tableau ne détaille les montants des actions pour {annee}")
    for faits in rangees.values():
        entiers = [f for f in faits if f.niveau == "action"]
        for f in (f for f in faits if f.niveau == "detail" and f.montant):
            autres = [e for e in entiers if (e.etape, e.source) == (f.etape, f.source) and e.action != f.action]
            if len(autres) != 1 or any(e.action == f.action for e in entiers):
                continue
            cle = ("action", f.etape, f.source, annee)
            siens = [e for e in dossier.par_action[f.action] if (e.niveau, e.etape, e.source, e.fin) == cle]
            phrase = (
                f"Action {f.action}, {annee} : le détail « {f.libelle} » ({format_euros(add([f]))}) est imprimé sur la "
                f"ligne de l'action {autres[0].action}, dont {name_etape(f.etape)} {_be(f.etape)} "
                f"{format_euros(add(autres))}."
            )
            parts = [*autres, *siens[:1]]
            yield make_constat(f, parts, add(autres), phrase, "De quelle action ce détail est-il une part ?")


def _be(etape: str) -> str:
    return "sont" if name_etape(etape).startswith("les ") else "est"


def examine_absents(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """An amount without any detail, in a table that details most of those of its column."""
    colonnes: dict[tuple[str, ...], dict[str, list[Financement]]] = defaultdict(lambda: defaultdict(list))
    for f in list_finis(dossier, annee):
        if f.origine == "tableau_financier" and f.action and f.niveau in ("action", "detail") and f.debut == annee:
            # The credits of a row are detailed by what is planned with them, whose financer is not said.
            cle = ("prevu", "non_ventile") if f.etape == "disponible" else (f.etape, f.source)
            colonnes[f.document, *cle][f.action].append(f)
    vus = False
    for (_, etape, _), par_action in colonnes.items():
        nus = [faits for faits in par_action.values() if all(f.niveau == "action" for f in faits)]
        if etape == "report" or len(nus) * 2 >= len(par_action):
            continue
        vus = True
        # What is spent on a row whose cells had to be put back may stand beside its amount.
        for f in (faits[0] for faits in nus if faits[0].montant and faits[0].certitude == "sur"):
            phrase = (
                f"{name_sujet(f)}, {name_objet(f)}, {name_periode(f)} : {format_euros(add([f]))} sont imprimés sans "
                f"détail, alors que le tableau détaille {len(par_action) - len(nus)} des {len(par_action)} actions."
            )
            yield make_constat(f, (), Decimal(0), phrase, "À quoi ces crédits sont-ils employés ?")
    if not vus:
        raise NonApplicable(f"aucun tableau ne détaille la plupart de ses montants pour {annee}")


def examine_arrondis(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """Parts and whole, rows and total, that roundings alone make differ."""
    ecarts = list(_read_details(dossier, annee))
    try:
        ecarts += list_ecarts(dossier, annee)
    except NonApplicable:
        if not ecarts:
            raise
    for ecart in ecarts:
        proches = (ecart, _drop_sous_parts(ecart)) if ecart.mot == "détails" else (ecart,)
        for e in {e.cle: e for e in reversed(proches)}.values():
            if (len(e.parts) > 1 or e.mot != "détails") and 0 < abs(e.difference) <= e.tolerance:
                yield say_ecart(e, "")


DETAILS: dict[str, Examen] = {
    "details_action": examine_tableau,
    "details_credits": examine_credits,
    "details_fiche": examine_fiches,
    "details_absents": examine_absents,
    "detail_rangee_voisine": examine_voisins,
    "total_arrondi": examine_arrondis,
}
