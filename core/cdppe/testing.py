"""What every plugin must do, as a class of tests to inherit.

In the plugin's own tests::

    class TestConformite(ConformiteDepartement):
        module = cdppe_mon_departement
        rapport = Path("…/rapport_complet.txt")  # optional: the full report that the edition was made from
"""

import re
from collections import Counter
from functools import cache
from importlib import resources
from pathlib import Path
from types import ModuleType
from typing import Any

from cdppe.cadre import load_cadre
from cdppe.documents import read_document
from cdppe.documents.masque import mask_texte
from cdppe.facts import Fait, Lecture
from cdppe.facts.libelles import normalize_libelle
from cdppe.plugins.registre import Plugin, build_plugin

__all__ = ["LIEUX", "ConformiteDepartement", "build_plugin", "count_faits", "read_lignes"]

LIEUX = {"ligne", "document", "texte", "empreinte", "remarques", "textes_remarques", "message"}
"""The columns in which a full report and its figures-only edition differ."""


def read_lignes(plugin: Plugin, lignes: list[str], dossier: Path) -> Lecture:
    """What the plugin reads in a made-up document of these lines, written into ``dossier``."""
    chemin = dossier / "document.txt"
    chemin.write_text("\n".join(lignes), encoding="utf-8", newline="")
    return plugin.read_rapport(read_document(chemin), load_cadre())


def count_faits(faits: tuple[Fait, ...]) -> Counter[tuple[tuple[str, Any], ...]]:
    """The facts without their places and texts, as a multiset: what two documents say alike."""
    return Counter(tuple((k, v) for k, v in f.model_dump().items() if k not in LIEUX) for f in faits)


@cache
def _read_edition(module: ModuleType) -> tuple[Plugin, Lecture, tuple[str, ...]]:
    plugin = build_plugin(module)
    (source,) = plugin.list_editions()[-1:]
    with resources.as_file(source) as chemin:
        document = read_document(chemin)
        return plugin, plugin.read_rapport(document, load_cadre()), tuple(chemin.read_text("utf-8").split("\n"))


class ConformiteDepartement:
    """Tests of a plugin's newest embedded edition; ``module`` is the plugin's package."""

    module: ModuleType
    rapport: Path | None = None

    @property
    def _edition(self) -> tuple[Plugin, Lecture, tuple[str, ...]]:
        return _read_edition(self.module)

    def test_the_edition_is_read_whole(self) -> None:
        _, lecture, _ = self._edition
        assert lecture.actions
        assert lecture.financements
        assert [a.message for a in lecture.anomalies if a.gravite == "bloquante"] == []

    def test_every_national_indicator_exists(self) -> None:
        cadre = load_cadre()
        declares = {d.national for d in build_plugin(self.module).departement.indicateurs}
        assert {code for code in declares if cadre.get_indicateur(code) is None} == set(), "codes inconnus du cadre"

    def test_a_label_is_one_national_indicator(self) -> None:
        """Two indicators under one label, rubric and action would be matched by none."""
        places = [
            ((normalize_libelle(libelle), normalize_libelle(rubrique), action), declare.national)
            for declare in build_plugin(self.module).departement.indicateurs
            for libelle in declare.libelles
            for rubrique in declare.rubriques or ("",)
            for action in declare.actions or ("",)
        ]
        doubles = {un for un, code in places for autre, second in places if un == autre and code != second}
        assert doubles == set(), "libellés de deux indicateurs nationaux"

    def test_every_amount_belongs_to_a_known_action(self) -> None:
        _, lecture, _ = self._edition
        numeros = {a.numero for a in lecture.actions} | {""}
        assert {f.action for f in lecture.financements if f.niveau in ("action", "detail")} - numeros == set()
        assert len(lecture.actions) == len({a.numero for a in lecture.actions})

    def test_every_amount_stands_on_its_line(self) -> None:
        """The digits of an amount are on the line it names; a cell's total is added and ``interprete``: it has none."""
        _, lecture, lignes = self._edition
        for fait in lecture.financements:
            if fait.montant and fait.certitude == "sur":
                chiffres = re.sub(r"\D", "", lignes[int(fait.ligne) - 1])
                entier = format(abs(fait.montant), "f").split(".")[0]
                assert entier in chiffres, (fait.ligne, fait.montant)

    def test_reading_twice_gives_the_same(self) -> None:
        plugin, lecture, _ = self._edition
        (source,) = plugin.list_editions()[-1:]
        with resources.as_file(source) as chemin:
            assert plugin.read_rapport(read_document(chemin), load_cadre()) == lecture

    def test_blank_lines_at_the_top_move_lines_and_nothing_else(self, tmp_path: Path) -> None:
        plugin, lecture, lignes = self._edition
        decalee = read_lignes(plugin, ["", "", *lignes], tmp_path)
        assert count_faits(decalee.financements) == count_faits(lecture.financements)
        assert [int(f.ligne) - 2 for f in decalee.financements] == [int(f.ligne) for f in lecture.financements]

    def test_no_bank_account_number_is_shipped(self) -> None:
        _, _, lignes = self._edition
        assert [n for n, ligne in enumerate(lignes, 1) if mask_texte(ligne) != ligne] == []

    def test_the_full_report_gives_the_same_facts(self) -> None:
        if self.rapport is None or not self.rapport.exists():
            import pytest

            pytest.skip(f"rapport complet absent : {self.rapport}")
        plugin, lecture, _ = self._edition
        complete = plugin.read_rapport(read_document(self.rapport), load_cadre())
        for nom in ("documents", "actions", "financements", "indicateurs", "anomalies"):
            lus, attendus = count_faits(getattr(lecture, nom)), count_faits(getattr(complete, nom))
            assert lus - attendus == Counter(), f"{nom} : en trop dans l'édition"
            assert attendus - lus == Counter(), f"{nom} : absents de l'édition"
