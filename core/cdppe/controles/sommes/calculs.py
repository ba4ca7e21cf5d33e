"""Calculations that a report prints with their result."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, DivisionByZero, InvalidOperation

from cdppe.controles.memoire import remember
from cdppe.controles.mots import check_dernier, format_euros
from cdppe.controles.reperes import find_action
from cdppe.plugins.controle import Constat, Dossier, Examen, NonApplicable, Page, Place

_FENETRE = 90
_NOMBRE = r"\d{1,3}(?:(?:\\,|[ \u00a0\u202f])\d{3})+(?:[.,]\d{1,2})?|\d+(?:[.,]\d{1,2})?"
_UNITE = r"(?:[ \u00a0]*(?:\\text\{)?[ \u00a0]*(?:K€|[€$]|euros?)\}?\$?)"
_SIGNE = r"\*|×|\\times|\bx\b|/|\+"
_JETON = re.compile(
    rf"(?P<nombre>{_NOMBRE})[ \u00a0]*(?P<pourcent>\\?%)?(?P<k>[kK]€)?{_UNITE}?(?:[ \u00a0]*(?:\\text\{{)?"
    rf"(?:(?:/[ \u00a0]*|par[ \u00a0])?(?!x\b)[^\W\d_][^\W\d_’' \u00a0]*[’']?[^\d=*×+/()<>;:\\$]{{0,30}}?)?\}}?)"
    rf"[ \u00a0]*(?=\\times|[*×/+()=$]|\bx\b|\Z)|(?P<signe>{_SIGNE})|(?P<ouvre>\()|(?P<ferme>\))|(?P<blanc>[ \u00a0$]+)"
)
_RESULTAT = re.compile(
    rf"[ \u00a0$]*(?P<nombre>{_NOMBRE}){_UNITE}?"
    r"(?P<suite>[ \u00a0]*(?:\\times|[*×+]|\bx\b|/[ \u00a0]*\d|[ \u00a0]\d|%))?"
)
_PART = re.compile(r"[ \u00a0]*\d+(?:[.,]\d+)?[ \u00a0]*\\?%")
_INACHEVE = re.compile(r"(?:\\times|[*×+/)(%]|\bx)[ \u00a0$]*\Z")
_ACCOLADES = re.compile(r"\\text\{|\}")
_OPERATION = re.compile(r"\d[^=<>\n]*(?:[*×/+x]|times)[^=<>\n]*\d")
_GROUPES = re.compile(r"\\,|[ \u00a0\u202f]")
_PAR_AN = re.compile(
    rf"(?P<un>{_NOMBRE}){_UNITE}[ \u00a0]*(?:/|par)[ \u00a0]*an[ \u00a0,]*soit[ \u00a0]*(?P<tout>{_NOMBRE}){_UNITE}"
    r"(?:[ \u00a0]*sur[ \u00a0]*(?P<ans>\d)[ \u00a0]*ans)?",
    re.IGNORECASE,
)
_ANNEES = r"(?P<annees>20[12]\d(?:[ \u00a0]*(?:[-–/,;]|et)[ \u00a0]*20[12]\d)+)"
_LISTE = re.compile(rf"{_ANNEES}[ \u00a0]*:")
_AUTRE = re.compile(r"20[12]\d[ \u00a0]*:")
_ANS = re.compile(r"(?P<ans>[2-9])[ \u00a0]*(?:ans|années)\b")
_FOIS = re.compile(r"(?:[*×]|\bx)[ \u00a0]*\Z", re.IGNORECASE)
_EUROS = re.compile(rf"(?P<nombre>{_NOMBRE})[ \u00a0]*(?:€|euros?\b)")
_POUR = re.compile(rf"=[ \u00a0]*(?P<nombre>{_NOMBRE})[ \u00a0]*(?:€|euros?)[ \u00a0]*pour[ \u00a0]+{_ANNEES}")
_PORTEE = 300
_AVANT = re.compile(rf"(?P<nombre>{_NOMBRE}){_UNITE}[ \u00a0]*\((?P<calcul>\d[^()=<>+\n*]+\*[^()=<>+\n]+)\)")
_CHACUN = re.compile(
    rf"(?<![\d,.])(?P<fois>[2-9]|[1-9]\d)[ \u00a0](?P<nom>[^\W\d_][^:;€=<>\d\n]{{2,40}}:[ \u00a0]*)(?P<un>{_NOMBRE})"
    rf"{_UNITE}[ \u00a0,]*soit[ \u00a0]*(?P<tout>{_NOMBRE}){_UNITE}(?![ \u00a0]*(?:par|/|sur|en|pour)\b)"
)
ARRONDI = Decimal("0.5")


@dataclass(frozen=True, slots=True)
class Calcul:
    """A printed calculation: its words, what it makes, what is printed instead, where, and the years that it lists."""

    texte: str
    attendu: Decimal
    trouve: Decimal
    place: Place
    notation: bool = False
    annees: str = ""


def _read_nombre(texte: str) -> Decimal:
    return Decimal(_GROUPES.sub("", texte).replace(",", "."))


def _list_lectures(texte: str, debut: bool) -> list[Decimal]:
    """Two numbers with only a space between look like one: the readings that take the first groups, or the last."""
    groupes = _GROUPES.split(texte)
    rangs = range(1, len(groupes) + 1)
    morceaux = [groupes[:n] if debut else groupes[-n:] for n in rangs]
    return [_read_nombre("".join(m)) for m in morceaux]


def _tokenize(texte: str) -> list[str] | None:
    """Numbers, signs and brackets of an expression; "90 000 (5 % d'ETP)" multiplies."""
    jetons: list[str] = []
    position = 0
    while position < len(texte):
        motif = _JETON.match(texte, position)
        if motif is None:
            return None
        position = motif.end()
        if motif["blanc"]:
            continue
        if motif["nombre"]:
            if jetons and (jetons[-1] == ")" or jetons[-1][0].isdigit()):
                return None
            pourcent, mille = motif["pourcent"], motif["k"]
            jetons.append(motif["nombre"] + ("%" if pourcent else "k" if mille else ""))
        elif motif["ouvre"]:
            if jetons and (jetons[-1] == ")" or jetons[-1][0].isdigit()):
                if not _PART.match(texte, position):
                    return None
                jetons.append("*")
            jetons.append("(")
        else:
            jetons.append("*" if motif["signe"] in ("×", "\\times", "x") else motif[0].strip())
    return jetons


def _evaluate(jetons: list[str], mois: bool) -> Decimal | None:
    """What the tokens make; with ``mois``, a division by months of a year ("/ (2/12)") is taken for a product."""
    formes = {"%": "({}/100)", "k": "({}*1000)"}
    mots = [formes.get(j[-1], "{}").format(_read_nombre(j.rstrip("%k"))) if j[0].isdigit() else j for j in jetons]
    try:
        return _compute(ast.parse(" ".join(mots), mode="eval").body, mois)
    except (SyntaxError, TypeError, InvalidOperation, DivisionByZero):
        return None


def _compute(noeud: ast.expr, mois: bool) -> Decimal:
    match noeud:
        case ast.Constant(value=int() | float() as nombre):
            return Decimal(str(nombre))
        case ast.BinOp(left, ast.Div(), ast.BinOp(_, ast.Div(), ast.Constant(value=12)) as part) if mois:
            return _compute(left, mois) * _compute(part, False)
        case ast.BinOp(ast.BinOp(left, ast.Div(), nombre), ast.Div(), ast.Constant(value=12)) if mois:
            return _compute(left, mois) * _compute(nombre, mois) / 12
        case ast.BinOp(left, signe, right):
            un, autre = _compute(left, mois), _compute(right, mois)
            return (
                un + autre if isinstance(signe, ast.Add) else un * autre if isinstance(signe, ast.Mult) else un / autre
            )
    raise TypeError(noeud)


def _read_calcul(page: Page, egal: int, resultat: re.Match[str]) -> Calcul | None:
    """The calculation on the left of an equals sign, when what is on its right is not its result."""
    if resultat["suite"] and not _is_autre_nombre(resultat["suite"]):
        return None
    lu = _read_expression(page.texte[max(0, egal - _FENETRE) : egal])
    if lu is None:
        return None
    texte, jetons = lu
    valeur, multipliee = (_evaluate(jetons, mois) for mois in (False, True))
    if valeur is None:
        return None
    trouves = _list_lectures(resultat["nombre"], True)
    premiers = _list_lectures(jetons[0], False) if jetons[0][-1].isdigit() else []
    possibles = {valeur / premiers[-1] * p for p in premiers if premiers[-1]} or {valeur}
    if any(abs(v - t) <= ARRONDI for v in possibles for t in trouves):
        return None
    notation = multipliee is not None and any(abs(multipliee - t) <= ARRONDI for t in trouves)
    place = page.place(egal - len(texte), resultat.end("nombre"))
    return Calcul(" ".join(texte.split()), valeur, trouves[-1], place, notation)


def _is_autre_nombre(suite: str) -> bool:
    """What follows the result begins something else: a figure after a space."""
    return suite[-1].isdigit() and "/" not in suite


def _read_expression(avant: str) -> tuple[str, list[str]] | None:
    """The longest calculation that ends a text."""
    avant = _ACCOLADES.sub(lambda m: " " * len(m[0]), avant)
    coupe = max(avant.rfind(c) for c in "=;:<>\n\t") + 1
    avant = avant[coupe:]
    for debut in re.finditer(r"(?<![\d,.\\])[(\d]", avant):
        texte = avant[debut.start() :]
        jetons = _tokenize(texte.rstrip())
        if jetons and any(j in "*/+" for j in jetons) and _evaluate(jetons, False) is not None:
            return None if _INACHEVE.search(avant, 0, debut.start()) else (texte, jetons)
    return None


def _list_calculs(dossier: Dossier, annee: int) -> list[Calcul]:
    check_dernier(dossier, annee)
    calculs = remember(dossier, "calculs", lambda: list(_find_calculs(dossier)))
    if not calculs:
        raise NonApplicable("aucun calcul n'est imprimé")
    return [c for c in calculs if c is not None]


def _find_calculs(dossier: Dossier) -> Iterator[Calcul | None]:
    """Each printed calculation; None for one that is right, or not understood."""
    debut, fin = dossier.departement.departement.contrat
    for page in dossier.pages:
        for egal in re.finditer("=", page.texte):
            avant = page.texte[max(0, egal.start() - _FENETRE) : egal.start()]
            resultat = _RESULTAT.match(page.texte, egal.end())
            if resultat and any(s in avant for s in "*×/+x") and _OPERATION.search(avant):
                yield _read_calcul(page, egal.start(), resultat)
        for soit in re.finditer("soit", page.texte):
            motif = _PAR_AN.search(page.texte, max(0, soit.start() - _FENETRE), soit.end() + _FENETRE)
            if motif is None:
                continue
            un, tout = _read_nombre(motif["un"]), _read_nombre(motif["tout"])
            ans = int(motif["ans"]) if motif["ans"] else round(tout / un) if un else 0
            faux = un and (tout != un * ans or not 0 < ans <= fin - debut + 1)
            place = page.place(motif.start(), motif.end())
            yield Calcul(motif[0], un * max(1, min(ans, fin - debut + 1)), tout, place) if faux else None
        yield from (*_list_durees(page), *_list_produits(page))


def _list_produits(page: Page) -> Iterator[Calcul | None]:
    """ "78 840 € (18 €*365 jours*12)", the result before; "5 ETP : 45 000 € soit 225 000 €"."""
    faits = [
        (m, m["nombre"], _evaluate(_tokenize(m["calcul"].strip()) or [], False))
        for m in _search_autour(page, "(", _AVANT)
    ]
    faits += [(m, m["tout"], int(m["fois"]) * _read_nombre(m["un"])) for m in _search_autour(page, "soit", _CHACUN)]
    for motif, lu, attendu in faits:
        if attendu is not None:
            trouve, place = _read_nombre(lu), page.place(motif.start(), motif.end())
            yield Calcul(motif[0], attendu, trouve, place) if abs(attendu - trouve) > ARRONDI else None


def _search_autour(page: Page, signe: str, motif: re.Pattern[str]) -> list[re.Match[str]]:
    """What a pattern finds around a sign that it cannot do without."""
    trouves = {}
    position = page.texte.find(signe)
    while position >= 0:
        for trouve in motif.finditer(page.texte, max(0, position - _FENETRE), position + _FENETRE):
            trouves[trouve.span()] = trouve
        position = page.texte.find(signe, position + 1)
    return list(trouves.values())


def _list_durees(page: Page) -> Iterator[Calcul | None]:
    """ "2020-2021-2022 : … 45 000 € *2 ans": three years are listed and two are paid; "par an… = 900 € pour…": one."""
    for ans in _ANS.finditer(page.texte):
        fois = _FOIS.search(page.texte, max(0, ans.start() - 4), ans.start())
        depart = max(0, ans.start() - _PORTEE)
        listes = list(_LISTE.finditer(page.texte, depart, ans.start())) if fois else []
        montants = list(_EUROS.finditer(page.texte, depart, ans.start())) if listes else []
        if fois and montants and not _AUTRE.search(page.texte, listes[-1].end(), ans.start()):
            texte = f"{listes[-1]['annees']} : {montants[-1][0]} {fois[0]}{ans[0]}"
            yield _check_duree(page, texte, montants[-1], listes[-1]["annees"], int(ans["ans"]), ans.end())
    for pour in _POUR.finditer(page.texte):
        avant = page.texte[max(0, pour.start() - _PORTEE // 2) : pour.start()]
        if "par an" in avant and not re.search(r"\bans?\b|20[12]\d", avant[avant.rfind("par an") + 6 :]):
            yield _check_duree(page, pour[0], pour, pour["annees"], 1, pour.end())


def _check_duree(page: Page, texte: str, montant: re.Match[str], annees: str, payees: int, fin: int) -> Calcul | None:
    """What is paid for another number of years than those that a list names; a dash binds the ends of a period."""
    listees = {int(a) for a in re.findall(r"20\d\d", annees)}
    nombre = max(listees) - min(listees) + 1 if re.search(r"[-–/]", annees) else len(listees)
    un = _read_nombre(montant["nombre"])
    if nombre == payees:
        return None
    return Calcul(texte, un * nombre, un * payees, page.place(montant.start(), fin), annees=annees)


def _say(dossier: Dossier, calcul: Calcul, phrase: str, question: str) -> Constat:
    place, attendu = calcul.place, calcul.attendu.quantize(calcul.trouve)
    siens = (f.action for f in dossier.lecture.financements if (f.document, f.ligne) == (place.document, place.ligne))
    action = next(siens, "") or find_action(dossier, place.document, place.ligne)
    return Constat(
        (place,),
        f"{f'Action {action}, l.' if action else 'Ligne'} {place.ligne} : {phrase}",
        action=action,
        objet=calcul.texte,
        periode=calcul.annees,
        trouve=str(calcul.trouve),
        attendu=str(attendu),
        difference=str(calcul.trouve - attendu),
        question=question,
    )


def examine_calculs(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """Results that are not those of the calculation printed before them."""
    for c in (c for c in _list_calculs(dossier, annee) if not c.notation):
        attendu = c.attendu.quantize(c.trouve)
        ecart = f"soit {format_euros(abs(attendu - c.trouve))} d'écart"
        if c.annees:
            phrase = f"« {c.texte.strip()} » compte {format_euros(c.trouve)}, alors que les années citées en font "
            yield _say(dossier, c, f"{phrase}{format_euros(attendu)}, {ecart}.", "Combien d'années sont prévues ?")
        else:
            phrase = f"le calcul imprimé « {c.texte.strip()} » fait {format_euros(attendu)}, et non "
            question = "Pouvez-vous confirmer les termes et le résultat de ce calcul ?"
            yield _say(dossier, c, f"{phrase}{format_euros(c.trouve)}, {ecart}.", question)


def examine_notations(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """Calculations that divide by a fraction of the year where the result multiplies."""
    for c in (c for c in _list_calculs(dossier, annee) if c.notation):
        phrase = (
            f"le calcul imprimé « {c.texte.strip()} » divise par une fraction d'année, alors que son résultat "
            f"({format_euros(c.trouve)}) est celui d'une multiplication."
        )
        yield _say(dossier, c, phrase, "")


CALCULS: dict[str, Examen] = {
    "calcul_imprime": examine_calculs,
    "calcul_notation": examine_notations,
}
