"""The letter to a département, as Word and as Markdown: the same words, each made safe for where it goes."""

from collections.abc import Callable, Collection, Iterable
from pathlib import Path

from cdppe.consolidation.calcul import count
from cdppe.consolidation.questions import Courrier, Question
from cdppe.consolidation.reception import name_lignes
from cdppe.plugins.controle import Place
from cdppe.rendering.archive import parse_date
from cdppe.rendering.depot import open_depot
from cdppe.rendering.markdown import fill_markdown
from cdppe.rendering.surete import safe_markdown

FORMATS = ("word", "markdown")
Valeurs = dict[str, object]
Sur = Callable[[str], str]


def write_questions(courrier: Courrier, sortie: Path, formats: Collection[str] = FORMATS) -> tuple[Path, ...]:
    """Write the formats asked for into the folder ``sortie``; return the paths of the files.

    Raises ErreurSortie when a file cannot be replaced; those of before are then intact.
    """
    writers = {"word": _write_word, "markdown": _write_markdown}
    nom = f"questions-{courrier.code}-{courrier.annee}"
    with open_depot(sortie) as depot:
        for format_ in FORMATS:
            if format_ in formats:
                writers[format_](courrier, depot / nom)
        noms = sorted(p.name for p in depot.iterdir())
    return tuple(sortie / n for n in noms)


def _write_word(courrier: Courrier, path: Path) -> None:
    from cdppe.rendering.word import safe_word, write_word

    titre = f"Questions au département {courrier.departement} ({courrier.annee})"
    date = parse_date(courrier.date)
    write_word("questions.docx", make_valeurs(courrier, safe_word), titre, date, path.with_suffix(".docx"))


def _write_markdown(courrier: Courrier, path: Path) -> None:
    texte = fill_markdown("questions.md.j2", **make_valeurs(courrier, safe_markdown))
    path.with_suffix(".md").write_text(texte, encoding="utf-8", errors="replace", newline="\n")


def make_valeurs(courrier: Courrier, sur: Sur) -> Valeurs:
    """What both templates are filled with: every text through ``sur``."""
    nommer = len(courrier.documents) > 1
    total = len(courrier.questions) + len(courrier.annexe)
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
        "nombre_questions": count(total, "question"),
        "questions": [_show_question(q, nommer, sur) for q in courrier.questions],
        "annexe": [_show_question(q, nommer, sur) for q in courrier.annexe],
    }


def _describe_origine(courrier: Courrier) -> str:
    if not courrier.editions:
        return ""
    return (
        "Attention : ces questions sont établies d'après l'édition « chiffres seuls » du rapport embarquée dans cdppe, "
        "et non d'après le rapport lui-même."
    )


def _show_question(question: Question, nommer: bool, sur: Sur) -> Valeurs:
    constat = question.constat
    chiffres = " ; ".join(f"{nom} : {texte}" for nom, texte in question.chiffres)
    autres = name_lignes(question.autres, nommer=nommer)
    places = (*question.places, *question.autres)
    return {
        "numero": f"Q{question.numero}",
        "action": sur(constat.action),
        "constat": sur(question.phrase),
        "citations": [sur(c) for c in _quote(question.places, nommer)],
        "autres": sur(f"et {autres}") if autres else "",
        "chiffres": sur(chiffres[:1].upper() + chiffres[1:]),
        "termes": sur(f"Chiffres pris en compte : {' ; '.join(question.termes)}") if question.termes else "",
        "question": sur(constat.question),
        "reference": sur(f"Référence : {question.reference}"),
        "lignes": sur(name_lignes(places, nommer=nommer)),
    }


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
