"""The formats of a synthesis; it imports nothing, because the help of a command names them."""

ECRIVAINS = {
    "classeur": "classeur.ecriture:write_classeur",
    "page": "page.ecriture:write_page",
    "markdown": "markdown:write_markdown",
    "note": "note:write_note",
    "odt": "note:write_odt",
    "csv": "tables_csv:write_tables",
    "csv-excel": "echanges.csv_excel:write_csv_excel",
    "json": "echanges.json_ecrit:write_json",
    "datapackage": "echanges.datapackage:write_datapackage",
}
"""For each format, what writes it into a folder: a module of this package and its function, imported when asked for."""
FORMATS = tuple(ECRIVAINS)
DEFAUT = ("page", "classeur", "note", "markdown", "csv", "json")
