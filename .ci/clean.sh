#!/bin/sh
# Remove what the project generated, except while its demonstration runs.
set -eu
cd "$(dirname "$0")/.."
root=$(pwd -P)
if [ -e var/demo.lock ] && command -v flock >/dev/null && ! flock -n var/demo.lock true; then
    echo "The demonstration is running. Stop it with Ctrl-C first." >&2
    exit 1
fi
# The database of a root user lives here when nobody else may enter the clone (embedded.py).
clone=$(printf %s "$root/var" | sha256sum | cut -c 1-12)
rm -rf "/var/tmp/microinternships-$clone"-*
rm -rf .venv var staticfiles test-results .pytest_cache .ruff_cache .mypy_cache .hypothesis .import_linter_cache
find . -name __pycache__ -type d -prune -exec rm -rf {} +
