# shellcheck shell=bash
# shellcheck disable=SC2154 # $work and $project are set by run
# The bare server of the rehearsal: what a rented one has, and looks into it.

server_name=app.example.test
server_address=10.231.1.2
# The committed one: the stage "prepare" has made it already.
server_release=$(sed -nE 's/^  "version": "([^"]+)",$/\1/p' "$project/package.json")

vps() { on vps "$@"; }

# travel_to_server: the next journeys go there
travel_to_server() {
  travel "https://$server_name" --cacert "$work/authority/root.pem" --resolve "$server_name:443:$server_address" --resolve "$server_name:80:$server_address"
}

# needs_server: for stages that begin where "server" ends
needs_server() {
  travel_to_server
  has_task anna "Ring the dentist" >/dev/null 2>&1 || [ -n "${server_tried:-}" ] || run_stage 30-server stages/30-server.sh
  has_task anna "Ring the dentist" >/dev/null 2>&1
}

# What a rented server has when it is handed over: a way in, on a port of the host's own choice.
make_it_rented() {
  local root=$work/machines/vps/root file
  vps sh -c 'apt-get -qq update && apt-get -qq -y --no-install-recommends install openssh-server && rm -rf /var/lib/apt/lists/*' || return 1
  printf 'Port 2222\n' >"$work/machines/vps/etc/ssh/sshd_config.d/port.conf"
  vps systemctl restart ssh || return 1
  file=$(tarball "$server_release")
  cp "$file" "$file.sha256" "$root/" && cp "$work/authority/ca.pem" "$root/"
  # What is signed by the rehearsal's authority is trusted there, as a real certificate would be.
  cp "$work/authority/root.pem" "$work/machines/vps/etc/ssl/rehearsal.pem"
}

unpack_there() {
  vps sh -c 'cd /root && sha256sum --quiet -c task-aversion-system-*.sha256 && tar xzf task-aversion-system-*.tar.gz'
}

set_up() { vps env REQUESTS_CA_BUNDLE=/root/ca.pem "/root/task-aversion-system-$server_release/deploy/setup-server.sh" --yes "$@"; }

# start_mail_sink: whatever the server sends lands in $work/mails
start_mail_sink() {
  [ -z "${mail_sink:-}" ] || kill "$mail_sink"
  : >"$work/mails"
  (exec setsid node "$work/source/deploy/rehearsal/lib/mail-sink.mjs" "$authority" 2525 "$work/mails" >"$work/mail-sink.log" 2>&1 </dev/null) &
  mail_sink=$!
  at_end kill "$mail_sink"
  printf 'smtp://%s:2525\n' "$authority" >"$work/machines/vps/root/smtp-url"
}

set_up_fully() {
  set_up --domain "$server_name" --mail host@example.org --smtp-url-file /root/smtp-url --acme-server "https://$authority:14000/dir" --database "$1"
}

bare_to_https() {
  unpack_there && set_up_fully "$1" >"$work/set-up.log" 2>&1 && until_true 5 api nobody GET /installation && return 0
  tail -n 20 "$work/set-up.log"
  return 1
}

doctor() { vps env NODE_EXTRA_CA_CERTS=/etc/ssl/rehearsal.pem tas doctor; }

# Everything that a second run must leave alone, with its times.
listing_of() {
  vps find /etc /opt /usr/local /var/lib/task-aversion-system /var/backups/task-aversion-system -printf '%p %y %m %u:%g %T@ %C@ %s %l\n' 2>/dev/null | sort
}

changes_nothing() {
  local before after
  before=$(listing_of)
  "$@" || return 1
  after=$(listing_of)
  diff <(echo "$before") <(echo "$after")
}

app_process() { vps systemctl show -P MainPID task-aversion-system.service; }

# port_open PORT: from outside
port_open() { timeout 3 bash -c "exec 3<>/dev/tcp/$server_address/$1"; }

# no_secret_in COMMAND ARGS…: nothing that it prints is one of the server's secrets
no_secret_in() {
  local text secrets each
  text=$("$@") || return 1
  secrets=$(vps sh -c "cat /etc/task-aversion-system/secret-key; echo; sed -E 's#.*:([^@]+)@.*#\\1#' /etc/task-aversion-system/database-url")
  secrets+=$'\n'$(awk '/tas_session/ { print $7 }' "$work"/jars/*)
  while read -r each; do
    [ ${#each} -ge 16 ] || continue
    ! grep -qF -- "$each" <<<"$text" || { echo "a secret stands there" && return 1; }
  done <<<"$secrets"
  [ "$(wc -l <<<"$secrets")" -ge 3 ] && [ -n "$text" ]
}

# power_cycle: off, seen to be off, and on again
power_cycle() {
  local before after
  before=$(boot_id vps)
  stop_machine vps || return 1
  ! api nobody GET /installation >/dev/null 2>&1 || { echo "it answers while it is off" && return 1; }
  boot_machine vps || return 1
  after=$(boot_id vps)
  [ -n "$before" ] && [ "$before" != "$after" ] && until_true 60 api nobody GET /installation
}
