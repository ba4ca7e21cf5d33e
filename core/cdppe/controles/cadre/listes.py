"""What a report says it contains, against what it contains: objectives engaged, sheets announced."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator
from functools import cache

from cdppe.controles.memoire import remember
from cdppe.controles.mots import agree, format_liste
from cdppe.controles.reperes import NUMERO, list_lignes, list_pages, list_tetes, search_lignes
from cdppe.facts import Action, sort_key
from cdppe.plugins.controle import Constat, Dossier, Examen, NonApplicable, Page, Place, place_of
from cdppe.plugins.releve import normalize_numero

_OBJECTIF, _FICHE = re.compile(r"[oO](?:bjectif|BJECTIF)"), re.compile(r"[fF](?:iche|ICHE)")
_NOMBRES = r"\d{1,2}(?:\s*(?:,|;|et|à|-)\s*\d{1,2})+"
_ENGAGES = re.compile(
    r"objectifs?\s+(?P<nature>facultatifs?|optionnels?|fondamenta\w+|obligatoires?)\b[^\d.\n]{0,60}"
    rf"(?P<numeros>{_NOMBRES})(?![\d €%])",
    re.IGNORECASE,
)
_ANNEXEES = re.compile(
    rf"fiches?[ -]actions?\s+n\s*[°º]s?\s*(?P<numeros>{NUMERO}(?:\s*(?:,|;|et)\s*{NUMERO})+)", re.IGNORECASE
)
_ACTION = re.compile(r"[aA]ctions?\s+(?:n\s*[°º]s?\s*)?\d")
_JOINTES = re.compile(
    rf"\bactions?\s+(?:n\s*[°º]s?\s*)?(?P<numeros>{NUMERO}(?:\s*(?:,|;|et)\s*{NUMERO})+)"
    r"\s*\([^()\n]{0,40}\b(?:jointe|annexe)",
    re.IGNORECASE,
)
_ANNEXE = re.compile(r"\bannex", re.IGNORECASE)
_TITRE_ANNEXE = re.compile(r"^\W*ANNEXES?\b", re.MULTILINE)
_AVENANT = re.compile(r"\W*avenant\s+n", re.IGNORECASE)
_PRES = 400
"""So many characters before a list of sheets say that they are annexed."""


@cache
def _compile_engagement() -> re.Pattern[str]:
    """A whole line: the heading of an engagement, which ends with the numbers of its sheets."""
    return re.compile(
        r"\W*engagement\s+(?:n\s*[°º]\s*)?(?P<engagement>transvers\w*|[1-4]\b)[^\n]*\bfiches?(?:[ -]actions?)?\s*"
        rf"(?:n\s*[°º]s?\s*)?(?P<numeros>{NUMERO}(?:\s*(?:,|;|et|à|-)\s*{NUMERO})*)[).\s]*\Z",
        re.IGNORECASE,
    )


def _examine_engages(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """The objectives that a sentence says the département engaged in, against those that its actions serve."""
    pages = list_pages(dossier, annee)
    listes = [(page, m) for page in pages for m in search_lignes(page, _OBJECTIF, _ENGAGES)]
    if not listes:
        raise NonApplicable("aucune phrase n'énumère les objectifs engagés")
    servis: dict[int, list[Action]] = defaultdict(list)
    for action in dossier.lecture.actions:
        for objectif in filter(None, action.objectifs.split(";")):
            servis[int(objectif)].append(action)
    for page, liste in listes:
        nature = "fondamental" if liste["nature"].lower().startswith(("fond", "obl")) else "facultatif"
        nationaux = {o.numero: o for o in dossier.cadre.objectifs if o.nature == nature}
        engages = {int(n) for n in _expand(liste["numeros"])}
        place = page.place(*liste.span())
        for numero in sorted(nationaux.keys() & servis.keys() - engages):
            siennes = servis[numero]
            servent = agree(len(siennes), "sert l'action", "servent les actions")
            yield Constat(
                places=(place, *(place_of(a) for a in siennes)),
                phrase=f"L'objectif {nature} {numero} « {nationaux[numero].libelle} », que {servent} "
                f"{format_liste(a.numero for a in siennes)}, n'est pas dans la liste des objectifs engagés "
                f"({liste['numeros']}).",
                action=siennes[0].numero,
                objet=f"objectif {numero} non engagé",
                trouve=str(numero),
                question=f"Le Département s'est-il engagé dans l'objectif {numero} ?",
            )
        for numero in sorted(engages - (nationaux.keys() & servis.keys())):
            yield _describe_engage(dossier, page, liste, nature, numero)


def _describe_engage(dossier: Dossier, page: Page, liste: re.Match[str], nature: str, numero: int) -> Constat:
    national = dossier.cadre.get_objectif(numero)
    if national is None:
        suite = "n'est pas au cadre national"
    elif national.nature != nature:
        suite = f"(« {national.libelle} ») n'est pas un objectif {nature} du cadre national"
    else:
        suite = f"(« {national.libelle} ») n'est servi par aucune action du rapport"
    return Constat(
        places=(page.place(*liste.span()),),
        phrase=f"L'objectif {numero}, dans la liste des objectifs engagés, {suite}.",
        objet=f"objectif {numero} engagé",
        trouve=str(numero),
        question=f"Quelle action sert l'objectif {numero} ?",
    )


def list_fiches(dossier: Dossier, page: Page) -> list[tuple[int, int]]:
    """The lines that name a sheet, which three controls search."""
    return remember(dossier, ("lignes_de_fiches", page.document), lambda: list(list_lignes(page, _FICHE)))


def _examine_fiches(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """The sheets that the heading of an engagement names, against the actions that the report ranks under it."""
    pages = list_pages(dossier, annee)
    lues = [(p, li) for p in pages for li in list_fiches(dossier, p)]
    titres = [(p, m) for p, li in lues if (m := _compile_engagement().fullmatch(p.texte, *li))]
    if not titres:
        raise NonApplicable("aucun titre d'engagement ne nomme ses fiches")
    for page, titre in titres:
        engagement = "transverse" if titre["engagement"].lower().startswith("transv") else titre["engagement"]
        nommees = _expand(titre["numeros"])
        rangees = {a.numero: a for a in dossier.actions.values() if a.engagement == engagement}
        ecart = [*(n for n in rangees if n not in nommees), *(n for n in nommees if n not in rangees)]
        if ecart and rangees:
            place = page.place(*titre.span())
            lignes = [f for n in ecart for f in dossier.par_action.get(n, ()) if f.origine == "tableau_financier"]
            yield Constat(
                places=(place, *map(place_of, rangees.values()), *dict.fromkeys(map(place_of, lignes))),
                phrase=f"Le titre de l'engagement {engagement} (l. {place.ligne}) nomme {_count(nommees)}, et le "
                f"rapport range sous cet engagement {_count(rangees)}.",
                objet=f"fiches de l'engagement {engagement}",
                trouve=str(len(nommees)),
                attendu=str(len(rangees)),
                difference=str(len(nommees) - len(rangees)),
                question=f"De quel engagement {'relève la fiche' if len(ecart) == 1 else 'relèvent les fiches'} "
                f"{format_liste(ecart)} ?",
            )


def _count(numeros: Collection[str]) -> str:
    return f"{len(numeros)} fiche{'s' if len(numeros) > 1 else ''} ({format_liste(numeros)})"


def _expand(texte: str) -> list[str]:
    """The numbers of ``1, 2 bis et 5 à 7``."""
    numeros: list[str] = []
    for morceau in re.split(r"\s*(?:,|;|\bet\b)\s*", texte):
        bornes = re.split(r"\s*(?:à|-)\s*", morceau)
        suite = range(int(bornes[0]), int(bornes[-1]) + 1) if len(bornes) == 2 and all(map(str.isdigit, bornes)) else ()
        numeros += map(str, suite) if suite else (normalize_numero(b) for b in bornes)
    return list(dict.fromkeys(numeros))


def _examine_annexees(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """Sheets that a title of annexes announces, against those that follow it."""
    pages, tetes = list_pages(dossier, annee), list_tetes(dossier)
    lues = [(p, m) for p in pages for li in list_fiches(dossier, p) for m in _ANNEXEES.finditer(p.texte, *li)]
    trouvees = [(p, m) for p, m in lues if _is_annexe(p, m)]
    if not trouvees:
        raise NonApplicable("aucune liste de fiches annexées")
    for page, liste in trouvees:
        annoncees = [normalize_numero(n) for n in re.findall(NUMERO, liste["numeros"], re.IGNORECASE)]
        place = page.place(*liste.span())
        debut, fin = sort_key(place.ligne), _find_fin(page, liste.end())
        suivent = [t for t in tetes if t.document == page.document and debut < sort_key(t.passage.lieu()) < fin]
        # A sheet printed apart, with the same heading as those of the annex, is there all the same.
        ailleurs = {t.numero for t in tetes if t.document == page.document and t.nom == "fiche action"}
        absentes = [n for n in annoncees if n not in {t.numero for t in suivent} | ailleurs]
        yield from _compare_jointes(page, liste, annoncees)
        if absentes:
            yield Constat(
                places=(place, *(Place(t.document, t.passage.lieu(), t.passage.extrait()) for t in suivent)),
                phrase=f"{len(absentes)} des {len(annoncees)} fiches annoncées en annexe "
                f"{agree(len(absentes), 'ne suit', 'ne suivent')} pas cette annonce : {format_liste(absentes)}.",
                objet=liste["numeros"],
                question=f"Pouvez-vous nous transmettre {agree(len(absentes), 'la fiche', 'les fiches')} "
                f"{format_liste(absentes)} ?",
            )


def _compare_jointes(page: Page, liste: re.Match[str], annoncees: list[str]) -> Iterator[Constat]:
    """The actions whose sheets a sentence says are annexed, against the title of the annexes that comes next."""
    annexes = [t.start() for t in _TITRE_ANNEXE.finditer(page.texte, 0, liste.start())]
    precedente = annexes[-2] if len(annexes) > 1 else -1
    for dite in search_lignes(page, _ACTION, _JOINTES):
        jointes = [normalize_numero(n) for n in re.findall(NUMERO, dite["numeros"], re.IGNORECASE)]
        seules = [n for n in (*jointes, *annoncees) if (n in jointes) != (n in annoncees)]
        suite, nombre = format_liste(dict.fromkeys(seules)), len(set(seules))
        if seules and precedente < dite.start() < liste.start():
            yield Constat(
                places=(page.place(*liste.span()), page.place(*dite.span())),
                phrase=f"Le texte dit jointes en annexe les fiches {dite['numeros']}, et le titre de l'annexe énumère "
                f"les fiches {liste['numeros']} : "
                + agree(nombre, f"la fiche {suite} n'est", f"les fiches {suite} ne sont")
                + " que dans l'une des deux listes.",
                objet=f"{dite['numeros']} / {liste['numeros']}",
                trouve=str(len(jointes)),
                attendu=str(len(annoncees)),
                difference=str(len(jointes) - len(annoncees)),
                question=agree(
                    nombre, f"La fiche {suite} est-elle jointe ?", f"Les fiches {suite} sont-elles jointes ?"
                ),
            )


def _is_annexe(page: Page, liste: re.Match[str]) -> bool:
    """Whether the list stands alone on its line, under a title of annexes."""
    debut = page.texte.rfind("\n", 0, liste.start()) + 1
    seule = not page.texte[debut : liste.start()].strip(" #*-•")
    return seule and bool(_ANNEXE.search(page.texte, max(0, debut - _PRES), debut))


def _find_fin(page: Page, debut: int) -> tuple[tuple[int, int, str], ...]:
    """The line where another text begins, or the end of the document."""
    for passage, base in zip(page.passages, page.debuts, strict=True):
        if base > debut and _AVENANT.match(passage.texte):
            return sort_key(passage.lieu())
    return ((2, 0, ""),)


LISTES: dict[str, Examen] = {
    "objectifs_engages": _examine_engages,
    "fiches_engagement": _examine_fiches,
    "fiches_annexees": _examine_annexees,
}
