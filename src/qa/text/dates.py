"""Dates in a text: what is written, as ISO 8601, and nothing that is not certain.

"17 May 2024", "17.5.2024", "2024年5月17日", "令和6年5月17日", "民國113年5月17日", "١٧ مايو ٢٠٢٤", "17 พฤษภาคม 2567" are
all `2024-05-17`. Of "03/04/2021", where customs differ on which is the month, only the year is certain.
Patterns of our own: `benchmarks/dates.py` compares them with libraries.
"""

import unicodedata
from calendar import monthrange
from dataclasses import dataclass
from functools import cache

import regex

from qa.text.numbers import BUDDHIST, ERAS
from qa.text.units import han_number

EARLIEST, LATEST = 1500, 2100

# One line a language: names, in the case that dates take, and usual short forms; `|` between forms of one month.
_MONTHS = """
january february march april may june july august september october november december
jan feb mar apr may jun jul aug sep|sept oct nov dec
januar|jänner|jän februar|feber märz|mrz april mai juni juli august september oktober|okt november dezember|dez
janvier|janv février|févr mars avril|avr mai juin juillet|juil août septembre octobre novembre décembre|déc
enero|ene febrero marzo abril|abr mayo junio julio agosto|ago septiembre|setiembre octubre noviembre diciembre|dic
janeiro fevereiro março abril maio junho julho agosto setembro|set outubro|out novembro dezembro
gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre
gener febrer març abril maig juny juliol agost setembre octubre novembre desembre
januari februari maart|mrt april mei juni juli augustus september oktober november december
januari februari mars april maj juni juli augusti|agustus september oktober november december|desember
januar februar marts april maj juni juli august september oktober november desember
stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia
ledna února března dubna května června července srpna září října listopadu prosince
január február március április május június július augusztus szeptember október november december
januára februára marca apríla mája júna júla augusta septembra októbra novembra decembra
ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie decembrie
ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık
januari februari maret april mei juni juli agustus september oktober november desember
января февраля марта апреля мая июня июля августа сентября октября ноября декабря
січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня
ιανουαρίου φεβρουαρίου μαρτίου απριλίου μαΐου ιουνίου ιουλίου αυγούστου σεπτεμβρίου οκτωβρίου νοεμβρίου δεκεμβρίου
يناير فبراير مارس أبريل|ابريل|إبريل مايو يونيو|يونيه يوليو|يوليه أغسطس سبتمبر أكتوبر نوفمبر ديسمبر
בינואר בפברואר במרץ|במרס באפריל במאי ביוני ביולי באוגוסט בספטמבר באוקטובר בנובמבר בדצמבר
ינואר פברואר מרץ|מרס אפריל מאי יוני יולי אוגוסט ספטמבר אוקטובר נובמבר דצמבר
जनवरी फ़रवरी|फरवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर|सितम्बर अक्टूबर|अक्तूबर नवंबर|नवम्बर दिसंबर|दिसम्बर
มกราคม กุมภาพันธ์ มีนาคม เมษายน พฤษภาคม มิถุนายน กรกฎาคม สิงหาคม กันยายน ตุลาคม พฤศจิกายน ธันวาคม
ม.ค. ก.พ. มี.ค. เม.ย. พ.ค. มิ.ย. ก.ค. ส.ค. ก.ย. ต.ค. พ.ย. ธ.ค.
"""
_FINNISH = "tammi helmi maalis huhti touko kesä heinä elo syys loka marras joulu"  # each before "kuuta"
_LEVANTINE = "كانون الثاني,شباط,آذار,نيسان,أيار,حزيران,تموز,آب,أيلول,تشرين الأول,تشرين الثاني,كانون الأول"


@dataclass(frozen=True, slots=True)
class Written:
    """`text[start:end]` says `date`: `YYYY`, `YYYY-MM`, `YYYY-MM-DD`, or `MM-DD` for a day without its year."""

    start: int
    end: int
    date: str

    @property
    def has_year(self) -> bool:
        """Whether it says which year."""
        return len(self.date) != len("MM-DD")

    @property
    def is_day(self) -> bool:
        """Whether it says which day."""
        return len(self.date) in (len("MM-DD"), len("YYYY-MM-DD"))


def find_dates(text: str) -> list[Written]:
    """The dates that `text` writes with a month, and those of which only the year is certain; in order.

    >>> [one.date for one in find_dates("since 1 May 2024, on 03/04/2021 and 4 July; room 2024")]
    ['2024-05-01', '2021', '07-04']
    """
    shadow = _DIGIT.sub(lambda digit: str(unicodedata.decimal(digit[0])), text.replace("İ", "I").lower())  # as long
    found = (Written(match.start(), match.end(), _date(match)) for match in _patterns().finditer(shadow))
    return [one for one in found if one.date]


_DIGIT = regex.compile(r"[\p{Nd}--0-9]", regex.V1)


@cache
def months() -> dict[str, int]:
    """The number of the month by its name in lower case."""
    named = {name: number for number, name in enumerate(_LEVANTINE.split(","), 1)}
    named |= {f"{name}kuuta": number for number, name in enumerate(_FINNISH.split(), 1)}
    for line in _MONTHS.strip().splitlines():
        named |= {name: number for number, names in enumerate(line.split(), 1) for name in names.split("|")}
    return named


