#!/usr/bin/env bash
# Installs what `make test` needs and is not there yet: Debian packages, two cargo tools, Python and npm packages.
# Everything comes from the package registries; a second run finds it all and takes a second.
# `prepare.sh console` installs only what building the console takes: Node and its packages.
set -euo pipefail
cd "$(dirname "$0")/.."
cache=${TOUCHSTONE_CACHE:-$HOME/.cache/touchstone}
mkdir -p "$cache"
only=${1:-everything}

has() { command -v "$1" >/dev/null; }

debian() {
  local missing=()
  has node || missing+=(nodejs npm)
  [ "$only" = console ] || tests_packages
  [ ${#missing[@]} -eq 0 ] && return
  local root=()
  [ "$(id -u)" -eq 0 ] || root=(sudo)
  "${root[@]}" apt-get update -q
  "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "${missing[@]}"
}

tests_packages() {
  has chromium || missing+=(chromium)
  has shellcheck || missing+=(shellcheck)
  has python3 || missing+=(python3 python3-venv)
  compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || missing+=(postgresql)
}

# Built without optimisation, which is three times faster to build than what it saves when run.
cargo_tool() {
  local name=$1 version=$2
  shift 2
  PATH="$cache/tools/bin:$PATH" has "$name" && return
  env -u CARGO_TARGET_DIR CARGO_PROFILE_DEV_DEBUG=0 \
    cargo install --locked --debug --root "$cache/tools" "$@" "$name@$version"
}

python_packages() {
  local wanted=tests/requirements.txt stamp=$cache/venv/requirements.txt
  [ -e "$wanted" ] || return 0
  cmp -s "$wanted" "$stamp" && return
  [ -x "$cache/venv/bin/pip" ] || python3 -m venv "$cache/venv"
  "$cache/venv/bin/pip" install --quiet --requirement "$wanted"
  cp "$wanted" "$stamp"
}

# Not `npm ci`: it refuses a lock file that lacks the optional packages of other platforms, which not every registry carries.
npm_packages() {
  local stamp=node_modules/.installed-lock.json
  [ -e package-lock.json ] || return 0
  cmp -s package-lock.json "$stamp" && return
  npm install --no-save --no-audit --no-fund --loglevel=error
  cp package-lock.json "$stamp"
}

debian
npm_packages
[ "$only" = console ] && exit
cargo_tool cargo-nextest 0.9.143
cargo_tool cargo-deny 0.20.2 --no-default-features
python_packages
