"""What stands at the top of a Markdown file between lines of `---` (YAML) or `+++` (TOML): its title, date, authors."""

import tomllib
from dataclasses import dataclass

import regex

LONGEST = 65_536  # characters
_BETWEEN = regex.compile(
    r"\A---[ \t]*\n(?P<yaml>.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)|\A\+\+\+[ \t]*\n(?P<toml>.*?)\n\+\+\+[ \t]*(?:\n|\Z)",
    regex.DOTALL,
)


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The entries that are asked for, in the language they are written in, and where the text begins after them."""

    language: str = ""
    entries: str = ""
    end: int = 0

    @classmethod
    def of(cls, text: str) -> "FrontMatter":
        """That of a text; nothing where it has none."""
        found = _BETWEEN.match(text, 0, LONGEST)
        if not found:
            return cls()
        return cls(found.lastgroup or "", found["yaml"] or found["toml"] or "", found.end())

    def values(self, name: str) -> list[str]:
        """The words of an entry, several where it is a list; the line as it stands where it cannot be parsed."""
        value = self._toml(name) if self.language == "toml" else self._yaml(name)
        listed = value if isinstance(value, list) else [value]
        words = (one.get("name") if isinstance(one, dict) else one for one in listed)
        return [" ".join(str(one).split()) for one in words if one]

    def _toml(self, name: str) -> object:
        try:
            return tomllib.loads(self.entries).get(name)
        except (tomllib.TOMLDecodeError, RecursionError):
            return None

    def _yaml(self, name: str) -> object:
        """One entry alone is parsed, so that what is wrong in another one does not matter."""
        import yaml

        entry = regex.search(rf"(?m)^{name}:(?:[ \t].*)?(?:\n(?:[ \t]+|- ).*|\n[ \t]*$)*", self.entries)
        if not entry:
            return None
        try:
            return yaml.load(entry[0], Loader=yaml.BaseLoader)[name]
        except (yaml.YAMLError, RecursionError):
            return entry[0].partition(":")[2].strip(" \t\n\"'")
