"""Money earmarked against money planned, year by year and over the contract."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from cdppe.controles.execution.annonces import list_mots
from cdppe.controles.execution.etapes import Etapes, read_etapes
from cdppe.controles.mots import (
    ETAT,
    add,
    check_dernier,
    format_euros,
    format_liste,
    make_constat,
    name_objet,
    name_periode,
    name_source,
    periode_of,
    tolerate,
)
from cdppe.facts import Financement
from cdppe.facts.libelles import normalize_libelle
from cdppe.plugins.controle import Constat, Dossier, Examen, NonApplicable, place_of

_ECHELLE = 2
"""Beyond, what is earmarked is of other financers too."""
Fleche = tuple[list[Financement], list[Financement]]


def _pair_fleches(etapes: Etapes, annee: int) -> Iterator[Fleche]:
    """What is earmarked for a year against the State's planned credits, or of each financer or part that both name."""
    for periode, fleche in etapes.get("fleche", {}).items():
        prevu = etapes.get("prevu", {}).get(periode)
        if periode[1] != annee or periode[2] != "civile" or fleche is None or prevu is None:
            continue
        prevus = [f for f in prevu.faits if f.montant is not None and f.perimetre == "action"]
        etat = [f for f in prevu.faits if f.source in ETAT]
        if "non_ventile" not in fleche.sources:
            for source in sorted(fleche.sources & {f.source for f in prevus}):
                yield [f for f in prevus if f.source == source], [f for f in fleche.faits if f.source == source]
        elif fleche.sources == {"non_ventile"} and not fleche.libelles - {""}:
            if etat and all(f in prevus for f in etat):
                yield etat, list(fleche.faits)
        else:
            for f in fleche.faits:
                memes = [p for p in etat if p in prevus and list_mots(p.libelle) == list_mots(f.libelle) != frozenset()]
                if memes:
                    yield memes, [f]


def examine_fleche(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """The planned credits of a year against what is earmarked for it."""
    vus = False
    for etapes in read_etapes(dossier):
        for prevus, fleches in _pair_fleches(etapes, annee):
            vus = True
            ecart = abs(add(fleches) - add(prevus))
            if ecart <= tolerate(prevus, fleches):
                continue
            fait = fleches[0].model_copy(update={"montant": add(fleches)})
            qui = name_source("etat" if prevus[0].source in ETAT else prevus[0].source, de=True)
            part = f" ({fait.libelle})" if fait.libelle else ""
            longs = _list_longs(etapes, prevus, annee)
            autres = "".join(f" ({format_euros(add([f]))} pour {name_periode(f)}, l. {f.ligne})" for f in longs)
            phrase = (
                f"Action {fait.action}{part}, {name_periode(fait)} : {format_euros(add(prevus))} {qui} sont "
                f"prévus{autres} et {format_euros(add(fleches))} fléchés, soit {format_euros(ecart)} d'écart."
            )
            question = "Pouvez-vous confirmer ces montants, et dire sur quelle année le crédit est fléché ?"
            constat = make_constat(fait, prevus, add(prevus), phrase, question, f"{name_objet(fait)}{part}")
            yield replace(constat, places=tuple(dict.fromkeys((*constat.places, *map(place_of, longs)))))
    if not vus:
        raise NonApplicable(f"aucune action ne donne crédits prévus et fléchés pour {annee}")


def _list_longs(etapes: Etapes, prevus: Sequence[Financement], annee: int) -> list[Financement]:
    """What the same place plans, of the same source, for several years with this one."""
    return [
        f
        for (debut, fin, _), etape in etapes.get("prevu", {}).items()
        if etape is not None and debut < fin and debut <= annee <= fin
        for f in etape.faits
        if f.source == prevus[0].source
    ]


def _list_cumuls(dossier: Dossier) -> Iterator[tuple[str, list[Financement], list[Financement]]]:
    """What is planned and earmarked by periods that differ, or by years of which several do."""
    for action, faits in dossier.par_action.items():
        cibles: dict[str, dict[str, dict[object, Financement]]]
        cibles = {"prevu": defaultdict(dict), "fleche": defaultdict(dict)}
        for f in faits if action else ():
            nomme = f.debut is not None and (f.libelle or f.niveau == "action")
            if nomme and (f.etape == "fleche" or (f.etape == "prevu" and f.source in ETAT)):
                cibles[f.etape][normalize_libelle(f.libelle)][*periode_of(f), f.montant] = f
        for libelle in sorted(cibles["prevu"].keys() & cibles["fleche"].keys()):
            siens, autres = ([*cible[libelle].values()] for cible in cibles.values())
            longs = [f for f in siens if f.debut != f.fin and f.base == "civile"]
            if libelle:
                if not {periode_of(f) for f in siens} & {periode_of(f) for f in autres}:
                    yield libelle, siens, autres
            elif len(longs) == 1:
                dedans = [f for f in autres if _is_within(f, longs[0])]
                if dedans and all(f.debut == f.fin for f in dedans):
                    yield libelle, longs, dedans
            elif not longs and _differ(siens, autres):
                yield libelle, siens, autres


def _is_within(f: Financement, long: Financement) -> bool:
    return f.base == "civile" and (long.debut or 0) <= (f.debut or 0) and (f.fin or 0) <= (long.fin or 0)


def _differ(siens: Sequence[Financement], autres: Sequence[Financement]) -> bool:
    """Whether two years at least differ, each given once, and the whole is of one scale: of the same financers."""
    annees = [{periode_of(f): add([f]) for f in faits} for faits in (siens, autres)]
    if any(len(a) < len(faits) for a, faits in zip(annees, (siens, autres), strict=True)):
        return False
    if any(f.debut != f.fin or f.base != "civile" or f.source not in (*ETAT, "non_ventile") for f in (*siens, *autres)):
        return False
    differents = [p for p in annees[0].keys() | annees[1].keys() if annees[0].get(p, 0) != annees[1].get(p, 0)]
    return len(differents) > 1 and add(autres) <= _ECHELLE * add(siens)


def examine_cumul(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """All the years that are planned against all those that are earmarked."""
    check_dernier(dossier, annee)
    vus = False
    for libelle, siens, autres in _list_cumuls(dossier):
        vus = True
        ecart = abs(add(siens) - add(autres))
        if ecart <= tolerate(siens, autres):
            continue
        fait, nom = autres[-1], f" ({siens[0].libelle})" if libelle else ""
        periodes = [format_liste(name_periode(f) for f in fs) for fs in (siens, autres)]
        phrase = (
            f"Action {fait.action}{nom} : {format_euros(add(siens))} de l'État sont prévus en {periodes[0]}, et "
            f"{format_euros(add(autres))} fléchés ({periodes[1]}), soit {format_euros(ecart)} d'écart."
        )
        fait = fait.model_copy(update={"montant": add(autres), "debut": siens[0].debut, "base": "civile"})
        question = "À quelles années ce qui est prévu et ce qui est fléché se rapportent-ils ?"
        yield make_constat(fait, [*siens, *autres], add(siens), phrase, question, f"fléché{nom}")
    if not vus:
        raise NonApplicable("rien n'est prévu et fléché par des périodes ou des années différentes")


FLECHES: dict[str, Examen] = {
    "fleche_different": examine_fleche,
    "fleche_cumule": examine_cumul,
}
