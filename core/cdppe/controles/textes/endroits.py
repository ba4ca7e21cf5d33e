"""Two places of an action's prose that tell the same thing with two figures."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import combinations

from cdppe.controles.mots import format_euros, format_liste, list_lignes
from cdppe.controles.textes.constats import Vu, make_constat, make_examen, say_ecart
from cdppe.controles.textes.mentions import ETP, EURO, Mention, group_mentions, read_montants
from cdppe.controles.textes.phrases import Phrase, list_phrases
from cdppe.controles.textes.racines import SUIVI, list_racines
from cdppe.controles.textes.resultats import is_interverti, value_of
from cdppe.facts import Financement
from cdppe.facts.lecture import sort_key
from cdppe.parsing.nombres import RENVOI, Nombre
from cdppe.plugins.controle import Dossier, Examen, place_of

_QUESTION = "Pouvez-vous indiquer lequel des deux chiffres est le bon, ou ce qui distingue ces deux endroits ?"
_COMMUNS = 2
"""The words, beside the noun, that two sentences must share."""
_LONGUEUR, _MOTS_JUMEAUX = 40, 5
"""From so many letters and words on, two sentences with the same ones are one sentence printed twice."""
_BOUT, _FIN = _LONGUEUR // 2, 66
_NOMBRES_JUMEAUX = 3
"""So many other numbers must be the same in two cells, two actions, or two ends of sentences."""
_LIGNES, _REPRISE = 3, re.compile(r"\b(?:[Ll]|[Cc]|[Dd])es\s+(?:\*\*)?\Z")
_NOMBRE = re.compile(r"\d(?:[\d\s.,]*\d)?")
_ECART_COMPTES = Decimal(2)
_ECART_MONTANTS = Decimal("1.25")
_SIGNIFICATIFS = 4
"""So many digits that are no closing zeros do not meet by chance when one is added; twice as many, when two change."""
_MINIMUM = 1000
"""Below it, an amount is a price or a fee."""
Paire = tuple[Mention, Mention]


def _list_comptes(dossier: Dossier) -> Iterator[Mention]:
    for mentions in group_mentions(dossier).values():
        yield from (m for m in mentions if m.valeur > 1 and not m.phrase.cellule and not m.phrase.puce)


def _list_montants(dossier: Dossier) -> Iterator[Mention]:
    phrases = [p for p in list_phrases(dossier) if p.action and ("€" in p.texte or "euros" in p.texte)]
    racontees = {p.cle for p in phrases if not p.cellule}
    for phrase in phrases:
        if phrase.cle in racontees and not phrase.puce:
            yield from (m for m in read_montants(phrase) if m.valeur >= _MINIMUM)


def _list_mots(m: Mention) -> frozenset[str]:
    """What says what a figure is: of an amount the words around it, since a sentence lists several."""
    return (m.racines if m.nom == EURO else m.phrase.racines) - {m.nom}


def _is_compatible(un: Mention, autre: Mention) -> bool:
    """Whether two places may speak of the same thing at the same time."""
    if un.autre or autre.autre or (un.qualites and autre.qualites and not un.qualites & autre.qualites):
        return False
    periodes = [(m.periode.debut, m.periode.fin) for m in (un, autre) if m.periode]
    return len(set(periodes)) < 2


def find_paires(mentions: Iterable[Mention], ecart: Decimal) -> Iterator[Paire]:
    """Two figures of one action and noun whose sentences share words, and that are near without being equal.

    A figure that goes with several others is one of a list: it contradicts none.
    """
    groupes: dict[tuple[str, str, str], list[Mention]] = defaultdict(list)
    for m in mentions:
        groupes[*m.phrase.cle, m.nom].append(m)
    for siennes in groupes.values():
        trouvees: list[Paire] = []
        voisins: dict[Decimal, set[Decimal]] = defaultdict(set)
        for un, autre in combinations(siennes, 2):
            petit, grand = sorted((un.valeur, autre.valeur))
            if petit == grand or grand > ecart * petit or (un.phrase.cellule and autre.phrase.cellule):
                continue
            if un.nom == ETP and not is_interverti(petit, grand):  # of those planned some are hired
                continue
            communs = len((_list_mots(un) & _list_mots(autre)) - {SUIVI}) + len(un.qualites & autre.qualites)
            if communs >= _COMMUNS and un.phrase.ligne != autre.phrase.ligne and _is_compatible(un, autre):
                trouvees.append((un, autre))
                voisins[petit].add(grand)
                voisins[grand].add(petit)
        seules = {valeur for valeur, proches in voisins.items() if len(proches) == 1}
        yield from ((u, a) for u, a in trouvees if {u.valeur, a.valeur} <= seules or _is_reprise(u, a))


def _is_reprise(un: Mention, autre: Mention) -> bool:
    """Whether "the 12 beds" say again what the lines just above count, with the same quality."""
    lignes = un.phrase.ligne, autre.phrase.ligne
    suivent = all(map(str.isdigit, lignes)) and 0 < int(lignes[1]) - int(lignes[0]) <= _LIGNES
    return suivent and not un.qualites.isdisjoint(autre.qualites) and _REPRISE.search(autre.avant) is not None


def _pair_jumelles(dossier: Dossier) -> Iterator[Paire]:
    """Two sentences, or ends of sentences, that differ by one number and nothing else, anywhere in a document."""
    bouts: dict[tuple[str, int, str], list[Phrase]] = defaultdict(list)
    for phrase in list_phrases(dossier):
        if len(phrase.texte) >= _LONGUEUR:  # they begin or end alike
            bouts[phrase.cle[0], 0, phrase.texte[:_BOUT]].append(phrase)
            bouts[phrase.cle[0], 1, phrase.texte.rstrip(" .;")[-_BOUT:]].append(phrase)
    proches = dict.fromkeys(p for siennes in bouts.values() if len(siennes) > 1 for p in siennes)
    groupes: dict[tuple[str, str], list[Phrase]] = defaultdict(list)
    for phrase in proches:
        patron = _NOMBRE.sub("0", phrase.texte[phrase.puce :].rstrip(" .;"))
        groupes[phrase.cle[0], patron].append(phrase)
        if len(patron) > _FIN and patron[-_FIN:].count("0") > _NOMBRES_JUMEAUX:
            groupes[phrase.cle[0], patron[-_FIN:]].append(phrase)
    for (_, patron), siennes in groupes.items():
        if len(siennes) > 1 and len(list_racines(patron)) >= _MOTS_JUMEAUX:
            yield from (p for une, autre in combinations(siennes, 2) for p in _compare(une, autre, patron.count("0")))


def _compare(une: Phrase, autre: Phrase, nombre: int) -> Iterator[Paire]:
    """The one number, of the last so many, by which two sentences differ."""
    lus = [p.nombres[-nombre:] if nombre else () for p in (une, autre)]
    if une.texte == autre.texte or len(lus[0]) != len(lus[1]):
        return
    paires = list(zip(*lus, strict=True))
    differents = [(m, n) for m, n in paires if (m.valeur, m.nature) != (n.valeur, n.nature)]
    ailleurs = len({une.action, autre.action} - {""}) > 1 or une.cellule or autre.cellule
    if len(differents) != 1 or (ailleurs and len(paires) <= _NOMBRES_JUMEAUX):
        return
    m, n = differents[0]
    entieres = not (une.debut or autre.debut)
    if not (_is_compte(une, m) and _is_compte(autre, n)):
        return
    if entieres or une.find_periode(m.debut) == autre.find_periode(n.debut):
        yield Mention(une, m, value_of(m)), Mention(autre, n, value_of(n))


def _is_compte(phrase: Phrase, n: Nombre) -> bool:
    """Whether a number counts something, or is a rate: no reference, no money."""
    if n.nature == "pourcentage":
        return True
    if n not in phrase.comptes or phrase.read_unite(n) == EURO:
        return False
    return RENVOI.search(phrase.texte, max(0, n.debut - 40), n.debut) is None


def _describe(paires: Iterable[Paire], unite: str = "") -> Iterator[Vu]:
    """One finding for each two figures of an action and noun, with all the places that say one of them."""
    groupes: dict[tuple[str, str, str, frozenset[Decimal]], list[Mention]] = defaultdict(list)
    for un, autre in paires:
        groupes[*un.phrase.cle, un.nom, frozenset((un.valeur, autre.valeur))] += [un, autre]
    for mentions in groupes.values():
        un = mentions[0]
        autre = next(m for m in mentions if m.valeur != un.valeur)
        noms = list(dict.fromkeys(m.phrase.action for m in (un, autre) if m.phrase.action))
        nom = noms[0] if noms else ""
        lieu = f"Action{'s' if len(noms) > 1 else ''} {format_liste(noms)}" if noms else "Hors des fiches"
        dits = " et ".join(f"{m.dit} (l. {m.place.ligne})" for m in (un, autre))
        phrase = (
            f"{lieu} : deux endroits du texte semblent dire la même chose, "
            f"{dits}, {say_ecart(un.valeur, autre.valeur, unite)}."
        )
        objet = f"texte {un.nom} {' '.join(sorted(_list_mots(un) & _list_mots(autre)))}"
        places = sorted((m.place for m in mentions), key=lambda p: sort_key(p.ligne))
        yield None, make_constat(places, phrase, objet, autre.valeur, un.valeur, _QUESTION, nom)


def compare_comptes(dossier: Dossier) -> Iterator[Vu]:
    """Numbers that two sentences of an action give of one thing, or a sentence printed twice."""
    yield from ((None, None) for _ in list_phrases(dossier)[:1])
    yield from _describe((*find_paires(_list_comptes(dossier), _ECART_COMPTES), *_pair_jumelles(dossier)))


def compare_montants(dossier: Dossier) -> Iterator[Vu]:
    """Amounts that two sentences of an action give of one thing."""
    montants = list(_list_montants(dossier))
    yield from ((None, None) for _ in montants[:1])
    yield from _describe(find_paires(montants, _ECART_MONTANTS), EURO)
    yield from _list_fautes(dossier)


def _list_fautes(dossier: Dossier) -> Iterator[Vu]:
    """Amounts of one line of prose that no fact of the action gives, and that differ from one by a slip of the hand."""
    groupes: dict[tuple[str, Decimal], list[Mention]] = defaultdict(list)
    for phrase in list_phrases(dossier):
        for m in read_montants(phrase) if phrase.action and ("€" in phrase.texte or "euros" in phrase.texte) else ():
            groupes[phrase.action, m.valeur].append(m)
    lus: dict[str, list[Financement]] = defaultdict(list)
    for f in dossier.montants:
        lus[f.action].append(f)
    for (action, valeur), siennes in groupes.items():
        faits = lus[action] if valeur >= _MINIMUM else []
        if not faits or any(f.montant == valeur for f in faits):
            continue
        m, (ligne, *autres) = siennes[0], dict.fromkeys(m.place.ligne for m in siennes)
        proches = [f for f in faits if f.ligne != ligne and _find_faute(valeur, f.montant or valeur)]
        if autres or len({f.montant for f in proches}) != 1:
            continue
        attendu = proches[0].montant or valeur
        dit = (
            f"Action {action} : le texte (l. {ligne}) donne {format_euros(valeur)}, que rien d'autre n'imprime "
            f"pour cette action ; {format_euros(attendu)} ({list_lignes(proches)}) n'en diffère que par "
            f"{_find_faute(valeur, attendu)}, {say_ecart(valeur, attendu, EURO)}."
        )
        places = (m.place, *map(place_of, proches))
        yield None, make_constat(places, dit, "faute de frappe", valeur, attendu, _QUESTION, action)


def _find_faute(valeur: Decimal, autre: Decimal) -> str:
    """The slip that makes one amount of the other: a digit too many or too few, two neighbours in a long amount."""
    a, b = ("".join(filter(str.isdigit, f"{m.normalize():f}")) for m in (valeur, autre))
    court, long = sorted((a, b), key=len)
    surs = len(court.rstrip("0")) if (valeur % 1 == 0) == (autre % 1 == 0) else 0
    if len(long) == len(court) + 1 and surs >= _SIGNIFICATIFS and long != f"{court}0":
        trop = any(long[:n] + long[n + 1 :] == court for n in range(len(long)))
        return f"un chiffre {'de trop' if long == a else 'qui manque'}" if trop else ""
    rangs = [n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x != y] if len(a) == len(b) else []
    voisins = len(rangs) == 2 and rangs[1] == rangs[0] + 1 and sorted(a) != sorted(b)
    return "deux chiffres voisins" if voisins and surs >= 2 * _SIGNIFICATIFS else ""


EXAMENS: dict[str, Examen] = {
    "texte_deux_endroits": make_examen(compare_comptes, "le texte ne compte rien", entier=True),
    "montant_du_texte": make_examen(compare_montants, "le texte des actions ne donne aucun montant", entier=True),
}
