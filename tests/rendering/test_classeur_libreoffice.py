"""Opened, recalculated and saved by LibreOffice, the workbook shows what it showed before."""

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from cdppe.consolidation import Synthese
from cdppe.rendering.classeur import ecriture as module
from cdppe.rendering.classeur.ecriture import write_classeur

SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")
pytestmark = pytest.mark.skipif(SOFFICE is None, reason="LibreOffice n'est pas installé")


@pytest.mark.parametrize("places", [True, False])
def test_libreoffice_keeps_values_tables_notes_and_links(
    synthese: Synthese, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, places: bool
) -> None:
    if not places:
        monkeypatch.setattr(module, "_LIGNES_MAX", 0)
    write_classeur(synthese, tmp_path)
    profil = (tmp_path / "profil").as_uri()
    commande = [
        str(SOFFICE),
        f"-env:UserInstallation={profil}",
        "--headless",
        "--convert-to",
        "xlsx:Calc MS Excel 2007 XML",
    ]
    subprocess.run(
        [*commande, "--outdir", str(tmp_path / "apres"), str(tmp_path / "synthese-2022.xlsx")],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    avant: Any = load_workbook(tmp_path / "synthese-2022.xlsx")
    apres: Any = load_workbook(tmp_path / "apres" / "synthese-2022.xlsx")
    assert apres.sheetnames == avant.sheetnames
    for sheet in avant.worksheets:
        autre = apres[sheet.title]
        assert sorted(autre.tables.items()) == sorted(sheet.tables.items())
        assert len(autre._charts) == len(sheet._charts)
        for row in sheet.iter_rows():
            for cell in row:
                lu = autre[cell.coordinate]
                assert lu.value == cell.value, (sheet.title, cell.coordinate)
                assert lu.data_type != "f"
                assert (lu.hyperlink and lu.hyperlink.location) == (cell.hyperlink and cell.hyperlink.location)
                assert (lu.comment is None) is (cell.comment is None)
