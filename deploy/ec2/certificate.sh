#!/usr/bin/env bash
# Gets a certificate for DOMAIN and renews it when it is due (same call), on Amazon Linux; run by a timer.
# Takes DOMAIN, MAIL and ACME_SERVER from the environment.
set -Eeuo pipefail

case ${1:-} in
  '') ;;
  -h | --help) sed -n '2,3s/^# //p' "$0" && exit 0 ;;
  *) echo "deploy/ec2/certificate.sh takes no options." >&2 && exit 2 ;;
esac
here=$(cd "$(dirname "$0")" && pwd)
: "${DOMAIN:?DOMAIN says for which name}"

# Amazon's own packages do not have certbot at all times; the project's way without packages is an own Python folder.
certbot=certbot
if ! command -v certbot >/dev/null && ! dnf install -y -q certbot; then
  certbot=/opt/certbot/bin/certbot
  if [ ! -x "$certbot" ] && ! { python3 -m venv /opt/certbot && /opt/certbot/bin/pip install -q certbot; }; then
    echo "certbot could not be installed; look at the sentence above." >&2
    exit 1
  fi
fi

words=(certonly --non-interactive --agree-tos --keep-until-expiring --webroot --webroot-path /var/www/task-aversion-system -d "$DOMAIN"
  --deploy-hook "systemctl reload nginx")
if [ -n "${MAIL:-}" ]; then words+=(--email "$MAIL"); else words+=(--register-unsafely-without-email); fi
[ -z "${ACME_SERVER:-}" ] || words+=(--server "$ACME_SERVER")
"$certbot" -q "${words[@]}" ||
  { echo "There is no certificate for $DOMAIN yet: its name has to point at this machine, and port 80 has to be open." >&2 && exit 1; }
DOMAIN=$DOMAIN "$here/front.sh"
