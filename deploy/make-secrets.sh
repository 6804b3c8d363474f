#!/usr/bin/env bash
# Makes the secrets that compose.yaml and compose.postgres.yaml name, once; what is there already stays as it is.
set -Eeuo pipefail

if [ $# -gt 1 ] || [ "${1:-}" = -h ] || [ "${1:-}" = --help ]; then
  echo "deploy/make-secrets.sh [FOLDER]   (default: secrets)"
  exit 0
fi
folder=${1:-secrets}

# The folder keeps other people of this machine out; the files themselves are read by another user inside the container.
install -d -m 0700 "$folder"

random() { head -c "$1" /dev/urandom | od -An -tx1 | tr -d ' \n'; }

make() {
  if [ -s "$folder/$1" ]; then
    echo "already: $folder/$1"
    return
  fi
  (umask 022 && cat >"$folder/$1.part" && mv "$folder/$1.part" "$folder/$1")
  echo "done: $folder/$1"
}

random 32 | make secret_key
random 24 | make postgres_password
random 24 | make app_password
printf 'postgres://taskaversion:%s@database:5432/taskaversion\n' "$(cat "$folder/app_password")" | make database_url
echo "Keep a copy of $folder where you keep passwords: without secret_key everybody signs in again."
