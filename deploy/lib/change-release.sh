# shellcheck shell=bash
# shellcheck disable=SC2154 # what is not set here is set by update-places.sh and by the caller
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
  status=$said
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

# ask_tas WHICH ARGS…: sets $said to the answer's JSON, or, failing, to the sentence that tells why
ask_tas() {
  local sentence
  if said=$(runtime_tas "$@" --json 2>"$home/.update-words"); then return 0; fi
  sentence=$(sed -nE 's/.*"message":"(([^"\\]|\\.)*)".*/\1/p' <<<"$said" | sed 's/\\"/"/g')
  said=${sentence:-$(tail -n 3 "$home/.update-words" | tr '\n' ' ')}
  return 1
}

# part_of NAME: the first value of that name in what tas said
part_of() { grep -oE "\"$1\":\"[^\"]+\"" <<<"$said" | head -n 1 | cut -d'"' -f4; }

back_up_before() {
  local began=$SECONDS by
  if [ "$mode-$way" = hold-rollback ]; then
    # The rollback of the data keeps what is here in a proven backup of its own; here only whether it can.
    ask_tas current rollback --dry-run || fail "The data cannot go back: $said"
    [ "$(part_of version)" = "$to" ] || fail "The state before the last update is not of version $to, but of $(part_of version); go back to that one."
    say "done: the state of version $to is there, and the backup that holds it opens"
  else
    # After a rollback of code the schema is newer than the release that runs, which cannot prove a copy of it then.
    by=current
    ask_tas current migrate --status || fail "Release $from does not understand the database: $said"
    [[ $said == *'"unknown":[]'* ]] || by=next
    ask_tas "$by" backup create || fail "No proven backup could be made, so nothing was begun: $said"
    say "done: backup $(part_of id), proven"
  fi
  # Twice, since it is done once more while held, and the starts.
  seconds_held=$(((SECONDS - began) * 2 + 8))
}

change_data_beside() {
  if [ "$way" = update ] && [ "$pending" = yes ]; then
    take "the schema is that of $to, and $from can run on it" "The schema stays that of $from." migrate_with next
  else
    say "already: the schema suits both releases"
  fi
}

# migrate_with WHICH: what goes wrong is said
migrate_with() {
  ask_tas "$1" migrate || { say "$said" && return 1; }
}

# Only one of the two can run on the data as it is, so that nobody can be served while it changes.
change_data_while_held() {
  say "Release $from and release $to cannot share the data: nobody is served for about $seconds_held s."
  announce "The server is being updated at $(date -u -d "+$lead seconds" +%H:%M) UTC and is away for about $seconds_held seconds."
  [ "$lead" = 0 ] || sleep "$lead"
  reached held
  # After a power cut the new release starts, and does by itself what is left.
  [ "$way" = rollback ] || runtime_point current "$to" || fail "The link to release $to cannot be made in $home."
  take "release $from has stopped" "Release $from cannot be stopped." runtime_stop current
  reached moving
  if [ "$way" = update ]; then
    take "the schema is that of $to" "The schema stays that of $from." migrate_with next
  else
    take "the data is that of $to; what was entered since is kept" "The data stays that of $from." roll_data_back current
  fi
}

roll_data_back() {
  ask_tas "$1" rollback --yes || { say "$said" && return 1; }
  say "Kept: backup $(part_of kept). After the next update: tas rollback --bring-back"
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
