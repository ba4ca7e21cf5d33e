"""The templates that outputs are made from: the framework's, each replaced by the user's own where there is one."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from cdppe.erreurs import ErreurCdppe, ErreurUsage, describe_systeme


class ErreurModele(ErreurCdppe):
    """A template that was changed names a value that does not exist, or opens what it does not close."""


MODELES = {
    "synthese.html.j2": "la page : ses parties et leur ordre",
    "page.css": "la page : son aspect",
    "page.js": "la page : tri, filtres et preuves",
    "classeur.toml": "le classeur : mode d'emploi, noms des feuilles, notes des en-têtes",
    "synthese.docx": "la note Word",
    "synthese.md.j2": "la synthèse en Markdown",
    "questions.docx": "les questions à un département, en Word",
    "questions.md.j2": "les mêmes, en Markdown",
    "graphiques/couleurs.json": "les couleurs des graphiques et de la page",
    "graphiques/barres.json": "le prévu et l'exécuté, par source et par engagement",
    "graphiques/taux.json": "les taux d'exécution, par département",
    "graphiques/taux_nombreux.json": "les mêmes, au-delà de 25 départements",
    "graphiques/courbes.json": "les indicateurs au fil des années, par département",
    "graphiques/quartiles.json": "les mêmes, au-delà de 12 départements",
    "graphiques/grille.json": "la grille des objectifs et des départements",
    "graphiques/grille_large.json": "la même, au-delà de 30 départements",
}
"""Every template and what it makes."""
_DU_SYSTEME = ("desktop.ini", "thumbs.db")
"""What Windows leaves in a folder by itself; what other systems and editors leave begins by a dot or a tilde."""


@dataclass(frozen=True, slots=True)
class Modeles:
    """Where templates are looked for: first in ``dossier``, when there is one.

    Raises ErreurUsage when a file of ``dossier`` bears the name of no template (it would never be used), or when one
    that does is no file, or is empty.
    """

    dossier: Path | None = None

    def __post_init__(self) -> None:
        """Check what stands in the folder, before minutes of work."""
        if self.dossier is None:
            return
        for chemin in sorted(self.dossier.rglob("*")):
            relatif = chemin.relative_to(self.dossier)
            if any(partie[0] in ".~" or partie.lower() in _DU_SYSTEME for partie in relatif.parts):
                continue
            if relatif.as_posix() in MODELES:
                if not chemin.is_file():
                    raise ErreurUsage(f"{chemin} n'est pas un fichier : mettez à sa place le modèle de ce nom.")
                if not chemin.stat().st_size:
                    raise ErreurUsage(f"Le modèle {chemin} est vide : remplissez-le, ou enlevez-le de ce dossier.")
            elif chemin.is_file():
                raise ErreurUsage(
                    f"{chemin} n'a le nom d'aucun modèle : enlevez-le de ce dossier, ou donnez-lui un des noms que "
                    "liste cdppe modeles."
                )

    def read(self, nom: str) -> bytes:
        """The template of that name. Raises ErreurUsage when the user's own cannot be read."""
        if self.dossier and (sien := self.dossier / nom).exists():
            try:
                return sien.read_bytes()
            except OSError as exc:
                raise ErreurUsage(f"Le modèle {sien} ne peut pas être lu ({describe_systeme(exc)}).") from exc
        return (files("cdppe.templates") / nom).read_bytes()

    def read_text(self, nom: str) -> str:
        """The same, as text. Raises ErreurUsage when it is no UTF-8."""
        try:
            return self.read(nom).decode("utf-8-sig")  # what Windows' own editor writes begins by a mark
        except UnicodeDecodeError as exc:
            raise ErreurUsage(f"Le modèle {nom} n'est pas un texte en UTF-8 : enregistrez-le ainsi.") from exc


def copy_modeles(dossier: Path, noms: Iterable[str]) -> tuple[Path, ...]:
    """Copy the framework's templates into ``dossier``; return the files written.

    Raises ErreurUsage for an unknown name, a file that stands there already, or a folder that cannot be written.
    """
    noms = tuple(noms) or tuple(MODELES)
    if inconnus := [nom for nom in noms if nom not in MODELES]:
        raise ErreurUsage(f"Aucun modèle ne s'appelle {', '.join(inconnus)} ; cdppe modeles donne leurs noms.")
    chemins = tuple(dossier / nom for nom in noms)
    if presents := [str(c) for c in chemins if c.exists()]:
        raise ErreurUsage(f"{', '.join(presents)} existe déjà : donnez un autre dossier, ou enlevez ce fichier.")
    try:
        for nom, chemin in zip(noms, chemins, strict=True):
            chemin.parent.mkdir(parents=True, exist_ok=True)
            chemin.write_bytes(ORIGINE.read(nom))
    except OSError as exc:
        raise ErreurUsage(f"{dossier} : écriture impossible ({describe_systeme(exc)}).") from exc
    return chemins


ORIGINE = Modeles()
"""The framework's own."""


@contextmanager
def report_modele(nom: str) -> Iterator[None]:
    """What Jinja finds wrong with the template, or cannot do with its values, as an ErreurModele."""
    from jinja2 import TemplateError

    try:
        yield
    except (TemplateError, TypeError, ArithmeticError, RecursionError) as exc:
        raise ErreurModele(
            f"Le modèle {nom} ne peut pas être rempli ({exc}) : corrigez ce qui est entre accolades, ou remettez le "
            "modèle d'origine."
        ) from exc
