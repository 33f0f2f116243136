"""What the columns mean, and why ours is not first in some of them."""

COLUMNS_MEAN = """\
*Indexed*: with the program loaded. *Folder to index* and *first answer*: whole processes, with what each loads; the
answer is what was retrieved, five passages. *Memory*: the most that the process held, with those that it starts. *One
added*, *one gone*: in a running program, until it is on disk, as it has to be for the next process; a new process was
asked whether it is. *Right document*: that of the first passage, or of one of five."""

KEPT = """\
an index of ours has vectors, words with their rarity, and the whole texts with the places of passages, each row with
  a checksum"""

REASONS = {
    "rate": f"{KEPT}; files of any encoding are told from one another, and articles and dates are looked for.",
    "index": f"{KEPT}; it starts sooner than others, and then works longer.",
    "cold": "it reads its model, and looks whether the index is whole.",
    "p50": """it looks up words as well as vectors, and then weighs how the words of each passage that was found meet
  those of the question, which takes most of the time. Programs that only look vectors up are done sooner, and find
  less.""",
    "p95": "for the same reason.",
    "added": """a change is written so that a crash at any instant loses nothing, to the catalogue, the vectors and the
  words. Rewriting a small file is as quick, but takes longer the more is in the index.""",
    "gone": "for the same reason.",
    "index, memory": "files are read in processes of their own, which count here.",
    "ask, memory": "it holds its model, and the index's vectors with the words of its passages.",
    "size": f"{KEPT}; vectors are kept twice, whole and in one byte a number.",
    "recall@1": "another finds more here.",
    "recall@5": "another finds more here.",
}
"""By the column's figure; each is shown only where it holds."""
