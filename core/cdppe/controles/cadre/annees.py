"""Figures that name another year than the row, the column or the rubric in which they are printed."""

import re
from collections import defaultdict
from collections.abc import Iterator

from cdppe.controles.mots import ANNEE, check_dernier, format_euros, format_liste, is_annee
from cdppe.documents import Document, Passage, Tableau, Titre
from cdppe.facts import Financement, Indicateur, sort_key
from cdppe.parsing.montants import find_montants
from cdppe.plugins.controle import Constat, Controle, Dossier, NonApplicable, Place, place_of

_RUBRIQUE = re.compile(r"(?!financement)[^\d:€]{3,60}(20[12]\d)\s?:?\s*\Z", re.IGNORECASE)
_RANGEE = re.compile(r"\D{0,12}(20[12]\d)\s*\Z")
_ANNEE_DITE = re.compile(r"(?P<sujet>(?:En|Pour) (?=20)|[^\d:=€]{3,40})(?P<annee>20[12]\d)(?:\s?[:=,]| et suivantes)")
"""The year of the amount that follows: "En 2020, …", "Financement Etat 2020 : …"."""
_REPETEE = re.compile(r"[\d \u00a0]+€ ?\((?P<annee>20[12]\d)\) ?[;,][^();€]{1,30}€ ?\((?P=annee)\)")
_AUTRE_ANNEE = re.compile(r"report|reliquat|solde|rappel", re.IGNORECASE)
_FIN_RUBRIQUE = 8
_ANNEES = "la rubrique, la ligne ou la colonne d'une année ne donne que des montants et des valeurs de cette année"


