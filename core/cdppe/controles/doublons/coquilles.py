"""Two figures of one action that are the same but for two neighbouring digits: one of them was mistyped."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import combinations

from cdppe.controles.mots import check_dernier, format_liste, format_nombre
from cdppe.controles.reperes import find_action
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
    """The numbers that have the digits of another one: most have no twin anywhere."""
    par_chiffres: dict[str, dict[str, list[tuple[Page, re.Match[str]]]]] = defaultdict(lambda: defaultdict(list))
    connus: dict[str, list[tuple[Page, re.Match[str]]]] = {}
    for page in dossier.pages:
        for trouve in _NOMBRE.finditer(page.texte):
            texte = trouve[0].rstrip(_FIN)
            if texte not in connus:
                chiffres = (texte[:-3] if texte[-3:] in (",00", ".00") else texte).translate(_HORS_CHIFFRES)
                connus[texte] = par_chiffres["".join(sorted(chiffres))][chiffres]
            connus[texte].append((page, trouve))
    siens = (s for textes in par_chiffres.values() if len(textes) > 1 for lus in textes.values() for s in lus)
    for page, trouve in sorted(siens, key=lambda s: (s[0].document, s[1].start())):
        if valeur := _read(trouve):
            yield page, trouve, valeur


def _read(trouve: re.Match[str]) -> Decimal | None:
    """The number; nothing of a year."""
    chiffres = trouve[0].removesuffix(trouve["euros"] or "")
    centimes = _CENTIMES.search(chiffres)
    entier = "".join(filter(str.isdecimal, chiffres[: centimes.start()] if centimes else chiffres))
    if not trouve["euros"] and not centimes and _ANNEE.match(entier):
        return None
    return Decimal(f"{entier}.{centimes[1]}" if centimes and centimes[1] != "00" else entier)


def _sort_chiffres(valeur: Decimal) -> str:
    return "".join(sorted(str(valeur)))


def is_interverti(un: Decimal, autre: Decimal) -> bool:
    """Whether two neighbouring digits, and they alone, have changed places."""
    a, b = (f"{n.normalize():f}" for n in (un, autre))
    rangs = [n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x != y]
    if len(a) != len(b) or len(rangs) != 2 or rangs[1] != rangs[0] + 1:
        return False
    return a[rangs[0]] == b[rangs[1]] and a[rangs[1]] == b[rangs[0]]


def _is_chance(seul: _Lieux, jumeau: _Lieux, valeur: Decimal) -> bool:
    if len(str(valeur).replace(".", "").rstrip("0")) < _SIGNIFICATIFS:
        return len(jumeau) < 2
    return bool(seul.keys() & jumeau.keys())


def find_coquilles(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """A figure printed on one line, and the same with two digits the other way round on others."""
    check_dernier(dossier, annee)
    if not dossier.documents:
        raise NonApplicable("le texte du document n'est pas disponible")
    resultats = {(i.action, i.ligne, i.valeur) for i in dossier.lecture.indicateurs if i.certitude == "sur"}
    for action, nombres in _list_nombres(dossier).items():
        par_chiffres: dict[str, list[Decimal]] = defaultdict(list)
        for valeur in nombres:
            par_chiffres[_sort_chiffres(valeur)].append(valeur)
        for valeurs in par_chiffres.values():
            for un, autre in combinations(valeurs, 2) if action else ():
                seul, jumeau = sorted((un, autre), key=lambda v: (len(nombres[v]), v))
                lieux, autres = nombres[seul], nombres[jumeau]
                place = next(iter(lieux.values()))
                # Two results of a table are two results, whatever their digits.
                mesure = (action, place.ligne, seul) in resultats
                if is_interverti(un, autre) and len(lieux) == 1 and not mesure and not _is_chance(lieux, autres, seul):
                    yield _describe(action, place, seul, tuple(autres.values()), jumeau)


def _describe(action: str, place: Place, seul: Decimal, autres: tuple[Place, ...], jumeau: Decimal) -> Constat:
    lignes = format_liste(dict.fromkeys(p.ligne for p in autres))
    return Constat(
        (place, *autres),
        f"Action {action} : {format_nombre(seul)} est imprimé une fois (l. {place.ligne}), et {format_nombre(jumeau)}, "
        f"qui n'en diffère que par deux chiffres intervertis, ailleurs (l. {lignes}).",
        action=action,
        objet="chiffres intervertis",
        trouve=str(seul),
        attendu=str(jumeau),
        difference=str(seul - jumeau),
        question="Est-ce le même nombre, et lequel est le bon ?",
    )


COQUILLES: dict[str, Examen] = {
    "chiffres_intervertis": find_coquilles,
}
