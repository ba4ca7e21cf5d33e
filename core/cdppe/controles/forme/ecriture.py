"""How a report is written: notations that contradict each other, torn headers, impossible dates, extraction noise."""

import re
from collections.abc import Iterable, Iterator
from datetime import date

from cdppe.controles.mots import ANNEE, check_dernier, format_liste
from cdppe.documents import Tableau
from cdppe.facts import sort_key
from cdppe.plugins.controle import Constat, Controle, Dossier, NonApplicable, Page, Place, place_of

_ESPACE = r"[ \u00a0\u202f\u2009]"
_ENTIER = rf"\d+(?:{_ESPACE}\d{{3}})*"
_MONNAIE = re.compile(r"€|[kKM]€|euros?\b")
_AVANT = 24
_USUEL = re.compile(rf"(?<![\d.,])\d{{1,3}}(?:{_ESPACE}\d{{3}})+(?:,\d\d?)?{_ESPACE}?\Z")
_NOTATIONS = {
    "un point décimal": re.compile(rf"{_ENTIER}\.\d{{1,2}}{_ESPACE}?(?:€|e)\Z"),
    "un point entre les milliers": re.compile(rf"(?<![\d.,])\d{{1,3}}(?:\.\d{{3}})+{_ESPACE}?(?:€|e)\Z"),
    "des milliers sans espace": re.compile(rf"(?<![\d.,])(?<!\d\s)\d{{4,}}(?:,\d\d?)?{_ESPACE}?(?:€|e)\Z"),
    "une abréviation (K€, M€)": re.compile(rf"{_ENTIER}(?:,\d+)?{_ESPACE}?[kKM]€?\Z"),
}
_DEVANT = "un signe € devant le nombre ou répété"
_SIGNE = re.compile(rf"€(?:{_ESPACE}€|(?<=: €){_ESPACE}{_ENTIER})")
"""What ends with the sign of an amount (``e`` for "euros"), seen from that sign."""
_DECALE = re.compile(rf"\d{_ESPACE}\d{{4}}[.,]\d\d(?!\d)")
_GROUPES = re.compile(r"[\d \u00a0\u202f\u2009]*\Z")
_LATEX = re.compile(r"\^\{?\w+\}?|\\[a-z]{2,}|\ufffd")
_DATE = re.compile(r"(\d{1,2})([./])(\d{1,2})\2(\d{4,})(?![\d/-]|[.,]\d)")
_COUPE = re.compile(r"\b\w{4,}[ ](?![aoyàôn]\b)[b-zà-ÿ](?=\s*(?:\d|$|/))|(?:^|\s)(?:de|du|des|en|aux?|les?|la|à)\s*$")
_ATTENDU = re.compile(r"\battendu", re.IGNORECASE)


def _list_pages(dossier: Dossier, annee: int) -> tuple[Page, ...]:
    check_dernier(dossier, annee)
    if not dossier.pages:
        raise NonApplicable("le texte du document n'est pas disponible")
    return dossier.pages


def _group_places(trouves: Iterable[tuple[Place, str]]) -> dict[Place, str]:
    """Each line once, with what was first found there."""
    par_ligne: dict[tuple[str, str], tuple[Place, str]] = {}
    for place, texte in trouves:
        par_ligne.setdefault((place.document, place.ligne), (place, texte.strip()))
    return dict(par_ligne.values())


def _cite(textes: Iterable[str]) -> str:
    premiers = list(dict.fromkeys(textes))[:3]
    return format_liste(f"« {t} »" for t in premiers)


def _examine_notations(dossier: Dossier, annee: int) -> Iterator[Constat]:
    trouves: dict[str, list[tuple[Place, str]]] = {nom: [] for nom in (*_NOTATIONS, _DEVANT)}
    usuel = False
    for page in _list_pages(dossier, annee):
        for signe in _MONNAIE.finditer(page.texte):
            debut, fin = max(0, signe.start() - _AVANT), signe.start() + 1
            fenetre = page.texte[debut:fin].rpartition("\n")[2]
            usuel = usuel or bool(_USUEL.search(fenetre[:-1]))
            for nom, motif in _NOTATIONS.items():
                if ecrit := motif.search(fenetre):
                    texte = fenetre[ecrit.start() : -1] + signe[0]
                    trouves[nom].append((page.place(signe.start(), signe.end()), texte))
        trouves[_DEVANT] += ((page.place(*s.span()), s[0]) for s in _SIGNE.finditer(page.texte))
    if not usuel:
        raise NonApplicable("aucun montant n'est écrit avec une espace entre les milliers")
    for nom, occurrences in trouves.items():
        if places := _group_places(occurrences):
            yield Constat(
                places=tuple(places),
                phrase=f"Des montants sont écrits avec {nom} ({_cite(places.values())}), quand le reste du rapport "
                "sépare les milliers par une espace et les centimes par une virgule.",
                objet=nom,
                trouve=str(len(places)),
            )


