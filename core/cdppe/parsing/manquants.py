"""The codes of a value that is not there: what a report writes where a figure was asked."""

import re
import unicodedata

from cdppe.parsing.nombres import find_nombres

_CODES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (code, re.compile(motif))
    for code, motif in (
        ("erreur_formule", r"#(?:valeur|div/0|ref|n/?a|nom|nul|nombre|value|name|num|null)[!?]?"),
        ("tiret", r"[-–—−_/\\x]+(?: [-–—−/x])*"),
        ("nd", r"n[./ ]?d|(?:.{0,30} )?(?:non|pas) disponibles?(?: .{0,60})?|.{0,30}non mobilisables?"),
        ("nr", r"n[./ ]?r|(?:.{0,30} )?non renseigne(?:e|s|es)?"),
        ("nc", r"n[./ ]?c|(?:.{0,30} )?non (?:communique|connu)(?:e|s|es)?"),
        ("sans_objet", r"s[./]?o|n/?a|sans objet|non (?:applicable|concerne(?:e|s|es)?)s?"),
        (
            "non_debute",
            r"1(?:ers|\^\{?ers\}?) indicateurs lors de la mise en oeuvre\b.*"
            r"|(?:mise en oeuvre )?(?:(?:de )?l.)?(?:action )?(?:decale|reporte)e?s?(?: .{0,60})?"
            r"|(?:.{0,40} )?non (?:mis|mise|mises) en (?:place|oeuvre)\b.{0,60}"
            r"|(?:.{0,40} )?(?:non|pas(?: encore)?) (?:debute|demarre|commence|lance)(?:e|s|es)?\b.{0,60}",
        ),
        ("en_attente", r"(?:.{0,40} )?en attente\b.{0,120}"),
    )
)
#: Beyond this a text is a comment, whatever it begins with.
_LONGUEUR = 200
_ESPACES = re.compile(r"\s+")


def classify_manquant(texte: str) -> str | None:
    """Code: ``vide`` ``tiret`` ``nd`` ``nr`` ``nc`` ``sans_objet`` ``non_debute`` ``en_attente`` ``erreur_formule``.

    ``None`` when the text says something else: a figure (a year apart), "Néant", a sentence. "- €" is a stated zero of
    a money column and no missing value.
    """
    plat = _flatten(texte)
    if not plat:
        return "vide"
    if len(plat) > _LONGUEUR:
        return None
    for code, motif in _CODES:
        if motif.fullmatch(plat):
            return None if _has_figure(texte) else code
    return None


def _flatten(texte: str) -> str:
    decompose = unicodedata.normalize("NFKD", texte.casefold().replace("œ", "oe").replace("*", ""))
    sans_accent = "".join(lettre for lettre in decompose if not unicodedata.combining(lettre))
    return _ESPACES.sub(" ", sans_accent).strip().rstrip(" .…;").strip()


def _has_figure(texte: str) -> bool:
    return any(nombre.nature not in ("annee", "date", "ordinal") for nombre in find_nombres(texte))