@cache
def _patterns() -> regex.Pattern[str]:
    """All ways to write a date, as one pattern whose groups are `y`, `era`, `m`, `name`, `d`, `a`, `b`."""
    han = "[〇零一二三四五六七八九十廿卅]"
    name = r"(?P<name>\L<names>)"
    also = rf"(?:\s?/\s?\L<names>)?"  # noqa: F541  "مايو/أيار" says the month twice
    day = r"(?P<d>\d{1,2})(?:st|nd|rd|th|er|º|ª)?"
    year = r"(?P<y>\d{4})(?!\d)"
    joint = r"\.?,?\s{0,2}(?:(?:de|del|of|d['’])\s{0,2})?"
    return regex.compile(
        "|".join(
            (
                # 2024年5月17日, 二〇二四年五月十七日, 令和6年5月17日, 2024년 5월 17일; without a day, without a year
                rf"(?:(?P<era>{'|'.join(ERAS)})\s?(?P<y>\d{{1,3}}|元|{han}{{1,4}})|(?<!\d)(?P<y>\d{{4}}|{han}{{4}}))\s?[年년]"
                rf"(?:\s?[（(][^（()）\n]{{1,12}}[)）])?\s?(?P<m>\d{{1,2}}|{han}{{1,2}})\s?[月월]"
                rf"(?:\s?(?P<d>\d{{1,2}}|{han}{{1,3}})\s?[日号號일])?",
                rf"(?<![\d年]|年\s)(?P<m>\d{{1,2}}|{han}{{1,2}})\s?[月월]\s?(?P<d>\d{{1,2}}|{han}{{1,3}})\s?[日号號일]",
                # ngày 17 tháng 5 năm 2024
                rf"(?<!\d)(?P<d>\d{{1,2}})\s+tháng\s+(?P<m>\d{{1,2}})(?:,?\s+(?:năm\s+)?{year})?",
                # 2024-05-17, 2024/5/17, 2024.5.17, 2024. 5. 17.
                r"(?<![\d./-])(?P<y>\d{4})(?P<sep>[-/._]|\.\s)(?P<m>\d{1,2})(?P=sep)(?P<d>\d{1,2})(?![\d/-]|\.\d)",
                # 17.5.2024: whoever writes full stops puts the day first
                rf"(?<![\w./-])(?P<d>\d{{1,2}})\.\s?(?P<m>\d{{1,2}})\.\s?{year}(?![/-]|\.\d)",
                rf"(?<![\w./-])(?P<a>\d{{1,2}})(?P<sep>[-/])(?P<b>\d{{1,2}})(?P=sep){year}(?![/-]|\.\d)",
                # 2024. május 17.
                rf"(?<!\d)(?P<y>\d{{4}})\.?\s{name}\s(?P<d>\d{{1,2}})(?!\d)",
                # 17 May 2024, 17. Mai 2024, 17 de mayo de 2024, 17 พฤษภาคม พ.ศ. 2567; 17 May
                rf"(?<![\d.,:/-]){day}\.?\s{{0,2}}(?:(?:de|of|d['’])\s{{0,2}})?(?<!\p{{L}}\d?){name}(?!\p{{L}}){also}"
                rf"(?:{joint}(?:พ\.ศ\.\s?|ค\.ศ\.\s?)?{year})?",
                # May 17, 2024; May 17
                rf"(?<!\p{{L}}){name}\.?\s{day}(?![\d.:/]|\s?(?:%|\p{{L}}))(?:,?\s{year})?",
                # May 2024
                rf"(?<!\p{{L}}|\d\s|\d\.\s?){name}{also}{joint}(?:พ\.ศ\.\s?)?{year}",
            )
        ),
        regex.V1,
        names=sorted(months(), key=len, reverse=True),
    )


def _date(match: regex.Match[str]) -> str:
    """What a match says; empty where it is no date."""
    groups = match.groupdict()
    year = _year(groups)
    if groups["a"]:
        return _of_two(year, int(groups["a"]), int(groups["b"]))
    month = months()[groups["name"]] if groups["name"] else _number(groups["m"])
    day = _number(groups["d"]) if groups["d"] else None
    return iso_date(year, month, day) if year or not groups["y"] else ""


def _of_two(year: int | None, first: int, second: int) -> str:
    """Of two numbers either may be the month: the day where there is but one reading, else the year alone."""
    readings = {one for one in (iso_date(year, first, second), iso_date(year, second, first)) if one}
    return readings.pop() if len(readings) == 1 else f"{year:04}" if readings else ""


def iso_date(year: int | None, month: int, day: int | None) -> str:
    """As ISO 8601, without what is None; empty for a day that no calendar has, and for neither year nor day."""
    if not 1 <= month <= 12 or (year is None and day is None):
        return ""
    if day is not None and not 1 <= day <= monthrange(year or 2000, month)[1]:
        return ""
    return "-".join([*([f"{year:04}"] if year else []), f"{month:02}", *([f"{day:02}"] if day else [])])


def _year(groups: dict[str, str | None]) -> int | None:
    """The year of the Common Era; None where none is written, or none that can be."""
    if groups["y"] is None:
        return None
    year = _number(groups["y"]) + ERAS.get(groups["era"] or "", 0)
    year -= BUDDHIST if LATEST < year < EARLIEST + 2 * BUDDHIST + 100 else 0
    return year if EARLIEST <= year <= LATEST else None


def _number(numeral: str) -> int:
    """
    >>> [_number(one) for one in ("17", "二〇二四", "二十三", "十", "廿一")]
    [17, 2024, 23, 10, 21]
    """
    if numeral.isdecimal():
        return int(numeral)
    return han_number(numeral.replace("廿", "二十").replace("卅", "三十").replace("元", "一"))
