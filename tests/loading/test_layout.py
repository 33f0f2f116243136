"""Reading order of pieces: nothing is lost or said twice, whatever stands where."""

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from qa.loading.formats.pages.flow import PageRegions, written
from qa.loading.formats.pages.frame import Frame
from qa.loading.formats.pages.layout import Piece, regions

SIDES = st.integers(0, 500)


@st.composite
def pages(draw: st.DrawFn) -> list[Piece]:
    """Pieces of one word each, anywhere on a page, on top of each other too."""
    corners = draw(st.lists(st.tuples(SIDES, SIDES, st.integers(1, 200), st.integers(2, 40)), max_size=40))
    return [
        Piece(f"w{number}.", (x, y, x + width, y + height), height)
        for number, (x, y, width, height) in enumerate(corners)
    ]


@given(pages(), st.booleans())
def test_every_piece_is_read_once_and_its_place_holds_its_words(pieces: list[Piece], drawn: bool) -> None:
    text, places = written([PageRegions(7, Frame(), regions(pieces, drawn=drawn))])
    assert sorted(text.replace(".", ". ").split()) == sorted(piece.text for piece in pieces)
    assert all(before.end <= after.start for before, after in pairwise(places))
    for piece in pieces:
        start = text.index(piece.text)
        (place,) = (place for place in places if place.start <= start and start + len(piece.text) <= place.end)
        assert place.box is not None
        left, top, right, bottom = place.box
        assert left <= piece.box[0] <= piece.box[2] <= right
        assert top <= piece.box[1] <= piece.box[3] <= bottom


@given(st.integers(0, 3), st.booleans(), st.tuples(SIDES, SIDES, SIDES, SIDES))
def test_a_box_comes_back_from_every_frame(turns: int, mirrored: bool, sides: tuple[int, int, int, int]) -> None:
    frame = Frame(turns, mirrored)
    box = (
        float(min(sides[0], sides[2])),
        float(min(sides[1], sides[3])),
        float(max(sides[0], sides[2])),
        float(max(sides[1], sides[3])),
    )
    inside = frame.into(np.array([box], np.float32))[0].tolist()
    assert inside[0] <= inside[2]
    assert inside[1] <= inside[3]
    assert frame.out((inside[0], inside[1], inside[2], inside[3])) == box
