# shellcheck shell=bash
# shellcheck disable=SC2154 # the places and answers are set where this is sourced
# Who keeps guessing passwords of the machine is shut out for a while. Sourced by setup-server.sh.

set_up_fail2ban() {
  touched=no
  # From the journal: a Debian without rsyslog has no auth.log, and fail2ban would not start.
  put_file "fail2ban: SSH" "/etc/fail2ban/jail.d/$unit.local" 0644 root:root <<CONF
# Written by setup-server.sh.
[DEFAULT]
backend = systemd

[sshd]
enabled = true
port = $(ssh_ports | paste -sd, | grep . || echo ssh)
CONF
  if [ "$touched" = yes ]; then take_up fail2ban.service fail2ban restart; else keep_running fail2ban.service fail2ban; fi
}
