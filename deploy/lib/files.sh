# shellcheck shell=bash
# shellcheck disable=SC2154,SC2034 # $under and $kept_copies are set by places.sh; $touched is read by others
# Files and links that are written only when they differ. Sourced, never run.

# Set to yes by whatever changed something; whoever needs to know sets it to no before.
touched=no

# put_file "what" PATH MODE OWNER:GROUP <CONTENT: what stood there before is kept below /var/backups.
put_file() {
  local what=$1 path=$under$2 mode=$3 owner=$4 content
  content=$(cat && printf x)
  content=${content%x}
  if [ -f "$path" ] && cmp -s "$path" <(printf '%s' "$content") && is_kept_as "$path" "$mode" "$owner"; then
    already "$what"
    return 0
  fi
  touched=yes
  doing "$what" write_file "$path" "$mode" "$owner" "$content"
}

write_file() {
  local path=$1 mode=$2 owner=$3 content=$4
  mkdir -p "$(dirname "$path")"
  if [ -f "$path" ] && ! cmp -s "$path" <(printf '%s' "$content"); then keep_copy "$path"; fi
  (umask 077 && printf '%s' "$content" >"$path.new")
  owned_by "$owner" "$path.new"
  chmod "$mode" "$path.new"
  mv -f "$path.new" "$path"
}

keep_copy() {
  local folder=$under$kept_copies name
  install -d -m 0700 "$folder"
  name=${1#"$under"/}
  cp -p "$1" "$folder/${name//\//_}.$(date -u +%Y%m%dT%H%M%SZ)"
}

# put_folder PATH MODE OWNER:GROUP
put_folder() {
  local path=$under$1
  if [ -d "$path" ] && is_kept_as "$path" "$2" "$3"; then
    already "folder $1"
    return 0
  fi
  touched=yes
  doing "folder $1" make_folder "$path" "$2" "$3"
}

make_folder() {
  mkdir -p "$1"
  owned_by "$3" "$1"
  chmod "$2" "$1"
}

# put_link PATH TARGET: never for a moment without the one or the other
put_link() {
  local path=$under$1
  if [ "$(readlink "$path" 2>/dev/null)" = "$2" ]; then
    already "$1 leads to $2"
    return 0
  fi
  touched=yes
  doing "$1 leads to $2" make_link "$path" "$2"
}

make_link() {
  [ ! -d "$1" ] || [ -L "$1" ] || fail "$1 is a folder, where a link to $2 belongs; move it away and run this again."
  mkdir -p "$(dirname "$1")"
  ln -sfn "$2" "$1.new"
  mv -fT "$1.new" "$1"
}

is_kept_as() {
  local octal=$((8#$2)) mode owner
  read -r mode owner <<<"$(stat -c '%a %U:%G' "$1")"
  [ "$((8#$mode))" = "$octal" ] || return 1
  [ -n "$under" ] || [ "$owner" = "$3" ]
}

owned_by() { [ -n "$under" ] || chown "$1" "$2"; }

# random_hex BYTES
random_hex() { head -c "$1" /dev/urandom | od -An -tx1 | tr -d ' \n'; }

# setting_of FILE NAME: the value of a line NAME=value, nothing when there is none
setting_of() { [ ! -r "$under$1" ] || sed -n "s/^$2=//p" "$under$1" | tail -n 1; }
