"""The page in a browser: it opens its proofs, filters, sorts, keeps its address, prints, and everybody can use it."""

import re
from collections.abc import Callable
from typing import Any

import pytest

Ouvrir = Callable[..., Any]


def count_rows(page: Any, lettre: str) -> int:
    return int(page.locator(f"#tableau-{lettre} tbody tr[data-n]").count())


def test_a_filter_applies_where_a_column_allows_it_and_comes_back_with_the_address(ouvrir: Ouvrir) -> None:
    page = ouvrir()
    page.select_option("[name=departement]", "62")
    page.wait_for_url(re.compile("departement=62"))
    assert set(page.locator("#tableau-S tbody th").all_inner_texts()) == {"62"}
    assert "Ne se filtre pas par département" in page.inner_text("#tableau-T .portee")
    assert page.locator(".fiche:visible").count() == 1
    page.select_option("[name=source]", "FIR")
    page.fill("[name=texte]", "EXECUTE")
    page.wait_for_url(re.compile("texte=EXECUTE"))
    assert count_rows(page, "S") == 1
    page.reload()
    page.wait_for_selector("html[data-pret]")
    assert page.input_value("[name=departement]") == "62"
    assert count_rows(page, "S") == 1
    assert "ligne" in page.inner_text(".filtres .etat")
    page.click("[type=reset]")
    assert count_rows(page, "S") > 10
    assert "departement" not in page.url


def test_a_table_sorts_by_its_headers_and_remembers_it(ouvrir: Ouvrir) -> None:
    page = ouvrir("#correspondance")
    titre = page.locator("#tableau-C thead th", has_text="Intitulé")
    titre.locator("[role=button]").focus()
    page.keyboard.press("Enter")
    assert titre.get_attribute("aria-sort") == "ascending"
    page.keyboard.press(" ")
    assert titre.get_attribute("aria-sort") == "descending"
    premiers = page.locator("#tableau-C tbody tr td:nth-child(4)").all_inner_texts()[:2]
    assert premiers == ["Action à mener, numéro 59"] * 2
    page.reload()
    page.wait_for_selector("html[data-pret]")
    assert page.locator("#tableau-C tbody tr td:nth-child(4)").first.inner_text() == "Action à mener, numéro 59"
    assert "tri décroissant" not in page.inner_text(".filtres .etat")


def test_the_rows_beyond_the_first_hundred_come_when_asked(ouvrir: Ouvrir) -> None:
    page = ouvrir()
    assert count_rows(page, "C") == 100
    page.click("#tableau-C .plus button")
    assert count_rows(page, "C") == 120
    assert page.locator("#tableau-C .plus").is_hidden()


def test_a_figure_opens_its_proof_by_mouse_and_by_keyboard(ouvrir: Ouvrir) -> None:
    page = ouvrir()
    page.click(".cle .preuve >> nth=0")
    page.wait_for_selector("dialog[open]")
    assert "Calculé : la somme des 120 montants" in page.inner_text(".corps .sens")
    assert page.locator(".fait").count() == 20
    page.click(".pages button >> text=Suivants")
    assert "Faits 21 à 40 sur 120" in page.inner_text(".pages")
    page.keyboard.press("Escape")
    page.wait_for_url(lambda url: "preuve" not in url)
    assert page.locator("dialog[open]").count() == 0

    chiffre = page.locator("#tableau-S tbody td.n button").first
    chiffre.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("dialog[open]")
    assert re.search(r"preuve=S\d+:2022", page.url)
    page.keyboard.press("Escape")
    page.wait_for_url(lambda url: "preuve" not in url)
    assert chiffre.evaluate("bouton => bouton === document.activeElement")
    page.keyboard.press("ArrowDown")
    assert not chiffre.evaluate("bouton => bouton === document.activeElement")


def test_a_proof_has_an_address_and_marks_the_cell_on_its_line(ouvrir: Ouvrir, piege: str) -> None:
    page = ouvrir("#preuve=35-F0008")
    assert page.inner_text(".fait .id") == "35-F0008"
    cellules = page.locator(".ligne > span").all_inner_texts()
    assert cellules[:3] == ["Action 3", "1003 €", "1003 €"]
    assert page.locator(".ligne > span").nth(2).locator("mark").inner_text() == "1003 €"
    assert page.locator("mark").count() == 1
    assert "<img src=x" in cellules[3]
    assert page.locator("dialog img").count() == 0


def read_current(page: Any) -> list[str]:
    return list(page.locator("nav [aria-current]").all_inner_texts())


def test_the_menu_names_the_part_one_jumps_to_even_near_the_end_and_follows_the_reader(ouvrir: Ouvrir) -> None:
    page = ouvrir()
    page.set_viewport_size({"width": 1280, "height": 2400})  # so high that the last parts cannot come to the top
    for lien in page.locator("nav a").all():
        lien.click()
        assert read_current(page) == [lien.inner_text()]
    page.evaluate("scrollTo(0, 0)")
    page.wait_for_selector("nav a[href='#resume'][aria-current]")


