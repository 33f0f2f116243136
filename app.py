"""The chat page: settings → bot → build_app → launch. `python app.py` does what `qa serve` does."""

import sys

from qa.errors import QAError
from qa.settings import load_settings
from qa.terminal import one_line
from qa.web.serving import serve

if __name__ == "__main__":
    try:
        serve(load_settings())
    except QAError as error:
        sys.exit(one_line(f"{error.message} {error.hint}".strip()))
    except KeyboardInterrupt:
        sys.exit(130)
