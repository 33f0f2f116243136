"""The reader's network in torch, which `read.py` trains; `qa.asking.quick_network` has it in NumPy."""

import torch

from qa.asking.quick_input import FEATURE_COUNT
from qa.asking.quick_network import DILATIONS
from qa.asking.reading import FAINT, LONGEST

PROJECTED, CHANNELS = 48, 64

Weights = dict[str, torch.Tensor]


def fresh(dimensions: int, seed: int) -> Weights:
    """Random weights; the names are those of `qa.asking.quick_network.forward`."""
    generator = torch.Generator().manual_seed(seed)

    def matrix(*shape: int, fan: int) -> torch.Tensor:
        rows: torch.Tensor = torch.randn(*shape, generator=generator) * (2 / fan) ** 0.5
        return rows.requires_grad_()

    weights = {
        "project": matrix(dimensions, PROJECTED, fan=2),
        "project_asked": matrix(dimensions, PROJECTED, fan=2),
        "asked": matrix(3, PROJECTED, CHANNELS, fan=3 * PROJECTED),
        "attend": matrix(CHANNELS, fan=100 * CHANNELS),
        "enter": matrix(PROJECTED + FEATURE_COUNT + CHANNELS, CHANNELS, fan=PROJECTED + FEATURE_COUNT),
        "enter_asked": matrix(CHANNELS, CHANNELS, fan=CHANNELS),
        "gate": matrix(CHANNELS, CHANNELS, fan=CHANNELS),
        "meet": matrix(CHANNELS, CHANNELS, fan=2 * CHANNELS),
        "fuse": matrix(3 * CHANNELS, CHANNELS, fan=6 * CHANNELS),
        "leave": matrix(CHANNELS, 3, fan=10 * CHANNELS),
        "leave_asked": matrix(CHANNELS, 3 * CHANNELS, fan=100 * CHANNELS),
    }
    layers = [f"{name}{number}" for name in ("near", "far") for number in range(len(DILATIONS))]
    weights |= {name: matrix(3, CHANNELS, CHANNELS, fan=12 * CHANNELS) for name in layers}
    weights |= {f"{name}_bias": torch.zeros(CHANNELS) for name in ("asked", "enter", "fuse", *layers)}
    weights |= {"sharp": torch.tensor((8.0,)), "leave_bias": torch.tensor((-3.0, -3.0, 0.0))}
    weights["lengths"] = torch.zeros(LONGEST)
    return {name: array.requires_grad_() for name, array in weights.items()}


def forward(
    weights: Weights,
    table: torch.Tensor,
    asked: torch.Tensor,
    asked_real: torch.Tensor,
    passages: torch.Tensor,
    features: torch.Tensor,
    real: torch.Tensor,
    *,
    dropped: float = 0.0,
) -> torch.Tensor:
    """As `qa.asking.quick_network.forward`, for many questions: logits of shape (questions, passages, tokens, LONGEST).

    `table` holds a unit vector for every token; `asked`: ids, shape (questions, tokens); `passages`: ids, (questions,
    passages, tokens). Each token of a batch is projected once.
    """
    embedding = torch.nn.functional.embedding
    held, held_at = torch.unique(passages, return_inverse=True)
    said, said_at = torch.unique(asked, return_inverse=True)
    words = embedding(said_at, table[said] @ weights["project_asked"])
    words = torch.relu(_convolved(words, weights, "asked", 1))
    attention = torch.where(asked_real, (words @ weights["attend"]).exp(), 0)
    question = (attention[..., None] * words).sum(dim=1) / attention.sum(dim=1, keepdim=True).clamp_min(1e-9)
    question = _drop(question, dropped)[:, None, None]
    empty = torch.where(asked_real, 0.0, FAINT)[:, None, None]
    near = (table[held] @ table[said].T)[held_at[..., None], said_at[:, None, None]].float()
    aligned = _looked((near * weights["sharp"] + empty).softmax(dim=3), _drop(words, dropped))
    vectors = embedding(held_at, _drop(table[held][None], dropped / 2)[0] @ weights["project"])
    hidden = torch.cat((vectors, features, aligned), dim=3) @ weights["enter"]
    hidden = torch.relu(hidden + question @ weights["enter_asked"] + weights["enter_bias"])
    hidden = _drop(hidden * torch.sigmoid(question @ weights["gate"]), dropped) * real
    hidden = _layers(hidden, weights, "near", real, dropped)
    meeting = _looked(hidden @ weights["meet"], words.mT) / CHANNELS**0.5
    met = _looked((meeting + empty).softmax(dim=3), words)
    fused = torch.relu(torch.cat((hidden, met, hidden * met), dim=3) @ weights["fuse"] + weights["fuse_bias"])
    hidden = _layers((hidden + _drop(fused, dropped)) * real, weights, "far", real, dropped)
    leave = weights["leave"] + (question @ weights["leave_asked"]).view(len(asked), 1, *weights["leave"].shape)
    return _stretches((hidden @ leave + weights["leave_bias"]).float(), real[..., 0], weights["lengths"])


def _layers(hidden: torch.Tensor, weights: Weights, name: str, real: torch.Tensor, dropped: float) -> torch.Tensor:
    """Residual convolutions along the tokens, wider and wider."""
    for number, step in enumerate(DILATIONS):
        more = torch.relu(_convolved(hidden.flatten(0, 1), weights, f"{name}{number}", step)).view_as(hidden)
        hidden = (hidden + _drop(more, dropped)) * real
    return hidden


def _looked(rows: torch.Tensor, words: torch.Tensor) -> torch.Tensor:
    """(questions, passages, tokens, n) times the words of each question, (questions, n, m)."""
    found: torch.Tensor = rows.flatten(1, 2) @ words
    return found.view(*rows.shape[:3], -1)


def _drop(rows: torch.Tensor, share: float) -> torch.Tensor:
    """Without a share of the channels, the same ones at all tokens of a question."""
    if not share:
        return rows
    kept = torch.rand(len(rows), *(1 for _ in rows.shape[2:]), rows.shape[-1]) >= share
    return rows * (kept / (1 - share))


def _stretches(logits: torch.Tensor, real: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
    """As `qa.asking.quick_network.stretches`."""
    pad = torch.nn.functional.pad
    begins, ends, inside = logits.unbind(dim=3)
    ahead = pad(ends, (0, LONGEST - 1)).unfold(2, LONGEST, 1)
    there = pad(real, (0, LONGEST - 1)).unfold(2, LONGEST, 1)
    held = pad(inside, (0, LONGEST - 1)).unfold(2, LONGEST, 1).cumsum(dim=3)
    found: torch.Tensor = begins[..., None] + ahead + held + lengths
    return torch.where(there > 0, found, FAINT)


def _convolved(rows: torch.Tensor, weights: Weights, name: str, step: int) -> torch.Tensor:
    kernel, pad = weights[name], torch.nn.functional.pad
    before, behind = pad(rows, (0, 0, step, 0))[:, :-step], pad(rows, (0, 0, 0, step))[:, step:]
    folded: torch.Tensor = torch.cat((before, rows, behind), dim=2) @ kernel.flatten(0, 1)
    return folded + weights[f"{name}_bias"]
