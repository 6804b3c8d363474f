# shellcheck shell=bash
# shellcheck disable=SC2154 # $work is set by run, $server_… by server.sh
# What a server must survive, and what it must not let through: the second half of the stage "server".

server_comes_back() {
  local before
  before=$(app_process)
  vps kill -9 "$before"
  timed "back after kill -9" until_true 20 api nobody GET /installation
  check "as another process" differs "$before" app_process
  timed "off, and on again: it answers" power_cycle
  check "with everything in it" has_task anna "Ring the dentist"
  crash_loop
}

# With fewer tries than usual, because a minute is long here.
crash_loop() {
  vps mkdir -p /run/systemd/system/task-aversion-system.service.d
  vps sh -c 'printf "[Unit]\nStartLimitBurst=3\n[Service]\nEnvironment=DATABASE_URL_FILE=/nowhere\n" >/run/systemd/system/task-aversion-system.service.d/broken.conf'
  vps systemctl daemon-reload
  vps systemctl reset-failed task-aversion-system
  vps systemctl --no-block restart task-aversion-system
  check "a crash loop ends" until_true 30 vps systemctl -q is-failed task-aversion-system
  check "and the host gets a mail about it" until_true 20 grep -q 'has failed and is not' "$work/mails"
  check "the log says what is wrong in a sentence" says 'names "/nowhere", which cannot be read' vps journalctl -q -u task-aversion-system -o cat -n 20
  vps rm -r /run/systemd/system/task-aversion-system.service.d
  vps systemctl daemon-reload
  vps systemctl reset-failed task-aversion-system
  check "it starts when that is mended" vps systemctl restart task-aversion-system
  until_true 30 api nobody GET /installation
}

server_is_closed() {
  vps systemd-run -q --unit=careless systemd-socket-activate -l 0.0.0.0:9999 sleep 600
  sleep 0.5
  refuses "a port that something else opened" -- port_open 9999
  vps ufw disable >/dev/null
  check "which only the firewall keeps closed" until_true 5 port_open 9999
  vps ufw --force enable >/dev/null
  refuses "as before" -- port_open 9999
  vps systemctl stop careless
  refuses "the app's own port" -- port_open 8080
  refuses "PostgreSQL" -- port_open 5432
  refuses "the usual SSH port, on which nobody listens" -- port_open 22
  for each in 80 443 2222; do check "port $each is open" port_open "$each"; done
  check "the guard of SSH runs" until_true 20 vps fail2ban-client status sshd
  check "security updates are on" says 'Unattended-Upgrade "1"' vps apt-config dump
  check "the journal has its limit" says '^SystemMaxUse=500M' vps systemd-analyze cat-config systemd/journald.conf
  check "systemd-analyze security is 2.0 or less" vps systemd-analyze security --threshold=20 task-aversion-system.service
  refuses "the same of a unit without walls" -- vps systemd-analyze security --threshold=20 nginx.service
  refuses "the app cannot write /etc" "Read-only file system" -- in_its_place touch /etc/by-the-app
  refuses "nor change what it runs" "Read-only file system" -- in_its_place touch /opt/task-aversion-system/current/by-the-app
  check "its own folder it can write" in_its_place touch /var/lib/task-aversion-system/by-the-app
  vps rm /var/lib/task-aversion-system/by-the-app
  check "it runs as nobody in particular" says '^taskaversion$' vps ps -o user= -p "$(app_process)"
}

# in_its_place COMMAND ARGS…: with the app's own view of the file system
in_its_place() { vps nsenter -t "$(app_process)" -m "$@"; }

server_keeps_secrets() {
  check "no secret in the journal" no_secret_in vps journalctl -q --no-pager
  check "nor in what setup said" no_secret_in cat "$work/set-up.log"
  check "nor in nginx's log" no_secret_in vps sh -c 'cat /var/log/nginx/*.log'
  refuses "a secret that stands somewhere is seen" "a secret stands there" -- no_secret_in vps cat /etc/task-aversion-system/database-url
  refuses "other users cannot read the settings" "Permission denied" -- vps setpriv --reuid=65534 --clear-groups cat /opt/task-aversion-system/.env
  refuses "nor the secrets" "Permission denied" -- vps setpriv --reuid=65534 --clear-groups cat /etc/task-aversion-system/secret-key
}
