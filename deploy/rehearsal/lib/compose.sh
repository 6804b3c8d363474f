# shellcheck shell=bash
# shellcheck disable=SC2154 # $work, $project and $app are set by run and images.sh
# The compose files as a host would use them: in a folder of their own, with secrets made for it.

# compose_here VARIANT PORT: from now on `dc` means this one, answering at $site
compose_here() {
  variant=$1
  folder=$work/compose-${variant//./-}
  site=http://127.0.0.1:$2
  rm -rf "$folder"
  mkdir -p "$folder/deploy"
  cp "$project"/compose*.yaml "$folder/"
  cp -r "$project/deploy/postgres" "$folder/deploy/"
  (cd "$folder" && "$project/deploy/make-secrets.sh" >/dev/null) || return 1
  printf 'PUBLIC_URL=%s\nLOG_LEVEL=info\n' "$site" >"$folder/.env"
  export TAS_IMAGE=$app TAS_PUBLISH=127.0.0.1:$2
  at_end dc down -v
}

dc() { (cd "$folder" && docker compose -p "rehearsal-${variant//./-}" -f "$variant" "$@"); }

tas() { dc exec -T app tas "$@"; }

ready() { curl -fsS -m 5 "$site/readyz"; }

# answers_with CODE PATH
answers_with() { [ "$(curl -s -m 10 -o /dev/null -w '%{http_code}' "$site$2")" = "$1" ]; }

app_container() { dc ps -aq app; }

# inspect FORMAT: of the app's container
inspect() { docker inspect --format "$1" "$(app_container)"; }

# kill_app: what the kernel does to a process that takes too much
kill_app() { kill -9 "$(inspect '{{.State.Pid}}')"; }

# back_by_itself COMMAND…: whether it answers again within ten seconds without anybody's help
back_by_itself() { until_true 15 "$@"; }

logs_say() { dc logs --no-color app 2>&1 | grep -E -- "$1"; }

# holds_no_secret: neither log, nor settings, nor environment of the processes hold any secret of $folder/secrets
holds_no_secret() {
  local each secret found=0 text
  text=$(dc logs --no-color 2>&1 && docker inspect "$(app_container)" && dc exec -T app sh -c 'cat /proc/[0-9]*/environ /proc/[0-9]*/cmdline' | tr '\0' '\n')
  for each in "$folder"/secrets/*; do
    secret=$(cat "$each")
    if grep -qF -- "$secret" <<<"$text"; then echo "$(basename "$each") is readable" && found=1; fi
  done
  return $found
}
