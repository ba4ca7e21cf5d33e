"""How long cdppe takes and how much memory, as ratios to what any program using its libraries must pay.

Whole processes, medians of several rounds; in each round every measure and every floor runs once, so that a busy
machine weighs on all of them alike. Run by ``make bench``; exits 1 when a limit is not held.
"""

import argparse
import marshal
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from openpyxl import load_workbook
from tabulate import tabulate

IMPORT = "import pandas, openpyxl"
# The bare minimum that writes the same cells: nothing styled, nothing checked.
WRITE = f"""{IMPORT}, marshal, sys
classeur = openpyxl.Workbook(write_only=True)
with open(sys.argv[1], "rb") as stream:
    for lignes in marshal.load(stream):
        feuille = classeur.create_sheet()
        for ligne in lignes:
            feuille.append(ligne)
classeur.save(sys.argv[2])
"""
MEMOIRE_MIO = 200
# These three draw nothing, as the floor. The others draw charts, which no floor here does, in a process beside where
# there are two processors: the limit of all of them holds on one.
SANS_DESSIN = ("classeur", "markdown", "csv")


def run(command: list[str], attendu: Path | None = None) -> tuple[float, float]:
    """Seconds of a command and peak memory (MiB) of its largest process; it must end well and leave ``attendu`` filled.

    Status 3 is well too: a real report may hold a table that is refused.
    """
    with tempfile.TemporaryFile() as errors:
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=errors)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in (0, 3) or (attendu and not any(attendu.glob("*"))):
            errors.seek(0)
            raise SystemExit(f"{' '.join(command)} : {errors.read().decode()}")
    return seconds, usage.ru_maxrss / 1024


def read_cellules(dossier: Path) -> list[list[list[object]]]:
    """The values of every sheet of the workbook that the synthesis wrote, in types that marshal holds."""
    feuilles: list[list[list[object]]] = []
    for path in sorted(dossier.rglob("*.xlsx")):
        classeur = load_workbook(path, read_only=True)
        for feuille in classeur:
            lignes = feuille.iter_rows(values_only=True)
            feuilles.append([[v if isinstance(v, (int, float, str)) else None for v in ligne] for ligne in lignes])
    return feuilles


def main() -> int:
    parser = argparse.ArgumentParser(description="Durées et mémoire de cdppe, rapportées à leurs planchers.")
    parser.add_argument("--rapports", type=Path, help="dossier des vrais rapports (sinon : éditions embarquées)")
    parser.add_argument("--tours", type=int, default=5)
    options = parser.parse_args()
    cdppe = str(Path(sys.executable).with_name("cdppe"))
    rapports: list[Path] = sorted(options.rapports.glob("*.txt")) if options.rapports else []
    print("Rapports lus :", ", ".join(path.name for path in rapports) or "éditions embarquées")

    with tempfile.TemporaryDirectory() as name:
        dossier = Path(name)
        lire = [cdppe, "lire", "--sortie", str(dossier / "faits")]
        lire += [str(max(rapports, key=lambda path: path.stat().st_size))] if rapports else ["--departement", "62"]
        synthese = [cdppe, "synthese", "--annee", "2022", "--sortie", str(dossier / "synthese")]
        synthese += [word for path in rapports for word in ("--rapports", str(path))]
        run(lire, dossier / "faits")
        run(synthese, dossier / "synthese")
        cellules = dossier / "cellules"
        cellules.write_bytes(marshal.dumps(read_cellules(dossier / "synthese")))
        commandes = {
            "import": [sys.executable, "-c", IMPORT],
            "import et écriture": [sys.executable, "-c", WRITE, str(cellules), str(dossier / "nu.xlsx")],
            "cdppe --help": [cdppe, "--help"],
            "cdppe lire": lire,
            "cdppe synthese": [*synthese, *(mot for nom in SANS_DESSIN for mot in ("--format", nom))],
            "cdppe synthese, tout": synthese,
        }
        tours = [{nom: run(commande) for nom, commande in commandes.items()} for _ in range(options.tours)]

    duree = {nom: statistics.median(tour[nom][0] for tour in tours) for nom in commandes}
    memoire = max(tour["cdppe synthese, tout"][1] for tour in tours)
    limites = [
        ("cdppe --help", "import", 1 / 3),
        ("cdppe lire", "import", 1.5),
        ("cdppe synthese", "import et écriture", 2.0),
        ("cdppe synthese, tout", "import et écriture", 4.0),
    ]
    rangees: list[tuple[str, str, str, str, str]] = []
    tenues = memoire < MEMOIRE_MIO
    for nom, plancher, limite in limites:
        rapport = duree[nom] / duree[plancher]
        tenues = tenues and rapport < limite
        rangees.append(
            (nom, f"{duree[nom]:.3f} s", f"{plancher} : {duree[plancher]:.3f} s", f"{rapport:.2f}", f"< {limite:.2f}")
        )
    rangees.append(("cdppe synthese, tout", f"{memoire:.0f} Mio", "", "", f"< {MEMOIRE_MIO} Mio"))
    print(f"cdppe synthese : {', '.join(SANS_DESSIN)} ; tout : tous les formats écrits sans --format")
    print(tabulate(rangees, ("Commande", "Médiane", "Plancher", "Rapport", "Limite"), disable_numparse=True))
    return 0 if tenues else 1


if __name__ == "__main__":
    sys.exit(main())
