"""What stands on a page beside the articles, by language: names of papers, bylines, furniture."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """`{name}` in a byline is a person, `{place}` a town, `{day}` a day; in a page mark `{n}` is a number."""

    people: tuple[str, ...]
    places: tuple[str, ...]
    mastheads: tuple[str, ...]
    bylines: tuple[str, ...]
    leads: tuple[str, ...]
    furniture: tuple[str, ...]
    onwards: tuple[str, ...]
    resumed: tuple[str, ...]


_ZH = Vocabulary(
    people=("梁起帆", "宋晓棠", "冯小岚", "于槿", "陆明", "何静怡", "周海"),
    places=("北京", "成都", "汀澜", "广州", "南屿"),
    mastheads=(
        "汀澜晚报　2024年5月{day}日　星期五　第{n}版　本埠新闻　责任编辑：于槿",
        "2023年11月{day}日 星期三 0{n}版 要闻",
        "华江日报\n0{n} 综合新闻\n2022-06-{day} 责编 周海 美编 陆明",
    ),
    bylines=(
        "本报记者 {name}",
        "通讯员 {name}",
        "记者 {name} 通讯员 {name}",
        "□本报记者 {name}",
        "■ 本报驻{place}记者 {name}",
        "文/{name}",
        "新华社记者 {name}",
    ),
    leads=(
        "本报讯　",
        "本报讯（记者 {name}）",
        "【本报讯】",
        "新华社{place}5月{day}日电（记者{name}）",
        "中新网{place}6月{day}日电 ",
        "本报{place}5月{day}日电 记者{name}报道：",
    ),
    furniture=(
        "第{n}版",
        "| 焦点 | 关注 |",
        "■ 关注",
        "本版编辑：{name}　版式：{name}",
        "A{n}",
        "- {n} -",
        "新闻热线：96{n}08",
        "◆ 社会 ◆",
        "广告",
    ),
    onwards=("（下转0{n}版）", "（下转第{n}版）", "下转{n}版"),
    resumed=("（上接0{n}版）", "（上接第{n}版）", "上接{n}版"),
)
_HANT = Vocabulary(
    people=("柯映雪", "葉采蘩", "林士傑", "黃怡君", "陳柏霖", "王雅婷"),
    places=("台北", "高雄", "螢嶼", "香港"),
    mastheads=("螢嶼時報　2024年3月{day}日　星期六　A{n}版", "中華民國一一二年三月{day}日　第{n}版　地方新聞"),
    bylines=("記者{name}／{place}報導", "〔記者{name}／{place}報導〕", "{name}／{place}", "文／{name}"),
    leads=(
        "（中央社記者{name}{place}{day}日電）",
        "【記者{name}{place}報導】",
        "【螢嶼時報記者{name}報導】",
        "〔記者{name}／{place}報導〕",
        "【本報訊】",
    ),
    furniture=("A{n}", "第{n}版", "◆ 焦點 ◆", "｜焦點｜關注｜", "責任編輯：{name}", "廣告"),
    onwards=("（下轉A{n}版）", "（文轉第{n}版）"),
    resumed=("（上接A{n}版）", "（文接第{n}版）"),
)
_JA = Vocabulary(
    people=("早乙女圭", "森下千尋", "佐藤健一", "高橋由美"),
    places=("東京", "汐見", "大阪", "札幌"),
    mastheads=("汐見新報　2024年4月{day}日　金曜日　第{n}面", "2023年（令和5年）9月{day}日（土曜日）　{n}面　総合"),
    bylines=("{name}記者", "文・{name}", "【{place}＝{name}】", "編集委員　{name}"),
    leads=("【{place}＝{name}】", "【{place}共同】", "（共同通信）", "【{name}】"),
    furniture=("{n}面", "第{n}面", "■ 社会", "◇ 地域 ◇", "‐ {n} ‐", "広告"),
    onwards=("（{n}面に続く）", "＝{n}面に続く"),
    resumed=("（1面から続く）", "＝{n}面から続く"),
)
_EN = Vocabulary(
    people=("Mara Ellison", "J. T. Hobbs", "Nora Quill", "Peter Lang", "Ada Boyd"),
    places=("LONDON", "GULL POINT", "BEIJING", "BOSTON"),
    mastheads=(
        "The Gull Point Courier    Friday, May {day}, 2024    Page {n}",
        "A{n}\tTHE HARBOUR TIMES\tTUESDAY, 12 MARCH 2024",
    ),
    bylines=(
        "By {name}", "BY {NAME}", "By {name}, Staff Writer", "{name} reports", "By {name} and {name}",
        "{name}\nStaff reporter",
    ),
    leads=("{place} (Reuters) - ", "{place}, May {day} (AP) — ", "{place} — "),
    furniture=("Page {n}", "{n}", "LOCAL NEWS", "A{n} | METRO", "ADVERTISEMENT", "THE HARBOUR TIMES"),
    onwards=("Continued on Page A{n}", "(continued on page {n})", "See HARBOUR, Page {n}"),
    resumed=("Continued from Page A1", "(continued from page {n})"),
)  # fmt: skip
VOCABULARIES = {"zh": _ZH, "zh-Hant": _HANT, "ja": _JA, "en": _EN}
