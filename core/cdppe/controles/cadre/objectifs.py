"""The report against the national framework and against its own list of actions."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from cdppe.controles.mots import check_dernier, format_liste
from cdppe.facts import Action, Financement, Indicateur, sort_key
from cdppe.facts.libelles import normalize_libelle
from cdppe.plugins.controle import Constat, Controle, Dossier, NonApplicable, Place, place_of

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
    for numero in sorted(inconnues.keys() - dites, key=sort_key):
        places = tuple({f.ligne: place_of(f) for f in inconnues[numero]}.values())
        yield Constat(
            places=places,
            phrase=f"L'action {numero} a des chiffres dans un tableau et n'est décrite nulle part dans le rapport.",
            action=numero,
            question=f"Quelle est l'action {numero}, et pouvez-vous nous transmettre sa fiche ?",
        )


def _examine_hors_tableau(dossier: Dossier, annee: int) -> Iterator[Constat]:
    check_dernier(dossier, annee)
    listees = {f.action for f in dossier.lecture.financements if f.origine == "tableau_financier" and f.action}
    if sum(numero in listees for numero in dossier.actions) <= _MAJORITE * len(dossier.actions):
        raise NonApplicable("le rapport n'a pas de tableau financier de toutes ses actions")
    for action in dossier.actions.values():
        if action.numero not in listees:
            yield Constat(
                places=(place_of(action),),
                phrase=f"L'action {action.numero} a une fiche et n'est dans aucun tableau financier du rapport.",
                action=action.numero,
                question=f"L'action {action.numero} est-elle financée au titre du contrat ?",
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
    for action in dossier.actions.values():
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
    reserve = f" ({sans} actions n'ont pas d'objectif national)" if sans > 1 else ""
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
    dites = {a.action for a in dossier.lecture.anomalies if a.code == "objectif_inconnu"}
    for action in dossier.actions.values():
        if not action.objectifs and action.numero not in dites:
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


OBJECTIFS: tuple[Controle, ...] = (
    Controle(
        "engagement_divergent",
        "Action imprimée sous un autre engagement que celui de son objectif",
        "L'engagement sous lequel l'action est imprimée est comparé à celui de son objectif national.",
        "mineure",
        tolerance="aucune",
        manquants="une action sans engagement imprimé ou sans objectif reconnu n'est pas examinée",
        source="instruction du 20 février 2020, annexe des objectifs par engagement",
        examine=_examine_engagement,
    ),
    Controle(
        "action_sans_fiche",
        "Action d'un tableau qui n'est pas décrite dans le rapport",
        "Chaque numéro d'action qui porte des chiffres doit être celui d'une action décrite.",
        "majeure",
        tolerance="aucune",
        manquants="les lignes sans numéro d'action ne sont pas examinées",
        source="instruction du 20 février 2020 : une fiche par action",
        examine=_examine_action_sans_fiche,
        consequences=("fiche_hors_tableau", "fiche_sans_montant"),
    ),
    Controle(
        "fiche_hors_tableau",
        "Action décrite qui n'est pas dans le tableau financier",
        "Chaque action décrite doit avoir une ligne dans le tableau financier, quand le rapport en a un.",
        "mineure",
        tolerance="aucune",
        manquants="sans tableau financier de la plupart des actions, le contrôle est sans objet",
        source="instruction du 20 février 2020 : tableau financier des actions du contrat",
        examine=_examine_hors_tableau,
        consequences=(
            "action_sans_fiche",
            "fiche_sans_montant",
            "objectif_inconnu",
            "action_sans_objectif",
            "depense_superieure_prevu",
        ),
    ),
    Controle(
        "fiche_sans_montant",
        "Fiche sans aucun montant",
        "La fiche d'une action ne donne aucun montant, ou seuls les tableaux du rapport lui en donnent.",
        "mineure",
        tolerance="aucune",
        manquants="une action dite non engagée, non financée ou abandonnée n'est pas attendue",
        source="instruction du 20 février 2020 : la fiche donne le budget prévu et réalisé",
        examine=_examine_sans_montant,
    ),
    Controle(
        "objectif_obligatoire_absent",
        "Objectif obligatoire qu'aucune action ne sert",
        "Chaque objectif fondamental du cadre national doit être servi par une action au moins.",
        "mineure",
        tolerance="aucune",
        manquants="le nombre d'actions sans objectif reconnu est rappelé dans le constat",
        source="instruction du 20 février 2020 : objectifs 1 à 11 obligatoires",
        examine=_examine_obligatoire,
    ),
    Controle(
        "action_sans_objectif",
        "Action sans objectif national",
        "Chaque action doit dire l'objectif national qu'elle sert.",
        "mineure",
        tolerance="aucune",
        manquants="une action dont le libellé d'objectif n'est pas reconnu est signalée par ailleurs",
        source="instruction du 20 février 2020 : chaque fiche nomme son objectif",
        examine=_examine_sans_objectif,
    ),
    Controle(
        "libelle_de_mesure",
        "Objectif nommé par le libellé de sa mesure",
        "Le libellé imprimé est celui de la mesure nationale qui couvre l'objectif ; le numéro imprimé décide.",
        "information",
        tolerance="typographie, accents et majuscules",
        manquants="une action sans objectif imprimé n'est pas examinée",
        source="instruction du 20 février 2020, annexe des mesures et objectifs",
        examine=_examine_libelles,
    ),
)
