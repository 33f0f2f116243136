"""Who may use a page that others can reach: a file with a name and a hashed password on each line.

A line is `name:scrypt$SALT$HASH`, both in hexadecimal; `qa user NAME` writes it. The hash is scrypt's (RFC 7914), and
the browser sends name and password by HTTP's own login (RFC 7617), which only HTTPS keeps from who listens on the way.
"""

import binascii
import hashlib
import hmac
import os
from base64 import b64decode
from collections.abc import Mapping
from pathlib import Path

from qa.errors import SettingsError
from qa.files import write_whole

SHORTEST_PASSWORD = 8
_REMEMBERED = 1000


def hashed(password: str, salt: bytes) -> bytes:
    """The password as it is kept: 16 MB and some fifty milliseconds for every guess."""
    return hashlib.scrypt(password.encode(), salt=salt, n=2**14, r=8, p=1, dklen=32)


def add_user(path: Path, name: str, password: str) -> None:
    """Writes the user's line, in place of an older one; SettingsError for a name or password that cannot be one."""
    if not name.strip() or ":" in name or not name.isprintable():
        raise SettingsError(f"{name!r} cannot be a user's name", hint="take letters and digits, and no colon")
    if len(password) < SHORTEST_PASSWORD:
        hint = "take a longer one, of several words for example"
        raise SettingsError(f"the password has fewer than {SHORTEST_PASSWORD} characters", hint=hint)
    lines = read_users(path) if path.exists() else {}
    salt = os.urandom(16)
    lines = {**lines, name: (salt, hashed(password, salt))}
    text = "".join(f"{one}:scrypt${salt.hex()}${kept.hex()}\n" for one, (salt, kept) in lines.items())
    try:
        write_whole(path, text.encode())
        path.chmod(0o600)
    except OSError as error:
        raise SettingsError(
            f"{path} cannot be written: {error.strerror}", hint="see that its folder is there"
        ) from error


def read_users(path: Path) -> dict[str, tuple[bytes, bytes]]:
    """Salt and hash of every user; SettingsError for a file without one, or with a line that is none."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"the users of {path} cannot be read", hint="`qa user NAME` writes that file") from error
    found = {}
    for number, line in enumerate(lines, start=1):
        try:
            name, rest = line.rsplit(":", maxsplit=1)
            method, salt, kept = rest.split("$")
            found[name] = (bytes.fromhex(salt), bytes.fromhex(kept))
        except ValueError:
            method = ""
        if method != "scrypt":
            raise SettingsError(f"line {number} of {path} is no user's", hint="`qa user NAME` writes such lines")
    if not found:
        raise SettingsError(f"{path} names no user", hint="add one with `qa user NAME`")
    return found


class Login:
    """Tells by an `Authorization` header whether it is one of the users; a right one is remembered."""

    def __init__(self, users: Mapping[str, tuple[bytes, bytes]]) -> None:
        self._users = users
        self._key = os.urandom(32)
        self._right: set[bytes] = set()

    def remembers(self, header: str) -> bool:
        """Whether it was right before, which takes no time to tell."""
        return self._name(header) in self._right

    def allows(self, header: str) -> bool:
        """Whether name and password are right; takes as long for a name that nobody has."""
        name, password = credentials(header)
        salt, kept = self._users.get(name, (b"nobody has this", b""))
        right = hmac.compare_digest(hashed(password, salt), kept)
        if right and len(self._right) < _REMEMBERED:
            self._right.add(self._name(header))
        return right

    def _name(self, header: str) -> bytes:
        return hmac.digest(self._key, header.encode(errors="replace"), "sha256")


def credentials(header: str) -> tuple[str, str]:
    """Name and password of an `Authorization` header; empty ones for any other.

    >>> credentials("Basic QWRhOm9wZW4gc2VzYW1l")
    ('Ada', 'open sesame')
    """
    scheme, _, coded = header.partition(" ")
    try:
        name, _, password = b64decode(coded.strip(), validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        return "", ""
    return (name, password) if scheme.lower() == "basic" else ("", "")
