"""The report as one page."""

from qa.report.written import Report


def page(found: Report) -> str:
    """HTML that needs nothing else."""
    return ""
