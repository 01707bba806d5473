# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Each check is a session of noxfile.py. All paths are relative: make does not support spaces in the path of a target.

# Set it to choose the interpreter of .venv: make PYTHON=python3.12 demo
PYTHON = $(shell python3 tests/tools/interpreters.py)
LOCK = tests/requirements/lock/dev.txt
NOX = .venv/bin/python -m nox

# Let Python write byte code, whatever the caller has set: without it, every module process is slower.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help demo test benchmark check docs format lock clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' Makefile

demo: .venv/ready ## run the collection on an emulated AWS
	@.venv/bin/python tests/demo/run.py

# The quick checks first, which fail within a minute. CONTRIBUTING.md has the weekly sessions.
test: export CI = true
test: .venv/ready ## everything that CI runs
	@$(NOX) --parallel auto --tags quick
	@$(NOX) --parallel auto --tags full
	@$(NOX) --session system

benchmark: .venv/ready ## compare the speed with amazon.aws and boto3 (half an hour)
	@.venv/bin/python tests/benchmark/run.py

# With CI set, formatters fail instead of rewriting the files.
check: export CI = true
check: .venv/ready ## the quick checks: format, lint, types, unit tests
	@$(NOX) --parallel auto --tags quick

docs: .venv/ready ## build and test the documentation site, in build/docs
	@$(NOX) --session docs

format: .venv/ready ## rewrite the code in the common format
	@$(NOX) --session formatters

lock: .venv/ready ## resolve the locked versions of all dependencies again
	@.venv/bin/python tests/tools/lock.py

clean: ## remove the files of the other commands
	rm -rf .ansible .coverage .mypy_cache .nox .pytest_cache .ruff_cache .venv build tests/output

.venv: .venv/ready

# uv installs in seconds, pip in minutes.
.venv/ready: $(LOCK) tests/tools/byte_code.py
	@.venv/bin/python -c '' 2>/dev/null || { test -n "$(PYTHON)" && "$(PYTHON)" -m venv --clear .venv; }
	.venv/bin/python -m pip install --quiet --disable-pip-version-check --constraint $(LOCK) uv
	.venv/bin/python -m uv pip install --quiet --python .venv/bin/python --requirements $(LOCK)
	.venv/bin/python tests/tools/byte_code.py
	@touch $@
