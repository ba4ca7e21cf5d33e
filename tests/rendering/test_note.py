"""The note: every figure is the one of the row that it names, nothing of a document acts, an office restyles it."""

import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from docx import Document
from docx.oxml.ns import qn

from cdppe.cadre import load_cadre
from cdppe.consolidation import Synthese, consolidate
from cdppe.consolidation.campagne import CampagneDeclaree
from cdppe.consolidation.consultation import consult, join_reperes
from cdppe.consolidation.note.composition import make_note
from cdppe.controles.mots import format_euros
from cdppe.erreurs import ErreurUsage
from cdppe.facts import Action, DocumentLu, Financement, Indicateur, Lecture
from cdppe.plugins.campagne import read_campagne
from cdppe.rendering.modeles import ORIGINE, ErreurModele, Modeles
from cdppe.rendering.note import convert_word, find_libreoffice, write_note, write_odt

LIBREOFFICE = find_libreoffice()
avec_libreoffice = pytest.mark.skipif(LIBREOFFICE is None, reason="LibreOffice n'est pas installé")
PIEGES = (
    "<w:p><w:r><w:t>faux</w:t></w:r></w:p>",
    "{{ 7 * 7 }} {% for x in y %} {# note #}",
    "fin\tde\nligne\x0cpage\x07son",
    "]]> &amp; <!-- x -->",
    "\u202eenvers",
)

Fabrique = Callable[..., Any]


@pytest.fixture
def groupe(montant: Fabrique, valeur: Fabrique) -> Callable[[int], Synthese]:
    """So many départements, which plan 100 € and spend 80 € on one action of national objective 1; no control."""

    def make(nombre: int, **options: Any) -> Synthese:
        lectures = []
        for n in range(1, nombre + 1):
            lieu: dict[str, Any] = {"departement": f"{n:02}", "document": f"r{n}.txt"}
            faits: tuple[Financement, ...] = (
                montant(100, source="total", **lieu),
                montant(80, source="total", etape="execute", **lieu),
            )
            indicateurs: tuple[Indicateur, ...] = (
                valeur(10 * n, indicateur_national="epp_femmes", definition="identique", **lieu),
            )
            lectures.append(
                Lecture(
                    documents=(
                        DocumentLu(
                            **lieu, empreinte="e", titre="t", date="2023-06-01", exercices="2020;2021;2022", plugin="p",
                            version="1",
                        ),
                    ),
                    actions=(Action(**lieu, ligne="1", numero="1", intitule="A", engagement="1", objectifs="1"),),
                    financements=faits,
                    indicateurs=indicateurs,
                )
            )  # fmt: skip
        return consolidate(lectures, load_cadre(2022), 2022, **options)

    return make


def write(synthese: Synthese, dossier: Path, modeles: Modeles = ORIGINE) -> Path:
    dossier.mkdir(exist_ok=True)
    write_note(synthese, dossier, modeles)
    (chemin,) = dossier.iterdir()
    return chemin


def read(chemin: Path) -> list[tuple[str, str]]:
    """Style and text of every paragraph of the body, those of tables in their place."""
    document: Any = Document(str(chemin))
    styles = {s.style_id: s.name for s in document.styles}
    return [
        (
            styles[p.pPr.pStyle.val] if p.pPr is not None and p.pPr.pStyle is not None else "",
            "".join(t.text or "" for t in p.iter(qn("w:t"))),
        )
        for p in document.element.body.iter(qn("w:p"))
    ]


def test_every_key_amount_is_that_of_the_row_it_names(groupe: Fabrique) -> None:
    synthese = groupe(3)
    note = make_note(synthese)
    rangees = {r.repere: r for r in consult(synthese).rows("ensemble")}
    connus = [a for a in note.argent if a.repere]
    assert [(a.credits, a.etape, a.montant, a.departements) for a in connus] == [
        ("Toutes sources", "Prévu", "300 €", "01, 02 et 03"),
        ("Toutes sources", "Exécuté", "240 €", "01, 02 et 03"),
    ]
    for a in connus:
        rangee = rangees[a.repere]
        assert (rangee.read("Source"), rangee.read("Étape")) == (a.credits, a.etape)
        assert format_euros(rangee.montant("2022") or Decimal(0)) == a.montant
    assert {a.montant for a in note.argent if not a.repere} == {"non connu"}


