"""Sums told in prose: a whole and the parts, or a difference and the two numbers, that the text gives of it."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from cdppe.controles.mots import format_liste, format_nombre, format_periode, quote, shorten
from cdppe.controles.textes.constats import Vu, make_constat, make_examen, memorise, name_lieu, say_ecart, say_taux
from cdppe.controles.textes.listes import read_listes
from cdppe.controles.textes.parts import (
    DONT,
    ECART_PHRASE,
    MOTS,
    REPARTI,
    Partie,
    Somme,
    choose_tout,
    find_nom,
    keep,
    list_parties,
)
from cdppe.controles.textes.phrases import Phrase, find_mots, list_phrases
from cdppe.controles.textes.racines import list_racines, rate_libelle
from cdppe.controles.textes.resultats import group_resultats, value_of
from cdppe.controles.textes.taux import list_taux
from cdppe.facts import Financement
from cdppe.parsing.nombres import Nombre
from cdppe.plugins.controle import Constat, Dossier, Examen, Place, place_of

_QUESTION = "Pouvez-vous confirmer le total et chacune de ses parts ?"
_PARENTHESE = re.compile(r"\(\s*(?P<parts>\d[^()]*(?:[,;+]|\bet\b)[^()]*)\)")
_SEPARATEUR = re.compile(r"\s*(?:,|;|\bet\b|\+)\s*(?:de\s+|d['’])?[\s*]*")
_CLAUSE = re.compile(r"[().;:]")
_SUR = re.compile(r"\W*Sur\s+(?:les\s+|un\s+total\s+de\s+)?(?=\d)")
_LISTE = re.compile(REPARTI + r"[^.;:()\d]{0,40}:\s*(?P<parts>\d[^():]*(?:[,;+]|\bet\b)[^():]*)\Z")
_COMPREND = re.compile(
    r"\b(?:compren(?:ant|d|nent|ai(?:en)?t)|compos[ée]e?s? de|r[ée]parti\w* (?:en|entre)|se d[ée]compos\w+ en)\s+(?=\d)"
)
_SOIT = re.compile(r",\s*(?:soit(?:\s+(?:au\s+total|un\s+total\s+de))?|pour\s+un\s+total\s+de)\s+(?=\d)")
_DEUX_PARTS = re.compile(r"\bd['’]une part\b(?P<une>.*)\bd['’]autre part\b(?P<autre>.*)", re.DOTALL)
_REPARTIS = ("répart", "repart", "décompos", "ventil", "déclin", "comme suit", "suivante")
_ANNONCES = ("Sur ", ", soit", ", pour un total", " compren", " compos", "répart", "décompos")
_DIFFERENCES = ("différence", "écart", "hausse", "baisse", "augmentation", "diminution", "progression", "recul")
_DIFFERENCE = re.compile(rf"\b(?:{'|'.join(_DIFFERENCES)})s?\s+de\s+[*+–-]*\s*\Z")
_DETAIL = re.compile(r"\bdont\s+\Z")
_RESERVE = re.compile(DONT.pattern.replace("dont|", ""), re.IGNORECASE)
_ECART_LISTE = Decimal("2.5")
"""A list that misses its whole by more than the whole over this details something else."""
_ECART_DIFFERENCE = 4
"""The same, of what a sentence subtracts."""
_VOISIN, _TRES_VOISIN = Decimal("1.25"), Decimal("1.05")
"""How far from a table shares, and the items of a list, may be and still speak of the same."""


@memorise
def list_sommes(dossier: Dossier) -> list[Somme]:
    """Every sum told, right or wrong."""
    phrases = list_phrases(dossier)
    trouvees = [s for _, p in find_mots(dossier, "(") for s in _read_suites(p, _PARENTHESE)]
    trouvees += [s for _, p in find_mots(dossier, _REPARTIS) for s in _read_suites(p, _LISTE)]
    trouvees += [s for _, p in find_mots(dossier, _ANNONCES) for s in _read_enumerations(p)]
    for t in list_taux(dossier):
        if t.parts and t.phrase.action:
            parts, taux = zip(*t.parts, strict=True)
            trouvees.append(Somme(t.phrase, t.phrase.texte, None, parts, (t.phrase.place(t.debut, t.fin),), "", taux))
    trouvees += read_listes(dossier)
    trouvees += [s for _, p in find_mots(dossier, ("d'autre part", "d’autre part")) for s in _read_deux_parts(p)]
    for rang, phrase in find_mots(dossier, _DIFFERENCES):
        trouvees += _read_differences(phrase, phrases[max(0, rang - 3) : rang])
    return trouvees


def _read_suites(phrase: Phrase, suite: re.Pattern[str]) -> Iterator[Somme]:
    """ "46 places (10 here, 20 there and 16 elsewhere)", "… as follows: 10 here…": each part begins with its number."""
    texte = phrase.texte
    for motif in suite.finditer(texte):
        debut, fin = motif.span("parts")
        morceaux = [debut, *(s.end() for s in _SEPARATEUR.finditer(texte, debut, fin))]
        if not all(texte[m].isdigit() for m in morceaux):
            continue
        clause = max((m.end() for m in _CLAUSE.finditer(texte, 0, motif.start())), default=0)
        avant = [n for n in phrase.effectifs if clause <= n.debut and n.fin < motif.start()]
        parts = [n for n in phrase.effectifs if n.debut in morceaux]
        if len(parts) < 2 or len(parts) != len(morceaux) or not avant or DONT.search(texte, avant[-1].fin, fin):
            continue
        tout = choose_tout(avant, parts) if suite is _LISTE else avant[-1]
        nom, bouts = find_nom(texte, tout.fin), zip(morceaux, (*morceaux[1:], fin), strict=True)
        sure = suite is _LISTE or all(nom in list_racines(texte[d:f]) for d, f in bouts)
        mots = f"{tout.valeur:f}{texte[tout.fin : motif.start()].rstrip(' ,')}"
        places, lues = (phrase.place(tout.debut, motif.end()),), tuple(map(value_of, parts))
        yield from keep(Somme(phrase, mots, value_of(tout), lues, places, sure=sure))


def _read_enumerations(phrase: Phrase) -> Iterator[Somme]:
    """ "Out of 25, 8 here, 5 there, 12 elsewhere", "8 here, 5 there, that is 13", "13 made of 8 here and 5 there"."""
    texte = phrase.texte
    if phrase.cellule or "(" in texte:
        return
    sur, soit = _SUR.match(texte), _SOIT.search(texte)
    comprend = None if sur or soit else _COMPREND.search(texte)
    ordre = sur or soit or comprend
    if ordre is None or _RESERVE.search(texte):
        return
    lus = [n for n in phrase.effectifs if not _DETAIL.search(texte, max(0, n.debut - 8), n.debut)]
    avant = [n for n in lus if n.debut < ordre.start()]
    for tout in avant[-1:] if comprend else [n for n in lus if n.debut == ordre.end()]:
        parts = [n for n in lus if (n.fin < tout.debut if soit and not sur else n.debut > tout.debut)]
        somme = sum(map(value_of, parts))
        ecart = _ECART_LISTE if sur and _is_complete(texte, parts) else ECART_PHRASE
        if len(parts) > (1 if comprend else 2) and abs(somme - value_of(tout)) <= value_of(tout) / ecart:
            mots = shorten(texte[tout.debut :], MOTS)
            places, lues = (phrase.place(tout.debut, tout.fin),), tuple(map(value_of, parts))
            yield from keep(Somme(phrase, mots, value_of(tout), lues, places))


def _is_complete(texte: str, parts: Sequence[Nombre]) -> bool:
    """Whether parts that all count the same, the last after "et", are all that there are."""
    return len({find_nom(texte, n.fin) for n in parts}) == 1 and texte[: parts[-1].debut].endswith(" et ")


def _read_deux_parts(phrase: Phrase) -> Iterator[Somme]:
    """ "100 €, of which on the one hand 60 € are paid here, and on the other hand 40 € there"."""
    motif = None if phrase.cellule else _DEUX_PARTS.search(phrase.texte)
    if motif is None or DONT.search(phrase.texte, *motif.span("une")):
        return
    for unite in ("€", ""):
        lus = phrase.list_comptes(unite)
        avant = [n for n in lus if n.fin <= motif.start()]
        parts = [n for nom in ("une", "autre") for n in lus if motif.start(nom) <= n.debut < motif.end(nom)]
        if avant and len(parts) == 2 and parts[0].fin <= motif.end("une") <= parts[1].debut:
            tout = choose_tout(avant, parts)
            mots, lues = shorten(phrase.texte[tout.debut :], MOTS), tuple(map(value_of, parts))
            place = phrase.place(tout.debut, parts[1].fin)
            yield from keep(Somme(phrase, mots, value_of(tout), lues, (place,), unite))
            return


def _read_differences(phrase: Phrase, avant: Sequence[Phrase]) -> Iterator[Somme]:
    """ "That is a difference of 20": the two numbers told before, in the sentence or in two that give one each."""
    for n in phrase.comptes:
        motif, unite = _DIFFERENCE.search(phrase.texte, 0, n.debut), phrase.read_unite(n)
        if motif is None or unite is None:
            continue
        termes = [(phrase, m) for m in phrase.list_comptes(unite) if m.fin <= motif.start()]
        if not termes:
            lus = [(p, p.list_comptes(unite)) for p in avant if p.action == phrase.action]
            termes = [(p, siens[0]) for p, siens in lus if len(siens) == 1]
        if len(termes) < 2:
            continue
        dite = abs(value_of(n))
        grand, petit = sorted((abs(value_of(m)) for _, m in termes[-2:]), reverse=True)
        if abs(grand - petit - dite) <= dite / _ECART_DIFFERENCE:
            places = (phrase.place(motif.start(), n.fin), *(p.place(m.debut, m.fin) for p, m in termes[-2:]))
            yield Somme(phrase, phrase.texte[motif.start() : n.fin], dite, (grand, -petit), places, unite)


def examine_sommes(dossier: Dossier) -> Iterator[Vu]:
    """Wholes that are not the sum of the parts told with them."""
    for s in list_sommes(dossier):
        somme = sum(s.parts, Decimal(0))
        if s.tout is None or (not s.sure and abs(s.tout - somme) > s.tout / _ECART_LISTE) or _is_fiche(dossier, s):
            continue
        fin = _find_annee(dossier, s.phrase)
        mots = quote(s.mots.replace("**", ""))
        phrase = (
            f"{name_lieu(s.phrase.action, s.places[0])} : {mots} annonce {format_nombre(s.tout, s.unite)} et "
            f"{s.calcul} font {format_nombre(somme, s.unite)}, {say_ecart(s.tout, somme, s.unite)}."
        )
        objet, action = f"somme {s.mots}", s.phrase.action
        faux = make_constat(s.places, phrase, objet, s.tout, somme, _QUESTION, action, str(fin or ""), s.parts)
        yield fin, faux if s.tout != somme else None
    yield from ((None, _describe(p) if value_of(p.part) > value_of(p.tout) else None) for p in list_parties(dossier))


def _find_annee(dossier: Dossier, phrase: Phrase) -> int | None:
    """The year of the table in which a sentence stands."""
    annees = {f.fin for f in dossier.par_action.get(phrase.action, ()) if _is_dans(f, phrase.place())}
    return annees.pop() if phrase.cellule and len(annees) == 1 else None


def _is_dans(f: Financement, place: Place) -> bool:
    return (f.document, f.ligne) == (place.document, place.ligne)


def _is_fiche(dossier: Dossier, s: Somme) -> bool:
    """Whether these are an amount of a sheet and its details, which another control compares, each year for itself."""
    faits = [f for f in dossier.par_action.get(s.phrase.action, ()) if s.unite and f.origine == "fiche"]
    tete = next((f for f in faits if f.niveau == "action" and _is_dans(f, s.places[0])), None)
    siens = [f for f in faits if tete and (f.etape, f.source, f.fin) == (tete.etape, tete.source, tete.fin)]
    details = {f.montant for f in siens if f.niveau == "detail" and any(_is_dans(f, p) for p in s.places[1:])}
    return {f.montant for f in siens if f.niveau == "action"} == {s.tout} and details.issuperset(s.parts)


def _describe(p: Partie) -> Constat:
    """A part above the whole in which the sentence says it is."""
    part, tout, place = value_of(p.part), value_of(p.tout), p.phrase.place(p.debut, p.fin)
    dit = quote(p.phrase.texte[p.debut : p.fin].replace("**", ""))
    phrase = (
        f"{name_lieu(p.phrase.action, place)} : {dit} donne une part ({format_nombre(part)}) plus grande que son tout "
        f"({format_nombre(tout)}), {say_ecart(part, tout)}."
    )
    question = "Pouvez-vous confirmer la part et le tout ?"
    return make_constat((place,), phrase, f"part {dit}", part, tout, question, p.phrase.action, "", (tout,))


def compare_sommes(dossier: Dossier) -> Iterator[Vu]:
    """Numbers told as parts of a whole, which do not add up to the indicator of which the sentence speaks."""
    for s in list_sommes(dossier):
        if s.tout is not None:
            continue
        yield None, None
        somme, racines = sum(s.parts, Decimal(0)), list_racines(s.mots)
        ecart = _VOISIN if s.taux else _TRES_VOISIN
        cellules = [(i, i.valeur) for i in group_resultats(dossier).get(s.phrase.cle, ()) if i.valeur]
        dites = [(i, v) for i, v in cellules if 1 / ecart <= somme / v <= ecart and _is_dit(i.libelle, racines)]
        if len({v for _, v in dites}) != 1 or any(v == somme for _, v in cellules):
            continue
        i, attendu = dites[-1]
        periode, lignes = format_periode(i.debut, i.fin, i.base), ", ".join(dict.fromkeys(p.ligne for p in s.places))
        parts = [
            f"{format_nombre(p)} en font {say_taux(p, attendu)[1]} et non {format_nombre(t, '%')}"
            for p, t in zip(s.parts, s.taux, strict=False)
        ]
        phrase = (
            f"Action {i.action}, « {i.libelle} », {periode} : les effectifs répartis dans le texte (l. {lignes}) font "
            f"{format_nombre(somme)} et le tableau (l. {i.ligne}) donne {format_nombre(attendu)}, "
            f"{say_ecart(somme, attendu)}{' ; ' if parts else ''}{format_liste(parts)}."
        )
        places, objet = (*s.places, *(place_of(i) for i, _ in dites)), f"somme du texte {i.libelle}"
        question = "Pouvez-vous confirmer ces effectifs et le total du tableau ?"
        yield None, make_constat(places, phrase, objet, somme, attendu, question, i.action, periode, s.parts)


def _is_dit(libelle: str, racines: frozenset[str]) -> bool:
    part, communs = rate_libelle(libelle, racines)
    return communs >= 2 and part >= 0.6


EXAMENS: dict[str, Examen] = {
    "somme_du_texte": make_examen(examine_sommes, "le texte n'annonce aucun total avec ses parts"),
    "effectifs_du_texte": make_examen(compare_sommes, "aucune phrase ne répartit un effectif", entier=True),
}
