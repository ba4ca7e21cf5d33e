"""The command line: how each run starts and ends.

Exit status: 0 done, 1 done with findings the user asked to be told of, 2 wrong use, 3 a document or a plugin failed.
"""

import gc
import os
import sys
import traceback
from collections.abc import Sequence
from io import TextIOWrapper
from pathlib import Path

from cdppe.erreurs import ErreurCdppe, ErreurUsage

# What a shell reports for a program that ctrl-C or a closed pipe stopped.
INTERROMPU = 130
TUYAU_FERME = 141


def main(args: Sequence[str] | None = None) -> int:
    """Run ``cdppe`` with ``args`` (by default the process's own) and return its exit status.

    Whatever happens is one French sentence on stderr; ``--trace``, anywhere in the line, adds the traceback.
    """
    words = list(sys.argv[1:] if args is None else args)
    trace = "--trace" in words
    for nom in ("stdout", "stderr"):
        if getattr(sys, nom) is None:  # closed by whoever started the command: what it says has nowhere to go
            setattr(sys, nom, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115 - as long as the process
    for stream in (sys.stdout, sys.stderr):
        # A redirected Windows console would otherwise write its own code page, and a C locale stop at the first accent.
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    # A run lasts a second and keeps what it makes: looking for garbage costs a third of it and finds none.
    gc.disable()
    try:
        status = _run([word for word in words if word != "--trace"] or ["--help"])
        sys.stdout.flush()
        gc.freeze()  # Python looks for garbage once more when it stops: there is nothing to look at
    except KeyboardInterrupt:
        return INTERROMPU
    except BrokenPipeError:
        # The reader left (``| head``); what Python still holds has nowhere to go.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return TUYAU_FERME
    except ErreurCdppe as exc:
        return _report(exc, str(exc), exc.code_sortie, trace)
    except Exception as exc:
        return _report(exc, _inattendue(exc), ErreurCdppe.code_sortie, trace)
    return status


def _run(words: list[str]) -> int:
    # Before click: it looks for the words of a Path or a help option when a command is made.
    _speak_french()
    import click

    from cdppe.cli.groupe import groupe

    try:
        # Not click's main(): it ends a closed pipe with 1, which here means findings.
        with groupe.make_context("cdppe", words) as ctx:
            status = groupe.invoke(ctx)
    except click.exceptions.Exit as exc:
        return exc.exit_code
    except click.ClickException as exc:
        # One line, where click would print its usage too: the help is one command away.
        phrase = " ".join(exc.format_message().split())
        aide = f" Aide : {exc.ctx.command_path} --help" if isinstance(exc, click.UsageError) and exc.ctx else ""
        sys.stderr.write(f"Erreur : {phrase}{aide}\n")
        return ErreurUsage.code_sortie
    except click.Abort:
        return INTERROMPU
    return status if isinstance(status, int) else 0


def _speak_french() -> None:
    """Give click's own words in French whatever the machine's language: gettext is how click is translated."""
    import gettext

    gettext.bindtextdomain("cdppe", str(Path(__file__).parent / "locale"))
    gettext.textdomain("cdppe")
    os.environ["LANGUAGE"] = "fr"


def _report(exc: BaseException, phrase: str, status: int, trace: bool) -> int:
    if trace:
        traceback.print_exception(exc)
    sys.stderr.write(f"Erreur : {phrase}\n")
    return status


def _inattendue(exc: Exception) -> str:
    last = traceback.extract_tb(exc.__traceback__)[-1]
    texte = " ".join(str(exc).split())[:200]
    return (
        f"cdppe s'est arrêté sur un cas imprévu ({type(exc).__name__} : {texte}, {Path(last.filename).name} "
        f"ligne {last.lineno}). Relancez la même commande avec --trace et envoyez à l'équipe qui maintient cdppe "
        "la commande et tout ce qu'elle affiche."
    )
