# shellcheck shell=bash
# shellcheck disable=SC2154 # $work, $server_release and others are set by run and lib
# setup-server.sh on Ubuntu's two latest long-term releases, with PostgreSQL, a certificate, an update and a rollback.

stage_ubuntu() {
  on_ubuntu jammy 22.04 5
  on_ubuntu noble 24.04 6
}

# on_ubuntu SUITE NUMBER INDEX
on_ubuntu() {
  ubuntu=$1 ubuntu_name=$1.example.test ubuntu_address=10.231.$3.2
  local number=$2
  check "Ubuntu $number, bare" new_machine "$ubuntu" "$3" "ubuntu-$ubuntu" || return 1
  check "… it is that one" says "VERSION_ID=\"$number\"" on "$ubuntu" cat /etc/os-release
  # shellcheck disable=SC2034 # start_authority listens there
  authority=10.231.$3.1
  check "… rented, and a certificate authority" ubuntu_rented || return 1
  timed "Ubuntu $number: bare → HTTPS with PostgreSQL" ubuntu_set_up
  travel "https://$ubuntu_name" --cacert "$work/authority/root.pem" --resolve "$ubuntu_name:443:$ubuntu_address"
  check "… a guest joins" join_guest uma
  check "… and writes" add_task uma "Call the landlord"
  check "… a backup is proven" says 'is proven' on "$ubuntu" tas backup create
  check "… tas doctor finds no problem" on "$ubuntu" env NODE_EXTRA_CA_CERTS=/etc/ssl/rehearsal.pem tas doctor
  check "… exposure of the unit is 2.0 at most" ubuntu_exposure
  check "… the firewall lets SSH, HTTP and HTTPS in" ubuntu_ports
  check "… a second run changes nothing" ubuntu_unchanged
  timed "… off, and on again: it answers" ubuntu_power_cycle
  check "… with what was written" has_task uma "Call the landlord"
  check "… an update" ubuntu_update
  check "… and back" on "$ubuntu" /opt/task-aversion-system/current/deploy/rollback.sh
  check "… with what was written" has_task uma "Call the landlord"
  stop_machine "$ubuntu"
}

ubuntu_rented() {
  local root=$work/machines/$ubuntu/root
  released "$server_release" && start_authority "$ubuntu_address" || return 1
  # A rented one has had its updates.
  printf 'deb %s %s main universe\ndeb %s %s-updates main universe\n' "$ubuntu_mirror" "$ubuntu" "$ubuntu_mirror" "$ubuntu" >"$work/machines/$ubuntu/etc/apt/sources.list"
  on "$ubuntu" sh -c 'apt-get -qq update && apt-get -qq -y --no-install-recommends install openssh-server' || return 1
  on "$ubuntu" systemctl start ssh || return 1
  cp "$(tarball "$server_release")" "$work/authority/ca.pem" "$root/"
  cp "$work/authority/root.pem" "$work/machines/$ubuntu/etc/ssl/rehearsal.pem"
  printf '%s %s\n' "$ubuntu_address" "$ubuntu_name" >>"$work/machines/$ubuntu/etc/hosts"
  on "$ubuntu" tar -C /root -xzf "/root/$(basename "$(tarball "$server_release")")"
}

ubuntu_set_up() {
  on "$ubuntu" env REQUESTS_CA_BUNDLE=/root/ca.pem "/root/task-aversion-system-$server_release/deploy/setup-server.sh" --yes --domain "$ubuntu_name" \
    --mail host@example.org --acme-server "https://$authority:14000/dir" --database postgres --registration open
}

# The older one has no option that compares.
ubuntu_exposure() {
  on "$ubuntu" systemd-analyze security --no-pager task-aversion-system.service | awk '/Overall exposure level/ { print; good = $(NF - 2) <= 2 } END { exit !good }'
}

ubuntu_unchanged() {
  local said
  said=$(ubuntu_set_up) || return 1
  grep -q ' 0 steps were taken' <<<"$said" && ! grep '^note: fail2ban' <<<"$said" && return 0
  grep '^done' <<<"$said"
  return 1
}

ubuntu_ports() {
  local port
  for port in 22 80 443; do timeout 3 bash -c "exec 3<>/dev/tcp/$ubuntu_address/$port" || return 1; done
  ! timeout 3 bash -c "exec 3<>/dev/tcp/$ubuntu_address/5432" 2>/dev/null && ! timeout 3 bash -c "exec 3<>/dev/tcp/$ubuntu_address/8080" 2>/dev/null
}

ubuntu_power_cycle() {
  stop_machine "$ubuntu" && boot_machine "$ubuntu" && until_true 60 api nobody GET /installation
}

ubuntu_update() {
  variant 9.2.0 "$server_release" with_shelf || return 1
  cp "$(tarball 9.2.0)" "$(tarball 9.2.0).sha256" "$work/machines/$ubuntu/root/" || return 1
  on "$ubuntu" /opt/task-aversion-system/current/deploy/update.sh "/root/$(basename "$(tarball 9.2.0)")"
}
