# shellcheck shell=bash
# shellcheck disable=SC2154 # the places and answers are set where this is sourced
# Everything closed but the way in for the host and the two web ports. Sourced by setup-server.sh.

# Every port on which somebody may be signed in right now: closing one would lock the host out.
ssh_ports() {
  {
    [ -z "${SSH_CONNECTION:-}" ] || awk '{ print $4 }' <<<"$SSH_CONNECTION"
    if command -v sshd >/dev/null; then sshd -T 2>/dev/null | awk '$1 == "port" { print $2 }' || true; fi
    ss -Htlnp 2>/dev/null | awk '/"sshd"/ { sub(".*:", "", $4); print $4 }'
    if systemctl -q is-active ssh.socket 2>/dev/null; then systemctl show ssh.socket -p Listen | grep -oE '[0-9]+ \(' | tr -d ' (' || true; fi
  } | { grep -E '^[0-9]+$' || true; } | sort -un
}

set_up_firewall() {
  local rules port ports
  ports=$(ssh_ports)
  if [ -z "$ports" ]; then
    ports=22
    note "No SSH server was found; port 22 is left open for the one you may install."
  fi
  rules=$(ufw show added 2>/dev/null) || rules=''
  for port in $ports 80 443; do
    if grep -qE "^ufw (allow|limit) $port/tcp( |\$)" <<<"$rules"; then
      already "firewall lets port $port through"
    else
      doing "firewall lets port $port through" quietly ufw allow "$port/tcp"
    fi
  done
  if ufw status 2>/dev/null | grep -q '^Status: active'; then
    already "firewall closes every other port"
  else
    doing "firewall closes every other port" quietly ufw --force enable
  fi
}
