# shellcheck shell=bash
# shellcheck disable=SC2154 # shared with change-release.sh
# What an update or a rollback does to the data, by the command line of one of the two releases. Sourced, never run.

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

change_data_beside() {
  if [ "$way" = update ] && [ "$pending" = yes ]; then
    take "the schema is that of $to, and $from can run on it" "The schema stays that of $from." migrate_with next
  else
    say "already: the schema suits both releases"
  fi
}

# suits_the_state PLAN: what the data's way back undoes is all unknown to the older release, and nothing stays that it cannot
# live with. It is another update's state otherwise.
suits_the_state() {
  local undone unknown each
  undone=$(grep -oE '"takesBack":\[[^]]*\]' <<<"$1" | cut -d: -f2 | grep -oE '[^][",]+')
  unknown=$(grep -oE '"unknown":\[[^]]*\]' <<<"$status_of_to")
  [ -n "$undone" ] || return 1
  for each in $undone; do
    [[ $unknown == *"\"name\":\"$each\""* ]] || return 1
  done
  while read -r each; do
    [ -z "$each" ] || grep -qxF "$each" <<<"$undone" || return 1
  done < <(grep -oE '\{[^}]*"previousReleaseCanRun":false\}' <<<"$unknown" | grep -oE '"name":"[^"]+"' | cut -d'"' -f4)
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
