# Everything a newcomer, a developer and a nightly job call. `make help` lists it. Works with GNU make 3.81 and later.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

VENV := .venv
BIN := $(VENV)/bin
# Processes that pytest runs side by side.
WORKERS ?= 2
# More words for pytest, such as PYTEST="-k mailbox -x".
PYTEST ?=
# What pytest makes of the tests is kept for the next run: to compile them takes seven seconds in each process.
COMPILED = env -u PYTHONDONTWRITEBYTECODE
PIP := $(BIN)/python -m pip install --disable-pip-version-check --require-hashes --no-deps --only-binary :all:
UV = $(firstword $(wildcard $(BIN)/uv) $(shell command -v uv))
LOCK = "$(UV)" pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --quiet

# $(call failed,what failed,what to do). No commas: make would take them for the next argument.
failed = { printf '\n%s\n%s\n' "$(1)" "$(2)" >&2; exit 1; }
ONLINE := Check the internet connection and the proxy settings, then run the same command again: it goes on where it stopped.

.PHONY: help
help: ## list what can be made
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /\1|/' \
	  | while IFS='|' read -r name words; do printf '  make %-10s %s\n' "$$name" "$$words"; done

.PHONY: run
run: setup ## set up what is missing, fill in the demo council, and serve on this computer
	@$(BIN)/candour demo \
	  || $(call failed,The demo council could not be filled in. The reason stands above.,To begin again with an empty council remove the folder var and run: make run)
	@exec $(BIN)/candour serve

# It has a council of its own: what goes to anybody but the person played is lost there.
.PHONY: playground
playground: setup tools/playground/node_modules/run.stamp ## Microsoft's own stand-in for Teams, as somebody of the demo council (AS="Aiko Gatenby")
	@export CANDOUR_DATA="$${CANDOUR_DATA:-var/playground}" PATH="$(CURDIR)/$(BIN):$$PATH"; \
	candour demo \
	  || $(call failed,The demo council could not be filled in. The reason stands above.,To begin again with an empty council remove the folder var/playground and run: make playground); \
	exec python -m bot.local.playground $(if $(AS),--as "$(AS)")

.PHONY: setup
setup: $(VENV)/run.stamp node_modules/run.stamp ## install what running needs, nothing else

# A Python of at least 3.11. PYTHON=/path/to/python3 chooses one.
$(BIN)/python:
	@found=; for candidate in "$${PYTHON:-python3}" python3 python3.14 python3.13 python3.12 python3.11 python; do \
	  if "$$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then \
	    found=$$candidate; break; \
	  fi; \
	done; \
	[ -n "$$found" ] \
	  || $(call failed,Python 3.11 or newer was not found.,Install it from python.org or with your package manager. If it is there already say where: make run PYTHON=/path/to/python3); \
	echo "Step 1 of 4: a virtual environment with $$("$$found" --version) in $(VENV)"; \
	"$$found" -m venv $(VENV) \
	  || { rm -rf $(VENV); $(call failed,The virtual environment could not be made.,On Debian and Ubuntu: sudo apt install python3-venv. Then run the same command again.); }

$(VENV)/run.stamp: requirements.lock pyproject.toml | $(BIN)/python
	@echo "Step 2 of 4: $$(grep -c '^[a-z].*==' requirements.lock) Python packages, each checked against its hash (about a minute)"
	@$(PIP) -r requirements.lock \
	  || $(call failed,The Python packages could not be installed.,$(ONLINE))
	@echo "Step 3 of 4: Candour itself"
	@$(BIN)/python -m pip install --disable-pip-version-check --quiet --no-deps --no-build-isolation --editable . \
	  || $(call failed,Candour could not be installed into $(VENV).,Run make clean and then the same command again.)
	@touch $@

$(VENV)/dev.stamp: requirements-dev.lock $(VENV)/run.stamp
	@echo "What the tests need: $$(grep -c '^[a-z].*==' requirements-dev.lock) Python packages, each checked against its hash"
	@$(PIP) -r requirements-dev.lock \
	  || $(call failed,The Python packages for the tests could not be installed.,$(ONLINE))
	@touch $@

