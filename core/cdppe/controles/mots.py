"""How findings are worded and made: what figures, periods and facts are called, and to which year they belong."""

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import cache

from cdppe.facts import Financement, Indicateur
from cdppe.plugins.controle import Constat, Dossier, NonApplicable, compute_tolerance, place_of

ETAPES = {
    "prevu": "prévu", "supplement": "crédits supplémentaires", "disponible": "disponible", "fleche": "fléché",
    "engage": "engagé", "execute": "exécuté", "report": "report", "variation": "variation",
    "non_consomme": "non consommé",
}  # fmt: skip
SOURCES = {
    "fir": "FIR", "bop304": "BOP 304", "ondam": "ONDAM", "etat": "État", "departement": "Département",
    "autre": "autre source", "total": "toutes sources", "non_ventile": "source non dite",
}  # fmt: skip
_LES_SOURCES = {
    "fir": "le FIR", "bop304": "le BOP 304", "ondam": "l'ONDAM", "etat": "l'État", "departement": "le Département",
    "autre": "une autre source", "total": "toutes les sources", "non_ventile": "la source qui n'est pas dite",
}  # fmt: skip
#: Ordered: the place that counts comes first (design, section 3, "Sums").
ORIGINES = {
    "tableau_financier": "le tableau financier", "tableau_de_bord": "le tableau de bord", "fiche": "la fiche",
    "avenant": "l'avenant", "annexe": "l'annexe", "texte": "le texte", "decision": "la décision",
}  # fmt: skip
ETAT = ("fir", "bop304", "ondam", "etat")
"""The sources whose credits are the State's and the health insurance's."""
ANNEE = re.compile(r"(?<!\d)20[12]\d(?!\d)")
MOIS = "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
QUEL_EST_LE_BON = "Pouvez-vous indiquer lequel des montants est le bon ?"
_CITE = 80
"""So many characters of what is printed are quoted in a sentence."""


def count(nombre: int | Decimal, nom: str, pluriel: str = "") -> str:
    """``1 montant``, ``2 montants``, ``0,5 point``; ``pluriel`` where it is not ``nom`` and an s."""
    return f"{format_nombre(Decimal(nombre))} {agree(nombre, nom, pluriel or f'{nom}s')}"


def agree(nombre: int | Decimal, singulier: str, pluriel: str) -> str:
    """The word that agrees with a number, below two the singular."""
    return singulier if -2 < nombre < 2 else pluriel


def name_source(source: str, *, de: bool = False) -> str:
    """``l'État``, ``le FIR``; with ``de``: ``de l'État``, ``du FIR``."""
    nom = _LES_SOURCES[source]
    if not de:
        return nom
    if nom.startswith("le "):
        return f"du {nom[3:]}"
    return f"d'{nom}" if nom.startswith("une ") else f"de {nom}"


def name_etape(etape: str) -> str:
    """``le prévu``, ``l'engagé``, ``les crédits supplémentaires``."""
    nom = ETAPES[etape]
    if nom.startswith("crédits"):
        return f"les {nom}"
    if nom == "variation":
        return f"la {nom}"
    return f"l'{nom}" if nom[0] in "aeéiou" else f"le {nom}"


def clean_texte(texte: str) -> str:
    """A text without the marks of formulas (``$90\\,000 \\times 5\\%$``, ``1^{er}``), one blank between its words."""
    if "\\" in texte or "^" in texte:
        for motif, remplace in _list_formules():
            texte = motif.sub(remplace, texte)
    return " ".join(texte.split())


@cache
def _list_formules() -> tuple[tuple[re.Pattern[str], str], ...]:
    motifs = (
        (r"\\text\w*\{([^{}]*)\}", r"\1"),
        (r"\\(?:times|cdot)(?![a-z])", "×"),
        (r"\\rightarrow(?![a-z])", "→"),
        (r"\\([%€&#_$])", r"\1"),
        (r"\\[,;:! ]", " "),
        (r"\\[a-z]{2,}", ""),
        (r"\^\{([^{}]*)\}|\^(?=\w)", r"\1"),
        (r"\$", ""),
    )
    return tuple((re.compile(motif), remplace) for motif, remplace in motifs)


def shorten(texte: str, limite: int = _CITE) -> str:
    """A text that is cut, where it is longer, after a whole word and ``…``."""
    if len(texte) <= limite:
        return texte
    coupe = texte[:limite].rstrip() if texte[limite].isspace() else texte[:limite].rpartition(" ")[0]
    return f"{(coupe or texte[:limite]).rstrip(' ,;:(«–-')}…"


def quote(texte: str, limite: int = _CITE) -> str:
    """``« … »``, as a sentence quotes what is printed; an extract that was cut keeps its whole words."""
    propre = clean_texte(texte)
    if propre.startswith("…"):
        propre = f"…{propre[1:].partition(' ')[2] or propre[1:]}"
    if propre.endswith("…"):
        propre = f"{propre[:-1].rpartition(' ')[0] or propre[:-1]}…"
    return f"« {shorten(propre, limite)} »"