def test_a_paragraph_says_what_the_tables_say(groupe: Fabrique) -> None:
    note = make_note(groupe(3))
    un, deux = note.engagements[:2]
    assert un.titre.startswith("Engagement 1 : agir ")
    assert un.phrases[0].startswith(
        "3 actions relèvent de cet engagement, dans les 3 départements (E1). L'objectif 1 est servi par 3 départements"
    )
    assert un.phrases[1].startswith(
        "Pour 2022, le prévu est de 300 € toutes sources réunies (01, 02 et 03) ; l'exécuté est de 240 € (01, 02 et 03"
    )
    assert "(3 actions ; 01, 02 et 03 ; 2022), 240 € sont exécutés sur 300 € prévus, soit 80,0\u00a0%" in un.phrases[1]
    assert "Aucune action lue ne relève de cet engagement." in deux.phrases[0]
    assert (deux.prevu, deux.execute, len(deux.phrases)) == ("non connu", "non connu", 1)
    assert "aucun taux" not in note.essentiel[2]


def test_money_that_is_not_the_same_départements_is_said_not_to_compare(montant: Fabrique) -> None:
    faits = (montant(100), montant(80, etape="execute", departement="98", document="autre.txt"))
    lectures = [
        Lecture(
            documents=(
                DocumentLu(
                    departement=f.departement, document=f.document, empreinte="e", titre="t", date="2023-06-01",
                    exercices="2022", plugin="p", version="1",
                ),
            ),
            financements=(f,),
        )
        for f in faits
    ]  # fmt: skip
    note = make_note(consolidate(lectures, load_cadre(2022), 2022))
    assert note.essentiel[2] == (
        "L'exécuté connu, toutes sources réunies, est de 80 €, dans 1 département sur 2 (98) ; il ne se compare pas à "
        "ce prévu, qui est celui de 99."
    )
    assert "Aucun taux d'exécution" in note.essentiel[3]
    assert [m.raison for m in note.motifs_execution] == [
        "Aucun montant exécuté pour cette période",
        "Aucun montant prévu pour cette période",
    ]


def test_one_département_is_written_in_the_singular(groupe: Fabrique) -> None:
    note = make_note(groupe(1))
    assert note.essentiel[0].startswith("Cette note porte sur un seul département : Ain (01). 1 action y est décrite")
    assert note.engagements[0].phrases[0].startswith("1 action relève de cet engagement (E1). L'objectif 1 est servi (")
    assert "1 document, daté du 1er juin 2023" in note.origine
    assert note.annexe == "Un seul rapport est lu : rien ne se compare à d'autres départements."


def test_several_years_are_cumulated(groupe: Fabrique) -> None:
    note = make_note(groupe(2, debut=2021))
    assert (note.sous_titre, note.autres) == (
        "Note de synthèse, exercices 2021 à 2022",
        "Exercices que le cumul contient",
    )
    assert (
        note.essentiel[1]
        == "Le prévu cumulé de 2021-2022 est de 200 € toutes sources réunies (01 : 100 € ; 02 : 100 €)."
    )
    prevu = next(a for a in note.argent if a.montant == "200 €")
    assert (prevu.autres, prevu.repere[0]) == ("exercices 2022", "U")
    assert note.engagements[0].repere == "E1, UE1"
    assert "Reporté" not in [a.etape for a in note.argent]


def test_one_département_over_several_years_has_its_money(groupe: Fabrique) -> None:
    note = make_note(groupe(1, debut=2021))
    assert note.essentiel[1:3] == (
        "Le prévu cumulé de 2021-2022 est de 100 € toutes sources réunies.",
        "L'exécuté cumulé connu, toutes sources réunies, est de 80 €.",
    )
    assert [(a.etape, a.montant) for a in note.argent if a.repere] == [("Prévu", "100 €"), ("Exécuté", "80 €")]
    assert note.annexe.endswith("ceux de 2022.")


