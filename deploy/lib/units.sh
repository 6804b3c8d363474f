# shellcheck shell=bash
# shellcheck disable=SC2154 # $dry is set by say.sh
# Services of systemd: run, and run again after the next boot. Sourced, never run.

# keep_running UNIT "name": started now, and with the machine
keep_running() {
  if systemctl -q is-active "$1" 2>/dev/null && systemctl -q is-enabled "$1" 2>/dev/null; then
    already "$2 runs, and starts with the machine"
  else
    doing "$2 runs, and starts with the machine" quietly systemctl enable --now "$1"
  fi
}

# take_up UNIT "name" restart|reload: it runs with the settings that were just changed
take_up() {
  if systemctl -q is-active "$1" 2>/dev/null; then
    doing "$2 takes up its new settings" quietly systemctl "$3" "$1"
  fi
  keep_running "$1" "$2"
}
