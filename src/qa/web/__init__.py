"""The chat page: `build_app(backend)` gives it, `serve(settings)` runs it.

A reader follows it from `serving.py` (a port, a bot, a server) over `site.py` (the server's app), `middleware.py` (who
may ask it for what), `page.py` (what stands where), `blocks.py` (which files it takes) and `backend.py` (what the page
can ask of the program; `requests.py` looks at what it names) to the shapes it shows: `cards.py` (an answer), `viewer.py`
(a source), `pages.py` (a page of its file), `uploads.py` (new ones), `keeping.py` (a test case), `messages.py` (what went
wrong). In the browser `words.js` has the page's words, a file a language in `words/`, `dom.js` builds elements from text
alone, `places.js` names places; `ask.js` with `card.js` and `quote.js`, `viewer.js` with `pages.js` and `search.js`, and
`documents.js` are the three parts of the page. Gradio is imported when a page is built, not before.
"""

from qa.web.page import build_app
from qa.web.serving import serve

__all__ = ["build_app", "serve"]
