"""What stands where on the page, and which part asks the backend for what.

The looks go into `head`, not `css`: Gradio rewrites the selectors of `css` and loses those on `body` and in `@media`.
The parts that show a document's words are `gr.HTML` components with a fixed empty template: their data travels
as JSON and is put in place as text by the scripts here, so that nothing in it is ever read as HTML.
"""

import json
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from qa.web.backend import Backend
from qa.web.messages import Json, guarded
from qa.web.strings import GRADIO, strings
from qa.web.testsets import ENDINGS

if TYPE_CHECKING:
    import gradio as gr

    from qa.web.blocks import UploadsOnly

SCRIPTS = (
    *("words.js", "dom.js", "places.js", "header.js"),
    *("pages.js", "search.js", "mark.js", "viewer.js"),
    *("shelf.js", "export.js", "address.js", "box.js", "narrow.js", "side.js"),
    *("notebook.js", "quote.js", "card.js", "judge.js", "turn.js", "ask.js", "documents.js", "list.js"),
    *("run.js", "evaluate.js"),
)
LATIN = ["system-ui", "-apple-system", "Segoe UI", "Noto Sans", "PingFang SC", "Microsoft YaHei", "sans-serif"]


def build_app(backend: Backend) -> "UploadsOnly":
    """The page over `backend`; `site` makes a server's app of it."""
    import gradio as gr

    from qa.web.blocks import UploadsOnly

    i18n = words()
    app = UploadsOnly(
        title=strings()["en"]["name"], analytics_enabled=False, fill_width=True, delete_cache=(3600, 3600)
    )
    with app:
        _part("header", backend)
        with gr.Tab(i18n("tab_ask"), elem_id="qa-tab-ask"):
            _part("ask", backend)
        with gr.Tab(i18n("tab_documents"), elem_id="qa-tab-documents"):
            _documents(backend, i18n)
        with gr.Tab(i18n("tab_evaluation"), elem_id="qa-tab-evaluation"):
            _evaluation(backend, i18n)
        with gr.Tab(i18n("tab_notebook"), elem_id="qa-tab-notebook"):
            _part("notebook", backend)
    return app


def head() -> str:
    """Looks and scripts, for the page's `<head>`."""
    return f"<style>{_asset('style.css')}</style><script>{script()}</script>"


def script() -> str:
    """All of the page's own JavaScript, with its words; fit to stand inside a `<script>` element."""
    words = json.dumps(strings(), ensure_ascii=False).replace("<", "\\u003c")
    return "\n".join([f"window.qa = {{ strings: {words} }};", *map(_asset, SCRIPTS)])


def door(name: str, act: Callable[[Json], Json]) -> Callable[[object], Json]:
    """`act` for callers from outside, under `name`: a request that is no object counts as an empty one."""

    def enter(request: object) -> Json:
        return act(request if isinstance(request, dict) else {})

    enter.__name__ = name
    return guarded(enter)


def _part(name: str, backend: Backend, *more: Callable[[Json], Json]) -> "gr.HTML":
    """A part of the page that `qa.mount.<name>` fills, and that may call the backend, and what `more` it needs."""
    import gradio as gr

    return gr.HTML(
        html_template="<div></div>",
        js_on_load=f"qa.mount.{name}({{ element, server, props, watch }});",
        server_functions=[
            door(act.__name__, act)
            for act in (
                *(backend.ask, backend.source, backend.find, backend.draw, backend.overview),
                *(backend.documents, backend.remove, backend.replace, backend.cancel),
                *(backend.keeping.keep, backend.keeping.judge),
                backend.check,
                *more,
            )
        ],
        apply_default_css=False,
        elem_id=f"qa-{name}",
    )


def _documents(backend: Backend, i18n: "gr.I18n") -> None:
    """Upload, rebuild with progress, the report, and the list of sources."""
    import gradio as gr

    with gr.Column(elem_id="qa-documents-page"):
        upload = gr.File(label=i18n("upload"), file_count="multiple", height=140, elem_id="qa-upload")
        replace = gr.Checkbox(label=i18n("replace"), container=False, elem_id="qa-replace")
        with gr.Row(elem_id="qa-rebuild-row"):
            rebuild = gr.Button(i18n("rebuild"), variant="primary", scale=0, min_width=180, elem_id="qa-rebuild")
            scratch = gr.Checkbox(label=i18n("scratch"), container=False)
        report = _part("report", backend)
        _part("sources", backend)

    bar = gr.Progress()

    def saved(uploaded: list[str], over_others: bool) -> tuple[Json, None]:
        told = guarded(backend.upload)(uploaded or [], over_others is True)
        for copy in uploaded or []:
            Path(copy).unlink(missing_ok=True)  # it lies in the folder of documents now, or was refused
        return told, None

    def rebuilt(from_scratch: bool, progress: gr.Progress = bar) -> Json:
        def step(done: int, total: int, what: str) -> None:
            progress((done, max(total, 1)), desc=what)

        return guarded(backend.rebuild)(from_scratch, step)

    upload.upload(saved, [upload, replace], [report, upload], api_visibility="private", show_progress="hidden")
    rebuild.click(rebuilt, scratch, report, api_visibility="private", concurrency_limit=1)


def _evaluation(backend: Backend, i18n: "gr.I18n") -> None:
    """Test sets and their runs; Gradio's own upload is out of sight, and used by a button of ours."""
    import gradio as gr

    asked = backend.evaluations
    with gr.Row(elem_id="qa-testset-upload"):
        upload = gr.File(label=i18n("testset_add"), file_count="multiple", file_types=list(ENDINGS))
    part = _part(
        "evaluation",
        backend,
        *(asked.evaluations, asked.testset, asked.mend, asked.evaluate, asked.halt, asked.evaluated, asked.reported),
        asked.discard,
    )

    def saved(uploaded: list[str]) -> tuple[Json, None]:
        told = guarded(asked.upload)(uploaded or [])
        for copy in uploaded or []:
            Path(copy).unlink(missing_ok=True)  # it lies in the folder of test sets now, or was refused
        return told, None

    upload.upload(saved, upload, [part, upload], api_visibility="private", show_progress="hidden")


def theme() -> "gr.Theme":
    """Gradio's part of the looks."""
    import gradio as gr

    theme = gr.themes.Base(primary_hue="teal", neutral_hue="stone", font=LATIN, font_mono=["ui-monospace", "monospace"])
    return theme.set(
        body_background_fill="#faf8f4",
        body_background_fill_dark="#171614",
        block_background_fill="#fffefb",
        block_background_fill_dark="#201f1c",
        button_primary_background_fill="#0f6b62",
        button_primary_background_fill_dark="#0f6b62",
        button_primary_background_fill_hover="#0a524b",
        button_primary_background_fill_hover_dark="#0a524b",
        button_primary_text_color="#ffffff",
        color_accent="#0f6b62",
    )


def words() -> "gr.I18n":
    """The words for Gradio's own labels; it falls back to English for a language that is not here."""
    import gradio as gr

    return gr.I18n(**{GRADIO.get(tag, tag): said for tag, said in strings().items()})


def _asset(name: str) -> str:
    return files("qa.web").joinpath(name).read_text(encoding="utf-8")
