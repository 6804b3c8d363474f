#!/usr/bin/env bats
# setup-server.sh on a server that only seems to be one: what it refuses, what it writes, and that a second run writes nothing.

setup_file() {
  . "$BATS_TEST_DIRNAME/server-stub.bash"
  seem_like_a_server "$BATS_FILE_TMPDIR/server"
  set_up --domain tasks.example.org --mail me@example.org
  echo "$output" >"$BATS_FILE_TMPDIR/said"
  cp "$CALLS" "$BATS_FILE_TMPDIR/called"
  [ "$status" -eq 0 ]
}

setup() {
  . "$BATS_TEST_DIRNAME/server-stub.bash"
  case $BATS_TEST_DESCRIPTION in
    "once set up"*) seem_like_a_set_up_server ;;
    *) seem_like_a_server ;;
  esac
}

# A plain "!" would not fail the test in the middle of it.
never() {
  if "$@"; then return 1; fi
}

files() { find "$TAS_UNDER" -type f -printf '%P %m %T@\n' -o -type l -printf '%P -> %l\n' | sort; }

refused_with() {
  [ "$status" -eq 1 ]
  [[ "$output" == *"$1"* ]]
}

@test "help names every flag" {
  run "$BATS_TEST_DIRNAME/../setup-server.sh" --help
  [ "$status" -eq 0 ]
  for flag in --domain --mail --database --registration --smtp-url-file --address --release --acme-server --yes --dry-run; do
    [[ "$output" == *"$flag"* ]]
  done
}

@test "an unknown flag and one without its value are refused" {
  set_up --domian x
  refused_with 'does not know "--domian"'
  set_up --domain
  refused_with "--domain needs a value"
}

@test "whoever is not root is told to put sudo in front" {
  touch "$SEEM/facts/not-root"
  set_up
  refused_with "must run as root"
}

@test "another distribution is refused by its name" {
  printf 'ID=fedora\nVERSION_ID=42\n' >"$TAS_UNDER/etc/os-release"
  set_up
  refused_with "This is fedora 42"
}

@test "a machine without systemd is refused" {
  rmdir "$TAS_UNDER/run/systemd/system"
  set_up
  refused_with "systemd does not run here"
}

@test "what is no domain, no mail address, no database and no rule for joining is refused" {
  for name in https://tasks.example.org tasks.example.org/x localhost 'a b.example.org' -a.example.org 192.0.2.1 'x;id.example.org'; do
    set_up --domain "$name"
    refused_with "is no domain"
  done
  set_up --mail me
  refused_with "is no mail address"
  set_up --database mysql
  refused_with "postgres or sqlite"
  set_up --registration everybody
  refused_with "open, invite or closed"
  set_up --smtp-url-file "$SEEM/nothing"
  refused_with "is not there or is empty"
}

@test "a port that another program has is refused with that program's name" {
  echo 'LISTEN 0 511 0.0.0.0:80 0.0.0.0:* users:(("apache2",pid=7,fd=4))' >"$SEEM/facts/listening"
  set_up
  refused_with "Port 80 is taken by apache2"
  echo 'LISTEN 0 511 127.0.0.1:8080 0.0.0.0:* users:(("java",pid=7,fd=4))' >"$SEEM/facts/listening"
  set_up
  refused_with "Port 8080 is taken by java"
}

@test "a name without an address is refused with the record to make, before anything is changed" {
  : >"$SEEM/facts/domain-address"
  before=$(files)
  set_up --domain tasks.example.org
  refused_with "make an A record for 192.0.2.10"
  [ "$before" = "$(files)" ]
}

@test "once set up, another name that leads elsewhere gets no certificate, and the old one serves on" {
  touch "$SEEM/facts/leads-elsewhere"
  set_up --domain other.example.org
  refused_with "other.example.org does not lead to this machine"
  grep -qx 'PUBLIC_URL=https://tasks.example.org' "$TAS_UNDER/opt/task-aversion-system/.env"
  grep -q 'server_name tasks.example.org;' "$TAS_UNDER/etc/nginx/sites-available/task-aversion-system"
}

@test "once set up, when the authority refuses another name, its reason and a way on are shown" {
  touch "$SEEM/facts/authority-refuses"
  set_up --domain other.example.org
  refused_with "Detail: connection refused"
  refused_with "gave no certificate for other.example.org"
}

