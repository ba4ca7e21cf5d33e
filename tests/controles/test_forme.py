"""How a report is written, and what two readers would read differently: each control alone, then on a real layout."""

from collections.abc import Callable

import pytest

from cdppe.controles.releves import Signalement
from cdppe.facts import Anomalie, Financement, Indicateur

Codes = Callable[..., set[str]]
Joue = Callable[..., list[Signalement]]
Montant = Callable[..., Financement]
Valeur = Callable[..., Indicateur]
CodesAjoutes = Callable[[str, str, str], set[str]]

USUEL = "Le budget est de 12 345,00 €."


@pytest.mark.parametrize(
    ("ecrit", "nom"),
    [
        ("58 273.59 €", "un point décimal"),
        ("413.500 €", "un point entre les milliers"),
        ("15000,00 €", "des milliers sans espace"),
        ("80K€", "une abréviation (K€, M€)"),
        ("224 333 € €", "un signe € devant le nombre ou répété"),
    ],
)
def test_notation_montants(joue: Joue, ecrit: str, nom: str) -> None:
    (signalement,) = joue(texte=f"{USUEL}\nPuis {ecrit} en plus.\nEt encore {ecrit}.")
    assert (signalement.controle.code, signalement.constat.objet) == ("notation_montants", nom)
    assert signalement.lignes == "rapport.txt:2;3"
    assert signalement.constat.question == ""


def test_french_notation_alone_is_no_finding(codes: Codes) -> None:
    assert codes(texte=f"{USUEL}\nEn 2021, 500 € ; 3.1 Budget ; 5,5 % ; 250 000 euros.") == set()


def test_report_without_french_amounts_has_no_other_notation(codes: Codes) -> None:
    assert codes(texte="Le budget est de 12000 €.") == set()


def test_espace_mal_placee(joue: Joue) -> None:
    (signalement,) = joue(texte=f"{USUEL}\nTravail : 22 0371,00 pour l'année.")
    assert (signalement.controle.code, signalement.constat.objet) == ("espace_mal_placee", "22 0371,00")
    assert joue(texte=f"{USUEL}\nTravail : 220 371,00 pour l'année 2021,50.") == []


@pytest.mark.parametrize("entete", ["Prévisionne l 2020", "Résultat du"])
def test_entete_coupe(codes: Codes, entete: str) -> None:
    assert codes(texte=f"Mesure\t{entete}\tautre\nVisites\t12\t13") == {"entete_coupe"}


def test_whole_headers(codes: Codes) -> None:
    assert codes(texte="Action n 2\tPart du Département\tCible à 2022\nVisites\t12\t13") == set()


@pytest.mark.parametrize(
    ("texte", "code"),
    [
        ("98 601,00 226 572,00", "chiffres_accoles"),
        ("314 400,00 € 98 250 €", "chiffres_accoles"),
        ("450 000 € pour 2 ans", "montant_par_an"),
        ("2 986 425,14 € en année pleine", "montant_par_an"),
        ("5 000 € / an pour l'animation", "montant_par_an"),
        ("100 000 € sur 3 ans", "montant_par_an"),
        ("146 892 € (50 000 € pour un effectif)", "montant_ambigu"),
        ("un service ouvert 365 jours/an, pour 849 840 €", "montant_ambigu"),
        ("80 parrainages par an au prix de 240 000 €", "montant_ambigu"),
        ("une demi-journée par an : 1 ETP, soit 90 000 €", "montant_ambigu"),
    ],
)
def test_montants_en_doute(joue: Joue, montant: Montant, texte: str, code: str) -> None:
    doute = montant(None, certitude="ambigu", niveau="detail", texte=texte)
    autre = montant(None, certitude="ambigu", niveau="detail", texte=f"puis {texte}", ligne="501")
    (signalement,) = joue(doute, autre)
    assert (signalement.controle.code, signalement.lignes) == (code, "rapport.txt:500;501")
    assert signalement.constat.question
    assert joue(montant(None, niveau="detail", texte=texte)) == []


