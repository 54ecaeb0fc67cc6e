#!/bin/sh
# Make the virtual environment with the first Python that will do, and put uv into it.
# Usage: make_environment.sh FOLDER UV_VERSION
set -eu
folder=$1
uv_version=$2

suits() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

python=
for candidate in python3 python3.14 python3.13 python3.12 python3.11 python; do
    if suits "$candidate"; then
        python=$candidate
        break
    fi
done
if [ -z "$python" ]; then
    echo "Python 3.11 or newer is needed, and none was found. Install it with: sudo apt-get install python3 python3-venv" >&2
    exit 1
fi
if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    echo "Python $version cannot make virtual environments here. Install that part with: sudo apt-get install python$version-venv" >&2
    exit 1
fi

if ! suits "$folder/bin/python" || ! "$folder/bin/python" -m pip --version >/dev/null 2>&1; then
    echo "Making $folder with $("$python" --version) ..."
    "$python" -m venv --clear "$folder"
fi
if [ "$("$folder/bin/uv" --version 2>/dev/null | cut -d' ' -f2)" != "$uv_version" ]; then
    echo "Installing uv $uv_version ..."
    "$folder/bin/python" -m pip install --quiet --disable-pip-version-check "uv==$uv_version"
fi
