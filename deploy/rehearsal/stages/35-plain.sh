# shellcheck shell=bash
# shellcheck disable=SC2154 # $work, $server_… come from run and lib
# A second server, without a domain and with SQLite; later it gets a name.

stage_plain() {
  local address=10.231.6.2 name=plain.example.test
  plain_ready=no
  check "another bare server" prepare_plain
  [ "$plain_ready" = yes ] || return 1
  travel "http://$address"
  timed "bare → HTTP by address, with SQLite" plain_set_up --database sqlite
  until_true 1 api nobody GET /installation || return 1
  check "it says what that means" grep -q 'nothing is encrypted on its way' "$work/plain.log"
  check "a guest joins" join_guest carl
  check "and adds a task" add_task carl "Water the plants"
  check "and reads it" has_task carl "Water the plants"
  refuses "nobody promises encryption" -- says . header strict-transport-security /
  check "a second run changes nothing" plain_again
  check "power off, and on: it is there again" plain_power_cycle
  name_leads_to "$name" "$address"
  printf '%s %s\n' "$address" "$name" >>"$work/machines/plain/etc/hosts"
  timed "it gets a name, and HTTPS" plain_set_up --domain "$name" --acme-server "https://$authority:14000/dir"
  refuses "by address there is no way in any more" -- api nobody GET /installation
  travel "https://$name" --cacert "$work/authority/root.pem" --resolve "$name:443:$address"
  check "people of before are still there" says guest on plain tas user list
  check "a guest joins over HTTPS" join_guest dora
  stop_machine plain
}

prepare_plain() {
  released "$server_release" && new_machine plain 6 || return 1
  curl -sf --cacert "$work/authority/ca.pem" "https://$authority:14000/dir" >/dev/null || start_authority "$server_address" || return 1
  cp "$(tarball "$server_release")" "$work/authority/ca.pem" "$work/machines/plain/root/"
  on plain sh -c 'cd /root && tar xzf task-aversion-system-*.tar.gz' && plain_ready=yes
}

plain_set_up() {
  on plain env REQUESTS_CA_BUNDLE=/root/ca.pem "/root/task-aversion-system-$server_release/deploy/setup-server.sh" --yes "$@" >"$work/plain.log" 2>&1 && return 0
  tail -n 15 "$work/plain.log"
  return 1
}

plain_again() { plain_set_up --database sqlite && grep ' 0 steps were taken' "$work/plain.log"; }

plain_power_cycle() {
  stop_machine plain && ! has_task carl "Water the plants" >/dev/null 2>&1 && boot_machine plain && until_true 60 has_task carl "Water the plants"
}
