#!/usr/bin/env bash
# Backs up a server at Amazon: first a proven backup by the app, then a snapshot of its disk; old snapshots go.
# Without a proven backup there is no snapshot: it would be of something nobody has looked at.
set -Eeuo pipefail

usage() {
  cat <<'TEXT'
deploy/backup.sh [options]         needs the AWS command line, signed in

  --host USER@ADDRESS   the server, by SSH; without it: this machine
  --name NAME           the tag that setup-ec2.sh gave (default: task-aversion-system)
  --volume ID           the disk (default: the one with that tag and Role=data)
  --keep N              how many snapshots stay (default: 7; at least 1)
  --tas COMMAND         how the app is called there (default: sudo tas; as root: tas)
  --dry-run             look, and say what would be done
TEXT
}

fail() {
  printf '%s\n' "$*" >&2
  exit 1
}

name=task-aversion-system host='' volume='' keep=7 tas='' dry=no
while [ $# -gt 0 ]; do
  case $1 in
    --dry-run) dry=yes ;;
    -h | --help) usage && exit 0 ;;
    --host | --name | --volume | --keep | --tas)
      [ $# -gt 1 ] || fail "$1 needs a value; --help shows them all."
      printf -v "${1#--}" '%s' "$2"
      shift
      ;;
    *) usage >&2 && exit 2 ;;
  esac
  shift
done
[[ $keep =~ ^[1-9][0-9]{0,3}$ ]] || fail "\"$keep\" is no number of snapshots; keep at least 1."
[[ $host != -* ]] || fail "\"$host\" is no server; write it like ec2-user@203.0.113.7."
if [ -z "$tas" ]; then
  tas='sudo tas'
  if [ -z "$host" ] && [ "$(id -u)" = 0 ]; then tas=tas; fi
fi

# shellcheck source=deploy/ec2/aws.sh
. "$(cd "$(dirname "$0")" && pwd)/ec2/aws.sh"
need_aws

there() { if [ -n "$host" ]; then ssh -o BatchMode=yes "$host" "$1"; else sh -c "$1"; fi; }

# The disk first: a wrong one is better known before anything is done.
if [ -z "$volume" ]; then
  volume=$(ask_one ec2 describe-volumes --filters "Name=tag:Application,Values=$name" Name=tag:Role,Values=data --query 'Volumes[].VolumeId')
  [ -n "$volume" ] || fail "There is no disk with the tags Application=$name and Role=data in this region; name one with --volume."
else
  ask ec2 describe-volumes --volume-ids "$volume" >/dev/null || fail "There is no disk $volume in this region; look at --volume and AWS_REGION."
fi

backup=''
if [ "$dry" = yes ]; then
  echo "would: a proven backup by the app"
else
  said=$(there "$tas backup create --json") || fail "The app made no proven backup, so there is no snapshot. It said: ${said:-nothing; the sentence is above}"
  backup=$(grep -oE '"id": ?"[^"]+"' <<<"$said" | head -n 1 | cut -d'"' -f4)
  if [ -z "$backup" ] || ! grep -qE '"provenAt": ?("|[0-9])' <<<"$said"; then
    fail "The app's backup is not proven, so there is no snapshot. It said: $said"
  fi
  there sync || fail "The server could not write out what it holds in memory; look at its disk."
  echo "done: backup $backup, proven by the app"
fi

change "snapshot of $volume" ec2 create-snapshot --volume-id "$volume" --description "$name, backup ${backup:-(new)}" \
  --tag-specifications "$(tagged snapshot ",{Key=Backup,Value=$backup}")" --query SnapshotId
snapshot=$answer
if [ "$dry" = no ]; then
  # A snapshot that is not complete does not count, and nothing older goes before it does.
  ask ec2 wait snapshot-completed --snapshot-ids "$snapshot" ||
    fail "The snapshot $snapshot is not complete yet; nothing older was deleted. Look at it in the console."
  echo "done: $snapshot is complete"
fi

# Newest first; only snapshots of this disk that carry this name's tag, and only complete ones count.
listed=$(ask ec2 describe-snapshots --owner-ids self \
  --filters "Name=volume-id,Values=$volume" "Name=tag:Application,Values=$name" Name=status,Values=completed \
  --query 'reverse(sort_by(Snapshots,&StartTime))[].[SnapshotId]') || fail "The snapshots could not be listed; nothing was deleted."
[ "$dry" = no ] || keep=$((keep - 1))
mapfile -t old < <(tail -n "+$((keep + 1))" <<<"$listed" | grep . || true)
for each in "${old[@]}"; do change "old snapshot $each is gone" ec2 delete-snapshot --snapshot-id "$each"; done
echo "Snapshots that stay: $(head -n "$keep" <<<"$listed" | grep -c . || true)"
