# shellcheck shell=bash
# shellcheck disable=SC2154 # the places and answers are set where this is sourced
# A certificate of the domain, and its renewal. Sourced by setup-server.sh.

waiting_site=/etc/nginx/sites-enabled/$unit-waiting

has_certificate() { [ -s "$under/etc/letsencrypt/live/${answer[domain]}/fullchain.pem" ]; }

# Before anything that serves already is changed: a name that leads elsewhere leaves it as it was.
arrange_certificate() {
  [ -n "${answer[domain]}" ] || return 0
  put_folder "$challenges" 0755 root:root
  if has_certificate; then
    already "certificate for ${answer[domain]}"
  else
    # shellcheck disable=SC2034 # take_up_web reads it
    touched=no
    put_file "nginx: only the question for the certificate is answered" "$waiting_site" 0644 root:root < <(site waiting)
    take_up_web
    [ "$dry" = yes ] || leads_here ||
      fail "${answer[domain]} does not lead to this machine: $(asked_address), which it names, does not answer with what lies here. Make its A record (and AAAA, if there is one) name $(own_address), wait some minutes, and run this again."
    doing "certificate for ${answer[domain]}" ask_for_certificate
  fi
  put_file "nginx takes up renewed certificates" /etc/letsencrypt/renewal-hooks/deploy/task-aversion-system 0755 root:root <<'SH'
#!/bin/sh
# Written by setup-server.sh.
nginx -t -q && systemctl reload nginx
SH
  keep_running certbot.timer "the renewal of the certificate"
}

asked_address() { getent ahosts "${answer[domain]}" | awk 'NR == 1 { print $1 }'; }

# What is laid down here must be found under the domain; that is what the authority looks for as well. nginx takes a moment
# to take up its settings.
leads_here() {
  local word folder=$under$challenges/.well-known/acme-challenge code=0
  word=$(random_hex 16)
  mkdir -p "$folder"
  printf '%s' "$word" >"$folder/leads-here"
  wait_for 10 answers_there "$word" || code=1
  rm -f "$folder/leads-here"
  return "$code"
}

answers_there() { [ "$(curl -s --max-time 10 "http://${answer[domain]}/.well-known/acme-challenge/leads-here")" = "$1" ]; }

ask_for_certificate() {
  local words=(certonly --webroot --webroot-path "$challenges" --domain "${answer[domain]}" --cert-name "${answer[domain]}"
    --non-interactive --agree-tos --keep-until-expiring --key-type ecdsa)
  if [ -n "${answer[mail]}" ]; then words+=(--email "${answer[mail]}" --no-eff-email); else words+=(--register-unsafely-without-email); fi
  [ -z "${answer[acme_server]}" ] || words+=(--server "${answer[acme_server]}")
  quietly certbot "${words[@]}" ||
    fail "The authority gave no certificate for ${answer[domain]}; its reason stands above. Mostly the name does not lead here for people outside, or a firewall in front of this machine keeps port 80 closed. Mend that and run this again."
}
