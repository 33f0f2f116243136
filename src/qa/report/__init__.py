"""What an evaluation leaves behind: `written` (report.json), `tables` (the terminal), `page` (the HTML page)."""
