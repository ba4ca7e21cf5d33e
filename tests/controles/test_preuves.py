"""The proof of every national control: where it alone fires, a clean twin, and one change of a real layout.

The dossiers are in ``preuves/*.toml``, a table for each control; what a line does not say is as in ``conftest.py``.
"""

import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from cdppe.cadre import load_cadre
from cdppe.controles import NATIONAUX
from cdppe.controles.catalogue import CONSEQUENCES_COMMUNES
from cdppe.facts import Action, Anomalie, Fait, Financement, Indicateur

Preuve = dict[str, Any]
Codes = Callable[..., set[str]]

CONTROLES = {c.code: c for c in NATIONAUX}
PREUVES: dict[str, Preuve] = {
    code: preuve
    for chemin in sorted((Path(__file__).parent / "preuves").glob("*.toml"))
    for code, preuve in tomllib.loads(chemin.read_text(encoding="utf-8")).items()
}
MUTATIONS = [(code, mutation) for code, preuve in PREUVES.items() for mutation in preuve.get("mutations", ())]
#: What no shipped layout can set off; the reason stands in the proof (``sans_mutation``).
SANS_MUTATION = {"lecture_empechee", "lecture_remarque"}
#: A row of the table that says nothing of any control: what stands in a fiche stands in the table too.
_RANGEE = {"origine": "tableau_financier", "etape": "supplement", "source": "autre", "ligne": "495"}


def make_action(numero: str, objectif: int = 13, **colonnes: object) -> Action:
    """An action that serves a national objective, as the framework words it."""
    national = load_cadre(2022).get_objectif(objectif)
    assert national is not None
    base: dict[str, object] = {
        "departement": "99", "document": "rapport.txt", "ligne": "490", "numero": numero,
        "intitule": national.libelle, "engagement": national.engagement,
        "objectif_imprime": f"{objectif}. {national.libelle}", "objectifs": str(objectif),
    }  # fmt: skip
    return Action.model_validate(base | colonnes)


def make_anomalie(code: str, **colonnes: object) -> Anomalie:
    base: dict[str, object] = {
        "departement": "99", "document": "rapport.txt", "ligne": "3", "action": "1", "code": code,
        "gravite": "mineure", "message": "Un fait curieux est imprimé.",
    }  # fmt: skip
    return Anomalie.model_validate(base | colonnes)


@pytest.fixture
def examine(codes: Codes, montant: Callable[..., Financement], valeur: Callable[..., Indicateur]) -> Codes:
    """The codes that a made-up dossier of ``preuves/*.toml`` sets off."""

    def play(cas: Preuve) -> set[str]:
        montants = [montant(c.pop("euros", None), **c) for c in map(dict, cas.get("montants", ()))]
        valeurs = [valeur(c.pop("chiffre", None), **c) for c in map(dict, cas.get("valeurs", ()))]
        actions = [make_action(**c) for c in cas.get("actions", ())]
        decrites = {str(n) for n in range(1, 12)} | {a.numero for a in actions}
        nues = {f.action for f in montants if f.niveau in ("action", "detail")} | {f.action for f in valeurs}
        nues -= set(cas.get("inconnues", ()))  # numbers that nothing describes
        actions += [make_action(numero) for numero in sorted(nues - decrites - {""})]
        rangees = [montant(0, "2020", action=a.numero, **_RANGEE) for a in actions]
        rangees = [r for r in rangees if r.action not in cas.get("hors_tableau", ())]
        changes = {c["numero"]: c for c in cas.get("change", ())}
        retirees = set(cas.get("retire", ()))

        def change(faits: tuple[Fait, ...]) -> Iterator[Fait]:
            for fait in faits:
                nom = fait.numero if isinstance(fait, Action) else getattr(fait, "action", "")
                if nom not in retirees:
                    yield fait.model_copy(update=changes.get(nom, {})) if isinstance(fait, Action) else fait

        lecture: dict[str, object] = {"anomalies": tuple(make_anomalie(**c) for c in cas.get("anomalies", ()))}
        return codes(
            *actions, *rangees, *montants, *valeurs,
            change=lambda faits: tuple(change(faits)),
            lecture=lecture, remarques=cas.get("remarques", ""), texte=cas.get("texte", ""),
        )  # fmt: skip

    return play


def test_every_control_is_proven() -> None:
    assert PREUVES.keys() == CONTROLES.keys()
    sans = {c for c, p in PREUVES.items() if not p.get("mutations")}
    assert {c for c, p in PREUVES.items() if p.get("sans_mutation")} == sans == SANS_MUTATION
    assert not [c for c, p in PREUVES.items() if not p.get("fautif") or not p.get("sain")]


@pytest.mark.parametrize("code", PREUVES)
def test_it_alone_fires(code: str, examine: Codes) -> None:
    assert examine(PREUVES[code]["fautif"]) == {code}
    assert examine(PREUVES[code]["sain"]) == set()


@pytest.mark.parametrize(("code", "mutation"), MUTATIONS, ids=[code for code, _ in MUTATIONS])
def test_a_change_of_a_real_layout_sets_it_off(
    code: str, mutation: dict[str, str], codes_ajoutes: Callable[..., set[str]]
) -> None:
    assert {code} <= codes_ajoutes(**mutation) <= {code, *CONTROLES[code].consequences, *CONSEQUENCES_COMMUNES}
