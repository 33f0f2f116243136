"""When a document appeared: by its head, else by its name, and not at all where that is not certain."""

from pathlib import Path

import pytest

from qa.loading import load_document
from qa.loading.publication import date_of_head, date_of_name, publication_date

HEADS = [
    ("汀澜晚报　2024年5月17日　星期五　第3版　本埠新闻\n\n标题\n", "2024-05-17"),
    ("海港日报 | 2024年5月17日 | 第二版\n正文。", "2024-05-17"),
    ("标题一则\n2024年5月17日 08:30 来源：海港日报\n正文。", "2024-05-17"),
    ("标题一则\n发布时间：2024-05-17 08:30:12\n正文。", "2024-05-17"),
    ("标题一则\n《汀澜晚报》记者　于槿　2024年4月23日\n正文。", "2024-04-23"),
    ("标题一则\n（二〇二四年五月十七日）\n正文。", "2024-05-17"),
    ("標題\n發佈日期：民國113年5月17日\n內文。", "2024-05-17"),
    ("汐見新報　令和6年5月17日(金曜日)　朝刊\n\n見出し\n", "2024-05-17"),
    ("見出し\n2024年5月17日 6時00分\n本文。", ""),
    ("見出し\n公開日：2024年5月17日\n本文。", "2024-05-17"),
    ("제목\n입력 2024.05.17. 오전 9:30\n본문이다.", "2024-05-17"),
    ("Lan Bay Courier | Friday, 17 May 2024 | Page 3\n\nTitle\n", "2024-05-17"),
    ("LAN BAY COURIER\nFriday, May 17, 2024\n\nTitle\n", "2024-05-17"),
    ("Title\nBy Marian Okell, Lan Bay Courier\n17 May 2024\n\nText.", "2024-05-17"),
    ("Title\nPublished: May 17, 2024\nUpdated: May 20, 2024\n\nText.", "2024-05-17"),
    ("Title\nPublished on 17 May 2024 by Marian Okell\n\nText.", "2024-05-17"),
    ("Title\n\nTINGLAN, 1 July 2024 - At noon on Sunday the clock was wound.", "2024-07-01"),
    ("Title\n\nTINGLAN, May 17, 2024 (LBC) -- The clock was wound.", "2024-05-17"),
    ("---\ntitle: Fees\ndate: 2024-05-17\n---\nText.", "2024-05-17"),
    ("Date: Fri, 17 May 2024 10:00:00 +0200\nTo: all\n\nText.", "2024-05-17"),
    ("Marian Okell · 17 May 2024\n\nText.", "2024-05-17"),
    ("Titel\nStand: 17.05.2024\n\nText.", "2024-05-17"),
    ("Titel\nStand: Mai 2024\n\nText.", "2024-05"),
    ("Stadt Wellenstedt\nWellenstedt, den 17. Mai 2024\n\nSehr geehrte Damen und Herren", "2024-05-17"),
    ("Wellenstedter Anzeiger – Freitag, 17. Mai 2024 – Seite 3\n\nTitel\n", "2024-05-17"),
    ("Titel\nVon Friederike Asmus, 17. Mai 2024\n\nText.", "2024-05-17"),
    ("Titel\nVeröffentlicht am 17.5.2024\n\nText.", "2024-05-17"),
    ("Titre\nPublié le 17 mai 2024 à 8h30\n\nTexte.", "2024-05-17"),
    ("Mairie de Lan\nLan, le 17 mai 2024\n\nMadame, Monsieur,", "2024-05-17"),
    ("Título\nFecha: 17 de mayo de 2024\n\nTexto.", "2024-05-17"),
    ("Título\nPor Inés Robledo | viernes, 17 de mayo de 2024\n\nTexto.", "2024-05-17"),
    ("Titolo\n17 maggio 2024\n\nTesto.", "2024-05-17"),
    ("Заголовок\n17 мая 2024 г.\n\nТекст.", "2024-05-17"),
    ("Заголовок\nДата: 17.05.2024\n\nТекст.", "2024-05-17"),
    ("عنوان\nتاريخ النشر: ١٧ مايو ٢٠٢٤\n\nنص.", "2024-05-17"),
    ("عنوان\nالجمعة 17 مايو 2024\n\nنص.", "2024-05-17"),
    ("หัวข้อ\nวันศุกร์ที่ 17 พฤษภาคม พ.ศ. 2567\n\nเนื้อหา", "2024-05-17"),
    ("หัวข้อ\nเผยแพร่เมื่อ 17 พ.ค. 2567\n\nเนื้อหา", "2024-05-17"),
    ("Tiêu đề\nNgày 17 tháng 5 năm 2024\n\nNội dung.", "2024-05-17"),
    ("Published 03/04/2021\n\nText.", "2021"),
    # what a text is about is not when it appeared
    ("The bridge, opened on 17 May 2024, is closed.", ""),
    ("1939年5月5日，南京國民政府頒令，將重慶升格為甲等中央院轄市。", ""),
    ("本报讯（记者 梁起帆）2021年8月9日凌晨四时二十分，洪峰通过水文站。", ""),
    ("Am 14. Mai 1939 – im Alter von fünf Jahren – kam sie nach Lima.", ""),
    ("Milton Friedman\n\nNgày 2 tháng 2 năm 1945, con trai của Milton ra đời.", ""),
    ("Rokia (24 de enero de 1974) es una cantante, compositora y guitarrista.", ""),
    ("Ludwig van Beethoven (17 December 1770 – 26 March 1827)\n\nGerman composer.", ""),
    ("Titanic, 15 April 1912\n\nThe ship went down.", ""),
    ("Minutes of the meeting of 17 May 2024\n\nPresent were all.", ""),
    ("2024年4月20日至22日\n茶会举行。", ""),
    ("17-20 May 2024\nThe fair.", ""),
    ("| 2024-05-17 | rain |\n| 2024-05-18 | sun |\n", ""),
    ("2024-05-17\train\n2024-05-18\tsun\n", ""),
    ("2024-05-17\nRain.\n2024-05-18\nSun.\n2024-05-19\nFog.\n", ""),
    ("2024-05-17,rain\n2024-05-18,sun\n2024-05-19,fog\n", ""),
    ("Fees\n\nA card costs 9 euros. Call 030-17-05-2024.", ""),
    ("Title\n\n" + "A line.\n" * 20 + "17 May 2024\n", ""),
    ("Title\n© 2024 Lan Bay Courier\nText.", ""),
    ("", ""),
]
NAMES = [
    ("page-2024-05-17.txt", "2024-05-17"),
    ("20240517.txt", "2024-05-17"),
    ("人民日报20240517.txt", "2024-05-17"),
    ("IMG_20240517_123456.jpg", "2024-05-17"),
    ("2024年5月17日.txt", "2024-05-17"),
    ("17.5.2024.pdf", "2024-05-17"),
    ("2024.05.17 Protokoll.docx", "2024-05-17"),
    ("notes 17 May 2024.md", "2024-05-17"),
    ("a-2024_05_17-b.md", "2024-05-17"),
    ("2024/05/17/a.html", "2024-05-17"),
    ("2024-05-17/page3.txt", "2024-05-17"),
    ("2023-01-01/page-2024-05-17.txt", "2024-05-17"),
    ("mail.zip/2024-05-17 plan.txt", "2024-05-17"),
    ("minutes-2024-05.txt", "2024-05"),
    ("报纸2024年5月.txt", "2024-05"),
    ("report-17-05-2024.txt", "2024-05-17"),
    ("report-03-04-2021.txt", "2021"),
    ("fees-2024.txt", ""),
    ("season 2011-12.txt", ""),
    ("2019-20.txt", ""),
    ("1234-5678.txt", ""),
    ("isbn-9782024051.txt", ""),
    ("phone 030-2024051712.txt", ""),
    ("20241317.txt", ""),
    ("v2.1.2024.txt", ""),
    ("2024-05-01_2024-05-31.csv", ""),
    ("1984.txt", ""),
]


