"""The charts, drawn from their tables by Vega-Lite: as SVG that takes its colours from the page, as PNG for the note.

A template of ``graphiques/`` is a Vega-Lite specification whose colours are ``var(--name)``, the names of
``graphiques/couleurs.json``. It is given one record for each figure cell of the table, in order: ``rang`` (of the
row), ``repere``, ``serie`` (the column's name), ``valeur`` (null where none is known), ``texte`` (``1,2 M€``), each
text column under its own name (``departement``), and ``etiquette``: the first of these, with the label that follows a
number or a code, cut into short lines.
"""

import json
import re
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from xml.etree import ElementTree

from cdppe.consolidation.calcul import format_valeur
from cdppe.consolidation.modeles import CHIFFRES, Genre, Graphique, Table
from cdppe.facts.libelles import normalize_libelle
from cdppe.rendering.modeles import ErreurModele, Modeles
from cdppe.rendering.surete import safe_xml

COULEURS = "graphiques/couleurs.json"
_OPTIONS: dict[str, Any] = {"format_locale": "fr-FR", "time_format_locale": "fr-FR", "allowed_base_urls": []}
_VERSION = "6.4"
_ECHELLE = 2
_CONFIG = {"aria": False, "font": "Arial, Liberation Sans, sans-serif", "lineBreak": "\n"}
_VARIABLE = re.compile(r"var\(--([\w-]+)\)")
_ETIQUETTE, _LIGNES = 36, 3
_ORDRES = ((10**9, "Md€"), (10**6, "M€"), (10**3, "k€"), (1, "€"))
_SVG = "{http://www.w3.org/2000/svg}"
_INTERDITES = ("script", "image", "foreignObject", "use")
_RETIREES = ("role", "class", "version", "style", "pointer-events")


def draw_svg(graphique: Graphique, modeles: Modeles) -> str:
    """One ``<svg>`` for a page that declares the colours; to a screen reader, one image that its label describes.

    Raises ErreurModele when the template cannot be drawn.
    """
    import vl_convert

    spec = _fill(_read_spec(modeles.read_text(graphique.modele), graphique), graphique)
    try:
        dessin = vl_convert.vegalite_to_svg(spec, vl_version=_VERSION, **_OPTIONS)
    except ValueError as exc:
        raise _refuse(graphique, exc) from exc
    return _clean(dessin, graphique)


def draw_png(graphique: Graphique, modeles: Modeles) -> bytes:
    """The same in the light colours on white, for paper. Raises ErreurModele as ``draw_svg``."""
    import vl_convert

    couleurs = _read_couleurs(modeles)
    # Before the data are in: no text of a document is taken for a colour.
    texte = _VARIABLE.sub(lambda m: _get_couleur(couleurs, m[1], graphique), modeles.read_text(graphique.modele))
    spec = _fill(_read_spec(texte, graphique), graphique) | {"background": "#ffffff"}
    try:
        image: bytes = vl_convert.vegalite_to_png(spec, vl_version=_VERSION, scale=_ECHELLE, **_OPTIONS)
    except ValueError as exc:
        raise _refuse(graphique, exc) from exc
    return image


def _read_spec(texte: str, graphique: Graphique) -> dict[str, Any]:
    try:
        spec = json.loads(texte)
    except ValueError as exc:
        raise _refuse(graphique, exc) from exc
    if not isinstance(spec, dict) or not isinstance(spec.get("config", {}), dict):
        raise _refuse(graphique, "ce n'est pas un objet JSON")
    return spec


def _read_couleurs(modeles: Modeles) -> Mapping[str, str]:
    try:
        clair = json.loads(modeles.read_text(COULEURS))["clair"]
        return {str(nom): str(valeur) for nom, valeur in clair.items()}
    except (ValueError, KeyError, TypeError, AttributeError) as exc:
        raise ErreurModele(
            f"Le modèle {COULEURS} ne donne pas les couleurs « clair » : corrigez-le, ou remettez le modèle d'origine."
        ) from exc


def _get_couleur(couleurs: Mapping[str, str], nom: str, graphique: Graphique) -> str:
    if nom not in couleurs:
        raise _refuse(graphique, f"la couleur « {nom} » n'est pas dans {COULEURS}")
    return json.dumps(couleurs[nom])[1:-1]


def _refuse(graphique: Graphique, raison: object) -> ErreurModele:
    """Only the line that says what is wrong: what follows is the library's own."""
    lignes = [ligne.strip() for ligne in str(raison).splitlines() if ligne.strip()]
    quoi = lignes[1] if len(lignes) > 1 and lignes[0].endswith(":") else lignes[0]
    return ErreurModele(
        f"Le modèle {graphique.modele} ne peut pas être dessiné ({quoi}) : corrigez-le, ou remettez le modèle "
        "d'origine."
    )


