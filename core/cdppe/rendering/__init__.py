"""What a synthesis looks like: workbook, Markdown, CSV, console. Nothing is computed here."""
