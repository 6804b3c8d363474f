# shellcheck shell=bash
# shellcheck disable=SC2154 # $work and $project are set by run
# Releases to update to and to fall back from: the committed state, and the same with something changed or broken.

# released VERSION [CHANGE]: makes $work/releases/task-aversion-system-VERSION-linux-ARCH.tar.gz once. CHANGE is a function
# that gets the source folder and may break what it likes.
released() {
  local version=$1 change=${2:-true} source=$work/source
  mkdir -p "$work/releases"
  [ -e "$(tarball "$version")" ] && return 0
  if [ ! -e "$source/.complete" ]; then
    rm -rf "$source"
    git clone -q "$project" "$source" && (cd "$source" && node scripts/build.mjs) && touch "$source/.complete" || return 1
  fi
  local copy=$work/source-$version tree=$work/task-aversion-system-$version
  rm -rf "$copy" "$tree"
  if [ "$change" = true ] && grep -qF "\"version\": \"$version\"" "$source/package.json"; then
    # As it is: what was built already is taken.
    (cd "$source" && node scripts/assemble.mjs "$tree" --with-node) || return 1
  else
    cp -a --reflink=auto "$source" "$copy"
    sed -i -E "0,/\"version\": \"[^\"]+\"/s//\"version\": \"$version\"/" "$copy/package.json" "$copy/package-lock.json"
    "$change" "$copy" && (cd "$copy" && node scripts/assemble.mjs "$tree" --with-node) || return 1
  fi
  tar -C "$work" -cf - "task-aversion-system-$version" | gzip -1 >"$(tarball "$version")"
  (cd "$work/releases" && sha256sum "$(basename "$(tarball "$version")")" >"$(tarball "$version").sha256")
  rm -rf "$copy" "$tree"
}

tarball() {
  local arch
  arch=$(uname -m | sed 's/x86_64/x64/; s/aarch64/arm64/')
  printf '%s/releases/task-aversion-system-%s-linux-%s.tar.gz' "$work" "$1" "$arch"
}
