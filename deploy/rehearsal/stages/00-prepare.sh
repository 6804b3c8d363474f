# shellcheck shell=bash
# shellcheck disable=SC2154 # $work and $project are set by run
# What everything else stands on: packages, newer packages beside them, a bare Debian, a release of the committed state.

stage_prepare() {
  local building
  check "packages of this Debian" need git curl openssl iproute2 nftables iptables debootstrap systemd systemd-container \
    shellcheck shfmt bats yamllint nginx-light docker.io
  check "packages of the next Debian, unpacked beside it" newer docker-compose docker-buildx python3-moto
  check "a container engine of its own" with_engine
  (released "$server_release" >"$work/release.log" 2>&1) &
  building=$!
  check "a bare Debian" bare_debian
  check "a release of the committed state" made_beside "$building" "$work/release.log"
  refuses "a release that cannot be made is noticed" -- released 0.0.0-broken break_package
}

break_package() { echo '{' >"$1/package.json"; }
