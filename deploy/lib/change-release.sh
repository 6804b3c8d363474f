# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # shared with update-places.sh, change-data.sh and the caller
# The one path from one release to another, forwards and backwards: the new one is started beside the old one, probed,
# put in front, and only then takes the old one's place. Sourced, never run.
#
# The caller has set $way (update or rollback), $from, $to, $patience and $lead.

# change_release: the whole path. Whatever breaks it off brings the old release back.
change_release() {
  local began=$SECONDS
  open_journal
  runtime_point next "$to" || fail "The link to release $to cannot be made in $home."
  choose_mode
  back_up_before
  if [ "$mode" = hold ]; then change_data_while_held; else change_data_beside; fi
  reached started
  take "release $to is started beside" "Release $to cannot be started." runtime_start next
  take "release $to is ready, writes and reads, and its page answers" "Release $to is not put to work." \
    probe next "$next_port" "$to" "$patience"
  reached front
  take "requests go to release $to" "Requests are not passed on to release $to." front_to "$next_port"
  # From here on it is in place also after a reboot.
  reached replaced
  take "release $to takes the place of $from" "Release $to cannot take the place of $from." replace_main
  take "release $to serves from its own place" "Release $to does not serve from its own place." \
    probe current "$main_port" "$to" "$patience"
  reached proven
  trap '' INT TERM HUP
  settle
  say "Version $to serves, after $((SECONDS - began)) s. Going back to $from: $(way_back)"
}

# take "what" "sentence when it fails" COMMAND ARGS…
take() {
  local what=$1 sorry=$2
  shift 2
  if ! "$@"; then fail "$sorry"; fi
  say "done: $what"
}

# choose_mode: beside, when old and new can both run on what the data becomes; hold, when only one of them can
choose_mode() {
  local status
  ask_tas next migrate --status || fail "Release $to does not understand the database: $said"
  status=$said status_of_to=$said
  pending=no mode=beside
  [[ $status == *'"pending":[]'* ]] || pending=yes
  case $way in
    update) [[ $status == *'"oldReleaseCanRun":true'* ]] || mode=hold ;;
    # An older release that cannot say so may not know of this question; then the data goes back too.
    rollback) [[ $status == *'"thisReleaseCanRun":true'* ]] || mode=hold ;;
  esac
  # What a migration says of the release before it holds for no older one.
  if [ "$mode" = beside ] && skips_releases && [[ $status != *'"pending":[],"unknown":[]'* ]]; then mode=hold; fi
  keep_in_journal mode "$mode"
}

# skips_releases: there were others between the two
skips_releases() {
  local older=$from newer=$to log
  if is_newer "$from" "$to"; then older=$to newer=$from; fi
  log=$(runtime_file "$([ "$newer" = "$to" ] && echo next || echo current)" CHANGELOG.md) || return 1
  [ -n "$(awk -v newer="$newer" -v older="$older" '/^## / { if ($2 == older) exit; if (between) print $2; if ($2 == newer) between = 1 }' <<<"$log")" ] &&
    grep -qE "^## ${older//./\\.}( |$)" <<<"$log"
}

back_up_before() {
  local began=$SECONDS
  if [ "$mode-$way" = hold-rollback ]; then
    # The rollback of the data keeps what is here in a proven backup of its own; here only whether it can.
    ask_tas current rollback --dry-run || fail "The data cannot go back: $said"
    suits_the_state "$said" || fail "The state from before the last update is of version $(part_of version), and $to is not the release for it; \"tas backup list\" shows what else there is."
    say "done: the state from before the update is there, and the backup that holds it opens"
  else
    ask_tas current backup create || fail "No proven backup could be made, so nothing was begun: $said"
    say "done: backup $(part_of id), proven"
  fi
  # Twice, since it is done once more while held, and the starts.
  seconds_held=$(((SECONDS - began) * 2 + 8))
}

replace_main() { runtime_point current "$to" && runtime_start current; }

# settle: the new one serves from its own place; what was needed on the way goes
settle() {
  take "requests go to port $main_port" "Requests still go to port $next_port, where release $to serves too; correct what nginx says and run this again." \
    front_to "$main_port"
  runtime_stop next
  runtime_unpoint next
  runtime_point previous "$from"
  withdraw_announcement
  runtime_prune "$to" "$from"
  runtime_settled
  close_journal
}

way_back() { if [ "$way" = update ]; then echo "rollback.sh"; else echo "update.sh $from"; fi; }
