"""The actions: their number, title, objectives, engagement and status."""

import difflib
import re
from collections.abc import Mapping

from cdppe.api import Passage, Releve, Section, find_periodes, normalize_libelle, normalize_numero
from cdppe_seine_et_marne.fiches import Fiche
from cdppe_seine_et_marne.financier import Rangement
from cdppe_seine_et_marne.propre import Propre, Statut

_ANNONCE = re.compile(
    r"fiche\s*(?:n\s*[°º]\s*)?(?P<numero>\d{1,3}(?:\s?(?:bis|ter|quater)\b)?)\s*[-–:]?\s*(?P<titre>\D.*)", re.IGNORECASE
)


def find_titres_annonces(releve: Releve, sections: tuple[Section, ...]) -> dict[str, Passage]:
    """The titles that the list of sheets gives, by number."""
    annonces: dict[str, Passage] = {}
    for section in sections:
        for passage in section.textes if section.cle == "liste_fiches" else ():
            if trouve := _ANNONCE.fullmatch(passage.texte.strip("*# ")):
                debut = passage.texte.index(trouve["titre"])
                annonces.setdefault(normalize_numero(trouve["numero"]), passage.part(debut, len(passage.texte)))
    return annonces


def _choose_intitule(fiche: Fiche, annonce: str) -> str:
    """The line most like the title announced in the list; without a list, the first one."""
    if not fiche.intitules:
        return annonce
    modele = normalize_libelle(annonce)
    if not modele or len(fiche.intitules) == 1:
        return fiche.intitules[0]
    if exact := next((t for t in fiche.intitules if normalize_libelle(t) == modele), ""):
        return exact
    return max(fiche.intitules, key=lambda t: difflib.SequenceMatcher(None, normalize_libelle(t), modele).ratio())


def add_actions(
    releve: Releve,
    fiches: tuple[Fiche, ...],
    rangements: Mapping[str, Rangement],
    annonces: Mapping[str, Passage],
    propre: Propre,
) -> None:
    """Add every action that has a sheet, then those that only the table or the list prints."""
    for fiche in fiches:
        annonce = annonces.get(fiche.numero)
        intitule = _choose_intitule(fiche, annonce.texte if annonce else "")
        statut, texte, annee = _find_statut(releve, fiche, propre)
        premier = fiche.objectifs[0] if fiche.objectifs else None
        rangement = rangements.get(fiche.numero)
        if rangement:
            _compare_rangement(releve, fiche, rangement)
        imprime = premier.passage if premier else None
        libelle = premier.libelle if premier else ""
        if premier is None and rangement and rangement.objectif:
            imprime, libelle = rangement.objectif, rangement.objectif.texte
        releve.action(
            fiche.titre,
            fiche.numero,
            intitule,
            engagement=rangement.engagement if rangement else "",
            objectif=imprime,
            objectif_numero=premier.numero if premier else None,
            objectif_libelle=libelle,
            autres_objectifs=[(o.passage, o.numero, o.libelle) for o in fiche.objectifs[1:]],
            statut=statut.statut if statut else "inconnu",
            statut_annee=annee,
            statut_texte=texte,
        )
    connues = {fiche.numero for fiche in fiches}
    for numero, rangement in rangements.items():
        if numero not in connues:
            annonce = annonces.get(numero)
            releve.action(
                next(c for c in rangement.rangee.cellules if c),
                numero,
                annonce.texte if annonce else "",
                engagement=rangement.engagement,
                objectif=rangement.objectif or None,
                objectif_libelle=rangement.objectif.texte if rangement.objectif else "",
            )
    for numero, annonce in annonces.items():
        if numero not in connues and numero not in rangements:
            releve.action(annonce, numero, annonce.texte, engagement="")


def _compare_rangement(releve: Releve, fiche: Fiche, rangement: Rangement) -> None:
    """Tell a row of the financial table that stands under another objective than its sheet's."""
    if rangement.au_dessus is None:
        return
    texte = rangement.au_dessus.texte
    dits = [releve.cadre.match_objectif(o.libelle, o.numero).objectifs for o in fiche.objectifs]
    de_fiche = {n for objectifs in dits for n in objectifs}
    du_tableau = {*releve.cadre.match_objectif(texte).objectifs, *releve.cadre.find_objectifs(texte)}
    if not du_tableau or not de_fiche or du_tableau & de_fiche:
        return
    tableau, imprime = (";".join(map(str, sorted(numeros))) for numeros in (du_tableau, de_fiche))
    releve.anomalie(
        "objectif_divergent",
        "mineure",
        f"Le tableau financier range la fiche {fiche.numero} sous l'objectif {tableau}, et la fiche dit l'objectif "
        f"{imprime}, qui est retenu.",
        list(dict.fromkeys((rangement.au_dessus.lieu(), rangement.rangee.lieu, fiche.titre.lieu()))),
        fiche.numero,
        imprime,
        tableau,
    )


def _find_statut(releve: Releve, fiche: Fiche, propre: Propre) -> tuple[Statut | None, str, int | None]:
    """What the words that open the sheet's last rubrics say of the action, for the year of its financial report."""
    for statut in propre.statuts:
        for rubrique in fiche.find(statut.rubrique):
            for paragraphe in rubrique.morceaux[0].texte.paragraphes[:2]:
                if trouve := statut.motif.match(paragraphe.texte):
                    return statut, trouve[0], _find_annee(releve, fiche)
    return None, "", None


def _find_annee(releve: Releve, fiche: Fiche) -> int | None:
    """The last year that the sheet reports on."""
    annees = [
        p.periode.fin
        for cle in ("bilan_qualitatif", "bilan_financier")
        for rubrique in fiche.find(cle)
        for p in find_periodes(rubrique.morceaux[0].etiquette.texte, releve.departement.contrat)
        if p.periode.fin
    ]
    return max(annees, default=None)
