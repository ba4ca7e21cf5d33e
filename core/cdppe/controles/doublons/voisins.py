"""Amounts of one action that nearly meet: close in two places, far from one year to the next."""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from cdppe.controles.lieux import ORIGINES, PRECISES, SOURCES, Lieu, format_periode
from cdppe.controles.mots import ETAPES, format_euros, is_annee
from cdppe.facts import Financement
from cdppe.plugins.controle import Constat, Controle, Dossier, NonApplicable, place_of

_PLANCHER = 1000
_SAUT = 10
_SAUT_PLANCHER = 10_000
#: Étapes that may be two names of one amount.
_PARENTES = ({"prevu", "disponible", "supplement"}, {"engage", "execute"})
_VAGUES = {"non_ventile", "total"}


def find_voisins(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """An amount that another place does not print, but for a hundredth, under a kindred étape or source."""
    trouve = False
    for action, faits in dossier.par_action.items():
        siens = [f for f in faits if action and f.debut is not None and abs(_get(f)) >= _PLANCHER]
        lieux: dict[Lieu, set[Decimal]] = defaultdict(set)
        for f in siens:
            lieux[Lieu(f.document, f.origine)].add(_get(f))
        tableaux = [f for f in siens if f.origine == "tableau_financier"]
        for f in siens:
            if f.origine in ("tableau_financier", "avenant") or not is_annee(dossier, annee, f.fin):
                continue
            ailleurs = [t for t in tableaux if (t.debut, t.fin, t.base) == (f.debut, f.fin, f.base)]
            trouve = trouve or bool(ailleurs)
            if any(_get(f) in montants for lieu, montants in lieux.items() if lieu.origine == "tableau_financier"):
                continue
            if any((t.etape, t.source, t.niveau) == (f.etape, f.source, f.niveau) for t in ailleurs):
                continue  # another control compares those
            proches = [t for t in ailleurs if _is_voisin(f, t)]
            if len({t.montant for t in proches}) == 1:
                yield _describe(f, proches[0])
    if not trouve:
        raise NonApplicable("aucune action n'a de montants de l'année au tableau et ailleurs")


def _is_voisin(f: Financement, t: Financement) -> bool:
    parents = f.etape == t.etape or any({f.etape, t.etape} <= famille for famille in _PARENTES)
    sources = {f.source, t.source}
    vague = len(sources) == 1 or sources & _VAGUES or ("etat" in sources and sources & set(PRECISES))
    return bool(parents and vague) and abs(_get(f) - _get(t)) <= abs(_get(t)) / 100


def _describe(f: Financement, t: Financement) -> Constat:
    periode = format_periode(f.debut, f.fin, f.base)
    return Constat(
        places=(place_of(t), place_of(f)),
        phrase=(
            f"Action {f.action}, {periode} : {ORIGINES[f.origine]} (l. {f.ligne}) donne {format_euros(_get(f))} "
            f"({ETAPES[f.etape]}, {SOURCES[f.source]}), que le tableau financier n'imprime pas ; il donne "
            f"{format_euros(_get(t))} (l. {t.ligne}, {ETAPES[t.etape]}, {SOURCES[t.source]}), soit "
            f"{format_euros(abs(_get(f) - _get(t)))} d'écart."
        ),
        action=f.action,
        objet=f"{f.etape} {SOURCES[f.source]} / {t.etape} {SOURCES[t.source]}",
        periode=periode,
        trouve=str(f.montant),
        attendu=str(t.montant),
        difference=str(_get(f) - _get(t)),
        question="Pouvez-vous dire si ces deux montants sont le même, et lequel est le bon ?",
    )


def find_sauts(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """What was planned for an action ten times above or below the year before."""
    annees: dict[tuple[str, str, str, str], dict[int, list[Financement]]] = defaultdict(lambda: defaultdict(list))
    for f in dossier.montants:
        if f.niveau == "action" and f.etape == "prevu" and f.action and f.fin is not None and f.debut == f.fin:
            annees[f.document, f.origine, f.action, f.source][f.fin].append(f)
    if not any(annee in siens and annee - 1 in siens for siens in annees.values()):
        raise NonApplicable("aucun montant prévu deux années de suite")
    for siens in annees.values():
        avant, apres = siens.get(annee - 1, []), siens.get(annee, [])
        if len(avant) != 1 or len(apres) != 1:
            continue
        un, autre = avant[0], apres[0]
        bas, haut = sorted((_get(un), _get(autre)))
        if bas > 0 and haut >= _SAUT * bas and haut >= _SAUT_PLANCHER:
            yield Constat(
                places=(place_of(un), place_of(autre)),
                phrase=(
                    f"Action {un.action}, prévu ({SOURCES[un.source]}) : {format_euros(_get(un))} en {annee - 1} (l. "
                    f"{un.ligne}) et {format_euros(_get(autre))} en {annee} (l. {autre.ligne}), un rapport de "
                    f"{haut / bas:.0f}."
                ),
                action=un.action,
                objet=f"prevu {SOURCES[un.source]}",
                periode=str(annee),
                trouve=str(autre.montant),
                attendu=str(un.montant),
                difference=str(_get(autre) - _get(un)),
                question="Pouvez-vous confirmer ces deux montants ou dire ce qui a changé ?",
            )


def _get(f: Financement) -> Decimal:
    return f.montant or Decimal(0)


VOISINS: tuple[Controle, ...] = (
    Controle(
        code="montant_voisin",
        titre="Montants presque égaux à deux endroits",
        explication=(
            "La fiche, l'annexe ou le texte donne un montant que le tableau n'imprime pas, mais à un centième près, "
            "pour la même action et la même période, sous une étape ou une source parente : sans doute le même, mal "
            "recopié."
        ),
        gravite="mineure",
        tolerance="Un centième ; en deçà de 1 000 €, rien n'est regardé.",
        manquants="Un montant vide, en mots ou ambigu n'est comparé à rien.",
        source="Vraisemblance : deux montants de même action et de même année qui se touchent sont le même.",
        examine=find_voisins,
        consequences=("montant_deux_lignes", "engage_execute_entre_endroits"),
    ),
    Controle(
        code="montant_saut",
        titre="Montant prévu multiplié ou divisé par dix",
        explication="D'une année à la suivante, ce qui est prévu pour une action change d'un facteur dix ou plus.",
        gravite="mineure",
        tolerance="En deçà de 10 000 €, rien n'est regardé ; un montant nul non plus.",
        manquants="Une année sans montant n'est comparée à aucune autre.",
        source="Vraisemblance : un changement d'échelle vient souvent d'une faute de frappe ou de périmètre.",
        examine=find_sauts,
        consequences=("total_lignes", "total_sources", "disponible_recalcule", "montant_entre_endroits"),
    ),
)
