"""Two figures of one action that are the same but for two neighbouring digits, or for one: one was mistyped."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import combinations

from cdppe.controles.mots import check_dernier, format_liste, format_nombre
from cdppe.controles.reperes import find_action
from cdppe.documents import Tableau
from cdppe.facts import Financement, Indicateur
from cdppe.plugins.controle import Constat, Dossier, Examen, NonApplicable, Page, Place

_NOMBRE = re.compile(
    r"\d(?<![\d.,/]\d)(?:\d{0,2}(?:(?:[ \u00a0\u202f]|\\,|\.)\d{3})+|\d{2,8})(?:[.,]\d{2})?(?!\d)"
    r"(?P<euros>[\s\u00a0\u202f]*€)?"
)
_ANNEE = re.compile(r"(?:19|20)\d\d\Z")
_CENTIMES = re.compile(r"[.,](\d{2})\Z")
_FIN = " \u00a0\u202f€\t\n"
_HORS_CHIFFRES = {ord(c): None for c in f"{_FIN}\\,."}
_SIGNIFICATIFS = 4
"""So many digits that are no closing zeros do not meet by chance; fewer need a twin printed on two lines."""
_LONG, _MAX = 5, 8
"""So many that one digit may be wrong among them; more are the number of a file, not an amount."""
_Lieux = dict[str, Place]


def _list_nombres(dossier: Dossier) -> dict[str, dict[Decimal, _Lieux]]:
    """By action, its numbers of three digits or more and the lines that print each; years left out."""
    par_ligne: dict[tuple[str, str], str] = {}
    faits: Iterable[Financement | Indicateur] = (*dossier.lecture.financements, *dossier.lecture.indicateurs)
    for f in faits:
        if f.action and f.niveau in ("action", "detail"):
            par_ligne.setdefault((f.document, f.ligne), f.action)
    nombres: dict[str, dict[Decimal, _Lieux]] = defaultdict(lambda: defaultdict(dict))
    for page, trouve, valeur in _list_jumeaux(dossier):
        place = page.place(trouve.start(), trouve.end())
        action = par_ligne.get((page.document, place.ligne)) or find_action(dossier, page.document, place.ligne)
        nombres[action][valeur].setdefault(place.ligne, place)
    return nombres


def _list_jumeaux(dossier: Dossier) -> Iterator[tuple[Page, re.Match[str], Decimal]]:
    """The numbers that have the digits of another one, or all but one: most have no twin anywhere."""
    par_chiffres: dict[str, dict[str, list[list[tuple[Page, re.Match[str]]]]]] = defaultdict(dict)
    connus: dict[str, list[tuple[Page, re.Match[str]]]] = {}
    for page in dossier.pages:
        for trouve in _NOMBRE.finditer(page.texte):
            texte = trouve[0].rstrip(_FIN)
            if texte not in connus:
                chiffres = (texte[:-3] if texte[-3:] in (",00", ".00") else texte).translate(_HORS_CHIFFRES)
                connus[texte] = []
                entier = _CENTIMES.sub("", texte).translate(_HORS_CHIFFRES)
                for cle in ("".join(sorted(chiffres)), *(_hide_chiffres(entier) if entier != texte else ())):
                    par_chiffres[cle].setdefault(chiffres, []).append(connus[texte])
            connus[texte].append((page, trouve))
    siens = {
        (page.document, trouve.start()): (page, trouve)
        for ecrits in par_chiffres.values()
        if len(ecrits) > 1
        for lus in ecrits.values()
        for page, trouve in (s for textes in lus for s in textes)
    }
    for _, (page, trouve) in sorted(siens.items()):
        if valeur := _read(trouve):
            yield page, trouve, valeur


def _hide_chiffres(entier: str) -> Iterator[str]:
    """A whole number with each of its digits hidden in turn: what it shares with those that differ by one digit."""
    if _LONG <= len(entier) <= _MAX:
        yield from (f"{entier[:n]}_{entier[n + 1 :]}" for n in range(len(entier)))


def _read(trouve: re.Match[str]) -> Decimal | None:
    """The number; nothing of a year."""
    chiffres = trouve[0].removesuffix(trouve["euros"] or "")
    centimes = _CENTIMES.search(chiffres)
    entier = "".join(filter(str.isdecimal, chiffres[: centimes.start()] if centimes else chiffres))
    if not trouve["euros"] and not centimes and _ANNEE.match(entier):
        return None
    return Decimal(f"{entier}.{centimes[1]}" if centimes and centimes[1] != "00" else entier)


def _list_cles(valeur: Decimal) -> tuple[str, ...]:
    """What a number shares with its twins."""
    return "".join(sorted(str(valeur))), *_hide_chiffres(str(int(valeur)))


def is_interverti(un: Decimal, autre: Decimal) -> bool:
    """Whether two neighbouring digits, and they alone, have changed places."""
    a, b = (f"{n.normalize():f}" for n in (un, autre))
    rangs = [n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x != y]
    if len(a) != len(b) or len(rangs) != 2 or rangs[1] != rangs[0] + 1:
        return False
    return a[rangs[0]] == b[rangs[1]] and a[rangs[1]] == b[rangs[0]]


def _is_change(un: Decimal, autre: Decimal) -> bool:
    """Whether one digit of two long amounts differs, and it alone; one of them may be printed without its cents."""
    a, b = str(int(un)), str(int(autre))
    if len(a) != len(b) or sum(x != y for x, y in zip(a, b, strict=True)) != 1:
        return False
    centimes = un % 1, autre % 1
    return min(map(_count_significatifs, (un, autre))) >= _LONG and (centimes[0] == centimes[1] or 0 in centimes)


def _count_significatifs(valeur: Decimal) -> int:
    return len(str(valeur).replace(".", "").rstrip("0"))


def _is_chance(seul: _Lieux, jumeau: _Lieux, valeur: Decimal) -> bool:
    if _count_significatifs(valeur) < _SIGNIFICATIFS:
        return len(jumeau) < 2
    return bool(seul.keys() & jumeau.keys())


def find_coquilles(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """A figure printed on one line, and on others the same with two digits the other way round, or with another digit.

    In tables, amounts of two years or stages often differ by one digit: one of the two is then in a sentence.
    """
    check_dernier(dossier, annee)
    if not dossier.documents:
        raise NonApplicable("le texte du document n'est pas disponible")
    resultats = {(i.action, i.ligne, i.valeur) for i in dossier.lecture.indicateurs if i.certitude == "sur"}
    phrases = {
        (d.nom, lieu)
        for d in dossier.documents
        for b in d.blocs
        if not isinstance(b, Tableau)
        for _, lieu in b.passage.ancres
    }
    for action, nombres in _list_nombres(dossier).items():
        par_chiffres: dict[str, list[Decimal]] = defaultdict(list)
        for valeur, cle in ((v, c) for v in nombres for c in _list_cles(v)):
            par_chiffres[cle].append(valeur)
        paires = {p: None for valeurs in par_chiffres.values() for p in combinations(valeurs, 2)} if action else {}
        for un, autre in paires:
            seul, jumeau = sorted((un, autre), key=lambda v: (len(nombres[v]), v))
            lieux, autres = nombres[seul], nombres[jumeau]
            place = next(iter(lieux.values()))
            # Two results of a table are two results, whatever their digits.
            if len(lieux) > 1 or (action, place.ligne, seul) in resultats or _is_chance(lieux, autres, seul):
                continue
            dits = [p for p in (place, *autres.values()) if (p.document, p.ligne) in phrases]
            if is_interverti(un, autre):
                yield _describe(action, place, seul, tuple(autres.values()), jumeau, "deux chiffres intervertis")
            elif dits and _is_change(un, autre) and not any(_is_said(abs(un - autre), p) for p in dits):
                yield _describe(action, place, seul, tuple(autres.values()), jumeau, "un chiffre")


def _is_said(ecart: Decimal, place: Place) -> bool:
    """Whether a sentence tells the difference of two amounts, which is then one that is meant."""
    return str(int(ecart)) in place.texte.translate(_HORS_CHIFFRES)


def _describe(
    action: str, place: Place, seul: Decimal, autres: tuple[Place, ...], jumeau: Decimal, quoi: str
) -> Constat:
    lignes = format_liste(dict.fromkeys(p.ligne for p in autres))
    return Constat(
        (place, *autres),
        f"Action {action} : {format_nombre(seul)} est imprimé une fois (l. {place.ligne}), et {format_nombre(jumeau)}, "
        f"qui n'en diffère que par {quoi}, ailleurs (l. {lignes}).",
        action=action,
        objet=quoi.removeprefix("deux "),
        trouve=str(seul),
        attendu=str(jumeau),
        difference=str(seul - jumeau),
        question="Est-ce le même nombre, et lequel est le bon ?",
    )


COQUILLES: dict[str, Examen] = {
    "chiffres_intervertis": find_coquilles,
}
