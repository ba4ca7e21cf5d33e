"""A zip whose bytes depend on its content alone: dates and system are given, not taken from the machine."""

import shutil
from datetime import datetime
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

_UNIX = 3
_DROITS = 0o600 << 16


def parse_date(texte: str) -> datetime:
    """The date of a document (``2023-06-23``), at midnight; the first day a zip file can name without one."""
    try:
        return datetime.fromisoformat(texte[:10])
    except ValueError:
        return datetime(1980, 1, 1)  # noqa: DTZ001  (a date, in no time zone)


class ArchiveStable:
    """The calls openpyxl makes of a zip file, each entry dated ``date``."""

    def __init__(self, path: Path, date: datetime) -> None:
        self._zip = ZipFile(path, "w", ZIP_DEFLATED)
        self._date = (max(date.year, 1980), date.month, date.day, 0, 0, 0)

    def writestr(self, arcname: str, data: str | bytes, *, compress: bool = True) -> None:
        """Add an entry from memory."""
        self._zip.writestr(self._info(arcname), data, None if compress else ZIP_STORED)

    def write(self, filename: str, arcname: str) -> None:
        """Add an entry from a file."""
        with Path(filename).open("rb") as source, self._zip.open(self._info(arcname), "w") as target:
            shutil.copyfileobj(source, target, 1 << 20)

    def namelist(self) -> list[str]:
        """The entries so far."""
        return self._zip.namelist()

    def close(self) -> None:
        """End the archive."""
        self._zip.close()

    def _info(self, arcname: str) -> ZipInfo:
        info = ZipInfo(arcname, self._date)
        info.compress_type, info.create_system, info.external_attr = ZIP_DEFLATED, _UNIX, _DROITS
        return info
