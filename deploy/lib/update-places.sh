# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # used where this is sourced; places.sh has the others
# What an update touches, and which of the three ways the app runs here. Sourced, never run.

main_port=8080 next_port=8081
front_file=$under$web_settings/upstream.conf
update_conf=$under$settings/update.conf

# choose_runtime systemd|docker|compose|'': the one given, else the one that is found here
choose_runtime() {
  runtime=$1
  if [ -n "$runtime" ]; then
    :
  elif [ -d "$under$home/releases" ]; then
    runtime=systemd
  elif [ -d "$under/srv/$unit" ]; then
    runtime=docker
  else
    fail "There is no installation here: neither $home/releases nor /srv/$unit. For one of your own compose file, name it with --compose FILE."
  fi
  case $runtime in
    systemd) home=$under$home ;;
    docker) home=$under/srv/$unit ;;
    compose) home=$(dirname "$compose_file")/.update && mkdir -p "$home" ;;
    *) fail "\"$runtime\" is no way the app runs in; there are systemd and docker, and --compose FILE." ;;
  esac
  [ -w "$home" ] || fail "$home cannot be written; run this as root, like: sudo $0"
  # shellcheck source=/dev/null
  . "$lib/runtime-$runtime.sh"
}

# update_setting NAME: what the environment says, else update.conf
update_setting() {
  if [ -n "${!1:-}" ]; then
    printf '%s\n' "${!1}"
  elif [ -r "$update_conf" ]; then
    sed -n "s/^$1=//p" "$update_conf" | tail -n 1
  fi
}

# newest_first: versions, one a line
newest_first() { sort -rV; }

is_newer() { [ "$1" != "$2" ] && [ "$(printf '%s\n%s\n' "$1" "$2" | newest_first | head -n 1)" = "$1" ]; }

would() { printf 'would: %s\n' "$*"; }

indented() { sed 's/^/  | /'; }
