# shellcheck shell=bash
# shellcheck disable=SC2154 # $work is set by run
# What a person does, with curl: joins, adds a task, reads it. One jar of cookies for each name.

# travel ORIGIN [CURL OPTIONS…]: where the next journeys go
travel() {
  journey_origin=$1
  shift
  journey_options=("$@")
}

# api JAR METHOD PATH [JSON]: prints the answer; fails when it is none of 2xx
api() {
  local jar=$work/jars/$1 method=$2 path=$3 body=${4:-}
  mkdir -p "$work/jars"
  local words=(-sS --fail-with-body --max-time 20 -X "$method" -b "$jar" -c "$jar" -H "Origin: $journey_origin" -H 'Accept: application/json')
  if [ "$method" != GET ]; then words+=(-H "Idempotency-Key: $(cat /proc/sys/kernel/random/uuid)"); fi
  if [ -n "$body" ]; then words+=(-H 'Content-Type: application/json' --data "$body"); fi
  curl "${words[@]}" "${journey_options[@]}" "$journey_origin/api/v1$path"
}

join_guest() {
  rm -f "$work/jars/$1"
  api "$1" POST /session/guest '{"timeZone":"Europe/Berlin"}'
}

add_task() { api "$1" POST /tasks "{\"name\":\"$2\"}"; }

has_task() { says "\"name\":\"$2\"" api "$1" GET '/tasks?limit=200'; }

# header NAME PATH [CURL OPTIONS…]: the header's value of what is fetched
header() {
  local name=$1 path=$2
  shift 2
  curl -sS -o /dev/null -D - --max-time 20 "${journey_options[@]}" "$@" "$journey_origin$path" | tr -d '\r' |
    awk -v name="${name,,}:" 'tolower($1) == name { sub("^[^:]*: *", ""); print }'
}

# status PATH [CURL OPTIONS…]
status() {
  local path=$1
  shift
  curl -sS -o /dev/null -w '%{http_code}' --max-time 20 "${journey_options[@]}" "$@" "$journey_origin$path"
}
