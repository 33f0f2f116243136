# `make run` opens the chat page on documents/; `make test` runs the tests; `make gate` asks the sample questions and
# fails when the answers got worse. Needs python3 >= 3.11 and make.
PYTHON ?= python3
# For Linux pip's usual torch brings gigabytes of CUDA, which nothing here uses. Where pip finds no build for processors,
# this index has it; to install by hand: `pip install torch --index-url https://download.pytorch.org/whl/cpu` first.
TORCH_INDEX ?= https://download.pytorch.org/whl/cpu
BIN := .venv/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: run test check gate format index clean

run: .venv/run.stamp
	$(BIN)/python app.py

index: .venv/run.stamp
	$(BIN)/qa index

test: .venv/dev.stamp
	$(BIN)/python -m pytest

check: .venv/dev.stamp
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

gate: .venv/run.stamp
	$(BIN)/qa eval testsets/sample.jsonl --documents documents \
	  --min recall@5=0.85 --min documents@5=0.9 --min mrr@10=0.7 --min first_quote=0.55 \
	  --min any_quote=0.74 --min verbatim=1 --max false_refusal=0.15

format: .venv/dev.stamp
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

.venv/run.stamp: pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "qa needs Python 3.11 or newer; set PYTHON=")'
	$(PYTHON) -m venv .venv
	if [ "$$(uname -s)" = Linux ] && ! $(BIN)/pip index versions torch 2>/dev/null | grep -q '+cpu'; then \
	  $(BIN)/pip install --quiet --constraint constraints.txt --no-deps --index-url $(TORCH_INDEX) torch; fi
	$(BIN)/pip install --quiet --constraint constraints.txt --editable .
	touch $@

.venv/dev.stamp: .venv/run.stamp
	$(BIN)/pip install --quiet --constraint constraints.txt --editable '.[dev]'
	touch $@

clean:
	rm -rf .venv build src/*.egg-info
