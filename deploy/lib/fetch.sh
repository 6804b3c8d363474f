# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # update-places.sh; $fetched and $checksum are for others and from others
# A file with its checksum, from this machine or from afar. Sourced, never run.

# fetch_file WHAT FOLDER NAME: WHAT is a file, an address, or a version, whose file NAME is looked for at RELEASE_URL.
# {version} in both is that version. Sets $fetched to a verified copy below FOLDER.
fetch_file() {
  local what=$1 folder=$2 name=${3//\{version\}/$1} url=''
  rm -rf "$folder"
  mkdir -p "$folder"
  case $what in
    http://* | https://*) url=$what name=$(basename "${what%%\?*}") ;;
    *)
      if [ -f "$what" ]; then
        name=$(basename "$what")
        link_or_copy "$what" "$folder/$name"
        [ ! -f "$what.sha256" ] || cp "$what.sha256" "$folder/$name.sha256"
      else
        url=$(address_of_version "$what")/$name
      fi
      ;;
  esac
  if [ -n "$url" ]; then
    say "Fetching $url"
    curl -fsSL --retry 3 --max-time 900 -o "$folder/$name" "$url" || fail "Nothing could be fetched from $url; is the version right, and can this machine reach it?"
    [ -n "$checksum" ] || curl -fsSL --retry 3 --max-time 60 -o "$folder/$name.sha256" "$url.sha256" ||
      fail "There is no checksum at $url.sha256; get it from where you trust it and give it with --sha256."
  fi
  verify "$folder/$name" "$what"
  fetched=$folder/$name
}

link_or_copy() { ln "$1" "$2" 2>/dev/null || cp "$1" "$2"; }

address_of_version() {
  local url
  [[ $1 =~ ^[0-9][A-Za-z0-9.+-]*$ ]] || fail "\"$1\" is neither a file, nor an address, nor a version like 1.2.0."
  url=$(update_setting RELEASE_URL)
  [ -n "$url" ] || fail "Where releases come from is not known; name the file or its address, or write RELEASE_URL=https://… into $update_conf."
  url=${url%/}
  printf '%s\n' "${url//\{version\}/$1}"
}

# verify FILE WHAT: its checksum is the one given with --sha256, or the one that came beside it
verify() {
  local wanted=$checksum is
  [ -n "$wanted" ] || [ ! -f "$1.sha256" ] || wanted=$(awk '{ print $1; exit }' "$1.sha256")
  [[ $wanted =~ ^[0-9a-f]{64}$ ]] || fail "There is no checksum beside \"$2\"; put the .sha256 file of the release there, or give it with --sha256."
  is=$(sha256sum "$1" | awk '{ print $1 }')
  [ "$is" = "$wanted" ] || fail "\"$2\" is not what was released: its checksum is $is, not $wanted. Fetch it again; nothing was changed."
  say "done: the checksum is right ($(cut -c1-12 <<<"$wanted")…)"
}
