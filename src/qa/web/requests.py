"""What a request names: nothing of it is trusted before it was looked at here."""

from qa.asking import Turn, make_filter
from qa.errors import QuestionError
from qa.records import Filter


def question_asked(asked: object) -> str:
    """The question; QuestionError for one that is no text."""
    if not isinstance(asked, str):
        raise QuestionError("The question is not a text", hint="type a question")
    return asked


def filter_asked(narrowed: object) -> Filter:
    """The filter that a request names; QuestionError for one that is none."""
    asked = {} if narrowed is None else narrowed
    within = asked.get("within") or [] if isinstance(asked, dict) else None
    if not isinstance(asked, dict) or not isinstance(within, list):
        raise _nofilter_asked()
    return make_filter(
        [text_asked(one) for one in within], text_asked(asked.get("since")), text_asked(asked.get("until"))
    )


def text_asked(said: object) -> str:
    """The text, empty for none; QuestionError for anything else."""
    if said is not None and not isinstance(said, str):
        raise _nofilter_asked()
    return said or ""


def _nofilter_asked() -> QuestionError:
    hint = "give `within` as a list of files or folders, `since` and `until` as dates"
    return QuestionError("The filter is not one", hint=hint)


def turn_asked(after: object) -> Turn | None:
    """What came before, as the browser says; anything else than two texts counts as nothing."""
    if not isinstance(after, dict):
        return None
    question, source, root = after.get("question"), after.get("source"), after.get("root", "")
    if not (isinstance(question, str) and isinstance(source, str)):
        return None
    return Turn(question, source, root if isinstance(root, str) else "")
