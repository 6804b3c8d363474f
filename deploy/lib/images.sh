# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # update-places.sh; $to is for others
# Releases as container images, each kept under the name task-aversion-system:VERSION. Sourced, never run.

version_label=org.opencontainers.image.version

image_version() { docker image inspect --format "{{index .Config.Labels \"$version_label\"}}" "$1" 2>/dev/null; }

# name_image_of CONTAINER: its version; its image is kept under that name, whatever "latest" comes to mean
name_image_of() {
  local image version
  image=$(docker container inspect --format '{{.Image}}' "$1" 2>/dev/null) || return 0
  version=$(image_version "$image")
  [ -n "$version" ] || return 0
  docker tag "$image" "$unit:$version" && printf '%s\n' "$version"
}

# fetch_image WHAT: a file of "docker save" with its checksum, a version, or an image's full name. Sets $to.
fetch_image() {
  local what=$1 image=$1 repository
  if [ -f "$what" ] || [[ $what =~ ^https?:// ]]; then
    fetch_file "$what" "$home/.fetched" ''
    image=$(docker load -i "$fetched" | sed -nE 's/^Loaded image( ID)?: //p' | tail -n 1)
    rm -rf "$home/.fetched"
    [ -n "$image" ] || fail "\"$what\" holds no image; make it with docker save."
  elif [[ $what =~ ^[0-9][A-Za-z0-9.+-]*$ ]]; then
    repository=$(update_setting IMAGE)
    image=${repository:-$unit}:$what
    if [ -z "$repository" ]; then
      docker image inspect "$image" >/dev/null 2>&1 ||
        fail "There is no image $image on this machine; load it, or write IMAGE=registry.example.org/$unit into $update_conf."
    fi
  fi
  # The registry's digests are the checksum here.
  [[ $image != */* ]] || docker pull -q "$image" >/dev/null || fail "The image $image cannot be pulled; is the version right, and can this machine reach its registry?"
  to=$(image_version "$image")
  [ -n "$to" ] || fail "\"$image\" is no image of the Task Aversion System: it has no label with a version."
  [ "$image" = "$unit:$to" ] || [ "$to" = "$(runtime_version current)" ] || docker tag "$image" "$unit:$to"
  say "done: the image of release $to is here"
}

# prune_images KEEP…: the images of all other releases go
prune_images() {
  local each
  for each in $(docker image ls --format '{{.Tag}}' "$unit"); do
    [[ " $* latest <none> " == *" $each "* ]] && continue
    docker image rm "$unit:$each" >/dev/null && say "done: image $unit:$each is removed"
  done
  return 0
}
