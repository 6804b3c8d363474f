# shellcheck shell=bash
# shellcheck disable=SC2154 # the places and answers are set where this is sourced
# The units of systemd, and the app running under them. Sourced by setup-server.sh.

run_service() {
  local each
  touched=no
  for each in "$unit" "$unit-next" "$unit-alert@"; do
    put_file "unit $each.service" "/etc/systemd/system/$each.service" 0644 root:root <"$here/systemd/$each.service"
  done
  open_folders
  if [ "$touched" = yes ]; then doing "systemd knows the units" quietly systemctl daemon-reload; fi
  if [ "$touched" = yes ] || [ "$settings_touched" = yes ]; then
    take_up "$unit.service" "the app" restart
  else
    keep_running "$unit.service" "the app"
  fi
  [ "$dry" = yes ] || wait_for 90 is_ready || fail_with_log
}

# Folders outside its own that the settings name: the unit closes all others.
open_folders() {
  local folders
  folders=$(named_folders | sort -u | tr '\n' ' ')
  if [ -n "${folders// /}" ]; then
    put_file "the app may write into ${folders% }" "/etc/systemd/system/$unit.service.d/folders.conf" 0644 root:root < <(
      printf '# Folders that .env names; written by setup-server.sh, run it again after a change there.\n[Service]\nReadWritePaths=%s\n' "-${folders% }" | sed '3s| /| -/|g'
    )
  elif [ -e "$under/etc/systemd/system/$unit.service.d/folders.conf" ]; then
    touched=yes
    doing "the app may write into its own folder only" rm "$under/etc/systemd/system/$unit.service.d/folders.conf"
  fi
}

named_folders() {
  local name
  for name in BACKUP_DESTINATIONS REPLICATE_TO; do setting_of "$home/.env" "$name" | tr ',' '\n'; done | sed -nE 's#^ *(/[^ ]*) *$#\1#p'
  setting_of "$home/.env" LOG_FILE | sed -nE 's#^(/.*)/[^/]*$#\1#p'
}

is_ready() { curl -fsS --max-time 5 http://127.0.0.1:8080/readyz; }

fail_with_log() {
  journalctl -q -u "$unit.service" -n 8 -o cat >&2 || true
  fail "The app does not get ready within 90 seconds; its last words stand above, and all of them with: journalctl -u $unit"
}
