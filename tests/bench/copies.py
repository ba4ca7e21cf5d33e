"""A whole campaign to measure: the plugins and reports at hand, copied under the codes of other départements.

    python tests/bench/copies.py DOSSIER [--rapports DOSSIER] [--nombre 101]

writes ``DOSSIER/greffons`` (to put in PYTHONPATH), ``DOSSIER/rapports`` and ``DOSSIER/campagne.toml``; then
``PYTHONPATH=DOSSIER/greffons cdppe synthese --campagne DOSSIER/campagne.toml`` reads as many reports. Every amount that
bears its euro sign is multiplied by a number of the copy's own, so that no two départements tell the same figures.
"""

import argparse
import re
import shutil
from decimal import Decimal
from pathlib import Path

from cdppe.cadre.territoires import load_territoires

RACINE = Path(__file__).parent.parent.parent
_MONTANT = re.compile(r"(?<![\d.,])(?P<entier>\d{1,3}(?:[ \u00a0\u202f]\d{3})+|\d{4,})(?P<cents>,\d\d)?(?=\s?€)")
_FACTEURS = 7


def multiply(texte: str, facteur: int) -> str:
    """The text with each amount multiplied, written as it was."""

    def change(trouve: re.Match[str]) -> str:
        montant = Decimal(re.sub(r"\s", "", trouve["entier"]) + (trouve["cents"] or "").replace(",", ".")) * facteur
        espace = re.search(r"\s", trouve["entier"])
        ecrit = f"{montant:,f}" if espace else f"{montant:f}"
        return ecrit.replace(",", espace[0] if espace else "").replace(".", ",")

    return _MONTANT.sub(change, texte)


def copy_plugin(source: Path, code: str, nom: str, greffons: Path) -> None:
    """The package of a plugin under another code; it recognises its reports by their last line alone."""
    ancien = next(source.glob("cdppe_*")).name
    nouveau = f"cdppe_copie_{code.lower()}"
    shutil.copytree(source / ancien, greffons / nouveau, ignore=shutil.ignore_patterns("__pycache__"))
    for path in (greffons / nouveau).rglob("*.py"):
        path.write_text(path.read_text(encoding="utf-8").replace(ancien, nouveau), encoding="utf-8")
    declaration = greffons / nouveau / "departement.toml"
    texte = declaration.read_text(encoding="utf-8")
    texte = re.sub(r'(?m)^code = "\d\d"$', f'code = "{code}"', texte, count=1)
    texte = re.sub(r'(?m)^nom = ".*"$', f'nom = "{nom}"', texte, count=1)
    motif = f"reconnaissance = ['{sign(code)}$']"
    texte = re.sub(r"(?ms)^reconnaissance = \[.*?\]$", lambda _: motif, texte, count=1)
    declaration.write_text(texte, encoding="utf-8")
    install(greffons, nouveau, f"{nouveau} = {nouveau}")


def install(greffons: Path, nom: str, entree: str = "") -> None:
    """Declare a distribution; one that bears the name of a real plugin hides it, because it is found first."""
    metadata = greffons / f"{nom}-1.0.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {nom}\nVersion: 1.0\n", encoding="utf-8")
    (metadata / "entry_points.txt").write_text(f"[cdppe.departements]\n{entree}\n", encoding="utf-8")


def sign(code: str) -> str:
    """The line by which a copied report says whose it is."""
    return f"Copie du departement {code}"


def main() -> None:
    parser = argparse.ArgumentParser(description="Une campagne entière, faite de copies.")
    parser.add_argument("dossier", type=Path)
    parser.add_argument("--rapports", type=Path, help="dossier des vrais rapports (sinon : éditions embarquées)")
    parser.add_argument("--nombre", type=int, default=101)
    options = parser.parse_args()
    greffons, rapports = options.dossier / "greffons", options.dossier / "rapports"
    greffons.mkdir(parents=True)
    rapports.mkdir()
    plugins = sorted(path.parent for path in RACINE.glob("plugins/*/pyproject.toml"))
    for plugin in plugins:
        install(greffons, f"cdppe_{plugin.name}")
    sources = [(plugin, _find_rapport(plugin, options.rapports)) for plugin in plugins]
    departements = list(load_territoires().items())[: options.nombre]
    for rang, (code, territoire) in enumerate(departements):
        plugin, rapport = sources[rang % len(sources)]
        copy_plugin(plugin, code, territoire.nom, greffons)
        texte = multiply(rapport.read_text(encoding="utf-8"), 1 + rang % _FACTEURS)
        (rapports / f"rapport-{code}.txt").write_text(f"{texte.rstrip()}\n\n{sign(code)}\n", encoding="utf-8")
    (options.dossier / "campagne.toml").write_text("annee = 2022\n", encoding="utf-8")


def _find_rapport(plugin: Path, rapports: Path | None) -> Path:
    """The report that the plugin reads: among those given, the one that its patterns stand in."""
    edition = next(plugin.glob("cdppe_*/editions/*"))
    if rapports is None:
        return edition
    declaration = next(plugin.glob("cdppe_*/departement.toml")).read_text(encoding="utf-8")
    nom = re.search(r'(?m)^nom = "(.*)"$', declaration)
    motif = re.compile(re.escape(nom[1]).replace("\\-", "[- ]") if nom else "$", re.IGNORECASE)
    return max(rapports.glob("*.txt"), key=lambda path: len(motif.findall(path.read_text(encoding="utf-8"))))


if __name__ == "__main__":
    main()
