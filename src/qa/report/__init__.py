"""What an evaluation leaves behind: report.json (`report.py`), the terminal (`terminal.py`), a page (`page.py`)."""

from qa.report.data import questions
from qa.report.page import page
from qa.report.report import Report, as_text, must_have_folder, read_run, report, write_text
from qa.report.terminal import breakdown_lines, comparison_lines, figure_lines, sweep_lines

__all__ = [
    "Report",
    "as_text",
    "breakdown_lines",
    "comparison_lines",
    "figure_lines",
    "must_have_folder",
    "page",
    "questions",
    "read_run",
    "report",
    "sweep_lines",
    "write_text",
]
