# shellcheck shell=bash
# How the app runs in a container on one server without compose: one definition for the first start, for updates, and
# for going back. The caller sets $home (default /srv/task-aversion-system), where data/, secrets/, backups/ and .env lie.

container_network=task-aversion-system

# container_ready PORT SECONDS: /readyz answers within that time
container_ready() {
  local tries
  for tries in $(seq "$2"); do
    curl -fsS -m 5 -o /dev/null "http://127.0.0.1:$1/readyz" 2>/dev/null && return 0
    [ "$tries" = "$2" ] || sleep 1
  done
  return 1
}

# run_container NAME IMAGE PORT [DOCKER-OPTION…]: starts it on 127.0.0.1:PORT. Options come last, so they win (-e PORT=…).
run_container() {
  local name=$1 image=$2 port=$3 base=${home:-/srv/task-aversion-system}
  shift 3
  # A fixed network, so that the app can be told from which address its proxy comes.
  docker network inspect "$container_network" >/dev/null 2>&1 ||
    docker network create --subnet 172.30.17.0/24 --gateway 172.30.17.1 "$container_network" >/dev/null
  # --mount, unlike -v, refuses to start when the data disk is not there, instead of starting with an empty diary.
  docker run --detach --name "$name" --init --restart unless-stopped --stop-timeout 20 \
    --read-only --tmpfs /tmp --cap-drop ALL --security-opt no-new-privileges \
    --memory "${TAS_MEMORY:-768m}" --pids-limit 200 \
    --network "$container_network" --publish "127.0.0.1:$port:8080" \
    --env-file "$base/.env" --label "task-aversion-system.settings=$(sha256sum <"$base/.env" | cut -c1-64)" \
    --mount "type=bind,source=$base/data,target=/app/data" \
    --mount "type=bind,source=$base/backups,target=/backups" \
    --mount "type=bind,source=$base/secrets,target=/run/secrets,readonly" \
    "$@" "$image" >/dev/null
}

# remove_container NAME: stops it in peace and takes it away; its data stays
remove_container() {
  docker container inspect "$1" >/dev/null 2>&1 || return 0
  docker stop "$1" >/dev/null && docker rm "$1" >/dev/null
}

# ensure_container NAME IMAGE PORT: runs with this image and the present .env; replaced only when one of them changed
ensure_container() {
  local base=${home:-/srv/task-aversion-system} wanted running
  wanted="$(docker image inspect --format '{{.Id}}' "$2") $(sha256sum <"$base/.env" | cut -c1-64) true"
  running=$(docker container inspect --format '{{.Image}} {{index .Config.Labels "task-aversion-system.settings"}} {{.State.Running}}' "$1" 2>/dev/null) || running=''
  if [ "$running" = "$wanted" ]; then
    echo "already: the container $1 runs"
    return 0
  fi
  remove_container "$1"
  run_container "$1" "$2" "$3" || return 1
  if ! container_ready "$3" 90; then
    echo "The app does not become ready. Its last words:" >&2
    docker logs --tail 5 "$1" >&2
    return 1
  fi
  echo "done: the container $1 runs"
}
