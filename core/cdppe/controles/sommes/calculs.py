"""Calculations that a report prints with their result."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, DivisionByZero, InvalidOperation

from cdppe.controles.mots import format_euros
from cdppe.plugins.controle import Constat, Controle, Dossier, NonApplicable, Page, Place

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
_MOTIF_PAR_AN = re.compile(
    rf"(?P<un>{_NOMBRE}){_UNITE}[ \u00a0]*(?:/|par)[ \u00a0]*an[ \u00a0,]*soit[ \u00a0]*(?P<tout>{_NOMBRE}){_UNITE}"
    r"(?:[ \u00a0]*sur[ \u00a0]*(?P<ans>\d)[ \u00a0]*ans)?",
    re.IGNORECASE,
)
ARRONDI = Decimal("0.5")


@dataclass(frozen=True, slots=True)
class Calcul:
    """A printed calculation: its words, what it makes, what is printed instead, and where."""

    texte: str
    attendu: Decimal
    trouve: Decimal
    place: Place
    notation: bool = False


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


class _Valeur:
    """An expression read by precedence; ``par`` says what a division by a fraction is taken for."""

    def __init__(self, jetons: list[str], par: bool) -> None:
        self.jetons, self.rang, self.par = jetons, 0, par

    def read(self) -> Decimal | None:
        try:
            valeur = self._read_somme()
        except (IndexError, ValueError, InvalidOperation, DivisionByZero):
            return None
        return valeur if self.rang == len(self.jetons) else None

    def _read_somme(self) -> Decimal:
        valeur = self._read_produit()
        while self.rang < len(self.jetons) and self.jetons[self.rang] == "+":
            self.rang += 1
            valeur += self._read_produit()
        return valeur

    def _read_produit(self) -> Decimal:
        valeur = self._read_terme()
        while self.rang < len(self.jetons) and self.jetons[self.rang] in "*/":
            signe = self.jetons[self.rang]
            self.rang += 1
            fraction = self.par and signe == "/" and self._is_fraction()
            terme = self._read_terme()
            valeur = valeur * terme if signe == "*" or fraction else valeur / terme
        return valeur

    def _is_fraction(self) -> bool:
        """ "/ (2/12)", "/ 4/12": months of a year, by which nobody divides."""
        return re.match(r"\(?\d+/12", "".join(self.jetons[self.rang :])) is not None

    def _read_terme(self) -> Decimal:
        jeton = self.jetons[self.rang]
        self.rang += 1
        if jeton == "(":
            valeur = self._read_somme()
            if self.jetons[self.rang] != ")":
                raise ValueError(jeton)
            self.rang += 1
            return valeur
        if jeton[-1] == "%":
            return _read_nombre(jeton[:-1]) / 100
        return _read_nombre(jeton[:-1]) * 1000 if jeton[-1] == "k" else _read_nombre(jeton)


def _read_calcul(page: Page, egal: int) -> Calcul | None:
    """The calculation on the left of an equals sign, when what is on its right is not its result."""
    resultat = _RESULTAT.match(page.texte, egal + 1)
    if resultat is None or (resultat["suite"] and not _is_autre_nombre(resultat["suite"])):
        return None
    lu = _read_expression(page.texte[max(0, egal - _FENETRE) : egal])
    if lu is None:
        return None
    texte, jetons = lu
    valeurs = [v for par in (False, True) if (v := _Valeur(jetons, par).read()) is not None]
    if not valeurs:
        return None
    trouves = _list_lectures(resultat["nombre"], True)
    premiers = _list_lectures(jetons[0], False) if jetons[0][-1].isdigit() else []
    if premiers:
        valeurs_lues = {v / premiers[-1] * p for v in valeurs[:1] for p in premiers if premiers[-1]}
    else:
        valeurs_lues = set(valeurs[:1])
    if any(abs(v - t) <= ARRONDI for v in valeurs_lues for t in trouves):
        return None
    notation = any(abs(valeurs[-1] - t) <= ARRONDI for t in trouves)
    place = page.place(egal - len(texte), resultat.end("nombre"))
    return Calcul(" ".join(texte.split()), valeurs[0], trouves[-1], place, notation)


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
        if jetons and any(j in "*/+" for j in jetons) and _Valeur(jetons, False).read() is not None:
            return None if _INACHEVE.search(avant, 0, debut.start()) else (texte, jetons)
    return None


def _list_calculs(dossier: Dossier, annee: int) -> Iterator[Calcul]:
    if annee != dossier.exercices[-1]:
        raise NonApplicable(f"porte sur le rapport entier : examiné avec l'exercice {dossier.exercices[-1]}")
    if "calculs" not in dossier.memoire:
        dossier.memoire["calculs"] = tuple(_find_calculs(dossier))
    if not dossier.memoire["calculs"]:
        raise NonApplicable("aucun calcul n'est imprimé")
    yield from filter(None, dossier.memoire["calculs"])


def _find_calculs(dossier: Dossier) -> Iterator[Calcul | None]:
    """Each printed calculation; None for one that is not understood."""
    debut, fin = dossier.departement.departement.contrat
    duree = fin - debut + 1
    for page in dossier.pages:
        for egal in re.finditer("=", page.texte):
            if not _OPERATION.search(page.texte, max(0, egal.start() - _FENETRE), egal.start()):
                continue
            yield _read_calcul(page, egal.start())
        for motif in _MOTIF_PAR_AN.finditer(page.texte):
            un, tout = _read_nombre(motif["un"]), _read_nombre(motif["tout"])
            ans = int(motif["ans"]) if motif["ans"] else round(tout / un) if un else 0
            if un and (tout != un * ans or not 0 < ans <= duree):
                place = page.place(motif.start(), motif.end())
                yield Calcul(motif[0], un * max(1, min(ans, duree)), tout, place)
            else:
                yield None


def _say(dossier: Dossier, calcul: Calcul, phrase: str, question: str) -> Constat:
    action = next(
        (
            f.action
            for f in dossier.lecture.financements
            if (f.document, f.ligne) == (calcul.place.document, calcul.place.ligne)
        ),
        "",
    )
    attendu = calcul.attendu.quantize(calcul.trouve)
    sujet = f"Action {action}, l. {calcul.place.ligne}" if action else f"Ligne {calcul.place.ligne}"
    return Constat(
        (calcul.place,),
        f"{sujet} : {phrase}",
        action=action,
        objet=calcul.texte,
        trouve=str(calcul.trouve),
        attendu=str(attendu),
        difference=str(calcul.trouve - attendu),
        question=question,
    )


def examine_calculs(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """Results that are not those of the calculation printed before them."""
    for c in _list_calculs(dossier, annee):
        if not c.notation:
            attendu = c.attendu.quantize(c.trouve)
            phrase = (
                f"le calcul imprimé « {c.texte.strip()} » fait {format_euros(attendu)}, et non "
                f"{format_euros(c.trouve)}, soit {format_euros(abs(attendu - c.trouve))} d'écart."
            )
            yield _say(dossier, c, phrase, "Pouvez-vous confirmer les termes et le résultat de ce calcul ?")


def examine_notations(dossier: Dossier, annee: int) -> Iterator[Constat]:
    """Calculations that divide by a fraction of the year where the result multiplies."""
    for c in _list_calculs(dossier, annee):
        if c.notation:
            phrase = (
                f"le calcul imprimé « {c.texte.strip()} » divise par une fraction d'année, alors que son résultat "
                f"({format_euros(c.trouve)}) est celui d'une multiplication."
            )
            yield _say(dossier, c, phrase, "")


CALCULS: tuple[Controle, ...] = (
    Controle(
        "calcul_imprime",
        "Calcul imprimé dont le résultat est faux",
        "Chaque calcul écrit avec son résultat (« 90 000 €*2 = 180 000 € », « 20 000 € / an soit 40 000 € ») est "
        "refait.",
        "mineure",
        "un demi-euro",
        "un calcul dont un terme ne se lit pas n'est pas refait",
        "arithmétique",
        examine_calculs,
    ),
    Controle(
        "calcul_notation",
        "Calcul imprimé qui divise au lieu de multiplier",
        "Un calcul divise par une fraction d'année (« / (2/12) ») ; son résultat est celui d'une multiplication.",
        "information",
        "un demi-euro",
        "comme calcul_imprime",
        "arithmétique",
        examine_notations,
    ),
)
