# shellcheck shell=bash
# shellcheck disable=SC2154 # $output is set by run, of bats
# A server that only seems to be one: a folder for its files, and stand-ins for the programs that would change it.
# Sourced by setup-server.bats.

# seem_like_a_server [FOLDER]
seem_like_a_server() {
  use_server "${1:-$BATS_TEST_TMPDIR/server}"
  mkdir -p "$SEEM"/{bin,facts} "$TAS_UNDER"/{run/systemd/system,proc/net,etc/nginx/sites-enabled,etc/logrotate.d}
  printf 'ID=debian\nVERSION_ID="12"\n' >"$TAS_UNDER/etc/os-release"
  touch "$TAS_UNDER/proc/net/if_inet6" "$TAS_UNDER/etc/logrotate.d/nginx" "$CALLS"
  : >"$SEEM/facts/listening"
  echo 192.0.2.10 >"$SEEM/facts/domain-address"
  local name
  for name in id ss getent ip df dpkg-query apt-get apt-cache useradd systemctl ufw sshd runuser psql certbot nginx curl journalctl tas; do
    printf '#!/usr/bin/env bash\n. "%s"\nstand_in_for %s "$@"\n' "$BATS_TEST_DIRNAME/server-stub.bash" "$name" >"$SEEM/bin/$name"
    chmod +x "$SEEM/bin/$name"
  done
  unpack_release_at "$SEEM/task-aversion-system-1.2.3"
}

use_server() {
  export SEEM=$1 TAS_UNDER=$1/root CALLS=$1/calls REAL_NODE
  REAL_NODE=$(command -v node)
  PATH=$SEEM/bin:$PATH
}

# One that was set up for tasks.example.org, and is this test's own.
seem_like_a_set_up_server() {
  cp -a "$BATS_FILE_TMPDIR/server" "$BATS_TEST_TMPDIR/server"
  use_server "$BATS_TEST_TMPDIR/server"
  : >"$CALLS"
}

unpack_release_at() {
  mkdir -p "$1"/{dist/server,node/bin,deploy}
  touch "$1/dist/server/main.js"
  printf '{\n  "version": "1.2.3",\n}\n' >"$1/package.json"
  printf '#!/bin/sh\nexec "%s" "$@"\n' "$REAL_NODE" >"$1/node/bin/node"
  chmod +x "$1/node/bin/node"
  cp -r "$BATS_TEST_DIRNAME"/../{setup-server.sh,lib,setup,nginx,systemd} "$1/deploy/"
}

set_up() {
  run "$SEEM/task-aversion-system-1.2.3/deploy/setup-server.sh" --yes "$@" </dev/null
  # What bash itself complains about is never meant.
  [[ $output != *".sh: line "* ]] || { echo "$output" && return 1; }
}

fact() { [ -e "$SEEM/facts/$1" ]; }

stand_in_for() {
  local name=$1
  shift
  printf '%s %s\n' "$name" "$*" >>"$CALLS"
  case "$name $*" in
    "id -u") if fact not-root; then echo 1000; else echo 0; fi ;;
    "ss -Htlnp sport"*) grep -F ":${2#sport = :} " "$SEEM/facts/listening" || true ;;
    "ss -Htlnp") cat "$SEEM/facts/listening" ;;
    "getent ahosts"*) [ -s "$SEEM/facts/domain-address" ] && sed 's/$/ STREAM/' "$SEEM/facts/domain-address" ;;
    "getent passwd"*) fact user ;;
    "useradd"*) touch "$SEEM/facts/user" ;;
    "ip -o addr"*) echo "2: eth0    inet 192.0.2.10/24 scope global eth0" ;;
    "ip -4 route"*) echo "192.0.2.1 dev eth0 src 192.0.2.10 uid 0" ;;
    df*) printf 'x\nx 1 1 9000000 1%% /\n' ;;
    dpkg-query*) fact "package-${*: -1}" && echo "install ok installed" ;;
    "apt-get "*update*) ! fact apt-fails || { echo "Could not resolve" && return 100; } ;;
    "apt-get "*install*) for each in "$@"; do touch "$SEEM/facts/package-$each"; done ;;
    "systemctl -q is-active "* | "systemctl -q is-enabled "*) fact "unit-$3" ;;
    "systemctl enable --now fail2ban.service") fact guard-falls || touch "$SEEM/facts/unit-$3" ;;
    "systemctl enable --now "*) touch "$SEEM/facts/unit-$3" ;;
    "ufw show added") cat "$SEEM/facts/rules" 2>/dev/null ;;
    "ufw allow "*) echo "ufw allow $2" >>"$SEEM/facts/rules" ;;
    "ufw --force enable") touch "$SEEM/facts/firewall" ;;
    "ufw status") if fact firewall; then echo "Status: active"; else echo "Status: inactive"; fi ;;
    "sshd -T") fact no-ssh || echo "port 2222" ;;
    "runuser -u postgres -- psql -XAtqc select 1 from"*) if fact role; then echo 1; fi ;;
    "runuser -u postgres -- psql -XAtqc show port") echo 5432 ;;
    "runuser -u postgres -- psql -XAtq -v"*) cat >"$SEEM/facts/role" ;;
    "runuser"*) ;;
    psql*) [ -s "$SEEM/facts/role" ] && grep -qF "$PGPASSWORD" "$SEEM/facts/role" && echo 1 ;;
    certbot*)
      if fact authority-refuses; then echo "Detail: connection refused" && return 1; fi
      mkdir -p "$TAS_UNDER/etc/letsencrypt/live/tasks.example.org"
      echo certificate >"$TAS_UNDER/etc/letsencrypt/live/tasks.example.org/fullchain.pem"
      ;;
    curl*leads-here) fact leads-elsewhere || cat "$TAS_UNDER/var/www/task-aversion-system/.well-known/acme-challenge/leads-here" ;;
    curl*readyz) ! fact never-ready ;;
    "tas backup create") touch "$SEEM/facts/backup" ;;
    "tas backup list --json") if fact backup; then printf '{"backups":[{"provenAt":"%s","takenAt":"%s"}]}' "$(date -u +%FT%TZ)" "$(date -u +%FT%TZ)"; else echo '{"backups":[]}'; fi ;;
    *) ;;
  esac
}
