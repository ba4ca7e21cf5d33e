"""What writes the XML of one sheet: openpyxl for all that surrounds the rows, ready-made text for the rows.

openpyxl looks at each cell several times over; a campaign has millions of them.
"""

from collections.abc import Generator, Iterable
from pathlib import Path
from typing import Any

from openpyxl.comments.comment_sheet import CommentRecord
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.worksheet.dimensions import SheetDimension
from openpyxl.xml import functions
from openpyxl.xml.constants import SHEET_MAIN_NS

# Whichever library openpyxl found to write XML with.
_write_xml: Any = functions.tostring
AUTEUR = "cdppe"
LIENS_MAX = 65_530
"""Links that a sheet can hold."""
_LARGEUR_NOTE, _PAR_LIGNE, _HAUTEUR_LIGNE = 330, 48, 17


class Redacteur(WorksheetWriter):
    """Writes a write-only sheet whose rows are already XML; give ``liens`` and comments before ``end``."""

    def __init__(self, sheet: Any, etendue: str) -> None:
        self._etendue = etendue
        self._lignes: Iterable[str] = ()
        self.liens: list[str] = []
        self._sheet = sheet
        super().__init__(sheet)
        sheet._writer = self

    def get_stream(self) -> Generator[None, Any, None]:
        """What takes the elements, one after the other, until it is closed."""
        with Path(str(self.out)).open("w", encoding="utf-8", newline="\n") as self._fichier:
            self._fichier.write(
                f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="{SHEET_MAIN_NS}">'
            )
            try:
                while True:
                    element = yield
                    if element is not None:
                        self._fichier.write(_write_xml(element, encoding="unicode"))
            finally:
                self._fichier.write("</worksheet>")

    def comment(self, place: str, texte: str) -> None:
        """Put a note on a cell."""
        lignes = sum(1 + len(partie) // _PAR_LIGNE for partie in texte.split("\n"))
        note: Any = CommentRecord(ref=place, author=AUTEUR, height=_HAUTEUR_LIGNE * (lignes + 1), width=_LARGEUR_NOTE)
        note.text.t = texte
        self._sheet._comments.append(note)

    def end(self, lignes: Iterable[str]) -> None:
        """Write the rows and all that follows them."""
        self._lignes = lignes
        self.write_top()
        self._sheet.close()

    def write_dimensions(self) -> None:
        """The cells that are used."""
        self.xf.send(SheetDimension(self._etendue).to_tree())

    def write_rows(self) -> None:
        """The rows."""
        self._fichier.write("<sheetData>")
        self._fichier.writelines(self._lignes)
        self._fichier.write("</sheetData>")

    def write_hyperlinks(self) -> None:
        """The links."""
        if self.liens:
            self._fichier.write("<hyperlinks>")
            self._fichier.writelines(self.liens)
            self._fichier.write("</hyperlinks>")

    def write_drawings(self) -> None:
        """The charts, after what must stand before them: numbers of actions are text, and no mistake."""
        self._fichier.write(
            f'<ignoredErrors><ignoredError sqref="{self._etendue}" numberStoredAsText="1"/></ignoredErrors>'
        )
        super().write_drawings()
