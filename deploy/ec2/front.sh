#!/usr/bin/env bash
# nginx in front of the container, on Amazon Linux, with the same settings as on a server without containers: by address
# over HTTP without DOMAIN (from the environment), HTTPS with it as soon as there is a certificate. A second run changes nothing.
set -Eeuo pipefail

case ${1:-} in
  '') ;;
  -h | --help) sed -n '2,3s/^# //p' "$0" && exit 0 ;;
  *) echo "deploy/ec2/front.sh takes no options." >&2 && exit 2 ;;
esac
deploy=$(cd "$(dirname "$0")/.." && pwd)
domain=${DOMAIN:-}
root=${FRONT_ROOT:-}
settings=$root/etc/nginx/task-aversion-system
site=$root/etc/nginx/conf.d/task-aversion-system.conf
kind=plain
if [ -n "$domain" ]; then
  # Without a certificate nothing but the way to one: nobody types a password over HTTP.
  kind=waiting
  [ ! -e "$root/etc/letsencrypt/live/$domain/fullchain.pem" ] || kind=https
fi

# put FILE: the input becomes that file; what was there is kept until nginx has taken the new one
changed=()
put() {
  cat >"$1.part"
  if cmp -s "$1.part" "$1"; then
    rm "$1.part"
    return 0
  fi
  if [ -e "$1" ]; then cp -p "$1" "$1.before"; fi
  mv "$1.part" "$1"
  changed+=("$1")
}

take_back() {
  local each
  for each in "${changed[@]}"; do
    if [ -e "$each.before" ]; then mv "$each.before" "$each"; else rm "$each"; fi
  done
}

mkdir -p "$settings" "$(dirname "$site")" "$root/var/www/task-aversion-system"
# update.sh points this at the next container and back, so it is written only once.
[ -s "$settings/upstream.conf" ] || put "$settings/upstream.conf" <"$deploy/nginx/upstream.conf"
for each in http tls compression; do put "$settings/$each.conf" <"$deploy/nginx/$each.conf"; done
put "$settings/app.conf" < <(sed "s|/opt/task-aversion-system/current/deploy/|$deploy/|" "$deploy/nginx/app.conf")
put "$site" < <(sed "s/@DOMAIN@/$domain/g" "$deploy/nginx/site-$kind.conf")

if [ ${#changed[@]} = 0 ]; then
  echo "already: nginx, $kind"
  exit 0
fi
if [ -z "$root" ] && ! nginx -t -q; then
  take_back
  echo "nginx does not take its new settings, so the old ones stay; its sentence is above." >&2
  exit 1
fi
for each in "${changed[@]}"; do rm -f "$each.before"; done
echo "done: nginx, $kind"
if [ -z "$root" ] && systemctl is-active -q nginx; then systemctl reload nginx; fi
