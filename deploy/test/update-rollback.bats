#!/usr/bin/env bats
# shellcheck disable=SC2154,SC2030,SC2031 # set by update-stub.bash; each test has its own shell
# rollback.sh on a server of pretence, after an update from 1.0.0 to 2.0.0.

load update-stub

setup() { make_world; }

# updated none|beside|hold: by a migration of that kind
updated() {
  echo "$1" >"$world/migration"
  update "$tarball" >/dev/null
  at_rest 2.0.0
  : >"$world/steps"
}

@test "code goes back by the same path, and the data stays" {
  updated beside
  run rollback
  echo "$output"
  [ "$status" = 0 ]
  at_rest 1.0.0
  in_order "2.0.0 backup" "start next 1.0.0" "reload nginx 8081" "start main 1.0.0" "reload nginx 8080" "stop next"
  never "data back|stop main|notice"
  [ "$(cat "$world/schema")" = 2 ]
}

@test "data goes back too when the old release cannot live with it, announced with its length" {
  updated hold
  run rollback
  echo "$output"
  [ "$status" = 0 ]
  at_rest 1.0.0
  in_order "2.0.0 looks back" "2.0.0 notice" "stop main" "2.0.0 data back" "start next 1.0.0" "reload nginx 8081" "start main 1.0.0"
  [[ $output == *"Kept: backup b9. After the next update: tas rollback --bring-back"* ]]
}

@test "without a state to go back to nothing is begun" {
  updated hold
  breaks rollback-plan
  run rollback
  echo "$output"
  [ "$status" = 1 ]
  [[ $output == *"The data cannot go back: There is no update to take back."* ]]
  at_rest 2.0.0
  never "stop main|data back|notice"
}

@test "the state is that of another update: nothing is begun" {
  updated hold
  echo m1 >"$world/undone"
  run rollback
  echo "$output"
  [ "$status" = 1 ]
  [[ $output == *"1.0.0 is not the release for it"* ]]
  at_rest 2.0.0
  never "data back|stop main"
}

@test "data that does not go back: the new release serves again" {
  updated hold
  breaks rollback
  run rollback
  echo "$output"
  [ "$status" = 1 ]
  [[ $output == *"The old state came back differently."* ]]
  at_rest 2.0.0
  never "entries back|migrate"
}

@test "an old release that does not come up any more: data and entries come forward again" {
  updated hold
  breaks ready-1.0.0
  run rollback
  echo "$output"
  [ "$status" = 1 ]
  at_rest 2.0.0
  in_order "2.0.0 data back" "start next 1.0.0" "2.0.0 migrate" "start main 2.0.0" "2.0.0 entries back"
  [ "$(cat "$world/schema")" = 2 ]
}

@test "code that does not come up any more: the new release serves" {
  updated beside
  breaks exits-1.0.0
  run rollback
  echo "$output"
  [ "$status" = 1 ]
  at_rest 2.0.0
  never "start main|reload"
}

@test "a second rollback does not go forward by accident" {
  updated none
  rollback
  run rollback
  echo "$output"
  [ "$status" = 1 ]
  [[ $output == *"2.0.0, which is newer; to go there, run:"* ]]
  at_rest 1.0.0
}

@test "and forward again without fetching anything" {
  updated none
  rollback
  run update 2.0.0
  echo "$output"
  [ "$status" = 0 ]
  at_rest 2.0.0
}

@test "forward again, when the schema stayed newer than the release: that one makes the backup, as ever" {
  updated beside
  rollback
  : >"$world/steps"
  run update 2.0.0
  echo "$output"
  [ "$status" = 0 ]
  at_rest 2.0.0
  in_order "1.0.0 backup" "start next 2.0.0"
  never "migrate"
}

@test "there is nothing to go back to before the first update" {
  run rollback
  [ "$status" = 1 ]
  [[ $output == *"no release to go back to"* ]]
  never "."
}

@test "a dry run changes nothing" {
  updated hold
  run rollback --dry-run
  [ "$status" = 0 ]
  [[ $output == *"would: "* ]]
  never "."
  at_rest 2.0.0
}
