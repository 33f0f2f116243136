"""Where an index lies: in a folder, or in a PostgreSQL database, whose password is never shown."""

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

SCHEMES = "postgresql", "postgres"
HIDDEN = "***"
_SECRET = "password", "sslpassword"


@dataclass(frozen=True, slots=True)
class Database:
    """A PostgreSQL database by its URL: `postgresql://user:password@host:port/name?sslmode=require`.

    ValueError for what is none; it never says the password.

    >>> str(Database("postgresql://editor:s3cret@db.example.org/news"))
    'postgresql://editor:***@db.example.org/news'
    """

    url: str = field(repr=False)

    def __post_init__(self) -> None:
        try:
            parts = urlsplit(self.url)
        except ValueError:
            raise ValueError("it is no URL of a database, as postgresql://user@host/name") from None
        if parts.scheme not in SCHEMES:
            raise ValueError("it is no URL of a database, as postgresql://user@host/name")
        behind = parts.path + parts.fragment + ("" if "@" in parts.netloc else parts.query)
        if "@" in behind or parts.fragment:
            raise ValueError("its user or password holds a sign of the URL: write / as %2F, ? as %3F, # as %23")

    @property
    def name(self) -> str:
        """The name of the database; empty where the user's name is that, too."""
        return unquote(urlsplit(self.url).path.strip("/"))

    @property
    def address(self) -> str:
        """The URL with what a password may hold written as a URL has it, for whoever connects."""
        user, password, hosts = self._signed()
        own = quote(user, safe="") + (f":{quote(password, safe='')}" if password else "")
        return self._with(own, hosts, urlsplit(self.url).query)

    def without_secrets(self, text: str) -> str:
        """The text with every password of the URL hidden, as it is written there and as it is meant."""
        told = parse_qsl(urlsplit(self.url).query)
        secrets = [self._signed()[1], *(value for name, value in told if name in _SECRET)]
        for secret in filter(None, secrets):
            for form in {secret, quote(secret, safe=""), secret.rpartition("@")[2]} - {""}:
                text = text.replace(form, HIDDEN)
        return text

    def _signed(self) -> tuple[str, str, str]:
        """User, password, and hosts with ports."""
        own, _, hosts = urlsplit(self.url).netloc.rpartition("@")
        user, _, password = own.partition(":")
        return unquote(user), unquote(password), hosts

    def __str__(self) -> str:
        user, password, hosts = self._signed()
        own = quote(user, safe="") + (f":{HIDDEN}" if password else "")
        told = [(name, HIDDEN if name in _SECRET else value) for name, value in parse_qsl(urlsplit(self.url).query)]
        return self._with(own, hosts, urlencode(told, safe="/*"))

    def _with(self, own: str, hosts: str, query: str) -> str:
        """The URL with another beginning and end."""
        head = f"{SCHEMES[0]}://{own}@{hosts}" if own else f"{SCHEMES[0]}://{hosts}"
        return f"{head}{urlsplit(self.url).path}{'?' if query else ''}{query}"


Location = Path | Database
"""Where an index lies."""


def location(text: str | Path | Database) -> Location:
    """The folder or the database that is named; ValueError for a URL that is none of a database."""
    if isinstance(text, Path | Database):
        return text
    return Database(text) if text.partition("://")[0].lower() in SCHEMES and "://" in text else Path(text)


def folder_of(place: Location) -> Path | None:
    """The folder, where the index lies in one."""
    return place if isinstance(place, Path) else None
