"""Writing a file whole or not at all."""

import os
import shutil
import threading
from pathlib import Path


def write_whole(path: Path, content: str | bytes) -> None:
    """Replaces the file at once, so that a crash at any instant leaves the old one or the new one; OSError as it comes.

    Text is written as UTF-8 with its line ends as they are, half characters as escapes. What is no file, such as
    `/dev/stdout`, stays what it is: it is written to.
    """
    data = content.encode(errors="backslashreplace") if isinstance(content, str) else content
    if path.exists() and not path.is_file():
        path.write_bytes(data)
        return
    part = path.with_name(f".{os.getpid()}-{threading.get_ident()}.part")  # a name that nothing else has
    part.unlink(missing_ok=True)
    try:
        with part.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            shutil.copymode(path, part)
        part.replace(path)
    except OSError:
        part.unlink(missing_ok=True)
        raise
