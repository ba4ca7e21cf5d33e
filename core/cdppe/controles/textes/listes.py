"""Lists that detail a whole: items below a sentence, within one another too, and the rows of a small table."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from cdppe.controles.mots import shorten
from cdppe.controles.reperes import place_rangee
from cdppe.controles.textes.parts import DONT, ECART_PHRASE, MOTS, REPARTI, Somme, choose_tout, keep
from cdppe.controles.textes.phrases import Phrase, list_phrases
from cdppe.controles.textes.resultats import value_of
from cdppe.documents import Rangee, Tableau
from cdppe.parsing.nombres import Nombre, find_nombres
from cdppe.plugins.controle import Dossier, Place

_REPARTITION = re.compile(REPARTI)
_COMPTE = re.compile(r"\d[\d ]*\s[^\W\d_]")
_LIGNES, _ETAGES, _PUCES = 2, 5, 16
"""How near an item without a mark stands; beyond so many heads, or items, what belongs to which is not looked for."""
_Etages = dict[int, tuple[int, ...]]
"""The items of each head, by their ranks."""


def read_listes(dossier: Dossier) -> Iterator[Somme]:
    """Every list whose items give one number each."""
    phrases = list_phrases(dossier)
    yield from _read_puces(phrases)
    yield from _read_tableaux(dossier, phrases)


def _read_puces(phrases: Sequence[Phrase]) -> Iterator[Somme]:
    """A sentence and the items below it that each give one number; the sentence may give the whole."""
    tete: Phrase | None = None
    puces: list[Phrase] = []
    for phrase in phrases:
        if phrase.cellule:
            continue
        if phrase.puce or (tete and phrase.texte[0].isdigit() and _is_suite(puces[-1] if puces else tete, phrase)):
            puces.append(phrase)
        elif not puces:
            tete = phrase
        elif phrase.recit is not puces[-1].recit:  # what else an item tells counts nothing
            yield from _read_liste(tete, puces)
            tete, puces = phrase, []
    yield from _read_liste(tete, puces)


def _is_suite(precedente: Phrase, phrase: Phrase) -> bool:
    """Whether a paragraph without a mark, below a colon or another such one, is an item: it begins with a count."""
    suivie = precedente.texte[-1] == ":" or precedente.texte[0].isdigit()
    if phrase.debut or not suivie or not _COMPTE.match(phrase.texte):
        return False
    lignes = precedente.ligne, phrase.ligne
    proches = all(map(str.isdigit, lignes)) and int(lignes[1]) - int(lignes[0]) <= _LIGNES
    return proches and any(n.debut == 0 for n in phrase.effectifs)


def _read_liste(tete: Phrase | None, siennes: Sequence[Phrase]) -> Iterator[Somme]:
    puces = [p for p in siennes if tete and p.cle == tete.cle]
    if tete is None or len(puces) < 2:
        return
    lus = [lu for p in puces if (lu := _read_puce(p)) is not None]
    if len(lus) < len(puces) or len({unite for _, unite in lus}) > 1:
        return
    nombres, unite = [n for n, _ in lus], lus[0][1]
    if any(p.texte[-1] == ":" for p in puces):
        yield from _read_etages((tete, *puces), nombres, unite)
    else:
        textes = [p.texte for p in puces]
        yield from _read_parts(tete, puces[0].puce > 0, nombres, unite, tuple(p.place() for p in puces), textes)


def _read_parts(
    tete: Phrase,
    marquees: bool,
    nombres: Sequence[Nombre],
    unite: str,
    places: tuple[Place, ...],
    textes: Sequence[str] = (),
) -> Iterator[Somme]:
    """The whole that a sentence gives, if any, and the parts below it, ``marquees`` as items."""
    parts = tuple(map(value_of, nombres))
    if comptes := tete.list_comptes(unite):
        dit = choose_tout(comptes, nombres)
        tout, mots = value_of(dit), _cut_mots(tete, dit)
        dites = _REPARTITION.search(tete.texte) and not any(map(DONT.search, textes))
        nommees = marquees or dites or any(n.valeur == len(parts) for n in comptes)  # "two items:"
        if nommees or abs(tout - sum(parts)) <= tout / ECART_PHRASE:
            lieux = (tete.place(dit.debut, dit.fin), *places)
            yield from keep(Somme(tete, mots, tout, parts, lieux, unite, sure=bool(dites)))
    elif tete.action and not unite and len(parts) > 2 and marquees:
        yield Somme(tete, " ".join((tete.texte, *textes)), None, parts, places)


def _cut_mots(phrase: Phrase, dit: Nombre) -> str:
    return shorten(phrase.texte[dit.debut :], MOTS).strip(" *:")


def _read_puce(phrase: Phrase) -> tuple[Nombre, str] | None:
    """The one amount of an item, brackets apart, else the number it begins with or the only one; and if it is money."""
    nombres = [n for n in phrase.comptes if n.debut >= phrase.puce]
    euros = [n for n in nombres if phrase.read_unite(n) == "€"]
    euros = [n for n in euros if phrase.texte.count("(", 0, n.debut) == phrase.texte.count(")", 0, n.debut)] or euros
    premiers = [n for n in nombres if not phrase.texte[phrase.puce : n.debut].strip(" *")]
    choisis = euros or premiers or nombres
    if not choisis or (len(choisis) > 1 and not premiers) or len(euros) > 1:
        return None
    unite = phrase.read_unite(choisis[0])
    return None if unite is None else (choisis[0], unite)


def _read_etages(phrases: Sequence[Phrase], nombres: Sequence[Nombre], unite: str) -> Iterator[Somme]:
    """A list whose items that end with a colon are themselves heads of the next ones: of how many, their sums tell."""
    valeurs = [Decimal(0), *map(value_of, nombres)]
    touts = [n for n in phrases[0].list_comptes(unite) if value_of(n) > max(valeurs)]
    tetes = {rang for rang, p in enumerate(phrases) if p.texte[-1] == ":" and (rang or touts)}
    if len(tetes) > _ETAGES or len(valeurs) > _PUCES:
        return
    lus = [touts[-1] if touts else nombres[0], *nombres]
    valeurs[0] = value_of(lus[0])
    essais = [{0: hauts, **dedans} if 0 in tetes else dedans for hauts, dedans in _split(tetes, 1, len(valeurs))]
    fautes = [{t for t, siens in e.items() if sum(valeurs[n] for n in siens) != valeurs[t]} for e in essais]
    moins = min(map(len, fautes), default=0)
    elus = [(e, {t: e[t] for t in f}) for e, f in zip(essais, fautes, strict=True) if len(f) == moins]
    if not elus or any(f != elus[0][1] for _, f in elus) or 2 * moins > len(elus[0][0]):
        return  # nothing says which items are whose
    for tete, siens in elus[0][0].items():
        dit, parts = lus[tete], tuple(valeurs[n] for n in siens)
        if abs(valeurs[tete] - sum(parts)) <= valeurs[tete] / ECART_PHRASE:
            places = (phrases[tete].place(dit.debut, dit.fin), *(phrases[n].place() for n in siens))
            yield Somme(phrases[tete], _cut_mots(phrases[tete], dit), valeurs[tete], parts, places, unite)


def _split(tetes: set[int], debut: int, fin: int) -> Iterator[tuple[tuple[int, ...], _Etages]]:
    """Every way to give each head two items or more of those below it, and what is left above them."""
    if debut == fin:
        yield (), {}
    elif debut not in tetes:
        yield from (((debut, *hauts), dedans) for hauts, dedans in _split(tetes, debut + 1, fin))
    for coupe in range(debut + 3, fin + 1) if debut in tetes else ():
        for siens, sous in _split(tetes, debut + 1, coupe):
            for hauts, dedans in _split(tetes, coupe, fin) if len(siens) > 1 else ():
                yield (debut, *hauts), {debut: siens, **sous, **dedans}


def _read_tableaux(dossier: Dossier, phrases: Sequence[Phrase]) -> Iterator[Somme]:
    """A sentence that ends with a colon, and the table right below whose rows give one number each."""
    tetes = {(p.cle[0], p.recit.passage.lieu()): p for p in phrases if not p.cellule and p.texte[-1] == ":"}
    for document in dossier.documents if tetes else ():
        for avant, tableau in pairwise(document.blocs):
            tete = None if isinstance(avant, Tableau) else tetes.get((document.nom, avant.passage.lieu()))
            if tete is None or not isinstance(tableau, Tableau):
                continue
            lues = [(r, _list_seuls(r)) for r in tableau.rangees]
            siennes = lues if lues[0][1] else lues[1:]  # without its header
            if len(siennes) < 2 or any(len(n) != 1 for _, n in siennes) or _is_total(siennes[-1][0]):
                continue
            unite = "€" if tete.list_comptes("€") else ""
            places = tuple(place_rangee(document.nom, r) for r, _ in siennes)
            yield from _read_parts(tete, False, [n for _, (n,) in siennes], unite, places)


def _list_seuls(rangee: Rangee) -> list[Nombre]:
    """The cells of a row that are a number and nothing else."""
    lus = [(c.texte, n) for c in rangee.cellules for n in find_nombres(c.texte) if n.nature == "nombre"]
    return [n for texte, n in lus if not (texte[: n.debut] + texte[n.fin :]).strip(" *€\u00a0")]


def _is_total(rangee: Rangee) -> bool:
    return rangee.cellules[0].texte.strip(" *").lower().startswith(("total", "sous-total"))
