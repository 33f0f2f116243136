"""The chat page: `build_app(backend)` gives it, `serve(settings)` runs it, `add_user` lets somebody in.

A reader follows it from `serving.py` (a port, a bot, a server) over `site.py` (the server's app), `middleware.py` (who
may ask it for what, with `login.py`, `limits.py` and `connections.py`), `api.py` (what programs may ask for),
`page.py` (what stands where), `blocks.py` (which files it takes) and `backend.py` (what the page can ask of the
program, looked at by `requests.py`) to the shapes it shows: `cards.py` (an answer), `viewer.py` (a source), `pages.py`
(a page of its file), `uploads.py` (new ones), `keeping.py` (a test case, a judgement), `testsets.py` and
`evaluations.py` (test sets and their runs), `notebook.py` and `sheets.py` (collected quotes, and the files they are
saved as), `messages.py` (what went wrong). Gradio is imported when a page is built, not before.

In the browser `early.js` chooses the language, `words.js` has its words, from a file in `words/`, `dom.js` builds
elements from text alone, and `places.js` names places. The parts of the page are the conversation (`ask.js`; a question
with its reply in `turn.js`, `card.js`, `quote.js` and `judge.js`, typed into `box.js`, kept by `shelf.js`, listed by
`side.js`, linked to by `address.js`), the source (`viewer.js`, with `pages.js`, `search.js` and `mark.js`),
`documents.js`, the evaluation (`evaluate.js`, with `run.js`), and `notebook.js`.
"""

from qa.web.login import add_user
from qa.web.page import build_app
from qa.web.serving import serve

__all__ = ["add_user", "build_app", "serve"]
