"""The templates that outputs are made from: the framework's, each replaced by the user's own where there is one."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from cdppe.erreurs import ErreurCdppe, ErreurUsage, describe_systeme


class ErreurModele(ErreurCdppe):
    """A template that was changed names a value that does not exist, or opens what it does not close."""


@dataclass(frozen=True, slots=True)
class Modeles:
    """Where templates are looked for: first in ``dossier``, when there is one."""

    dossier: Path | None = None

    def read(self, nom: str) -> bytes:
        """The template of that name. Raises ErreurUsage when the user's own cannot be read."""
        if self.dossier and (sien := self.dossier / nom).is_file():
            try:
                return sien.read_bytes()
            except OSError as exc:
                raise ErreurUsage(f"Le modèle {sien} ne peut pas être lu ({describe_systeme(exc)}).") from exc
        return (files("cdppe.templates") / nom).read_bytes()

    def read_text(self, nom: str) -> str:
        """The same, as text. Raises ErreurUsage when it is no UTF-8."""
        try:
            return self.read(nom).decode("utf-8")
        except UnicodeDecodeError as exc:
            raise ErreurUsage(f"Le modèle {nom} n'est pas un texte en UTF-8 : enregistrez-le ainsi.") from exc


ORIGINE = Modeles()
"""The framework's own."""


@contextmanager
def report_modele(nom: str) -> Iterator[None]:
    """What Jinja finds wrong with the template, as an ErreurModele."""
    from jinja2 import TemplateError

    try:
        yield
    except TemplateError as exc:
        raise ErreurModele(
            f"Le modèle {nom} ne peut pas être rempli ({exc}) : corrigez ce qui est entre accolades, ou remettez le "
            "modèle d'origine."
        ) from exc
