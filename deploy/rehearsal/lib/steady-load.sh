# shellcheck shell=bash
# shellcheck disable=SC2154 # $work is set by run, $journey_… by travel
# Somebody who reads and somebody who writes all the time, and what they noticed of an update.

# steady_load NAME: they begin, until steady_end
steady_load() {
  rm -f "$work"/steady-*
  (keep_reading "$1") &
  steady_reader=$!
  (keep_writing "$1") &
  steady_writer=$!
  sleep 1
}

steady_end() {
  touch "$work/steady-stop"
  wait "$steady_reader" "$steady_writer"
}

now() { date +%s.%3N; }

keep_reading() {
  local code
  while [ ! -e "$work/steady-stop" ]; do
    code=$(curl -s -o /dev/null -m 20 -w '%{http_code}' -b "$work/jars/$1" "${journey_options[@]}" "$journey_origin/api/v1/tasks?limit=5")
    echo "$(now) $code" >>"$work/steady-reads"
    sleep 0.15
  done
}

# An entry that is refused is tried again with the same key, as the app's page does it.
keep_writing() {
  local number=0 key began
  while [ ! -e "$work/steady-stop" ]; do
    number=$((number + 1)) key=$(cat /proc/sys/kernel/random/uuid) began=$(now)
    until write_once "$1" "$key" "Steady $number"; do
      [ ! -e "$work/steady-stop" ] || return 0
      sleep 0.1
    done
    echo "$began $(now) Steady $number" >>"$work/steady-writes"
    sleep 0.4
  done
}

write_once() {
  local code
  code=$(curl -s -o "$work/steady-answer" -m 20 -w '%{http_code}' -X POST -b "$work/jars/$1" -H "Origin: $journey_origin" -H "Idempotency-Key: $2" \
    -H 'Content-Type: application/json' --data "{\"name\":\"$3\"}" "${journey_options[@]}" "$journey_origin/api/v1/tasks")
  [ "$code" = 201 ] || [ "$code" = 200 ] || { echo "$(now) $code $(tr -d '\n' <"$work/steady-answer" | head -c 200)" >>"$work/steady-refusals" && return 1; }
}

# longest_gap: between two reads that were answered
longest_gap() { awk '$2 == 200 { if (last && $1 - last > most) most = $1 - last; last = $1 } END { printf "%.2f", most }' "$work/steady-reads"; }

longest_write() { awk '$2 - $1 > most { most = $2 - $1 } END { printf "%.2f", most }' "$work/steady-writes"; }

reads_refused() { awk '$2 != 200' "$work/steady-reads" | wc -l; }

# under SECONDS VALUE
under() { awk -v value="$2" -v most="$1" 'BEGIN { exit !(value < most) }' || { echo "$2 is not under $1" && return 1; }; }

# all_written NAME: whatever was acknowledged is there
all_written() {
  local cursor='' page names=''
  while :; do
    page=$(api "$1" GET "/tasks?limit=100${cursor:+&cursor=$cursor}") || return 1
    names+=$(grep -oE '"name":"[^"]*"' <<<"$page" | cut -d'"' -f4)$'\n'
    cursor=$(grep -oE '"nextCursor":"[^"]*"' <<<"$page" | cut -d'"' -f4)
    [ -n "$cursor" ] || break
  done
  cut -d' ' -f3- "$work/steady-writes" | sort >"$work/steady-acknowledged"
  [ -s "$work/steady-acknowledged" ] && ! comm -23 "$work/steady-acknowledged" <(sort <<<"$names") | grep .
}

# noticed NAME "what" SECONDS: what those who read and write noticed of it
noticed() {
  took "longest gap between two reads ($2)" "$(longest_gap)"
  took "longest time an entry took to be saved ($2)" "$(longest_write)"
  check "nobody waited $3 s for a page" under "$3" "$(longest_gap)"
  check "no entry was held for 5 s" under 5 "$(longest_write)"
  check "whatever was acknowledged is there ($(wc -l <"$work/steady-writes") entries)" all_written "$1"
}
