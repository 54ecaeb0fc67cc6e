#!/bin/sh
# Every check that runs no test: style, templates, imports, types, migrations, settings.
# It needs no database: DATABASE_URL names one that nobody asks.
set -eu
cd "$(dirname "$0")/.."
bin=$PWD/.venv/bin
export DEBUG=1 DEMO=1 DATABASE_URL=postgres://nobody@127.0.0.1:1/none CELERY_BROKER_URL=memory://

say() {
    printf '%s\n' "$1 ..."
}

say "Python's style (ruff)"
"$bin/ruff" check --quiet .
"$bin/ruff" format --quiet --check . || { echo "Run: make format" >&2; exit 1; }

say "The templates' style (djlint)"
"$bin/djlint" --lint --quiet templates

say "Which part imports which (import-linter)"
"$bin/lint-imports" --no-logo >/tmp/imports.$$ 2>&1 || { cat /tmp/imports.$$; rm -f /tmp/imports.$$; exit 1; }
rm -f /tmp/imports.$$

say "Types (mypy)"
"$bin/mypy" --no-error-summary

say "Every template compiles"
"$bin/python" -W error .ci/compile_templates.py

say "Models and migrations agree"
"$bin/python" -W "ignore:Got an error checking" manage.py makemigrations --check --dry-run --verbosity 1

say "Nothing to say against the production settings (check --deploy)"
# Nothing of a developer's machine comes along, not even a .env file's DEBUG.
production() {
    env -u DEMO DEBUG=0 \
        SECRET_KEY="$("$bin/python" -c 'import secrets; print(secrets.token_urlsafe(64))')" \
        ALLOWED_HOSTS=micro-internships.example.org \
        SITE_URL=https://micro-internships.example.org \
        CELERY_BROKER_URL=redis://127.0.0.1:6379/0 \
        EMAIL_URL=smtp://localhost:25 \
        "$@"
}
production DEMO=0 "$bin/python" manage.py check --deploy --fail-level WARNING
