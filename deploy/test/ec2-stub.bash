# shellcheck shell=bash
# A stand-in for "aws" that notes every call and answers from $BATS_TEST_TMPDIR/answers/WORDS (service-verb), else nothing.

stub_aws() {
  mkdir -p "$BATS_TEST_TMPDIR/bin" "$BATS_TEST_TMPDIR/answers"
  export CALLS=$BATS_TEST_TMPDIR/calls ANSWERS=$BATS_TEST_TMPDIR/answers
  : >"$CALLS"
  cat >"$BATS_TEST_TMPDIR/bin/aws" <<'STUB'
#!/usr/bin/env bash
shift 3 # --no-cli-pager --output text
words="$1-$2"
[ "$2" != wait ] || words="$1-wait-$3"
echo "$*" >>"$CALLS"
for word in "$@"; do
  case $word in file://*) cp "${word#file://}" "$CALLS.user-data" ;; esac
done
[ ! -e "$ANSWERS/$words.fails" ] || { echo "An error occurred (Refused) when calling $words" >&2 && exit 254; }
[ ! -e "$ANSWERS/$words" ] || cat "$ANSWERS/$words"
STUB
  chmod +x "$BATS_TEST_TMPDIR/bin/aws"
  PATH=$BATS_TEST_TMPDIR/bin:$PATH
  export HOME=$BATS_TEST_TMPDIR/home
  mkdir -p "$HOME"
}

# answer SERVICE-VERB LINES…
answer() {
  local call=$1
  shift
  printf '%s\n' "$@" >"$ANSWERS/$call"
}

called() { grep -q -- "^$1" "$CALLS"; }

# never COMMAND ARGS…: a plain "!" would not fail the test in the middle of it
never() {
  if "$@"; then return 1; fi
}
