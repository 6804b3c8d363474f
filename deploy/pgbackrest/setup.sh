#!/usr/bin/env bash
# Sets up pgBackRest for one PostgreSQL cluster of Debian or Ubuntu: every change is archived, a full backup is made every
# week and an incremental one every day, and any second of the last seven days can be restored with restore-to.sh.
# It may be run again at any time: it changes only what differs.
set -euo pipefail

usage() {
  cat <<'TEXT'
Usage: setup.sh [options]
  --cluster VERSION/NAME  the cluster (default: the only one that runs)
  --repo PLACE            a folder (default /var/lib/pgbackrest) or s3://bucket/folder
  --s3-endpoint HOST      another S3 store than Amazon's, like s3.example.org
  --s3-region REGION      default us-east-1
  --s3-keys FILE          a file of two lines, the key and its secret; without it the machine's role is used
  --encrypt               encrypt the repository; the passphrase is made once and kept in the settings file
  --archive-timeout SEC   how much may be lost with the disk when little is written (default 60)
  --conf FILE             default /etc/pgbackrest/task-aversion.conf
  --stanza NAME           default task-aversion
  --log-dir DIR           default /var/log/pgbackrest
  --lock-dir DIR          default /tmp/pgbackrest
  --schedule HOW          systemd, cron or none (default: systemd where it runs, else cron)
  --schedule-dir DIR      where the timers or the cron file go
  --no-install            never call apt-get
  --dry-run               only say what would be done
TEXT
}

# shellcheck source=cluster.sh
. "$(dirname "$(readlink -f "$0")")/cluster.sh"

wanted='' repo=/var/lib/pgbackrest s3_endpoint='' s3_region=us-east-1 s3_keys='' encrypt=no archive_timeout=60
conf=/etc/pgbackrest/task-aversion.conf stanza=task-aversion log_dir=/var/log/pgbackrest lock_dir=/tmp/pgbackrest
schedule='' schedule_dir='' install=yes dry_run=no
while [ $# -gt 0 ]; do
  case $1 in
    --encrypt) encrypt=yes ;;
    --no-install) install=no ;;
    --dry-run) dry_run=yes ;;
    -h | --help)
      usage
      exit 0
      ;;
    --cluster | --repo | --s3-endpoint | --s3-region | --s3-keys | --archive-timeout | --conf | --stanza | --log-dir | --lock-dir | --schedule | --schedule-dir)
      [ $# -ge 2 ] || fail "$1 needs a value; setup.sh --help shows how."
      case $1 in
        --cluster) wanted=$2 ;;
        --repo) repo=$2 ;;
        --s3-endpoint) s3_endpoint=$2 ;;
        --s3-region) s3_region=$2 ;;
        --s3-keys) s3_keys=$2 ;;
        --archive-timeout) archive_timeout=$2 ;;
        --conf) conf=$2 ;;
        --stanza) stanza=$2 ;;
        --log-dir) log_dir=$2 ;;
        --lock-dir) lock_dir=$2 ;;
        --schedule) schedule=$2 ;;
        --schedule-dir) schedule_dir=$2 ;;
      esac
      shift
      ;;
    *) fail "setup.sh does not know \"$1\"; setup.sh --help shows what it knows." ;;
  esac
  shift
done

# The archive command is read by a shell, the settings by PostgreSQL and pgBackRest: only plain names pass all three.
for name in "$conf" "$stanza" "$log_dir" "$lock_dir"; do
  [[ $name =~ ^[A-Za-z0-9/._-]+$ ]] || fail "\"$name\" holds a sign that cannot stand there; use letters, digits and . _ - /"
done
[[ $archive_timeout =~ ^[0-9]+$ ]] || fail "--archive-timeout takes whole seconds."
if [ -z "$schedule" ]; then
  if [ -d /run/systemd/system ]; then schedule=systemd; else schedule=cron; fi
fi
case $schedule in systemd | cron | none) ;; *) fail "--schedule takes systemd, cron or none." ;; esac

