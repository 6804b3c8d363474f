# shellcheck shell=bash
# shellcheck disable=SC2154 # update-places.sh
# The app under systemd: releases/VERSION, and the links current, next and previous. Sourced, never run.
#
# Every runtime gives these words; WHICH is current or next (main is what runs from current):
#   runtime_version WHICH|previous   runtime_point NAME VERSION   runtime_unpoint NAME   runtime_has VERSION
#   runtime_tas WHICH ARGS…   runtime_file WHICH PATH   runtime_start WHICH   runtime_stop WHICH   runtime_alive WHICH
#   runtime_log WHICH   runtime_fetch WHAT (sets $to)   runtime_prune KEEP…   runtime_settled

unit_of() { if [ "$1" = next ]; then echo "$unit-next.service"; else echo "$unit.service"; fi; }

runtime_has() { [ -x "$home/releases/$1/bin/tas" ]; }

runtime_version() {
  local target
  target=$(readlink "$home/$1") || return 0
  basename "$target"
}

# runtime_point NAME VERSION: never for a moment without the one or the other
runtime_point() {
  ln -sfn "releases/$2" "$home/.$1.new" && mv -fT "$home/.$1.new" "$home/$1"
}

runtime_unpoint() { rm -f "$home/$1"; }

# As the app's own user and with nothing of the caller's surroundings, so that .env is what counts.
runtime_tas() {
  local which=$1
  shift
  (umask 077 && cd "$home" && setpriv --reuid="$app_user" --regid="$app_user" --init-groups \
    env -i PATH="$PATH" HOME="$under$state" LANG=C.UTF-8 "$home/$which/bin/tas" "$@")
}

runtime_file() { cat "$home/$1/$2" 2>/dev/null; }

runtime_start() {
  systemctl reset-failed "$(unit_of "$1")" 2>/dev/null
  systemctl restart "$(unit_of "$1")"
}

runtime_stop() { systemctl stop "$(unit_of "$1")"; }

runtime_alive() { case $(systemctl is-active "$(unit_of "$1")") in active | activating | reloading) ;; *) return 1 ;; esac }

runtime_log() { journalctl -u "$(unit_of "$1")" -n 12 --no-pager -o cat; }

# The release is in a tarball, which is unpacked beside the others.
runtime_fetch() {
  local what=$1
  if [[ $what =~ ^[0-9][A-Za-z0-9.+-]*$ ]] && runtime_has "$what"; then
    to=$what
    already "release $to lies in $home/releases"
    return 0
  fi
  fetch_file "$what" "$home/.fetched" "$unit-{version}-linux-$(uname -m | sed 's/x86_64/x64/; s/aarch64/arm64/').tar.gz"
  unpack_release "$fetched"
  rm -rf "$home/.fetched"
}

# unpack_release TARBALL: into releases/VERSION, at once or not at all; sets $to
unpack_release() {
  local part=$home/.unpacked top
  rm -rf "$part"
  mkdir -p "$part"
  tar -xzf "$1" -C "$part" --no-same-owner || fail "The release cannot be unpacked; is there room on the disk? (df -h $home)"
  top=$(ls "$part")
  to=${top#"$unit"-}
  { [ "$top" = "$unit-$to" ] && [ -x "$part/$top/bin/tas" ]; } || fail "\"$1\" is no release of the Task Aversion System."
  chmod -R u=rwX,go=rX "$part/$top"
  [ "$("$part/$top/bin/tas" --version)" = "$to" ] || fail "The release $to does not run on this machine; is it the one for $(uname -m)?"
  [ "$to" = "$(runtime_version current)" ] || { rm -rf "$home/releases/$to" && mv "$part/$top" "$home/releases/$to"; }
  rm -rf "$part"
}

# runtime_prune KEEP…: all other releases go
runtime_prune() {
  local each
  for each in "$home"/releases/*; do
    [[ " $* " == *" $(basename "$each") "* ]] || { rm -rf "$each" && say "done: release $(basename "$each") is removed"; }
  done
}

runtime_settled() { :; }