def test_a_total_says_what_each_département_adds_to_it_and_from_which_sources(montant: Fabrique) -> None:
    lectures = [
        Lecture(
            documents=(
                DocumentLu(
                    departement=code, document="r.txt", empreinte="e", titre="t", date="2023-06-01", exercices="2022",
                    plugin="p", version="1",
                ),
            ),
            financements=tuple(
                montant(100 + rang, source=source, departement=code, document="r.txt", ligne=str(rang))
                for rang, source in enumerate(sources)
            ),
        )
        for code, sources in (("62", ("etat", "fir")), ("77", ("etat",)))
    ]  # fmt: skip
    note = make_note(consolidate(lectures, load_cadre(2022), 2022))
    assert note.essentiel[1].startswith(
        "Le prévu de 2022 est de 301 € toutes sources réunies (62 : 201 € ; 77 : 100 €)"
    )
    assert note.execution[0].startswith(
        "Le prévu de 2022 réunit des sources qui ne sont pas les mêmes d'un rapport à l'autre : "
        "État (sans précision) (62 et 77) ; FIR (62) (S1 à S"
    )
    seul = make_note(consolidate(lectures[1:], load_cadre(2022), 2022))
    assert seul.execution[0].startswith("Le prévu de 2022 réunit une seule source : État (sans précision) (S1")


@pytest.mark.parametrize("options", [{}, {"debut": 2021}])
def test_a_renamed_column_is_never_read_as_nothing_known(groupe: Fabrique, options: dict[str, Any]) -> None:
    synthese = groupe(2, **options)
    attendue = make_note(synthese)
    refuses = set()
    for rang, table in enumerate(synthese.tables):
        for n, colonne in enumerate(table.colonnes):
            neuve = replace(colonne, nom=f"{colonne.nom} bis")
            colonnes = (*table.colonnes[:n], neuve, *table.colonnes[n + 1 :])
            tables = (*synthese.tables[:rang], replace(table, colonnes=colonnes), *synthese.tables[rang + 1 :])
            try:
                note = make_note(replace(synthese, tables=tables))
            except LookupError:
                refuses.add((table.code, colonne.nom))
            else:
                # No sentence is made from it, or its new name is shown.
                assert note == attendue or neuve.nom in str(note), (table.code, colonne.nom)
    argent = {("cumul", "Cumul"), ("cumul_engagements", "Prévu, cumul")} if options else {("ensemble", "2022")}
    assert argent | {("engagements", "Actions"), ("correspondance", "Département")} <= refuses


@pytest.mark.parametrize(
    ("reperes", "attendu"),
    [
        (["I1"], "I1"),
        (["I1", "I2"], "I1 et I2"),
        (["I1", "I2", "I3", "I7", "I9", "I10", "I11"], "I1 à I3, I7 et I9 à I11"),
        (["X1", "X3", "X5", "X7"], "entre X1 et X7"),
        ([], ""),
    ],
)
def test_only_the_rows_that_are_meant_are_named(reperes: list[str], attendu: str) -> None:
    assert join_reperes(reperes) == attendu


def test_many_départements_have_a_row_each_and_no_section(groupe: Fabrique) -> None:
    peu, beaucoup = make_note(groupe(12)), make_note(groupe(13))
    assert ([f.code for f in peu.fiches][:2], len(peu.fiches), peu.resumes) == (["01", "02"], 12, ())
    assert (beaucoup.fiches, len(beaucoup.resumes)) == ((), 13)
    ligne = beaucoup.resumes[0]
    assert (ligne.departement, ligne.exercices, ligne.prevu, ligne.execute) == (
        "Ain (01)",
        "2020-2022",
        "100 €",
        "80 €",
    )
    assert (ligne.taux, ligne.constats) == ("80,0\u00a0%", "")
    assert beaucoup.annexe.endswith(" Les taux d'exécution sont tous de la période 2022.")
    assert beaucoup.argent[4].departements == "13 dépts"


