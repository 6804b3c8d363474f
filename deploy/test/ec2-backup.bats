#!/usr/bin/env bats
# backup.sh against a stand-in for Amazon's command line and for the app.

setup() {
  deploy=$(cd "$BATS_TEST_DIRNAME/.." && pwd)
  # shellcheck source=deploy/test/ec2-stub.bash
  . "$BATS_TEST_DIRNAME/ec2-stub.bash"
  stub_aws
  answer ec2-describe-volumes vol-1
  answer ec2-create-snapshot snap-9
  answer ec2-describe-snapshots snap-9 snap-8 snap-7 snap-6
  app '{"receipt":{"id":"2026-11-21T14-30-00Z-3f9a","provenAt":1763735401000},"places":["/backups"]}'
}

app() { printf '#!/bin/sh\nprintf %%s '"'%s'"'\nexit %s\n' "$1" "${2:-0}" >"$BATS_TEST_TMPDIR/bin/tas" && chmod +x "$BATS_TEST_TMPDIR/bin/tas"; }

@test "the app's backup comes first, and the snapshot carries its name" {
  run "$deploy/backup.sh" --tas tas
  [ "$status" -eq 0 ]
  [[ $output == *"backup 2026-11-21T14-30-00Z-3f9a, proven"* ]]
  called "ec2 create-snapshot --volume-id vol-1 .*Key=Backup,Value=2026-11-21T14-30-00Z-3f9a"
}

@test "when the app's backup fails there is no snapshot, and nothing is deleted" {
  app '' 1
  run "$deploy/backup.sh" --tas tas --keep 1
  [ "$status" -eq 1 ]
  [[ $output == *"no proven backup, so there is no snapshot"* ]]
  never called "ec2 create-snapshot"
  never called "ec2 delete-snapshot"
}

@test "a backup that is not proven is none" {
  app '{"receipt":{"id":"2026-11-21T14-30-00Z-3f9a","provenAt":null}}'
  run "$deploy/backup.sh" --tas tas
  [ "$status" -eq 1 ]
  [[ $output == *"not proven"* ]]
  never called "ec2 create-snapshot"
}

@test "the newest stay, older ones go, after the new one is complete" {
  run "$deploy/backup.sh" --tas tas --keep 2
  [ "$status" -eq 0 ]
  [ "$(grep -c '^ec2 delete-snapshot' "$CALLS")" -eq 2 ]
  called "ec2 delete-snapshot --snapshot-id snap-7"
  called "ec2 delete-snapshot --snapshot-id snap-6"
  [ "$(grep -n 'wait snapshot-completed' "$CALLS" | cut -d: -f1)" -lt "$(grep -n -m 1 delete-snapshot "$CALLS" | cut -d: -f1)" ]
}

@test "while the new snapshot is not complete nothing older is deleted" {
  touch "$ANSWERS/ec2-wait-snapshot-completed.fails"
  run "$deploy/backup.sh" --tas tas --keep 1
  [ "$status" -eq 1 ]
  [[ $output == *"nothing older was deleted"* ]]
  never called "ec2 delete-snapshot"
}

@test "a wrong disk is named before the app is bothered" {
  touch "$ANSWERS/ec2-describe-volumes.fails"
  run "$deploy/backup.sh" --tas "touch $BATS_TEST_TMPDIR/asked;" --volume vol-404
  [ "$status" -eq 1 ]
  [[ $output == *"no disk vol-404"* ]]
  [ ! -e "$BATS_TEST_TMPDIR/asked" ]
}

@test "keeping none is refused" {
  run "$deploy/backup.sh" --tas tas --keep 0
  [ "$status" -eq 1 ]
  [ ! -s "$CALLS" ]
}

@test "a dry run makes no backup, no snapshot, and deletes nothing" {
  run "$deploy/backup.sh" --tas "touch $BATS_TEST_TMPDIR/asked;" --keep 2 --dry-run
  [ "$status" -eq 0 ]
  [ ! -e "$BATS_TEST_TMPDIR/asked" ]
  never called "ec2 create-snapshot"
  never called "ec2 delete-snapshot"
  [[ $output == *"would: old snapshot"* ]]
}
