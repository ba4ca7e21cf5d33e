"""Drawings: what stands in the table and nothing else, safe in a page, the same at every run."""

import json
import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree

import pytest

from cdppe.consolidation.modeles import Cellule, Colonne, Genre, Graphique, Ligne, Table
from cdppe.rendering.dessins import COULEURS, draw_png, draw_svg, format_court
from cdppe.rendering.modeles import MODELES, ORIGINE, ErreurModele, Modeles

HOSTILE = "</svg><script>alert(1)</script><b>var(--fond)</b> http://a.example"


def dessin(
    modele: str, colonnes: list[tuple[str, Genre]], *lignes: tuple[Cellule, ...], titre: str = "Titre"
) -> Graphique:
    table = Table(
        "graphique_essai", "VS", "Essai", titre, tuple(Colonne(*c) for c in colonnes), tuple(Ligne(c) for c in lignes)
    )
    return Graphique("essai", titre, table, f"graphiques/{modele}.json", "Un résumé.")


def barres(*lignes: tuple[Cellule, ...], titre: str = "Titre") -> Graphique:
    return dessin("barres", [("Source", "texte"), ("Prévu", "montant"), ("Exécuté", "montant")], *lignes, titre=titre)


def taux(nombre: int, modele: str = "taux") -> Graphique:
    colonnes: list[tuple[str, Genre]] = [
        ("Département", "texte"), ("Nom", "texte"), ("Période", "texte"), ("Taux (%)", "taux"),
        ("Prévu comparable", "montant"),
    ]  # fmt: skip
    lignes = [(f"{n:02}", "Nom", "2022", Decimal(n), Decimal(100)) for n in range(nombre)]
    return dessin(modele, colonnes, *lignes, ("99", "Nom", "non comparable", None, None))


def courbes(modele: str, *lignes: tuple[Cellule, ...]) -> Graphique:
    colonnes: list[tuple[str, Genre]] = [
        ("Indicateur", "long"), ("Code", "texte"), ("Unité", "texte"),
        ("Département" if modele == "courbes" else "Courbe", "texte"), ("2021", "valeur"), ("2022", "valeur"),
    ]  # fmt: skip
    return dessin(modele, colonnes, *lignes)


def grille(modele: str, departements: int) -> Graphique:
    colonnes: list[tuple[str, Genre]] = [("Objectif", "texte"), ("Libellé", "long")]
    colonnes += [(f"{n:02}", "nombre") for n in range(departements)]
    return dessin(modele, colonnes, *((str(n), "Libellé", *([n or None] * departements)) for n in range(5)))


TOUS = (
    barres(("FIR", Decimal(1_200_000), None), ("Département", Decimal(350_000), Decimal(80))),
    taux(3),
    taux(40, "taux_nombreux"),
    courbes("courbes", ("Visites", "v", "visites", "35", 1, 2), ("Visites", "v", "visites", "62", None, 4)),
    courbes(
        "quartiles",
        *(
            ("Visites", "v", "visites", nom, n, n + 1)
            for n, nom in enumerate(("1er quartile", "Médiane", "3e quartile"))
        ),
    ),
    grille("grille", 3),
    grille("grille_large", 101),
)


