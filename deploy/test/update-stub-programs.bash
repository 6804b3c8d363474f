# shellcheck shell=bash
# shellcheck disable=SC2154,SC2015,SC2059 # $world; a stand-in may also fail in the middle; its formats are ours
# The stand-ins of update-stub.bash.

is_broken() { [ -e "$world/broken/$1" ]; }

# asked STEP: writes it down; where the test wants it, what calls all this is killed just then
asked() {
  echo "$*" >>"$world/steps"
  if [ -e "$world/kill" ] && [ "$(grep -c . "$world/steps")" = "$(cat "$world/kill")" ]; then
    kill "-$(cat "$world/signal" 2>/dev/null || echo KILL)" "$(cat "$world/pid")"
    /bin/sleep 0.05
  fi
}

place_of() { case $1 in *-next.service) echo next ;; *) echo main ;; esac }

stub_systemctl() {
  local place
  place=$(place_of "${2:-}")
  case $1 in
    is-active) [ -e "$world/running/$place" ] && echo active || { echo inactive && return 3; } ;;
    reset-failed) ;;
    reload) asked "reload $2 $(grep -oE '808[01]' "$world/etc/nginx/task-aversion-system/upstream.conf")" && ! is_broken reload ;;
    restart)
      local link=next version
      [ "$place" = next ] || link=current
      version=$(basename "$(readlink "$world/opt/task-aversion-system/$link")")
      asked "start $place $version"
      rm -f "$world/running/$place"
      is_broken "start-$place-$version" || is_broken "exits-$version" || echo "$version" >"$world/running/$place"
      ! is_broken "start-$place-$version"
      ;;
    stop) asked "stop $place" && rm -f "$world/running/$place" ;;
  esac
}

stub_nginx() { asked "nginx $*" && { ! is_broken nginx || { echo "nginx: [emerg] no such thing" >&2 && return 1; }; }; }

stub_setpriv() {
  while [[ $1 == --* ]]; do shift; done
  "$@"
}

stub_journalctl() { echo "the server's own words"; }
stub_sleep() { /bin/sleep 0.02; }
stub_pgrep() { return 1; }

stub_curl() {
  local url=${!#} body='' code=200 version place=main format='' out=''
  while [ $# -gt 1 ]; do
    case $1 in -w) format=$2 ;; -o) out=$2 ;; esac
    shift
  done
  case $url in
    https://releases.test/*)
      asked "fetch ${url##*/}"
      cp "$world/fetched/${url##*/}" "$out"
      return
      ;;
    *:8081*) place=next ;;
  esac
  version=$(cat "$world/running/$place" 2>/dev/null)
  case $version:$url in
    :*) code=000 ;;
    *readyz) if is_broken "ready-$version" || is_broken "ready-$place-$version"; then code=503 body='{"status":"migrating"}'; else body='{"status":"ready"}'; fi ;;
    *healthz) body='{"status":"ok"}' ;;
    *openapi.json) body="{\"info\":{\"version\":\"$version\"}}" && ! is_broken "version-$version" || body='{"info":{"version":"0.0.9"}}' ;;
    *.js) ! is_broken "script-$version" || code=404 ;;
    *) body='<script type="module" src="./assets/index.js"></script>' && ! is_broken "page-$version" || body='its web app is not built' ;;
  esac
  [ "$out" = /dev/null ] || printf '%s' "$body"
  [ -z "$format" ] || printf "${format//'%{http_code}'/$code}"
  [ "$code" != 000 ]
}

told() { printf '%s\n' "$1"; }
failed() { told "{\"error\":{\"code\":\"x\",\"message\":\"$1\"}}" && return 1; }

# stub_tas VERSION ARGS…: the schema's number is that of the release it belongs to
stub_tas() {
  local version=$1 schema own=${1%%.*} pending='' unknown='' this=true old=true kind
  shift
  schema=$(cat "$world/schema") kind=$(cat "$world/migration")
  [ "$kind" != none ] || schema=$own
  case "$*" in
    --version) told "$version" ;;
    "migrate --status --json")
      if [ "$schema" -lt "$own" ]; then
        pending='"m2"'
        [ "$kind" = beside ] || old=false
      elif [ "$schema" -gt "$own" ]; then
        unknown='{"name":"m2","previousReleaseCanRun":false}'
        [ "$kind" = beside ] || this=false
      fi
      told "{\"applied\":[],\"pending\":[$pending],\"unknown\":[$unknown],\"thisReleaseCanRun\":$this,\"oldReleaseCanRun\":$old}"
      ;;
    "backup create --json") asked "$version backup" && ! is_broken backup && told '{"receipt":{"id":"b1"}}' || failed "The disk is full." ;;
    "migrate --json") asked "$version migrate" && ! is_broken migrate && echo "$own" >"$world/schema" && told '{"applied":["m2"]}' || failed "The update failed at m2 and was undone." ;;
    "rollback --dry-run --json") asked "$version looks back" && ! is_broken rollback-plan && told '{"dryRun":true,"backup":{"id":"b0"},"version":"1.0.0","takesBack":["'"$(cat "$world/undone" 2>/dev/null || echo m2)"'"]}' || failed "There is no update to take back." ;;
    "rollback --yes --json") asked "$version data back" && ! is_broken rollback && echo 1 >"$world/schema" && told '{"version":"1.0.0","kept":"b9"}' || failed "The old state came back differently." ;;
    "rollback --bring-back --json") asked "$version entries back" && told '{"tables":[]}' ;;
    "notice set "*) asked "$version notice" && printf '%s\n' "$3" >"$world/notice" && told '{"notice":{}}' ;;
    "notice clear --json") asked "$version notice clear" && rm -f "$world/notice" && told '{"notice":null}' ;;
    *) echo "no such command: $*" >&2 && return 2 ;;
  esac
}
