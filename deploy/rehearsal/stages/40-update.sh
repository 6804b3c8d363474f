# shellcheck shell=bash
# shellcheck disable=SC2154 # $work and others are set by run and lib
# A server is updated and goes back while somebody reads and writes all the time; broken releases are refused. On the machine
# of the stage "server"; without it on a small one with SQLite.

stage_update() {
  with_updatable_machine && update_releases || return 1
  check "a guest joins" join_guest ute
  check "and writes" add_task ute "From before"
  update_broken
  update_killed
  update_code
  update_data
  check "tas doctor finds no problem" there tas doctor
}

there() { on "$update_machine" "$@"; }

# The stage "server" leaves its machine running, and journeys go to it.
with_updatable_machine() {
  update_base=$server_release update_machine=vps
  if [ -e "$work/machines/vps.pids" ] && vps true 2>/dev/null; then
    travel "https://$server_name" --cacert "$work/authority/root.pem" --resolve "$server_name:443:$server_address"
    return 0
  fi
  update_machine=upd
  released "$update_base" && new_machine upd 9 || return 1
  cp "$(tarball "$update_base")" "$work/machines/upd/root/" || return 1
  travel http://10.231.9.2
  check "a small server with SQLite" small_server && runs "$update_base"
}

small_server() {
  there sh -c 'apt-get -qq update && apt-get -qq -y --no-install-recommends install openssh-server && cd /root && tar xzf task-aversion-system-*.tar.gz && rm task-aversion-system-*.tar.gz' || return 1
  there "/root/task-aversion-system-$update_base/deploy/setup-server.sh" --yes --database sqlite --registration open
}

update_releases() {
  check "newer releases, and broken ones" make_update_releases || return 1
  local each
  mkdir -p "$work/machines/$update_machine/root/releases"
  for each in 9.2.0 9.2.1 9.2.2 9.2.3 9.2.4 9.3.0; do
    ln -f "$(tarball "$each")" "$(tarball "$each").sha256" "$work/machines/$update_machine/root/releases/" 2>/dev/null ||
      cp "$(tarball "$each")" "$(tarball "$each").sha256" "$work/machines/$update_machine/root/releases/" || return 1
  done
}

# Side by side: packing keeps one processor busy.
make_update_releases() {
  local making=() each
  variant 9.2.0 "$update_base" with_shelf || return 1
  for each in 9.2.1:that_exits 9.2.2:that_never_gets_ready 9.2.3:with_failing_step 9.2.4:without_its_page; do
    variant "${each%:*}" "$update_base" "${each#*:}" &
    making+=($!)
  done
  variant 9.3.0 9.2.0 with_wall &
  making+=($!)
  for each in "${making[@]}"; do wait "$each" || return 1; done
}

# update_to VERSION [OPTIONS…], as a host would: with the script of the release that runs
update_to() {
  local version=$1
  shift
  there /opt/task-aversion-system/current/deploy/update.sh --lead 6 "$@" "/root/releases/$(basename "$(tarball "$version")")"
}

roll_back() { there /opt/task-aversion-system/current/deploy/rollback.sh --lead 6; }

# runs VERSION: it answers through the front, and nothing is left of the way there
runs() {
  says "\"version\":\"$1\"" api nobody GET /openapi.json >/dev/null || { echo "another version answers" && return 1; }
  there sh -c '! systemctl -q is-active task-aversion-system-next && test ! -e /opt/task-aversion-system/.update-journal && grep -q 8080 /etc/nginx/task-aversion-system/upstream.conf'
}

