"""The letter to a département, as Word and as Markdown: the same words, each made safe for where it goes."""

from collections.abc import Callable, Collection, Iterable
from pathlib import Path

from cdppe.consolidation.calcul import count
from cdppe.consolidation.questions import Courrier, Point, Question
from cdppe.consolidation.reception import name_lignes
from cdppe.plugins.controle import Place
from cdppe.rendering.archive import parse_date
from cdppe.rendering.depot import open_depot
from cdppe.rendering.markdown import fill_markdown
from cdppe.rendering.modeles import ORIGINE, Modeles
from cdppe.rendering.surete import safe_markdown

FORMATS = ("word", "markdown")
_PLUSIEURS = "Plusieurs points de même nature :"
Valeurs = dict[str, object]
Sur = Callable[[str], str]


def write_questions(
    courrier: Courrier, sortie: Path, formats: Collection[str] = FORMATS, modeles: Modeles = ORIGINE
) -> tuple[Path, ...]:
    """Write the formats asked for into the folder ``sortie``; return the paths of the files.

    Raises ErreurSortie when a file cannot be replaced; those of before are then intact.
    """
    writers = {"word": _write_word, "markdown": _write_markdown}
    nom = f"questions-{courrier.code}-{courrier.annee}"
    with open_depot(sortie) as depot:
        for format_ in FORMATS:
            if format_ in formats:
                writers[format_](courrier, depot / nom, modeles)
        noms = sorted(p.name for p in depot.iterdir())
    return tuple(sortie / n for n in noms)


def _write_word(courrier: Courrier, path: Path, modeles: Modeles) -> None:
    from cdppe.rendering.word import safe_word, write_word

    titre = f"Questions au département {courrier.departement} ({courrier.annee})"
    date = parse_date(courrier.date)
    valeurs = make_valeurs(courrier, safe_word)
    write_word(modeles, "questions.docx", valeurs, titre, date, path.with_suffix(".docx"))


def _write_markdown(courrier: Courrier, path: Path, modeles: Modeles) -> None:
    texte = fill_markdown(modeles, "questions.md.j2", **make_valeurs(courrier, safe_markdown))
    path.with_suffix(".md").write_text(texte, encoding="utf-8", errors="replace", newline="\n")


def make_valeurs(courrier: Courrier, sur: Sur) -> Valeurs:
    """What both templates are filled with: every text through ``sur``."""
    nommer = len(courrier.documents) > 1
    toutes = (*courrier.questions, *courrier.annexe)
    return {
        "code": sur(courrier.code),
        "departement": sur(courrier.departement),
        "annee": courrier.annee,
        "origine": sur(_describe_origine(courrier)),
        "documents": [
            {
                "intitule": sur(d.nom if d.titre == d.nom else f"{d.titre} ({d.nom})"),
                "date": _format_date(d.date),
                "exercices": sur(d.exercices),
                "actions": d.actions,
                "montants": d.montants,
                "indicateurs": d.indicateurs,
            }
            for d in courrier.documents
        ],
        "exercices": courrier.exercices,
        "manques": [
            {"phrase": sur(m.phrase), "citations": [sur(c) for c in _quote(m.places, nommer)]} for m in courrier.manques
        ],
        "nombre_questions": count(len(toutes), "question"),
        "questions": [_show_question(q, nommer, sur) for q in courrier.questions],
        "annexe": [_show_question(q, nommer, sur) for q in courrier.annexe],
        "references": sur(" ; ".join(f"{p.numero} : {', '.join(p.references)}" for q in toutes for p in q.points)),
    }


def _describe_origine(courrier: Courrier) -> str:
    if not courrier.editions:
        return ""
    return (
        "Attention : ces questions sont établies d'après l'édition « chiffres seuls » du rapport embarquée dans cdppe, "
        "et non d'après le rapport lui-même."
    )


def _show_question(question: Question, nommer: bool, sur: Sur) -> Valeurs:
    """``commune`` stands before several points: what is asked of those that have no question of their own."""
    commune = f"Pour chacun de ces points : {_lower(question.commune)}" if question.commune else _PLUSIEURS
    return {
        "numero": question.numero,
        "commune": sur(commune) if len(question.points) > 1 else "",
        "points": [_show_point(p, nommer, sur) for p in question.points],
    }


def _show_point(point: Point, nommer: bool, sur: Sur) -> Valeurs:
    """``resume``: the citations and what follows them, in one line."""
    citations = _quote(point.places, nommer)
    for autres, suite in ((point.reprises, ", citées plus haut"), (point.autres, "")):
        if autres:
            noms = f"{name_lignes(autres, nommer=nommer)}{suite}"
            citations.append(f"et {noms}" if citations else f"{noms[:1].upper()}{noms[1:]}")
    if point.termes:
        citations.append(f"Chiffres pris en compte : {' ; '.join(point.termes)}")
    return {
        "numero": point.numero,
        "constat": sur(point.phrase),
        "question": sur(point.question),
        "citations": [sur(c) for c in citations],
        "resume": sur(" — ".join(citations)),
    }


def _lower(texte: str) -> str:
    """A sentence as it goes on after a colon; what begins by an acronym keeps it."""
    return texte if texte[1:2].isupper() else f"{texte[:1].lower()}{texte[1:]}"


def _quote(places: Iterable[Place], nommer: bool) -> list[str]:
    """``Ligne 284 : « 250 000 € »``."""
    citations = []
    for place in places:
        lieu = name_lignes((place,), nommer=nommer)
        texte = f" : « {place.texte} »" if place.texte else ""
        citations.append(f"{lieu[:1].upper()}{lieu[1:]}{texte}" if not nommer else f"{lieu}{texte}")
    return citations


def _format_date(texte: str) -> str:
    """``23/06/2023``; nothing for a document that has none."""
    return f"{parse_date(texte):%d/%m/%Y}" if texte else ""
