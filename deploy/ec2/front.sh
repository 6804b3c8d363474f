#!/usr/bin/env bash
# nginx in front of the container, on Amazon Linux: HTTP until there is a certificate for DOMAIN, HTTPS from then on.
# Takes DOMAIN from the environment (may be empty). Asks nginx before it puts anything to work; a second run changes nothing.
set -Eeuo pipefail

case ${1:-} in
  '') ;;
  -h | --help) sed -n '2,3s/^# //p' "$0" && exit 0 ;;
  *) echo "deploy/ec2/front.sh takes no options." >&2 && exit 2 ;;
esac
domain=${DOMAIN:-}
root=${FRONT_ROOT:-}
site=$root/etc/nginx/conf.d/task-aversion-system.conf
certificate=/etc/letsencrypt/live/$domain
secure=no
[ -z "$domain" ] || [ ! -e "$root$certificate/fullchain.pem" ] || secure=yes

mkdir -p "$root/etc/nginx/conf.d" "$root/etc/nginx/task-aversion-system" "$root/var/www/task-aversion-system"
# update.sh points this at the next container and back.
[ -e "$root/etc/nginx/task-aversion-system/upstream.conf" ] ||
  echo "server 127.0.0.1:8080;" >"$root/etc/nginx/task-aversion-system/upstream.conf"

application() {
  cat <<'CONF'
  client_max_body_size 256m;
  location / {
    limit_req zone=tas_requests burst=80 nodelay;
    proxy_pass http://task_aversion_system;
    proxy_http_version 1.1;
    proxy_set_header Host $host;
    proxy_set_header X-Forwarded-For $remote_addr;
    proxy_set_header X-Forwarded-Proto $scheme;
    proxy_set_header X-Forwarded-Host $host;
    proxy_set_header Upgrade $http_upgrade;
    proxy_set_header Connection $tas_connection;
    proxy_buffering off;
    proxy_request_buffering off;
    proxy_connect_timeout 3s;
    proxy_read_timeout 300s;
    proxy_next_upstream off;
  }
CONF
}

challenge() {
  printf '  location /.well-known/acme-challenge/ { root /var/www/task-aversion-system; }\n'
}

write_site() {
  cat <<'CONF'
# Written by deploy/ec2/front.sh; changes here are lost.
upstream task_aversion_system {
  include /etc/nginx/task-aversion-system/upstream.conf;
  keepalive 16;
}
limit_req_zone $binary_remote_addr zone=tas_requests:10m rate=20r/s;
limit_req_status 429;
map $http_upgrade $tas_connection {
  default upgrade;
  '' '';
}
server_tokens off;
CONF
  printf 'server {\n  listen 80 default_server;\n  listen [::]:80 default_server;\n  server_name %s;\n' "${domain:-_}"
  challenge
  if [ "$secure" = no ]; then
    application
    printf '}\n'
    return
  fi
  # shellcheck disable=SC2016 # nginx fills it in
  printf '  location / { return 301 https://%s$request_uri; }\n}\n' "$domain"
  printf 'server {\n  listen 443 ssl http2 default_server;\n  listen [::]:443 ssl http2 default_server;\n  server_name %s;\n' "$domain"
  printf '  ssl_certificate %s/fullchain.pem;\n  ssl_certificate_key %s/privkey.pem;\n' "$certificate" "$certificate"
  cat <<'CONF'
  ssl_protocols TLSv1.2 TLSv1.3;
  ssl_session_cache shared:tas_tls:5m;
  ssl_session_timeout 1d;
  add_header Strict-Transport-Security "max-age=31536000" always;
CONF
  application
  printf '}\n'
}

write_site >"$site.part"
if cmp -s "$site.part" "$site"; then
  rm "$site.part"
  echo "already: $site"
  exit 0
fi
[ ! -e "$site" ] || cp "$site" "$site.before"
mv "$site.part" "$site"
if [ -z "$root" ] && ! nginx -t -q; then
  if [ -e "$site.before" ]; then mv "$site.before" "$site"; else rm "$site"; fi
  echo "nginx does not accept its new settings, so the old ones stay; its sentence is above." >&2
  exit 1
fi
rm -f "$site.before"
echo "done: $site (HTTPS: $secure)"
if [ -z "$root" ] && systemctl is-active -q nginx; then systemctl reload nginx; fi
