"""Money spent against money planned."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from cdppe.controles.execution.etapes import MANQUANTS, TOLERANCE, Annees, Etape, cumulate, list_annees, read_etapes
from cdppe.controles.lieux import SOURCES
from cdppe.controles.mots import ETAPES, format_euros
from cdppe.controles.mots_montants import ETAT, add, make_constat, name_objet, name_periode, tolerate
from cdppe.facts import Financement
from cdppe.plugins.controle import Constat, Controle, Dossier, NonApplicable

_ECHELLE = 2
"""Beyond, spent money faces another scope than the State's planned credits alone."""


@dataclass(frozen=True, slots=True)
class Depassement:
    """More spent (or earmarked) than planned; ``prouve`` when both speak of the same money."""

    prevu: Etape
    depense: Etape
    prouve: bool


def _list_depassements(dossier: Dossier, annee: int) -> Iterator[Depassement]:
    vus = False
    for etapes in read_etapes(dossier, annee, ("prevu", "execute")).values():
        prevus = etapes.get("prevu", {})
        if depenses := etapes.get("execute"):
            memes = [(prevus[p], depenses[p]) for p in depenses if p[1] == annee and p in prevus]
            cumul = (cumulate(prevus, annee), cumulate(depenses, annee))
            finit = any(p[1] == annee for p in (*prevus, *depenses))
            for prevu, depense in [*memes, cumul] if finit else memes:
                paire = _face(prevu, depense)
                if paire is None or not (paire.prouve or paire.prevu.montant):
                    continue
                vus = True
                if paire.depense.montant > paire.prevu.montant + tolerate(paire.prevu.faits, paire.depense.faits):
                    yield paire
                    break  # in the year and since the beginning: said once
    if not vus:
        raise NonApplicable(f"aucune action ne donne prévu et dépense pour une même période finissant en {annee}")


def _face(prevu: Etape | None, depense: Etape | None) -> Depassement | None:
    """Planned and spent of the same sources; spent without a source faces all that is planned."""
    if prevu is None or depense is None or "non_ventile" in prevu.sources:
        return None
    if not list_annees(depense) <= list_annees(prevu):
        return None
    if prevu.sources == depense.sources or prevu.sources == {"total"}:
        return Depassement(prevu, depense, True)
    hors_echelle = "departement" not in prevu.sources and depense.montant > _ECHELLE * prevu.montant
    return None if depense.sources != {"non_ventile"} or hors_echelle else Depassement(prevu, depense, False)


def _say_depassement(d: Depassement) -> Constat:
    depense, prevu = d.depense.faits[-1], d.prevu.faits[-1]
    debut = min(f.debut or 0 for f in (*d.depense.faits, *d.prevu.faits))
    fin = max(f.fin or 0 for f in (*d.depense.faits, *d.prevu.faits))
    large = depense.model_copy(update={"montant": d.depense.montant, "debut": debut, "fin": fin})
    noms = " + ".join(sorted(SOURCES[s] for s in d.prevu.sources))
    phrase = (
        f"Action {depense.action}, {name_periode(large)} : l'{ETAPES[depense.etape]} "
        f"({format_euros(d.depense.montant)}) dépasse le prévu ({noms}, {format_euros(d.prevu.montant)}) de "
        f"{format_euros(d.depense.montant - d.prevu.montant)}."
    )
    question = "Pouvez-vous confirmer ces montants, et dire quel financement couvre le dépassement ?"
    autres = (*d.prevu.faits, *d.depense.faits) if len(d.depense.faits) > 1 else d.prevu.faits
    return make_constat(large, autres, d.prevu.montant, phrase, question, name_objet(prevu))


