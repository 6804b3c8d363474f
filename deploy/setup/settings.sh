# shellcheck shell=bash
# shellcheck disable=SC2154 # the places and answers are set where this is sourced
# The secret key, made once, and .env: lines that the host added or changed stay. Sourced by setup-server.sh.

write_settings() {
  if [ -s "$under$settings/secret-key" ]; then
    already "secret key in $settings/secret-key"
  else
    put_file "secret key in $settings/secret-key" "$settings/secret-key" 0640 "root:$app_user" < <(random_hex 32)
  fi
  touched=no
  put_file "settings in $home/.env" "$home/.env" 0640 "root:$app_user" < <(new_settings)
  # shellcheck disable=SC2034 # service.sh starts the app again then
  settings_touched=$touched
  [ -z "${answer[mail]}" ] || [ -s "$under$settings/smtp-url" ] || grep -qsE '^SMTP_URL' "$under$home/.env" ||
    note "No mail leaves this server, so nobody is told of trouble: run this again with --smtp-url-file FILE."
}

public_url() {
  if [ -n "${answer[domain]}" ]; then printf 'https://%s' "${answer[domain]}"; else printf 'http://%s' "$(in_url "$(own_address)")"; fi
}

in_url() { case $1 in *:*) printf '[%s]' "$1" ;; *) printf '%s' "$1" ;; esac }

# NAME VALUE ["follow"]: what setup decides. Without "follow" a value that stands there already stays.
wanted_settings() {
  printf '%s\n' "ENVIRONMENT production" "HOST 127.0.0.1" "PORT 8080" "PUBLIC_URL $(public_url) follow" \
    "TRUSTED_PROXIES 127.0.0.1/32,::1/128" "SECRET_KEY_FILE $settings/secret-key"
  if [ "${answer[database]}" = postgres ]; then
    printf '%s\n' "DATABASE_URL_FILE $settings/database-url"
  else
    printf '%s\n' "DATABASE_URL sqlite:$state/task_aversion.db"
  fi
  printf '%s\n' "REGISTRATION ${answer[registration]} follow"
  [ -n "${answer[smtp_url_file]}" ] || return 0
  printf '%s\n' "SMTP_URL_FILE $settings/smtp-url"
  [ -z "${answer[mail]}" ] || printf '%s\n' "ALERT_EMAIL ${answer[mail]} follow"
}

new_settings() {
  local text name value follow
  if [ -r "$under$home/.env" ]; then
    text=$(cat "$under$home/.env")
  else
    text="# Settings of the Task Aversion System; all there are: docs/host/configuration.md. After a change: systemctl restart $unit"
  fi
  while read -r name value follow; do
    if ! grep -qE "^$name=" <<<"$text"; then
      text+=$'\n'"$name=$value"
    elif [ "$follow" = follow ]; then
      text=$(awk -v name="$name" -v value="$value" 'index($0, name "=") == 1 { print name "=" value; next } { print }' <<<"$text")
    fi
  done < <(wanted_settings)
  printf '%s\n' "$text"
}
