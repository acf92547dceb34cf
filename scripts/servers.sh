#!/usr/bin/env bash
# Starts the real servers the full suites run against, from package registries alone (no Docker):
# Redis and PostgreSQL from Debian, Elasticsearch from Maven Central. Everything lives in .cache/servers and on loopback.
#   scripts/servers.sh install   apt packages and the Elasticsearch archive, where missing
#   scripts/servers.sh start     starts what is not up, waits until each answers, writes .cache/servers/env
#   scripts/servers.sh stop      stops what it started
# ES_HEAP (512m): Elasticsearch's heap, for millions of posts more.
# Then: source .cache/servers/env   (sets REDIS_URL, POSTGRES_URL, ES_URL)
set -euo pipefail
cd "$(dirname "$0")/.."
HOME_DIR=$PWD/.cache/servers
ES_VERSION=${ES_VERSION:-9.2.4}
REDIS_PORT=56379 PG_PORT=55432 ES_PORT=59200
mkdir -p "$HOME_DIR"

say() { echo "servers: $*" >&2; }
as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi; }
# PostgreSQL and Elasticsearch refuse to run as root.
drop() { if [ "$(id -u)" = 0 ]; then setpriv --reuid=65534 --regid=65534 --clear-groups env HOME=/tmp "$@"; else "$@"; fi; }

pg_bin() { ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1; }

