# shellcheck shell=bash
# shellcheck disable=SC2154 # $work, $server_… come from run and lib
# A mistake is made on the server, and it goes back to the second before it. Needs the stage server.

stage_point-in-time() {
  local kit=/opt/task-aversion-system/current/deploy/pgbackrest moment
  needs_server || { skip "point in time" "the stage server did not get that far" && return 0; }
  timed "every change is archived from here on" vps "$kit/setup.sh" --encrypt --archive-timeout 5
  until_true 30 has_task anna "Ring the dentist"
  add_task anna "Written before the mistake" >/dev/null
  sleep 2
  moment=$(vps date -u +%FT%TZ)
  sleep 2
  check "the mistake: every task is gone" vps runuser -u postgres -- psql -XAtqd taskaversion -c 'truncate task cascade'
  add_task anna "Written after the mistake" >/dev/null
  refuses "the tasks are gone" -- has_task anna "Written before the mistake"
  refuses "a moment still to come" "still to come" -- vps "$kit/restore-to.sh" "$(date -u -d '+1 hour' +%FT%TZ)" --yes
  vps systemctl stop task-aversion-system
  timed "back to the second before it" vps "$kit/restore-to.sh" "$moment" --yes
  vps systemctl start task-aversion-system
  check "the app serves" until_true 30 api nobody GET /installation
  check "what was there at that second is there" has_task anna "Written before the mistake"
  check "and all else of that time" has_task anna "Ring the dentist"
  refuses "what came after it is not" -- has_task anna "Written after the mistake"
}
