# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # update-places.sh
# The app in one container behind nginx: which release is meant by current, next and previous stands in files, and every
# container is made anew from its image. container.sh says how it runs; runtime-systemd.sh says what each word does.

# shellcheck source=deploy/lib/container.sh
. "$lib/container.sh"
# shellcheck source=deploy/lib/images.sh
. "$lib/images.sh"

container_of() { if [ "$1" = next ]; then echo "$unit-next"; else echo "$unit"; fi; }

runtime_has() { docker image inspect "$unit:$1" >/dev/null 2>&1; }

# Before the first update only the container itself tells what it is.
runtime_version() {
  if [ -s "$home/.$1-release" ]; then
    cat "$home/.$1-release"
  elif [ "$1" = current ]; then
    name_image_of "$unit"
  fi
}

runtime_point() { printf '%s\n' "$2" >"$home/.$1-release.new" && mv "$home/.$1-release.new" "$home/.$1-release"; }

runtime_unpoint() { rm -f "$home/.$1-release"; }

# In a container of its own with the same places, so that it works whether the app runs or not.
runtime_tas() {
  local image
  image=$unit:$(runtime_version "$1")
  shift
  docker run --rm --init --read-only --tmpfs /tmp --cap-drop ALL --security-opt no-new-privileges \
    --network "$container_network" --env-file "$home/.env" \
    --mount "type=bind,source=$home/data,target=/app/data" \
    --mount "type=bind,source=$home/backups,target=/backups" \
    --mount "type=bind,source=$home/secrets,target=/run/secrets,readonly" \
    "$image" tas "$@"
}

runtime_file() { docker run --rm --entrypoint cat "$unit:$(runtime_version "$1")" "$2" 2>/dev/null; }

runtime_start() {
  local name port more=()
  name=$(container_of "$1")
  port=$main_port
  [ "$1" != next ] || port=$next_port more=(--restart no -e BACKUP_SCHEDULE=off -e REPLICATE_TO=)
  remove_container "$name" && run_container "$name" "$unit:$(runtime_version "$1")" "$port" "${more[@]}"
}

runtime_stop() {
  if [ "$1" = next ]; then remove_container "$unit-next"; else docker stop "$unit" >/dev/null; fi
}

runtime_alive() { [ "$(docker container inspect --format '{{.State.Status}}' "$(container_of "$1")" 2>/dev/null)" = running ]; }

runtime_log() { docker logs --tail 12 "$(container_of "$1")"; }

runtime_fetch() { fetch_image "$1"; }

runtime_prune() { prune_images "$@"; }

# The scripts of the release that runs from now on. This one reads on in what it has opened.
runtime_settled() {
  local box
  rm -rf "$home/deploy.new" "$home/deploy.old"
  box=$(docker create "$unit:$to")
  if ! docker cp "$box:/app/deploy/." "$home/deploy.new" >/dev/null; then
    say "note: release $to brings no scripts; those in $home/deploy stay"
    docker rm "$box" >/dev/null
    return 0
  fi
  docker rm "$box" >/dev/null
  [ ! -e "$home/deploy" ] || mv "$home/deploy" "$home/deploy.old"
  mv "$home/deploy.new" "$home/deploy"
  rm -rf "$home/deploy.old"
}
