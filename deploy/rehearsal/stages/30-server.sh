# shellcheck shell=bash
# shellcheck disable=SC2154 # $work, $server_… and $authority come from run and lib
# A bare server becomes one that serves over HTTPS, stays so over a crash and a power cut, and lets nothing else in.

stage_server() {
  # shellcheck disable=SC2034 # needs_server asks for it
  server_tried=yes
  check "a bare server, a release, a certificate authority" prepare_server
  [ "$server_prepared" = yes ] || return 1
  travel_to_server
  server_refuses
  printf '%s %s\n' "$server_address" "$server_name" >>"$work/machines/vps/etc/hosts"
  timed "bare → HTTPS, with a proven backup" bare_to_https postgres
  until_true 1 api nobody GET /installation || return 1
  server_serves
  server_front
  server_stays_the_same
  server_wrong_names
  server_comes_back
  server_is_closed
  server_keeps_secrets
}

prepare_server() {
  server_prepared=no
  released "$server_release" && new_machine vps 1 && start_authority "$server_address" && make_it_rented && start_mail_sink && server_prepared=yes
}

server_refuses() {
  unpack_there || return 1
  vps cp -r "/root/task-aversion-system-$server_release/deploy" /tmp/deploy
  refuses "a user who is not root" "must run as root" -- vps setpriv --reuid=65534 --clear-groups /tmp/deploy/setup-server.sh
  vps rm -rf /tmp/deploy
  refuses "a name without an address" "leads nowhere" -- set_up --domain nowhere.example.test
  refuses "a name with a path" "is no domain" -- set_up --domain https://app.example.test/x
  vps systemd-run -q --unit=squatter systemd-socket-activate -l 80 sleep 600
  until_true 5 port_open 80
  refuses "a port that is taken" "Port 80 is taken by" -- set_up
  vps systemctl stop squatter
  check "a dry run changes nothing" changes_nothing set_up --dry-run
  vps rm -rf "/root/task-aversion-system-$server_release"
}

server_serves() {
  check "a guest joins" join_guest anna
  check "and adds a task" add_task anna "Ring the dentist"
  check "and reads it" has_task anna "Ring the dentist"
  check "another guest joins" join_guest ben
  refuses "another guest does not see it" -- has_task ben "Ring the dentist"
  check "the cookie is for HTTPS only" grep -q $'/\tTRUE\t.*__Host-tas_session' "$work/jars/anna"
  check "HTTP/2" says '^2$' curl -sS -o /dev/null -w '%{http_version}' "${journey_options[@]}" "$journey_origin/"
  check "HTTP leads to HTTPS for good" says "^301 https://$server_name/x\?y=1$" curl -sS -o /dev/null -w '%{http_code} %{redirect_url}' "${journey_options[@]}" "http://$server_name/x?y=1"
  check "browsers stay with HTTPS" says 'max-age=31536000' header strict-transport-security /
  refuses "an unknown authority's word" -- curl -sS -o /dev/null --resolve "$server_name:443:$server_address" "https://$server_name/"
  refuses "another name's question" -- curl -sSk -o /dev/null --resolve "else.example.test:443:$server_address" "https://else.example.test/"
  check "tas doctor finds no problem" doctor
}

server_front() {
  local asset
  asset=$(curl -sS "${journey_options[@]}" "$journey_origin/" | grep -oE '/assets/[^"]+\.js' | head -n 1)
  check "assets are kept for a year" says 'max-age=31536000, immutable' header cache-control "$asset"
  refuses "the page itself is not" -- says immutable header cache-control /
  check "brotli" says '^br$' header content-encoding "$asset" -H 'Accept-Encoding: br, gzip'
  check "gzip" says '^gzip$' header content-encoding "$asset" -H 'Accept-Encoding: gzip'
  refuses "nothing is compressed that nobody asked for" -- says . header content-encoding "$asset"
  refuses "nginx does not tell its version" -- says '[0-9]' header server /
  check "60 MB reach the import" says '^4(00|01|15|22)$' status /api/v1/imports -X POST --data-binary "@$(big_file 60)" -H 'Content-Type: application/octet-stream'
  check "3 MB do not reach anything else" says '^413$' status /api/v1/tasks -X POST --data-binary "@$(big_file 3)"
  check "metrics are for this machine" says '^404$' status /metrics
  check "where they are" vps curl -fsS http://127.0.0.1:8080/metrics -o /dev/null
  check "an ordinary visit is never too much" no_429 120
  refuses "a burst is" -- no_429 1500
  sleep 3
  check "whoever waits gets on" says '^200$' status /
  vps systemctl stop task-aversion-system
  check "without the app, people get a page" says 'Back in a moment' curl -sS "${journey_options[@]}" -H 'Accept: text/html' "$journey_origin/"
  check "and programs a reason and a time" says '^5$' header retry-after /api/v1/installation
  vps systemctl start task-aversion-system
  until_true 30 api nobody GET /installation
}

big_file() {
  head -c "$1M" /dev/zero >"$work/big-$1"
  printf '%s' "$work/big-$1"
}

no_429() {
  curl -sS -Z --parallel-max 60 -o /dev/null -w '%{http_code}\n' "${journey_options[@]}" "$journey_origin/healthz?[1-$1]" >"$work/burst" 2>/dev/null
  sort "$work/burst" | uniq -c
  grep -q '^200$' "$work/burst" && ! grep -q '^429$' "$work/burst"
}

server_stays_the_same() {
  local before
  before=$(app_process)
  check "a second run changes nothing" changes_nothing says '0 steps were taken' set_up
  check "and the app went on running" test "$before" = "$(app_process)"
  before=$(served_certificate)
  check "the certificate is renewed" vps env REQUESTS_CA_BUNDLE=/root/ca.pem certbot renew --force-renewal --no-random-sleep-on-renew
  check "and nginx shows the new one" until_true 10 differs "$before" served_certificate
}

served_certificate() { openssl s_client -connect "$server_address:443" -servername "$server_name" </dev/null 2>/dev/null | openssl x509 -noout -serial; }

differs() { [ "$("$2")" != "$1" ]; }

server_wrong_names() {
  printf '10.231.1.1 elsewhere.example.test\n%s wrong.example.test\n' "$server_address" >>"$work/machines/vps/etc/hosts"
  refuses "a name that leads to another machine" "does not lead to this machine" -- set_up --domain elsewhere.example.test
  name_leads_to wrong.example.test 10.231.1.99
  refuses "a name that leads elsewhere for the authority" "gave no certificate" -- set_up --domain wrong.example.test
  check "the old name served all the while" has_task anna "Ring the dentist"
  check "and goes on when it is named again" set_up --domain "$server_name"
}
