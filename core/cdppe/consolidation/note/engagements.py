"""A paragraph for each national engagement: who acts, with how much money, which results, what contradicts itself."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

from cdppe.consolidation.actions import PLUSIEURS
from cdppe.consolidation.consultation import Consultation, Rangee, case_departements, join_reperes, list_departements
from cdppe.consolidation.mots import SOURCES, TOUTES_SOURCES
from cdppe.consolidation.note.argent import find_engagement, find_etat, list_larges
from cdppe.consolidation.note.execution import add_actions
from cdppe.consolidation.note.modeles import Engagement
from cdppe.consolidation.note.mots import format_entier, sort_gravites
from cdppe.controles.mots import agree, count, format_euros, format_liste, format_nombre

_NOMS = {"prevu": "le prévu", "engage": "l'engagé", "execute": "l'exécuté"}
_GROUPES_MAX = 4
"""So many numbers of départements are told apart in the sentence on objectives; beyond, only the extremes."""
_INDICATEURS_MAX = 3


def list_engagements(vue: Consultation) -> tuple[Engagement, ...]:
    """One for each row of the table of engagements."""
    actions = _group_actions(vue)
    return tuple(_describe(vue, r, actions) for r in vue.rows("engagements"))


def count_objectifs(vue: Consultation) -> tuple[int, int]:
    """How many national objectives some action serves, and of how many."""
    objectifs = [r for r in vue.rows("objectifs") if r.texte("Objectif").isdigit()]
    return sum(r.nombre("Actions") > 0 for r in objectifs), len(objectifs)


def _group_actions(vue: Consultation) -> dict[tuple[str, str], str]:
    """The national engagement of each action: what the table of engagements says of it."""
    trouves = {}
    for r in vue.rows("correspondance"):
        codes = r.texte("Engagement national")
        trouves[r.texte("Département"), r.texte("Action")] = PLUSIEURS if "," in codes else codes
    return trouves


def _describe(vue: Consultation, rangee: Rangee, actions: dict[tuple[str, str], str]) -> Engagement:
    code = rangee.texte("Engagement")
    siennes = {cle for cle, engagement in actions.items() if engagement == code}
    prevu, execute = (find_engagement(vue, rangee, etape) for etape in ("prevu", "execute"))
    nom = {"": "Sans objectif national", PLUSIEURS: "Plusieurs engagements"}.get(code, f"Engagement {code}")
    libelle = rangee.texte("Libellé")
    phrases = [_join(_describe_actions(vue, rangee, code))]
    if rangee.nombre("Actions") or prevu.montant is not None:
        phrases.append(_join(_describe_argent(vue, rangee, siennes)))
        phrases.append(_join(_describe_resultats(vue, code, siennes)))
    return Engagement(
        nom=nom,
        titre=nom if libelle.startswith("(") else f"{nom} : {libelle[:1].lower()}{libelle[1:]}",
        departements=_compte(rangee, "Départements"),
        actions=_compte(rangee, "Actions"),
        prevu=_montre(prevu.montant),
        prevu_dans=case_departements(prevu.departements),
        execute=_montre(execute.montant),
        execute_dans=case_departements(execute.departements),
        repere=", ".join(dict.fromkeys(filter(None, (rangee.repere, prevu.repere)))),
        phrases=tuple(p for p in phrases if p),
        indicateurs=tuple(_list_indicateurs(vue, _list_objectifs(vue, code))) if siennes else (),
    )


def _compte(rangee: Rangee, nom: str) -> str:
    return format_entier(rangee.nombre(nom))


def _join(phrases: Iterator[str]) -> str:
    return " ".join(phrases)


def _montre(montant: Decimal | None) -> str:
    return "non connu" if montant is None else format_euros(montant)


def _list_objectifs(vue: Consultation, code: str) -> list[Rangee]:
    """The rows of the objectives of an engagement; what serves several has none of its own."""
    return [
        r for r in vue.rows("objectifs") if code and r.texte("Engagement") == code and r.texte("Objectif").isdigit()
    ]


def _describe_actions(vue: Consultation, rangee: Rangee, code: str) -> Iterator[str]:
    departements, actions = rangee.nombre("Départements"), rangee.nombre("Actions")
    quoi = {
        "": "ne se rattachent à aucun objectif national",
        PLUSIEURS: "servent des objectifs de plusieurs engagements",
    }.get(code, "relèvent de cet engagement")
    if actions < 2:
        quoi = quoi.replace("rattachent", "rattache").replace("servent", "sert").replace("relèvent", "relève")
    if not actions:
        yield "Aucune action lue ne relève de cet engagement."
    else:
        dans = f", dans {vue.name_part(departements)}" if len(vue.lus) > 1 else ""
        yield f"{count(actions, 'action')} {quoi}{dans} ({rangee.repere})."
    if objectifs := _list_objectifs(vue, code):
        yield from _describe_objectifs(objectifs, seul=len(vue.lus) == 1)


def _describe_objectifs(objectifs: Sequence[Rangee], *, seul: bool) -> Iterator[str]:
    """Which objectives are served, by how many départements; ``seul`` says that one alone was read."""
    groupes: dict[int, list[Rangee]] = defaultdict(list)
    for r in objectifs:
        groupes[r.nombre("Départements") if r.nombre("Actions") else 0].append(r)
    absents = groupes.pop(0, [])
    reperes = join_reperes([r.repere for r in objectifs])
    if len(groupes) > _GROUPES_MAX:
        haut, bas = max(groupes), min(groupes)
        yield (
            f"De ses objectifs nationaux, {_name(groupes[haut])} {_sert(groupes[haut])} par le plus de départements "
            f"({haut}), {_name(groupes[bas])} par le moins ({bas} ; {reperes})."
        )
    elif groupes:
        (nombre, premiers), *autres = sorted(groupes.items(), reverse=True)
        par = "" if seul else f" par {count(nombre, 'département')}"
        parts = [f"{_name(premiers)} {_sert(premiers)}{par}", *(f"{_name(siens)} par {n}" for n, siens in autres)]
        phrase = f"{format_liste(parts)} ({reperes})."
        yield f"{phrase[:1].upper()}{phrase[1:]}"
    if absents:
        yield f"Aucune action ne sert {_name(absents)}."


def _name(objectifs: Sequence[Rangee]) -> str:
    numeros = sorted(int(r.texte("Objectif")) for r in objectifs)
    return f"{agree(len(numeros), 'l' + chr(39) + 'objectif', 'les objectifs')} {format_liste(map(str, numeros))}"


def _sert(objectifs: Sequence[Rangee]) -> str:
    return agree(len(objectifs), "est servi", "sont servis")


def _describe_argent(vue: Consultation, rangee: Rangee, siennes: set[tuple[str, str]]) -> Iterator[str]:
    """Planned, committed and spent money; that of several years apart; the rate where they compare."""
    connus: list[str] = []
    for etape, nom in _NOMS.items():
        trouve = find_engagement(vue, rangee, etape)
        if trouve.montant is None:
            continue
        qui = list_departements(trouve.departements)
        etat = find_etat(vue, rangee, etape)
        dont = "pour les seuls crédits de l'État et de l'assurance maladie"
        mots = (
            f"{nom}{' cumulé' if vue.synthese.debut else ''} est de {format_euros(trouve.montant)}",
            "" if connus else "toutes sources réunies",
            f"({qui})" if qui and len(vue.lus) > 1 else "",
            "" if etat is None else f"et de {format_euros(etat)} {dont}",
        )
        connus.append(" ".join(filter(None, mots)))
        repere = trouve.repere
    if connus:
        ou = f" ({repere})" if vue.synthese.debut else ""
        yield f"Pour {vue.synthese.nom}{ou}, {' ; '.join(connus)}."
    if vue.synthese.debut:
        yield from _describe_taux(vue, siennes)
        return
    if manquants := rangee.nombre("Manquants"):
        un, plusieurs = (
            "montant ambigu ou contradictoire n'y est pas compté",
            "montants ambigus ou contradictoires n'y sont pas comptés",
        )
        yield f"{count(manquants, un, plusieurs)}."
    if larges := [f"{format_euros(m)} ({periode})" for m, periode in list_larges(vue, rangee)]:
        yield f"Ce qui est prévu pour plusieurs années ne s'y ajoute pas : {format_liste(larges)}."
    yield from _describe_taux(vue, siennes)


def _describe_taux(vue: Consultation, siennes: set[tuple[str, str]]) -> Iterator[str]:
    rangees = [
        r
        for r in vue.rows("execution_actions")
        if r.read("Source") == SOURCES[TOUTES_SOURCES] and (r.texte("Département"), r.texte("Action")) in siennes
    ]
    taux = add_actions(rangees)
    for e in taux:
        qui = f"{count(e.actions, 'action')} ; {list_departements(e.departements)} ; {e.periode}"
        lignes = f"lignes comparables {e.repere}" if e.repere.startswith("entre") else e.repere
        lignes = f"calculé : {lignes}" if e.actions > 1 else lignes
        soit = f"soit {format_nombre(e.taux, '%')} ({lignes})"
        yield f"Là où le prévu et l'exécuté se comparent ({qui}), {e.detail()}, {soit}."
    if rangees and not taux:
        seule = "Le prévu et l'exécuté ne se comparent pas pour cette action."
        yield agree(len(siennes), seule, "Le prévu et l'exécuté ne se comparent pour aucune de ces actions.")


def _describe_resultats(vue: Consultation, code: str, siennes: set[tuple[str, str]]) -> Iterator[str]:
    objectifs = {r.texte("Objectif") for r in _list_objectifs(vue, code)}
    rangees = [r for r in vue.rows("indicateurs_nationaux") if r.texte("Objectif") in objectifs]
    codes = {r.texte("Code") for r in rangees}
    chiffrees = [r for r in rangees if isinstance(r.read("Réalisé"), Decimal) and r.read("Département") != "Ensemble"]
    if codes:
        yield _count_valeurs(len(codes), chiffrees, join_reperes([r.repere for r in rangees]))
    constats = [r for r in vue.rows("signalements") if (r.texte("Département"), r.texte("Action")) in siennes]
    if constats:
        dont = sort_gravites(constats, "majeure")
        sur = agree(len(siennes), "cette action", "ces actions")
        yield f"Les contrôles relèvent {count(len(constats), 'constat')} sur {sur}{dont}."


def _count_valeurs(indicateurs: int, chiffrees: Sequence[Rangee], reperes: str) -> str:
    """How many of its national indicators have a result, and how many of these compare."""
    nom = count(indicateurs, "indicateur national mesure", "indicateurs nationaux mesurent")
    avec = len({r.texte("Code") for r in chiffrees})
    comparables = sum(r.read("Comparable") == "oui" for r in chiffrees)
    if not avec:
        return f"{nom} ses objectifs, sans valeur réalisée ({reperes})."
    dont = f"dont {count(comparables, 'comparable')}" if comparables else "aucune n'est comparable"
    a = agree(avec, "a une valeur réalisée", "ont une valeur réalisée")
    return f"{nom} ses objectifs ; {avec} {a} ({count(len(chiffrees), 'valeur')}, {dont} ; {reperes})."


def _list_indicateurs(vue: Consultation, objectifs: Sequence[Rangee]) -> Iterator[str]:
    """Up to three results: sums over départements first, then what compares, then the others with the reason."""
    numeros = {r.texte("Objectif") for r in objectifs}
    par_code: dict[str, list[Rangee]] = defaultdict(list)
    for r in vue.rows("indicateurs_nationaux"):
        if r.texte("Objectif") in numeros and isinstance(r.read("Réalisé"), Decimal):
            par_code[r.texte("Code")].append(r)
    rangs = sorted(par_code.values(), key=_weigh)
    for siennes in rangs[:_INDICATEURS_MAX]:
        yield _describe_indicateur(siennes)


def _weigh(rangees: Sequence[Rangee]) -> tuple[int, int]:
    """Sorts first what compares in most départements, then what is given by most."""
    return -sum(r.read("Comparable") == "oui" for r in rangees), -len(rangees)


def _describe_indicateur(rangees: Sequence[Rangee]) -> str:
    """``Nombre de visites (objectif 4) : 62 : 503, comparable (I79)``."""
    premier = rangees[0]
    tete = f"{premier.texte('Indicateur national')} (objectif {premier.texte('Objectif')})"
    ensemble = [r for r in rangees if r.read("Département") == "Ensemble"]
    seules = ensemble or rangees
    if len(seules) > _INDICATEURS_MAX:
        valeurs = [v for r in seules if (v := r.montant("Réalisé")) is not None]
        comparables = sum(r.read("Comparable") == "oui" for r in seules)
        bas, haut = (_chiffre(premier, extreme(valeurs)) for extreme in (min, max))
        etendue = f"toutes de {bas}" if bas == haut else f"de {bas} à {haut}"
        dont = f"dont {count(comparables, 'comparable')}" if comparables else "aucune n'est comparable"
        reperes = join_reperes([r.repere for r in seules])
        return f"{tete} : {count(len(seules), 'valeur')}, {etendue}, {dont} ({reperes})"
    return f"{tete} : {' ; '.join(map(_describe_valeur, seules))}"


def _describe_valeur(r: Rangee) -> str:
    valeur = r.montant("Réalisé")
    qui, comparable = r.texte("Département"), r.texte("Comparable")
    lecture = {"oui": "comparable"}.get(comparable, comparable.replace("non : ", "non comparable, "))
    if qui == "Ensemble":
        qui, lecture = "tous départements comparables", comparable
    periode = r.texte("Période")
    return f"{qui}, {periode} : {_chiffre(r, valeur or Decimal(0))}, {lecture} ({r.repere})"


def _chiffre(r: Rangee, valeur: Decimal) -> str:
    return format_nombre(valeur, r.texte("Unité"))