@pytest.mark.parametrize(("text", "expected"), HEADS)
def test_a_date_at_the_head_counts_where_it_stands_apart(text: str, expected: str) -> None:
    assert date_of_head(text) == expected


@pytest.mark.parametrize(("source", "expected"), NAMES)
def test_a_file_name_gives_a_whole_date_or_a_month_and_no_other_number(source: str, expected: str) -> None:
    assert date_of_name(source) == expected


def test_the_head_goes_before_the_name() -> None:
    head = "Lan Bay Courier | 17 May 2024\n\nText."
    assert publication_date(head, "copied 2025-01-02.txt") == "2024-05-17"
    assert publication_date("Text.", "page-2024-05-17.txt") == "2024-05-17"


def test_what_the_format_says_goes_before_both() -> None:
    page = b"<html><head><meta property='article:published_time' content='2024-05-16'></head><body>%s</body></html>"
    document, _ = load_document("page-2024-05-17.html", page % (b"<p>The bridge is open again after a year.</p>" * 9))
    assert document.date in ("2024-05-16", "2024-05-17")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("news/page-2024-05-17.txt", "2024-05-17"),
        ("news/last-keeper-gull-point.txt", "2024-07-01"),
        ("news/tea-fair.md", "2024-04-23"),
        ("news/flood-2021.txt", ""),
        ("encyclopedia/metric-system.md", ""),
        ("encyclopedia/lighthouses.txt", ""),
    ],
)
def test_the_sample_documents_have_the_date_that_they_show(name: str, expected: str) -> None:
    folder = Path(__file__).parents[2] / "documents"
    document, _ = load_document(name, (folder / name).read_bytes())
    assert document.date == expected
