"""What stands on a newspaper's page beside its articles, as patterns of a whole line or of a paragraph's beginning."""

import regex

_NAME = r"[\p{Han}·]{2,5}"
_NAMES = rf"{_NAME}(?:[ 　、,，]{{1,2}}{_NAME}){{0,4}}"
_KANA = r"[\p{Han}\p{Hiragana}\p{Katakana}]{2,8}"
_KANA_NAMES = rf"{_KANA}(?: {_KANA})?"
_LATIN = r"\p{Lu}[\p{L}.'’-]*(?: (?:\p{Lu}[\p{L}.'’-]*|de|van|von|der|da|bin|al)){1,4}"
_LATIN_NAMES = rf"{_LATIN}(?:(?:,| and| und| et| y|,? &) {_LATIN})*"
_PAPER = r"[\p{Han}]{2,6}(?:日报|日報|晚报|晚報|早报|早報|时报|時報|新报|新報|商报|商報|周刊|社)"
_AGENCY = (
    r"(?:新华社|新華社|中新社|中新网|中新網|中央社|路透社|法新社|美联社|美聯社|共同社|共同通信|時事通信|澎湃新闻|央视新闻|人民网"
    rf"|本报|本報|本刊|本网|{_PAPER})"
)
_RANK = r"(?:实习|實習|见习|見習|特约|特約|首席|驻[\p{Han}]{2,6}|駐[\p{Han}]{2,6})?"
_REPORTER = rf"{_RANK}(?:记者|記者|通讯员|通訊員|特派员|特派員|作者|撰文)"
_REPORTS = r"(?:报道|報道|報導|专电|專電)"
_MONTH = r"(?:Jan|Feb|March|April|May|June|July|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?"
_PAGE = r"[A-Z]?\d{1,3}"


def _any(*patterns: str) -> str:
    return "(?:" + "|".join(patterns) + ")"


BYLINE = regex.compile(
    r"[□■◎●▲\s\[（(〔【]*"
    + _any(
        rf"(?:{_AGENCY})?\s*{_REPORTER}\s*[：:/／]?\s*(?P<han>{_NAMES}(?:\s*{_REPORTER}\s*[：:/／]?\s*{_NAMES})*)"
        rf"(?:[／/]?[\p{{Han}}]{{2,8}}?{_REPORTS})?",
        rf"(?:文|图文|文图|文/图|作者|撰文|編譯|编译)\s*[／/：:|｜・]\s*(?P<han2>{_NAMES}|{_KANA_NAMES})",
        rf"(?P<han3>{_NAME})\s*[／/]\s*[\p{{Han}}]{{2,6}}{_REPORTS}?",
        rf"(?P<kana>{_KANA})\s*記者",
        rf"(?:編集委員|論説委員|客員論説委員|特派員|社会部|政治部|経済部)[ 　・]+(?P<kana2>{_KANA_NAMES})",
        r"【[\p{Han}\p{Katakana}]{1,10}[＝=](?P<kana3>[^】]{2,20})】",
        rf"(?:By|BY|Von|Par|Por|Di|Af|Av|Text:|Words:|Story by)\s+(?P<latin>{_LATIN_NAMES})"
        r"(?:,? (?:of |for )?[\p{L} ]{0,40})?",
        rf"(?P<latin2>{_LATIN}(?: and {_LATIN})?) (?:reports|writes)",
    )
    + r"[\s\]）)〕】]*",
    regex.V1,
)
"""A line that says who wrote the article, and nothing else."""
STAFF = regex.compile(
    r"(?:(?:Senior |Chief |Special |Guest )?(?:Staff|Sports?|City|Political|Business|Foreign|Science)[ -]"
    r"(?:reporter|writer|correspondent|editor)|Associated Press|Reuters|Agence France-Presse|AP|AFP)s?",
    regex.IGNORECASE,
)
"""What stands under a name alone in its line, or behind it."""
BARE_NAME = regex.compile(_LATIN)
ROLES = (
    rf"{_RANK}(?:记者|記者|通讯员|通訊員|特派员|特派員|作者|撰文|摄影|攝影|报道|报導|報導|報道)"
    r"|(?:文|图|圖)(?!\p{Han})|本报|本報|新华社|中央社"
)
"""What stands between names and is none."""

