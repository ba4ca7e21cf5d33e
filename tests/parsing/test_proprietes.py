"""What must hold for every amount and every text."""

import re
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from cdppe.parsing import (
    classify_manquant,
    find_montants,
    find_nombres,
    find_periodes,
    parse_nombre,
    parse_periode,
    parse_pourcentage,
    read_montants,
)

centimes = st.one_of(st.integers(0, 10**7), st.integers(0, 10**11), st.integers(0, 10**7).map(lambda n: n * 100))
ESPACES = (" ", "\u00a0", "\u202f", "\u2009")
SEPARATEURS = (*ESPACES, "", ".", "'", r"\,")
MOTS = st.text("0123456789 .,-–−/()€%*+:;=>#^{}\\\t\n\u00a0aeknoutrKMEDATxÉ²", max_size=60)
BRIBES = (
    "12|2021| |€| €| et |dont|000|1 500|,50|.250|(|)| : |Axe 1|mois|ans|sur|pour| = |+|-|31/12/2021|Part Etat|K€|%"
    "|total|scolaire|au|é|x|/"
)
MORCEAUX = st.lists(st.sampled_from(BRIBES.split("|")), max_size=14).map("".join)
TEXTES = st.one_of(MOTS, MORCEAUX)


def ecrire(montant: int, separateur: str, decimale: str) -> str:
    """An amount of cents, as a report may print it."""
    euros, reste = divmod(montant, 100)
    entiers = f"{euros:,}".replace(",", separateur)
    return f"{entiers}{decimale}{reste:02d}" if decimale else entiers


@given(
    centimes,
    st.sampled_from(SEPARATEURS),
    st.sampled_from([",", ".", ""]),
    st.sampled_from(["", "€", " €", "\u00a0€", " euros"]),
    st.sampled_from(["", "- ", "-", "−", "− ", "– ", "("]),
)
def test_an_amount_reads_back_equal_or_is_not_sur(
    montant: int, separateur: str, decimale: str, unite: str, signe: str
) -> None:
    montant = montant if decimale else montant // 100 * 100
    texte = signe + ecrire(montant, separateur, decimale) + unite + (")" if signe == "(" else "")
    attendu = Decimal(montant) / 100 * (-1 if signe else 1)
    lus = read_montants(texte)
    assert len(lus) == 1
    assert lus[0].montant == attendu or lus[0].certitude == "ambigu"
    plain = separateur in ESPACES and signe in ("", "- ", "-")
    if plain and not re.fullmatch(r"20\d\d", str(montant // 100)):
        assert (lus[0].montant, lus[0].certitude) == (attendu, "sur")


@given(st.integers(1, 10**7), st.sampled_from([("K€", 3), (" K€", 3), ("k€", 3), (" M€", 6), (" millions d'euros", 6)]))
def test_a_unit_is_never_sur(nombre: int, unite: tuple[str, int]) -> None:
    texte = f"{nombre:,}".replace(",", " ") + unite[0]
    (lu,) = read_montants(texte)
    assert (lu.montant, lu.certitude) == (Decimal(nombre) * 10 ** unite[1], "interprete")
    (montant,) = find_montants(texte)
    assert montant.valeur == lu.montant


BRUIT_AVANT = (
    "Axe 1 : |Axe 2 |Année 2020 : |2021 |2 ETP |fiche 12 |20 % |Part Etat : |Convention |n° 3 |sur 2 mois |3/12 "
    "|31/12/2021 |1er versement : |BOP 304 |12 places : |LOT62 "
)
BRUIT_APRES = (
    "*| (2020)| (convention 12)| en 2021| pour 3 ETP| (sur 8 mois)| (2^{ème} part)| sur 2 axes|²| 2021| (80 %)"
    "| au 31/12/2021| (Etat)| par an| pour 12 places| (LOT62)| [1]|^1| ;|."
)
AVANT = st.lists(st.sampled_from(BRUIT_AVANT.split("|")), max_size=2).map("".join)
APRES = st.lists(st.sampled_from(BRUIT_APRES.split("|")), max_size=2).map("".join)


@given(AVANT, centimes, st.sampled_from(ESPACES), st.sampled_from([",", "."]), APRES)
def test_noise_never_changes_a_figure(avant: str, montant: int, separateur: str, decimale: str, apres: str) -> None:
    texte = avant + ecrire(montant, separateur, decimale) + " €" + apres
    for lu in read_montants(texte):
        assert lu.montant == Decimal(montant) / 100 or (lu.montant is None and lu.certitude == "ambigu"), texte
    for trouve in find_montants(texte):
        assert trouve.valeur == Decimal(montant) / 100 or trouve.certitude == "ambigu", texte


@given(st.lists(centimes, min_size=2, max_size=4))
def test_a_sum_is_the_sum_of_its_details(parts: list[int]) -> None:
    texte = " + ".join(ecrire(part, " ", ",") + " €" for part in parts)
    action, *details = read_montants(texte)
    assert action.montant == sum(lu.montant or 0 for lu in details) == Decimal(sum(parts)) / 100
    assert (action.niveau, {lu.niveau for lu in details}) == ("action", {"detail"})


@given(TEXTES)
def test_no_text_stops_a_reader(texte: str) -> None:
    for reader in (parse_nombre, parse_pourcentage, parse_periode, classify_manquant):
        reader(texte)
    for trouvee in find_periodes(texte):
        assert trouvee.periode.texte in texte
        assert 0 <= trouvee.debut < trouvee.fin <= len(texte)
    for lu in read_montants(texte):
        assert 0 <= lu.debut <= lu.fin <= len(texte)
        assert (lu.montant is None) or lu.certitude in ("sur", "interprete")
        assert lu.montant is not None or lu.certitude in ("sur", "ambigu")
        if lu.montant and lu.certitude == "sur":
            assert _digits(texte[lu.debut : lu.fin]).startswith(_chiffres(lu.montant))


@given(TEXTES)
def test_every_digit_is_in_one_number_that_holds_its_digits(texte: str) -> None:
    nombres = find_nombres(texte)
    couverts: list[int] = []
    for nombre in nombres:
        couverts.extend(range(nombre.debut, nombre.fin))
        if nombre.valeur is not None:
            assert _digits(texte[nombre.debut : nombre.fin]) == _chiffres(nombre.valeur)
        assert (nombre.certitude == "ambigu") <= (nombre.valeur is None)
    assert couverts == sorted(set(couverts))
    for suite in re.finditer(r"[0-9]+", texte):
        if suite.start() not in couverts:
            avant = texte[: suite.start()]
            assert avant[-1:].isalpha() or avant.endswith(("^", "^{", "#DIV/"))
    for montant in find_montants(texte):
        assert any(nombre.fin <= montant.fin and nombre.debut <= montant.debut < nombre.fin for nombre in nombres)


def _digits(texte: str) -> str:
    return "".join(re.findall("[0-9]", texte)).lstrip("0")


def _chiffres(valeur: Decimal) -> str:
    return "".join(map(str, valeur.as_tuple().digits)).lstrip("0")
