# shellcheck shell=bash
# shellcheck disable=SC2154 # $work, $project, $app, $folder and $site are set by run and lib
# The same of an app that runs by a compose file, with SQLite and no web server in front.

stage_composed() {
  check "a container engine and the image" with_image || return 1
  compose_here compose.yaml 18082 || return 1
  # As a host has it: the image stands in .env, not in the shell.
  printf 'TAS_IMAGE=%s\nTAS_PUBLISH=%s\n' "$TAS_IMAGE" "$TAS_PUBLISH" >>"$folder/.env"
  unset TAS_IMAGE TAS_PUBLISH
  export COMPOSE_PROJECT_NAME=rehearsal-${variant//./-}
  check "it is up" dc up -d --wait || return 1
  travel "$site"
  check "a guest joins" join_guest cora
  check "and writes" add_task cora "Water the plants"
  check "newer images, and a broken one" update_images || return 1
  refuses "a file of an image with a wrong checksum" "is not what was released" -- compose_update --sha256 "$(printf x | sha256sum | cut -c1-64)" "$work/image-9.2.0.tar"
  refuses "an image that ends when it is started" "the server has ended" -- compose_update 9.2.1
  check "the old one serves" composed_runs "$app_version"
  steady_load cora
  timed "update of a compose installation" compose_update "$work/image-9.2.0.tar"
  steady_end
  check "the new one serves" composed_runs 9.2.0
  took "longest gap between two reads (compose, no web server in front)" "$(longest_gap)"
  check "the gap is one of seconds" under 20 "$(longest_gap)"
  check "whatever was acknowledged is there" all_written cora
  timed "rollback of a compose installation" "$project/deploy/rollback.sh" --compose "$folder/compose.yaml"
  check "the old one serves" composed_runs "$app_version"
  check "with what was written" has_task cora "Water the plants"
  unset COMPOSE_PROJECT_NAME
  dc down -v >/dev/null 2>&1
}

compose_update() { "$project/deploy/update.sh" --compose "$folder/compose.yaml" "$@"; }

composed_runs() {
  says "\"version\":\"$1\"" api nobody GET /openapi.json >/dev/null && ! docker container inspect task-aversion-system-next >/dev/null 2>&1
}
