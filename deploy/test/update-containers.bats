#!/usr/bin/env bats
# shellcheck disable=SC2154,SC2030,SC2031 # set by update-stub.bash; each test has its own shell
# update.sh and rollback.sh where the app runs in containers, with a Docker of pretence.

load update-stub

setup() {
  make_world
  home=$world/srv/task-aversion-system
  rm -rf "$world/opt"
  mkdir -p "$home/deploy" "$world/images" "$world/containers" "$world/compose"
  echo SECRET_KEY_FILE=/run/secrets/secret_key >"$home/.env"
  echo 1.0.0 >"$world/images/task-aversion-system:latest"
  echo task-aversion-system:latest >"$world/containers/main"
  image=$world/fetched/image.tar.gz
  echo 2.0.0 >"$image"
  (cd "$world/fetched" && sha256sum image.tar.gz >image.tar.gz.sha256)
  printf '#!/usr/bin/env bash\n. %q\nstub_docker "$@"\n' "$BATS_TEST_DIRNAME/update-stub-docker.bash" >"$world/bin/docker"
  chmod +x "$world/bin/docker"
}

# serves_from_its_place VERSION
serves_from_its_place() {
  [ "$(serving)" = "$1" ] || { echo "serves: $(serving)" && return 1; }
  [ ! -e "$world/running/next" ] && [ ! -e "$home/.update-journal" ] && [ ! -e "$world/notice" ]
}

with_compose() {
  printf 'services: {}\n' >"$world/compose/compose.yaml"
  echo REGISTRATION=open >"$world/compose/.env"
  home=$world/compose/.update
}

@test "an image from a file: beside, probed, in front, in its place; the scripts are its own then" {
  run update "$image"
  echo "$output"
  [ "$status" = 0 ]
  serves_from_its_place 2.0.0
  in_order "1.0.0 backup" "start next 2.0.0" "reload nginx 8081" "stop main" "start main 2.0.0" "reload nginx 8080" "stop next"
  [ "$(cat "$home/deploy/kit")" = 2.0.0 ]
}

@test "an image from a registry" {
  echo 2.0.0 >"$world/registry"
  IMAGE=registry.test/task-aversion-system run update 2.0.0
  echo "$output"
  [ "$status" = 0 ]
  serves_from_its_place 2.0.0
  in_order "pull registry.test/task-aversion-system:2.0.0" "1.0.0 backup"
}

@test "an image that is in no registry: nothing is begun" {
  IMAGE=registry.test/task-aversion-system run update 2.0.0
  [ "$status" = 1 ]
  [[ $output == *"cannot be pulled"* ]]
  never "backup|start"
  serves_from_its_place 1.0.0
}

@test "a file of an image with a wrong checksum: nothing is begun" {
  echo more >>"$image"
  run update "$image"
  [ "$status" = 1 ]
  [[ $output == *"is not what was released"* ]]
  never "."
}

@test "a container that ends at once: the old one serves" {
  breaks exits-2.0.0
  run update "$image"
  echo "$output"
  [ "$status" = 1 ]
  [[ $output == *"the server's own words"* ]]
  serves_from_its_place 1.0.0
  never "stop main|reload"
}

@test "a container that does not start in its own place: the old image takes it again" {
  breaks start-main-2.0.0
  run update "$image"
  echo "$output"
  [ "$status" = 1 ]
  serves_from_its_place 1.0.0
  in_order "start main 2.0.0" "start main 1.0.0" "reload nginx 8080"
}

@test "a migration that the old one cannot live with, and back with the data" {
  echo hold >"$world/migration"
  run update "$image"
  echo "$output"
  [ "$status" = 0 ]
  serves_from_its_place 2.0.0
  in_order "1.0.0 notice" "stop main" "2.0.0 migrate" "start next 2.0.0"
  run rollback
  echo "$output"
  [ "$status" = 0 ]
  serves_from_its_place 1.0.0
  in_order "2.0.0 data back" "start next 1.0.0" "start main 1.0.0"
}

@test "whatever \"latest\" comes to mean, the rollback finds the image that ran" {
  update "$image"
  echo 3.0.0 >"$world/images/task-aversion-system:latest"
  run rollback
  echo "$output"
  [ "$status" = 0 ]
  serves_from_its_place 1.0.0
}

@test "images of older releases go, those of the last two stay" {
  echo 0.9.0 >"$world/images/task-aversion-system:0.9.0"
  update "$image"
  [ ! -e "$world/images/task-aversion-system:0.9.0" ]
  [ -e "$world/images/task-aversion-system:1.0.0" ]
}

@test "compose: probed beside, then in its place, and .env names the image" {
  with_compose
  run update --compose "$world/compose/compose.yaml" "$image"
  echo "$output"
  [ "$status" = 0 ]
  serves_from_its_place 2.0.0
  in_order "1.0.0 backup" "start next 2.0.0" "start main 2.0.0" "stop next"
  never reload
  [[ $output == *"nobody answers for some seconds"* ]]
  [ "$(cat "$world/compose/.env")" = $'REGISTRATION=open\nTAS_IMAGE=task-aversion-system:2.0.0' ]
  run rollback --compose "$world/compose/compose.yaml"
  echo "$output"
  [ "$status" = 0 ]
  serves_from_its_place 1.0.0
  grep -q 'TAS_IMAGE=task-aversion-system:1.0.0' "$world/compose/.env"
}

@test "compose: a release that never gets ready is not put in place" {
  with_compose
  breaks ready-2.0.0
  run update --compose "$world/compose/compose.yaml" "$image"
  echo "$output"
  [ "$status" = 1 ]
  serves_from_its_place 1.0.0
  never "start main|stop main"
}

@test "compose: a release that does not come up in its place" {
  with_compose
  breaks start-main-2.0.0
  run update --compose "$world/compose/compose.yaml" "$image"
  echo "$output"
  [ "$status" = 1 ]
  serves_from_its_place 1.0.0
  grep -q 'TAS_IMAGE=task-aversion-system:1.0.0' "$world/compose/.env"
}
