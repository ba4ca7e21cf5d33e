"""Whole-process runs of the installed command."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Run = subprocess.CompletedProcess[str]


@pytest.fixture(scope="session")
def commande() -> str:
    """The ``cdppe`` script installed beside this Python."""
    for name in ("cdppe", "cdppe.exe"):
        script = Path(sys.executable).with_name(name)
        if script.exists():
            return str(script)
    pytest.fail("cdppe n'est pas installé dans cet environnement : make test")


@pytest.fixture(scope="session")
def run(commande: str) -> Callable[..., Run]:
    """Run ``cdppe WORDS`` as a user would, with extra environment variables as keywords."""

    def call(*words: str, **env: str) -> Run:
        return subprocess.run(
            [commande, *words],
            capture_output=True,
            encoding="utf-8",
            env=os.environ | env,
            timeout=120,
            check=False,
        )

    return call
