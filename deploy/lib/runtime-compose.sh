# shellcheck shell=bash
# shellcheck disable=SC2154 # update-places.sh
# The app by docker compose, with no web server of ours in front: the new release is probed beside the old one, and then
# takes its place, which nobody answers for the seconds of a start. runtime-systemd.sh says what each word does.

# shellcheck source=deploy/lib/images.sh
. "$lib/images.sh"

service=app
# What compose starts stands in .env; a word of the caller's shell would win over it.
unset TAS_IMAGE
compose() { docker compose -f "$compose_file" "$@"; }
settings_file() { printf '%s\n' "$(dirname "$compose_file")/.env"; }

# There is no web server to turn, so requests go where the main container is.
front_there() { return 1; }
main_port=$(compose port "$service" 8080 2>/dev/null | sed 's/.*://')
main_port=${main_port:-8080}

runtime_has() { docker image inspect "$unit:$1" >/dev/null 2>&1; }

runtime_version() {
  local file=$home/$1 running
  if [ -s "$file" ]; then
    cat "$file"
  elif [ "$1" = current ]; then
    running=$(compose ps -aq "$service" | head -n 1)
    [ -z "$running" ] || name_image_of "$running"
  fi
}

# What compose starts stands in .env, so that every later "docker compose up" means the same.
runtime_point() {
  local file
  printf '%s\n' "$2" >"$home/$1.new" && mv "$home/$1.new" "$home/$1" || return 1
  [ "$1" = current ] || return 0
  file=$(settings_file)
  [ -e "$file" ] || (umask 077 && : >"$file")
  cp -p "$file" "$file.new" && { sed '/^TAS_IMAGE=/d' "$file" && printf 'TAS_IMAGE=%s:%s\n' "$unit" "$2"; } >"$file.new" && mv "$file.new" "$file"
}

runtime_unpoint() { rm -f "$home/$1"; }

runtime_tas() {
  local which=$1
  shift
  TAS_IMAGE=$unit:$(runtime_version "$which") compose run --rm -T --no-deps "$service" tas "$@" </dev/null
}

runtime_file() { docker run --rm --entrypoint cat "$unit:$(runtime_version "$1")" "$2" 2>/dev/null; }

runtime_start() {
  if [ "$1" = next ]; then
    docker rm -f "$unit-next" >/dev/null 2>&1
    TAS_IMAGE=$unit:$(runtime_version next) compose run -d --no-deps --name "$unit-next" --publish "127.0.0.1:$next_port:8080" \
      -e BACKUP_SCHEDULE=off -e REPLICATE_TO= "$service" >/dev/null
  else
    say "note: nobody answers for some seconds, since no web server stands in front to turn"
    compose up -d --wait --no-deps --no-build "$service"
  fi
}

runtime_stop() {
  if [ "$1" = next ]; then
    docker container inspect "$unit-next" >/dev/null 2>&1 || return 0
    docker stop -t 20 "$unit-next" >/dev/null && docker rm "$unit-next" >/dev/null
  else
    compose stop "$service"
  fi
}

runtime_alive() {
  local name=$unit-next
  [ "$1" = next ] || name=$(compose ps -aq "$service" | head -n 1)
  [ "$(docker container inspect --format '{{.State.Status}}' "$name" 2>/dev/null)" = running ]
}

runtime_log() { if [ "$1" = next ]; then docker logs --tail 12 "$unit-next"; else compose logs --no-log-prefix --tail 12 "$service"; fi; }

runtime_fetch() { fetch_image "$1"; }

runtime_prune() { prune_images "$@"; }

runtime_settled() { :; }
