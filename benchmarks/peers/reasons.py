"""What the columns mean, and why ours is not first in some of them."""

COLUMNS_MEAN = """\
*Indexed*: with the program loaded. *Folder to index* and *first answer*: whole processes, with what each loads; the
answer is what was retrieved, five passages. *Memory*: the most that the process held, with those that it starts. *One
added*, *one gone*: in a running program, until it is on disk, as it has to be for the next process; a new process was
asked whether it is. *Right document*: that of the first passage, or of one of five."""

EQUAL = """\
At most 400 columns with 80 in common. LangChain's splitter cuts them for all peers; it takes what is common from within
the size, and so makes more of them."""

KEPT = "an index of ours has the vectors, the words with their rarity, and the whole texts, each row with a checksum"
CHANGED = "each change opens the index for writing and makes catalogue, vectors and words safe against a crash"

REASONS = {
    "rate": f"{KEPT}. Encodings are told from one another, and articles, headings and dates are looked for.",
    "index": f"{KEPT}. It starts sooner than others, and then works longer.",
    "cold": "it reads its model, and looks whether the index is whole.",
    "p50": "it looks words up as well as vectors, and then weighs how the words of each passage that was found meet "
    "those of the question, which takes most of the time. Programs that do not weigh are done sooner.",
    "p95": "for the same reason.",
    "added": f"{CHANGED}, of which the words take half the time (a commit of tantivy). Programs that write one file "
    "anew are quick while it is small.",
    "gone": f"{CHANGED}, as when one is added.",
    "index, memory": "files are read in processes of their own, which count here.",
    "ask, memory": "it holds its model, and the vectors of the index.",
    "size": f"{KEPT}. Vectors are kept twice, whole and with one byte a number, and take more than half of the room.",
    "recall@1": "another finds more here.",
    "recall@5": "another finds more here.",
}
"""By the column's figure; each is shown only where it holds."""
