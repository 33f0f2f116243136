# `make run` opens the chat page on documents/; `make test` runs the tests; `make gate` asks the sample questions and
# fails when the answers got worse. Needs python3 >= 3.11 and make.
PYTHON ?= python3
# For Linux pip's usual torch brings gigabytes of CUDA, which nothing here uses. Where pip finds no build for processors,
# this index has it; to install by hand: `pip install torch --index-url https://download.pytorch.org/whl/cpu` first.
TORCH_INDEX ?= https://download.pytorch.org/whl/cpu
BIN := .venv/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1

# A new environment in the folder $(1), with the torch that is wanted.
define environment
$(PYTHON) -m venv $(1)
if [ "$$(uname -s)" = Linux ] && ! $(1)/bin/pip index versions torch 2>/dev/null | grep -q '+cpu'; then \
  $(1)/bin/pip install --quiet --constraint constraints.txt --no-deps --index-url $(TORCH_INDEX) torch; fi
endef

.PHONY: run test fuzz check gate wheel format index clean

run: .venv/run.stamp
	$(BIN)/python app.py

index: .venv/run.stamp
	$(BIN)/qa index

test: .venv/dev.stamp
	$(BIN)/python -m pytest --numprocesses auto --maxprocesses 4 --dist loadfile

# Reads 10,000 damaged files of every format.
fuzz: .venv/dev.stamp
	$(BIN)/python -m pytest -m slow

check: .venv/dev.stamp
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

gate: .venv/run.stamp
	$(BIN)/qa eval testsets/sample.jsonl --documents documents \
	  --min recall@5=0.85 --min documents@5=0.9 --min mrr@10=0.7 --min first_quote=0.55 \
	  --min any_quote=0.74 --min verbatim=1 --max false_refusal=0.15

# Builds the wheel, installs it in an environment of its own, and uses it away from this folder.
wheel: .venv/dev.stamp
	rm -rf build/wheel
	$(BIN)/python -m build --outdir build/wheel/dist .
	$(call environment,build/wheel/clean)
	build/wheel/clean/bin/pip install --quiet --constraint constraints.txt build/wheel/dist/qa-*.whl
	$(BIN)/python -m pytest -m wheel tests/docs/test_wheel.py

format: .venv/dev.stamp
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

.venv/run.stamp: pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "qa needs Python 3.11 or newer; set PYTHON=")'
	$(call environment,.venv)
	$(BIN)/pip install --quiet --constraint constraints.txt --editable .
	touch $@

.venv/dev.stamp: .venv/run.stamp
	$(BIN)/pip install --quiet --constraint constraints.txt --editable '.[dev]'
	touch $@

clean:
	rm -rf .venv build src/*.egg-info
