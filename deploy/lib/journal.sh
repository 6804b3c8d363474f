# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # shared with change-release.sh
# What an update has done so far, in a file: whoever comes after it (its own end, a guard when it is killed, a second run)
# knows from it what to take back. Sourced, never run.

stages='begun held moving started front replaced proven'
stage=none mode=beside interrupted=no

# one_at_a_time: of two updates the second one is refused
one_at_a_time() {
  exec 9>>"$home/.update-lock"
  flock -w "${1:-2}" 9 || fail "Another update or rollback is under way here; wait for its end."
}

open_journal() {
  : >"$home/.update-journal" || fail "$home cannot be written."
  keep_in_journal way "$way"
  keep_in_journal from "$from"
  keep_in_journal to "$to"
  reached begun
  trap 'take_back $?' EXIT
  trap 'interrupted=yes && exit 130' INT TERM HUP
  post_guard
}

keep_in_journal() { printf '%s=%s\n' "$1" "$2" >>"$home/.update-journal"; }

from_journal() { sed -n "s/^$1=//p" "$home/.update-journal" | tail -n 1; }

reached() {
  stage=$1
  keep_in_journal stage "$1"
}

# been STAGE: at least that far
been() { [[ ${stages%%"$stage"*}$stage == *"$1"* ]]; }

close_journal() {
  trap - EXIT INT TERM HUP
  rm -f "$home/.update-journal" "$home/.update-words"
  stage=none
}

# A process of its own that wakes when this one and what it started are gone, however that came about: when the journal is
# there still, this one was killed, and the guard cleans up after it.
post_guard() {
  # shellcheck disable=SC2016 # the guard itself reads its arguments
  exec 8> >(exec setsid bash -c '
    trap "" INT TERM HUP
    cat >/dev/null
    [ ! -e "$1/.update-journal" ] || exec "$2" "${@:3}" --clean-up >>"$1/.update-clean-up.log" 2>&1
  ' guard "$home" "$here/update.sh" "${runtime_words[@]}" 9>&- >/dev/null 2>&1)
}

# clean_up: what an earlier run left behind, if it did
clean_up() {
  [ -e "$home/.update-journal" ] || return 0
  way=$(from_journal way) from=$(from_journal from) to=$(from_journal to) mode=$(from_journal mode) stage=$(from_journal stage)
  mode=${mode:-beside} stage=${stage:-begun}
  if [ -z "$to" ]; then
    rm -f "$home/.update-journal"
    return 0
  fi
  say "The $way from $from to $to was broken off; cleaning up."
  trap '' INT TERM HUP
  if been proven && serves "$main_port" "$to"; then
    settle
    say "Version $to serves."
  else
    bring_back || fail "Version $from does not serve yet. Look why (tas doctor), and run this again."
    say "Version $from serves."
  fi
  trap - INT TERM HUP
}

# take_back CODE: the end of a run that did not reach its end
take_back() {
  local code=$1
  trap '' INT TERM HUP
  trap - EXIT
  set +e
  if been proven; then exit "$code"; fi
  say "Going back to $from."
  if ! bring_back; then
    say "Version $from does not serve yet. Look why (tas doctor), and run the same command again."
    exit 1
  fi
  say "Version $from serves as before; nothing was changed but what stands above."
  exit $((code == 0 ? 1 : code))
}
