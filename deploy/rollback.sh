#!/usr/bin/env bash
# Goes back to the release that ran before: the path of update.sh, backwards. The data goes back only when the older release
# cannot live with what a migration made of it; what was entered since is kept then, and comes back after the next update.
# shellcheck disable=SC2034,SC2154 # shared with what is sourced below
set -Eeuo pipefail

usage() {
  cat <<'TEXT'
deploy/rollback.sh [options]

  --compose FILE   the app runs by this compose file, without nginx of ours in front
  --runtime KIND   systemd or docker (default: what is found here)
  --patience SEC   how long the old release may take to become ready (default 60)
  --lead SEC       how long before a hold everybody is told of it (default 10)
  --dry-run        say what would happen
TEXT
}

here=$(dirname "$(readlink -f "$0")")
lib=$here/lib
for part in say places update-places front probe fetch journal change-data change-release bring-back; do
  # shellcheck source=/dev/null
  . "$lib/$part.sh"
done

way=rollback kind='' compose_file='' patience=60 lead=10 runtime_words=()
while [ $# -gt 0 ]; do
  case $1 in
    --compose) compose_file=$(readlink -f "${2:?"--compose needs a file"}") kind=compose runtime_words=(--compose "$compose_file") && shift ;;
    --runtime) kind=${2:?"--runtime needs systemd or docker"} runtime_words=(--runtime "$kind") && shift ;;
    --patience) patience=${2:?"--patience needs seconds"} && shift ;;
    --lead) lead=${2:?"--lead needs seconds"} && shift ;;
    --dry-run) dry=yes ;;
    -h | --help) usage && exit 0 ;;
    *) usage >&2 && exit 2 ;;
  esac
  shift
done
choose_runtime "$kind"
if [ "$dry" = no ]; then
  one_at_a_time
  clean_up
fi
from=$(runtime_version current)
to=$(runtime_version previous)
{ [ -n "$to" ] && runtime_has "$to"; } || fail "There is no release to go back to; one is kept by every update."
! is_newer "$to" "$from" || fail "The release before this one was $to, which is newer; to go there, run: $here/update.sh $to"

if [ "$dry" = yes ]; then
  say "Version $from runs here ($runtime), and $to is kept."
  would "make a backup and prove it"
  would "start $to on port $next_port, probe it, $(front_there && echo "turn nginx to it, ")put it in place, probe it again"
  would "when $to cannot run on the present schema: announce a hold, stop $from, and take the data back too (tas rollback)"
  exit 0
fi
say "Going back from $from to $to."
change_release