def _fill(spec: dict[str, Any], graphique: Graphique) -> dict[str, Any]:
    """The template with the table's figures, on no background, and with French labels in one type face."""
    return {
        **spec,
        "background": None,
        "config": spec.get("config", {}) | _CONFIG,
        "data": {"values": list(_list_valeurs(graphique.table))},
    }


def _list_valeurs(table: Table) -> Iterator[dict[str, Any]]:
    """A record for each figure cell; words that stand for a figure are none."""
    textes = [n for n, c in enumerate(table.colonnes) if c.genre not in CHIFFRES]
    noms = {n: normalize_libelle(table.colonnes[n].nom).replace(" ", "_") for n in textes}
    titre = [c.genre for c in table.colonnes[:2]] == ["texte", "long"]
    for rang, ligne in enumerate(table.lignes):
        tete = {noms[n]: safe_xml(str(ligne.cellules[n] or "")) for n in textes}
        tete["etiquette"] = _wrap(tete[nom] for nom in list(noms.values())[: 2 if titre else 1])
        for n, colonne in enumerate(table.colonnes):
            if colonne.genre in CHIFFRES:
                cellule = ligne.cellules[n]
                chiffre = cellule if isinstance(cellule, int | Decimal) else None
                yield {
                    "rang": rang,
                    "repere": table.repere(rang),
                    "serie": safe_xml(colonne.nom),
                    "valeur": None if chiffre is None else float(chiffre),
                    "texte": format_court(chiffre, colonne.genre),
                    **tete,
                }


def format_court(chiffre: int | Decimal | None, genre: Genre) -> str:
    """``73,4 M€``, ``350 k€``, ``68,2 %``: what fits beside a bar; nothing for no figure."""
    if chiffre is None:
        return ""
    valeur = Decimal(chiffre)
    if genre == "taux":
        return f"{_round(valeur, 1)}\u00a0%"
    if genre != "montant":
        return format_valeur(valeur).removesuffix(",0")
    ordre, unite = next((o for o in _ORDRES if abs(valeur) >= o[0]), _ORDRES[-1])
    return f"{_round(valeur / ordre, 0 if ordre <= 1000 else 1)}\u00a0{unite}"


def _round(valeur: Decimal, decimales: int) -> str:
    return format_valeur(valeur.quantize(Decimal(1).scaleb(-decimales), ROUND_HALF_UP)).removesuffix(",0")


def _wrap(mots: Iterable[str]) -> str:
    """``1 Agir le plus précocement…``, cut into a few lines."""
    texte = " ".join(filter(None, mots))
    return "\n".join(textwrap.wrap(texte[:1].upper() + texte[1:], _ETIQUETTE, max_lines=_LIGNES, placeholder="…"))


def _clean(dessin: str, graphique: Graphique) -> str:
    """Leave the shapes and the words: no reference out of the page, nothing that is announced beside the one label."""
    racine = ElementTree.fromstring(dessin)  # noqa: S314 - what the library has just drawn, and no document
    _, _, largeur, hauteur = racine.get("viewBox", "0 0 0 0").split()
    _strip(racine, f"dessin-{graphique.code}-")
    racine.attrib.clear()
    racine.attrib.update(
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "class": "dessin",
            "role": "img",
            "aria-label": safe_xml(f"{graphique.titre}. {graphique.resume}"),
            "viewBox": f"0 0 {largeur} {hauteur}",
            "width": "100%",
            "style": f"--largeur:{largeur}px;max-width:{largeur}px;height:auto",
        }
    )
    return ElementTree.tostring(racine, encoding="unicode")


def _strip(element: ElementTree.Element, prefixe: str) -> None:
    """Forget names of parts and empty parts; names that several drawings of a page would share become this one's."""
    element.tag = element.tag.removeprefix(_SVG)
    for nom, valeur in list(element.attrib.items()):
        if nom.startswith(("{", "aria-", "on")) or nom in _RETIREES or nom == "href":
            del element.attrib[nom]
        elif nom == "id":
            element.attrib[nom] = prefixe + valeur
        else:
            element.attrib[nom] = valeur.replace("url(#", f"url(#{prefixe}").replace("url('#", f"url('#{prefixe}")
    for enfant in list(element):
        _strip(enfant, prefixe)
        vide = enfant.tag == "g" and not len(enfant)
        invisible = enfant.tag == "path" and element.tag == "g" and not (enfant.get("fill") or enfant.get("stroke"))
        cachee = enfant.get("display") == "none" or enfant.get("opacity") == "0"
        if enfant.tag in _INTERDITES or cachee or vide or invisible:
            element.remove(enfant)
