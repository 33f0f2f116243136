"""The tree of errors is complete, and drawn as it is."""

import inspect

from qa import errors


def test_the_drawn_tree_is_the_tree() -> None:
    classes = [kind for _, kind in inspect.getmembers(errors, inspect.isclass) if kind.__module__ == "qa.errors"]
    drawn = [line.lstrip("│├└─ ").split()[0] for line in str(errors.__doc__).splitlines()[2:] if line.strip()]
    assert sorted(drawn) == sorted(kind.__name__ for kind in classes)
    assert all(issubclass(kind, errors.QAError) for kind in classes)


def test_every_error_documents_what_it_means_as_drawn() -> None:
    for line in str(errors.__doc__).splitlines()[3:]:
        name, meaning = line.lstrip("│├└─ ").split(maxsplit=1)
        assert str(getattr(errors, name).__doc__).rstrip(".").lower() == meaning.strip().lower()
