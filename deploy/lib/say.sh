# shellcheck shell=bash
# The words in which every script of the kit speaks: one sentence a step, "done", "already" or "would". Sourced, never run.

dry=${dry:-no}
changes=0 kept=0 step=''

say() { printf '%s\n' "$*"; }

note() { printf 'note: %s\n' "$*"; }

fail() {
  trap - ERR
  printf '%s\n' "$*" >&2
  exit 1
}

already() {
  kept=$((kept + 1))
  printf 'already: %s\n' "$*"
}

# doing "what" COMMAND ARGS…: says it when the command has succeeded; a dry run only says what it would do.
doing() {
  step=$1
  shift
  changes=$((changes + 1))
  if [ "$dry" = yes ]; then
    printf 'would: %s\n' "$step"
    return 0
  fi
  "$@"
  printf 'done: %s\n' "$step"
  step="what follows on: $step"
}

# quietly COMMAND ARGS…: its output is shown only when it fails.
quietly() {
  local output code=0
  output=$(mktemp)
  "$@" >"$output" 2>&1 </dev/null || code=$?
  [ "$code" = 0 ] || tail -n 20 "$output" >&2
  rm -f "$output"
  return "$code"
}

# break_off_with "how to go on": from here on every failure ends with one sentence that names the step.
break_off_with() {
  # shellcheck disable=SC2064 # the sentence is known now, the step is not
  trap "[ \$BASH_SUBSHELL -gt 0 ] || fail \"It broke off at: \${step:-the beginning}. $1\"" ERR
}

# wait_for SECONDS COMMAND ARGS…: tries until the command succeeds; 1 when it never did.
wait_for() {
  local until=$((SECONDS + $1))
  shift
  until "$@" >/dev/null 2>&1; do
    [ "$SECONDS" -lt "$until" ] || return 1
    sleep 0.3
  done
}
