"""A Word document from a template of ``templates/``, whose styles an office changes in Word itself."""

import re
from collections.abc import Mapping
from datetime import datetime
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

from docxtpl import DocxTemplate  # type: ignore[import-untyped]  # docxtpl has annotations but does not publish them
from jinja2 import Environment, StrictUndefined

from cdppe.rendering.archive import ArchiveStable
from cdppe.rendering.modeles import Modeles, report_modele
from cdppe.rendering.surete import safe_console, safe_xml

_LIES = re.compile(r"(?<=\d) (?=\d{3}(?!\d)|[€%])|(?<=\bl\.) (?=\d)")


def safe_word(texte: str) -> str:
    """One line of plain text: a tab, a line or page break in it would become Word's own; markup is escaped later.

    No line ends inside an amount, nor between ``l.`` and its number.
    """
    return _LIES.sub("\u00a0", safe_console(safe_xml(texte)))


def write_word(
    modeles: Modeles, nom: str, valeurs: Mapping[str, object], titre: str, date: datetime, path: Path
) -> None:
    """Fill the template ``nom``; the file's dates are all ``date``, so that the same input gives the same bytes.

    Raises ErreurModele when the template cannot be filled.
    """
    modele = DocxTemplate(BytesIO(modeles.read(nom)))
    with report_modele(nom):
        modele.render(dict(valeurs), Environment(undefined=StrictUndefined, autoescape=True))
    proprietes = modele.docx.core_properties
    proprietes.title, proprietes.author, proprietes.last_modified_by = titre, "cdppe", "cdppe"
    proprietes.created, proprietes.modified, proprietes.revision = date, date, 1
    brut = BytesIO()
    modele.save(brut)
    archive = ArchiveStable(path, date)
    with ZipFile(brut) as source:
        for entree in source.namelist():
            archive.writestr(entree, source.read(entree))
    archive.close()
