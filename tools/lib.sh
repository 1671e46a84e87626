# Shared by the scripts of this folder; source it from the repository's root.

# configure DIRECTORY COMPILER [MESON OPTION …]: sets a build folder up once; meson keeps it current afterwards.
configure() {
    local directory=$1 compiler=$2
    shift 2
    [ -e "$directory/build.ninja" ] && return
    mkdir -p "$(dirname "$directory")"
    command -v ccache >/dev/null && compiler="ccache $compiler"
    CC="$compiler" meson setup "$directory" "$@" >"$directory.log" 2>&1 || {
        cat "$directory.log" >&2
        return 1
    }
}

# npm_install DIRECTORY: npm ci, only when the lock file has changed since the last time.
npm_install() {
    local stamp="$1/node_modules/.installed"
    if ! cmp -s "$1/package-lock.json" "$stamp"; then
        (cd "$1" && npm ci --no-audit --no-fund --loglevel=error)
        cp "$1/package-lock.json" "$stamp"
    fi
}

# start_postgresql DIRECTORY: a throw-away PostgreSQL on a free port of 127.0.0.1; sets POSTGRESQL_URL. Stop it with stop_postgresql.
start_postgresql() {
    local directory=$1 bin as=()
    bin=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
    mkdir -p "$directory"
    if [ "$(id -u)" -eq 0 ]; then
        as=(runuser -u postgres --)
        chown postgres "$directory"
    fi
    "${as[@]}" "$bin/initdb" -D "$directory/data" -A trust -U luoshi -E UTF8 --locale=C.UTF-8 >/dev/null
    local port
    port=$(/usr/bin/python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
    "${as[@]}" "$bin/pg_ctl" -D "$directory/data" -w -l "$directory/data/log" \
        -o "-p $port -h 127.0.0.1 -k '$directory' -c fsync=off -c max_connections=300" start >/dev/null
    POSTGRESQL_DIRECTORY=$directory
    POSTGRESQL_URL="postgresql://luoshi@127.0.0.1:$port/postgres"
    export POSTGRESQL_URL
}

stop_postgresql() {
    [ -n "${POSTGRESQL_DIRECTORY:-}" ] || return 0
    local as=()
    [ "$(id -u)" -ne 0 ] || as=(runuser -u postgres --)
    "${as[@]}" "$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -n 1)/pg_ctl" -D "$POSTGRESQL_DIRECTORY/data" -m immediate stop >/dev/null 2>&1 || true
    rm -rf "$POSTGRESQL_DIRECTORY"
}
