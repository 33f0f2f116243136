"""Numbers as a spreadsheet shows them: its format codes ("#,##0.00", "yyyy-mm-dd") applied to a stored number."""

import calendar
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from functools import lru_cache

import regex

BUILTIN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 5: '"$"#,##0', 6: '"$"#,##0', 7: '"$"#,##0.00', 8: '"$"#,##0.00',
    9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??", 14: "yyyy-mm-dd", 15: "d-mmm-yy", 16: "d-mmm",
    17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: "yyyy-mm-dd h:mm",
    27: 'yyyy"年"m"月"', 28: 'm"月"d"日"', 29: 'm"月"d"日"', 30: "m-d-yy", 31: 'yyyy"年"m"月"d"日"', 32: 'h"时"mm"分"',
    33: 'h"时"mm"分"ss"秒"', 36: 'yyyy"年"m"月"', 37: "#,##0;(#,##0)", 38: "#,##0;(#,##0)", 39: "#,##0.00;(#,##0.00)",
    40: "#,##0.00;(#,##0.00)", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 48: "##0.0E+0", 50: 'yyyy"年"m"月"',
    51: 'm"月"d"日"', 52: 'yyyy"年"m"月"', 53: 'm"月"d"日"', 54: 'm"月"d"日"', 57: 'yyyy"年"m"月"', 58: 'm"月"d"日"',
}  # fmt: skip
"""Codes that files name by number only; the system's short date (14, 22) is written so that it cannot be mistaken."""

