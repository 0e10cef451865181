"""Lists that others keep as spreadsheets → drafts of records, or findings by sheet, row and column: all at once."""