update_broken() {
  local sums=$work/machines/$update_machine/root/releases
  steady_load ute
  cp -p "$sums/$(basename "$(tarball 9.2.0)").sha256" "$work/kept.sha256"
  rm "$sums/$(basename "$(tarball 9.2.0)").sha256"
  sed 's/^..../0000/' "$work/kept.sha256" >"$sums/$(basename "$(tarball 9.2.0)").sha256"
  refuses "a wrong checksum" "is not what was released" -- update_to 9.2.0
  cp "$work/kept.sha256" "$sums/$(basename "$(tarball 9.2.0)").sha256"
  refuses "a release that ends when it is started" "the server has ended" -- update_to 9.2.1
  cp "$work/check.log" "$work/last-words"
  check "… with its last words" grep 'Nothing works today' "$work/last-words"
  refuses "a release that never gets ready" '/readyz failed; it answered: {"status":"migrating"' -- update_to 9.2.2 --patience 5
  refuses "a release whose migration fails" 'was tried on a copy and failed there' -- update_to 9.2.3
  refuses "a release without its page" '/assets/.* failed; it answered' -- update_to 9.2.4
  check "the old release serves all the while" runs "$update_base"
  refuses "… and none of the broken ones" -- runs 9.2.2
  steady_end
  noticed ute "refused updates" 3
}

update_killed() {
  # Ready never, so that it is in the middle of the way when it is killed.
  (update_to 9.2.2 --patience 60 >"$work/killed.log" 2>&1) &
  local begun=$!
  check "an update is under way" until_true 60 there systemctl -q is-active task-aversion-system-next
  refuses "a second one beside it" "under way" -- update_to 9.2.0
  # shellcheck disable=SC2016 # for the shell over there
  there sh -c 'kill -9 $(pgrep -o -f "update.sh .*9.2.2")'
  check "killed, it is cleaned up by itself" until_true 30 runs "$update_base"
  wait "$begun"
}

update_code() {
  steady_load ute
  timed "update, with a migration that the old release can live with" update_to 9.2.0
  steady_end
  check "the new release serves" runs 9.2.0
  noticed ute "update" 3
  steady_load ute
  timed "rollback of code" roll_back
  steady_end
  check "the old release serves" runs "$update_base"
  noticed ute "rollback" 3
  check "its backups are proven, with a schema newer than its own" says 'is proven' there tas backup create
  check "the data stayed: the migration is unknown to the old release" says '209901010000-shelf.*unknown to this version' there tas migrate --status
  check "only the last two releases are kept" says '^2$' there sh -c 'ls /opt/task-aversion-system/releases | wc -l'
}

update_data() {
  local told
  update_to 9.2.0 >"$work/check.log" 2>&1 || { wrong "forward again" && return 1; }
  steady_load ute
  (until api nobody GET /notice | grep -q 'is away for about'; do sleep 0.3; done && api nobody GET /notice >"$work/steady-notice") &
  told=$!
  timed "update, with a migration that the old release cannot live with" update_to 9.3.0
  steady_end
  kill "$told" 2>/dev/null
  check "everybody was told of it before" says 'updated at .* and is away for about [0-9]+ seconds' cat "$work/steady-notice"
  took "the hold: announced $(grep -oE '[0-9]+ seconds' "$work/steady-notice" | cut -d' ' -f1) s; longest gap between two reads" "$(longest_gap)"
  check "it was not longer than announced" under "$(grep -oE '[0-9]+ seconds' "$work/steady-notice" | cut -d' ' -f1)" "$(longest_gap)"
  check "what was refused in between was refused with a time to come back" steady_refusals_tell
  check "whatever was acknowledged is there" all_written ute
  check "the new release serves" runs 9.3.0
  refuses "the old release would not run on this" "Start that version or a newer one" -- there sh -c \
    'cd /opt/task-aversion-system && setpriv --reuid=taskaversion --regid=taskaversion --init-groups previous/bin/tas user list'
  check "somebody writes" add_task ute "Written after the update"
  timed "rollback of code and data" roll_back
  check "the old release serves" runs 9.2.0
  check "with what was there before" all_written ute
  refuses "without what was entered since" -- has_task ute "Written after the update"
  check "the next update" update_to 9.3.0
  refuses "which does not bring it by itself" -- has_task ute "Written after the update"
  check "tas rollback --bring-back does" there tas rollback --bring-back
  check "it is there" has_task ute "Written after the update"
}

steady_refusals_tell() {
  [ -s "$work/steady-refusals" ] || { echo "nothing was refused" && return 1; }
  cat "$work/steady-refusals"
  ! awk '$2 != 503' "$work/steady-refusals" | grep . && ! grep -v retryAfterSeconds "$work/steady-refusals"
}
