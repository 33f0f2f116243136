"""A PowerPoint file gives its slides in the order of the show, each with its notes."""

from tests.loading.made import DRAWING, RELATIONS, arrows, named, read, zipped

HEAD = f'xmlns:a="{DRAWING}" xmlns:r="{RELATIONS}" xmlns:p="urn:p" xmlns:mc="urn:mc"'


def shape(text: str, kind: str = "body") -> str:
    return (
        f'<p:sp><p:nvSpPr><p:nvPr><p:ph type="{kind}"/></p:nvPr></p:nvSpPr>'
        f"<p:txBody><a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:txBody></p:sp>"
    )


def slide(shapes: str) -> str:
    return f"<p:sld {HEAD}><p:cSld><p:spTree>{shapes}</p:spTree></p:cSld></p:sld>"


def show(first: str, second: str, notes: str = "") -> bytes:
    """Two slides; the part that is called slide2 is shown first."""
    ids = '<p:sldId id="256" r:id="r2"/><p:sldId id="257" r:id="r1"/>'
    return zipped(
        {
            "[Content_Types].xml": "<Types/>",
            "_rels/.rels": arrows("officeDocument=ppt/presentation.xml"),
            "ppt/presentation.xml": f"<p:presentation {HEAD}><p:sldIdLst>{ids}</p:sldIdLst></p:presentation>",
            "ppt/_rels/presentation.xml.rels": arrows("slide=slides/slide1.xml", "slide=slides/slide2.xml"),
            "ppt/slides/slide2.xml": slide(first),
            "ppt/slides/slide1.xml": slide(second),
            "ppt/slides/_rels/slide1.xml.rels": arrows("notesSlide=../notes.xml"),
            "ppt/notes.xml": slide(shape("12", "sldNum") + shape(notes)),
        }
    )


def test_slides_come_in_the_order_of_the_show_with_their_notes_and_page() -> None:
    found = read("a.pptx", show(shape("Opening", "title"), shape("Growth"), "Mention Oslo."))
    assert found.text == "Opening\n\nGrowth\n\nMention Oslo.\n\n"
    assert [(place.name, place.page) for place in found.places] == [
        ("slide 1", 1),
        ("slide 2", 2),
        ("slide 2, notes", 2),
    ]
    assert (found.title, named(found, "slide 2, notes")) == ("Opening", "Mention Oslo.")


def test_the_rows_of_a_table_are_lines_and_groups_are_entered() -> None:
    cell = "<a:tc><a:txBody><a:p><a:r><a:t>{}</a:t></a:r></a:p></a:txBody></a:tc>"
    table = f"<p:grpSp><p:graphicFrame><a:tbl><a:tr>{cell.format('Year')}{cell.format('2024')}</a:tr></a:tbl>"
    assert read("a.pptx", show(f"{table}</p:graphicFrame></p:grpSp>", "")).text.startswith("Year | 2024\n")


def test_what_is_said_in_two_ways_comes_once() -> None:
    both = f"<mc:AlternateContent><mc:Choice>{shape('New')}</mc:Choice><mc:Fallback>{shape('Old')}</mc:Fallback>"
    assert "Old" not in read("a.pptx", show(f"{both}</mc:AlternateContent>", "")).text
