# shellcheck shell=bash
# shellcheck disable=SC2154 # shared with change-release.sh
# The way back when something went wrong: looks at what is, and makes of it what was. May be run again. Sourced, never run.

# bring_back: $from serves from its own place, with its own schema if it needs that; 1 when it does not
bring_back() {
  if [ "$interrupted" = no ] && been started && ! been proven; then
    say "The last words of release $to:"
    runtime_log "$(been replaced && echo current || echo next)" 2>&1 | indented
  fi
  if been held && [ "$mode" = hold ]; then bring_data_back || return 1; fi
  [ "$(runtime_version current)" = "$from" ] || runtime_point current "$from" || return 1
  if ! serves "$main_port" "$from"; then
    runtime_start current && probe current "$main_port" "$from" "$patience" || return 1
  fi
  front_to "$main_port" || return 1
  runtime_stop next
  runtime_unpoint next
  if [ "${entries_aside:-no}" = yes ]; then bring_entries_back; fi
  withdraw_announcement
  close_journal
}

# Nobody is served: either the old release has stopped, or what runs has data that the old one cannot live with.
bring_data_back() {
  runtime_point current "$from"
  ask_tas current migrate --status || { say "$said" && return 1; }
  if [ "$way" = update ]; then
    [[ $said != *'"thisReleaseCanRun":true'* ]] || return 0
    runtime_stop next && runtime_stop current || return 1
    roll_data_back next || return 1
    say "done: the data is that of $from again"
  else
    # The data went back already: then it goes forward again, and what was set aside comes along.
    [[ $said != *'"pending":[]'* ]] || return 0
    runtime_stop next && runtime_stop current && migrate_with current || return 1
    entries_aside=yes
    say "done: the data is that of $from again"
  fi
}

bring_entries_back() {
  if ask_tas current rollback --bring-back; then
    say "done: what was entered since is back"
  else
    say "What was entered since is not back yet ($said) Bring it back with: tas rollback --bring-back"
  fi
}

# announce TEXT: one line on everybody's screen, while the server still serves
announce() {
  local until
  until=$(date -u -d "+$((seconds_held + lead + 600)) seconds" +%Y-%m-%dT%H:%MZ)
  keep_in_journal announced yes
  ask_tas current notice set "$1" --until "$until" || fail "The hold cannot be announced to those who use the server: $said"
  say "done: everybody is told: $1"
}

# The line goes away by itself too.
withdraw_announcement() {
  [ "$(from_journal announced)" = yes ] || return 0
  ask_tas current notice clear || say "note: the line on everybody's screen goes away by itself; sooner with: tas notice clear"
}