def cut_around(texte: str, debut: int, fin: int, limite: int = _CITE) -> str:
    """What surrounds ``debut:fin`` in a text, whole words, each cut marked ``…``."""
    if len(texte) <= limite:
        return texte
    gauche = max(0, debut - max(0, limite - (fin - debut)) // 2)
    droite = max(fin, min(len(texte), gauche + limite))
    gauche = min(debut, max(0, min(gauche, droite - limite)))
    while gauche and gauche < debut and (texte[gauche - 1] != " " or _is_dans_nombre(texte, gauche - 1)):
        gauche += 1
    while fin < droite < len(texte) and (texte[droite] != " " or _is_dans_nombre(texte, droite)):
        droite -= 1
    milieu = texte[gauche:droite].strip(" …")
    return f"{'…' if gauche or texte[0] == '…' else ''}{milieu}{'…' if droite < len(texte) or texte[-1] == '…' else ''}"


def _is_dans_nombre(texte: str, blanc: int) -> bool:
    """Whether a blank separates thousands, or an amount from its sign."""
    return texte[blanc - 1].isdigit() and (texte[blanc + 1].isdigit() or texte[blanc + 1] == "€")


def is_annee(dossier: Dossier, annee: int, fin: int | None) -> bool:
    """Whether a finding whose period ends in ``fin`` belongs to this year; the last takes what no other does."""
    return (fin if fin in dossier.exercices else dossier.exercices[-1]) == annee


def check_dernier(dossier: Dossier, annee: int) -> None:
    """Raises NonApplicable in all years but the last, for what is about documents as a whole."""
    if annee != dossier.exercices[-1]:
        raise NonApplicable(f"porte sur le rapport entier : examiné avec l'exercice {dossier.exercices[-1]}")


def format_euros(montant: Decimal) -> str:
    """``250 000 €``, ``1 234,50 €``."""
    entier = montant == montant.to_integral_value()
    return f"{montant:,.{0 if entier else 2}f} €".replace(",", " ").replace(".", ",")


def format_nombre(valeur: Decimal, unite: str = "") -> str:
    """``16 377``, ``92,4 %``, with no-break spaces."""
    texte = f"{valeur:,f}".replace(",", "\u00a0").replace(".", ",")
    return f"{texte}\u00a0{unite}" if unite else texte


def format_liste(mots: Iterable[str]) -> str:
    """``prévu, engagé et exécuté``."""
    *debut, fin = list(mots) or [""]
    return f"{', '.join(debut)} et {fin}" if debut else fin


def format_periode(debut: int | None, fin: int | None, base: str = "civile") -> str:
    """``2021``, ``2020-2022``, ``année scolaire 2020-2021``."""
    annees = "-".join(dict.fromkeys(str(a) for a in (debut, fin) if a is not None))
    formes = {"scolaire": "année scolaire {}", "partielle": "{} (partiel)", "date": "{} (à date)"}
    return formes.get(base, "{}").format(annees)


def periode_of(fait: Financement) -> tuple[int | None, int | None, str]:
    """First and last year, and what kind of period."""
    return fait.debut, fait.fin, fait.base


def name_periode(fait: Financement | Indicateur) -> str:
    """``2022``, ``2020-2022``, ``année scolaire 2020-2021``."""
    return format_periode(fait.debut, fait.fin, fait.base)


def name_objet(fait: Financement) -> str:
    """``prévu, FIR``."""
    return f"{ETAPES[fait.etape]}, {SOURCES[fait.source]}"


def name_sujet(fait: Financement) -> str:
    """``Action 12``, or the printed name of a total; what belongs to no action by its label."""
    if fait.niveau in ("sous_total", "total"):
        return f"« {fait.action} »"
    return f"Action {fait.action}" if fait.action else f"« {fait.libelle} »"


def name_indicateur(fait: Indicateur) -> str:
    """``Action 12, « Nombre de visites »``."""
    return f"Action {fait.action}, « {fait.libelle} »" if fait.action else f"« {fait.libelle} »"


def list_lignes(faits: Iterable[Financement | Indicateur]) -> str:
    """``l. 12, 14``."""
    return "l.\u00a0" + ", ".join(dict.fromkeys(f.ligne for f in faits))


def list_termes(faits: Iterable[Financement | Indicateur]) -> tuple[str, ...]:
    """``l. 284 : 250000``, the parts that were added."""
    return tuple(f"l. {f.ligne} : {chiffre_of(f)}" for f in faits)


def chiffre_of(fait: Financement | Indicateur) -> Decimal:
    """The figure of a fact; zero when it has none."""
    chiffre = fait.montant if isinstance(fait, Financement) else fait.valeur
    return Decimal(0) if chiffre is None else chiffre


def add(faits: Iterable[Financement | Indicateur]) -> Decimal:
    """The sum of figures; what has none adds nothing."""
    return sum((chiffre_of(f) for f in faits), Decimal(0))


def tolerate(*groupes: Iterable[Financement]) -> Decimal:
    """What rounding alone may make differ."""
    return compute_tolerance(f.montant for faits in groupes for f in faits if f.montant is not None)


def compare(
    faits: Sequence[Financement | Indicateur],
    phrase: str,
    trouve: Decimal,
    attendu: Decimal,
    objet: str,
    question: str = "",
    *,
    action: str | None = None,
    periode: str | None = None,
    termes: Iterable[Financement | Indicateur] = (),
) -> Constat:
    """A finding about two figures; its action and its period are those of the first fact when they are not told."""
    return Constat(
        tuple(dict.fromkeys(place_of(f) for f in faits)),
        phrase,
        action=faits[0].action if action is None else action,
        objet=objet,
        periode=name_periode(faits[0]) if periode is None else periode,
        trouve=str(trouve),
        attendu=str(attendu),
        difference=str(trouve - attendu),
        termes=list_termes(termes),
        question=question,
    )


def make_constat(
    fait: Financement,
    parts: Sequence[Financement],
    attendu: Decimal,
    phrase: str,
    question: str = QUEL_EST_LE_BON,
    objet: str = "",
) -> Constat:
    """A finding about a stated amount and the facts that speak against it."""
    objet = objet or name_objet(fait)
    return compare((fait, *parts), phrase, chiffre_of(fait), attendu, objet, question, termes=parts)
