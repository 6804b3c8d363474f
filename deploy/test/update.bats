#!/usr/bin/env bats
# shellcheck disable=SC2154,SC2030,SC2031 # set by update-stub.bash; each test has its own shell
# update.sh on a server of pretence: the order of its steps, and that whatever fails leaves the old release serving.

load update-stub

setup() { make_world; }

@test "an update: backup, beside, probed, in front, in its place" {
  run update "$tarball"
  echo "$output"
  [ "$status" = 0 ]
  at_rest 2.0.0
  in_order "1.0.0 backup" "start next 2.0.0" "reload nginx 8081" "start main 2.0.0" "reload nginx 8080" "stop next"
  never "migrate"
  [ "$(readlink "$home/previous")" = releases/1.0.0 ]
  [[ $output == *"Version 2.0.0 serves"* ]]
}

@test "a migration that the old release can live with is done beside it" {
  echo beside >"$world/migration"
  run update "$tarball"
  echo "$output"
  [ "$status" = 0 ]
  at_rest 2.0.0
  in_order "1.0.0 backup" "2.0.0 migrate" "start next 2.0.0"
  never "notice|stop main"
}

@test "a migration that the old release cannot live with is announced with its length, and the old one stopped for it" {
  echo hold >"$world/migration"
  run update "$tarball"
  echo "$output"
  [ "$status" = 0 ]
  at_rest 2.0.0
  in_order "1.0.0 backup" "1.0.0 notice" "stop main" "2.0.0 migrate" "start next 2.0.0" "reload nginx 8081" "2.0.0 notice clear"
  [[ $output =~ everybody\ is\ told:\ .*away\ for\ about\ [0-9]+\ seconds ]]
}

@test "releases in between may have changed more than one step: then the old one is stopped too" {
  echo beside >"$world/migration"
  printf '# Changelog\n\n## 2.0.0\n\n## 1.5.0\n\n## 1.0.0\n' >"$world/fetched/task-aversion-system-2.0.0/CHANGELOG.md"
  tar -C "$world/fetched" -czf "$tarball" task-aversion-system-2.0.0
  run update "$tarball" --sha256 "$(sha256sum "$tarball" | cut -c1-64)"
  echo "$output"
  [ "$status" = 0 ]
  at_rest 2.0.0
  in_order "stop main" "2.0.0 migrate"
}

@test "a version is fetched from where releases come from, with its checksum" {
  export RELEASE_URL='https://releases.test/v{version}'
  run update 2.0.0
  echo "$output"
  [ "$status" = 0 ]
  at_rest 2.0.0
  in_order "fetch task-aversion-system-2.0.0-linux-x64.tar.gz" "fetch task-aversion-system-2.0.0-linux-x64.tar.gz.sha256" "1.0.0 backup"
}

@test "the release that runs already is not installed again" {
  run update 1.0.0
  [ "$status" = 0 ]
  [[ $output == *"already: version 1.0.0 runs"* ]]
  at_rest 1.0.0
}

@test "only the last two releases stay" {
  make_release 0.8.0 "$home/releases/0.8.0"
  make_release 0.9.0 "$home/releases/0.9.0"
  update "$tarball"
  [ "$(ls "$home/releases")" = $'1.0.0\n2.0.0' ]
}

@test "a dry run changes nothing" {
  run update --dry-run "$tarball"
  [ "$status" = 0 ]
  [[ $output == *"would: "* ]]
  [ ! -s "$world/steps" ]
  at_rest 1.0.0
}

# refused SENTENCE: the update ends with that sentence, and the old release serves
refused() {
  run update "$tarball"
  echo "$output"
  [ "$status" != 0 ]
  [[ $output == *"$1"* ]]
  at_rest 1.0.0
}

@test "a wrong checksum: nothing is begun" {
  echo "$(printf '0%.0s' {1..64})  x" >"$tarball.sha256"
  refused "is not what was released"
  never "."
}

@test "no checksum: nothing is begun" {
  rm "$tarball.sha256"
  refused "There is no checksum"
  never "."
}

@test "a tarball of something else: nothing is begun" {
  mkdir "$world/fetched/other" && tar -C "$world/fetched" -czf "$tarball" other
  (cd "$world/fetched" && sha256sum "$(basename "$tarball")" >"$tarball.sha256")
  refused "is no release"
  never "backup"
}

@test "a backup that fails: the new release is not even started" {
  breaks backup
  refused "No proven backup could be made, so nothing was begun: The disk is full."
  never "start|migrate"
}

@test "a migration that fails beside the old release" {
  echo beside >"$world/migration"
  breaks migrate
  refused "The update failed at m2 and was undone."
  never "start|stop main"
}

@test "a migration that fails while the old release is stopped: it is started again" {
  echo hold >"$world/migration"
  breaks migrate
  refused "The update failed at m2 and was undone."
  in_order "stop main" "2.0.0 migrate" "start main 1.0.0"
}

@test "a release that never gets ready: the probe and its answer are said, with the server's last words" {
  breaks ready-2.0.0
  refused 'The probe http://127.0.0.1:8081/readyz failed; it answered: {"status":"migrating"} 503, for 1 seconds'
  [[ $output == *"the server's own words"* ]]
  never "reload|start main"
}

@test "a release that ends at once is not waited for" {
  breaks exits-2.0.0
  refused "the server has ended"
  never "reload|start main"
}

@test "a release that never gets ready after a migration that the old one cannot live with: the data goes back" {
  echo hold >"$world/migration"
  breaks ready-2.0.0
  refused "it answered"
  in_order "2.0.0 migrate" "start next 2.0.0" "2.0.0 data back" "start main 1.0.0"
  [ "$(cat "$world/schema")" = 1 ]
}

@test "another version than was meant" {
  breaks version-2.0.0
  refused "openapi.json failed"
}

@test "a wrong page" {
  breaks page-2.0.0
  refused "The probe http://127.0.0.1:8081/ failed"
}

@test "a page whose program is missing" {
  breaks script-2.0.0
  refused "/assets/index.js failed"
}

@test "nginx refuses: requests go on to the old release" {
  breaks nginx
  refused "nginx would not pass requests on"
  [[ $output == *"no such thing"* ]]
  never "reload|start main"
}

@test "nginx cannot be reloaded: requests go on to the old release" {
  breaks reload
  refused "nginx would not pass requests on"
  never "start main"
}

@test "the new release does not come up in its own place" {
  breaks start-main-2.0.0
  refused "cannot take the place"
  in_order "reload nginx 8081" "start main 2.0.0" "start main 1.0.0" "reload nginx 8080" "stop next"
}

@test "the new release is not ready in its own place, on data that the old one cannot live with" {
  echo hold >"$world/migration"
  breaks ready-main-2.0.0
  refused "does not serve from its own place"
  in_order "start main 2.0.0" "stop next" "2.0.0 data back" "start main 1.0.0"
}

@test "an old release that does not serve is no way back: nothing is begun" {
  rm "$world/running/main"
  run update "$tarball"
  [ "$status" = 1 ]
  [[ $output == *"does not serve on port 8080"* ]]
  never "."
}

@test "of two updates at once the second is refused" {
  exec 7>>"$home/.update-lock"
  flock 7
  run update "$tarball" 7>&-
  exec 7>&-
  [ "$status" = 1 ]
  [[ $output == *"under way"* ]]
  never "."
}
