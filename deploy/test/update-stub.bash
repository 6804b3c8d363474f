# shellcheck shell=bash
# A server of pretence below a folder: releases 1.0.0 (running) and 2.0.0 (in a tarball), with stand-ins for what update.sh
# calls. Each stand-in writes down what it was asked ($world/steps), and fails where $world/broken/NAME is.

project=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)

make_world() {
  world=$BATS_TEST_TMPDIR/world
  home=$world/opt/task-aversion-system
  mkdir -p "$world"/{bin,broken,running,fetched} "$home/releases" "$world/etc/nginx/task-aversion-system" "$world/var/lib/task-aversion-system"
  : >"$world/steps"
  echo 1 >"$world/schema"
  echo none >"$world/migration"
  echo 'server 127.0.0.1:8080;' >"$world/etc/nginx/task-aversion-system/upstream.conf"
  make_release 1.0.0 "$home/releases/1.0.0"
  ln -s releases/1.0.0 "$home/current"
  echo 1.0.0 >"$world/running/main"
  make_tarball 2.0.0
  for each in systemctl nginx setpriv curl journalctl sleep pgrep; do
    printf '#!/usr/bin/env bash\n. %q\nstub_%s "$@"\n' "$BATS_TEST_DIRNAME/update-stub-programs.bash" "$each" >"$world/bin/$each"
    chmod +x "$world/bin/$each"
  done
  export world TAS_UNDER=$world PATH=$world/bin:$PATH
}

make_release() {
  mkdir -p "$2/bin"
  printf '#!/usr/bin/env bash\nworld=%q\n. %q\nstub_tas %s "$@"\n' "$world" "$BATS_TEST_DIRNAME/update-stub-programs.bash" "$1" >"$2/bin/tas"
  chmod +x "$2/bin/tas"
  printf '# Changelog\n\n## 2.0.0\n\n## 1.0.0\n' >"$2/CHANGELOG.md"
}

make_tarball() {
  local name=task-aversion-system-$1
  tarball=$world/fetched/$name-linux-x64.tar.gz
  make_release "$1" "$world/fetched/$name"
  tar -C "$world/fetched" -czf "$tarball" "$name"
  (cd "$world/fetched" && sha256sum "$(basename "$tarball")" >"$tarball.sha256")
}

update() { "$project/deploy/update.sh" --patience 1 --lead 0 "$@"; }
rollback() { "$project/deploy/rollback.sh" --patience 1 --lead 0 "$@"; }

breaks() { touch "$world/broken/$1"; }

# serving: which version the front leads to, provided it can run on the data as it is
serving() {
  local which=main version
  grep -q 8081 "$world/etc/nginx/task-aversion-system/upstream.conf" && which=next
  version=$(cat "$world/running/$which" 2>/dev/null) || { echo nobody && return; }
  if [ "$(cat "$world/migration")" = hold ] && [ "${version%%.*}" != "$(cat "$world/schema")" ]; then
    echo "$version on foreign data"
  else
    echo "$version"
  fi
}

# at_rest VERSION: it serves from its own place, and nothing is left of the way there
at_rest() {
  [ "$(serving)" = "$1" ] || { echo "serves: $(serving)" && return 1; }
  [ "$(readlink "$home/current")" = "releases/$1" ] || { echo "current: $(readlink "$home/current")" && return 1; }
  [ "$(cat "$world/running/main")" = "$1" ] || { echo "main runs another one" && return 1; }
  for each in "$world/running/next" "$home/next" "$home/.update-journal" "$world/notice"; do
    if [ -e "$each" ] || [ -L "$each" ]; then echo "left behind: $each" && return 1; fi
  done
}

# in_order STEP…: these were asked for in this order, others between them or not
in_order() {
  local line wanted=("$@")
  while read -r line; do
    [ ${#wanted[@]} -gt 0 ] && [ "$line" = "${wanted[0]}" ] && wanted=("${wanted[@]:1}")
  done <"$world/steps"
  [ ${#wanted[@]} = 0 ] || { echo "not in its place: ${wanted[0]}" && cat "$world/steps" && return 1; }
}

never() {
  ! grep -qE -- "$1" "$world/steps" || { echo "was done: $1" && return 1; }
}
