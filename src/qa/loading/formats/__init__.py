"""Which format a suffix means. A format is a suffix and a function from its bytes to what it holds."""

from collections.abc import Callable

from qa.loading.extracted import Extracted
from qa.loading.formats.archive import read_tar, read_zip
from qa.loading.formats.calamine import read_xlsb
from qa.loading.formats.delimited import read_csv, read_tsv
from qa.loading.formats.docx import read_docx
from qa.loading.formats.epub import read_epub
from qa.loading.formats.html import read_html
from qa.loading.formats.mail import read_mail, read_mbox, read_mhtml
from qa.loading.formats.markdown import read_markdown
from qa.loading.formats.markup import read_xml
from qa.loading.formats.msg import read_msg
from qa.loading.formats.odf import read_odp, read_ods, read_odt
from qa.loading.formats.pages.ocr import read_image
from qa.loading.formats.pages.pdf import read_pdf
from qa.loading.formats.plain import read_keyed, read_plain, read_rst, read_tex
from qa.loading.formats.pptx import read_pptx
from qa.loading.formats.rtf import read_rtf
from qa.loading.formats.structured import read_json
from qa.loading.formats.subtitles import read_subtitles
from qa.loading.formats.xls import read_xls
from qa.loading.formats.xlsx import read_xlsx

FormatReader = Callable[[bytes, str | None], Extracted]
"""Takes a file's bytes and the encoding that is set for it, if any."""

FORMATS: dict[str, FormatReader] = {
    ".txt": read_plain,
    ".text": read_plain,
    ".md": read_markdown,
    ".markdown": read_markdown,
    ".html": read_html,
    ".htm": read_html,
    ".docx": read_docx,
    ".docm": read_docx,
    ".pptx": read_pptx,
    ".pptm": read_pptx,
    ".xlsx": read_xlsx,
    ".xlsm": read_xlsx,
    ".odt": read_odt,
    ".ott": read_odt,
    ".fodt": read_odt,
    ".ods": read_ods,
    ".fods": read_ods,
    ".odp": read_odp,
    ".fodp": read_odp,
    ".csv": read_csv,
    ".tsv": read_tsv,
    ".tab": read_tsv,
    ".xls": read_xls,
    ".xlsb": read_xlsb,
    ".xltx": read_xlsx,
    ".dotx": read_docx,
    ".ppsx": read_pptx,
    ".potx": read_pptx,
    ".rtf": read_rtf,
    ".epub": read_epub,
    ".json": read_json,
    ".jsonl": read_json,
    ".ndjson": read_json,
    ".yaml": read_plain,
    ".yml": read_plain,
    ".ini": read_keyed,
    ".toml": read_keyed,
    ".log": read_plain,
    ".tex": read_tex,
    ".rst": read_rst,
    ".xml": read_xml,
    ".kml": read_xml,
    ".fb2": read_xml,
    ".srt": read_subtitles,
    ".vtt": read_subtitles,
    ".zip": read_zip,
    ".tar": read_tar,
    ".tgz": read_tar,
    ".gz": read_tar,
    ".bz2": read_tar,
    ".xz": read_tar,
    ".eml": read_mail,
    ".msg": read_msg,
    ".mbox": read_mbox,
    ".mhtml": read_mhtml,
    ".mht": read_mhtml,
    ".pdf": read_pdf,
    **dict.fromkeys((".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".webp"), read_image),
}
SUFFIXES = frozenset(FORMATS)
APART = SUFFIXES - frozenset(".txt .text .md .markdown".split())
"""What is read in a process of its own (`sandbox.py`): formats whose libraries a hostile file may stall or kill."""
