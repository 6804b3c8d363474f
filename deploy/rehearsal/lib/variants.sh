# shellcheck shell=bash
# shellcheck disable=SC2154 # $work and $project are set by run
# Releases made from the committed one by changing what is built: newer ones, ones with a migration more, broken ones.

# variant VERSION BASE CHANGE…: $work/releases/…VERSION… from that of BASE; each CHANGE is a function that gets the folder
variant() {
  local version=$1 base=$2 tree=$work/task-aversion-system-$1 unpacked=$work/unpacked-$2 change
  shift 2
  [ -e "$(tarball "$version")" ] && return 0
  if [ ! -d "$unpacked" ]; then
    mkdir -p "$unpacked" && tar -C "$unpacked" -xzf "$(tarball "$base")" || return 1
  fi
  # Links are enough: whatever is changed below becomes a file of its own.
  rm -rf "$tree" && cp -al "$unpacked/task-aversion-system-$base" "$tree" || return 1
  sed -i "s/\"$base\"/\"$version\"/" "$tree/package.json" "$tree"/dist/server/*.js
  for change in "$@"; do "$change" "$tree" || return 1; done
  [ "$("$tree/bin/tas" --version)" = "$version" ] || return 1
  tar -C "$work" -cf - "$(basename "$tree")" | gzip -1 >"$(tarball "$version")"
  (cd "$work/releases" && sha256sum "$(basename "$(tarball "$version")")" >"$(tarball "$version").sha256")
  rm -rf "$tree"
}

# in_server FOLDER PROGRAM: changes the one built file in which it finds something to change
in_server() {
  local before after
  before=$(cat "$1"/dist/server/*.js | sha256sum)
  perl -0pi -e "$2" "$1"/dist/server/*.js
  after=$(cat "$1"/dist/server/*.js | sha256sum)
  [ "$before" != "$after" ] || { echo "nothing was found to change: $2" && return 1; }
}

# plant_migration FOLDER NAME true|false INDEX MORE: one more at the end of the list, which makes an index (a table would have to
# stand in the description of the schema too); true when the release before can run on it
plant_migration() {
  in_server "$1" "s/(var migrations = \\[[^\\]]*?)\\s*\\]/\$1, { name: \"$2\", previousReleaseCanRun: $3, up: async ({ db }) => { await db.schema.createIndex(\"rehearsal_$4\").on(\"task\").column(\"id\").execute(); $5 } }]/"
}

with_shelf() { plant_migration "$1" 209901010000-shelf true shelf ''; }

with_wall() { plant_migration "$1" 209901020000-wall false wall ''; }

with_failing_step() { plant_migration "$1" 209901030000-stone true stone 'throw new Error("A stone lies in the way.");'; }

that_exits() { sed -i '1s/^/throw new Error("Nothing works today.");\n/' "$1/dist/server/main.js"; }

that_never_gets_ready() { in_server "$1" 's/readiness\.phase = "ready"/readiness.phase = "migrating"/g'; }

without_its_page() { rm "$1"/dist/web/assets/index-*.js*; }