def _examine_rangees(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """Amounts of a yearly row, and values of a yearly column, that name another year."""
    if not dossier.documents:
        raise NonApplicable("le texte du document n'est pas disponible")
    rangees = {
        (d.nom, r.lieu): int(m[1])
        for d in dossier.documents
        for b in d.blocs
        if isinstance(b, Tableau)
        for r in b.rangees
        if (m := _RANGEE.match(r.cellules[0].texte))
    }
    contraires: dict[tuple[str, str, str, int], list[Financement]] = defaultdict(list)
    for f in dossier.lecture.financements:
        rubrique = rangees.get((f.document, f.ligne))
        if rubrique and f.montant is not None and f.debut and f.fin and not f.debut <= rubrique <= f.fin:
            contraires[f.document, f.ligne, f.action, rubrique].append(f)
    for (_, _, action, rubrique), faits in contraires.items():
        if not is_annee(dossier, annee, rubrique):
            continue
        dits = format_liste(
            dict.fromkeys(
                f"{format_euros(f.montant)} pour {'-'.join(dict.fromkeys((str(f.debut), str(f.fin))))}"
                for f in faits
                if f.montant is not None
            )
        )
        yield Constat(
            places=(place_of(faits[0]),),
            phrase=f"Action {action} : la ligne de l'année {rubrique} donne {dits}.",
            action=action,
            objet=dits,
            periode=str(rubrique),
            trouve=str(faits[0].debut),
            attendu=str(rubrique),
            question="De quelle année sont ces montants ?",
        )


def _examine_colonnes(dossier: Dossier, annee: int) -> Iterator[Constat]:
    par_valeur: dict[tuple[str, str, str, int], list[Indicateur]] = defaultdict(list)
    for i in dossier.lecture.indicateurs:
        colonne = set(ANNEE.findall(i.colonne)) if "20" in i.texte else set()
        if len(colonne) != 1 or i.nature in ("evolution", "ecart", "commentaire"):
            continue
        attendue = int(min(colonne))
        if is_annee(dossier, annee, attendue) and _names_autre(i, attendue):
            par_valeur[i.action, i.libelle, i.texte, attendue].append(i)
    for (action, libelle, texte, attendue), valeurs in par_valeur.items():
        yield Constat(
            places=tuple(place_of(i) for i in valeurs),
            phrase=f"Action {action} : sous la colonne de {attendue}, « {libelle} » donne une valeur d'une autre année "
            f"(« {texte} »).",
            action=action,
            objet=f"{libelle} / {texte}",
            periode=str(attendue),
            trouve=ANNEE.findall(texte)[0],
            attendu=str(attendue),
            question=f"De quelle année est cette valeur de « {libelle} » ?",
        )


def _names_autre(valeur: Indicateur, attendue: int) -> bool:
    dites = {int(a) for a in ANNEE.findall(valeur.texte)}
    if not dites or attendue in dites:
        return False
    if valeur.statut == "chiffre":
        return valeur.debut is not None and not valeur.debut <= attendue <= (valeur.fin or valeur.debut)
    return valeur.certitude == "ambigu"


def _examine_prose(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """Sentences with an amount that name another year than the rubric ("Prévisionnel 2021 :") above them."""
    if not dossier.documents:
        raise NonApplicable("le texte du document n'est pas disponible")
    actions = sorted(((a.document, sort_key(a.ligne), a.numero) for a in dossier.lecture.actions), reverse=True)
    for document in dossier.documents:
        for rubrique, lignes in _list_rubriques(document):
            periode = ANNEE.findall(rubrique.texte)[-1]
            if not is_annee(dossier, annee, int(periode)):
                continue
            siennes = {m["sujet"] for p in lignes if (m := _ANNEE_DITE.match(p.texte)) and m["annee"] == periode}
            for passage in lignes:
                dite = _ANNEE_DITE.match(passage.texte)
                # What gives its own year in the same words gives the other one for comparison.
                if dite and dite["sujet"] not in siennes and (autre := _find_autre(passage, dite["annee"], periode)):
                    lieu = sort_key(passage.lieu())
                    action = next((n for d, debut, n in actions if d == document.nom and debut <= lieu), "")
                    yield _make_prose(document.nom, rubrique, passage, action, autre)


def _examine_repetees(dossier: Dossier, annee: int) -> Iterator[Constat]:
    check_dernier(dossier, annee)
    if not dossier.pages:
        raise NonApplicable("le texte du document n'est pas disponible")
    for page in dossier.pages:
        for repetee in _REPETEE.finditer(page.texte):
            yield Constat(
                places=(page.place(*repetee.span()),),
                phrase=f"Une énumération par année nomme deux fois {repetee['annee']} : « {repetee[0].strip()} ».",
                objet=repetee[0].strip(),
                periode=repetee["annee"],
                question=f"De quelle année est le second montant de « {repetee[0].strip()} » ?",
            )


def _list_rubriques(document: Document) -> Iterator[tuple[Passage, list[Passage]]]:
    """Each rubric that names its year, with the lines under it."""
    rubrique: Passage | None = None
    lignes: list[Passage] = []
    for bloc in document.blocs:
        texte = "" if isinstance(bloc, Tableau) else bloc.passage.texte
        ouvre = "20" in texte[-8:] and bool(_RUBRIQUE.match(texte))
        ferme = isinstance(bloc, Titre) and "€" not in texte and not texte.rstrip().endswith(":")
        if not texte or ouvre or ferme or len(lignes) == _FIN_RUBRIQUE:
            if rubrique:
                yield rubrique, lignes
            rubrique, lignes = None, []
        if isinstance(bloc, Tableau):
            continue
        if ouvre:
            rubrique = bloc.passage
        elif rubrique:
            lignes.append(bloc.passage)
    if rubrique:
        yield rubrique, lignes


def _find_autre(passage: Passage, dite: str, periode: str) -> str:
    if dite == periode or _AUTRE_ANNEE.search(passage.texte) or not find_montants(passage.texte):
        return ""
    return dite


def _make_prose(document: str, rubrique: Passage, passage: Passage, action: str, autre: str) -> Constat:
    periode = ANNEE.findall(rubrique.texte)[-1]
    montants = [m.valeur for m in find_montants(passage.texte) if m.valeur is not None]
    dit = format_liste(format_euros(m) for m in montants[:2]) or "un montant"
    return Constat(
        places=(Place(document, passage.lieu(), passage.extrait()), Place(document, rubrique.lieu(), rubrique.texte)),
        phrase=f"Action {action} : sous la rubrique « {rubrique.texte} », une ligne donne {dit} pour {autre}.",
        action=action,
        objet=re.sub(r"\s+", " ", f"{rubrique.texte} / {passage.extrait()}"),
        periode=periode,
        trouve=autre,
        attendu=periode,
        question=f"Ce montant est-il de {periode} ou de {autre} ?",
    )


ANNEES: tuple[Controle, ...] = (
    Controle(
        "annee_de_ligne",
        "Montant d'une autre année que sa ligne",
        "La ligne d'une année porte un montant qui dit une autre année.",
        "mineure",
        tolerance="aucune",
        manquants="un montant qui ne dit pas son année prend celle de sa ligne",
        source=_ANNEES,
        examine=_examine_rangees,
        consequences=("hors_contrat", "annee_absente", "depense_superieure_sources", "depense_superieure_prevu"),
    ),
    Controle(
        "annee_de_colonne",
        "Valeur d'une autre année que sa colonne",
        "La colonne d'une année porte une valeur qui dit une autre année.",
        "mineure",
        tolerance="aucune",
        manquants="une valeur qui ne dit pas son année prend celle de sa colonne",
        source=_ANNEES,
        examine=_examine_colonnes,
    ),
    Controle(
        "annee_de_rubrique",
        "Montant d'une autre année que sa rubrique",
        "Sous une rubrique qui nomme une année, une phrase donne le montant d'une autre ; les reports sont laissés.",
        "mineure",
        tolerance="aucune",
        manquants="une phrase sans année prend celle de sa rubrique",
        source=_ANNEES,
        examine=_examine_prose,
        consequences=("montant_entre_endroits", "hors_contrat", "annee_absente"),
    ),
    Controle(
        "annee_repetee",
        "Année nommée deux fois dans une énumération",
        "Deux montants qui se suivent portent la même année entre parenthèses.",
        "mineure",
        tolerance="aucune",
        manquants="sans objet",
        source="une énumération de montants par année donne chaque année une fois",
        examine=_examine_repetees,
        consequences=("montant_entre_endroits", "montant_global_entre_endroits"),
    ),
)
