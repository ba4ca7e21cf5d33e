"""A Word document from a template of ``templates/``, whose styles an office changes in Word itself."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from docx.opc.exceptions import OpcError
from docx.shared import Cm
from docxtpl import DocxTemplate  # type: ignore[import-untyped]  # docxtpl has annotations but does not publish them
from jinja2 import Environment, StrictUndefined

from cdppe.rendering.archive import ArchiveStable
from cdppe.rendering.modeles import ErreurModele, Modeles, report_modele
from cdppe.rendering.surete import safe_console, safe_xml

_LIES = re.compile(r"(?<=\d) (?=\d{3}(?!\d)|[€%])|(?<=\bl\.) (?=\d)")
_TAILLE = slice(16, 24)
"""Where a PNG file says its width and height."""
_PART = 0.85
"""What an image may take of a page's height: its caption stands below."""


@dataclass(frozen=True, slots=True)
class Image:
    """A PNG shown at ``echelle`` centimetres a pixel where the page has room for it; ``texte`` says what it shows."""

    png: bytes
    texte: str
    echelle: float


@dataclass(frozen=True, slots=True)
class _Inseree:
    """An image of the document being filled; Jinja takes it for markup that is already safe."""

    modele: Any
    image: Image

    def __html__(self) -> str:
        s = self.modele.docx.sections[0]
        large, haut = (int.from_bytes(self.image.png[_TAILLE][n : n + 4]) for n in (0, 4))
        place = s.page_width - s.left_margin - s.right_margin
        page = (s.page_height - s.top_margin - s.bottom_margin) * _PART * large / haut
        largeur = int(min(Cm(self.image.echelle * large), place, page))
        partie = self.modele.current_rendering_part
        dessin = partie.new_pic_inline(BytesIO(self.image.png), width=largeur)
        dessin.docPr.set("descr", self.image.texte)
        return f'</w:t></w:r><w:r><w:drawing>{dessin.xml}</w:drawing></w:r><w:r><w:t xml:space="preserve">'


def safe_word(texte: str) -> str:
    """One line of plain text: a tab, a line or page break in it would become Word's own; markup is escaped later.

    No line ends inside an amount, nor between ``l.`` and its number.
    """
    return _LIES.sub("\u00a0", safe_console(safe_xml(texte)))


def write_word(
    modeles: Modeles,
    nom: str,
    valeurs: Mapping[str, object],
    titre: str,
    date: datetime,
    path: Path,
    images: Mapping[str, Image] | None = None,
) -> None:
    """Fill the template ``nom``; the file's dates are all ``date``, so that the same input gives the same bytes.

    The template shows ``images`` by their names: ``{{ images.sources }}``.

    Raises ErreurModele when the template cannot be filled.
    """
    with _report_word(nom), report_modele(nom):
        modele = DocxTemplate(BytesIO(modeles.read(nom)))
        inserees = {cle: _Inseree(modele, image) for cle, image in (images or {}).items()}
        modele.render({**valeurs, "images": inserees}, Environment(undefined=StrictUndefined, autoescape=True))
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


@contextmanager
def _report_word(nom: str) -> Iterator[None]:
    """What makes a template no Word document (its XML may be broken too), or asks of a value what it cannot do."""
    try:
        yield
    except (BadZipFile, KeyError, ValueError, TypeError, OpcError, SyntaxError) as exc:
        raise ErreurModele(
            f"Le modèle {nom} ne peut pas être rempli ({exc}) : enregistrez-le dans Word au format .docx, ou remettez "
            "le modèle d'origine."
        ) from exc
