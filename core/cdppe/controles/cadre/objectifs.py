"""The report against the national framework and against its own list of actions."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from cdppe.controles.forme.lecture import is_imprime
from cdppe.controles.mots import agree, check_dernier, count, format_liste
from cdppe.controles.reperes import find_action, list_tetes
from cdppe.facts import Action, Financement, Indicateur, sort_key
from cdppe.facts.libelles import normalize_libelle
from cdppe.plugins.controle import Constat, Dossier, Examen, NonApplicable, Place, place_of

_PART_NUMEROTEE = 0.8
"""Share of the actions that bear the number of their objective beyond which a report numbers them so."""
_MAJORITE = 0.5
_TABLEAUX = ("tableau_financier", "tableau_de_bord")
_NON_MENEES = ("non_engagee", "non_financee", "abandonnee")


def _list_objectifs(action: Action) -> tuple[int, ...]:
    return tuple(int(o) for o in action.objectifs.split(";") if o)


def _examine_engagement(dossier: Dossier, annee: int) -> Iterator[Constat]:
    check_dernier(dossier, annee)
    for action in dossier.actions.values():
        objectifs = [o for n in _list_objectifs(action) if (o := dossier.cadre.get_objectif(n))]
        nationaux = {o.engagement for o in objectifs}
        if not action.engagement or not nationaux or action.engagement in nationaux:
            continue
        attendu = objectifs[0]
        yield Constat(
            places=(place_of(action),),
            phrase=f"L'action {action.numero} est imprimée dans l'engagement {action.engagement}, alors que son "
            f"objectif national {attendu.numero} relève de l'engagement {attendu.engagement}.",
            action=action.numero,
            objet=f"engagement {action.engagement} / {attendu.engagement}",
            question=f"De quel engagement l'action {action.numero} relève-t-elle ?",
        )


def _examine_action_sans_fiche(dossier: Dossier, annee: int) -> Iterator[Constat]:
    check_dernier(dossier, annee)
    if not dossier.actions:
        raise NonApplicable("aucune action n'est décrite dans ce rapport")
    dites = {a.action for a in dossier.lecture.anomalies if a.code in ("action_inconnue", "fiche_absente")}
    inconnues: dict[str, list[Financement | Indicateur]] = defaultdict(list)
    faits: Iterable[Financement | Indicateur] = (*dossier.lecture.financements, *dossier.lecture.indicateurs)
    for fait in faits:
        if fait.action and fait.niveau in ("action", "detail") and fait.action not in dossier.actions:
            inconnues[fait.action].append(fait)
    for numero in list_sans_fiche(dossier) - dites:
        inconnues[numero] = [f for f in faits if f.action == numero]
    for numero in sorted(inconnues.keys() - dites, key=sort_key):
        places = tuple({f.ligne: place_of(f) for f in inconnues[numero]}.values())
        yield Constat(
            places=places,
            phrase=f"L'action {numero} a des chiffres dans un tableau et n'est décrite nulle part dans le rapport.",
            action=numero,
            question=f"Quelle est l'action {numero}, et pouvez-vous nous transmettre sa fiche ?",
        )


def list_sans_fiche(dossier: Dossier) -> set[str]:
    """The actions that only a table names, where almost all others have a heading of their own."""
    tetes = {t.numero for t in list_tetes(dossier)} if dossier.documents else set()
    if sum(numero in tetes for numero in dossier.actions) < _PART_NUMEROTEE * len(dossier.actions):
        return set()
    rangees = {(f.document, f.ligne) for f in dossier.lecture.financements if f.origine in _TABLEAUX}
    seules = {a.numero for a in dossier.actions.values() if (a.document, a.ligne) in rangees}
    fiches = {f.action for f in dossier.lecture.financements if f.origine == "fiche"}
    return seules - fiches - {i.action for i in dossier.lecture.indicateurs if i.origine == "fiche"}


def _examine_hors_tableau(dossier: Dossier, annee: int) -> Iterator[Constat]:
    check_dernier(dossier, annee)
    listees = {f.action for f in dossier.lecture.financements if f.origine == "tableau_financier" and f.action}
    suivis = {i.action for i in dossier.lecture.indicateurs if i.origine == "fiche" and i.action}
    bord = {i.action for i in dossier.lecture.indicateurs if i.origine == "tableau_de_bord"}
    complet = sum(numero in listees for numero in dossier.actions) > _MAJORITE * len(dossier.actions)
    suivi = bool(bord) and len(suivis & bord) >= _PART_NUMEROTEE * len(suivis)
    if not complet and not suivi:
        raise NonApplicable("le rapport n'a pas de tableau de toutes ses actions")
    for action in dossier.actions.values():
        if complet and action.numero not in listees:
            yield Constat(
                places=(place_of(action),),
                phrase=f"L'action {action.numero} a une fiche et n'est dans aucun tableau financier du rapport.",
                action=action.numero,
                question=f"L'action {action.numero} est-elle financée au titre du contrat ?",
            )
        if suivi and action.numero in suivis - bord:
            siens = (i for i in dossier.lecture.indicateurs if i.action == action.numero and i.origine == "fiche")
            yield Constat(
                places=tuple(dict.fromkeys((place_of(action), *map(place_of, siens)))),
                phrase=f"La fiche de l'action {action.numero} a des indicateurs, et l'action n'est pas dans le tableau "
                "de bord, qui donne ceux des autres.",
                action=action.numero,
                objet="tableau de bord",
                question=f"Pouvez-vous compléter le tableau de bord pour l'action {action.numero} ?",
            )


def _examine_sans_montant(dossier: Dossier, annee: int) -> Iterator[Constat]:
    check_dernier(dossier, annee)
    par_action: dict[str, list[Financement]] = defaultdict(list)
    for fait in dossier.lecture.financements:
        par_action[fait.action].append(fait)
    if not any(f.montant is not None for n in dossier.actions for f in par_action[n]):
        raise NonApplicable("aucun montant n'est lu par action")
    fiches = sum(any(_in_fiche(f) for f in par_action[n]) for n in dossier.actions)
    detaille = fiches > _MAJORITE * len(dossier.actions)
    sans_fiche = {a.action for a in dossier.lecture.anomalies if a.code == "fiche_absente"} | list_sans_fiche(dossier)
    for action in (a for a in dossier.actions.values() if a.numero not in sans_fiche):
        faits = par_action[action.numero]
        chiffres = [f for f in faits if f.montant is not None or f.certitude == "ambigu"]
        ailleurs = [f for f in chiffres if f.origine == "tableau_financier" and f.montant]
        if chiffres and not (detaille and ailleurs and not any(map(_in_fiche, faits))):
            continue
        if action.statut in _NON_MENEES and not ailleurs:
            continue
        dit = "alors que les tableaux financiers lui en donnent" if ailleurs else "ni prévu, ni dépensé"
        yield Constat(
            places=(place_of(action), *(place_of(f) for f in (ailleurs or faits))),
            phrase=f"La fiche de l'action {action.numero} ne donne aucun montant, {dit}.",
            action=action.numero,
            objet="fiche seule" if ailleurs else "aucun montant",
            question=f"Quels montants ont été prévus et dépensés pour l'action {action.numero} ?",
        )


def _examine_non_menees(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """Sheets that say why they give no amount."""
    check_dernier(dossier, annee)
    for action in dossier.actions.values():
        faits = dossier.par_action.get(action.numero, ())
        if action.statut not in _NON_MENEES or any(f.origine == "fiche" or _is_depense(f) for f in faits):
            continue
        dites = (
            page.place(dite.start(), dite.end())
            for page in dossier.pages
            for dite in re.finditer(re.escape(action.statut_texte or "\n\n"), page.texte)
        )
        siennes = [p for p in dites if find_action(dossier, p.document, p.ligne) == action.numero]
        yield Constat(
            places=(place_of(action), *siennes[:1]),
            phrase=f"La fiche de l'action {action.numero} ne donne aucun montant : le rapport la dit "
            f"{action.statut.replace('ee', 'ée').replace('_', ' ')} (« {action.statut_texte} »).",
            action=action.numero,
            objet=action.statut,
            periode=str(action.statut_annee or ""),
        )


def _is_depense(fait: Financement) -> bool:
    return bool(fait.montant) and fait.etape in ("engage", "execute")


def _in_fiche(fait: Financement) -> bool:
    return fait.origine not in _TABLEAUX and (fait.montant is not None or fait.certitude == "ambigu")


def _examine_obligatoire(dossier: Dossier, annee: int) -> Iterator[Constat]:
    check_dernier(dossier, annee)
    actions = dossier.lecture.actions
    if not any(a.objectifs for a in actions):
        raise NonApplicable("aucune action n'est rattachée à un objectif national")
    servis = {n for a in actions for n in _list_objectifs(a)}
    numeros = {a.numero: {int(m) for m in a.numero.split() if m.isdigit()} for a in actions}
    suivent = sum(bool(numeros[a.numero] & set(_list_objectifs(a))) for a in actions)
    if suivent >= _PART_NUMEROTEE * len(actions):  # « 10 et 11 » then names two national objectives
        servis |= {n for a in actions if len(numeros[a.numero]) > 1 for n in numeros[a.numero]}
    absents = [o for o in dossier.cadre.objectifs if o.nature == "fondamental" and o.numero not in servis]
    if absents:
        nommes = dossier.cadre.find_objectifs(" ; ".join(f"{a.intitule} {a.objectif_imprime}" for a in actions))
        absents = [o for o in absents if o.numero not in nommes]
    sans = sum(not a.objectifs for a in actions)
    n_ont = agree(sans, "n'a", "n'ont")
    reserve = f" ({count(sans, 'action')} {n_ont} pas d'objectif national)" if sans else ""
    for objectif in absents:
        yield Constat(
            places=tuple(Place(d.document, "1", d.titre) for d in dossier.lecture.documents),
            phrase=f"Aucune action du rapport ne sert l'objectif obligatoire {objectif.numero} « {objectif.libelle} »"
            f"{reserve}.",
            objet=f"objectif {objectif.numero}",
            question=f"Quelle action sert l'objectif national {objectif.numero} ?",
        )


def _examine_sans_objectif(dossier: Dossier, annee: int) -> Iterator[Constat]:
    check_dernier(dossier, annee)
    dites = {a.action for a in dossier.lecture.anomalies if a.code == "objectif_inconnu" and is_imprime(dossier, a)}
    sans_fiche = {a.action for a in dossier.lecture.anomalies if a.code == "fiche_absente"} | list_sans_fiche(dossier)
    for action in dossier.actions.values():
        if not action.objectifs and action.numero not in dites | sans_fiche:
            faits = [f for f in dossier.lecture.financements if f.action == action.numero and f.origine in _TABLEAUX]
            yield Constat(
                places=(place_of(action), *{f.ligne: place_of(f) for f in faits}.values()),
                phrase=f"L'action {action.numero} n'est rattachée à aucun objectif national"
                + (f" (« {action.objectif_imprime} »)." if action.objectif_imprime else "."),
                action=action.numero,
                question=f"Quel objectif national l'action {action.numero} sert-elle ?",
            )


def _examine_libelles(dossier: Dossier, annee: int) -> Iterator[Constat]:
    check_dernier(dossier, annee)
    mesures = {normalize_libelle(nom) for m in dossier.cadre.mesures for nom in m.libelles}
    objectifs = {normalize_libelle(nom) for o in dossier.cadre.objectifs for nom in o.libelles}
    contredits = {a.action for a in dossier.lecture.anomalies if a.code == "objectif_numero_libelle"}
    imprimes: dict[str, list[Action]] = defaultdict(list)
    for action in (a for a in dossier.lecture.actions if a.objectifs and a.numero not in contredits):
        cle = normalize_libelle(action.objectif_imprime)
        if cle.endswith(tuple(mesures)) and not cle.endswith(tuple(objectifs)):
            imprimes[action.objectif_imprime].append(action)
    for libelle, actions in imprimes.items():
        noms = format_liste(a.numero for a in actions)
        qui = f"l'action {noms}" if len(actions) == 1 else f"les actions {noms}"
        yield Constat(
            places=tuple(place_of(a) for a in actions),
            phrase=f"« {libelle} », imprimé pour {qui}, est le libellé de la mesure et non celui de l'objectif "
            f"national {actions[0].objectifs}.",
            action=actions[0].numero,
            objet=libelle,
        )


OBJECTIFS: dict[str, Examen] = {
    "engagement_divergent": _examine_engagement,
    "action_sans_fiche": _examine_action_sans_fiche,
    "fiche_hors_tableau": _examine_hors_tableau,
    "fiche_sans_montant": _examine_sans_montant,
    "action_non_menee": _examine_non_menees,
    "objectif_obligatoire_absent": _examine_obligatoire,
    "action_sans_objectif": _examine_sans_objectif,
    "libelle_de_mesure": _examine_libelles,
}
