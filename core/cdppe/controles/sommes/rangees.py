"""What is said of totals that differ: each by itself, or the row that makes several of them differ."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from cdppe.controles.memoire import remember
from cdppe.controles.mots import (
    QUEL_EST_LE_BON,
    add,
    agree,
    count,
    format_euros,
    format_liste,
    is_annee,
    make_constat,
    name_objet,
    name_periode,
    name_sujet,
    periode_of,
)
from cdppe.controles.reperes import list_tableaux
from cdppe.controles.sommes.colonnes import describe_colonne, list_colonnes
from cdppe.controles.sommes.totaux import Ecart, list_ecarts, list_tous
from cdppe.documents import Tableau
from cdppe.facts import Financement, sort_key
from cdppe.plugins.controle import Constat, Dossier, Examen, NonApplicable, Place, place_of

Faits = Sequence[Financement]
_SEULES = {"lignes": "sa seule ligne", "sous-totaux": "son seul sous-total", "détails": "son seul détail"}
_NOMBRE = re.compile(r"(?<![\d.,])(?:\d{1,3}(?:[ \u00a0\u202f]\d{3})+|\d+)(?:,\d{1,2})?(?!\d)")
_DITS = 2
"""So many totals of a row are told with their figures."""
_PETIT = 100
"""Smaller numbers of a row are its action's, or counts: they explain nothing."""


def say_ecart(ecart: Ecart, question: str = QUEL_EST_LE_BON, ailleurs: Financement | None = None) -> Constat:
    """One sentence for a sum that differs; without a question when roundings explain it.

    ``ailleurs`` is the amount of another column that explains it.
    """
    total, somme = ecart.total, add(ecart.parts)
    nombre = len(ecart.parts)
    parts = f"la somme des {nombre} {ecart.mot}" if nombre > 1 else _SEULES[ecart.mot]
    phrase = (
        f"{name_sujet(total)}, {name_objet(total)}, {name_periode(total)} : le rapport imprime "
        f"{format_euros(add([total]))}, {parts} fait {format_euros(somme)}, soit "
        f"{format_euros(abs(ecart.difference))} d'écart{'' if question else ', que les arrondis expliquent'}"
    )
    if oublies := ecart.oublies:
        qui = agree(len(oublies), "de l'action", "des actions")
        actions = format_liste(f.action for f in oublies)
        phrase += f" : c'est le montant {qui} {actions}, que l'intitulé de ce total ne comprend pas"
    elif ailleurs:
        phrase += f" : c'est le montant de l'action {ailleurs.action}, imprimé dans une autre colonne"
        oublies = (ailleurs,)
    constat = make_constat(total, ecart.parts, somme, f"{phrase}.", question)
    return replace(constat, places=(*constat.places, *map(place_of, oublies)))


@dataclass(frozen=True)
class Rangee:
    """A row and the totals that its printed amounts, read in another column or left out, would make right."""

    place: Place
    action: str
    ecarts: tuple[Ecart, ...]
    muets: tuple[Ecart, ...]

    @property
    def fin(self) -> int | None:
        """The last year of its totals."""
        return max((e.total.fin for e in self.ecarts if e.total.fin), default=None)


def _read_nombres(dossier: Dossier, lignes: set[tuple[str, str]]) -> dict[str, dict[str, list[Decimal]]]:
    """By document and line, the numbers that rows of tables print, those of glued cells too.

    ``lignes`` are the totals to explain: tables above the first of a document, or below its last, are left.
    """
    bornes: dict[str, list[int]] = defaultdict(list)
    for document, ligne in lignes:
        bornes[document].append(int(ligne) if ligne.isdigit() else -1)
    nombres: dict[str, dict[str, list[Decimal]]] = defaultdict(lambda: defaultdict(list))
    for document, tableau in list_tableaux(dossier):
        for rangee in tableau.rangees if _is_autour(tableau, bornes.get(document, ())) else ():
            for lu in _NOMBRE.findall(" | ".join(c.texte for c in rangee.cellules)):
                nombre = Decimal(re.sub(r"\s", "", lu).replace(",", "."))
                if nombre >= _PETIT:
                    nombres[document][rangee.lieu].append(nombre)
    return nombres


def _is_autour(tableau: Tableau, bornes: Sequence[int]) -> bool:
    debut, fin = tableau.lieu, tableau.rangees[-1].lieu
    if -1 in bornes or not debut.isdigit() or not fin.isdigit():
        return bool(bornes)  # cells of a workbook, or pages
    return bool(bornes) and min(bornes) <= int(fin) and int(debut) <= max(bornes)


def list_rangees(dossier: Dossier) -> list[Rangee]:
    """The rows to which several wrong totals lead, or one if the row itself is doubtful."""
    return remember(dossier, "rangees", lambda: list(_find_rangees(dossier)))


