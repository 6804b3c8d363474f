# shellcheck shell=bash
# shellcheck disable=SC2154 # $work is set by run
# Bare machines: the root file system of a distribution booted with systemd as PID 1, in a network of its own that reaches the package
# mirror, the name server, and the other machines, and nothing else.

ubuntu_mirror=http://archive.ubuntu.com/ubuntu
bare_packages=systemd,systemd-sysv,dbus,ca-certificates,iproute2,procps,curl

# bare_system KIND: the file system that machines are copied from; debian, or ubuntu-SUITE
bare_system() {
  local base=$work/$1 words=(--variant=minbase "--include=$bare_packages")
  [ -e "$base/.complete" ] && return 0
  need debootstrap || return 1
  rm -rf "$base"
  case $1 in
    debian) debootstrap "${words[@]}" bookworm "$base" "$(debian_mirror)" || return 1 ;;
    # Debian has no keyring of Ubuntu's, nor a recipe for its newest; all are made alike.
    ubuntu-*) debootstrap "${words[@]}" --no-check-gpg --components=main,universe "${1#ubuntu-}" "$base" "$ubuntu_mirror" gutsy || return 1 ;;
  esac
  touch "$base/.complete"
}

bare_debian() { bare_system debian; }

# machine_network NAME INDEX: inside it has 10.231.INDEX.2, the host 10.231.INDEX.1
machine_network() {
  local name=$1 index=$2 dns mirrors out
  dns=$(awk '/^nameserver/{print $2; exit}' /etc/resolv.conf)
  mirrors=$(addresses_of "$(debian_mirror)" "$ubuntu_mirror")
  out=$(ip -4 route show default | awk '{print $5; exit}')
  ip netns add "$name"
  ip link add "ve-$name" type veth peer name host0 netns "$name"
  ip addr add "10.231.$index.1/30" dev "ve-$name"
  ip link set "ve-$name" up
  ip netns exec "$name" sh -c "ip link set lo up; ip addr add 10.231.$index.2/30 dev host0; ip link set host0 up; ip route add default via 10.231.$index.1"
  sysctl -qw net.ipv4.ip_forward=1
  nft list table ip rehearsal >/dev/null 2>&1 || nft -f - <<RULES
table ip rehearsal {
  chain outward {
    type nat hook postrouting priority 100;
    ip saddr 10.231.0.0/16 ip daddr { $mirrors, $dns } oifname "$out" masquerade;
  }
}
RULES
  if ! iptables -C FORWARD -i ve-+ -o ve-+ -j ACCEPT 2>/dev/null; then
    iptables -I FORWARD -o ve-+ -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
    iptables -I FORWARD -i ve-+ -o ve-+ -j ACCEPT
    iptables -I FORWARD -i ve-+ -o "$out" -d "${mirrors//, /,}" -j ACCEPT
    iptables -I FORWARD -i ve-+ -o "$out" -d "$dns" -j ACCEPT
    iptables -A FORWARD -i ve-+ -o "$out" -j REJECT
  fi
}

# addresses_of URL…: of their hosts, each once, with commas between
addresses_of() {
  local each
  for each in "$@"; do getent ahostsv4 "$(sed -E 's|https?://([^/:]+).*|\1|' <<<"$each")" | awk '{print $1; exit}'; done | sort -u | paste -sd, | sed 's/,/, /g'
}

no_machine_network() {
  ip netns del "$1" 2>/dev/null
  ip link del "ve-$1" 2>/dev/null
  ip -o link | grep -q ' ve-' && return 0
  nft delete table ip rehearsal 2>/dev/null
  iptables-save -t filter | grep -E '^-A FORWARD .*ve-\+' | sed 's/^-A/-D/' | while read -r rule; do
    # shellcheck disable=SC2086 # a rule is many words
    iptables $rule
  done
  return 0
}

