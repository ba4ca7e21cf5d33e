"""Years that a table of an action leaves out although it gives those around them, or the year's spending."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from decimal import Decimal

from cdppe.controles.forme.hors_contrat import find_contrat
from cdppe.controles.memoire import remember
from cdppe.controles.mots import ETAPES, format_euros, format_liste
from cdppe.facts import Financement, sort_key
from cdppe.plugins.controle import Constat, Dossier, Examen, NonApplicable, place_of

Etapes = dict[str, list[Financement]]
Tableaux = dict[tuple[str, str, str], Etapes]
"""By document, action and origin."""
_ETAPES = ("prevu", "fleche", "engage", "execute")
_MAJORITE, _MINIMUM, _MOITIE = 0.8, 5, 0.5
"""Share, and number, of the actions that give a year, beyond which one that does not leaves it out."""


def _examine_annee_absente(dossier: Dossier, annee: int) -> Iterator[Constat]:
    debut, fin = find_contrat(dossier)
    if not debut <= annee <= fin:
        raise NonApplicable(f"{annee} n'est pas une année du contrat")
    tableaux = remember(dossier, "tableaux_annuels", lambda: _group_tableaux(dossier))
    donnent = _list_donnees(annee, tableaux)
    for (document, action, origine), etapes in tableaux.items():
        if origine == "tableau_financier" and _is_tableau_absent(dossier, document, annee):
            continue  # said once, of the whole table
        absentes = [e for e, faits in etapes.items() if _is_absente(annee, e, faits, etapes)]
        if absentes:
            yield _make_absence(action, origine, annee, absentes, etapes)
        elif (document, origine) in donnent and (
            _is_arretee(annee, etapes)
            or (origine == "tableau_financier" and _is_oubliee(dossier, action, annee, etapes))
        ):
            yield _make_arret(action, origine, annee, etapes)


def _group_tableaux(dossier: Dossier) -> Tableaux:
    tableaux: Tableaux = defaultdict(lambda: defaultdict(list))
    premiere, derniere = find_contrat(dossier)
    for fait in dossier.lecture.financements:
        if fait.debut is None or fait.debut > derniere or (fait.fin or fait.debut) < premiere:
            continue  # another year than the contract's is said by itself
        if fait.action and fait.niveau == "action" and fait.perimetre == "action":
            tableaux[fait.document, fait.action, fait.origine][fait.etape].append(fait)
    return dict(sorted(tableaux.items(), key=lambda c: (sort_key(c[0][1]), c[0])))


def _list_donnees(annee: int, tableaux: Tableaux) -> set[tuple[str, str]]:
    """The documents and places where most actions that are planned and spent year by year are so in this year too."""
    comptes: dict[tuple[str, str], list[bool]] = defaultdict(list)
    for (document, _, origine), etapes in tableaux.items():
        if _is_annuelle(etapes):
            comptes[document, origine].append(any(_covers(faits, annee) for faits in etapes.values()))
    return {lieu for lieu, dits in comptes.items() if sum(dits) >= max(_MAJORITE * len(dits), _MINIMUM)}


def _is_annuelle(etapes: Etapes) -> bool:
    return bool(_list_seules(etapes.get("prevu", ())) and _list_seules(etapes.get("execute", ())))


def _is_arretee(annee: int, etapes: Etapes) -> bool:
    """Planned and spent in the years before it, and nothing, not even in words, in this one."""
    seules = {a for faits in etapes.values() for a in _list_seules(faits)}
    dite = any(_covers(faits, annee) for faits in etapes.values())
    return _is_annuelle(etapes) and not dite and max(seules) < annee


def _is_oubliee(dossier: Dossier, action: str, annee: int, etapes: Etapes) -> bool:
    """Not in a year's table although its fiche or its indicators are about that year: it is no new action."""
    seules = {a for faits in etapes.values() for a in _list_seules(faits)}
    if not seules or annee > min(seules) or any(_covers(faits, annee) for faits in etapes.values()):
        return False
    ailleurs = (f for f in dossier.par_action.get(action, ()) if f.origine == "fiche" and f.montant)
    if any(f.debut == f.fin == annee for f in ailleurs):
        return True
    siens = (i for i in dossier.lecture.indicateurs if i.action == action and i.debut == i.fin == annee)
    return any(i.statut in ("chiffre", "texte") and i.nature in ("cible", "realise") for i in siens)


def _group_annees(dossier: Dossier, document: str) -> dict[int, dict[str, Financement]]:
    """The first row of each action in the yearly tables of a document; one of several years is in each of them."""

    def compute() -> dict[int, dict[str, Financement]]:
        par_annee: dict[int, dict[str, Financement]] = defaultdict(dict)
        for f in dossier.lecture.financements:
            if f.document == document and f.origine == "tableau_financier" and f.niveau == "action" and f.action:
                for annee in range(f.debut, (f.fin or f.debut) + 1) if f.debut else ():
                    par_annee[annee].setdefault(f.action, f)
        return dict(sorted(par_annee.items()))

    return remember(dossier, ("tableau_par_annee", document), compute)


def _is_pleine(dossier: Dossier, rangees: Collection[str]) -> bool:
    return len(rangees) >= max(_MINIMUM, len(dossier.actions) * _MOITIE)


