"""JSON and JSON Lines: a line for each flat record or for each value, named by its key."""

import json
from collections.abc import Iterator
from dataclasses import replace

from qa.loading.encoding.decoding import decode
from qa.loading.extracted import Extracted
from qa.loading.formats.text_builder import TextBuilder

Json = str | int | float | bool | None | list["Json"] | dict[str, "Json"]
DEEPEST = 200


def read_json(data: bytes, encoding: str | None) -> Extracted:
    """The values of a JSON file with their keys; a file that is none is read as text."""
    decoded = decode(data, encoding)
    text = TextBuilder()
    try:
        records = list(_records(decoded.text))
    except (ValueError, RecursionError):
        return Extracted.of(decoded, "")
    for place, record in records:
        _write(record, text, place)
    found = text.extracted(decoded.encoding, _title(records))
    return replace(found, certain=decoded.certain) if found.text.strip() else Extracted.of(decoded, "")


def _records(text: str) -> Iterator[tuple[str, Json]]:
    """(place, record): of a list its items, of lines each line, otherwise the whole."""
    try:
        whole: Json = json.loads(text, parse_float=str, parse_int=str)
    except ValueError:
        for number, line in enumerate(text.split("\n"), 1):
            if line.strip():
                yield f"line {number}", json.loads(line, parse_float=str, parse_int=str)
        return
    if isinstance(whole, list):
        yield from ((f"record {number}", item) for number, item in enumerate(whole, 1))
    else:
        yield "", whole


def _title(records: list[tuple[str, Json]]) -> str:
    record = records[0][1] if len(records) == 1 else None
    title = record.get("title") if isinstance(record, dict) else None
    return title if isinstance(title, str) else ""


def _write(record: Json, text: TextBuilder, place: str) -> None:
    lines = _lines(record, "", 0)
    if _is_flat(record):
        text.line(" | ".join(lines), place)
        return
    for line in lines:
        text.line(line, place)
    text.add("\n")


def _is_flat(value: Json) -> bool:
    """A record of single values and of lists of them: one line keeps together what belongs together."""
    if not isinstance(value, dict):
        return False
    inside = (item for inner in value.values() for item in (inner if isinstance(inner, list) else [inner]))
    return not any(isinstance(item, dict | list) for item in inside)


def _lines(value: Json, key: str, depth: int) -> Iterator[str]:
    """`key: value`, with the key above it; flat records in a list are a line each, as the rows of a table are."""
    if isinstance(value, dict) and depth < DEEPEST:
        for name, inner in value.items():
            yield from _lines(inner, f"{key.rpartition('.')[2]}.{name}" if key else name, depth + 1)
    elif isinstance(value, list) and depth < DEEPEST:
        yield from _items(value, key, depth)
    elif value not in (None, "", [], {}):
        said = str(value).lower() if isinstance(value, bool) else str(value)
        yield f"{key}: {said}" if key else said


def _items(items: list[Json], key: str, depth: int) -> Iterator[str]:
    if items and not any(isinstance(item, dict | list) for item in items):
        yield (
            f"{key}: " + ", ".join(str(item) for item in items if item is not None)
            if key
            else ", ".join(map(str, items))
        )
        return
    for item in items:
        if _is_flat(item):
            yield (f"{key}: " if key else "") + " | ".join(_lines(item, "", depth + 1))
        else:
            yield from _lines(item, key, depth + 1)
