"""Question → Query: its terms with their rarity, its vector, its tokens; each found once."""

from qa.embed import Encoder, StaticEncoder
from qa.errors import QuestionError
from qa.records import EVERYTHING, Filter, Query
from qa.store import Store
from qa.text import terms

LONGEST_QUESTION = 2000


def make_query(
    question: str, store: Store, encoder: Encoder, bundled: StaticEncoder, only: Filter = EVERYTHING
) -> Query:
    """The question, ready to be looked up in what `only` allows of `store`, which was embedded by `encoder`.

    QuestionError when the question holds nothing to look up, or is too long to be a question.
    """
    question = as_text(question)
    words = searchable(question)
    (tokens,) = bundled.tokens([question])
    vector = encoder.encode_queries([question])[0]
    return Query(
        question,
        tuple(words),
        store.rarity(list(dict.fromkeys(words))),
        vector,
        bundled.token_vectors(tokens.ids),
        only,
    )


def as_text(question: str) -> str:
    """The question with U+FFFD for halves of a surrogate pair, which are no characters and can't be encoded.

    >>> as_text("caf\\udce9?") == "caf\ufffd?"
    True
    """
    return question.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def searchable(question: str) -> list[str]:
    """The question's terms; QuestionError when it has none, or is too long to be a question."""
    if len(question) > LONGEST_QUESTION:
        raise QuestionError(
            f"the question has {len(question):,} characters; at most {LONGEST_QUESTION:,} can be asked",
            hint="ask for one thing at a time, in a sentence or a few words",
        )
    words = terms(question)
    if not words:
        raise QuestionError("the question holds no letter or digit", hint="ask in a sentence or a few words")
    return words
