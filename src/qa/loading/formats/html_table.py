"""The heads of a page's tables: which words name the column that a cell stands in."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

WIDEST = 200
_LONGEST = 80


def column_heads(body: "LexborNode") -> dict[int, str]:
    """The head of each filled data cell, by the cell's `mem_id`, in tables whose first rows are all `<th>`."""
    heads: dict[int, str] = {}
    for table in body.css("table"):
        if table.css_first("table table") is None:
            heads |= _of_table(table)
    return heads


def _of_table(table: "LexborNode") -> dict[int, str]:
    named: dict[int, str] = {}
    found: dict[int, str] = {}
    covered: dict[int, int] = {}
    in_head = True
    for row in table.css("tr"):
        cells = [cell for cell in row.iter() if cell.tag in {"td", "th"}]
        in_head = in_head and (not cells or (len(cells) > 1 and all(cell.tag == "th" for cell in cells)))
        for column, cell in _placed(cells, covered):
            words = " ".join(cell.text(separator=" ").split())
            if in_head and words:
                for spanned in range(column, column + _span(cell, "colspan")):
                    before = named.get(spanned, "")
                    named[spanned] = f"{before} {words}"[: _LONGEST + 1] if before else words
            elif cell.tag == "td" and words and 0 < len(named.get(column, "")) <= _LONGEST:
                found[cell.mem_id] = named[column]
    return found


def _placed(cells: list["LexborNode"], covered: dict[int, int]) -> list[tuple[int, "LexborNode"]]:
    """(column, cell) of a row; `covered` counts the rows that cells above still reach into, by column."""
    placed: list[tuple[int, LexborNode]] = []
    column, reaching = 0, dict[int, int]()
    for cell in cells:
        while covered.get(column, 0):
            column += 1
        placed.append((column, cell))
        wide, high = _span(cell, "colspan"), _span(cell, "rowspan")
        reaching |= dict.fromkeys(range(column, column + wide), high)
        column += wide
    for key in set(covered) | set(reaching):
        covered[key] = max(covered.get(key, 0), reaching.get(key, 0), 1) - 1
    return placed


def _span(cell: "LexborNode", name: str) -> int:
    said = (cell.attributes.get(name) or "").strip()
    return min(max(int(said), 1), WIDEST) if said.isdecimal() and len(said) < 9 else 1
