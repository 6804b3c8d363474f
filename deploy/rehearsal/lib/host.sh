# shellcheck shell=bash
# shellcheck disable=SC2154 # $work, $project and $rehearsal are set by run
# What the rehearsal needs on this machine: Debian packages, a few newer ones beside them, and a container engine of its own.

# need PACKAGE…: installs what is missing. Nothing is started by it.
need() {
  local missing=() each
  for each in "$@"; do dpkg-query -W -f='${Status}' "$each" 2>/dev/null | grep -q ' installed$' || missing+=("$each"); done
  [ ${#missing[@]} -gt 0 ] || return 0
  [ -n "${lists_read:-}" ] || apt-get -qq update
  lists_read=yes
  DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends -o Dpkg::Use-Pty=0 install "${missing[@]}"
}

# newer PACKAGE…: unpacks packages of the next Debian into $work/newer, without touching this system's own.
newer() {
  local lists=$work/newer-lists each
  mkdir -p "$lists/partial" "$work/newer-debs" "$work/newer"
  for each in "$@"; do compgen -G "$work/newer-debs/${each}_*.deb" >/dev/null || local wanted=yes; done
  if [ "${wanted:-no}" = yes ]; then
    printf 'deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] %s trixie main\n' "$(debian_mirror)" >"$work/newer.list"
    local options=(-qq -o "Dir::Etc::sourcelist=$work/newer.list" -o Dir::Etc::sourceparts=/dev/null -o "Dir::State::lists=$lists")
    apt-get "${options[@]}" update && (cd "$work/newer-debs" && apt-get "${options[@]}" download "$@") || return 1
  fi
  for each in "$@"; do dpkg -x "$work/newer-debs/${each}"_*.deb "$work/newer"; done
}

debian_mirror() {
  { cat /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null || true; } | grep -vE '^[[:space:]]*#' | grep -oE 'https?://[^ ]+/debian' | head -n 1
}

# with_engine: a Docker Engine with its own folders and socket, with compose and buildx; nothing of the host's is touched.
with_engine() {
  [ -z "${DOCKER_HOST:-}" ] || return 0
  need docker.io iptables
  newer docker-compose docker-buildx || return 1
  export DOCKER_CONFIG=$work/docker/config DOCKER_HOST=unix://$work/docker/engine.sock
  mkdir -p "$DOCKER_CONFIG/cli-plugins"
  find "$work/newer" -path '*cli-plugins/docker-*' -type f -exec cp {} "$DOCKER_CONFIG/cli-plugins/" \;
  start_engine
  at_end stop_engine
}

start_engine() {
  (exec setsid /usr/sbin/dockerd --data-root "$work/docker/data" --exec-root "$work/docker/run" --pidfile "$work/docker/engine.pid" \
    --host "$DOCKER_HOST" --insecure-registry 127.0.0.0/8 >>"$work/docker/engine.log" 2>&1 </dev/null) &
  until_true 30 docker version
}

stop_engine() {
  kill "$(cat "$work/docker/engine.pid")" 2>/dev/null
  until_true 30 not docker version
}

not() { ! "$@"; }
