"""The formats of a synthesis; it imports nothing, because the help of a command names them."""

ECRIVAINS = {
    "classeur": "classeur:write_classeur",
    "page": "page:write_page",
    "markdown": "markdown:write_markdown",
    "note": "note:write_note",
    "odt": "note:write_odt",
    "csv": "tables_csv:write_tables",
    "csv-excel": "csv_excel:write_csv_excel",
    "json": "fichier_json:write_json",
    "datapackage": "datapackage:write_datapackage",
}
"""For each format, what writes it into a folder: a module of this package and its function, imported when asked for."""
FORMATS = tuple(ECRIVAINS)
DEFAUT = ("page", "classeur", "note", "markdown", "csv", "json")
