# shellcheck shell=bash
# shellcheck disable=SC2154 # $name and $dry are set by the script that sources this
# Amazon's command line, in the words of the kit. Sourced, never run.

# ask ARGS…: looks something up; says what Amazon said when that fails
ask() { aws --no-cli-pager --output text "$@" </dev/null; }

# ask_one ARGS…: the same, with nothing instead of the word None
ask_one() {
  local answer
  answer=$(ask "$@") || return 1
  answer=${answer%%$'\n'*}
  [ "$answer" = None ] || printf '%s\n' "${answer%%$'\t'*}"
}

# change "what" ARGS…: does it, or in a dry run says that it would. The answer is in $answer, an "(id)" in a dry run.
answer=''
change() {
  local what=$1
  shift
  if [ "$dry" = yes ]; then
    answer='(new)'
    echo "would: $what"
    return 0
  fi
  answer=$(ask "$@") || fail "Amazon refused: $what. Its sentence is above; what was done before stays, so correct it and run this again."
  echo "done: $what"
}

already() { echo "already: $*"; }

# tagged TYPE [MORE-TAGS]: the tags of something that is made
tagged() { printf 'ResourceType=%s,Tags=[{Key=Application,Value=%s},{Key=Name,Value=%s}%s]' "$1" "$name" "$name" "${2:-}"; }

need_aws() {
  command -v aws >/dev/null || fail "The AWS command line is missing; install it (awscli) and run \"aws configure\"."
  ask sts get-caller-identity >/dev/null || fail "Amazon does not know who you are; run \"aws configure\", or set AWS_PROFILE."
}