# Where npm is: the machine's own when it works, else one from a wheel.
$(VENV)/npm: requirements-node.lock | $(BIN)/python
	@if npm --version >/dev/null 2>&1; then command -v npm > $@; exit 0; fi; \
	echo "This computer has no npm: installing one into $(VENV) (about 60 MB)"; \
	$(PIP) -r requirements-node.lock || $(call failed,npm could not be installed.,$(ONLINE)); \
	echo "$(CURDIR)/$(BIN)/npm" > $@

node_modules/run.stamp: package.json package-lock.json $(VENV)/npm
	@echo "Step 4 of 4: the card renderer of the try-out page, from npm"
	@PATH="$(CURDIR)/$(BIN):$$PATH" "$$(cat $(VENV)/npm)" ci --omit=dev --ignore-scripts --no-progress \
	  || $(call failed,The npm packages could not be installed.,$(ONLINE))
	@touch $@

node_modules/dev.stamp: package.json package-lock.json $(VENV)/npm
	@echo "What running and the tests need from npm"
	@PATH="$(CURDIR)/$(BIN):$$PATH" "$$(cat $(VENV)/npm)" ci --ignore-scripts --no-progress \
	  || $(call failed,The npm packages for the tests could not be installed.,$(ONLINE))
	@touch node_modules/run.stamp $@

tools/playground/node_modules/run.stamp: tools/playground/package.json tools/playground/package-lock.json $(VENV)/npm
	@echo "Microsoft 365 Agents Playground, from npm (15 MB)"
	@cd tools/playground && PATH="$(CURDIR)/$(BIN):$$PATH" "$$(cat $(CURDIR)/$(VENV)/npm)" ci --ignore-scripts --no-progress \
	  || $(call failed,The Playground could not be installed.,$(ONLINE))
	@touch $@

.PHONY: ready
ready: $(VENV)/dev.stamp node_modules/dev.stamp tools/playground/node_modules/run.stamp

.PHONY: test
test: ready ## every test but the longest
	@$(COMPILED) $(BIN)/python -m pytest -n $(WORKERS) --dist worksteal $(PYTEST)

.PHONY: check
check: ready ## style, types and walls
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

.PHONY: trust
trust: ready ## the trust figures at full size, and each rule on all its made-up examples
	@$(COMPILED) CANDOUR_TRUST=full $(BIN)/python -m pytest tests/trust -m "not benchmark" $(PYTEST)
	@$(COMPILED) CANDOUR_TRUST=full $(BIN)/python -m pytest tests --ignore tests/trust -m "hypothesis and not full" $(PYTEST)

.PHONY: bench
bench: ready ## how fast it is, measured here
	@for file in $$(find tests -name 'bench_*.py' | sort); do \
	  module=$$(echo "$${file%.py}" | tr / .); echo "== $$module"; $(BIN)/python -m "$$module" || exit 1; \
	done

.PHONY: pictures
pictures: ready ## take the pictures of the documents again, in a real browser
	@$(BIN)/python -m pytest tests/browser --pictures docs/pictures $(PYTEST)

.PHONY: forms
forms: setup ## every form's questions, for the people who own the words
	@$(BIN)/candour forms

.PHONY: manifest
manifest: setup ## the Teams app package, from CANDOUR_APP_ID and CANDOUR_PUBLIC_URL
	@$(BIN)/candour manifest

.PHONY: lock
lock: ## pin every package again, with hashes (needs uv)
	@[ -n "$(UV)" ] || $(call failed,uv was not found.,Install it with: $(BIN)/python -m pip install uv)
	$(LOCK) pyproject.toml --extra build -o requirements.lock
	$(LOCK) pyproject.toml --extra build --extra dev -c requirements.lock -o requirements-dev.lock
	$(BIN)/python -c 'import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["project"]["optional-dependencies"]["node"], sep="\n")' \
	  | $(LOCK) - -o requirements-node.lock

.PHONY: clean
clean: ## remove what was installed and built; var, where the data is, stays
	@rm -rf $(VENV) node_modules tools/playground/node_modules build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache *.egg-info
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