LEAD = regex.compile(
    r"[　\s]*"
    + _any(
        r"【?(?:本报|本報|本刊|本网)(?:[\p{Han}]{0,6}?\s*(?:\d{1,2}月)?\d{0,2}日?)?(?:讯|訊|电|電|综合消息|消息)】?"
        r"(?:\s*[（(〔](?P<who>[^）)〕]{2,40})[）)〕])?",
        rf"{_AGENCY}[\p{{Han}}]{{0,8}}?\s*(?:\d{{1,2}}月)?\d{{1,2}}日(?:电|電|讯|訊)"
        rf"(?:\s*[（(](?P<who2>[^）)]{{2,40}})[）)]|\s*{_REPORTER}(?P<who4>{_NAMES}?)报道[：:])?",
        rf"[（(〔【](?:{_AGENCY})?\s*{_REPORTER}(?P<who3>[\p{{Han}}、 　]{{2,30}}?)(?:[／/][\p{{Han}}]{{2,6}}?)?"
        r"(?:\d{1,2}日)?(?:电|電|报道|報導|報道|综合报道|綜合報導)?[）)〕】]",
        r"【[\p{Han}\p{Katakana}]{1,12}(?:[＝=](?:[^】・]*・)?(?P<who5>[^】・]{2,12})|共同|時事)】",
        r"[（(](?:共同|時事|共同通信|時事通信|ロイター|ＡＦＰ|AFP)[^）)]{0,8}[）)]",
        rf"据(?:{_AGENCY}|[\p{{Han}}《》]{{2,12}})[\p{{Han}}\d]{{0,12}}(?:报道|消息|电)[，,：:]",
        rf"\p{{Lu}}[\p{{Lu}} .'’-]{{2,30}}(?:, [\p{{L}}. ]{{2,20}})?(?:, {_MONTH} \d{{1,2}})?"
        r"(?: ?\((?:Reuters|AP|AFP|Bloomberg|UPI|Xinhua|dpa|[\p{Lu}]{2,6})\))?\s*[—–-]{1,2}\s",
    ),
    regex.V1,
)
"""A paragraph that begins as the first one of a news report does."""

ONWARDS = regex.compile(
    r"[（(＝=▶►→\s]*"
    + _any(
        rf"(?:[紧緊]?[下文][转轉接]|転)\s*第?\s*{_PAGE}\s*[版面页頁]?",
        rf"第?{_PAGE}[面ページ]+[にへ]続く",
        rf"(?:continued|cont['’.]?d?|turn|see [\p{{L}} ]+,?)\s*(?:on|to)?\s*(?:page\s*)?{_PAGE}",
    )
    + r"[）)\s]*",
    regex.IGNORECASE,
)
"""A line that says where the article goes on."""
RESUMED = regex.compile(
    r"[（(＝=◀◄←\s]*"
    + _any(
        rf"[紧緊]?[上文]接\s*第?\s*{_PAGE}\s*[版面页頁]?",
        rf"第?{_PAGE}[面ページ]+から続く",
        rf"(?:continued|cont['’.]?d?)\s*from\s*(?:page\s*)?{_PAGE}",
    )
    + r"[）)\s]*",
    regex.IGNORECASE,
)
"""A line that says where the article comes from."""
_ORNAMENT = r"[|｜◆◇■●★☆▲\s]+"
FURNITURE = regex.compile(
    _any(
        rf"第?\s*{_PAGE}\s*[版面页頁]",
        rf"(?:Page|PAGE|page|[Pp]\.) ?{_PAGE}",
        rf"[-—–‐~・·\s]*{_PAGE}[-—–‐~・·\s]*",
        rf"{_ORNAMENT}[\p{{L}} ]{{1,12}}{_ORNAMENT}(?:[\p{{L}} ]{{1,12}}{_ORNAMENT})*",
        r"[■◆◇●]\s*[\p{Han}]{2}",
        rf"{_PAGE}\s*[\p{{Han}}]{{2,4}}",
        rf"{_PAGE}\s*[|｜ \t]\s*[\p{{Lu}} ]{{3,20}}",
        rf"[\p{{Lu}} ]{{3,20}}\s*[|｜\t]\s*{_PAGE}",
        r"[\p{Han}]{2,5}(?:日报|日報|晚报|晚報|早报|早報|时报|時報|新报|新報|商报|商報|新聞)",
        r"(?:本版|本期|版面|责任|責任|值班|执行)?(?:编辑|編輯|責編|责编|美编|美編|校对|校對|版式|主编)[：:\s].{0,50}",
        r".{0,6}(?:热线|熱線|电话|電話|邮箱|信箱|投稿)[：:].{0,40}",
        r"广告|廣告|広告|ADVERTISEMENT|Advertisement",
        r"\p{Lu}{3,}(?: \p{Lu}{3,}){0,2}",
    ),
    regex.V1,
)
"""A line that is none of an article's: a page number, a section's name, the editors."""

MASTHEAD = regex.compile(
    r"星期|新聞|新闻|[週周][一二三四五六日]|曜日|第?\s*\d{1,3}\s*[版面页頁]|[A-Z]\d{1,3}|责任编辑|责编|責任編輯"
    r"|日报|日報|晚报|晚報|新報|時報|时报"
    r"|(?i:page|monday|tuesday|wednesday|thursday|friday|saturday|sunday|times|courier|herald|gazette|post|news)"
)
"""What stands beside the date in a paper's head."""
HEAD_SIGN = regex.compile(r"\s*(?:[■◆◇●★▲□○▶►]\s*|#{1,6} |【(?=[^】]+】\s*$)|〖|◎)")
"""A mark before a headline."""
