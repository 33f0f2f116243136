"""The title of a text is what its author wrote at its head, or the name of its file."""

import pytest

from qa.loading.formats.plain import WIDEST_TITLE
from qa.loading.reading import LONGEST_TITLE, load_document


def title_of(source: str, text: str) -> str:
    return load_document(source, text.encode())[0].title


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("江苏启动抗旱应急\n正文。", "江苏启动抗旱应急"),
        ("\n\n  Headline  \nBody.", "Headline"),
        ("Who was first?\nBody.", "Who was first?"),
        ("This is a sentence already. And more.\nBody.", "stem"),
        ("他昨天走了。\n正文。", "stem"),
        ("w" * (WIDEST_TITLE + 1) + "\nBody.", "stem"),
        ("-----\nBody", "stem"),
        ("Varn bridge: 212 m\nTove bridge: 98 m\nOrm bridge: 145 m", "stem"),
        ("Fees\nAdults 5 euros\nChildren 3 euros", "Fees"),
    ],
)
def test_the_title_of_a_text_is_its_headline_or_its_name(text: str, title: str) -> None:
    assert title_of("dir/stem.txt", text) == title


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("intro\n\n# The *title* #\n\n## Other", "The *title*"),
        ("---\ntitle: 'From front matter'\ndate: 2020\n---\n# Heading", "From front matter"),
        ("---\ndate: 2020\n---\n# Heading", "Heading"),
        ("---\ntitle: >-\n  Harbour\n  rules\n---\nText", "Harbour rules"),
        ('---\ntitle: "Beach rules" # draft\n---\nText', "Beach rules"),
        ('+++\ntitle = "Lake rules"\n+++\nText', "Lake rules"),
        ("```\n# not a heading\n```\n## **Heading**", "Heading"),
        ("```\n```python\n# not a heading\n```\n# Heading", "Heading"),
        ("````\n```\n# not a heading\n````\n# Heading", "Heading"),
        ("<!--\n# not a heading\n-->\n# Heading", "Heading"),
        ("> # Said by others\n\n#hashtag\n\n####### seven\n\n# Heading", "Heading"),
        ("    # code\n\n# Heading", "Heading"),
        ("#\n\n# Heading", "Heading"),
        ("# Help { #help }", "Help"),
        ("# Sets {1, 2}", "Sets {1, 2}"),
        ("p" * 1_990 + "\n\n# A heading that a first look cuts", "A heading that a first look cuts"),
        ("p\n" * 30_000 + "\n# Too late", "stem"),
        ("---\ntitle: >-\n  Harbour\n  rules\ndate: 2020\n---\ntext", "Harbour rules"),
        ('---\ntitle: "Beach rules" # draft\n---\ntext', "Beach rules"),
        ("---\ntitle: 2024\n---\ntext", "2024"),
        ("---\ntitle: Rules: the beach\nother: {{ x }}\n---\ntext", "Rules: the beach"),
        ("---\ntitle:\n---\n# Heading", "Heading"),
        ("---\ntitle: " + "[" * 60_000 + "\n---\n# Heading", "[" * LONGEST_TITLE),
        ("Setext heading\n==============\ntext", "Setext heading"),
        ("no heading here", "stem"),
    ],
)
def test_the_title_of_markdown_is_its_first_heading(text: str, title: str) -> None:
    assert title_of("stem.md", text) == title
