"""What the note says of a synthesis: every sentence is made from its tables, and says nothing that they do not."""

from decimal import Decimal

from cdppe.consolidation.calcul import count, format_date
from cdppe.consolidation.consultation import (
    Consultation,
    Rangee,
    case_departements,
    consult,
    join_reperes,
    list_departements,
    name_departement,
)
from cdppe.consolidation.modeles import Synthese
from cdppe.consolidation.mots import ETAPES, ETAT_ASSURANCE_MALADIE, SOURCES, TOUTES_SOURCES
from cdppe.consolidation.note.argent import find_ligne, list_par_departement
from cdppe.consolidation.note.departements import describe_annexe, list_fiches, list_resumes
from cdppe.consolidation.note.engagements import count_objectifs, list_engagements
from cdppe.consolidation.note.execution import Execution, add_execution
from cdppe.consolidation.note.lecture import (
    describe_absents,
    describe_ecartes,
    describe_execution,
    describe_indicateurs,
    describe_methode,
    list_motifs_execution,
    list_motifs_indicateurs,
)
from cdppe.consolidation.note.modeles import Argent, Illustration, Nombre, Note
from cdppe.consolidation.note.mots import format_entier, sort_gravites
from cdppe.controles.mots import agree, format_euros, format_liste, format_nombre

_ETAPES = ("prevu", "engage", "execute", "report")
_LIGNES = (ETAT_ASSURANCE_MALADIE, TOUTES_SOURCES)
_GRAPHIQUES = ("sources", "engagements", "execution")
_NOMS_MAX = 6


def make_note(synthese: Synthese) -> Note:
    """Return the note of a synthesis; what the synthesis does not hold is left empty."""
    vue = consult(synthese)
    execution = add_execution(vue)
    fiches = list_fiches(vue)
    return Note(
        titre="Contrats départementaux de prévention et de protection de l'enfance",
        sous_titre=f"Note de synthèse, {_name_exercices(synthese)}",
        periode=synthese.nom,
        origine=_describe_origine(vue),
        mentions=tuple(f"{m.rstrip('.')}." for m in synthese.mentions),
        avertissements=synthese.avertissements,
        essentiel=tuple(_summarize(vue, execution)),
        argent=tuple(_list_argent(vue)),
        autres="Exercices que le cumul contient" if synthese.debut else "Autres périodes, à ne pas ajouter",
        nombres=tuple(_list_nombres(vue, execution)),
        illustrations=tuple(
            Illustration(g.code, g.titre, g.resume) for c in _GRAPHIQUES for g in synthese.graphiques if g.code == c
        ),
        engagements=list_engagements(vue) if vue.lus else (),
        execution=tuple(describe_execution(vue, execution)),
        motifs_execution=list_motifs_execution(vue),
        indicateurs=tuple(describe_indicateurs(vue)),
        motifs_indicateurs=list_motifs_indicateurs(vue),
        ecartes=tuple(describe_ecartes(vue)),
        absents=tuple(describe_absents(vue)),
        methode=tuple(describe_methode(vue)),
        annexe=describe_annexe(vue) if vue.lus else "",
        fiches=fiches,
        resumes=() if fiches else list_resumes(vue),
    )


def _name_exercices(synthese: Synthese) -> str:
    return f"exercices {synthese.debut} à {synthese.annee}" if synthese.debut else f"exercice {synthese.annee}"


def _describe_origine(vue: Consultation) -> str:
    synthese = vue.synthese
    documents = len(synthese.lecture.documents)
    if not documents:
        return "Aucun document n'a été lu."
    recent = f", dont le plus récent est daté du {format_date(synthese.date)}" if synthese.date else ""
    if documents < 2:
        recent = recent.replace(", dont le plus récent est", ",")
    source = (
        "les éditions embarquées des rapports (leurs chiffres, sans leurs phrases), et non les rapports eux-mêmes"
        if synthese.editions
        else "les rapports transmis"
    )
    return f"Établie d'après {source} : {count(documents, 'document')}{recent}."


def _summarize(vue: Consultation, execution: tuple[Execution, ...]) -> list[str]:
    """The sentences of the first paragraph."""
    if not vue.lus:
        return ["Aucun rapport n'a été lu : cette note ne donne aucun chiffre."]
    phrases = [_summarize_lus(vue), *_summarize_argent(vue, execution)]
    if execution:
        taux = " ; ".join(e.describe() for e in execution)
        phrases.append(f"Là où le prévu et l'exécuté couvrent le même argent, le taux d'exécution est de {taux}.")
    elif vue.rows("execution"):
        phrases.append("Aucun taux d'exécution ne peut être donné : nulle part le prévu et l'exécuté ne se comparent.")
    constats = vue.rows("signalements")
    if constats:
        phrases.append(f"Les contrôles relèvent {count(len(constats), 'constat')}{sort_gravites(constats, 'majeure')}.")
    return phrases


def _summarize_lus(vue: Consultation) -> str:
    noms = f" : {format_liste(map(name_departement, vue.lus))}" if len(vue.lus) <= _NOMS_MAX else ""
    actions = len(vue.rows("correspondance"))
    servis, tous = count_objectifs(vue)
    decrites = count(actions, "action y est décrite", "actions y sont décrites")
    if tous:
        decrites += f" ; {servis} des {tous} objectifs nationaux {agree(servis, 'est servi', 'sont servis')}"
    if not actions:
        decrites = "Aucune action n'y est décrite"
    if len(vue.lus) == 1:
        return f"Cette note porte sur un seul département{noms}. {decrites}."
    return f"Cette note rassemble les rapports de {count(len(vue.lus), 'département')}{noms}. {decrites}."