def _examine_espaces(dossier: Dossier, annee: int) -> Iterator[Constat]:
    for page in _list_pages(dossier, annee):
        for groupe in _DECALE.finditer(page.texte):
            gauche = _GROUPES.search(page.texte, max(0, groupe.start() - _AVANT), groupe.start() + 1)
            texte = f"{gauche[0] if gauche else ''}{page.texte[groupe.start() + 1 : groupe.end()]}".strip()
            yield Constat(
                places=(page.place(*groupe.span()),),
                phrase=f"Le nombre « {texte} » a une espace mal placée, ou un chiffre de trop.",
                objet=texte,
                question=f"Quel est le nombre écrit « {texte} » ?",
            )


def _examine_latex(dossier: Dossier, annee: int) -> Iterator[Constat]:
    pages = _list_pages(dossier, annee)
    if places := _group_places((p.place(*t.span()), t[0]) for p in pages for t in _LATEX.finditer(p.texte)):
        yield Constat(
            places=tuple(places),
            phrase=f"Des libellés portent des restes de mise en forme ({_cite(places.values())}).",
            objet="restes de mise en forme",
            trouve=str(len(places)),
        )


def _examine_dates(dossier: Dossier, annee: int) -> Iterator[Constat]:
    for page in _list_pages(dossier, annee):
        for trouvee in _DATE.finditer(page.texte):
            if page.texte[max(0, trouvee.start() - 1) : trouvee.start()] in tuple("0123456789.,/-"):
                continue
            try:
                date(int(trouvee[4]), int(trouvee[3]), int(trouvee[1]))
            except ValueError:
                yield Constat(
                    places=(page.place(*trouvee.span()),),
                    phrase=f"La date « {trouvee[0]} » n'existe pas.",
                    objet=trouvee[0],
                )


def _examine_entetes(dossier: Dossier, annee: int) -> Iterator[Constat]:
    pages = {p.document: p for p in _list_pages(dossier, annee)}
    for document in dossier.documents:
        places: dict[Place, str] = {}
        for tableau in (b for b in document.blocs if isinstance(b, Tableau)):
            for rangee in tableau.rangees[: tableau.entetes]:
                coupes = [c.texte for c in rangee.cellules if _COUPE.search(c.texte)]
                if coupes:
                    places[pages[document.nom].place_ligne(rangee.lieu)] = coupes[0]
        if places:
            yield Constat(
                places=tuple(places),
                phrase=f"Des en-têtes de tableaux sont coupés ({_cite(places.values())}).",
                objet="en-têtes coupés",
                trouve=str(len(places)),
            )


def _examine_attendus(dossier: Dossier, annee: int) -> Iterator[Constat]:
    check_dernier(dossier, annee)
    par_colonne: dict[tuple[str, str, str], list[Place]] = {}
    for valeur in dossier.lecture.indicateurs:
        if valeur.nature == "realise" and _ATTENDU.search(valeur.colonne):
            cle = (valeur.document, valeur.action, valeur.colonne)
            par_colonne.setdefault(cle, []).append(place_of(valeur))
    entetes = _list_entetes(dossier) if par_colonne else []
    for (document, action, colonne), places in par_colonne.items():
        premiere = sort_key(places[0].ligne)
        tetes = [e for e in entetes if e.document == document and sort_key(e.ligne) <= premiere]
        yield Constat(
            places=(*tetes[-1:], *places),
            phrase=f"Action {action} : la colonne « {colonne} » dit « attendu », à la place où les autres tableaux "
            "donnent le résultat atteint ; ses valeurs sont lues comme des résultats.",
            action=action,
            objet=colonne,
            question="Ces valeurs sont-elles bien les résultats atteints ?",
        )


def _list_entetes(dossier: Dossier) -> list[Place]:
    """The header rows that say "attendu", in order."""
    return [
        Place(d.nom, r.lieu, c.texte)
        for d in dossier.documents
        for b in d.blocs
        if isinstance(b, Tableau)
        for r in b.rangees[: b.entetes]
        for c in r.cellules
        if _ATTENDU.search(c.texte)
    ]


