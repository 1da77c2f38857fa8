# Daily commands: `just` lists them, `just check` is what has to pass before a change goes in.

_list:
    @just --list --unsorted

# Set up, format check, lint, types, layers, rule examples, tests
check:
    .ci/run

# The tests, or some of them: just test tests/test_engine.py -k skip
test *ARGS:
    .venv/bin/python -m pytest {{ARGS}}

# Format, and mend what can be mended
fix:
    .venv/bin/ruff format .
    .venv/bin/ruff check --fix .

# Run the examples in the rule files
rules:
    .venv/bin/goallint rules test

# Write the example documents again
examples:
    .venv/bin/python -m examples.build

# Write what the commands in the readmes and in tests/cases really put out
output:
    GOALLINT_UPDATE_README=1 .venv/bin/python -m pytest -q tests/test_readme.py
    GOALLINT_UPDATE_CASES=1 .venv/bin/python -m pytest -q tests/test_cli_cases.py

# Write the pages about rules, profiles and the rule language, and the schemas
docs:
    .venv/bin/python docs/build.py

# How well the examples hold the rules: just mutation, just mutation A001
mutation *RULES:
    .venv/bin/python -m tests.mutation {{RULES}}

# Fuzz one target: just fuzz values --seconds 60; without a name, which ones there are
fuzz *ARGS:
    .venv/bin/python -m tests.fuzz.run {{ARGS}}

# Measure, and write benchmarks/RESULTS.md
bench:
    .venv/bin/python -m benchmarks.run