def _summarize_argent(vue: Consultation, execution: tuple[Execution, ...]) -> list[str]:
    """Planned money on both lines, spent money and whose, and that no rate is to be made of the two if it is so."""
    nom, cumule = vue.synthese.nom, " cumulé" if vue.synthese.debut else ""
    prevu, etat = (find_ligne(vue, source, "prevu") for source in reversed(_LIGNES))
    mots = ((prevu, "toutes sources réunies"), (etat, "pour les seuls crédits de l'État et de l'assurance maladie"))
    prevus = [f"de {format_euros(p.montant)} {mot}" for p, mot in mots if p.montant is not None]
    if prevus and prevu.montant is not None:
        prevus[0] += _detail(vue, "prevu")
    phrases = [
        f"Le prévu{cumule} de {nom} est {format_liste(prevus)}."
        if prevus
        else f"Aucun montant prévu n'est connu pour {nom}."
    ]
    execute = find_ligne(vue, TOUTES_SOURCES, "execute")
    if execute.montant is None:
        return [*phrases, f"Aucun montant exécuté n'est connu pour {nom}."]
    siens, autres = execute.departements, prevu.departements
    detail = _detail(vue, "execute")
    de = f", dans {vue.name_part(len(siens), () if detail else siens)}{detail}" if len(vue.lus) > 1 else ""
    reserve = ""
    if prevus and autres != siens:
        reserve = f" ; il ne se compare pas à ce prévu, qui est celui de {list_departements(autres)}"
    elif prevus and (prevu.montant, execute.montant) not in [(e.prevu, e.execute) for e in execution]:
        reserve = " ; aucun taux ne se tire de ces deux montants, qui ne couvrent pas à coup sûr le même argent"
    montant = format_euros(execute.montant)
    return [*phrases, f"L'exécuté{cumule} connu, toutes sources réunies, est de {montant}{de}{reserve}."]


def _detail(vue: Consultation, etape: str) -> str:
    """`` (35 : 100 € ; 62 : 80 €)``: what each département adds to the line of all sources."""
    parts = [f"{code} : {format_euros(montant)}" for code, montant in list_par_departement(vue, TOUTES_SOURCES, etape)]
    return f" ({' ; '.join(parts)})" if parts else ""


def _list_argent(vue: Consultation) -> list[Argent]:
    """The two lines that compare, étape by étape; carried-over credits are never cumulated."""
    etapes = [e for e in _ETAPES if e != "report" or not vue.synthese.debut]
    trouves = [(s, e, find_ligne(vue, s, e)) for s in _LIGNES for e in etapes] if vue.lus else []
    return [
        Argent(
            credits=SOURCES[source].removeprefix("Crédits "),
            etape=ETAPES[etape],
            montant="non connu" if m.montant is None else format_euros(m.montant),
            departements=case_departements(m.departements),
            autres=m.autres,
            repere=m.repere,
        )
        for source, etape, m in trouves
    ]


def _list_nombres(vue: Consultation, execution: tuple[Execution, ...]) -> list[Nombre]:
    """Counts, each with the rows that it counts."""
    lus, actions = vue.lus, vue.rows("correspondance")
    if not lus:
        return []
    servis, tous = count_objectifs(vue)
    nombres = [
        Nombre(
            "Départements lus",
            str(len(lus)),
            list_departements(lus) if len(lus) <= _NOMS_MAX else "",
            join_reperes([r.repere for r in vue.rows("lecture") if r.read("État") == "Lu"]),
        ),
        Nombre(
            "Actions",
            format_entier(len(actions)),
            _count_par_departement(actions),
            vue.name_reperes("correspondance"),
        ),
        Nombre("Objectifs nationaux servis", str(servis), f"sur {tous}", vue.name_reperes("objectifs")),
    ]
    nombres += [Nombre("Taux d'exécution (%)", format_nombre(e.taux), e.precision, e.repere) for e in execution]
    valeurs = [
        r
        for r in vue.rows("indicateurs_nationaux")
        if isinstance(r.read("Réalisé"), Decimal) and r.read("Département") != "Ensemble"
    ]
    comparables = sum(r.read("Comparable") == "oui" for r in valeurs)
    dont = f", dont {count(comparables, 'comparable')}" if valeurs else ""
    nombres.append(
        Nombre(
            "Valeurs réalisées d'indicateurs nationaux",
            format_entier(len(valeurs)),
            f"pour {vue.synthese.annee}{dont}",
            vue.name_reperes("indicateurs_nationaux"),
        )
    )
    if constats := vue.rows("signalements"):
        gravites = sort_gravites(constats, "majeure", "mineure", "information").removeprefix(", dont ")
        nombres.append(
            Nombre(
                "Constats des contrôles",
                format_entier(len(constats)),
                gravites,
                vue.name_reperes("signalements"),
            )
        )
    if hors := vue.rows("hors_sommes"):
        nombres.append(
            Nombre(
                "Montants laissés hors des sommes",
                format_entier(len(hors)),
                "",
                join_reperes([r.repere for r in hors]),
            )
        )
    return nombres


def _count_par_departement(rangees: tuple[Rangee, ...]) -> str:
    comptes: dict[str, int] = {}
    for r in rangees:
        comptes[r.texte("Département")] = comptes.get(r.texte("Département"), 0) + 1
    return " ; ".join(f"{code} : {n}" for code, n in sorted(comptes.items())) if len(comptes) <= _NOMS_MAX else ""