def _is_tableau_absent(dossier: Dossier, nom: str, annee: int) -> bool:
    """Whether a year that a document covers has not half the rows of two others, which have most actions."""
    dits = next((d for d in dossier.lecture.documents if d.document == nom), None)
    if dits is None or str(annee) not in dits.exercices.split(";") or annee > int(dits.date[:4] or annee):
        return False
    par_annee = _group_annees(dossier, nom)
    autres = [len(p) for a, p in par_annee.items() if a != annee and _is_pleine(dossier, p)]
    return len(autres) > 1 and len(par_annee.get(annee, ())) <= min(autres) * _MOITIE


def _examine_tableau(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """A year without any row in the yearly tables of a report that covers it."""
    debut, fin = find_contrat(dossier)
    if not debut <= annee <= fin:
        raise NonApplicable(f"{annee} n'est pas une année du contrat")
    for document in dossier.lecture.documents:
        if not _is_tableau_absent(dossier, document.document, annee):
            continue
        par_annee = _group_annees(dossier, document.document)
        pleines = {a: p for a, p in par_annee.items() if a != annee and _is_pleine(dossier, p)}
        presentes = par_annee.get(annee, {})
        dites = f"{len(presentes)} seulement" if presentes else "rien"
        donnees = format_liste(f"{a} ({len(p)} actions)" for a, p in pleines.items())
        yield Constat(
            places=tuple(place_of(next(iter(p.values()))) for p in par_annee.values()),
            phrase=f"Le rapport porte aussi sur {annee}, et ses tableaux financiers donnent {donnees}, {dites} pour "
            f"{annee} : le tableau de {annee} manque en tout ou partie, ou n'a pas été reconnu.",
            objet="tableau financier de l'année",
            periode=str(annee),
            question=f"Pouvez-vous nous transmettre le tableau financier de {annee} ?",
        )


def _make_arret(action: str, origine: str, annee: int, etapes: Etapes) -> Constat:
    faits = [f for e in _ETAPES for f in etapes.get(e, ())]
    return Constat(
        places=tuple(dict.fromkeys(place_of(f) for f in faits)),
        phrase=f"Action {action} : {_name_lieu(origine)} donne des montants pour {_list_annees(faits)}, et rien "
        f"pour {annee}, que les autres actions donnent.",
        action=action,
        objet=f"{origine} / année",
        periode=str(annee),
        question=f"Quels montants ont été prévus et dépensés en {annee} pour l'action {action} ?",
    )


def _name_lieu(origine: str) -> str:
    return "le tableau financier" if origine == "tableau_financier" else "la fiche"


def _list_annees(faits: Iterable[Financement]) -> str:
    return format_liste(map(str, sorted({f.debut for f in faits if f.debut})))


def _covers(faits: Iterable[Financement], annee: int) -> bool:
    return any((f.debut or 0) <= annee <= (f.fin or 0) for f in faits)


def _is_absente(annee: int, etape: str, faits: list[Financement], etapes: Etapes) -> bool:
    """Years on both sides of it are given, or it was spent without having been planned."""
    seules = _list_seules(faits)
    if not seules or _covers(faits, annee) or etape not in _ETAPES:
        return False
    if min(seules) < annee < max(seules):
        return True
    return etape == "prevu" and annee > max(seules) and _is_depensee(annee, etapes)


def _list_seules(faits: Iterable[Financement]) -> set[int]:
    """The years that are given one by one."""
    return {f.debut for f in faits if f.debut == f.fin and f.debut is not None}


def _is_depensee(annee: int, etapes: Etapes) -> bool:
    return any(f.montant and f.debut == f.fin == annee for e in ("engage", "execute") for f in etapes.get(e, ()))


def _make_absence(action: str, origine: str, annee: int, absentes: list[str], etapes: Etapes) -> Constat:
    faits = [f for e in absentes for f in etapes[e]]
    annees, suite, manque = [annee], "", Decimal(0)
    if absentes == ["prevu"] and annee > max(_list_seules(etapes["prevu"])):
        # Years before it that were not spent either are told with it.
        while annees[0] - 1 > max(_list_seules(etapes["prevu"])) and not _is_depensee(annees[0] - 1, etapes):
            annees.insert(0, annees[0] - 1)
        autres = [f for e in ("fleche", "engage", "execute") for f in etapes.get(e, ()) if f.debut in annees]
        faits += autres
        par_an = {f.montant for f in (*etapes["prevu"], *autres) if f.montant}
        if len(par_an) == 1:  # the same amount is planned and spent, year after year
            (un,) = par_an
            manque = (un or Decimal(0)) * len(annees)
            suite = f" ; à {format_euros(un or Decimal(0))} par an, il manque {format_euros(manque)}"
    noms = format_liste(ETAPES[e] for e in absentes)
    donnees = _list_annees(f for e in absentes for f in etapes[e])
    manquent = format_liste(map(str, annees))
    return Constat(
        places=tuple(place_of(f) for f in faits),
        phrase=f"Action {action} : {_name_lieu(origine)} donne un montant ({noms}) pour {donnees}, et rien pour "
        f"{manquent}{suite}.",
        action=action,
        objet=f"{origine} / {noms}",
        periode="-".join(dict.fromkeys((str(annees[0]), str(annee)))),
        trouve="0" if manque else "",
        attendu=str(manque) if manque else "",
        difference=str(-manque) if manque else "",
        question=f"Quel est le montant de {manquent} ({noms}) de l'action {action}, ou faut-il comprendre zéro ?",
    )


ANNEES_ABSENTES: dict[str, Examen] = {
    "annee_absente": _examine_annee_absente,
    "tableau_annuel_absent": _examine_tableau,
}