@test "when a step fails, that step and the way on are named, once" {
  touch "$SEEM/facts/apt-fails"
  sed -i 's/sleep 10/sleep 0/' "$SEEM/task-aversion-system-1.2.3/deploy/setup/packages.sh"
  set_up
  refused_with "It broke off at: packages"
  refused_with "Could not resolve"
  [ "$(grep -c 'broke off' <<<"$output")" -eq 1 ]
}

@test "a folder that is no release is refused" {
  rm "$SEEM/task-aversion-system-1.2.3/dist/server/main.js"
  set_up
  refused_with "does not lie in an unpacked release"
}

@test "a dry run says what it would do and changes nothing" {
  before=$(files)
  set_up --domain tasks.example.org --dry-run
  [ "$status" -eq 0 ]
  [[ "$output" == *"would: packages"*"would: certificate for tasks.example.org"*"Nothing was changed."* ]]
  [[ "$output" != *"done:"* ]]
  [[ "$output" != *"does not stay up"* ]]
  [ "$before" = "$(files)" ]
  never grep -E '^(apt-get|useradd|certbot|systemctl (enable|restart|reload)|ufw (allow|--force)|runuser)' "$CALLS"
}

@test "once set up with a domain: settings, secrets, units, firewall, certificate, proven backup" {
  output=$(cat "$BATS_FILE_TMPDIR/said")
  env=$TAS_UNDER/opt/task-aversion-system/.env
  grep -qx 'PUBLIC_URL=https://tasks.example.org' "$env"
  grep -qx 'ENVIRONMENT=production' "$env"
  grep -qx 'TRUSTED_PROXIES=127.0.0.1/32,::1/128' "$env"
  grep -qx 'DATABASE_URL_FILE=/etc/task-aversion-system/database-url' "$env"
  # Without a mail server the app would not start with it.
  never grep -q '^ALERT_EMAIL' "$env"
  [[ "$output" == *"No mail leaves this server"* ]]
  [ "$(stat -c %a "$env")" = 640 ]
  [ "$(stat -c %a "$TAS_UNDER/etc/task-aversion-system/secret-key")" = 640 ]
  [ "$(wc -c <"$TAS_UNDER/etc/task-aversion-system/secret-key")" = 64 ]
  [ "$(readlink "$TAS_UNDER/opt/task-aversion-system/current")" = releases/1.2.3 ]
  [ "$(readlink "$TAS_UNDER/opt/task-aversion-system/data")" = /var/lib/task-aversion-system ]
  [ -e "$TAS_UNDER/etc/systemd/system/task-aversion-system-alert@.service" ]
  grep -q 'server_name tasks.example.org;' "$TAS_UNDER/etc/nginx/sites-available/task-aversion-system"
  [ ! -e "$TAS_UNDER/etc/nginx/sites-enabled/task-aversion-system-waiting" ]
  [ "$(sort "$SEEM/facts/rules")" = "$(printf 'ufw allow %s/tcp\n' 2222 443 80)" ]
  fact firewall && fact backup && fact unit-task-aversion-system.service
  [[ "$output" == *"https://tasks.example.org answers."*"tas user create NAME --admin"* ]]
}

@test "once set up, a second run without flags changes nothing and says so" {
  before=$(files)
  set_up
  [ "$status" -eq 0 ]
  [[ "$output" == *"https://tasks.example.org answers. 0 steps were taken"* ]]
  [[ "$output" != *"done:"* ]]
  [ "$before" = "$(files)" ]
  never grep -E '^(apt-get|useradd|certbot|systemctl (enable|restart|reload|daemon-reload)|ufw (allow|--force)|nginx)' "$CALLS"
}

@test "a guard of SSH that ends as soon as it is started is told of" {
  touch "$SEEM/facts/guard-falls"
  set_up
  [ "$status" -eq 0 ]
  [[ "$output" == *"fail2ban does not stay up"*"journalctl -u fail2ban"* ]]
}

