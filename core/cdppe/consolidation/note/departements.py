"""The annex: a section for each département, or a row each where they are many."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

from cdppe.consolidation.calcul import format_date, format_valeur
from cdppe.consolidation.consultation import Consultation, Rangee, join_reperes, name_departement
from cdppe.consolidation.mots import ETAPES, SOURCES, TOUTES_SOURCES
from cdppe.consolidation.note.modeles import Fiche, Mesure, Resume
from cdppe.consolidation.note.mots import sort_gravites
from cdppe.controles.mots import agree, count, format_euros, format_liste, format_nombre

_SECTIONS_MAX = 12
"""Beyond so many départements the annex has a row for each, and the sheets stay in the workbook and the page."""
_MESURES_MAX = 4
"""So many measures of each rubrique; the workbook has them all."""
_ENTIERES = ("Actions",)
"""Rubriques that are shown whole: parts of a total, of which none can lack."""
_ABSENTES = ("Lecture",)


def list_fiches(vue: Consultation) -> tuple[Fiche, ...]:
    """The sections; none where there are too many départements, or no table of sheets."""
    if not vue.rows("fiches") or len(vue.lus) > _SECTIONS_MAX:
        return ()
    par: dict[str, list[Rangee]] = defaultdict(list)
    for r in vue.rows("fiches"):
        if r.texte("Département") in vue.lus:
            par[r.texte("Département")].append(r)
    return tuple(_make_fiche(vue, code, par[code]) for code in sorted(par))


def describe_annexe(vue: Consultation) -> str:
    """How the annex is read."""
    if len(vue.lus) > _SECTIONS_MAX:
        periodes = _list_periodes_taux(vue)
        taux = f" Les taux d'exécution sont tous de la période {periodes[0]}." if len(periodes) == 1 else ""
        return (
            "Une ligne par département ; sa fiche est dans le classeur et sur la page. Une case vide est un montant "
            "qui n'est pas connu, ou un taux qui ne se calcule pas : ce n'est pas un zéro." + taux
        )
    annee = f" Les montants et les indicateurs sont ceux de {vue.synthese.annee}." if vue.synthese.debut else ""
    if len(vue.lus) == 1:
        return f"Un seul rapport est lu : rien ne se compare à d'autres départements.{annee}"
    return (
        "« Groupe » est la médiane des autres départements dont la valeur se compare, leur nombre entre parenthèses ; "
        "un tiret quand rien ne se compare. Un montant ne se compare pas sans être rapporté à la population." + annee
    )


def _make_fiche(vue: Consultation, code: str, rangees: Sequence[Rangee]) -> Fiche:
    choisies = _choose(rangees)
    reste = len(rangees) - len(choisies)
    reperes = join_reperes([r.repere for r in rangees])
    suite = f"Sa fiche complète ({reperes}) a {count(reste, 'mesure')} de plus." if reste else ""
    return Fiche(
        code=code,
        titre=name_departement(code),
        phrases=(" ".join((*_describe(vue, code), *filter(None, (suite,)))),),
        mesures=tuple(Mesure(r.texte("Mesure"), _montre(r, "Valeur"), _compare(r), r.repere) for r in choisies),
    )


def _choose(rangees: Sequence[Rangee]) -> list[Rangee]:
    """Of each rubrique the first measures that have a value, those that compare before the others."""
    gardees = []
    par: dict[str, list[Rangee]] = defaultdict(list)
    for r in rangees:
        # A zero that is nobody's else than zero tells little.
        if any(r.read(nom) for nom in ("Valeur", "Groupe")) and r.texte("Rubrique") not in _ABSENTES:
            par[r.texte("Rubrique")].append(r)
    for rubrique, siennes in par.items():
        nombre = len(siennes) if rubrique in _ENTIERES else _MESURES_MAX
        premieres = sorted(siennes, key=lambda r: r.read("Groupe") is None)[:nombre]
        gardees += [r for r in siennes if r in premieres]
    return gardees


def _montre(r: Rangee, nom: str) -> str:
    valeur, unite = r.read(nom), r.texte("Unité")
    if isinstance(valeur, int):
        valeur = Decimal(valeur)
    if not isinstance(valeur, Decimal):
        return str(valeur or "")
    if unite == "€":
        return format_euros(valeur)
    return format_nombre(valeur, unite) if unite == "%" else format_valeur(valeur)


def _compare(r: Rangee) -> str:
    groupe = _montre(r, "Groupe")
    return f"{groupe} ({r.texte('Comparés')})" if groupe else "—"


def _describe(vue: Consultation, code: str) -> Iterator[str]:
    """Its documents, its actions, its rates, its findings."""
    documents = [r for r in vue.rows("lecture") if (r.texte("Département"), r.texte("État")) == (code, "Lu")]
    exercices = sorted({e for r in documents for e in r.texte("Exercices").split(";") if e})
    dates = [r.texte("Date") for r in documents if r.texte("Date")]
    quand = (
        f"{agree(len(documents), 'daté', 'dont le plus récent est daté')} du {format_date(max(dates))}"
        if dates
        else "sans date"
    )
    sur = f" et qui {agree(len(documents), 'porte', 'portent')} sur {format_liste(exercices)}" if exercices else ""
    reperes = join_reperes([r.repere for r in documents])
    yield f"{count(len(documents), 'document lu', 'documents lus')}, {quand}{sur} ({reperes})."
    actions = [r for r in vue.rows("correspondance") if r.texte("Département") == code]
    if actions:
        numeros = {n for r in actions for n in r.texte("Objectifs nationaux").split(", ") if n}
        yield (
            f"{count(len(actions), 'action')}, pour "
            f"{count(len(numeros), 'objectif national servi', 'objectifs nationaux servis')} "
            f"({join_reperes([r.repere for r in actions])})."
        )
    taux = [r for r in _list_taux(vue) if r.texte("Département") == code]
    for r in taux:
        yield (
            f"Taux d'exécution pour {r.texte('Période')} : {_name_taux(r)}, sur "
            f"{count(r.nombre('Actions comparables'), 'action comparable', 'actions comparables')} ({r.repere})."
        )
    if not taux:
        yield "Son prévu et son exécuté ne se comparent pour aucune action."
    constats = [r for r in vue.rows("signalements") if r.texte("Département") == code]
    if constats:
        gravites = sort_gravites(constats, "majeure", "mineure")
        reperes = join_reperes([r.repere for r in constats])
        yield f"Les contrôles y relèvent {count(len(constats), 'constat')}{gravites} ({reperes})."


def _list_taux(vue: Consultation) -> list[Rangee]:
    return [
        r
        for r in vue.rows("execution")
        if r.read("Source") == SOURCES[TOUTES_SOURCES] and r.montant("Taux (%)") is not None
    ]


def _list_periodes_taux(vue: Consultation) -> list[str]:
    return sorted({r.texte("Période") for r in _list_taux(vue)})


def _join_annees(annees: Sequence[str]) -> str:
    """``2020-2022`` where no year lacks, else ``2020, 2022``."""
    suite = len(annees) > 1 and int(annees[-1]) - int(annees[0]) == len(annees) - 1
    return f"{annees[0]}-{annees[-1]}" if suite else ", ".join(annees)


def _name_taux(r: Rangee) -> str:
    return format_nombre(r.montant("Taux (%)") or Decimal(0), "%")


def list_resumes(vue: Consultation) -> tuple[Resume, ...]:
    """A row for each département."""
    cumule = bool(vue.synthese.debut)
    colonne = "Cumul" if cumule else str(vue.synthese.annee)
    argent = {
        (r.texte("Département"), r.texte("Étape")): r
        for r in vue.rows("cumul" if cumule else "sources_etapes")
        if r.read("Source") == SOURCES[TOUTES_SOURCES]
    }
    actions = Counter(r.texte("Département") for r in vue.rows("correspondance"))
    constats = Counter(r.texte("Département") for r in vue.rows("signalements"))
    taux: dict[str, list[Rangee]] = defaultdict(list)
    for r in _list_taux(vue):
        taux[r.texte("Département")].append(r)
    exercices: dict[str, set[str]] = defaultdict(set)
    for d in vue.synthese.lecture.documents:
        exercices[d.departement] |= {e for e in d.exercices.split(";") if e}
    seule = len(_list_periodes_taux(vue)) == 1
    resumes = []
    for code in vue.lus:
        lignes = [argent.get((code, ETAPES[etape])) for etape in ("prevu", "execute")]
        montants = [r.montant(colonne) if r else None for r in lignes]
        reperes = [r.repere for r, m in zip(lignes, montants, strict=True) if r and m is not None]
        reperes += [r.repere for r in taux[code]]
        resumes.append(
            Resume(
                departement=name_departement(code),
                exercices=_join_annees(sorted(exercices[code])),
                actions=str(actions[code]),
                prevu="" if montants[0] is None else format_euros(montants[0]),
                execute="" if montants[1] is None else format_euros(montants[1]),
                taux=" ; ".join(_name_taux(r) + ("" if seule else f" ({r.texte('Période')})") for r in taux[code]),
                constats=str(constats[code]) if vue.find("signalements") else "",
                reperes=", ".join(reperes),
            )
        )
    return tuple(resumes)
