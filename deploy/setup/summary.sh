# shellcheck shell=bash
# shellcheck disable=SC2154 # the places and answers are set where this is sourced
# What the host should know at the end. Sourced by setup-server.sh.

# A service that starts and ends a moment later looks like one that runs.
say_what_does_not_stay_up() {
  systemctl -q is-active fail2ban.service ||
    note "fail2ban does not stay up, so nobody is shut out who keeps guessing passwords for SSH. \"journalctl -u fail2ban\" says why; most often \"apt-get upgrade\" mends it."
}

say_what_is_there() {
  local shown
  shown=$(public_url)
  say
  if [ "$dry" = yes ]; then
    say "Nothing was changed. $changes steps would be taken, $kept are done already."
    return 0
  fi
  say "$shown answers. $changes steps were taken, $kept were done already; it took $SECONDS s."
  say_what_does_not_stay_up
  if [ -z "${answer[domain]}" ]; then
    say
    say "Without a domain nothing is encrypted on its way: passwords, cookies and every word can be read and changed by whoever"
    say "is in between. Use it so for a trial, or in a network that you trust. When you have a name: setup-server.sh --domain NAME"
  fi
  say
  say "  settings   $home/.env (after a change: systemctl restart $unit)"
  if [ "${answer[database]}" = postgres ]; then
    say "  data       PostgreSQL database taskaversion"
  else
    say "  data       $state/task_aversion.db"
  fi
  say "  backups    $state/backups, every night; keep others elsewhere: BACKUP_DESTINATIONS"
  say "  secrets    $settings; keep a copy where you keep passwords"
  say "  log        journalctl -u $unit"
  say
  say "Next:"
  say "  tas user create NAME --admin"
  say "  tas doctor"
  say "  $home/current/deploy/update.sh VERSION      (when there is a new release)"
}
