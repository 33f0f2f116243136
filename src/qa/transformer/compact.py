"""A network's weights in few bytes: in blocks of 4 bits what came so, other matrices in rows of 8, the rest as it is.

Blocks are those of GGML's Q4_0, in which multilingual-e5-small came here, so that nothing of it is lost: 32 numbers
share a scale, an eighth of the one that is farthest from zero.
"""

from collections.abc import Mapping

import torch
from torch import Tensor, nn

BLOCK = 32
ROWS, OF_ROWS = ".rows", ".of_rows"
CODES, OF_CODES = ".codes", ".scales"


class Table(nn.Module):
    """An embedding whose rows are unpacked when they are looked up; `codes` (rows, size / 2), two to a byte, `scales`
    (rows, size / BLOCK)."""

    def __init__(self, codes: Tensor, scales: Tensor) -> None:
        super().__init__()
        self.codes, self.scales = nn.Buffer(codes), nn.Buffer(scales)

    def forward(self, ids: Tensor) -> Tensor:
        """The rows as float32, shape (*ids.shape, size)."""
        return unpacked(self.codes[ids], self.scales[ids])


def unpacked(codes: Tensor, scales: Tensor) -> Tensor:
    """What `packed` was given: (…, size / 2) and (…, size / BLOCK) → (…, size) as float32."""
    numbers = torch.stack((codes & 15, codes >> 4), dim=-1).flatten(-2).float() - 8
    return (numbers.view(*scales.shape, BLOCK) * scales.float()[..., None]).flatten(-2)


def packed(rows: Tensor) -> dict[str, Tensor]:
    """The `codes` and `scales` of these rows, shape (rows, size)."""
    blocks = rows.float().view(len(rows), -1, BLOCK)
    farthest = blocks.gather(2, blocks.abs().argmax(2, keepdim=True))
    scales = (farthest / -8).half()
    codes = (blocks / scales.float().masked_fill(scales == 0, 1)).round().clamp(-8, 7).to(torch.int16) + 8
    pairs = codes.view(len(rows), -1, 2).to(torch.uint8)
    return {"codes": pairs[..., 0] | pairs[..., 1] << 4, "scales": scales[..., 0]}


def shrunk(weights: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Matrices in blocks of 4 bits where that loses nothing, else as int8 with one scale a row; the rest in float16."""
    found = {}
    for name, weight in weights.items():
        if not (weight.dim() == 2 and min(weight.shape) > 2 * BLOCK):
            found[name] = weight.half()
        elif torch.equal(unpacked(**(blocks := packed(weight))), weight):
            found.update({f"{name}.{part}": array for part, array in blocks.items()})
        else:
            scales = weight.abs().amax(dim=1, keepdim=True).clamp(min=1e-9) / 127
            found[name + ROWS] = (weight / scales).round().to(torch.int8)
            found[name + OF_ROWS] = scales.float()
    return found


def grown(stored: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """What `shrunk` was given, in float32."""
    found = {}
    for name, weight in stored.items():
        if name.endswith(ROWS):
            whole = name.removesuffix(ROWS)
            found[whole] = weight.float() * stored[whole + OF_ROWS]
        elif name.endswith(CODES):
            whole = name.removesuffix(CODES)
            found[whole] = unpacked(weight, stored[whole + OF_CODES])
        elif not name.endswith((OF_ROWS, OF_CODES)):
            found[name] = weight.float()
    return found