@test "no secret stands in the words of a command or in the output" {
  echo 'smtps://me:a-very-secret-word@mail.example.org' >"$SEEM/smtp"
  set_up --domain tasks.example.org --mail me@example.org --smtp-url-file "$SEEM/smtp"
  [ "$status" -eq 0 ]
  grep -qx 'ALERT_EMAIL=me@example.org' "$TAS_UNDER/opt/task-aversion-system/.env"
  password=$(sed -E 's#.*:([^@]+)@.*#\1#' "$TAS_UNDER/etc/task-aversion-system/database-url")
  [ ${#password} -eq 48 ]
  for secret in "$password" "$(cat "$TAS_UNDER/etc/task-aversion-system/secret-key")" a-very-secret-word; do
    never grep -qF "$secret" "$CALLS"
    [[ "$output" != *"$secret"* ]]
  done
}

@test "the mail server stays known when the file it came from is gone" {
  echo 'smtps://me:word@mail.example.org' >"$SEEM/smtp"
  set_up --mail me@example.org --smtp-url-file "$SEEM/smtp"
  rm "$SEEM/smtp"
  set_up
  [ "$status" -eq 0 ]
  [[ "$output" == *" 0 steps were taken"* ]]
}

@test "once set up, what the host wrote into .env stays, and folders named there are opened to the app" {
  printf 'LOG_LEVEL=debug\nBACKUP_DESTINATIONS=/mnt/disk/tasks,s3://far/away\n' >>"$TAS_UNDER/opt/task-aversion-system/.env"
  sed -i 's/^TRUSTED_PROXIES=.*/TRUSTED_PROXIES=10.0.0.0\/8/' "$TAS_UNDER/opt/task-aversion-system/.env"
  set_up --registration closed
  [ "$status" -eq 0 ]
  env=$TAS_UNDER/opt/task-aversion-system/.env
  grep -qx 'LOG_LEVEL=debug' "$env"
  grep -qx 'TRUSTED_PROXIES=10.0.0.0/8' "$env"
  grep -qx 'REGISTRATION=closed' "$env"
  grep -qx 'ReadWritePaths=-/mnt/disk/tasks' "$TAS_UNDER/etc/systemd/system/task-aversion-system.service.d/folders.conf"
  grep -q '^systemctl restart task-aversion-system.service' "$CALLS"
}

@test "once set up, a file that the host changed is kept aside before it is written again" {
  echo '# mine' >>"$TAS_UNDER/etc/nginx/task-aversion-system/app.conf"
  set_up
  [ "$status" -eq 0 ]
  never grep -q '# mine' "$TAS_UNDER/etc/nginx/task-aversion-system/app.conf"
  grep -q '# mine' "$TAS_UNDER"/var/backups/task-aversion-system/etc_nginx_task-aversion-system_app.conf.*
}

@test "once set up, the port nginx passes requests on to stays as an update left it" {
  echo 'server 127.0.0.1:8081;' >"$TAS_UNDER/etc/nginx/task-aversion-system/upstream.conf"
  set_up
  grep -qx 'server 127.0.0.1:8081;' "$TAS_UNDER/etc/nginx/task-aversion-system/upstream.conf"
}

@test "the database is not swapped by a flag" {
  set_up --database sqlite
  grep -qx 'DATABASE_URL=sqlite:/var/lib/task-aversion-system/task_aversion.db' "$TAS_UNDER/opt/task-aversion-system/.env"
  never fact package-postgresql
  set_up --database postgres
  refused_with "tas move"
}

@test "without a domain it serves by address and says what that means" {
  touch "$SEEM/facts/no-ssh"
  set_up --database sqlite
  [ "$status" -eq 0 ]
  [[ "$output" == *"No SSH server was found; port 22 is left open"* ]]
  grep -qx 'PUBLIC_URL=http://192.0.2.10' "$TAS_UNDER/opt/task-aversion-system/.env"
  [[ "$output" == *"nothing is encrypted on its way"* ]]
  never fact package-certbot
  never grep -q 443 "$TAS_UNDER/etc/nginx/sites-available/task-aversion-system"
}

@test "when the app does not get ready, that is a failure with the place to look" {
  touch "$SEEM/facts/never-ready"
  sed -i 's/wait_for 90/wait_for 0/' "$SEEM/task-aversion-system-1.2.3/deploy/setup/service.sh"
  set_up
  refused_with "journalctl -u task-aversion-system"
  never fact backup
}

@test "once set up, a machine that has lost IPv6 loses its lines" {
  grep -qF '[::]' "$TAS_UNDER/etc/nginx/sites-available/task-aversion-system"
  rm "$TAS_UNDER/proc/net/if_inet6"
  set_up
  never grep -F '[::]' "$TAS_UNDER/etc/nginx/sites-available/task-aversion-system"
}

@test "once set up, another site that answers for all other names goes on to do so" {
  grep -q default_server "$TAS_UNDER/etc/nginx/sites-available/task-aversion-system"
  echo 'server { listen 80 default_server; }' >"$TAS_UNDER/etc/nginx/sites-enabled/shop"
  set_up
  never grep -q default_server "$TAS_UNDER/etc/nginx/sites-available/task-aversion-system"
}