_TOKEN = regex.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|_.|\*.|\[(?:\$(?P<currency>[^\]\-]*)[^\]]*|(?P<elapsed>[hms]+)|[^\]]*)\]'
    r"|(?P<clock>AM/PM|A/P|上午/下午)|(?P<power>E[+-]0+)|(?P<date>y+|m+|d+|h+|s+|e+|a{3,4}|(?<=s)\.0+)"
    r"|(?P<fraction>[#?0]+ ?[?#0]*/ ?[?#0\d]+)|(?P<digits>[0#?][0#?,]*(?:\.[0#?]*)?|\.[0#?]+)(?P<thousands>,*)"
    r"|(?P<percent>%)|(?P<other>.)",
    regex.IGNORECASE | regex.DOTALL,
)
_CONDITION = regex.compile(r"\[([<>=]{1,2})(-?\d+(?:\.\d+)?)\]")
_DAYS = "星期一 星期二 星期三 星期四 星期五 星期六 星期日".split()


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a format code: what it is, and the letters that say how."""

    kind: str
    text: str


def shown(value: float, code: str, *, from_1904: bool = False) -> str:
    """`value` under the format `code`; a general number where the code is general or makes no sense."""
    if code.lower() in {"", "general", "@"} or value != value or abs(value) == float("inf"):
        return general(value)
    section, negative_handled = _section(value, code)
    tokens = _tokens(section)
    if any(token.kind in {"date", "elapsed"} for token in tokens):
        return _moment(value, tokens, from_1904) or general(value)
    if not any(token.kind in {"digits", "fraction"} for token in tokens):
        words = "".join(general(value) if token.text.lower() == "general" else token.text for token in tokens)
        return words.strip() or general(value)
    sign = "-" if value < 0 and not negative_handled else ""
    return sign + _number(abs(value), tokens).strip()


def general(value: float) -> str:
    """A number with no more than eleven digits, as cells without a format show it."""
    if value == int(value) if abs(value) < 1e15 else False:
        return str(int(value))
    return f"{value:.11G}" if abs(value) < 1e15 else repr(value)


def _section(value: float, code: str) -> tuple[str, bool]:
    """The part of a code for this value, and whether it says itself how a minus is written."""
    sections = regex.findall(r'((?:"[^"]*"|\\.|\[[^\]]*\]|[^;"])+)(?:;|$)', code) or [code]
    for section in sections:
        condition = _CONDITION.search(section)
        if condition and _holds(value, condition[1], float(condition[2])):
            return section, value < 0 and len(sections) > 1
    if any(_CONDITION.search(section) for section in sections):
        return sections[-1], False
    if value < 0 and len(sections) > 1:
        return sections[1], True
    return (sections[2], True) if value == 0 and len(sections) > 2 else (sections[0], False)


def _holds(value: float, sign: str, limit: float) -> bool:
    return {"<": value < limit, ">": value > limit, "=": value == limit, "<=": value <= limit,
            ">=": value >= limit, "<>": value != limit}.get(sign, False)  # fmt: skip


@lru_cache(maxsize=512)
def _tokens(section: str) -> tuple[Token, ...]:
    found: list[Token] = []
    for match in _TOKEN.finditer(regex.sub("general", "General", section, flags=regex.IGNORECASE)):
        kind = match.lastgroup or ""
        kind = "digits" if kind == "thousands" else kind
        if match[0] == "G" and section[match.start() :].lower().startswith("general"):
            return (*found, Token("other", "General"))
        if kind:
            letters = match[kind] if kind in {"quoted", "escaped", "currency", "elapsed"} else match[0]
            literal = kind in {"quoted", "escaped", "currency"}
            found.append(Token("other" if literal else kind, letters or ""))
    return tuple(found)


# ------------------------------------------------------------------------------------------------ numbers


def _number(value: float, tokens: tuple[Token, ...]) -> str:
    """Only the first digits of a code stand for the number; a percent sign and trailing commas scale it."""
    scaled = Decimal(repr(value)) * 100 ** sum(token.kind == "percent" for token in tokens)
    power = next((token.text for token in tokens if token.kind == "power"), "")
    words = []
    used = False
    for token in tokens:
        if token.kind in {"digits", "fraction"}:
            words.append("" if used else _digits(scaled, token, power))
            used = True
        elif token.kind != "power":
            words.append(token.text)
    return "".join(words)


def _digits(value: Decimal, token: Token, power: str) -> str:
    if token.kind == "fraction":
        return _fraction(value, token.text)
    whole, _, decimals = token.text.rstrip(",").partition(".")
    value = value.scaleb(-3 * (len(token.text) - len(token.text.rstrip(","))))
    places = sum(sign in "0#?" for sign in decimals)
    if power:
        mantissa, _, exponent = f"{value:.{places}E}".partition("E")
        return f"{mantissa}E{'-' if int(exponent) < 0 else '+'}{abs(int(exponent)):0{len(power) - 2}}"
    with localcontext() as context:
        context.prec = 400
        rounded = value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    text = f"{rounded:{',' if ',' in whole else ''}.{places}f}"
    needed = whole.count("0")
    head, _, tail = text.partition(".")
    head = head.zfill(needed) if "," not in whole else head
    while tail and decimals and len(tail) > decimals.count("0") and tail.endswith("0"):
        tail = tail[:-1]
    head = "" if head == "0" and not needed and tail else head
    return f"{head}.{tail}" if tail else head


def _fraction(value: Decimal, code: str) -> str:
    below = code.rpartition("/")[2].strip()
    whole = int(value) if " " in code.strip() else 0
    rest = Fraction(value) - whole
    exact = int(below) if below.isdecimal() and int(below) else 0
    part = Fraction(round(rest * exact), exact) if exact else rest.limit_denominator(10 ** min(len(below), 4) - 1)
    if part.numerator == 0:
        return str(whole)
    head = f"{whole} " if whole else ""
    top = part.numerator * (exact // part.denominator if exact else 1)
    return f"{head}{top}/{exact or part.denominator}"


# -------------------------------------------------------------------------------------------------- dates


def _moment(value: float, tokens: tuple[Token, ...], from_1904: bool) -> str:
    """A date or time; empty for a number that is none."""
    decimals = next((len(token.text) - 1 for token in tokens if token.text.startswith(".0")), 0)
    seconds = round(value * 86400, decimals)
    try:
        moment = datetime(1904, 1, 1) if from_1904 else datetime(1899, 12, 30 if value >= 60 else 31)
        moment += timedelta(seconds=seconds)
    except OverflowError:
        return ""
    if value < 0:
        return ""
    half = any(token.kind == "clock" for token in tokens)
    words = []
    for index, token in enumerate(tokens):
        if token.kind == "date":
            words.append(_date_part(moment, token.text.lower(), _is_minute(tokens, index), half))
        elif token.kind == "elapsed":
            unit = {"h": 3600, "m": 60, "s": 1}[token.text[0].lower()]
            words.append(f"{int(seconds // unit):0{len(token.text)}}")
        elif token.kind == "clock":
            first, second = token.text.split("/")
            words.append(first if moment.hour < 12 else second)
        else:
            words.append(token.text)
    return "".join(words).strip()


def _is_minute(tokens: tuple[Token, ...], index: int) -> bool:
    """`m` is a minute after an hour or before a second."""
    times = [(place, token.text[0].lower()) for place, token in enumerate(tokens) if token.kind in {"date", "elapsed"}]
    here = next(order for order, (place, _) in enumerate(times) if place == index)
    before = times[here - 1][1] if here else ""
    after = times[here + 1][1] if here + 1 < len(times) else ""
    return before == "h" or after == "s"


def _date_part(moment: datetime, letters: str, minute: bool, half: bool) -> str:
    count = len(letters)
    match letters[0]:
        case "y" | "e":
            return f"{moment.year % 100:02}" if letters in {"y", "yy"} else str(moment.year)
        case "m" if minute:
            return f"{moment.minute:0{min(count, 2)}}"
        case "m":
            name = calendar.month_name[moment.month]
            return (
                f"{moment.month:0{count}}"
                if count < 3
                else name[:3]
                if count == 3
                else name[:1]
                if count == 5
                else name
            )
        case "d":
            name = calendar.day_name[moment.weekday()]
            return f"{moment.day:0{count}}" if count < 3 else name[:3] if count == 3 else name
        case "h":
            return f"{(moment.hour % 12 or 12) if half else moment.hour:0{min(count, 2)}}"
        case "s":
            return f"{moment.second:0{min(count, 2)}}"
        case "a":
            return _DAYS[moment.weekday()][2 if count == 3 else 0 :]
    return f"{moment.microsecond / 1e6:.{count - 1}f}"[1:]