java_home() { # newest JDK of 21 or later
  for home in ${ES_JAVA_HOME:-} ${JAVA_HOME:-} $(ls -d /usr/lib/jvm/* 2>/dev/null | sort -rV); do
    [ -x "$home/bin/java" ] || continue
    v=$("$home/bin/java" -version 2>&1 | sed -n 's/.*version "\([0-9]*\).*/\1/p' | head -1)
    [ "${v:-0}" -ge 21 ] && { echo "$home"; return; }
  done
}

install() {
  if ! command -v redis-server >/dev/null || [ -z "$(pg_bin)" ]; then
    say "installing redis-server and postgresql"
    as_root apt-get update -qq >/dev/null
    # No cluster of its own: we make one in .cache.
    as_root sh -c 'mkdir -p /etc/postgresql-common; grep -q create_main_cluster /etc/postgresql-common/createcluster.conf 2>/dev/null || echo "create_main_cluster = false" >> /etc/postgresql-common/createcluster.conf'
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends redis-server postgresql >/dev/null
  fi
  local es=$HOME_DIR/elasticsearch-$ES_VERSION
  if [ ! -x "$es/bin/elasticsearch" ]; then
    command -v mvn >/dev/null || { say "Maven is missing: install maven to fetch Elasticsearch"; return 1; }
    say "fetching Elasticsearch $ES_VERSION"
    mvn -B -q org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy \
      -Dartifact=org.elasticsearch.distribution.integ-test-zip:elasticsearch:"$ES_VERSION":zip -DoutputDirectory="$HOME_DIR" >&2
    (cd "$HOME_DIR" && (command -v unzip >/dev/null && unzip -q -o "elasticsearch-$ES_VERSION.zip" || python3 -m zipfile -e "elasticsearch-$ES_VERSION.zip" .))
    chmod +x "$es"/bin/*
    rm -f "$HOME_DIR/elasticsearch-$ES_VERSION.zip"
  fi
}

# Patient: on a loaded machine Elasticsearch alone may take minutes.
wait_for() { # name, seconds, command...
  local name=$1 left=$2; shift 2
  until "$@" >/dev/null 2>&1; do
    left=$((left - 1)); [ "$left" -le 0 ] && { say "$name did not answer; see its log under $HOME_DIR${SERVED:+ or $SERVED}"; return 1; }
    sleep 1
  done
  say "$name is up"
}

start() {
  local es=$HOME_DIR/elasticsearch-$ES_VERSION pg data java
  pg=$(pg_bin); data=$HOME_DIR/pgdata
  redis-cli -p $REDIS_PORT -a lanting --no-auth-warning ping >/dev/null 2>&1 ||
  redis-server --port $REDIS_PORT --bind 127.0.0.1 --requirepass lanting --save '' --appendonly no --daemonize yes \
    --pidfile "$HOME_DIR/redis.pid" --logfile "$HOME_DIR/redis.log" --dir "$HOME_DIR" >/dev/null
  # The unprivileged user needs to reach the folder of the checkout; its own part of it lies in /tmp when it cannot.
  if [ "$(id -u)" = 0 ]; then
    SERVED=${TMPDIR:-/tmp}/lanting-servers; mkdir -p "$SERVED"; chown 65534:65534 "$SERVED"; data=$SERVED/pgdata
    [ -d "$SERVED/es" ] || cp -r "$es" "$SERVED/es"; es=$SERVED/es; chown -R 65534:65534 "$SERVED/es"
  fi
  [ -d "$data" ] || drop "$pg/initdb" -D "$data" -U lanting --auth=trust -E UTF8 --locale=C >"$HOME_DIR/initdb.log" 2>&1
  "$pg/pg_isready" -q -h 127.0.0.1 -p $PG_PORT ||
  drop "$pg/pg_ctl" -D "$data" -o "-p $PG_PORT -c listen_addresses=127.0.0.1 -c unix_socket_directories=/tmp -c fsync=off" -l "${SERVED:-$HOME_DIR}/postgres.log" start >/dev/null
  java=$(java_home)
  if [ -z "$java" ]; then say "no Java 21 or later: Elasticsearch is not started"
  elif ! curl -fsS -m 10 "http://127.0.0.1:$ES_PORT/_cluster/health" >/dev/null 2>&1; then
    cat >"$es/config/elasticsearch.yml" <<YML
discovery.type: single-node
xpack.security.enabled: false
http.host: 127.0.0.1
http.port: $ES_PORT
transport.host: 127.0.0.1
cluster.routing.allocation.disk.threshold_enabled: false
YML
    [ "$(id -u)" = 0 ] && chown 65534:65534 "$es/config/elasticsearch.yml"
    drop env ES_JAVA_HOME="$java" ES_JAVA_OPTS="-Xms${ES_HEAP:-512m} -Xmx${ES_HEAP:-512m}" "$es/bin/elasticsearch" -d -p "$es/pid" >"$HOME_DIR/elasticsearch.log" 2>&1
  fi
  wait_for redis 120 redis-cli -p $REDIS_PORT -a lanting --no-auth-warning ping
  wait_for postgres 120 "$pg/pg_isready" -h 127.0.0.1 -p $PG_PORT
  {
    echo "export REDIS_URL=redis://:lanting@127.0.0.1:$REDIS_PORT"
    echo "export POSTGRES_URL=postgres://lanting@127.0.0.1:$PG_PORT/postgres"
    [ -z "$java" ] || echo "export ES_URL=http://127.0.0.1:$ES_PORT"
  } >"$HOME_DIR/env"
  [ -z "$java" ] || wait_for elasticsearch 600 curl -fsS -m 10 "http://127.0.0.1:$ES_PORT/_cluster/health"
}

stop() {
  local served=${TMPDIR:-/tmp}/lanting-servers pg; pg=$(pg_bin)
  [ -f "$HOME_DIR/redis.pid" ] && kill "$(cat "$HOME_DIR/redis.pid")" 2>/dev/null || true
  for data in "$HOME_DIR/pgdata" "$served/pgdata"; do [ -d "$data" ] && drop "$pg/pg_ctl" -D "$data" -m immediate stop >/dev/null 2>&1 || true; done
  for pid in "$HOME_DIR"/elasticsearch-*/pid "$served"/es/pid; do [ -f "$pid" ] && kill "$(cat "$pid")" 2>/dev/null || true; done
  rm -f "$HOME_DIR/env"
}

case "${1:-}" in
  install) install ;;
  start) install; start ;;
  stop) stop ;;
  *) echo "usage: scripts/servers.sh install|start|stop" >&2; exit 2 ;;
esac
