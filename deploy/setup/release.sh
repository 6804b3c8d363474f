# shellcheck shell=bash
# shellcheck disable=SC2154 # the places and answers are set where this is sourced
# The release in its own folder, owned by root, and the command "tas". Sourced by setup-server.sh.

install_release() {
  local from version
  if [ -n "$(readlink "$under$home/current" 2>/dev/null)" ]; then
    already "release $(basename "$(readlink "$under$home/current")") in $home/current (another one: deploy/update.sh)"
  else
    from=$(dirname "$here")
    [ -z "$release" ] || unpack_release
    check_release "$from"
    version=$(version_of "$from")
    doing "release $version in $home/releases/$version" copy_release "$from" "$under$home/releases/$version"
    put_link "$home/current" "releases/$version"
  fi
  put_file "command tas" /usr/local/bin/tas 0755 root:root <<'SH'
#!/bin/sh
# The command line of the Task Aversion System, as the user the server runs as. Written by setup-server.sh.
# It starts in the folder of the settings, so name files with their whole path.
umask 077
cd /opt/task-aversion-system || exit 1
[ "$(id -un)" = taskaversion ] && exec current/bin/tas "$@"
[ "$(id -u)" = 0 ] || { echo "tas needs to be called by root: sudo tas …" >&2; exit 1; }
HOME=/var/lib/task-aversion-system exec setpriv --reuid=taskaversion --regid=taskaversion --init-groups current/bin/tas "$@"
SH
}

version_of() { sed -nE 's/^  "version": "([^"]+)",?$/\1/p' "$1/package.json" | head -n 1; }

unpack_release() {
  local folder name
  [ -r "$release" ] || fail "--release names \"$release\", which cannot be read."
  if [ -r "$release.sha256" ]; then
    (cd "$(dirname "$release")" && sha256sum --quiet -c "$(basename "$release").sha256" >/dev/null 2>&1) ||
      fail "$release is not what its checksum says; fetch it again."
  else
    note "There is no $release.sha256 beside it, so nobody checked that it arrived whole."
  fi
  name=$(tar -tzf "$release" | sed -n '1s|/.*||p')
  [ "$dry" = no ] || fail "A dry run changes nothing, so it cannot look into $release; unpack it and run its deploy/setup-server.sh --dry-run."
  folder=$(mktemp -d -p "$under$home/releases" .unpacked-XXXXXX)
  tar -xzf "$release" -C "$folder" --no-same-owner
  from=$folder/$name
}

check_release() {
  if [ ! -e "$1/dist/server/main.js" ] || [ ! -x "$1/node/bin/node" ]; then
    fail "This script does not lie in an unpacked release; unpack task-aversion-system-VERSION-linux-*.tar.gz and run the deploy/setup-server.sh in it."
  fi
  "$1/node/bin/node" --version >/dev/null 2>&1 ||
    fail "This release is for another kind of processor than $(uname -m); fetch the one for this machine."
}

# Root's own and readable to all: the app cannot change what it runs.
copy_release() {
  local from=$1 to=$2
  rm -rf "$to.part"
  mkdir -p "$to.part"
  tar -C "$from" -cf - . | tar -C "$to.part" -xf - --no-same-owner
  chmod -R u=rwX,go=rX "$to.part"
  rm -rf "$to"
  mv -T "$to.part" "$to"
  case $from in "$under$home/releases/.unpacked-"*) rm -rf "$(dirname "$from")" ;; esac
}