def _find_rangees(dossier: Dossier) -> Iterator[Rangee]:
    groupes: dict[tuple[str, str], list[Ecart]] = defaultdict(list)
    for e in list_tous(dossier):
        if e.is_faux:
            groupes[e.total.document, e.debut or e.total.ligne].append(e)
    autour = {
        (document, ligne)
        for (document, debut), siens in groupes.items()
        for ligne in (debut, *(f.ligne for e in siens for f in (e.total, *e.parts)))
    }
    nombres = _read_nombres(dossier, autour) if groupes else {}
    par_ligne: dict[tuple[str, str], list[Financement]] = defaultdict(list)
    for f in dossier.lecture.financements if groupes else ():
        par_ligne[f.document, f.ligne].append(f)
    for (document, debut), ecarts in groupes.items():
        trouvees: dict[str, list[Ecart]] = {}
        for ligne in _list_lignes(ecarts, debut, nombres.get(document, {})):
            siens = [e for e in ecarts if _explains(ligne, nombres[document].get(ligne, []), e)]
            if len(siens) > 1 or (siens and _is_douteuse(par_ligne[document, ligne])):
                trouvees[ligne] = siens
        maximum = max(map(len, trouvees.values()), default=0)
        coupables = [ligne for ligne, siens in trouvees.items() if len(siens) == maximum]
        if len(coupables) == 1:
            ligne = coupables[0]
            yield _make_rangee(dossier, document, ligne, trouvees[ligne], ecarts, par_ligne[document, ligne])


def _is_douteuse(faits: Faits) -> bool:
    """Whether a row is not read, or not all of it."""
    return not faits or any(f.certitude == "ambigu" for f in faits)


def _list_lignes(ecarts: Sequence[Ecart], debut: str, nombres: dict[str, list[Decimal]]) -> list[str]:
    """The rows of the block, or the subtotals of a total of the contract."""
    if ecarts[0].mot != "lignes":
        return list(dict.fromkeys(f.ligne for e in ecarts for f in e.parts))
    fin = min(sort_key(e.total.ligne) for e in ecarts)
    return [ligne for ligne in nombres if sort_key(debut) <= sort_key(ligne) < fin]


def _explains(ligne: str, nombres: Sequence[Decimal], ecart: Ecart) -> bool:
    """Whether the total would be right with another amount of the row, or without the row."""
    compte = add(f for f in ecart.parts if f.ligne == ligne)
    return any(n - compte == ecart.difference for n in (*nombres, *([Decimal(0)] if compte else [])))


def _make_rangee(
    dossier: Dossier, document: str, ligne: str, siens: Sequence[Ecart], ecarts: Sequence[Ecart], faits: Faits
) -> Rangee:
    """With the totals to which a doubtful row gives nothing: what they lack is not known."""
    doute = _is_douteuse(faits)
    muets = [e for e in ecarts if doute and e not in siens and not any(f.ligne == ligne for f in e.parts)]
    noms = [name_sujet(f) for f in faits if f.niveau != "detail"]
    page = next(p for p in dossier.pages if p.document == document)
    return Rangee(page.place_ligne(ligne), noms[0] if noms else "Une ligne du tableau", tuple(siens), tuple(muets))


def _describe(e: Ecart) -> str:
    nom = f"{name_sujet(e.total)}, {name_objet(e.total)}, {name_periode(e.total)}"
    return f"{nom} : {format_euros(add([e.total]))} imprimés, {format_euros(add(e.parts))} additionnés"


def _find_ailleurs(dossier: Dossier, e: Ecart) -> Financement | None:
    """What a total has more than its rows, when one of them alone prints it, in a column that is not the total's."""
    if e.mot != "lignes" or e.oublies or any(f.montant == e.difference for f in e.parts):
        return None
    lignes = sort_key(e.debut), sort_key(e.total.ligne)
    lieu = (e.total.document, e.total.origine, periode_of(e.total))
    siens = [
        f
        for f in dossier.montants
        if f.montant == e.difference and (f.document, f.origine, periode_of(f)) == lieu and f.niveau == "action"
    ]
    siens = [f for f in siens if lignes[0] <= sort_key(f.ligne) < lignes[1]]
    return siens[0] if len({f.action for f in siens}) == 1 else None


def examine_totaux(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """Subtotals and totals of tables against what they gather."""
    colonnes = [c for c in list_colonnes(dossier) if is_annee(dossier, annee, c.fin)]
    yield from (describe_colonne(dossier, c, QUEL_EST_LE_BON) for c in colonnes if c.is_fausse)
    dits = [e for r in list_rangees(dossier) for e in (*r.ecarts, *r.muets)]
    try:
        ecarts = list_ecarts(dossier, annee)
    except NonApplicable:
        if not colonnes:
            raise
        return
    for e in (e for e in ecarts if e.is_faux and e not in dits):
        yield say_ecart(e, ailleurs=_find_ailleurs(dossier, e))


def examine_rangees(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """Rows which make totals differ."""
    if not list_tous(dossier):
        raise NonApplicable("aucun total de tableau n'est imprimé avec ses lignes")
    for r in (r for r in list_rangees(dossier) if is_annee(dossier, annee, r.fin)):
        nombre, dits = len(r.ecarts) + len(r.muets), " ; ".join(map(_describe, r.ecarts[:_DITS]))
        ne_comptent = agree(nombre, "ne compte", "ne comptent")
        phrase = (
            f"{r.action}, l. {r.place.ligne} : {count(nombre, 'total', 'totaux')} {ne_comptent} pas cette ligne comme "
            f"elle est imprimée ({dits}{' ; …' if nombre > _DITS else ''})."
        )
        question = "Les montants de cette ligne sont-ils dans la bonne colonne, et les totaux les comptent-ils ?"
        premier = r.ecarts[0]
        autres = [e.total for e in (*r.ecarts[1:], *r.muets)]
        constat = make_constat(premier.total, autres, add(premier.parts), phrase, question)
        yield replace(constat, places=(r.place, *constat.places))


TOTAUX: dict[str, Examen] = {
    "total_lignes": examine_totaux,
    "rangee_totaux": examine_rangees,
}
