"""A text document becomes blocks with physical line numbers; nothing is dropped.

Tables are lines with tabs. What a row means, and which of its columns is which, is the layout's business.
"""

import hashlib
import html
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from cdppe.documents.blocs import Bloc, Document, Paragraphe, Passage, Rangee, Tableau, Titre, join_passages
from cdppe.documents.masque import MASQUE, mask_texte
from cdppe.erreurs import ErreurDocument, describe_systeme

_BLOC = r"p|ul|ol|li|br|div|table|thead|tbody|tr|td|th|h[1-6]"
_EN_LIGNE = r"u|i|b|em|strong|small|sup|sub|span|a|font|s|del|ins"
_BALISE = re.compile(rf"</?(?:(?P<bloc>{_BLOC})|(?:{_EN_LIGNE}))\b[^<>]*/?>", re.IGNORECASE)
_TIRETS = re.compile(r"[\s|:]*[-–—]{2,}[\s|:\-–—]*$")
_PUCE = re.compile(r"\s*(?:[-–—•○o*▪➢]\s|\d+\)\s)")
_TITRE_MARQUE = re.compile(r"#{1,6}\s|\*\*.+\*\*$|\d+(?:\.\d+)*\.?\s*[A-ZÀÉÈÊ*]")
_CHIFFRES_COUPES = re.compile(r"\d{3}(?:[ \u00a0\u202f\u2009]\d{3})*(?:[.,]\d\d)?(?!\d)\s*(?:€|euros?\b|EUR\b)")
"""What a line begins with when it was cut inside an amount; a row of its own begins with a year or a number."""
LONGUEUR_TITRE = 160


def _collapse(texte: str) -> str:
    """The text with one space for each run of blanks; tabs and no-break spaces say something and stay."""
    for blanc in "\r\n\f\v":
        texte = texte.replace(blanc, " ")
    while "  " in texte:
        texte = texte.replace("  ", " ")
    return texte


def strip_balises(source: str, lieu: str) -> Passage:
    """The text without tags, blanks collapsed; a block tag leaves a ``coupure`` and a space, an inline one nothing."""
    if "<" not in source and "&" not in source:
        return Passage(_collapse(source).strip(" "), ((0, lieu),))
    morceaux: list[str] = []
    coupures: list[int] = []
    longueur, position = 0, 0

    def append(texte: str) -> None:
        nonlocal longueur
        texte = _collapse(html.unescape(texte))
        if texte.startswith(" ") and (not morceaux or morceaux[-1].endswith(" ")):
            texte = texte[1:]
        if texte:
            morceaux.append(texte)
            longueur += len(texte)

    for balise in _BALISE.finditer(source):
        append(source[position : balise.start()])
        position = balise.end()
        if balise["bloc"]:
            append(" ")
            if not coupures or coupures[-1] != longueur:
                coupures.append(longueur)
    append(source[position:])
    texte = "".join(morceaux).rstrip()
    return Passage(texte, ((0, lieu),), tuple(c for c in coupures if 0 < c < len(texte)))


@dataclass
class _Brouillon:
    """A table being read: its lines in order (one without tab is a row of one cell), and its rows of dashes."""

    rangees: list[Rangee] = field(default_factory=list)
    restes: list[Passage] = field(default_factory=list)

    @property
    def largeur(self) -> int:
        comptes = Counter(len(r.cellules) for r in self.rangees if len(r.cellules) > 1)
        return max(comptes, key=lambda n: (comptes[n], n)) if comptes else 0


def _split_rangee(ligne: str, lieu: str) -> Rangee:
    return Rangee(tuple(strip_balises(c, lieu) for c in ligne.split("\t")), lieu)


def _is_tirets(ligne: str) -> bool:
    cellules = [c for c in ligne.split("\t") if c.strip()]
    return bool(cellules) and all(_TIRETS.match(c) for c in cellules)


def _join_rangees(rangees: list[Rangee], largeur: int) -> Iterator[Rangee]:
    """Rows, those broken inside a cell joined again.

    A break is proven when the pieces on adjacent lines together have exactly the width of the table and the
    continuation does not begin as a row of its own would (a capital, a number, a blank cell); else the rows stay as
    they are.
    """
    rang = 0
    while rang < len(rangees):
        morceaux = [rangees[rang]]
        total = len(rangees[rang].cellules)
        for suite in rangees[rang + 1 :]:
            premiere = suite.cellules[0].texte[:1]
            seule = len(suite.cellules) == 1
            chiffre = premiere.isdigit() and not _CHIFFRES_COUPES.match(suite.cellules[0].texte)
            debute = not seule and (not premiere or premiere.isupper() or chiffre)
            if total >= largeur or debute or int(suite.lieu) != int(morceaux[-1].lieu) + 1:
                break
            morceaux.append(suite)
            total += len(suite.cellules) - 1
        if len(morceaux) > 1 and total == largeur:
            cellules = list(morceaux[0].cellules)
            for suite in morceaux[1:]:
                cellules[-1] = join_passages((cellules[-1], suite.cellules[0]))
                cellules += suite.cellules[1:]
            yield Rangee(tuple(cellules), morceaux[0].lieu, recousue=True)
            rang += len(morceaux)
        else:
            yield rangees[rang]
            rang += 1


