"""`qa fetch`: brings an embedding model to this machine, once."""

from typing import Annotated

import typer

from qa.terminal import say


def fetch(
    model: Annotated[str, typer.Argument(help="Its name on the hub, such as intfloat/multilingual-e5-small.")],
) -> None:
    """Fetch an embedding model over the network, for --model to name; no other command fetches anything."""
    from qa.embed import fetch, planned

    download = planned(model)
    megabytes = download.size / 1_000_000
    say(
        f"{download.repository}: {len(download.files)} files, {megabytes:.1f} MB of them to fetch "
        f"from {download.source} to {download.cache}",
        err=True,
    )
    say(str(fetch(download)))
