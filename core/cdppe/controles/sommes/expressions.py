"""Arithmetic as reports print it ("90 000 €*2", "(90 000 (5 % d'ETP)) / 4"): its signs, and what it makes."""

import ast
import re
from decimal import Decimal, DivisionByZero, InvalidOperation
from functools import cache

NOMBRE = (
    r"\d{1,3}(?:(?:\\,|[ \u00a0\u202f])\d{3})+(?:[.,]\d{1,2})?|[1-9]\d{0,2}(?:\.\d{3})+(?![\d.])|\d+(?:[.,]\d{1,2})?"
)
UNITE = r"(?:[ \u00a0]*(?:\\text\{)?[ \u00a0]*(?:K€|[€$]|euros?)\}?\$?)"
ARRONDI = Decimal("0.5")
FENETRE = 90
"""So many characters before a result may be its calculation."""
_SIGNE = r"\*|×|\\times|\bx\b|/|\+"
_GROUPES = re.compile(r"\\,|[ \u00a0\u202f]")
_MILLIERS = re.compile(r"\.(?=\d{3})")
_PART = re.compile(r"[ \u00a0]*\d+(?:[.,]\d+)?[ \u00a0]*\\?%")
_INACHEVE = re.compile(r"(?:\\times|[*×+/)(%]|\bx)[ \u00a0$]*\Z")
_ACCOLADES = re.compile(r"\\text\{|\}")


@cache
def _compile_jeton() -> re.Pattern[str]:
    return re.compile(
        rf"(?P<nombre>{NOMBRE})[ \u00a0]*(?P<pourcent>\\?%)?(?P<k>[kK]€)?{UNITE}?(?:[ \u00a0]*(?:\\text\{{)?"
        rf"(?:(?:/[ \u00a0]*|par[ \u00a0])?(?!x\b)[^\W\d_][^\W\d_’' \u00a0]*[’']?[^\d=*×+/()<>;:\\$]{{0,30}}?)?\}}?)"
        rf"[ \u00a0]*(?=\\times|[*×/+()=$]|\bx\b|\Z)|(?P<signe>{_SIGNE})|(?P<ouvre>\()|(?P<ferme>\))"
        r"|(?P<blanc>[ \u00a0$]+)"
    )


def read_nombre(texte: str) -> Decimal:
    """``90 000``, ``90\\,000``, ``90.000``, ``2,5``."""
    return Decimal(_MILLIERS.sub("", _GROUPES.sub("", texte)).replace(",", "."))


def list_lectures(texte: str, debut: bool) -> list[Decimal]:
    """Two numbers with only a space between look like one: the readings that take the first groups, or the last."""
    groupes = _GROUPES.split(texte)
    rangs = range(1, len(groupes) + 1)
    morceaux = [groupes[:n] if debut else groupes[-n:] for n in rangs]
    return [read_nombre("".join(m)) for m in morceaux]


def tokenize(texte: str) -> list[str] | None:
    """Numbers, signs and brackets of an expression; "90 000 (5 % d'ETP)" multiplies."""
    motif_jeton = _compile_jeton()
    jetons: list[str] = []
    position = 0
    while position < len(texte):
        motif = motif_jeton.match(texte, position)
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


def evaluate(jetons: list[str], mois: bool = False) -> Decimal | None:
    """What the tokens make; with ``mois``, a division by months of a year ("/ (2/12)") is taken for a product."""
    formes = {"%": "({}/100)", "k": "({}*1000)"}
    mots = [formes.get(j[-1], "{}").format(read_nombre(j.rstrip("%k"))) if j[0].isdigit() else j for j in jetons]
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


def read_expression(avant: str) -> tuple[str, list[str], Decimal] | None:
    """The longest calculation that ends a text: its words, its tokens, and what it makes."""
    avant = _ACCOLADES.sub(lambda m: " " * len(m[0]), avant)
    coupe = max(avant.rfind(c) for c in "=;:<>\n\t") + 1
    avant = avant[coupe:]
    for debut in re.finditer(r"(?<![\d,.\\])[(\d]", avant):
        texte = avant[debut.start() :]
        jetons = tokenize(texte.rstrip())
        if jetons and any(j in "*/+" for j in jetons) and (valeur := evaluate(jetons)) is not None:
            return None if _INACHEVE.search(avant, 0, debut.start()) else (texte, jetons, valeur)
    return None