def _examine_hors_contrat(dossier: Dossier, annee: int) -> Iterator[Constat]:
    check_dernier(dossier, annee)
    debut, fin = dossier.departement.contrat
    hors: dict[tuple[str, str, str], list[Place]] = {}
    for f in dossier.lecture.financements:
        dites = [int(a) for a in ANNEE.findall(f.libelle)]
        if f.montant is not None and dites and min(dites) > fin:
            hors.setdefault((f.action, "montants", f"{min(dites)}-{max(dites)}"), []).append(place_of(f))
        elif f.montant is not None and ((f.debut or debut) < debut or (f.fin or fin) > fin):
            hors.setdefault((f.action, "montants", f"{f.debut}-{f.fin}"), []).append(place_of(f))
    for i in dossier.lecture.indicateurs:
        if i.nature == "realise" and i.valeur is not None and ((i.fin or debut) < debut or (i.fin or fin) > fin):
            hors.setdefault((i.action, "résultats", f"{i.debut}-{i.fin}"), []).append(place_of(i))
    for (action, quoi, periode), places in hors.items():
        annees = " à ".join(dict.fromkeys(periode.split("-")))
        yield Constat(
            places=tuple(places),
            phrase=f"{f'Action {action}' if action else 'Rapport'} : des {quoi} portent sur {annees}, hors des années "
            f"du contrat ({debut}-{fin}).",
            action=action,
            objet=quoi,
            periode=periode,
        )


_LECTURE = "usage du rapport lui-même : la notation de la plupart de ses montants"

ECRITURE: tuple[Controle, ...] = (
    Controle(
        "notation_montants",
        "Montants écrits de plusieurs façons",
        "Point décimal, point des milliers, milliers sans espace, K€ : chaque notation est signalée une fois, avec "
        "toutes ses lignes.",
        "information",
        tolerance="aucune",
        manquants="sans objet quand aucun montant n'a la notation française",
        source=_LECTURE,
        examine=_examine_notations,
    ),
    Controle(
        "espace_mal_placee",
        "Espace mal placée dans un nombre",
        "Les groupes de chiffres d'un nombre ne sont pas de trois : un chiffre peut être de trop.",
        "mineure",
        tolerance="aucune",
        manquants="sans objet",
        source="écriture française des nombres : groupes de trois chiffres",
        examine=_examine_espaces,
        consequences=("notation_montants",),
    ),
    Controle(
        "mise_en_forme_restante",
        "Restes de mise en forme dans les libellés",
        "Exposants, commandes de mise en forme et caractères illisibles laissés par l'extraction du texte.",
        "information",
        tolerance="aucune",
        manquants="sans objet",
        source="lecture du texte : ces signes n'ont pas de sens dans un rapport",
        examine=_examine_latex,
    ),
    Controle(
        "date_impossible",
        "Date qui n'existe pas",
        "Chaque date écrite en chiffres doit exister au calendrier.",
        "information",
        tolerance="aucune",
        manquants="sans objet",
        source="calendrier",
        examine=_examine_dates,
        consequences=("valeur_ambigue",),
    ),
    Controle(
        "entete_coupe",
        "En-tête de tableau coupé",
        "Un mot ou une expression d'en-tête est coupé, entre deux cellules ou au milieu.",
        "information",
        tolerance="aucune",
        manquants="sans objet",
        source="lecture du texte",
        examine=_examine_entetes,
        consequences=("disposition_inconnue", "valeur_ambigue"),
    ),
    Controle(
        "entete_attendu",
        "Colonne de résultats dont l'en-tête dit « attendu »",
        "Une colonne lue comme résultat atteint est intitulée comme une cible.",
        "mineure",
        tolerance="aucune",
        manquants="les cellules vides de la colonne sont citées avec les autres",
        source="trame nationale des indicateurs : situation, cible, résultat atteint",
        examine=_examine_attendus,
    ),
    Controle(
        "hors_contrat",
        "Montants ou résultats hors des années du contrat",
        "Un montant ou un résultat porte sur une année que le contrat ne couvre pas ; les situations de référence sont "
        "laissées de côté.",
        "information",
        tolerance="aucune",
        manquants="les faits sans année ne sont pas examinés",
        source="durée du contrat",
        examine=_examine_hors_contrat,
        consequences=("annee_de_colonne", "annee_de_rubrique", "annee_absente"),
    ),
)