def _close(brouillon: _Brouillon) -> Iterator[Bloc]:
    """The table, then as paragraphs the lines inside it that belong to no row of it."""
    rangees = tuple(_join_rangees(brouillon.rangees, brouillon.largeur))
    seules = [r.cellules[0] for r in rangees if len(r.cellules) == 1]
    restes = sorted((*brouillon.restes, *seules), key=lambda p: int(p.lieu()))
    yield Tableau(tuple(r for r in rangees if len(r.cellules) > 1), tuple(restes))
    yield from (Paragraphe(p) for p in seules)


def _classify(passage: Passage, isole: bool) -> Titre | Paragraphe:
    """A heading is marked as one, printed in capitals, or stands alone and short without a sentence's end."""
    texte = passage.texte
    if len(texte) > 2 * LONGUEUR_TITRE or _PUCE.match(texte):
        return Paragraphe(passage)
    lettres = [c for c in texte if c.isalpha()]
    if not lettres:
        return Paragraphe(passage)
    capitales = sum(c.isupper() for c in lettres) >= 0.8 * len(lettres) and len(lettres) > 3
    court = len(texte) <= LONGUEUR_TITRE and texte[-1] not in ".;,"
    if capitales or (court and (_TITRE_MARQUE.match(texte) or (isole and texte[0].isupper()))):
        return Titre(passage)
    return Paragraphe(passage)


def split_blocs(lignes: list[str]) -> Iterator[Bloc]:
    """Blocks of the lines, in order.

    Blank lines and rows of dashes inside a table do not end it when the next row is as wide. A line without tab
    between two rows is a piece of cell unless it looks like a heading; the one that completes no row is kept
    among the table's ``restes`` and as a paragraph after it.
    """
    brouillon: _Brouillon | None = None
    vide_avant = True
    for numero, ligne in enumerate(lignes, 1):
        lieu = str(numero)
        if not ligne.strip():
            vide_avant = True
            continue
        suivante = lignes[numero] if numero < len(lignes) else ""
        if _is_tirets(ligne):
            passage = Passage(ligne.replace("\t", " ").strip(), ((0, lieu),))
            if brouillon:
                brouillon.restes.append(passage)
            else:
                yield Paragraphe(passage)
        elif "\t" in ligne and ligne.strip("\t "):
            rangee = _split_rangee(ligne, lieu)
            if brouillon and vide_avant and len(rangee.cellules) != brouillon.largeur:
                yield from _close(brouillon)
                brouillon = None
            brouillon = brouillon or _Brouillon()
            brouillon.rangees.append(rangee)
        else:
            bloc = _classify(strip_balises(ligne, lieu), vide_avant and not suivante.strip())
            if brouillon and not vide_avant and "\t" in suivante and isinstance(bloc, Paragraphe):
                brouillon.rangees.append(Rangee((bloc.passage,), lieu))
            else:
                if brouillon:
                    yield from _close(brouillon)
                    brouillon = None
                yield bloc
        vide_avant = False
    if brouillon:
        yield from _close(brouillon)


def _decode(contenu: bytes, chemin: Path) -> str:
    for codage in ("utf-8-sig", "cp1252"):
        try:
            return contenu.decode(codage)
        except UnicodeDecodeError:
            continue
    raise ErreurDocument(f"{chemin.name} : ce fichier n'est pas un texte lisible ; enregistrez-le en UTF-8.")


def read_texte(chemin: Path) -> Document:
    """Read a text file (UTF-8, else Windows-1252); lines end with ``\\n`` only, so that editors count them alike.

    Raises ErreurDocument when the file cannot be opened or is no text.
    """
    try:
        contenu = chemin.read_bytes()
    except OSError as erreur:
        raison = describe_systeme(erreur)
        raise ErreurDocument(
            f"{chemin} : lecture impossible ({raison}) ; vérifiez le chemin et les droits."
        ) from erreur
    if b"\0" in contenu:
        raise ErreurDocument(f"{chemin.name} : ce fichier n'est pas un texte ; enregistrez le rapport en texte (.txt).")
    lignes = [ligne.rstrip("\r") for ligne in mask_texte(_decode(contenu, chemin)).split("\n")]
    masques = tuple(str(n) for n, ligne in enumerate(lignes, 1) if MASQUE in ligne)
    return Document(chemin.name, hashlib.sha256(contenu).hexdigest(), tuple(split_blocs(lignes)), masques)
