#!/usr/bin/env bats
# shellcheck disable=SC2154,SC2030,SC2031 # set by update-stub.bash; each test has its own shell
# An update or a rollback that is interrupted or killed at any of its steps, on a server of pretence.

load update-stub

setup() { make_world; }

# count_steps KIND COMMAND: how many steps an undisturbed run has
count_steps() {
  prepare "$@" && begin "$2"
  wc -l <"$world/steps"
}

# prepare KIND update|rollback: a fresh world, in which that can be begun
prepare() {
  rm -rf "$BATS_TEST_TMPDIR/world"
  make_world
  echo "$1" >"$world/migration"
  [ "$2" = update ] || update "$tarball" >/dev/null
  : >"$world/steps"
}

begin() {
  if [ "$1" = update ]; then set -- update.sh "$tarball"; else set -- rollback.sh; fi
  # shellcheck disable=SC2016 # the inner shell writes its own number
  bash -c 'echo $$ >"$world/pid"; exec "$@"' begin "$project/deploy/$1" --patience 1 --lead 0 "${@:2}" >"$world/said" 2>&1
}

# How far it was decides which one serves, but one does, on its own data, and nothing is left lying about.
one_is_at_rest() { at_rest 1.0.0 || at_rest 2.0.0; }

until_clean() {
  local tries
  for tries in $(seq 100); do
    [ ! -e "$home/.update-journal" ] && flock -n "$home/.update-lock" true && return 0
    /bin/sleep 0.1
  done
  echo "not cleaned up after $tries looks: $(cat "$home/.update-clean-up.log")"
  return 1
}

# at_every_step SIGNAL KIND COMMAND
at_every_step() {
  local signal=$1 kind=$2 command=$3 number steps
  steps=$(count_steps "$kind" "$command")
  [ "$steps" -ge 8 ]
  for number in $(seq "$steps"); do
    prepare "$kind" "$command"
    echo "$number" >"$world/kill"
    echo "$signal" >"$world/signal"
    begin "$command" || true
    after_it "$command" || { echo "--- $signal at step $number of $steps:" && cat "$world/steps" "$world/said" && return 1; }
  done
}

@test "killed at any step, the guard sees to it that one of both serves" {
  after_it() { until_clean && one_is_at_rest; }
  at_every_step KILL hold update
}

@test "a rollback of data killed at any step: one of both serves, on data that it can live with" {
  after_it() { until_clean && one_is_at_rest; }
  at_every_step KILL hold rollback
}

@test "interrupted at any step, it goes back by itself, or has come through" {
  after_it() { [ ! -e "$home/.update-journal" ] && one_is_at_rest; }
  at_every_step INT beside update
  at_every_step TERM hold update
}

@test "killed together with its guard, the second run cleans up and goes on" {
  after_it() {
    # Beside the old release nobody goes without an answer, not even now.
    [ "$(serving)" != nobody ] || return 1
    update "$tarball" || return 1
    at_rest 2.0.0
  }
  printf '#!/bin/sh\nexit 0\n' >"$BATS_TEST_TMPDIR/setsid"
  chmod +x "$BATS_TEST_TMPDIR/setsid"
  export PATH=$BATS_TEST_TMPDIR:$PATH
  at_every_step KILL beside update
}
