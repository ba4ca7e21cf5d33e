"""The note of a synthesis: Word from the template ``synthese.docx``, and the same converted for LibreOffice."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZIP_STORED, ZipFile

from cdppe.consolidation.modeles import Synthese
from cdppe.consolidation.note.composition import make_note
from cdppe.erreurs import ErreurUsage
from cdppe.rendering.archive import ArchiveStable, parse_date
from cdppe.rendering.dessins import draw_png
from cdppe.rendering.modeles import Modeles
from cdppe.rendering.word import Image, safe_word, write_word

MODELE = "synthese.docx"
_LIES = re.compile(r"(?<=«) | (?=[»:;?!—])|(?<=\d) (?=[a-zé]{4})")
"""Blanks at which French ends no line."""
_ECHELLE = 0.0098
"""Centimetres for one pixel of a chart: its letters are then as high as those of tables."""
_DELAI = 180
"""Seconds that LibreOffice is given, which starts slowly the first time."""
_PROGRAMMES = ("soffice", "libreoffice")
_WINDOWS = ("PROGRAMFILES", "PROGRAMFILES(X86)")
_VARIABLES = (
    (re.compile(rb"(<(?:meta:creation-date|dc:date|meta:print-date)>)[^<]*"), rb"\g<1>%s"),
    (re.compile(rb"<meta:editing-duration>[^<]*</meta:editing-duration>"), b""),
    (re.compile(rb'<config:config-item config:name="Rsid[^"]*"[^>]*>[^<]*</config:config-item>'), b""),
    (re.compile(rb'<config:config-item config:name="Printer[^"]*"[^>]*>[^<]*</config:config-item>'), b""),
)
"""What LibreOffice writes of its clock and of the machine."""
_LISTE = re.compile(rb'((?:xml:id|text:continue-list)="list)(\d+)"')
"""Lists, which it names at random."""


def write_note(synthese: Synthese, depot: Path, modeles: Modeles) -> None:
    """Write ``synthese-2022.docx``. Raises ErreurModele when the template cannot be filled."""
    note = make_note(synthese)
    montres = {i.code: i for i in note.illustrations}
    images = {
        g.code: Image(draw_png(g, modeles), safe_word(montres[g.code].resume), _ECHELLE)
        for g in synthese.graphiques
        if g.code in montres
    }
    valeurs = {nom: _secure(valeur) for nom, valeur in _list_champs(note)}
    valeurs["legendes"] = {i.code: _secure(i) for i in note.illustrations}
    titre = f"{note.titre}, synthèse {synthese.nom}"
    write_word(modeles, MODELE, valeurs, titre, parse_date(synthese.date), depot / _name(synthese, "docx"), images)


def _name(synthese: Synthese, suffixe: str) -> str:
    return f"synthese-{synthese.nom}.{suffixe}"


def _list_champs(objet: object) -> Iterator[tuple[str, object]]:
    if is_dataclass(objet):
        yield from ((champ.name, getattr(objet, champ.name)) for champ in fields(objet))


def _secure(valeur: object) -> object:
    """What the template is filled with: every text in it one line of plain text."""
    if isinstance(valeur, str):
        return _LIES.sub("\u00a0", safe_word(valeur))
    if isinstance(valeur, tuple):
        return [_secure(v) for v in valeur]
    return {nom: _secure(v) for nom, v in _list_champs(valeur)}


def write_odt(synthese: Synthese, depot: Path, modeles: Modeles) -> None:
    """Write ``synthese-2022.odt``, the same note. Raises ErreurUsage where LibreOffice is not installed or fails."""
    programme = find_libreoffice()
    if programme is None:
        raise ErreurUsage(
            "Le format odt demande LibreOffice, introuvable sur cette machine : installez-le, ou demandez "
            "--format note, qui écrit le même texte pour Word."
        )
    with TemporaryDirectory(prefix="cdppe-") as nom:
        dossier = Path(nom).resolve()
        write_note(synthese, dossier, modeles)
        convert_word(programme, dossier / _name(synthese, "docx"), "odt")
        _copy_stable(dossier / _name(synthese, "odt"), depot / _name(synthese, "odt"), parse_date(synthese.date))


def find_libreoffice() -> str | None:
    """The program, on the path or where Windows installs it."""
    for nom in _PROGRAMMES:
        if trouve := shutil.which(nom):
            return trouve
    for variable in _WINDOWS:
        chemin = Path(os.environ.get(variable, ""), "LibreOffice", "program", "soffice.exe")
        if os.environ.get(variable) and chemin.is_file():
            return str(chemin)
    return None


def convert_word(programme: str, document: Path, suffixe: str) -> Path:
    """Convert a document beside itself, with a profile of its own: one that is open elsewhere does not stop it."""
    profil = document.parent / "profil"
    commande = [
        programme, f"-env:UserInstallation={profil.as_uri()}", "--headless", "--norestore", "--convert-to", suffixe,
        "--outdir", str(document.parent), str(document),
    ]  # fmt: skip
    try:
        subprocess.run(commande, check=True, capture_output=True, timeout=_DELAI)  # noqa: S603  (no shell, our own paths)
    except (OSError, subprocess.SubprocessError) as exc:
        raise ErreurUsage(
            f"LibreOffice n'a pas pu convertir la note ({type(exc).__name__}) : relancez la commande."
        ) from exc
    resultat = document.with_suffix(f".{suffixe}")
    if not resultat.is_file():
        raise ErreurUsage(
            "LibreOffice n'a pas converti la note : ouvrez-le une fois à la main, puis relancez la commande."
        )
    return resultat


def _copy_stable(source: Path, cible: Path, date: datetime) -> None:
    """The same document without what its machine and its clock put into it."""
    archive = ArchiveStable(cible, date)
    listes: dict[bytes, bytes] = {}
    with ZipFile(source) as zip_:
        for entree in zip_.infolist():
            contenu = zip_.read(entree)
            if entree.filename in ("meta.xml", "settings.xml"):
                for motif, remplace in _VARIABLES:
                    contenu = motif.sub(remplace.replace(b"%s", date.isoformat().encode()), contenu)
            if entree.filename == "content.xml":
                for numero in _LISTE.findall(contenu):
                    listes.setdefault(numero[1], str(len(listes) + 1).encode())
                contenu = _LISTE.sub(lambda m: m[1] + listes[m[2]] + b'"', contenu)
            archive.writestr(entree.filename, contenu, compress=entree.compress_type != ZIP_STORED)
    archive.close()
