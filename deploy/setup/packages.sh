# shellcheck shell=bash
# shellcheck disable=SC2154 # the places and answers are set where this is sourced
# Packages of the distribution; only what is missing. Sourced by setup-server.sh.

install_packages() {
  local wanted=(ca-certificates curl tar gzip nginx ufw fail2ban python3-systemd unattended-upgrades logrotate) missing=() each
  [ "${answer[database]}" = sqlite ] || wanted+=(postgresql)
  [ -z "${answer[domain]}" ] || wanted+=(certbot)
  for each in "${wanted[@]}"; do is_installed "$each" || missing+=("$each"); done
  if [ ${#missing[@]} -eq 0 ]; then
    already "packages ${wanted[*]}"
  else
    doing "packages ${missing[*]}" fetch_packages "${missing[@]}"
  fi
  install_brotli
}

is_installed() { dpkg-query -W -f='${Status}' "$1" 2>/dev/null | grep -q ' installed$'; }

# New servers update themselves in their first minutes, and the package lists are locked then.
read_lists() {
  local try
  for try in 1 2 3 4 5 6; do
    ! quietly apt-get -q update --error-on=any || return 0
    [ "$try" = 6 ] || sleep 10
  done
  return 1
}

fetch_packages() {
  [ -n "${lists_read:-}" ] || read_lists
  lists_read=yes
  quietly env DEBIAN_FRONTEND=noninteractive NEEDRESTART_MODE=a apt-get -q -y --no-install-recommends \
    -o DPkg::Lock::Timeout=300 -o Dpkg::Options::=--force-confold install "$@"
}

# Smaller answers, where the distribution has the module; nothing depends on it.
install_brotli() {
  local module=libnginx-mod-http-brotli-filter
  if is_installed "$module"; then
    already "package $module"
  elif [ "$dry" = no ] && apt-cache show "$module" >/dev/null 2>&1; then
    doing "package $module" fetch_packages "$module"
  elif [ "$dry" = no ]; then
    note "This distribution has no $module; answers are compressed with gzip only."
  else
    note "$module is installed too, where the distribution has it."
  fi
}
