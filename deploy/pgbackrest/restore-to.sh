#!/usr/bin/env bash
# Brings a PostgreSQL cluster back to a moment of the last seven days, from what setup.sh arranged. The present data folder is
# kept aside; when anything fails, it is put back.
set -euo pipefail

usage() {
  cat <<'TEXT'
Usage: restore-to.sh MOMENT [options]
  MOMENT                  "2026-11-21 14:30:05" in this machine's zone, 2026-11-21T13:30:05Z, or: latest
  --cluster VERSION/NAME  the cluster (default: the one of the settings file)
  --conf FILE             default /etc/pgbackrest/task-aversion.conf
  --stanza NAME           default task-aversion
  --yes                   do not ask
  --dry-run               only say what would be done
TEXT
}

# shellcheck source=cluster.sh
. "$(dirname "$(readlink -f "$0")")/cluster.sh"

moment='' wanted='' conf=/etc/pgbackrest/task-aversion.conf stanza=task-aversion sure=no dry_run=no
while [ $# -gt 0 ]; do
  case $1 in
    --yes) sure=yes ;;
    --dry-run) dry_run=yes ;;
    -h | --help)
      usage
      exit 0
      ;;
    --cluster | --conf | --stanza)
      [ $# -ge 2 ] || fail "$1 needs a value; restore-to.sh --help shows how."
      case $1 in
        --cluster) wanted=$2 ;;
        --conf) conf=$2 ;;
        --stanza) stanza=$2 ;;
      esac
      shift
      ;;
    -*) fail "restore-to.sh does not know \"$1\"; restore-to.sh --help shows what it knows." ;;
    *)
      [ -z "$moment" ] || fail "Give one moment, in quotes when it holds a space."
      moment=$1
      ;;
  esac
  shift
done
[ -n "$moment" ] || {
  usage >&2
  exit 2
}

find_cluster() {
  local path
  path=$(sed -n 's/^pg1-path=//p' "$conf" | head -n 1)
  if [ -z "$wanted" ]; then
    # pg_lsclusters knows a cluster by its settings, also when its data is gone.
    wanted=$(pg_lsclusters --no-header | awk -v p="$path" '$6 == p { print $1 "/" $2 }')
    [ -n "$wanted" ] || fail "No cluster here keeps its data in $path; name it with --cluster VERSION/NAME."
  fi
  cluster_facts "$wanted"
  [ "$data_dir" = "$path" ] || fail "$conf is for $path, and $version/$cluster keeps its data in $data_dir."
  for space in "$data_dir"/pg_tblspc/*; do
    [ ! -e "$space" ] || fail "This cluster has tablespaces, which this script does not move aside; use pgbackrest restore itself."
  done
}

read_moment() {
  [ "$moment" != latest ] || return 0
  local seconds
  [[ $moment =~ ^[0-9]{4}-[0-9]{2}-[0-9]{2}[T\ ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?(Z|[+-][0-9]{2}:?[0-9]{2})?$ ]] ||
    fail "\"$moment\" is no moment; write one like \"2026-11-21 14:30:05\" or 2026-11-21T13:30:05Z."
  seconds=$(date -d "$moment" +%s 2>/dev/null) ||
    fail "\"$moment\" was on no clock here; write one like \"2026-11-21 14:30:05\" or 2026-11-21T13:30:05Z."
  [ "$seconds" -le "$(date +%s)" ] || fail "$(date -d "@$seconds" '+%F %T %Z') is still to come."
  # With an offset there is nothing to guess, whatever zone PostgreSQL has.
  target=$(TZ=UTC date -d "$moment" '+%F %T.%6N+00')
  label=$(date -d "$moment" '+%F %T %Z (%:z)')
  local first
  first=$(backrest --output=json info | grep -o '"timestamp":{"start":[0-9]*,"stop":[0-9]*' | sed 's/.*://' | sort -n | head -n 1)
  [ -n "$first" ] || fail "The repository holds no backup."
  [ "$first" -le "$seconds" ] || fail "The oldest backup ended at $(date -d "@$first" '+%F %T %Z'); nothing earlier can be restored."
}

put_back() {
  say "The restore did not succeed." >&2
  if tail -n 40 "$(listed 7)" 2>/dev/null | grep -c 'before configured recovery target was reached' >/dev/null; then
    say "Nothing was changed between the last archived change and $label: restore-to.sh latest reaches the same state." >&2
  fi
  control stop -m immediate >/dev/null 2>&1 || true
  mv "$data_dir" "$data_dir.failed-$stamp"
  if [ -n "$aside" ]; then
    mv "$aside" "$data_dir"
    say "The data of before is back in its place." >&2
    if [ "$was_up" = yes ]; then control start || say "It does not start; see $(listed 7)." >&2; fi
  fi
  fail "What was restored lies in $data_dir.failed-$stamp; why it failed stands above or in $(listed 7)."
}

restore() {
  stamp=$(date -u +%Y%m%dT%H%M%SZ)
  aside='' was_up=no
  if is_up; then
    was_up=yes
    say "Stopping $version/$cluster (what it still holds is archived)"
    control stop -m fast
  fi
  if [ -d "$data_dir" ]; then
    mv "$data_dir" "$data_dir.before-restore-$stamp"
    aside="$data_dir.before-restore-$stamp"
    say "The present data is kept in $aside"
  fi
  install -d -m 0700 -o "$owner" -g "$owner" "$data_dir"
  fetch_and_replay || put_back
}

# Called where a failure does not end the script: every step says itself that it failed.
fetch_and_replay() {
  say "Restoring to $label"
  if [ "$moment" = latest ]; then
    backrest --type=default restore || return
  else
    backrest --type=time --target="$target" --target-action=promote restore || return
  fi
  say "Starting and replaying what was written up to then"
  control start || return
  while [ "$(query 'select pg_is_in_recovery()' 2>/dev/null)" != f ]; do
    is_up || return
    sleep 0.1
  done
}

demand_root
command -v pgbackrest >/dev/null || fail "pgBackRest is not installed; run: apt-get install pgbackrest"
[ -r "$conf" ] || fail "$conf is not there; bring back the copy you kept of it, or run setup.sh for a new start."
label='the newest that was archived' target=''
find_cluster
read_moment
if [ "$dry_run" = yes ]; then
  say "would: stop $version/$cluster, keep $data_dir aside, restore to $label, start"
  exit 0
fi
if [ "$sure" = no ]; then
  [ -t 0 ] || fail "Say --yes to restore without being asked."
  read -r -p "Stop $version/$cluster and bring it back to $label? Type yes: " answer
  [ "$answer" = yes ] || fail "Nothing was done."
fi
restore
reached=$(query "select coalesce(to_char(pg_last_xact_replay_timestamp() at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.MS'), '')")
if [ -n "$reached" ]; then
  say "Reached: the last change is of $reached UTC."
else
  say "Reached: the backup itself; nothing was changed after it until then."
fi
[ -z "$aside" ] || say "When all is well, remove what was there before: rm -r $aside"
say "Restart the server (its connections ended), and look with: tas doctor"
