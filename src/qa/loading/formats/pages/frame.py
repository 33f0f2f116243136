"""Boxes on a page ↔ boxes in reading direction: one layout serves upright, turned, vertical and leftward text."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qa.records import Box

Boxes = NDArray[np.float32]
"""Shape (boxes, 4): left, top, right, bottom, from the upper left corner."""


@dataclass(frozen=True, slots=True)
class Frame:
    """Text that is turned so many quarters to the right; `mirrored` when it runs from right to left.

    In the frame x grows along the line and y to the next one. Vertical Japanese is a page turned once.
    """

    turns: int = 0
    mirrored: bool = False

    def into(self, boxes: Boxes) -> Boxes:
        """Boxes on the page → in the frame.

        >>> Frame(1).into(np.array([[90, 10, 100, 30]], np.float32)).tolist()
        [[10.0, -100.0, 30.0, -90.0]]
        """
        left, top, right, bottom = boxes.T
        turned = [
            (left, top, right, bottom),
            (top, -right, bottom, -left),
            (-right, -bottom, -left, -top),
            (-bottom, left, -top, right),
        ][self.turns]
        return np.stack(_mirror(*turned) if self.mirrored else turned, axis=1)

    def out(self, box: Box) -> Box:
        """A box in the frame → on the page.

        >>> Frame(1).out((10, -100, 30, -90))
        (90, 10, 100, 30)
        """
        left, top, right, bottom = (-box[2], box[1], -box[0], box[3]) if self.mirrored else box
        return [
            (left, top, right, bottom),
            (-bottom, left, -top, right),
            (-right, -bottom, -left, -top),
            (top, -right, bottom, -left),
        ][self.turns]


def _mirror(left: Boxes, top: Boxes, right: Boxes, bottom: Boxes) -> tuple[Boxes, Boxes, Boxes, Boxes]:
    return -right, top, -left, bottom