def examine_depense(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """More than the planned total, or than the same source; table and fiche that say the same are one finding."""
    constats: dict[tuple[str, ...], Constat] = {}
    for depassement in _list_depassements(dossier, annee):
        if depassement.prouve:
            constat = _say_depassement(depassement)
            cle = (constat.action, constat.objet, constat.periode, constat.trouve, constat.attendu)
            premier = constats.setdefault(cle, constat)
            if premier is not constat:
                constats[cle] = replace(premier, places=(*premier.places, *constat.places))
    return iter(constats.values())


def examine_depense_sources(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """More than the planned sources that are printed, where the document prints no planned total."""
    return (_say_depassement(d) for d in _list_depassements(dossier, annee) if not d.prouve)


def examine_fleche(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """The State's planned credits of a year against what is earmarked for it."""
    vus = False
    for etapes in read_etapes(dossier, annee, ("prevu", "fleche")).values():
        for periode, fleche in etapes.get("fleche", {}).items():
            if periode[1] != annee or periode[2] != "civile" or fleche is None:
                continue
            prevus = [f for f in _list_prevus_etat(etapes.get("prevu", {}), periode) if f.montant is not None]
            if not prevus or fleche.sources != {"non_ventile"} or fleche.libelles - {""} or not _is_seul(prevus):
                continue
            vus = True
            montant = add(prevus)
            if abs(fleche.montant - montant) <= tolerate(prevus, fleche.faits):
                continue
            fait = fleche.faits[0]
            phrase = (
                f"Action {fait.action}, {name_periode(fait)} : {format_euros(montant)} de l'État sont prévus et "
                f"{format_euros(fleche.montant)} fléchés, soit {format_euros(abs(fleche.montant - montant))} d'écart."
            )
            question = "Pouvez-vous confirmer ces montants, et dire sur quelle année le crédit est fléché ?"
            yield make_constat(fait, prevus, montant, phrase, question)
    if not vus:
        raise NonApplicable(f"aucune action ne donne crédits de l'État prévus et fléchés pour {annee}")


def _list_prevus_etat(prevus: dict[Annees, Etape | None], periode: Annees) -> list[Financement]:
    etape = prevus.get(periode)
    return [f for f in etape.faits if f.source in ETAT] if etape is not None else []


def _is_seul(prevus: list[Financement]) -> bool:
    return all(f.perimetre == "action" for f in prevus)


def examine_sans_depense(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """Credits planned and nothing spent of them, when the contract is over."""
    if annee != dossier.exercices[-1]:
        raise NonApplicable(f"porte sur tout le contrat : examiné avec l'exercice {dossier.exercices[-1]}")
    vus = False
    par_action: dict[str, list[Financement]] = {}
    for f in dossier.lecture.financements:
        if f.niveau == "action" and f.action and f.fin is not None and f.fin <= annee:
            par_action.setdefault(f.action, []).append(f)
    for faits in par_action.values():
        depenses = [f for f in faits if f.etape in ("fleche", "engage", "execute", "report")]
        executes = [f for f in faits if f.etape == "execute"]
        fin = max((f.fin or 0 for f in executes), default=0)
        prevus = [f for f in faits if f.etape == "prevu" and f.source in (*ETAT, "total") and (f.fin or 0) <= fin]
        positifs = [f for f in prevus if f.montant and f.perimetre == "action"]
        if not executes or not positifs or fin < annee:
            continue
        vus = True
        if any(f.montant for f in depenses) or any(f.certitude == "ambigu" for f in depenses):
            continue
        prevu = max(positifs, key=lambda f: (f.source == "total", f.montant or 0))
        phrase = (
            f"Action {prevu.action}, {name_periode(prevu)} : {format_euros(add([prevu]))} sont prévus "
            f"({SOURCES[prevu.source]}), et aucune dépense n'est imprimée pour tout le contrat."
        )
        question = "Ces crédits ont-ils été dépensés, reportés ou abandonnés ?"
        fait = executes[-1].model_copy(update={"montant": add(executes)})
        yield make_constat(fait, [prevu], add([prevu]), phrase, question)
    if not vus:
        raise NonApplicable("aucune action ne donne prévu et dépense pour tout le contrat")


def _list_credits(dossier: Dossier, annee: int, sources: tuple[str, ...]) -> Iterator[Constat]:
    """In a row, spent money above the State's credits of its one source."""
    vus = False
    rangees: dict[tuple[str, str, str], list[Financement]] = {}
    for f in dossier.montants:
        if (
            f.origine == "tableau_financier"
            and f.niveau == "action"
            and (f.debut, f.fin) == (annee, annee)
            and f.action
        ):
            rangees.setdefault((f.document, f.ligne, f.action), []).append(f)
    for faits in rangees.values():
        credits_ = [f for f in faits if f.etape == "disponible"] or [
            f for f in faits if f.etape == "prevu" and f.source in ETAT
        ]
        depenses = [f for f in faits if f.etape in ("execute", "engage") and f.source == "non_ventile"]
        if len(credits_) != 1 or len(depenses) != 1 or credits_[0].source not in sources:
            continue
        vus = True
        credit, depense = credits_[0], depenses[0]
        ecart = add([depense]) - add([credit])
        if ecart > tolerate([credit, depense]):
            phrase = (
                f"Action {depense.action}, {annee} : l'{ETAPES[depense.etape]} ({format_euros(add([depense]))}) "
                f"dépasse les crédits {SOURCES[credit.source]} de la ligne ({format_euros(add([credit]))}) de "
                f"{format_euros(ecart)}."
            )
            question = "Quel financement couvre le dépassement ?"
            yield make_constat(depense, [credit], add([credit]), phrase, question)
    if not vus:
        raise NonApplicable(f"aucun tableau ne donne crédits et dépense de {annee} sur une même ligne")


def examine_credits(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """FIR and ONDAM, which pay for an action alone."""
    return _list_credits(dossier, annee, ("fir", "ondam"))


def examine_credits_partages(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """The State's credits, beside which the département pays too."""
    return _list_credits(dossier, annee, ("bop304", "etat"))


_AUTOUR_DE_LA_LIGNE = (
    "total_lignes",
    "total_arrondi",
    "variation_recalculee",
    "disponible_recalcule",
    "details_action",
    "report_calcule",
    "montant_ambigu",
)

DEPENSE_ET_PREVU: tuple[Controle, ...] = (
    Controle(
        "depense_superieure_prevu",
        "Dépense supérieure au prévu",
        "L'exécuté (ou le fléché) de chaque action est comparé au prévu de la même période et de la même source, ou au "
        "total prévu ; puis au cumul depuis le début du contrat.",
        "majeure",
        TOLERANCE,
        MANQUANTS,
        "conception, 3, « etape » : l'exécuté et le prévu d'une même action, période et source",
        examine_depense,
        ("etape_depassee", "taux_execution", "consomme_et_reste", "total_lignes", "montant_entre_endroits"),
    ),
    Controle(
        "depense_superieure_sources",
        "Dépense supérieure aux sources prévues imprimées",
        "La même comparaison, quand la source de la dépense n'est pas dite et que le prévu n'a pas de total imprimé : "
        "une source non imprimée peut l'expliquer.",
        "mineure",
        TOLERANCE,
        MANQUANTS,
        "comme depense_superieure_prevu",
        examine_depense_sources,
        ("etape_depassee", "etape_depassee_annee"),
    ),
    Controle(
        "fleche_different",
        "Fléché différent des crédits de l'État prévus",
        "Pour chaque action et année, le montant fléché est comparé aux crédits que l'État prévoit.",
        "mineure",
        TOLERANCE,
        MANQUANTS,
        "conception, 3, « etape » et « By report » : la part de l'État est celle que l'on flèche",
        examine_fleche,
        ("etape_depassee", "etape_depassee_annee", "depense_superieure_sources", "depense_superieure_prevu"),
    ),
    Controle(
        "prevu_sans_depense",
        "Crédits prévus et aucune dépense",
        "À la fin du contrat, une action a des crédits prévus (État, assurance maladie ou total) et ni fléché, ni "
        "engagé, ni exécuté, ni report.",
        "mineure",
        "aucune",
        "rien n'est dit quand le rapport ne parle pas de la dépense de l'action, ou de façon ambiguë",
        "conception, 1 : chaque année, le département dit ce qu'il a dépensé",
        examine_sans_depense,
        ("consomme_et_reste", "taux_execution"),
    ),
    Controle(
        "credits_depasses",
        "Dépense supérieure aux crédits FIR ou ONDAM de la ligne",
        "Dans une ligne de tableau, la dépense est comparée aux crédits de l'assurance maladie de la même année, "
        "report compris quand il est imprimé.",
        "mineure",
        TOLERANCE,
        "rien n'est dit quand l'un des deux montants manque",
        "conception, 3, « etape » : l'exécuté et le prévu d'une même action, période et source",
        examine_credits,
        _AUTOUR_DE_LA_LIGNE,
    ),
    Controle(
        "credits_depasses_partages",
        "Dépense supérieure aux crédits de l'État de la ligne",
        "La même comparaison pour l'État et le BOP 304, auxquels le Département ajoute les siens : ce n'est pas une "
        "contradiction.",
        "information",
        TOLERANCE,
        "comme credits_depasses",
        "comme credits_depasses",
        examine_credits_partages,
        _AUTOUR_DE_LA_LIGNE,
    ),
)