def words_of(svg: str) -> list[str]:
    return ["".join(e.itertext()) for e in ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")]  # noqa: S314


def bars_of(svg: str) -> int:
    return len(re.findall(r'<path[^>]* fill="var\(--(?:prevu|execute)\)"', svg))


def test_every_template_of_a_chart_is_drawn_here() -> None:
    dessines = {g.modele for g in TOUS}
    assert dessines == {nom for nom in MODELES if nom.startswith("graphiques/")} - {COULEURS}


@pytest.mark.parametrize("graphique", TOUS, ids=lambda g: Path(g.modele).stem)
def test_an_svg_is_one_image_that_asks_for_nothing(graphique: Graphique) -> None:
    svg = draw_svg(graphique, ORIGINE)
    racine = ElementTree.fromstring(svg)  # noqa: S314
    assert (racine.get("role"), racine.get("aria-label")) == ("img", "Titre. Un résumé.")
    assert sum("role" in e.attrib or any(a.startswith("aria") for a in e.attrib) for e in racine.iter()) == 1
    assert "<script" not in svg
    assert svg.count("http") == 1  # the namespace
    assert not re.findall(r"NaN|undefined", svg)
    couleurs = json.loads(ORIGINE.read_text(COULEURS))
    assert couleurs["clair"].keys() == couleurs["sombre"].keys() >= set(re.findall(r"var\(--([\w-]+)\)", svg))
    assert not re.findall(r"#[0-9a-fA-F]{3,8}\b", svg)
    assert svg == draw_svg(graphique, ORIGINE)


@pytest.mark.parametrize("graphique", TOUS, ids=lambda g: Path(g.modele).stem)
def test_a_png_is_drawn_alike_twice(graphique: Graphique) -> None:
    image = draw_png(graphique, ORIGINE)
    assert image.startswith(b"\x89PNG")
    assert image == draw_png(graphique, ORIGINE)


def test_a_missing_value_is_no_bar_and_is_said() -> None:
    svg = draw_svg(barres(("FIR", Decimal(1_200_000), None), ("ONDAM", Decimal(0), Decimal(80))), ORIGINE)
    assert bars_of(svg) == 3
    assert {"Prévu 1,2\u00a0M€", "Exécuté : aucun montant connu", "Prévu 0\u00a0€"} <= set(words_of(svg))


def test_many_départements_keep_each_their_place() -> None:
    assert {f"{n:02}" for n in range(40)} <= set(words_of(draw_svg(taux(40, "taux_nombreux"), ORIGINE)))
    assert "non comparable" in words_of(draw_svg(taux(3), ORIGINE))
    mots = words_of(draw_svg(grille("grille_large", 101), ORIGINE))
    assert {"00", "100", "0 Libellé"} <= set(mots)  # an objective that nobody serves keeps its row


def test_a_rate_beyond_all_others_does_not_press_them_together() -> None:
    graphique = taux(40, "taux_nombreux")
    lignes = (Ligne(("99", "Nom", "2022", Decimal("820.4"), Decimal(100))), *graphique.table.lignes)
    mots = words_of(draw_svg(replace(graphique, table=replace(graphique.table, lignes=lignes)), ORIGINE))
    assert "99" in mots
    assert {"0\u00a0%", "0 %"} & set(mots)
    assert not [mot for mot in mots if re.match(r"[2-8]\d\d\s%", mot)]


def test_two_curves_say_their_values_and_more_do_not() -> None:
    lignes = [("Visites", "v", "visites", code, 100, 101 + n) for n, code in enumerate(("35", "62", "77"))]
    assert {"101", "102"} <= set(words_of(draw_svg(courbes("courbes", *lignes[:2]), ORIGINE)))
    assert not {"101", "102", "103"} & set(words_of(draw_svg(courbes("courbes", *lignes), ORIGINE)))


def test_words_of_a_document_stay_words() -> None:
    svg = draw_svg(barres((HOSTILE, Decimal(5), None), titre=HOSTILE), ORIGINE)
    assert svg.count("<svg") == svg.count("</svg") == 1
    assert "<b" not in svg
    assert "<script" not in svg
    assert "</svg><script>" in " ".join(words_of(svg))
    assert draw_png(barres((HOSTILE, Decimal(5), None)), ORIGINE)


@pytest.mark.parametrize(
    ("texte", "raison"),
    [
        ("{", "barres.json"),
        ("[1]", "objet JSON"),
        ('{"mark": "rien"}', "barres.json"),
        ('{"hconcat": [{"data": {"url": "http://a.example/a.csv"}, "mark": "bar"}]}', "not allowed"),
        ('{"mark": {"type": "bar", "color": "var(--rose)"}}', "rose"),
    ],
)
def test_a_template_that_cannot_be_drawn_is_one_sentence(tmp_path: Path, texte: str, raison: str) -> None:
    (tmp_path / "graphiques").mkdir()
    (tmp_path / "graphiques/barres.json").write_text(texte, encoding="utf-8")
    with pytest.raises(ErreurModele, match=raison) as erreur:
        draw_png(barres(("FIR", Decimal(1), None)), Modeles(tmp_path))
    assert "\n" not in str(erreur.value)
    assert len(str(erreur.value)) < 300


def test_a_template_may_change_what_is_drawn(tmp_path: Path) -> None:
    (tmp_path / "graphiques").mkdir()
    spec = {
        "mark": {"type": "point", "clip": True, "href": "http://a.example"},
        "encoding": {"x": {"field": "valeur", "type": "quantitative"}},
    }
    (tmp_path / "graphiques/barres.json").write_text(json.dumps(spec), encoding="utf-8")
    svg = draw_svg(barres(("FIR", Decimal(1), None)), Modeles(tmp_path))
    assert "a.example" not in svg
    assert set(re.findall(r"url\(#([\w-]+)\)", svg)) == set(re.findall(r' id="([\w-]+)"', svg)) != set()
    assert ' id="dessin-essai-' in svg


def test_the_colours_of_the_office(tmp_path: Path) -> None:
    (tmp_path / "graphiques").mkdir()
    (tmp_path / COULEURS).write_text('{"sombre": {}}', encoding="utf-8")
    with pytest.raises(ErreurModele, match="clair"):
        draw_png(barres(("FIR", Decimal(1), None)), Modeles(tmp_path))


@pytest.mark.parametrize(
    ("chiffre", "genre", "texte"),
    [
        (Decimal("1249999"), "montant", "1,2\u00a0M€"),
        (Decimal("350400"), "montant", "350\u00a0k€"),
        (Decimal("2600000000"), "montant", "2,6\u00a0Md€"),
        (Decimal("12.4"), "montant", "12\u00a0€"),
        (Decimal("-5000"), "montant", "-5\u00a0k€"),
        (Decimal("68.25"), "taux", "68,3\u00a0%"),
        (Decimal("7247.0"), "valeur", "7\u00a0247"),
        (3, "nombre", "3"),
        (None, "montant", ""),
    ],
)
def test_short_figures_in_french(chiffre: int | Decimal | None, genre: Genre, texte: str) -> None:
    assert format_court(chiffre, genre) == texte
