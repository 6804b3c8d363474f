#!/usr/bin/env bash
# Builds the container image, tags it with the version and "latest", and says how large it is.
set -Eeuo pipefail

usage() {
  cat <<'TEXT'
deploy/build.sh [--version VERSION] [--node-image IMAGE] [--push REGISTRY] [--dry-run]

  --version VERSION    default: the version in package.json
  --node-image IMAGE   what the image is built upon (default: node:24-slim)
  --push REGISTRY      also tag and push as REGISTRY/task-aversion-system:VERSION
TEXT
}

fail() {
  printf '%s\n' "$1" >&2
  exit 1
}

cd "$(dirname "$0")/.."
version=$(sed -nE 's/^  "version": "([^"]+)",$/\1/p' package.json)
node_image=node:24-slim registry='' dry=no
while [ $# -gt 0 ]; do
  case $1 in
    --version) version=${2:?"--version needs a version"} && shift ;;
    --node-image) node_image=${2:?"--node-image needs an image"} && shift ;;
    --push) registry=${2:?"--push needs a registry"} && shift ;;
    --dry-run) dry=yes ;;
    -h | --help) usage && exit 0 ;;
    *) usage >&2 && exit 2 ;;
  esac
  shift
done

run() {
  if [ "$dry" = yes ]; then echo "would: $*"; else "$@"; fi
}

[ "$dry" = yes ] || docker version >/dev/null 2>&1 || fail "Docker does not answer; start it (systemctl start docker), or run this as a user that may use it."
image=task-aversion-system:$version
revision=$(git rev-parse --short HEAD 2>/dev/null || echo unknown)
run docker build --network host --build-arg "NODE_IMAGE=$node_image" --build-arg "VERSION=$version" \
  --build-arg "REVISION=$revision" --tag "$image" --tag task-aversion-system:latest .
if [ -n "$registry" ]; then
  run docker tag "$image" "$registry/$image"
  run docker push "$registry/$image"
fi
[ "$dry" = yes ] && exit 0
mib() { docker image inspect --format '{{.Size}}' "$1" | awk '{printf "%.0f", $1 / 1e6}'; }
echo "done: $image, $(mib "$image") MB, of which $(($(mib "$image") - $(mib "$node_image"))) MB are ours"