def test_who_is_missing_comes_from_the_campaign(groupe: Fabrique) -> None:
    assert "Sans campagne déclarée" in make_note(groupe(2)).absents[0]
    attente = CampagneDeclaree(annee=2022, departements=("01", "02", "62"))
    note = make_note(groupe(2, attente=attente, echecs=[("62", "r.txt", "illisible.")]))
    assert note.absents[0].startswith("2 rapports sur 3 attendus (67\u00a0%)")
    assert note.absents[1:] == ("Reçu, illisible : Pas-de-Calais (62).",)
    toutes = make_note(groupe(2, attente=CampagneDeclaree(annee=2022))).absents[1]
    assert toutes.startswith("Manquant : Auvergne-Rhône-Alpes (03 Allier, 07 Ardèche")
    assert toutes.index("Île-de-France") < toutes.index("La Réunion")
    assert note.mentions[0].startswith("2 rapports sur 3 attendus")
    assert note.nombres[0].repere == "L2 et L3"


def test_nothing_read_gives_no_figure(tmp_path: Path) -> None:
    synthese = consolidate([], load_cadre(2022), 2022)
    textes = read(write(synthese, tmp_path / "n"))
    assert "Aucun rapport n'a été lu\u00a0: cette note ne donne aucun chiffre." in [t for _, t in textes]
    assert not re.search(r"€|[1-9] (?:action|département)", " ".join(t for _, t in textes))


def test_no_text_of_a_document_acts(synthese: Synthese, tmp_path: Path) -> None:
    chemin = write(replace(synthese, avertissements=PIEGES, mentions=PIEGES), tmp_path / "n")
    avertissements = [texte for style, texte in read(chemin) if style == "Avertissement"]
    assert avertissements[:2] == [PIEGES[0], PIEGES[1]]
    assert avertissements[2] == "fin de ligne\ufffdpage\ufffdson"
    with ZipFile(chemin) as archive:
        corps = archive.read("word/document.xml").decode()
        assert b"example" not in b"".join(archive.read(n) for n in archive.namelist() if n.endswith(".rels"))
    assert re.findall(r"<w:(?:hyperlink|instrText|fldSimple|br|tab)\b", corps) == []
    assert not re.search("[\u202a-\u202e]", corps)


def test_it_reads_to_whoever_does_not_see_it(groupe: Fabrique, tmp_path: Path) -> None:
    synthese = groupe(3)
    chemin = write(synthese, tmp_path / "n")
    document: Any = Document(str(chemin))
    assert document.core_properties.language == "fr-FR"
    assert document.core_properties.title.endswith("synthèse 2022")
    assert {e.get(qn("w:val")) for e in document.styles.element.iter(qn("w:lang"))} == {"fr-FR"}
    images = [e.get("descr") for e in document.element.body.iter(qn("wp:docPr"))]
    resumes = {g.code: g.resume for g in synthese.graphiques}
    attendus = [resumes[code] for code in ("sources", "engagements", "execution")]
    assert [re.sub(r"\s", " ", str(i)) for i in images] == [re.sub(r"\s", " ", r) for r in attendus]
    for tableau in document.tables:
        assert tableau._tbl.tr_lst[0].trPr.find(qn("w:tblHeader")) is not None
        assert tableau.style.name == "Tableau"
    pied = document.sections[0].footer._element.xml
    assert "page " in pied
    assert all(champ in pied for champ in (" PAGE ", " NUMPAGES "))


def test_no_heading_stands_alone(groupe: Fabrique, tmp_path: Path) -> None:
    for nombre in (1, 3, 13):
        paragraphes = read(write(groupe(nombre), tmp_path / str(nombre)))
        rangs = {"Heading 1": 1, "Heading 2": 2, "Titre de tableau": 3}
        suites = zip(paragraphes, [*paragraphes[1:], ("Heading 1", "")], strict=True)
        assert [un for un, autre in suites if rangs.get(un[0], 9) >= rangs.get(autre[0], 9) and un[0] in rangs] == []
        assert all(texte for style, texte in paragraphes if style in rangs)


