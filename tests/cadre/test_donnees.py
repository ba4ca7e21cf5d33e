"""The framework that cdppe ships: complete, sourced, and the annex's own words."""

import re
from pathlib import Path

import pytest

from cdppe.cadre import Cadre, load_cadre
from cdppe.facts.libelles import normalize_libelle, same_libelle

RAPPORTS = Path(__file__).resolve().parents[3] / "shared" / "rapports"


@pytest.fixture(scope="module")
def cadre() -> Cadre:
    return load_cadre(2022)


def read_lignes(prefixe: str) -> list[str]:
    fichiers = sorted(RAPPORTS.glob(f"{prefixe}_*.txt")) if RAPPORTS.is_dir() else []
    if not fichiers:
        pytest.skip("les rapports réels ne sont pas à côté du projet")
    return fichiers[0].read_text(encoding="utf-8").split("\n")


def test_twenty_eight_objectives(cadre: Cadre) -> None:
    assert [o.numero for o in cadre.objectifs] == list(range(1, 29))
    assert [o.numero for o in cadre.objectifs if o.nature == "fondamental"] == list(range(1, 12))
    assert [e.code for e in cadre.engagements] == ["1", "2", "3", "4", "transverse"]


def test_27_and_28_join_in_2022(cadre: Cadre) -> None:
    for annee in (2020, 2021):
        assert [o.numero for o in load_cadre(annee).objectifs] == list(range(1, 27))
    assert [o.numero for o in cadre.objectifs if o.depuis == 2022] == [27, 28]
    assert load_cadre() == cadre
    assert load_cadre(2025).objectifs == cadre.objectifs


def test_nothing_without_its_source(cadre: Cadre) -> None:
    for entree in (*cadre.engagements, *cadre.objectifs, *cadre.mesures, *cadre.sources, *cadre.indicateurs):
        assert re.search(r"\(\d\d\b.*\d{4}", entree.source) or re.search(r"\d{4} \(\d\d\)", entree.source), entree
    assert all("instruction" in o.texte.lower() for o in cadre.objectifs)


def test_indicators_are_in_the_order_of_their_objectives(cadre: Cadre) -> None:
    objectifs = [i.objectif for i in cadre.indicateurs]
    assert objectifs == sorted(objectifs)
    assert load_cadre(2020).indicateurs == cadre.indicateurs


def test_a_percentage_is_never_added_up(cadre: Cadre) -> None:
    assert {i.addition for i in cadre.indicateurs if i.unite == "%"} == {"taux"}
    assert all(i.unite == "%" for i in cadre.indicateurs if i.addition == "taux")


def test_people_are_not_added_up_over_the_years(cadre: Cadre) -> None:
    """Whoever is followed for two years is in both; one becomes of age only once."""
    personnes = {"femmes", "enfants", "jeunes", "familles"}
    assert [i.code for i in cadre.indicateurs if i.unite in personnes and i.addition != "etat"] == [
        "jeunes_devenus_majeurs"
    ]


def test_every_indicator_a_report_marks_as_national_is_one(cadre: Cadre) -> None:
    libelles = {normalize_libelle(libelle) for i in cadre.indicateurs for libelle in i.libelles}
    cellules = [cellule for ligne in read_lignes("003") for cellule in ligne.split("\t") if "Drees" in cellule.title()]
    assert cellules
    for cellule in cellules:
        sans_marque = re.sub(r"\(source Drees.*?\)", "", cellule, flags=re.IGNORECASE)
        # Two slips of the fiches: "réalisés" for one interview, "examen" for several.
        lu = sans_marque.replace("4e mois réalisés", "4e mois réalisé").replace(
            "d'examen cliniques", "d'examens cliniques"
        )
        assert normalize_libelle(lu) in libelles, cellule


def test_every_measure_covers_its_engagement(cadre: Cadre) -> None:
    """Each objective of 2020 belongs to one measure, of its own engagement."""
    couverts = [n for mesure in cadre.mesures for n in mesure.objectifs]
    assert sorted(couverts) == list(range(1, 27))
    for mesure in cadre.mesures:
        for numero in mesure.objectifs:
            objectif = cadre.get_objectif(numero)
            assert objectif is not None
            assert objectif.engagement == mesure.engagement


def test_labels_and_numbers_are_the_annex_s(cadre: Cadre) -> None:
    lignes = read_lignes("001")
    annexe = next(i for i, ligne in enumerate(lignes) if ligne.startswith("Annexe 2 – Objectifs"))
    cellules = [cellule for ligne in lignes[annexe + 1 : annexe + 6] for cellule in ligne.split("\t")]
    lus = {
        int(numero): libelle.strip()
        for cellule in cellules
        for numero, libelle in re.findall(r"(\d+)\. (.+?)(?= \d+\. |$)", cellule)
    }
    assert lus == {o.numero: o.libelle for o in cadre.objectifs if o.depuis == 2020}


def test_every_objective_a_report_names_is_recognised(cadre: Cadre) -> None:
    indecis: list[tuple[int, int]] = []
    for ligne, texte in enumerate(read_lignes("000"), 1):
        if imprime := re.match(r"OBJECTIF \w+ (?:N°)?(\d+) :", texte):
            trouve = cadre.match_objectif(texte, int(imprime[1]))
            if trouve.objectifs != (int(imprime[1]),):
                indecis.append((ligne, int(imprime[1])))
    assert [numero for _, numero in indecis] == [21], indecis


def test_every_objective_cell_of_the_table_is_recognised(cadre: Cadre) -> None:
    textes = read_lignes("001")
    debut = next(i for i, ligne in enumerate(textes) if ligne.startswith("Mesure\tObjectif"))
    fin = next(i for i, ligne in enumerate(textes) if ligne.startswith("\t\tTotal\t"))
    lignes = [ligne.split("\t") for ligne in textes[debut + 2 : fin]]
    cellules = [
        ligne[1] for ligne in lignes if len(ligne) > 2 and ligne[1] and not same_libelle(ligne[1], "Sans objectif")
    ]
    trouves = [cadre.find_objectifs(cellule) for cellule in cellules]
    assert sorted(n for numeros in trouves for n in numeros) == list(range(1, 27))


def test_every_objective_cell_of_the_dashboard_is_recognised(cadre: Cadre) -> None:
    textes = read_lignes("003")
    for texte in textes[: next(i for i, ligne in enumerate(textes) if ligne.startswith("Rapport d'exécution"))]:
        cellule = texte.split("\t")[0]
        cle = normalize_libelle(cellule)
        if "\t" in texte and re.match(
            r"(atteindre|faire|double|permettre|ren|remonter|system|diver|struct|creer)", cle
        ):
            assert cadre.match_objectif(cellule).par == "libelle", cellule