# new_machine NAME INDEX [KIND]: a fresh copy of a bare file system with its network, booted
new_machine() {
  local kind=${3:-debian}
  need systemd-container nftables iptables iproute2 && bare_system "$kind" || return 1
  stop_machine "$1" 2>/dev/null
  no_machine_network "$1"
  rm -rf "$work/machines/$1"
  mkdir -p "$work/machines"
  cp -a --reflink=auto "$work/$kind" "$work/machines/$1"
  printf '%s\n' "$1" >"$work/machines/$1/etc/hostname"
  printf '127.0.0.1 localhost %s\n' "$1" >"$work/machines/$1/etc/hosts"
  # Where systemd asks for names, it has to be told whom, as a rented machine is.
  mkdir -p "$work/machines/$1/etc/systemd/resolved.conf.d"
  printf '[Resolve]\nDNS=%s\n' "$(awk '/^nameserver/{print $2; exit}' /etc/resolv.conf)" >"$work/machines/$1/etc/systemd/resolved.conf.d/rehearsal.conf"
  machine_network "$1" "$2"
  at_end no_machine_network "$1"
  at_end stop_machine "$1"
  boot_machine "$1"
}

# boot_machine NAME [unified]: `unified` allows a container engine inside
boot_machine() {
  local name=$1 mode=${2:-plain} group=rehearsal-$1-$$ nspawn leader state='' tree
  local arguments=(-q -D "$work/machines/$name" --machine="$name" --register=no --keep-unit
    --network-namespace-path="/run/netns/$name" --resolv-conf=copy-host --console=read-only)
  local variables=()
  if [ "$mode" = unified ]; then
    variables=(SYSTEMD_NSPAWN_UNIFIED_HIERARCHY=1 SYSTEMD_SECCOMP=0)
    arguments+=(--capability=all)
  else
    arguments+=("--capability=CAP_NET_ADMIN,CAP_NET_RAW")
  fi
  (
    # In a group of its own: otherwise what one boot leaves behind keeps the next from booting.
    for tree in unified systemd; do
      mkdir -p "/sys/fs/cgroup/$tree/$group" && echo "$BASHPID" >"/sys/fs/cgroup/$tree/$group/cgroup.procs"
    done
    exec setsid env "${variables[@]}" systemd-nspawn "${arguments[@]}" -b
  ) >"$work/machines/$name.console" 2>&1 </dev/null &
  nspawn=$!
  for _ in $(seq 300); do
    kill -0 "$nspawn" 2>/dev/null || { tail -n 3 "$work/machines/$name.console" && return 1; }
    leader=$(pgrep -P "$nspawn" | head -n 1)
    [ -n "$leader" ] && state=$(nsenter -t "$leader" -m -u -i -n -p -C systemctl is-system-running 2>/dev/null)
    case $state in running | degraded) break ;; esac
    sleep 0.2
  done
  printf '%s %s\n' "$nspawn" "$leader" >"$work/machines/$name.pids"
  [ "$state" = running ] || [ "$state" = degraded ]
}

# stop_machine NAME: powers it off; 1 when it had to be killed
stop_machine() {
  local nspawn leader code=0 group
  read -r nspawn leader <"$work/machines/$1.pids" 2>/dev/null || return 0
  timeout 10 nsenter -t "$leader" -m -u -i -n -p -C systemctl poweroff >/dev/null 2>&1
  # Without the machine's first process gone the power is not off: killing nspawn alone leaves it running.
  if ! until_true 20 gone "$nspawn" "$leader"; then
    kill -9 "$leader" "$nspawn" 2>/dev/null
    code=1
  fi
  for group in /sys/fs/cgroup/{unified,systemd}/rehearsal-"$1"-*; do
    [ -d "$group" ] && find "$group" -depth -type d -exec rmdir {} \; 2>/dev/null
  done
  rm -f "$work/machines/$1.pids"
  return $code
}

gone() {
  local each
  for each in "$@"; do kill -0 "$each" 2>/dev/null && return 1; done
  return 0
}

# on NAME COMMAND ARGS…: as root inside the machine
on() {
  local leader=none
  read -r _ leader <"$work/machines/$1.pids"
  shift
  nsenter -t "$leader" -m -u -i -n -p -C -r -w env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    HOME=/root TERM=dumb LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive "$@"
}

boot_id() {
  on "$1" cat /proc/sys/kernel/random/boot_id 2>/dev/null
  on "$1" stat -c %Y /run/systemd/system 2>/dev/null
}
