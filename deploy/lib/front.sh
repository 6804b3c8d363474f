# shellcheck shell=bash
# shellcheck disable=SC2154 # update-places.sh
# The web server in front: one file says which port requests are passed on to.

front_there() { [ -e "$front_file" ]; }

front_port() { sed -nE 's/^[[:space:]]*server[[:space:]]+127\.0\.0\.1:([0-9]+).*/\1/p' "$front_file" | head -n 1; }

# front_to PORT: requests go there from now on; those that run are finished where they are. 1 and as before when that fails.
front_to() {
  local port=$1 before said
  front_there || return 0
  [ "$(front_port)" != "$port" ] || return 0
  before=$(cat "$front_file")
  sed -E "s/^([[:space:]]*server[[:space:]]+127\.0\.0\.1:)[0-9]+/\1$port/" <<<"$before" >"$front_file.new"
  mv "$front_file.new" "$front_file"
  if said=$(nginx -t 2>&1) && said=$(systemctl reload nginx 2>&1); then
    await_old_workers
    return 0
  fi
  printf '%s\n' "$before" >"$front_file.new"
  mv "$front_file.new" "$front_file"
  say "nginx would not pass requests on to port $port; they go on to port $(front_port):"
  tail -n 8 <<<"$said" | indented
  return 1
}

# Those finish what they began, and may still begin something for a moment: whoever served until now must not end before.
await_old_workers() {
  local until=$((SECONDS + 4))
  sleep 0.5
  while [ "$SECONDS" -lt "$until" ] && pgrep -f '^nginx: worker process is shutting down' >/dev/null 2>&1; do
    sleep 0.2
  done
}
