# shellcheck shell=bash
# shellcheck disable=SC2154 # the places and answers are set where this is sourced
# The first backup, restored for a trial; the app makes one every night from here on. Sourced by setup-server.sh.

prove_backup() {
  if [ "$dry" = no ] && has_proven_backup; then
    already "a proven backup not older than two days"
  else
    doing "a backup, restored for a trial and compared" quietly tas backup create
  fi
}

has_proven_backup() {
  tas backup list --json 2>/dev/null | "$under$home/current/node/bin/node" -e '
    const { backups } = JSON.parse(require("node:fs").readFileSync(0, "utf8"));
    const fresh = ({ provenAt, takenAt }) => provenAt !== null && Date.now() - Date.parse(takenAt) < 2 * 86_400_000;
    process.exit(backups.some(fresh) ? 0 : 1);'
}
