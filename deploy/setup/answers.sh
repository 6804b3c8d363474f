# shellcheck shell=bash
# shellcheck disable=SC2154,SC2004 # the places and answers (an associative array) are set where this is sourced
# What the host decides: from flags, else from the last run, else asked, else the default. Sourced by setup-server.sh.

answer_names=(domain mail database registration smtp_url_file acme_server)

complete_answers() {
  local name
  for name in "${answer_names[@]}"; do
    if [ -z "${answer[$name]+given}" ] && grep -qs "^$name=" "$under$settings/answers"; then
      answer[$name]=$(setting_of "$settings/answers" "$name")
    fi
  done
  if can_ask; then ask_what_is_missing; fi
  answer[domain]=${answer[domain]:-}
  answer[domain]=${answer[domain],,}
  answer[mail]=${answer[mail]:-}
  answer[database]=${answer[database]:-postgres}
  answer[registration]=${answer[registration]:-open}
  answer[smtp_url_file]=${answer[smtp_url_file]:-}
  answer[acme_server]=${answer[acme_server]:-}
}

ask_what_is_missing() {
  [ -n "${answer[domain]+given}" ] || answer[domain]=$(ask "The name people will type, like tasks.example.org (empty: only by address, not encrypted)" "")
  [ -n "${answer[mail]+given}" ] || answer[mail]=$(ask "Your mail address, for the certificate and for alarms (empty: none)" "")
  [ -n "${answer[database]+given}" ] || answer[database]=$(ask "Database: postgres or sqlite" postgres)
}

check_answers() {
  local label='[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?'
  [ -z "${answer[domain]}" ] || [[ ${answer[domain]} =~ ^($label\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])$ ]] ||
    fail "\"${answer[domain]}\" is no domain; give the bare name, like tasks.example.org, without https:// and without a path."
  [ -z "${answer[mail]}" ] || [[ ${answer[mail]} =~ ^[^[:space:]@,\"\<\>]+@[^[:space:]@,\"\<\>]+\.[^[:space:]@,\"\<\>]+$ ]] ||
    fail "\"${answer[mail]}\" is no mail address; give one like you@example.org."
  case ${answer[database]} in postgres | sqlite) ;; *) fail "--database takes postgres or sqlite, not \"${answer[database]}\"." ;; esac
  case ${answer[registration]} in open | invite | closed) ;; *) fail "--registration takes open, invite or closed, not \"${answer[registration]}\"." ;; esac
  case ${answer[acme_server]} in '' | https://*) ;; *) fail "--acme-server takes an address that begins with https://." ;; esac
  if [ -n "${answer[smtp_url_file]}" ]; then
    [ "${answer[smtp_url_file]}" = "$settings/smtp-url" ] || [ -s "${answer[smtp_url_file]}" ] ||
      fail "--smtp-url-file names a file that is not there or is empty; its one line is like smtps://user:password@mail.example.org."
  fi
  local before
  before=$(setting_of "$settings/answers" database)
  [ -z "$before" ] || [ "$before" = "${answer[database]}" ] ||
    fail "This server keeps its data in $before. To change that without losing anything: tas move (docs/host/sqlite-to-postgres.md)."
  if can_ask && [ "$dry" = no ] && [ ! -e "$under$settings/answers" ]; then
    agreed "Set up this server ${answer[domain]:+for ${answer[domain]} }with ${answer[database]}?" || fail "Nothing was changed."
  fi
}

keep_answers() {
  put_folder "$settings" 0750 "root:$app_user"
  if [ -n "${answer[smtp_url_file]}" ] && [ "${answer[smtp_url_file]}" != "$settings/smtp-url" ]; then
    put_file "mail server in $settings/smtp-url" "$settings/smtp-url" 0640 "root:$app_user" < <(head -n 1 "${answer[smtp_url_file]}")
    answer[smtp_url_file]=$settings/smtp-url
  fi
  put_file "answers in $settings/answers" "$settings/answers" 0640 root:root < <(
    local name
    for name in "${answer_names[@]}"; do printf '%s=%s\n' "$name" "${answer[$name]}"; done
  )
}