def test_figure_of_a_cut_extract_is_looked_at_where_it_stands(joue: Joue, montant: Montant) -> None:
    loin = "…" + "x" * 111 + " 68 000 € (2021 et 2022) " + "y" * 100 + " 5 000 € / an…"
    (signalement,) = joue(montant(None, certitude="ambigu", niveau="detail", texte=loin))
    assert signalement.controle.code == "montant_ambigu"
    assert "68 000 €" in signalement.constat.phrase
    assert "68 000 €" in signalement.constat.places[0].texte


@pytest.mark.parametrize(
    ("texte", "libelle", "cite"),
    [
        ("Le centre : 9 000 €, et pour un long travail d'écriture 5 000 €/an", "travail d'écriture", "5 000 €/an"),
        ("mot " * 30 + "5 000 € / an " + "fin " * 40, "", "5 000 € / an"),
        (r"soit $90\,000 \times 5\% = 4\,500\ €$ par an", "", "90 000 × 5% = 4 500 € par an"),
    ],
)
def test_the_phrase_quotes_the_amount_itself(joue: Joue, montant: Montant, texte: str, libelle: str, cite: str) -> None:
    (signalement,) = joue(montant(None, certitude="ambigu", niveau="detail", texte=texte, libelle=libelle))
    assert signalement.controle.code == "montant_par_an"
    assert cite in signalement.constat.phrase


def test_one_is_said_of_one_and_what_is_left_out_is_counted(joue: Joue, montant: Montant) -> None:
    def play(*textes: str) -> str:
        faits = [
            montant(None, certitude="ambigu", niveau="detail", texte=t, ligne=str(n)) for n, t in enumerate(textes, 500)
        ]
        (signalement,) = joue(*faits)
        return signalement.constat.phrase

    assert play("5 € / an").endswith("ne dit pas à quelles années il revient (« 5 € / an »).")
    assert play("5 € / an", "6 € / an", "7 € / an").endswith("reviennent (« 5 € / an », « 6 € / an » et 1 autre).")


def test_valeurs_en_doute(codes: Codes, valeur: Valeur) -> None:
    def doute(texte: str, colonne: str = "Résultat 2022") -> Indicateur:
        return valeur(None, statut="texte", certitude="ambigu", texte=texte, colonne=colonne)

    assert codes(doute("5 établissements, 3 services")) == {"valeur_ambigue"}
    assert codes(doute("2 320 14 404")) == {"chiffres_accoles"}
    assert codes(doute("5 établissements, 3 services", "")) == set()  # prose


def test_annee_de_ligne(joue: Joue, montant: Montant) -> None:
    texte = "\tPart Etat\nAnnée 2021\t48 672 € en 2020\nAnnée 2022\t100 €"
    (signalement,) = joue(montant(48672, "2020", ligne="2", niveau="detail"), texte=texte)
    assert (signalement.controle.code, signalement.annee) == ("annee_de_ligne", 2021)
    assert (signalement.constat.trouve, signalement.constat.attendu) == ("2020", "2021")
    assert joue(montant(48672, "2020-2022", ligne="2", niveau="detail"), texte=texte) == []


def test_annee_de_colonne(codes: Codes, valeur: Valeur) -> None:
    def dit(annees: str, texte: str) -> set[str]:
        return codes(valeur(273, annees, texte=texte, colonne="Résultat atteint en 2021"))

    assert "annee_de_colonne" in dit("2022", "273 en janvier 2022")
    assert "annee_de_colonne" not in dit("2021", "273 en janvier 2021")
    assert "annee_de_colonne" not in dit("2021", "273")


def test_value_printed_twice_is_asked_once(joue: Joue, valeur: Valeur) -> None:
    paire = [valeur(273, "2022", texte="273 en 2022", colonne="Résultat 2021", ligne=n) for n in ("600", "700")]
    (signalement,) = (s for s in joue(*paire) if s.controle.code == "annee_de_colonne")
    assert signalement.lignes == "rapport.txt:600;700"


