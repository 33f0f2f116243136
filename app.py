"""The chat page: `python app.py` is `qa serve`, which takes settings → bot → page → server (`qa.web.serving`)."""

import sys

from qa.cli import main

if __name__ == "__main__":
    sys.argv.insert(1, "serve")
    main()
