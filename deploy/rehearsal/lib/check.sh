# shellcheck shell=bash
# shellcheck disable=SC2154 # $work and $keep are set by run
# One line for each check, the time of each stage, and what was skipped and why.

passed=0 failed=0 skipped=0 begun=$(date +%s)
summary=()
cleanups=()

named() {
  local word=$1 each
  shift
  for each in "$@"; do [ "$each" = "$word" ] && return 0; done
  return 1
}

# check "what is true" COMMAND ARGS…: passes when the command does. Its output is shown when it does not; returns 1 then.
check() {
  local what=$1
  shift
  if "$@" >"$work/check.log" 2>&1; then
    pass "$what"
  else
    wrong "$what"
    return 1
  fi
}

# refuses "what must not go" [SENTENCE] -- COMMAND ARGS…: the negative control. Passes when the command fails, and says
# the sentence (a basic regular expression) if one is given.
refuses() {
  local what=$1 sentence=''
  shift
  if [ "$1" != -- ]; then sentence=$1 && shift; fi
  shift
  if "$@" >"$work/check.log" 2>&1; then
    wrong "$what (it went through)"
  elif [ -n "$sentence" ] && ! grep -qa -- "$sentence" "$work/check.log"; then
    wrong "$what (without saying \"$sentence\")"
  else
    pass "$what"
    [ -z "$sentence" ] || printf '          it said: %s\n' "$(grep -am 1 -- "$sentence" "$work/check.log" | cut -c1-200)"
  fi
}

pass() {
  passed=$((passed + 1))
  printf '  ok      %s\n' "$1"
}

wrong() {
  failed=$((failed + 1))
  printf '  FAILED  %s\n' "$1"
  tail -n 15 "$work/check.log" 2>/dev/null | cut -c1-300 | sed 's/^/          | /'
}

# skip "what" "why"
skip() {
  skipped=$((skipped + 1))
  printf '  skipped %s: %s\n' "$1" "$2"
  summary+=("skipped: $1 ($2)")
}

# noted "what" VALUE: a measure that the summary repeats
noted() {
  printf '  note    %s: %s\n' "$1" "$2"
  summary+=("$1: $2")
}

# took "what" SECONDS: a time that the summary repeats
took() {
  printf '  time    %s: %s s\n' "$1" "$2"
  summary+=("$1: $2 s")
}

# timed "what" COMMAND ARGS…: a check whose time the summary repeats
timed() {
  local what=$1 from code=0
  from=$(date +%s.%N)
  check "$@" || code=1
  took "$what" "$(date +%s.%N | awk -v from="$from" '{printf "%.1f", $1 - from}')"
  return $code
}

# until_true SECONDS COMMAND ARGS…: tries again until the command succeeds
until_true() {
  local until=$(($(date +%s) + $1))
  shift
  while ! "$@" >/dev/null 2>&1; do
    [ "$(date +%s)" -lt "$until" ] || { echo "not within the time: $*" && return 1; }
    sleep 0.2
  done
}

# made_beside PROCESS LOG: what was begun in the background went well
made_beside() {
  local code=0
  wait "$1" || code=$?
  cat "$2"
  return $code
}

# says REGEX COMMAND ARGS…: the command succeeds and says it
says() {
  local pattern=$1 output
  shift
  output=$("$@" 2>&1) || { printf '%s\n' "$output" && return 1; }
  grep -qE -- "$pattern" <<<"$output" || { printf 'said instead: %s\n' "$output" && return 1; }
}

# at_end COMMAND ARGS…: run when the rehearsal ends, the last one first, unless --keep
at_end() { cleanups=("$(printf '%q ' "$@")" "${cleanups[@]}"); }

run_stage() {
  local name=$1 from before=$failed
  from=$(date +%s)
  printf '\n%s\n' "$name"
  # A stage that breaks off is a failed check, and the next one still runs.
  # shellcheck source=/dev/null
  . "$2"
  "stage_${name#*-}" || [ "$failed" -gt "$before" ] || wrong "$name broke off"
  took "stage $name" $(($(date +%s) - from))
}

end_rehearsal() {
  local code=$? each
  trap - EXIT
  if [ "$keep" = no ]; then for each in "${cleanups[@]}"; do eval "$each" >/dev/null 2>&1 || true; done; fi
  printf '\n'
  for each in "${summary[@]}"; do printf '  %s\n' "$each"; done
  printf '\n%s passed, %s failed, %s skipped, in %s s\n' "$passed" "$failed" "$skipped" $(($(date +%s) - begun))
  [ "$code" = 0 ] && [ "$failed" = 0 ] && [ "$passed" -gt 0 ] && exit 0
  [ "$code" = 0 ] && code=1
  exit "$code"
}