# step WHAT COMMAND…: says it, and does it unless this is a dry run.
step() {
  local what=$1
  shift
  if [ "$dry_run" = yes ]; then say "would: $what"; else
    say "$what"
    "$@"
  fi
}

install_packages() { DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends pgbackrest >/dev/null; }

find_cluster() {
  if [ -z "$wanted" ]; then
    wanted=$(pg_lsclusters --no-header 2>/dev/null | awk '$4 ~ /^online/ { print $1 "/" $2 }')
    [ -n "$wanted" ] || fail "No PostgreSQL cluster runs here; start one, or name it with --cluster VERSION/NAME."
    [ "$(wc -l <<<"$wanted")" = 1 ] || fail "Several clusters run here; name one with --cluster VERSION/NAME."
  fi
  cluster_facts "$wanted"
  is_up || fail "The cluster $version/$cluster does not run; start it first: pg_ctlcluster $version $cluster start"
}

setting_of() { [ ! -r "$conf" ] || sed -n "s/^$1=//p" "$conf"; }

write_settings() {
  local passphrase=''
  # A passphrase that was made once stays, or everything written with it would be lost.
  passphrase=$(setting_of repo1-cipher-pass)
  if [ -z "$passphrase" ] && [ "$encrypt" = yes ]; then passphrase=$(openssl rand -base64 48 | tr -d '\n'); fi
  {
    say "# Written by setup.sh, which writes it again when it is run again."
    say "[global]"
    if [[ $repo == s3://* ]]; then
      local rest=${repo#s3://}
      local bucket=${rest%%/*}
      local folder=${rest#"$bucket"}
      folder=${folder%/}
      say "repo1-type=s3"
      say "repo1-path=${folder:-/}"
      say "repo1-s3-bucket=$bucket"
      say "repo1-s3-region=$s3_region"
      if [ -n "$s3_endpoint" ]; then
        say "repo1-s3-endpoint=$s3_endpoint"
        say "repo1-s3-uri-style=path"
      else
        say "repo1-s3-endpoint=s3.$s3_region.amazonaws.com"
      fi
      if [ -n "$s3_keys" ]; then
        say "repo1-s3-key=$(sed -n 1p "$s3_keys")"
        say "repo1-s3-key-secret=$(sed -n 2p "$s3_keys")"
      else
        say "repo1-s3-key-type=auto"
      fi
    else
      say "repo1-path=$repo"
    fi
    if [ -n "$passphrase" ]; then
      say "repo1-cipher-type=aes-256-cbc"
      say "repo1-cipher-pass=$passphrase"
    fi
    say "repo1-retention-full-type=time"
    say "repo1-retention-full=7"
    say "start-fast=y"
    say "process-max=2"
    say "compress-type=zst"
    say "log-level-console=warn"
    say "log-level-file=detail"
    say "log-path=$log_dir"
    say "lock-path=$lock_dir"
    say
    say "[$stanza]"
    say "pg1-path=$data_dir"
    say "pg1-port=$port"
    say "pg1-socket-path=$socket_dir"
  } >"$conf.new"
  mv "$conf.new" "$conf"
}

make_settings() {
  install -d -m 0755 "$(dirname "$conf")"
  (umask 077 && write_settings)
  chown "root:$owner" "$conf"
  chmod 0640 "$conf"
  install -d -m 0750 -o "$owner" -g "$owner" "$log_dir" "$lock_dir"
  [[ $repo == s3://* ]] || install -d -m 0750 -o "$owner" -g "$owner" "$repo"
}

archive_command() { say "pgbackrest --config=$conf --stanza=$stanza archive-push %p"; }

set_archiving() {
  query "alter system set archive_command = '$(archive_command)'"
  query "alter system set archive_timeout = '${archive_timeout}s'"
  query "alter system set archive_mode = 'on'"
  case $(query "show wal_level") in minimal) query "alter system set wal_level = 'replica'" ;; esac
  if [ "$(query "show archive_mode")" = off ] || [ "$(query "show wal_level")" = minimal ]; then
    say "PostgreSQL is restarted, because archiving begins at a start only."
    control restart
  else
    query "select pg_reload_conf()" >/dev/null
  fi
}

archiving_is_set() {
  [ "$(query "show archive_command")" = "$(archive_command)" ] && [ "$(query "show archive_mode")" = on ] &&
    [ "$(query "select setting from pg_settings where name = 'archive_timeout'")" = "$archive_timeout" ]
}

has_full_backup() { [[ $(backrest --output=json info) == *'"type":"full"'* ]]; }

full_backup() { backrest --type=full backup; }

timer() { # NAME WHEN TYPE
  cat >"$schedule_dir/task-aversion-pgbackrest-$1.service" <<UNIT
[Unit]
Description=pgBackRest $3 backup of the Task Aversion System
After=postgresql.service

[Service]
Type=oneshot
User=$owner
ExecStart=/usr/bin/pgbackrest --config=$conf --stanza=$stanza --type=$3 backup
UNIT
  cat >"$schedule_dir/task-aversion-pgbackrest-$1.timer" <<UNIT
[Unit]
Description=When the $3 backup is made

[Timer]
OnCalendar=$2
Persistent=true

[Install]
WantedBy=timers.target
UNIT
}

make_timers() {
  timer full 'Sun 02:15' full
  timer incr 'Mon..Sat 02:15' incr
  if [ -d /run/systemd/system ] && [ "$schedule_dir" = /etc/systemd/system ]; then
    systemctl daemon-reload
    systemctl enable --now task-aversion-pgbackrest-full.timer task-aversion-pgbackrest-incr.timer
  fi
}

make_cron_file() {
  cat >"$schedule_dir/task-aversion-pgbackrest" <<CRON
# Backups of the Task Aversion System's PostgreSQL: full on Sunday, incremental on all other days.
15 2 * * 0 $owner /usr/bin/pgbackrest --config=$conf --stanza=$stanza --type=full backup
15 2 * * 1-6 $owner /usr/bin/pgbackrest --config=$conf --stanza=$stanza --type=incr backup
CRON
  chmod 0644 "$schedule_dir/task-aversion-pgbackrest"
}

demand_root
if ! command -v pgbackrest >/dev/null; then
  [ "$install" = yes ] || fail "pgBackRest is not installed; run: apt-get install pgbackrest"
  step "Installing pgbackrest" install_packages
fi
find_cluster
say "Cluster $version/$cluster: $data_dir, port $port, owner $owner"
step "Writing $conf (repository $repo)" make_settings
if archiving_is_set; then say "Archiving is on already."; else step "Turning archiving on" set_archiving; fi
step "Preparing the repository for the stanza $stanza" backrest stanza-create
step "Checking that a piece of the log arrives in the repository" backrest check
if [ "$dry_run" = no ] && has_full_backup; then say "There is a full backup already."; else
  step "Making the first full backup" full_backup
fi
case $schedule in
  systemd)
    schedule_dir=${schedule_dir:-/etc/systemd/system}
    step "Writing timers to $schedule_dir (full on Sunday, incremental on all other days, 02:15)" make_timers
    ;;
  cron)
    schedule_dir=${schedule_dir:-/etc/cron.d}
    step "Writing $schedule_dir/task-aversion-pgbackrest (full on Sunday, incremental on all other days, 02:15)" make_cron_file
    ;;
  none) say "No schedule was made; see to it that pgbackrest backup runs every day." ;;
esac
if [ "$dry_run" = yes ]; then
  say "Nothing was changed."
elif grep -q '^repo1-cipher-pass=' "$conf"; then
  say "Done. The repository is encrypted: keep a copy of $conf away from this machine, nothing can be restored without it."
else
  say "Done. Any second from now on can be restored, for seven days: restore-to.sh \"YYYY-MM-DD HH:MM:SS\""
fi
