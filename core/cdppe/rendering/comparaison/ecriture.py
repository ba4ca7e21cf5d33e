"""A comparison on the terminal, as Markdown and as a CSV file."""

import textwrap
from collections.abc import Iterator, Mapping
from pathlib import Path

from cdppe.consolidation.comparaison.editions import Comparaison
from cdppe.consolidation.comparaison.faits import Mouvement, Place
from cdppe.consolidation.comparaison.mots import NON_LU, describe_objet, describe_valeur
from cdppe.consolidation.modeles import RUBRIQUES, Cellule
from cdppe.facts import Action, Financement, Indicateur
from cdppe.rendering.comparaison.recit import Element, Section, cite, number_mouvements, tell
from cdppe.rendering.depot import open_depot
from cdppe.rendering.faits_csv import write_csv
from cdppe.rendering.surete import safe_console, safe_markdown

_LARGEUR = 120
_ELEMENTS_MAX = 12
_SUITE_MAX = 6
COLONNES = (
    "sorte", "numero", "rubrique", "tableau", "repere_avant", "repere_apres", "objet", "colonne", "avant", "apres",
    "causes", "document_avant", "ligne_avant", "texte_avant", "document_apres", "ligne_apres", "texte_apres",
)  # fmt: skip
_GENRES: dict[type, str] = {Action: "action", Financement: "montant", Indicateur: "indicateur"}


def render_console(comparaison: Comparaison, *, lignes: bool = False) -> str:
    """The account, each section cut after its first elements; details are counted only."""
    return "\n".join(_iter_console(list(tell(comparaison, lignes=lignes))))


def _iter_console(sections: list[Section]) -> Iterator[str]:
    for section in sections:
        if section.detail:
            continue
        yield from ("", section.titre) if section is not sections[0] else (section.titre,)
        yield from (ligne for phrase in section.phrases for ligne in _wrap(phrase, "  "))
        limite = len(section.elements) if section.entier else _ELEMENTS_MAX
        for element in section.elements[:limite]:
            yield from _wrap(element.texte, "  ")
            yield from (ligne for sous in element.suite[:_SUITE_MAX] for ligne in _wrap(sous, "      "))
            if len(element.suite) > _SUITE_MAX:
                yield f"      … et {len(element.suite) - _SUITE_MAX} autres"
        if len(section.elements) > limite:
            yield f"  … et {len(section.elements) - limite} autres"
    details = [section for section in sections if section.detail]
    if details:
        yield "\nTableaux de détail (voir comparaison.md et comparaison.csv, qu'écrit --sortie DOSSIER)"
        yield from (f"  {section.titre} : {len(section.elements)}" for section in details)


def _wrap(texte: str, marge: str) -> list[str]:
    suite = marge + "    "
    return textwrap.wrap(
        safe_console(texte), _LARGEUR, initial_indent=marge, subsequent_indent=suite, break_on_hyphens=False
    )


def write_comparaison(comparaison: Comparaison, sortie: Path, *, lignes: bool = False) -> tuple[Path, ...]:
    """Write ``comparaison.md`` and ``comparaison.csv``, whole; return their paths."""
    with open_depot(sortie) as depot:
        texte = "\n".join(_iter_markdown(tell(comparaison, lignes=lignes)))
        (depot / "comparaison.md").write_text(f"{texte}\n", encoding="utf-8", errors="replace", newline="\n")
        rangees = _iter_rangees(comparaison, lignes)
        write_csv(depot / "comparaison.csv", list(COLONNES), ([r.get(c) for c in COLONNES] for r in rangees))
    return sortie / "comparaison.csv", sortie / "comparaison.md"


def _iter_markdown(sections: Iterator[Section]) -> Iterator[str]:
    for rang, section in enumerate(sections):
        yield from ("", f"## {safe_markdown(section.titre)}", "") if rang else (f"# {safe_markdown(section.titre)}", "")
        yield from (f"- {safe_markdown(phrase)}" for phrase in section.phrases)
        if section.phrases and section.elements:
            yield ""
        yield from (ligne for element in section.elements for ligne in _iter_element(element))


