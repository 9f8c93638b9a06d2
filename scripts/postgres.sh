#!/usr/bin/env bash
# A PostgreSQL server of the tests' own: `start` prints its address, `stop` ends it and removes its files.
# It listens on a free port of this machine only, keeps nothing safe (fsync is off) and is shared by all runs of one user.
set -euo pipefail
folder=${TMPDIR:-/tmp}/touchstone-postgres-$(id -u)
compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || { echo "PostgreSQL is not installed: apt-get install postgresql" >&2; exit 1; }
bin=$(dirname "$(compgen -G '/usr/lib/postgresql/*/bin/initdb' | sort -V | tail -n 1)")

# PostgreSQL refuses to run as root.
as_owner() {
  if [ "$(id -u)" -eq 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi
}

is_up() { as_owner "$bin/pg_ctl" --pgdata "$folder/data" status >/dev/null 2>&1; }

start() {
  if ! is_up; then
    rm -rf "$folder"
    mkdir -m 700 "$folder"
    [ "$(id -u)" -ne 0 ] || chown postgres "$folder"
    as_owner "$bin/initdb" --pgdata "$folder/data" --username touchstone --auth trust --encoding UTF8 --locale C >/dev/null
    local port
    port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
    echo "$port" >"$folder/port"
    as_owner "$bin/pg_ctl" --pgdata "$folder/data" --log "$folder/log" --wait start -o \
      "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories=$folder -c fsync=off -c max_connections=300" >/dev/null 9>&-
  fi
  echo "postgres://touchstone@127.0.0.1:$(cat "$folder/port")/postgres"
}

stop() {
  if is_up; then as_owner "$bin/pg_ctl" --pgdata "$folder/data" --mode immediate stop >/dev/null; fi
  rm -rf "$folder"
}

# One at a time: tests are processes of their own, and the first of them starts the server.
case ${1:-} in
  start | stop) exec 9>"$folder.lock"; flock 9; "$1" ;;
  *) echo "usage: postgres.sh start|stop" >&2; exit 2 ;;
esac
