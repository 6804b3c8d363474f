# shellcheck shell=bash
# shellcheck disable=SC2154 # the places and answers are set where this is sourced
# nginx in front of the app. Sourced by setup-server.sh.

serve_on_the_web() {
  local each
  touched=no
  put_folder "$web_settings" 0755 root:root
  for each in app http tls; do put_file "nginx: $each.conf" "$web_settings/$each.conf" 0644 root:root <"$here/nginx/$each.conf"; done
  put_file "nginx: compression.conf" "$web_settings/compression.conf" 0644 root:root < <(compression)
  # An update turns it to the new release for a moment, so it is written only once.
  [ -s "$under$web_settings/upstream.conf" ] || put_file "nginx: upstream.conf" "$web_settings/upstream.conf" 0644 root:root <"$here/nginx/upstream.conf"
  put_link "/etc/nginx/sites-enabled/$unit" "/etc/nginx/sites-available/$unit"
  if [ -L "$under/etc/nginx/sites-enabled/default" ]; then
    touched=yes
    doing "nginx: its welcome page is taken out" rm "$under/etc/nginx/sites-enabled/default"
  fi
  if [ -e "$under$waiting_site" ]; then
    touched=yes
    doing "nginx: nobody waits for a certificate any more" rm "$under$waiting_site"
  fi
  put_file "nginx: site ${answer[domain]:-for all names}" "/etc/nginx/sites-available/$unit" 0644 root:root < <(site "$([ -n "${answer[domain]}" ] && echo https || echo plain)")
  take_up_web
}

take_up_web() {
  if [ "$touched" = yes ]; then
    if [ "$dry" = no ]; then quietly nginx -t || fail "nginx does not take its settings; what it says stands above."; fi
    take_up nginx.service nginx reload
    touched=no
  else
    keep_running nginx.service nginx
  fi
}

# site https|plain|waiting
site() {
  sed "s/@DOMAIN@/${answer[domain]}/g" "$here/nginx/site-$1.conf" |
    if [ -e "$under/proc/net/if_inet6" ]; then cat; else grep -v '^ *listen \[::\]'; fi |
    if [ "$1" = https ] && has_other_default; then sed '/^# Whoever asks for another name/,$d'; else cat; fi
}

# Another site of this machine may answer for all other names already.
has_other_default() {
  local each
  for each in "$under"/etc/nginx/sites-enabled/*; do
    [ "$each" = "$under/etc/nginx/sites-enabled/$unit" ] || ! grep -qsE '^[^#]*listen[^;]*default_server' "$each" || return 0
  done
  return 1
}

compression() {
  cat "$here/nginx/compression.conf"
  if compgen -G "$under/etc/nginx/modules-enabled/*brotli-filter*" >/dev/null; then cat "$here/nginx/brotli.conf"; fi
}
