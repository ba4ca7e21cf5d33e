"""What a report no longer prints: a table that its layout expects, amounts that nearly all its sheets give."""

import re
from collections import defaultdict
from collections.abc import Iterator

from cdppe.controles.mots import ETAPES, agree, check_dernier, count, format_liste, name_etape
from cdppe.controles.reperes import search_lignes
from cdppe.facts import Financement, Indicateur
from cdppe.parsing.dispositions import Disposition
from cdppe.plugins.controle import Constat, Dossier, Examen, NonApplicable, Place, place_of

_NUMERO = re.compile(r"\W*(?:n\s*°\s*(?:de\s+)?)?(?:fiche|action)\b", re.IGNORECASE)
_TITRE, _TITRES = re.compile(r"financi|tableau de bord", re.IGNORECASE), re.compile(r"[^.;€\n\t]{0,150}")
_TABLEAUX = {"tableau_financier": "le tableau financier", "tableau_de_bord": "le tableau de bord"}
_MOITIE, _PRESQUE_TOUTES, _MINIMUM = 0.5, 0.8, 5
_DONNES = {"prevu": frozenset({"prevu", "supplement", "disponible", "report"}), "execute": frozenset({"execute"})}
"""The étapes that say what a fiche plans, and what it spends."""
_NON_MENEES = ("non_engagee", "non_financee", "abandonnee")


def _list_attendus(dossier: Dossier) -> set[str]:
    """The tables of all actions that the département's layouts declare: each row has an action's number."""
    return {
        "tableau_financier" if any(c.etape for c in disposition.colonnes) else "tableau_de_bord"
        for disposition in dossier.departement.tableaux
        if _is_of_actions(disposition)
    }


def _is_of_actions(disposition: Disposition) -> bool:
    chiffres = any(c.etape or c.nature for c in disposition.colonnes)
    return chiffres and any(c.obligatoire and any(map(_NUMERO.match, c.entetes)) for c in disposition.colonnes)


def _examine_tableaux(dossier: Dossier, annee: int) -> Iterator[Constat]:
    check_dernier(dossier, annee)
    attendus = _list_attendus(dossier)
    if not attendus:
        raise NonApplicable("aucun tableau de toutes les actions n'est attendu de ce département")
    if len(dossier.actions) < _MINIMUM:
        raise NonApplicable("trop peu d'actions sont décrites")
    faits: tuple[Financement | Indicateur, ...] = (*dossier.lecture.financements, *dossier.lecture.indicateurs)
    for origine, nom in _TABLEAUX.items():
        actions = {f.action for f in faits if f.origine == origine and f.action in dossier.actions}
        if origine not in attendus or len(actions) >= _MOITIE * len(dossier.actions):
            continue
        donne = f"n'en donne que {len(actions)}" if actions else "n'y est pas, ou n'a pas été reconnu"
        yield Constat(
            places=tuple(_list_titres(dossier, origine)),
            phrase=f"Le rapport décrit {count(len(dossier.actions), 'action')}, et {nom} des actions {donne}.",
            objet=nom,
            trouve=str(len(actions)),
            attendu=str(len(dossier.actions)),
            difference=str(len(actions) - len(dossier.actions)),
            question=f"Pouvez-vous nous transmettre {nom} de toutes les actions ?",
        )


def _list_titres(dossier: Dossier, origine: str) -> Iterator[Place]:
    """The lines that name it, else the first one of each report."""
    mot = "financi" if origine == "tableau_financier" else "tableau de bord"
    titres = [
        page.place(titre.start(), titre.end())
        for page in dossier.pages
        for titre in search_lignes(page, _TITRE, _TITRES, entieres=True)
        if mot in titre[0].lower() and re.match(r"\W*(?:tableau|rapport|plan|annexe)\b", titre[0], re.IGNORECASE)
    ]
    yield from titres or (Place(d.document, "1", d.titre) for d in dossier.lecture.documents)


def _examine_fiches(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """Sheets that give some amounts, and not those planned, or spent, that nearly all the others give."""
    check_dernier(dossier, annee)
    fiches: dict[str, dict[str, list[Financement]]] = defaultdict(lambda: defaultdict(list))
    for f in dossier.lecture.financements:
        if f.origine == "fiche" and f.action in dossier.actions and f.niveau in ("action", "detail"):
            fiches[f.action][f.etape].append(f)
    donnees = {e: [n for n, s in fiches.items() if not dits.isdisjoint(s)] for e, dits in _DONNES.items()}
    communes = {e: n for e, n in donnees.items() if len(n) >= max(_MINIMUM, _PRESQUE_TOUTES * len(fiches))}
    if not communes:
        raise NonApplicable("les fiches ne donnent pas toutes leurs montants, prévus ou dépensés")
    for numero, etapes in fiches.items():
        action = dossier.actions[numero]
        siens = [f for faits in etapes.values() for f in faits]
        absentes = [e for e, donnent in communes.items() if numero not in donnent]
        chiffree = any(f.montant is not None or f.certitude == "ambigu" for f in siens)
        if not absentes or not chiffree or action.statut in _NON_MENEES:
            continue  # what has no amount at all is said by itself
        noms = format_liste(map(name_etape, absentes))
        autres = min(len(communes[e]) for e in absentes)
        yield Constat(
            places=tuple(dict.fromkeys((place_of(action), *map(place_of, siens)))),
            phrase=f"La fiche de l'action {numero} ne donne pas {noms}, que donnent {autres} des {len(fiches)} fiches "
            "du rapport.",
            action=numero,
            objet=format_liste(ETAPES[e] for e in absentes),
            question=f"{agree(len(absentes), 'Quel est', 'Quels sont')} {noms} de l'action {numero} ?",
        )


ABSENTS: dict[str, Examen] = {"tableau_absent": _examine_tableaux, "fiche_incomplete": _examine_fiches}