def test_the_same_input_gives_the_same_bytes(groupe: Fabrique, tmp_path: Path) -> None:
    un, autre = (write(groupe(2), tmp_path / nom) for nom in "ab")
    assert un.read_bytes() == autre.read_bytes()
    with ZipFile(un) as archive:
        assert {info.date_time for info in archive.infolist()} == {(2023, 6, 1, 0, 0, 0)}
    document: Any = Document(str(un))
    dates = {document.core_properties.created, document.core_properties.modified}
    assert {d.date() for d in dates} == {datetime(2023, 6, 1).date()}  # noqa: DTZ001


def test_an_office_s_own_template_shows_what_it_wants(groupe: Fabrique, tmp_path: Path) -> None:
    sien: Any = Document()
    sien.add_paragraph("Le ministère, {{ periode }} : {{ argent[4].montant }}")
    sien.save(str(tmp_path / "synthese.docx"))
    (chemin,) = [write(groupe(2), tmp_path / "n", Modeles(tmp_path))]
    assert [texte for _, texte in read(chemin)] == ["Le ministère, 2022 : 200\u00a0€"]


@pytest.mark.parametrize("balise", ["{{ absente }}", "{% if fiches %}", "{{ periode | inconnu }}", "{{ annexe.x() }}"])
def test_a_faulty_template_is_one_sentence(groupe: Fabrique, tmp_path: Path, balise: str) -> None:
    sien: Any = Document()
    sien.add_paragraph(balise)
    sien.save(str(tmp_path / "synthese.docx"))
    with pytest.raises(ErreurModele, match=r"Le modèle synthese.docx ne peut pas être rempli"):
        write(groupe(1), tmp_path / "n", Modeles(tmp_path))


def test_a_template_that_is_no_word_document_is_one_sentence(groupe: Fabrique, tmp_path: Path) -> None:
    (tmp_path / "synthese.docx").write_text("du texte", encoding="utf-8")
    with pytest.raises(ErreurModele, match=r"enregistrez-le dans Word au format \.docx"):
        write(groupe(1), tmp_path / "n", Modeles(tmp_path))


def test_without_libreoffice_odt_is_one_sentence(
    groupe: Fabrique, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    monkeypatch.delenv("PROGRAMFILES", raising=False)
    with pytest.raises(ErreurUsage, match=r"demande LibreOffice, introuvable sur cette machine") as erreur:
        write_odt(groupe(1), tmp_path, ORIGINE)
    assert "\n" not in str(erreur.value)
    assert list(tmp_path.iterdir()) == []


@avec_libreoffice
def test_odt_is_the_same_note_and_the_same_bytes(groupe: Fabrique, tmp_path: Path) -> None:
    for nom in "ab":
        (tmp_path / nom).mkdir()
        write_odt(groupe(2), tmp_path / nom, ORIGINE)
    un, autre = (tmp_path / nom / "synthese-2022.odt" for nom in "ab")
    assert un.read_bytes() == autre.read_bytes()
    with ZipFile(un) as archive:
        assert archive.infolist()[0].filename == "mimetype"
        assert (archive.infolist()[0].compress_type, archive.read("mimetype")) == (
            0,
            b"application/vnd.oasis.opendocument.text",
        )
        contenu = archive.read("content.xml").decode()
        assert "2023-06-01" in archive.read("meta.xml").decode()
    assert "Montants de 2022" in contenu
    assert contenu.count("<draw:image ") == 3


@avec_libreoffice
def test_three_reports_make_four_to_eight_pages(tmp_path: Path) -> None:
    campagne = read_campagne(())
    chemin = write(consolidate(campagne.lectures, load_cadre(2022), 2022, editions=True), tmp_path / "n")
    assert LIBREOFFICE
    try:
        pdf = convert_word(LIBREOFFICE, chemin, "pdf")
        sortie = subprocess.run(["pdfinfo", str(pdf)], capture_output=True, text=True, check=True).stdout  # noqa: S607
    except FileNotFoundError:
        pytest.skip("pdfinfo n'est pas installé")
    pages = re.search(r"Pages:\s+(\d+)", sortie)
    assert pages
    assert 4 <= int(pages[1]) <= 8
