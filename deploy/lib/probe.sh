# shellcheck shell=bash
# Whether a server really serves: it is ready (it writes and reads for that), it is the version that is meant, its page is
# there and the page's program too. The first probe that fails is printed with the answer it got.

# probe WHICH PORT VERSION SECONDS
probe() {
  local which=$1 address=http://127.0.0.1:$2 version=$3 seconds=$4 page script
  probe_ready "$which" "$address" "$seconds" || return 1
  probe_answer "$address/healthz" '"status":"ok"' || return 1
  probe_answer "$address/api/v1/openapi.json" "\"version\":\"$version\"" || return 1
  probe_answer "$address/" 'type="module"' || return 1
  page=$(curl -s -m 10 "$address/")
  script=$(grep -oE '<script[^>]*src="[^"]+"' <<<"$page" | sed -E 's/.*src="([^"]+)"/\1/' | head -n 1)
  probe_answer "$address/${script#/}" '' || return 1
}

# serves PORT VERSION: whether that version serves there now, without a word
serves() {
  [ "$(curl -s -m 5 -o /dev/null -w '%{http_code}' "http://127.0.0.1:$1/readyz")" = 200 ] &&
    curl -s -m 10 "http://127.0.0.1:$1/api/v1/openapi.json" | grep -qF "\"version\":\"$2\""
}

# probe_ready WHICH ADDRESS SECONDS: waits, but not for one that has ended
probe_ready() {
  local which=$1 url=$2/readyz until=$((SECONDS + $3)) answer
  while :; do
    answer=$(curl -s -m 5 -w '\n%{http_code}' "$url")
    [ "${answer##*$'\n'}" != 200 ] || return 0
    if ! runtime_alive "$which"; then
      probe_failed "$url" "nobody: the server has ended"
      return 1
    elif [ "$SECONDS" -ge "$until" ]; then
      probe_failed "$url" "$answer, for $3 seconds"
      return 1
    fi
    sleep 0.2
  done
}

# probe_answer URL PART: answers 200, with PART in it
probe_answer() {
  local url=$1 part=$2 answer
  answer=$(curl -s -m 10 -w '\n%{http_code}' "$url")
  if [ "${answer##*$'\n'}" != 200 ]; then
    probe_failed "$url" "$answer"
    return 1
  elif [ -n "$part" ] && ! grep -qF -- "$part" <<<"$answer"; then
    probe_failed "$url" "200 without $part"
    return 1
  fi
}

probe_failed() { printf 'The probe %s failed; it answered: %s\n' "$1" "$(tr '\n' ' ' <<<"$2" | cut -c1-300)"; }
