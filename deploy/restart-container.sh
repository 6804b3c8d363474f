#!/usr/bin/env bash
# On a server set up by user-data.sh: starts the container anew with what .env says now. Data stays.
set -Eeuo pipefail
case ${1:-} in
  '') ;;
  -h | --help) echo "deploy/restart-container.sh   (no options; as root)" && exit 0 ;;
  *) echo "deploy/restart-container.sh takes no options." >&2 && exit 2 ;;
esac
here=$(cd "$(dirname "$0")" && pwd)
home=$(dirname "$here")
name=task-aversion-system
# shellcheck source=deploy/lib/container.sh
. "$here/lib/container.sh"
image=$(docker container inspect --format '{{.Config.Image}}' "$name" 2>/dev/null) ||
  { echo "There is no container $name; run user-data.sh first." >&2 && exit 1; }
ensure_container "$name" "$image" 8080
