# Every target sets up what it needs: Python 3.11 or later, pip and make are enough.

PYTHON ?= python3
HOST   ?= 127.0.0.1
PORT   ?= 8000
# The resolver behind `make lock`; nothing else uses it.
UV     := uv==0.13.8

BIN := .venv/bin

# One cache of compiled kernels for the service, the tests and the benchmarks. Numba renews a kernel when its
# own file changes, but not when a kernel that it calls does: hence a cache for each state of all their files.
KERNELS := $(shell grep -rl --include='*.py' numba core 2>/dev/null | sort | xargs cat /dev/null | cksum | cut -d' ' -f1)
export NUMBA_CACHE_DIR ?= $(CURDIR)/.cache/kernels/$(KERNELS)
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# Linear algebra here is small, and runs on threads of our own: BLAS threads would only wait for each other.
export OPENBLAS_NUM_THREADS := 1

# Into an empty cache all kernels at once, in several processes; what is missing in any other compiles when needed.
kernels = test -d "$(NUMBA_CACHE_DIR)" || { echo "compiling the kernels"; $(BIN)/python -m service --warm; }

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help serve test check format openapi bench lock clean

help: ## list the targets
	@grep -E '^[a-z]+:.*## ' $(firstword $(MAKEFILE_LIST)) | sed -E 's/^([a-z]+):.*## (.*)/\1	\2/' | expand -t 10

serve: .venv/.ready-runtime ## run the service on HOST:PORT (127.0.0.1:8000)
	@$(kernels)
	@exec env RHEOBASE_HOST=$(HOST) RHEOBASE_PORT=$(PORT) $(BIN)/python -m service

test: .venv/.ready-dev ## run the tests (ARGS="tests/core -n0" runs some of them)
	@$(kernels)
	$(BIN)/python -m pytest $(ARGS)

check: .venv/.ready-dev ## formatting, lint, types, import contracts, OpenAPI snapshot, Dockerfile
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m service.openapi --check
	$(BIN)/hadolint Dockerfile

format: .venv/.ready-dev ## format the sources, order the imports, apply the safe fixes
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

openapi: .venv/.ready-runtime ## write openapi/openapi.json from the application
	$(BIN)/python -m service.openapi

bench: .venv-bench/.ready-bench ## measure against the peers (ARGS="name" measures one workload)
	.venv-bench/bin/python -m benchmarks $(ARGS)

lock: .venv/.created ## resolve pyproject.toml into requirements*.txt (ARGS=--upgrade for newer versions)
	@$(call pip,.venv) install --quiet "$(UV)"
	$(resolve) --output-file requirements.txt
	$(resolve) --constraints requirements.txt --group dev --output-file requirements-dev.txt
	$(resolve) --constraints requirements-dev.txt --group bench --output-file requirements-bench.txt

clean: ## remove the environments and every cache
	rm -rf .venv .venv-bench .cache .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# No index is named in the files: each machine's own configuration decides where packages come from.
# One version of each package for every Python: what the tests ran with is what the image ships.
resolve = $(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --fork-strategy fewest \
	--generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links --quiet $(ARGS)

# The outer pip works inside an environment that has none, which is all that a bare Debian can make
# (its ensurepip is a package apart); a Python without pip makes an environment with one.
has_pip = $(PYTHON) -m pip --version > /dev/null 2>&1
pip = $$($(has_pip) && echo $(PYTHON) -m pip --python $(1)/bin/python || echo $(1)/bin/python -m pip)

.venv/.created .venv-bench/.created:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or later is needed; name one with: make PYTHON=/path/to/python3" >&2; exit 1; }
	@$(PYTHON) -m venv --clear $$($(has_pip) && echo --without-pip) $(@D)
	@touch $@

.venv/.ready-runtime: requirements.txt | .venv/.created
.venv/.ready-dev: requirements-dev.txt | .venv/.created
.venv-bench/.ready-bench: requirements-bench.txt | .venv-bench/.created .compilers

# numbalsoda, a peer, comes as source only.
.PHONY: .compilers
.compilers:
	@command -v gfortran > /dev/null && command -v c++ > /dev/null || \
		{ echo "make bench builds a peer from source: install g++ and gfortran first" >&2; exit 1; }

%/.ready-runtime %/.ready-dev %/.ready-bench:
	@echo "installing $< into $(@D)"
	@$(call pip,$(@D)) install --quiet --require-hashes --requirement $<
	@touch $@
