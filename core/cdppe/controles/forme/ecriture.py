"""How a report is written: notations that contradict each other, torn headers, impossible dates, extraction noise."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from cdppe.controles.memoire import compile_motif
from cdppe.controles.mots import agree, check_dernier, format_liste
from cdppe.controles.reperes import list_pages, list_tableaux, place_rangee, search_lignes
from cdppe.documents import Rangee
from cdppe.facts import Financement, sort_key
from cdppe.plugins.controle import Constat, Dossier, Examen, NonApplicable, Place, place_of

_ESPACE = r"[ \u00a0\u202f\u2009]"
_ENTIER = rf"\d+(?:{_ESPACE}\d{{3}})*"
_MONNAIES = re.compile("€"), re.compile(r"euros?\b")
"""Apart, each is a literal that the engine finds at once."""
_AVANT = 24
_USUEL = re.compile(rf"(?<![\d.,])\d{{1,3}}(?:{_ESPACE}\d{{3}})+(?:,\d\d?)?{_ESPACE}?\Z")
_NOTATIONS = {
    "un point décimal": rf"{_ENTIER}\.\d{{1,2}}{_ESPACE}?(?:€|e)\Z",
    "un point entre les milliers": rf"(?<![\d.,])\d{{1,3}}(?:\.\d{{3}})+{_ESPACE}?(?:€|e)\Z",
    "des milliers sans espace": rf"(?<![\d.,])(?<!\d\s)\d{{4,}}(?:,\d\d?)?{_ESPACE}?(?:€|e)\Z",
    "une abréviation (K€, M€)": rf"{_ENTIER}(?:,\d+)?{_ESPACE}?[kKM]€?\Z",
}
"""What ends with the sign of an amount (``e`` for "euros"), seen from that sign."""
_SANS_SIGNE = {
    "une virgule entre les milliers et un point devant les centimes": (
        re.compile(r",\d{3}\.\d\d(?!\d)"),
        re.compile(r"(?<![\d.,])\d{1,3}(?:,\d{3})+\.\d\d(?!\d)"),
    ),
    "un point entre les milliers": (
        re.compile(r"\.\d{3},\d\d(?!\d)"),
        re.compile(r"(?<![\d.,])\d{1,3}(?:\.\d{3})+,\d\d(?!\d)"),
    ),
}
"""What is an amount even where no sign follows it, and its end, which is quick to look for."""
_DEVANT = "un signe € devant le nombre ou répété"
_SIGNE = rf"€(?:{_ESPACE}€|(?<=: €){_ESPACE}{_ENTIER})"
_RARE = re.compile(r"\d\.\d|\d{4}|[kKM]")
"""Without it no other notation is possible."""
_DECALE = re.compile(rf"\d{_ESPACE}\d{{4}}[.,]\d\d(?!\d)")
_GROUPES = re.compile(r"[\d \u00a0\u202f\u2009]*\Z")
_LATEX = re.compile(r"\^\{?\w+\}?|\\[a-z]{2,}")
_ILLISIBLE = re.compile(r"\w*(?:\ufffd|Ã[^\w\s]|Ã[ªº]|Ã\u00a0|â€|Â[°«»²€\u00a0])\w*")
"""Marks of what could not be read, and accents read in another encoding ("Ã©")."""
_MARQUES = ("\ufffd", "Ã", "â€", "Â")
"""Without one of them, the whole text need not be searched."""
_ERREUR = re.compile(r"#(?:VALEUR|VALUE|REF|DIV/0|NOM|NAME|N/A|NUM|NOMBRE)\b")
_MONTANTS = ("tableau_financier", "fiche", "annexe", "avenant")
_COUPE = re.compile(r"\b\w{4,}[ ](?![aoyàôn]\b)[b-zà-ÿ](?=\s*(?:\d|$|/))|(?:^|\s)(?:de|du|des|en|aux?|les?|la|à)\s*$")
_SEPARATEUR = " / "
_ETAPES = {
    "prévu": re.compile(r"pr[ée]vu|pr[ée]vision", re.IGNORECASE),
    "engagé": re.compile(r"\bengag[ée]", re.IGNORECASE),
    "réalisé": re.compile(r"r[ée]alis[ée]|ex[ée]cut|consomm|d[ée]pens", re.IGNORECASE),
}
_ATTENDU = re.compile(r"\battendu", re.IGNORECASE)


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
    trouves: dict[str, list[tuple[Place, str]]] = {nom: [] for nom in (*_NOTATIONS, *_SANS_SIGNE, _DEVANT)}
    usuel = False
    for page in list_pages(dossier, annee):
        signes = (s for motif in _MONNAIES for s in motif.finditer(page.texte))
        for signe in sorted(signes, key=re.Match.start):
            debut, fin = max(0, signe.start() - _AVANT), signe.start() + 1
            fenetre = page.texte[debut:fin].rpartition("\n")[2]
            if _USUEL.search(fenetre[:-1]):
                usuel = True  # and no other notation
                continue
            if not _RARE.search(fenetre):
                continue
            for nom, motif in _NOTATIONS.items():
                if ecrit := compile_motif(motif).search(fenetre):
                    texte = fenetre[ecrit.start() : -1] + signe[0]
                    trouves[nom].append((page.place(signe.start(), signe.end()), texte))
        for nom, (fin_nombre, nombre) in _SANS_SIGNE.items():
            trouves[nom] += ((page.place(*s.span()), s[0]) for s in search_lignes(page, fin_nombre, nombre))
        trouves[_DEVANT] += ((page.place(*s.span()), s[0]) for s in compile_motif(_SIGNE).finditer(page.texte))
    if not usuel:
        raise NonApplicable("aucun montant n'est écrit avec une espace entre les milliers")
    for nom, occurrences in trouves.items():
        if places := _group_places(occurrences):
            dit = agree(len(places), "Un montant est écrit", "Des montants sont écrits")
            yield Constat(
                places=tuple(places),
                phrase=f"{dit} avec {nom} ({_cite(places.values())}), quand le reste du rapport "
                "sépare les milliers par une espace et les centimes par une virgule.",
                objet=nom,
                trouve=str(len(places)),
            )


def _examine_espaces(dossier: Dossier, annee: int) -> Iterator[Constat]:
    for page in list_pages(dossier, annee):
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
    pages = list_pages(dossier, annee)
    for objet, motif in (("restes de mise en forme", _LATEX), ("caractères illisibles", _ILLISIBLE)):
        lues = pages if motif is _LATEX else [p for p in pages if any(m in p.texte for m in _MARQUES)]
        if places := _group_places((p.place(*t.span()), t[0]) for p in lues for t in motif.finditer(p.texte)):
            yield Constat(
                places=tuple(places),
                phrase=f"Des libellés portent des {objet} ({_cite(places.values())}).",
                objet=objet,
                trouve=str(len(places)),
            )


def _examine_erreurs(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """Spreadsheet errors where amounts are expected; those of indicators are said with them."""
    pages = list_pages(dossier, annee)
    dites = {(i.document, i.ligne) for i in dossier.lecture.indicateurs}
    fautives = {(p.document, p.place(*t.span()).ligne) for p in pages for t in _ERREUR.finditer(p.texte)} - dites
    if not fautives:
        return
    montants = [(f.document, f.ligne) for f in dossier.lecture.financements if f.origine in _MONTANTS]
    tableaux = {nom: {ligne for n, ligne in montants if n == nom} for nom, _ in montants}
    for document, tableau in list_tableaux(dossier):
        if not tableaux.get(document, set()) & {r.lieu for r in tableau.rangees}:
            continue
        for rangee in tableau.rangees:
            erreurs = [c.texte for c in rangee.cellules if _ERREUR.search(c.texte)]
            if erreurs and (document, rangee.lieu) in fautives:
                place = next(p for p in pages if p.document == document).place_ligne(rangee.lieu)
                yield Constat(
                    places=(place,),
                    phrase=f"À la ligne {rangee.lieu} d'un tableau de montants, une cellule porte l'erreur de tableur "
                    f"« {erreurs[0]} » au lieu de son chiffre.",
                    objet=f"{erreurs[0]} / {rangee.cellule(0).texte}",
                    question=f"Quel est le montant que « {erreurs[0]} » remplace ?",
                )


def _examine_entetes(dossier: Dossier, annee: int) -> Iterator[Constat]:
    pages = {p.document: p for p in list_pages(dossier, annee)}
    coupes: dict[str, dict[Place, str]] = {nom: {} for nom in pages}
    for document, rangee in _list_entetes(dossier):
        if trouves := [c.texte for c in rangee.cellules if _COUPE.search(c.texte)]:
            coupes[document][pages[document].place_ligne(rangee.lieu)] = trouves[0]
    for places in filter(None, coupes.values()):
        yield Constat(
            places=tuple(places),
            phrase=f"{agree(len(places), 'Un en-tête de tableau est coupé', 'Des en-têtes de tableaux sont coupés')} "
            f"({_cite(places.values())}).",
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
    entetes = [
        Place(nom, r.lieu, c.texte)
        for nom, r in (_list_entetes(dossier) if par_colonne else ())
        for c in r.cellules
        if _ATTENDU.search(c.texte)
    ]
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


def _list_entetes(dossier: Dossier) -> list[tuple[str, Rangee]]:
    """The header rows of all tables, with their document."""
    return [(nom, r) for nom, tableau in list_tableaux(dossier) for r in tableau.rangees[: tableau.entetes]]


def _examine_etages(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """A column whose headers, one above the other, name several stages of spending."""
    check_dernier(dossier, annee)
    colonnes: dict[tuple[str, str], list[Financement]] = defaultdict(list)
    for f in dossier.montants:
        if _SEPARATEUR in f.colonne:
            colonnes[f.document, f.colonne].append(f)
    entetes: dict[tuple[str, str], dict[str, tuple[Place, list[str]]]] = defaultdict(dict)
    for (document, colonne), faits in colonnes.items():
        haut, _, bas = colonne.partition(_SEPARATEUR)
        dessus, dessous = ([e for e, mots in _ETAPES.items() if mots.search(t)] for t in (haut, bas))
        if dessus and dessous and not set(dessus) & set(dessous):
            entetes[document, haut][bas] = place_of(faits[0]), [*dessus, *dessous]
    for (document, haut), dits in entetes.items():
        titres = [
            place_rangee(nom, r)
            for nom, tableau in list_tableaux(dossier)
            for r in tableau.rangees
            if nom == document and {haut, *dits} & {c.texte for c in r.cellules}
        ]
        etapes = format_liste(dict.fromkeys(e for _, siennes in dits.values() for e in siennes))
        yield Constat(
            places=(*titres, *dict.fromkeys(place for place, _ in dits.values())),
            phrase=f"Les en-têtes d'une même colonne disent {etapes} : « {haut} », et dessous "
            f"{format_liste(f'« {bas} »' for bas in dits)}.",
            objet=haut,
        )


ECRITURE: dict[str, Examen] = {
    "notation_montants": _examine_notations,
    "espace_mal_placee": _examine_espaces,
    "mise_en_forme_restante": _examine_latex,
    "erreur_dans_montant": _examine_erreurs,
    "entete_coupe": _examine_entetes,
    "entete_etages": _examine_etages,
    "entete_attendu": _examine_attendus,
}