def test_annee_de_rubrique(joue: Joue) -> None:
    def play(ligne: str) -> list[Signalement]:
        return joue(texte=f"Prévisionnel 2021 :\n\n{ligne}\n\nIndicateurs\n\nFinancement CD 2020 : 300 €")

    (signalement,) = play("Financement CD 2020 : 116 000 € (accueil)")
    assert (signalement.controle.code, signalement.lignes) == ("annee_de_rubrique", "rapport.txt:3;1")
    assert play("Financement CD 2021 : 116 000 €") == []
    assert play("Report 2020 : 15 000 €") == []
    assert play("Places ouvertes en 2020 au centre : 15 000 €") == []


def test_rubric_that_compares_two_years(codes: Codes) -> None:
    assert codes(texte="Réalisé 2021 :\n\nDépense 2021 = 3 500 €\n\nDépense 2020 = 3 204 €") == set()


def make_tableau(valeur: Valeur, decalees: tuple[int, ...] = ()) -> tuple[str, list[Indicateur]]:
    """Fourteen rows of one column, those of ``decalees`` one cell to the right; the header is line 1."""
    lignes, valeurs = ["Mesure\tCible 2022\tRésultat 2022"], []
    for rang in range(2, 16):
        cellules = ["Visites", "", str(100 + rang)] if rang in decalees else ["Visites", str(100 + rang), ""]
        lignes.append("\t".join(cellules))
        valeurs.append(
            valeur(100 + rang, ligne=str(rang), libelle=f"Visites {rang}", colonne="Cible 2022", nature="reference")
        )
    return "\n".join(lignes), valeurs


def test_cellule_deplacee(joue: Joue, valeur: Valeur) -> None:
    texte, valeurs = make_tableau(valeur, decalees=(4,))
    (signalement,) = (s for s in joue(*valeurs, texte=texte) if s.controle.code == "cellule_deplacee")
    assert signalement.lignes == "rapport.txt:4"
    assert "à la ligne 4 du tableau, « 104 » (lu sous « Cible 2022 ») n'est pas dans la colonne" in (
        signalement.constat.phrase
    )


@pytest.mark.parametrize("decalees", [(), (3, 4, 5, 6)])
def test_cells_in_place_or_another_layout(codes: Codes, valeur: Valeur, decalees: tuple[int, ...]) -> None:
    texte, valeurs = make_tableau(valeur, decalees)
    assert "cellule_deplacee" not in codes(*valeurs, texte=texte)


def test_a_period_beyond_the_contract(joue: Joue) -> None:
    def play(fin: str) -> list[Signalement]:
        return joue(texte=f"Du 1^{{er}} novembre 2022 au 31 octobre {fin} : 145 500 €".replace("^{er}", "er"))

    (signalement,) = play("2023")
    assert (signalement.controle.code, signalement.constat.trouve) == ("montant_hors_contrat", "145500")
    assert play("2022") == []


@pytest.mark.parametrize(
    ("texte", "attendus"),
    [
        ("Formation : X sessions de X jours soit X agents", {"modele_non_rempli"}),
        ("Un budget de XX € par an", {"modele_non_rempli"}),
        ("Signature le JJ/MM/AAAA", {"modele_non_rempli"}),
        ("Bilan [à compléter]", {"modele_non_rempli"}),
        ("Le syndrome de l'X fragile, le groupe X et le mineur X.", set()),
        ("Engagement transverse.....\t84", set()),
    ],
)
def test_modele_non_rempli(codes: Codes, texte: str, attendus: set[str]) -> None:
    assert codes(texte=texte) == attendus


def test_the_title_s_contract_decides(codes: Codes, montant: Montant) -> None:
    anomalie = Anomalie(
        departement="99", document="rapport.txt", ligne="3", action="", code="contrat_autre", gravite="majeure",
        message="Un autre contrat.", attendu="2020-2022", trouve="2020-2023",
    )  # fmt: skip
    faits = [montant(100, "2023", niveau="detail")]
    assert codes(*faits) == {"montant_hors_contrat"}
    assert codes(*faits, lecture={"anomalies": (anomalie,)}) == {"contrat_autre"}
