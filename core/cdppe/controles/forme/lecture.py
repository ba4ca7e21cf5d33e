"""What the readers noticed while reading made findings: one control for each code of ``remarques.toml``."""

import re
from collections.abc import Collection, Iterator
from functools import partial
from itertools import zip_longest
from typing import Any

from cdppe.controles.declarations import make_controle, read_textes
from cdppe.controles.mots import agree, check_dernier, clean_texte, count, format_liste, quote, shorten
from cdppe.controles.reperes import find_action
from cdppe.facts import Anomalie
from cdppe.plugins.controle import Constat, Controle, Dossier, Examen, Place
from cdppe.plugins.releve import normalize_numero

_DECIMAL = re.compile(r"-?\d+(?:\.\d+)?")
_PHRASE = re.compile(r"\.\s+(?=[A-ZÉÈÀ])")
_CITES, _LONG, _DEBUT = 4, 200, 45
_COLONNES = " | "
_TECHNIQUE = re.compile(r"^Tableau « [a-z_]+ »")
"""How the readers' own declarations name a table."""
_CITATION = re.compile(r"« (.+?) »")
_RECALCULES = {"calcul_divergent"}
"""Codes of what a national control computes again from the facts: it is said there, once."""
_COMMUNS = {
    "manquants": "sans objet : la remarque est faite à la lecture",
    "source": "Règle de lecture : ce que le rapport imprime est confronté au cadre national et à ses autres pages.",
}


def load_lecture(paquet: str) -> tuple[Controle, ...]:
    """The controls of the readers' codes, and those of the codes that only one plugin knows."""
    textes = read_textes(paquet, "remarques.toml")
    connus = {*textes, *_RECALCULES}
    controles = []
    for code, texte in textes.items():
        dits = {nom: texte.pop(nom, "") for nom in ("question", "phrase", "autres", "imprime")}
        examine = partial(_examine, code, dits, connus)
        controles.append(make_controle(code, _COMMUNS | texte, examine))
    return tuple(controles)


def _examine(
    code: str, dits: dict[str, Any], connus: Collection[str], dossier: Dossier, annee: int
) -> Iterator[Constat]:
    check_dernier(dossier, annee)
    for anomalie in dossier.lecture.anomalies:
        dite = anomalie.code == code or (anomalie.code not in connus and anomalie.gravite in dits["autres"])
        if dite and (not dits["imprime"] or is_imprime(dossier, anomalie)):
            yield _make_constat(dossier, anomalie, dits["phrase"], dits["question"])


def is_imprime(dossier: Dossier, anomalie: Anomalie) -> bool:
    """Whether the label that a reader does not know is printed, and for this action: a title above another is not."""
    actions = dossier.lecture.actions
    return bool(anomalie.trouve) and not any(
        a.objectifs and a.numero != anomalie.action and a.objectif_imprime == anomalie.trouve for a in actions
    )


def _make_constat(dossier: Dossier, anomalie: Anomalie, phrase: str, question: str) -> Constat:
    chiffres = all(_DECIMAL.fullmatch(t) for t in (anomalie.attendu, anomalie.trouve))
    citation = _CITATION.search(anomalie.message)
    objet = [citation[1] if citation else ""]
    if not chiffres:
        objet += [anomalie.attendu, anomalie.trouve]
    mots = {nom: _write(v) for nom, v in anomalie.model_dump().items()}
    mots |= {"qui": _name(dossier, anomalie), "entetes": _describe_entetes(anomalie)}
    mots["national"] = _name_indicateur(dossier, anomalie.attendu)
    return Constat(
        places=_list_places(dossier, anomalie.document, anomalie.ligne.split(";")),
        phrase=phrase.format(**mots) if phrase else _TECHNIQUE.sub(mots["qui"], _find_phrase(anomalie.message)),
        action=anomalie.action,
        objet=" / ".join(dict.fromkeys(o for o in objet if o)),
        trouve=anomalie.trouve if chiffres else "",
        attendu=anomalie.attendu if chiffres else "",
        question=question.format(**mots),
    )


