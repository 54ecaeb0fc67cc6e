#!/bin/sh
# See that the programs named are there, each from the Debian package of its own name.
# Without the right to install them this says what to install and fails: nothing is skipped.
set -eu

missing=
for program in "$@"; do
    command -v "$program" >/dev/null || missing="$missing $program"
done
[ -n "$missing" ] || exit 0

as_root=
if [ "$(id -u)" -ne 0 ]; then
    as_root="sudo -n"
fi
if command -v apt-get >/dev/null && $as_root true 2>/dev/null; then
    echo "Installing$missing ..."
    log=$(mktemp)
    # shellcheck disable=SC2086
    if $as_root apt-get update >"$log" 2>&1 </dev/null &&
        $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $missing >>"$log" 2>&1 </dev/null; then
        rm -f "$log"
        exit 0
    fi
    tail -n 15 "$log" >&2
    rm -f "$log"
fi
echo "Programs are missing. Install them with: sudo apt-get install$missing" >&2
exit 1
