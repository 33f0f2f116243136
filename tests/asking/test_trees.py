"""Boosted trees: what scikit-learn fitted gives the same here, also after a way through JSON."""

import json

import numpy as np
import pytest
from sklearn.ensemble import GradientBoostingClassifier

from qa.asking.confidence import JUDGED
from qa.asking.reading import WEIGHTS
from qa.asking.trees import Trees
from training.evidence.fit import trees_of

NAMES = ("length", "age", "depth")


def test_the_trees_say_what_the_classifier_says() -> None:
    chance = np.random.default_rng(0)
    rows = chance.normal(size=(400, 3))
    right = rows[:, 0] * rows[:, 1] + chance.normal(size=400) > 0
    model = GradientBoostingClassifier(n_estimators=20, max_depth=3, random_state=0).fit(rows, right)
    trees = Trees.of(json.loads(json.dumps(trees_of(model, NAMES).stored())))
    found = [trees.logit(dict(zip(NAMES, row, strict=True))) for row in rows.tolist()]
    np.testing.assert_allclose(found, model.decision_function(rows), atol=1e-3)


def test_a_value_at_the_threshold_goes_low() -> None:
    trees = Trees.of({"start": 0.0, "trees": [["length", 3.0, -1.0, ["age", 1.0, 2.0, 4.0]]]})
    assert [trees.logit({"length": length, "age": 5.0}) for length in (3.0, 3.1)] == [-1.0, 4.0]


@pytest.mark.parametrize("reader", ["quick", "thorough"])
def test_the_trees_that_ship_ask_for_nothing_that_is_not_there(reader: str) -> None:
    trees = Trees.of(json.loads((WEIGHTS / reader / "confidence.json").read_text(encoding="utf-8")))
    assert len(trees.trees) > 0
    trees.logit(dict.fromkeys(JUDGED, 0.0))
    asked = set[str]()
    waiting = list(trees.trees)
    while waiting:
        tree = waiting.pop()
        if isinstance(tree, tuple):
            asked.add(tree[0])
            waiting += tree[2:]
    assert asked <= set(JUDGED)


def test_a_missing_value_is_an_error() -> None:
    with pytest.raises(KeyError):
        Trees(0.0, (("length", 3.0, -1.0, 1.0),)).logit({})
