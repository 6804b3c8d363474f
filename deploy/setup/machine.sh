# shellcheck shell=bash
# shellcheck disable=SC2154 # the places and answers are set where this is sourced
# What must be true before anything is changed. Sourced by setup-server.sh.

look_at_machine() {
  [ "$(id -u)" = 0 ] || fail "setup-server.sh must run as root; put sudo in front of it."
  local release_file=$under/etc/os-release name
  [ -r "$release_file" ] || fail "This is no Linux that names itself; setup-server.sh is for Debian 12 and Ubuntu 22.04 and 24.04."
  name=$(
    # shellcheck source=/dev/null
    . "$release_file" && printf '%s %s' "${ID:-}" "${VERSION_ID:-}"
  )
  case $name in
    "debian 12" | "ubuntu 22.04" | "ubuntu 24.04") ;;
    *) fail "This is $name; setup-server.sh is for Debian 12 and Ubuntu 22.04 and 24.04. Elsewhere, use the container image." ;;
  esac
  [ -d "$under/run/systemd/system" ] || fail "systemd does not run here, so nothing would be started again; use the container image in a container."
  local free
  free=$(df -Pk "${under:-/}" | awk 'NR == 2 { print int($4 / 1024) }')
  [ "$free" -ge 1500 ] || fail "Only $free MB of the disk are free, and 1500 are needed; make room first."
}

# Who listens on a port, as a word; nothing when nobody does.
listener_of() { ss -Htlnp "sport = :$1" 2>/dev/null | sed -nE 's/.*users:\(\("([^"]+)".*/\1/p' | sort -u | head -n 1; }

look_at_ports() {
  local port who
  for port in 80 443; do
    who=$(listener_of "$port")
    case $who in
      '' | nginx) ;;
      *) fail "Port $port is taken by $who; stop it (systemctl disable --now $who) or use another server, and run this again." ;;
    esac
  done
  who=$(listener_of 8080)
  [ -z "$who" ] || systemctl -q is-active "$unit.service" ||
    fail "Port 8080 is taken by $who, and the app needs it on this machine; stop $who and run this again."
}

own_addresses() { ip -o addr show scope global | awk '{ sub("/.*", "", $4); print $4 }'; }

# The address that people outside would type: the one given, else the one this machine goes out with.
own_address() {
  if [ -n "$address" ]; then
    printf '%s\n' "$address"
  else
    { ip -4 route get 192.0.2.1 2>/dev/null | sed -nE 's/.* src ([0-9.]+).*/\1/p' | head -n 1; } | grep . || own_addresses | head -n 1
  fi
}

look_at_domain() {
  [ -n "${answer[domain]}" ] || return 0
  local there
  there=$(getent ahosts "${answer[domain]}" | awk '{ print $1 }' | sort -u) || true
  [ -n "$there" ] ||
    fail "${answer[domain]} leads nowhere: it has no address yet. Where you bought the name, make an A record for $(own_address), wait some minutes, and run this again."
  if [ -z "$address" ] && ! grep -qxF "$(own_addresses)" <<<"$there"; then
    note "${answer[domain]} leads to $(head -n 1 <<<"$there"), and this machine knows itself as $(own_address). That is right behind a NAT, else no certificate will come."
  fi
}
