#!/usr/bin/env bash
# Brings a newer release to work: fetched, its checksum verified, a proven backup made, started beside the old one, probed, and
# only then put in its place. Whatever fails leaves the old one serving. The old release is kept for rollback.sh.
# shellcheck disable=SC2034,SC2154 # shared with what is sourced below
set -Eeuo pipefail

usage() {
  cat <<'TEXT'
deploy/update.sh [options] VERSION | FILE | ADDRESS

  VERSION      looked for at RELEASE_URL (in containers: in the registry of IMAGE), both in
               /etc/task-aversion-system/update.conf; a release that lies on this machine is not fetched again
  FILE         a release's .tar.gz (in containers: a file of docker save), with its .sha256 beside it
  ADDRESS      https://…/FILE (in containers also an image, as registry/name:version)
  --sha256 SUM     the checksum, when it comes another way
  --compose FILE   the app runs by this compose file, without nginx of ours in front
  --runtime KIND   systemd or docker (default: what is found here)
  --patience SEC   how long the new release may take to become ready (default 60)
  --lead SEC       how long before a hold everybody is told of it (default 10)
  --clean-up       only take back what an interrupted run left behind
  --dry-run        say what would happen
TEXT
}

here=$(dirname "$(readlink -f "$0")")
lib=$here/lib
for part in say places update-places front probe fetch journal change-data change-release bring-back; do
  # shellcheck source=/dev/null
  . "$lib/$part.sh"
done

way=update what='' checksum='' kind='' compose_file='' patience=60 lead=10 only_clean=no runtime_words=()
while [ $# -gt 0 ]; do
  case $1 in
    --sha256) checksum=${2:?"--sha256 needs a checksum"} && shift ;;
    --compose) compose_file=$(readlink -f "${2:?"--compose needs a file"}") kind=compose runtime_words=(--compose "$compose_file") && shift ;;
    --runtime) kind=${2:?"--runtime needs systemd or docker"} runtime_words=(--runtime "$kind") && shift ;;
    --patience) patience=${2:?"--patience needs seconds"} && shift ;;
    --lead) lead=${2:?"--lead needs seconds"} && shift ;;
    --clean-up) only_clean=yes ;;
    --dry-run) dry=yes ;;
    -h | --help) usage && exit 0 ;;
    -*) usage >&2 && exit 2 ;;
    *) [ -z "$what" ] || { usage >&2 && exit 2; } && what=$1 ;;
  esac
  shift
done
[ -n "$what" ] || [ "$only_clean" = yes ] || { usage >&2 && exit 2; }
choose_runtime "$kind"

if [ "$dry" = yes ]; then
  say "Version $(runtime_version current) runs here ($runtime)."
  [ ! -e "$home/.update-journal" ] || would "clean up after the run that was broken off"
  would "fetch $what, verify its checksum and unpack it"
  would "make a backup and prove it"
  would "migrate beside the running release; or, when that one cannot live with the result, announce a hold and stop it for the time"
  would "start the new release on port $next_port, probe it, $(front_there && echo "turn nginx to it, ")put it in place, probe it again"
  would "keep version $(runtime_version current) for rollback.sh and remove older ones"
  exit 0
fi

if [ "$only_clean" = yes ]; then
  one_at_a_time 120
  clean_up
  exit 0
fi
one_at_a_time
clean_up
from=$(runtime_version current)
[ -n "$from" ] || fail "No release runs here yet; set it up first: setup-server.sh, user-data.sh, or docker compose up."
serves "$main_port" "$from" || fail "Version $from does not serve on port $main_port, so there is nothing to go back to; put that right first: tas doctor"
runtime_fetch "$what"
if [ "$to" = "$from" ]; then
  already "version $to runs"
  exit 0
fi
say "Updating from $from to $to."
change_release
