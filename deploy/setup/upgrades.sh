# shellcheck shell=bash
# shellcheck disable=SC2154 # the places and answers are set where this is sourced
# Security updates of the distribution come by themselves; the app and restarts of the machine stay the host's. Sourced by setup-server.sh.

set_up_upgrades() {
  put_file "security updates every day" "/etc/apt/apt.conf.d/52$unit" 0644 root:root <<'CONF'
// Written by setup-server.sh.
APT::Periodic::Update-Package-Lists "1";
APT::Periodic::Unattended-Upgrade "1";
APT::Periodic::AutocleanInterval "7";
CONF
  keep_running apt-daily.timer "the reading of package lists"
  keep_running apt-daily-upgrade.timer "the timer of security updates"
}
