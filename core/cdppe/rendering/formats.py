"""The formats of a synthesis; it imports nothing, because the help of a command names them."""

ECRIVAINS = {
    "classeur": "classeur:write_classeur",
    "markdown": "markdown:write_markdown",
    "csv": "tables_csv:write_tables",
}
"""For each format, what writes it into a folder: a module of this package and its function, imported when asked for."""
FORMATS = tuple(ECRIVAINS)
DEFAUT = ("classeur", "markdown", "csv")
