"""The page: one file that opens anywhere, shows every table and chart, and opens the proof of every figure."""

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from cdppe.consolidation.actions import PLUSIEURS
from cdppe.consolidation.modeles import RUBRIQUES, Graphique, Synthese, Table
from cdppe.consolidation.mots import SOURCES
from cdppe.rendering.archive import parse_date
from cdppe.rendering.modeles import ORIGINE, ErreurModele, Modeles, report_modele
from cdppe.rendering.page.donnees import TablePage, encode_bloc, find_rang, make_tables, show_table
from cdppe.rendering.page.preuves import make_preuves
from cdppe.rendering.page.resume import find_table, list_chiffres, list_departements, list_fiches, list_groupes
from cdppe.rendering.surete import safe_xml

_MODELE, _STYLE, _SCRIPT, _COULEURS = "synthese.html.j2", "page.css", "page.js", "graphiques/couleurs.json"
_CAMPAGNE_MAX = 12
_LARGE = 800
"""A drawing wider than so many pixels takes the whole page: its table stands below."""
_ESPACE = re.compile(r"(?<=«) | (?=[»:;?!])")
_LARGEUR = re.compile(r'viewBox="\S+ \S+ (\d+)')


def write_page(synthese: Synthese, depot: Path, modeles: Modeles = ORIGINE) -> None:
    """Write ``synthese-2022.html``."""
    texte = render_page(synthese, modeles)
    (depot / f"synthese-{synthese.nom}.html").write_text(texte, encoding="utf-8", newline="\n")


def render_page(synthese: Synthese, modeles: Modeles = ORIGINE) -> str:
    """Return the page. Raises ErreurModele when one of its templates cannot be used."""
    script = _read_brut(modeles, _SCRIPT, "</script")
    tables = {table.code: show_table(table, _is_ouverte(table)) for table in synthese.tables}
    environment = Environment(trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined, autoescape=True)
    environment.filters |= {"date": _format_date, "prose": _bind}
    with report_modele(_MODELE):
        return environment.from_string(modeles.read_text(_MODELE)).render(
            nom=synthese.nom,
            annee=synthese.annee,
            date=synthese.date,
            editions=synthese.editions,
            origine=safe_xml(synthese.origine),
            source=safe_xml(replace(synthese, mentions=()).origine),
            mentions=[safe_xml(m) for m in synthese.mentions],
            avertissements=[safe_xml(a) for a in synthese.avertissements],
            groupes=list_groupes(synthese),
            chiffres=list_chiffres(synthese),
            fiches=list_fiches(synthese),
            rubriques=_list_rubriques(synthese, tables, modeles),
            departements=list_departements(synthese),
            engagements=_list_engagements(synthese),
            sources=_list_sources(synthese),
            style=Markup(_read_couleurs(modeles) + _read_brut(modeles, _STYLE, "</style")),  # noqa: S704
            script=Markup(script),  # noqa: S704
            empreinte=_hash(script),
            bloc_tables=encode_bloc(make_tables(synthese, synthese.tables)),
            bloc_preuves=encode_bloc(make_preuves(synthese, synthese.tables)),
        )


def _is_ouverte(table: Table) -> bool:
    """The tables of first interest, and a short campaign; the others open when asked."""
    return table.portee == "console" and (table.code != "campagne" or len(table.lignes) <= _CAMPAGNE_MAX)


def _list_rubriques(synthese: Synthese, tables: Mapping[str, TablePage], modeles: Modeles) -> list[dict[str, object]]:
    """The questions in their order, each with its charts and its other tables."""
    dessinees = {g.table.code for g in synthese.graphiques}
    return [
        {
            "code": rubrique,
            "titre": titre,
            "graphiques": [_show_graphique(g, tables, modeles) for g in synthese.graphiques
                           if g.table.rubrique == rubrique],
            "tables": [tables[t.code] for t in synthese.tables
                       if t.rubrique == rubrique and t.code not in dessinees and t.code != "fiches"],
        }
        for rubrique, titre in RUBRIQUES.items()
    ]  # fmt: skip


def _show_graphique(graphique: Graphique, tables: Mapping[str, TablePage], modeles: Modeles) -> dict[str, object]:
    from cdppe.rendering.dessins import draw_svg

    dessin = draw_svg(graphique, modeles)
    trouvee = _LARGEUR.search(dessin)
    largeur = int(trouvee[1]) if trouvee else 0
    return {
        "code": graphique.code,
        "titre": safe_xml(graphique.titre),
        "resume": safe_xml(graphique.resume),
        "dessin": Markup(dessin),  # noqa: S704
        "largeur": largeur,
        "large": largeur > _LARGE,
        "table": tables[graphique.table.code],
    }


def _list_engagements(synthese: Synthese) -> list[tuple[str, str]]:
    """Code and label of the national engagements."""
    table = find_table(synthese, "engagements")
    if table is None:
        return []
    return [
        (safe_xml(str(ligne.cellules[0])), safe_xml(str(ligne.cellules[1] or "")))
        for ligne in table.lignes
        if ligne.cellules[0] not in ("", PLUSIEURS)
    ]


def _list_sources(synthese: Synthese) -> list[str]:
    """The sources that a table names, in their order."""
    presentes = {
        ligne.cellules[rang]
        for table in synthese.tables
        if (rang := find_rang(table, "Source")) is not None
        for ligne in table.lignes
    }
    return [mots for mots in SOURCES.values() if mots in presentes]


def _read_brut(modeles: Modeles, nom: str, fin: str) -> str:
    """A template that stands as it is within an element, which it must not close."""
    texte = modeles.read_text(nom).replace("\r\n", "\n").replace("\r", "\n")
    if fin in texte.lower():
        raise ErreurModele(f"Le modèle {nom} contient « {fin} », qui couperait la page : enlevez-le.")
    return texte


def _read_couleurs(modeles: Modeles) -> str:
    """The colours of the charts as variables of the page, for both schemes."""
    try:
        couleurs = json.loads(modeles.read_text(_COULEURS))
        clair, sombre = (_declare(couleurs[nom]) for nom in ("clair", "sombre"))
    except (ValueError, KeyError, TypeError, AttributeError) as exc:
        raise ErreurModele(
            f"Le modèle {_COULEURS} ne donne pas les couleurs « clair » et « sombre » ({exc}) : corrigez-le, ou "
            "remettez le modèle d'origine."
        ) from exc
    return f":root{{{clair}}}\n@media (prefers-color-scheme:dark){{@media screen{{:root{{{sombre}}}}}}}\n"


def _declare(couleurs: Mapping[str, str]) -> str:
    if fautives := [nom for nom, valeur in couleurs.items() if any(c in f"{nom}{valeur}" for c in "<>{};")]:
        raise ValueError(f"couleur {fautives[0]}")
    return "".join(f"--{nom}:{valeur};" for nom, valeur in couleurs.items())


def _hash(script: str) -> str:
    """What a browser asks of the only script it may run."""
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode("ascii")


def _bind(texte: str) -> str:
    """A sentence in which no line begins or ends by a mark that French keeps beside its word."""
    return _ESPACE.sub("\u00a0", texte)


def _format_date(texte: str) -> str:
    """``23/06/2023``; nothing for a document that has none."""
    return f"{parse_date(texte):%d/%m/%Y}" if texte else ""