def test_back_closes_the_proof_and_what_is_open_comes_back_with_the_address(ouvrir: Ouvrir) -> None:
    page = ouvrir("#departement=62")
    page.click("#tableau-IL > summary")
    page.wait_for_url(re.compile("bascules=IL"))
    page.click(".cle .preuve >> nth=0")
    page.wait_for_selector("dialog[open]")
    hauteur = page.evaluate("scrollY")
    page.go_back()
    page.wait_for_selector("dialog", state="hidden")
    assert "preuve=" not in page.url
    assert page.evaluate("scrollY") == hauteur
    page.go_forward()
    page.wait_for_selector("dialog[open]")
    page.reload()
    page.wait_for_selector("dialog[open]")
    page.keyboard.press("Escape")
    page.wait_for_url(lambda url: "preuve=" not in url)
    assert "departement=62" in page.url
    assert page.locator("#tableau-IL").get_attribute("open") is not None


@pytest.mark.parametrize(
    "ancre",
    [
        "#%E0%A4%A&preuve=S1:%00&tri=S.99999,S.NaN,__proto__.1,.", "#preuve=__proto__", "#preuve=S0:constructor",
        "#departement=%3Cimg%20src=x%3E&engagement=9&source=rien&texte=%3Cb%3E%20(%5B",
        "#tri=S.-2.5&toutes=,,S&bascules=ZZ,S",
        "#preuve", "#tables&preuve=S1:Source", "#&&&===", "#toutes=constructor&preuve=ZZZ1:2022",
    ],
)  # fmt: skip
def test_a_malformed_or_hostile_address_does_nothing_bad(ouvrir: Ouvrir, ancre: str) -> None:
    page = ouvrir(ancre)
    assert count_rows(page, "C") > 0 or "texte=" in ancre
    assert page.locator("main img, dialog img").count() == 0
    page.keyboard.press("Escape")
    page.click("[type=reset]")
    assert count_rows(page, "C") == 100


def test_a_figure_says_to_a_screen_reader_that_it_opens_its_proof(ouvrir: Ouvrir) -> None:
    page = ouvrir()
    vus = page.locator(".cle").nth(0).aria_snapshot()
    assert re.search(r'button "[\d\s]+€ ?, voir la preuve"', vus), vus
    assert "voir la preuve" not in page.locator(".cle").nth(0).inner_text()


def test_drawings_say_that_filters_do_not_change_them(ouvrir: Ouvrir) -> None:
    page = ouvrir()
    phrase = page.locator(".graphique .fixe").first
    assert phrase.is_hidden()
    page.select_option("[name=departement]", "62")
    page.wait_for_url(re.compile("departement=62"))
    assert "ne changent pas ce dessin" in phrase.inner_text()


def test_words_with_figures_in_them_are_no_computed_figure(ouvrir: Ouvrir) -> None:
    """Not a sum, not a rate: what the document prints, in its words."""
    page = ouvrir("#preuve=T1:2022")
    assert "Calculé" in page.inner_text(".corps .sens")
    assert page.evaluate("document.querySelectorAll('.fait').length") > 1
    page.evaluate("location.hash = '#preuve=IL2:R%C3%A9alis%C3%A9%202022'")
    page.wait_for_selector(".corps .valeur >> text=ambigu")
    assert page.inner_text(".corps .sens") == "Lu dans ce fait."


@pytest.mark.parametrize("largeur", [360, 768, 1920])
def test_the_page_never_scrolls_sideways(ouvrir: Ouvrir, largeur: int) -> None:
    page = ouvrir(largeur=largeur)
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0


@pytest.mark.parametrize("schema", ["light", "dark"])
@pytest.mark.parametrize("largeur", [360, 1280])
def test_axe_finds_nothing_serious(ouvrir: Ouvrir, largeur: int, schema: str) -> None:
    axe = pytest.importorskip(
        "axe_playwright_python.sync_playwright", reason="axe-playwright-python n'est pas installé"
    )
    for ancre in ("", "#preuve=35-F0001"):
        page = ouvrir(ancre, largeur, schema)
        page.evaluate("document.querySelectorAll('.fiche, .tableau').forEach(d => d.open = true)")
        trouvees = axe.Axe().run(page).response["violations"]
        assert [(v["id"], v["nodes"][0]["html"]) for v in trouvees if v["impact"] in ("serious", "critical")] == []


def test_paper_is_a4_with_references_and_without_controls(ouvrir: Ouvrir) -> None:
    page = ouvrir()
    pdf = page.pdf(prefer_css_page_size=True)
    boites = set(re.findall(rb"/MediaBox \[([^\]]*)\]", pdf))
    assert boites
    for boite in boites:
        largeur, hauteur = (round(float(n)) for n in boite.split()[2:])
        assert (largeur, hauteur) in ((842, 595), (841, 595))
    page.emulate_media(media="print")
    assert page.locator("#tableau-S .repere").first.is_visible()
    for choix in (".barre", ".bascule", ".plus", "dialog"):
        assert not page.locator(choix).first.is_visible()


def test_the_start_of_every_table_shows_without_script(navigateur: Any, fichier: Any) -> None:
    contexte = navigateur.new_context(java_script_enabled=False)
    page = contexte.new_page()
    page.goto(fichier.as_uri())
    assert count_rows(page, "S") > 10
    assert page.locator(".filtres").is_hidden()
    contexte.close()