def _name(dossier: Dossier, anomalie: Anomalie) -> str:
    """The action of a table or of its row, and the line."""
    ligne = anomalie.ligne.split(";")[0]
    rangee = [normalize_numero(t) for t in anomalie.trouve.split(_COLONNES)]
    action = next((n for n in (anomalie.action, *rangee) if n in dossier.actions), "")
    action = action or find_action(dossier, anomalie.document, ligne)
    return f"{f'Action {action}, ' if action else ''}{'tableau' if action else 'Tableau'} de la ligne {ligne}"


def _describe_entetes(anomalie: Anomalie) -> str:
    """What keeps the headers of a table from being those of its kind."""
    trouves, attendus = ([_nu(t) for t in textes.split(_COLONNES)] for textes in (anomalie.trouve, anomalie.attendu))
    absents = [a for a in attendus if a and not any(_is_meme(a, t) for t in trouves)]
    ailleurs = [t for t, a in zip_longest(trouves, attendus, fillvalue="") if t and not _is_meme(a, t)]
    imprimes = (not absents and ailleurs) or list(filter(None, trouves))
    cites = format_liste(f"« {t} »" for t in imprimes[:_CITES])
    if not absents:
        verbe = agree(len(imprimes), "n'est", "ne sont")
        return f"{cites} {verbe} pas au-dessus des colonnes attendues"
    autres = [count(len(absents) - _CITES, "autre")] if len(absents) > _CITES else []
    manque = f"il y manque {format_liste([*(f'« {a} »' for a in absents[:_CITES]), *autres])}"
    return f"{cites} {agree(len(imprimes), 'est imprimé', 'sont imprimés')}, {manque}" if cites else manque


def _is_meme(attendu: str, trouve: str) -> bool:
    return bool(attendu and trouve) and (attendu.endswith(trouve) or trouve.endswith(attendu))


def _nu(entete: str) -> str:
    """The last level of a header, without its year."""
    return re.sub(r"\s*(?:\{\w+\}|20\d\d)-?", "", entete.rpartition(" / ")[2]).strip()


def _write(valeur: object) -> str:
    """What a sentence may quote: a reader's header may hold the place of a year ("Budget {annee}")."""
    texte = re.sub(r"\s*/?\s*\{\w+\}", "", str(valeur or "")).replace(_COLONNES, ", ")
    return shorten(clean_texte(texte))


def _name_indicateur(dossier: Dossier, code: str) -> str:
    """A national indicator by its label."""
    trouve = next((i for i in dossier.cadre.indicateurs if i.code == code), None)
    return quote(trouve.libelle, _LONG) if trouve else quote(code)


def _list_places(dossier: Dossier, document: str, lignes: Collection[str]) -> tuple[Place, ...]:
    page = next((p for p in dossier.pages if p.document == document), None)
    return tuple(page.place_ligne(ligne) if page else Place(document, ligne) for ligne in lignes)


def _find_phrase(message: str) -> str:
    """The first sentence of a message: what follows tells the plugin's author what to do."""
    for fin in _PHRASE.finditer(message):
        avant = message[: fin.start()]
        if avant.count("«") == avant.count("»"):
            return avant + "."
    return message


def _examine_remarques(dossier: Dossier, annee: int) -> Iterator[Constat]:
    check_dernier(dossier, annee)
    for document in dossier.lecture.documents:
        par_code: dict[str, list[str]] = {}
        for remarque in filter(None, document.remarques.split(";")):
            code, _, ligne = remarque.partition("@")
            par_code.setdefault(code, []).append(ligne)
        for code, lignes in par_code.items():
            places = _list_places(dossier, document.document, lignes)
            ou = f"{agree(len(lignes), 'à la ligne', 'aux lignes')} {format_liste(lignes)}"
            dite = quote(places[0].texte or code.replace("_", " "), _DEBUT)
            yield Constat(places, f"Le rapport porte une remarque {ou} : {dite}.", objet=code)


LECTURE: dict[str, Examen] = {"remarque_document": _examine_remarques}
