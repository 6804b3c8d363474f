# shellcheck shell=bash
# shellcheck disable=SC2154 # $work, $server_… come from run and lib
# Everything of the server is destroyed but one backup that lay elsewhere, and comes back from it. Needs the stage server.

stage_recovery() {
  local backup=/root/elsewhere
  needs_server || { skip "recovery" "the stage server did not get that far" && return 0; }
  add_task anna "Written before the backup" >/dev/null
  check "a backup is made, restored for a trial and compared" vps tas backup create
  check "tas backup list calls it proven" says 'proven' vps tas backup list
  vps sh -c "mkdir -p $backup && cp -a /var/lib/task-aversion-system/backups/. $backup/"
  add_task anna "Written after the backup" >/dev/null
  rows_before=$(task_names)
  destroy_data
  refuses "with the data gone, the app has no word of it" -- has_task anna "Ring the dentist"
  timed "restored from the backup, from nothing" restore_from "$backup"
  check "the task is there again, for the same signed-in person" has_task anna "Ring the dentist"
  check "all of them up to the backup" test "$(grep -vxF "Written after the backup" <<<"$rows_before")" = "$(task_names)"
  refuses "what came after the backup is not" -- has_task anna "Written after the backup"
  check "tas doctor finds no problem" doctor
}

task_names() { api anna GET '/tasks?limit=200' | grep -oE '"name":"[^"]*"' | cut -d'"' -f4 | sort; }

destroy_data() {
  vps systemctl stop task-aversion-system
  vps sh -c 'cd / && runuser -u postgres -- dropdb taskaversion && find /var/lib/task-aversion-system -mindepth 1 -delete'
}

# As the page for midnight says: set up again what is missing, then restore the newest backup.
restore_from() {
  local newest
  set_up || return 1
  newest=$(vps sh -c "ls $1/*.ndjson.gz | sort | tail -n 1")
  vps install -o taskaversion -m 0600 "$newest" /var/lib/task-aversion-system/ || return 1
  vps tas backup restore "/var/lib/task-aversion-system/$(basename "$newest")" --yes && until_true 20 has_task anna "Ring the dentist"
}