def _iter_element(element: Element) -> Iterator[str]:
    yield f"- {safe_markdown(element.texte)}"
    yield from (f"  - {safe_markdown(sous)}" for sous in element.suite)


Rangee = Mapping[str, Cellule]


def _iter_rangees(comparaison: Comparaison, lignes: bool) -> Iterator[Rangee]:
    numeros = number_mouvements(comparaison)
    yield from ({"sorte": "avertissement", "objet": phrase} for phrase in comparaison.phrases)
    for sorte, titres in (
        ("tableau apparu", comparaison.tables_apparues),
        ("tableau disparu", comparaison.tables_disparues),
    ):
        yield from ({"sorte": sorte, "tableau": titre} for titre in titres)
    for rang, mouvement in enumerate(comparaison.mouvements):
        if mouvement.sorte != "deplace" or lignes:
            yield from _iter_mouvement(numeros.get(rang), mouvement)
    for table in comparaison.tables:
        place: Rangee = {"rubrique": RUBRIQUES[table.table.rubrique], "tableau": table.table.titre}
        for sorte, noms in (
            ("colonne apparue", [("", nom) for nom in table.apparues]),
            ("colonne disparue", [(nom, "") for nom in table.disparues]),
            ("colonne renommée", list(table.renommees)),
        ):
            yield from ({"sorte": sorte, **place, "avant": avant, "apres": apres} for avant, apres in noms)
        for ligne in table.lignes:
            reperes = {"repere_avant": ligne.reperes[0], "repere_apres": ligne.reperes[1]}
            tete: Rangee = {**place, **reperes, "objet": ", ".join(ligne.sujet)}
            if ligne.sorte != "change":
                yield {"sorte": "ligne apparue" if ligne.sorte == "apparu" else "ligne disparue", **tete}
            for case in ligne.cases:
                causes = ";".join((*(str(numeros[rang]) for rang in case.causes), *case.entres, *case.sortis))
                yield {
                    "sorte": "case",
                    **tete,
                    "colonne": case.colonne,
                    "avant": case.avant,
                    "apres": case.apres,
                    "causes": causes,
                }


def _iter_mouvement(numero: int | None, mouvement: Mouvement) -> Iterator[Rangee]:
    """One row for each thing that is no longer the same of the fact; its value is a figure where it is one."""
    mots = {"change": "changé", "apparu": "apparu", "disparu": "disparu", "deplace": "déplacé"}
    base: Rangee = {
        "sorte": f"{_GENRES[type(mouvement.fait)]} {mots[mouvement.sorte]}",
        "numero": numero,
        "objet": describe_objet(mouvement.fait),
        **_place(mouvement.avant, "avant"),
        **_place(mouvement.apres, "apres"),
    }
    autres = [d for d in mouvement.details if d.nom]
    if len(autres) < len(mouvement.details) or not autres:
        rien = NON_LU if mouvement.refuse else None
        yield {**base, "avant": _read_valeur(mouvement.avant, rien), "apres": _read_valeur(mouvement.apres, rien)}
    for detail in autres:
        yield {**base, "colonne": detail.nom, "avant": detail.avant, "apres": detail.apres}


def _read_valeur(place: Place | None, rien: str | None) -> Cellule:
    if place is None:
        return rien
    fait = place.fait
    chiffre = fait.montant if isinstance(fait, Financement) else fait.valeur if isinstance(fait, Indicateur) else None
    return describe_valeur(fait) if chiffre is None else chiffre


def _place(place: Place | None, quand: str) -> Rangee:
    if place is None:
        return {}
    fait = place.fait
    return {f"document_{quand}": fait.document, f"ligne_{quand}": fait.ligne, f"texte_{quand}": cite(place)}
