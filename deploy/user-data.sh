#!/usr/bin/env bash
# Turns a fresh Amazon Linux 2023 into a server: data disk, Docker, the container, nginx in front, certificate, logs.
# cloud-init runs it once, as root, at the first boot (its words: /var/log/cloud-init-output.log). Running it again is safe.
set -Eeuo pipefail

# Parameters: deploy/setup-ec2.sh fills them in; by hand, edit them here.
# No secrets: whoever may look at the instance may read this. They are made on the machine, or put into secrets/ later.
image='task-aversion-system:latest' # pulled from its registry, unless image_url is given
image_url=''                        # https:// or s3:// address of a file made by "docker save"
image_sha256=''                     # of that file; needed with image_url
domain=''                           # what people type; empty: by IP address over HTTP
mail=''                             # who hears of a certificate that runs out
public_address=''                   # the Elastic IP; empty: the machine's own public address
registration=''                     # open, invite or closed; empty: open
data_device=''                      # like /dev/sdf: an own disk for all data; empty: the root disk
acme_server=''                      # another certificate authority, for trials
home=/srv/task-aversion-system

name=task-aversion-system
container_uid=10001

say() { printf '%s\n' "$*"; }
fail() {
  printf '%s\n' "$*" >&2
  exit 1
}
trap 'echo "Stopped at line $LINENO; correct what was said above and run this again: what is done stays done." >&2' ERR

# put PATH MODE: the input becomes that file. 1 when it is so already.
put() {
  local part
  part=$(mktemp "$1.XXXXXX")
  cat >"$part"
  chmod "$2" "$part"
  if cmp -s "$part" "$1"; then
    rm "$part"
    say "already: $1"
    return 1
  fi
  mv "$part" "$1"
  say "done: $1"
}

check_parameters() {
  [ "$(id -u)" = 0 ] || fail "Run this as root."
  [ -z "$image_url" ] || [[ $image_sha256 =~ ^[0-9a-f]{64}$ ]] || fail "image_url needs image_sha256, the checksum of that file."
  [[ $domain =~ ^([a-z0-9-]+(\.[a-z0-9-]+)+)?$ ]] || fail "\"$domain\" is no domain name; write it like tasks.example.org."
}

data_disk() {
  mkdir -p "$home"
  [ -n "$data_device" ] || { say "done: data is kept on the root disk, below $home" && return; }
  if mountpoint -q "$home"; then say "already: $home is on $(findmnt -no SOURCE "$home")" && return; fi
  # The disk is attached after the machine was started.
  local tries
  for tries in $(seq 180); do if [ -b "$data_device" ]; then break; else sleep 1; fi; done
  [ -b "$data_device" ] || fail "The disk $data_device did not appear within $tries s; attach it and run this again."
  # Only a disk with nothing at all on it is formatted.
  if [ -z "$(blkid -p -o value -s TYPE "$data_device" || true)" ]; then
    [ -z "$(head -c 1048576 "$data_device" | tr -d '\0' | head -c 1)" ] || fail "There is something on $data_device that is no file system; look at it before it is overwritten."
    mkfs.ext4 -q -L tas-data "$data_device"
    say "done: a file system on $data_device"
  fi
  local uuid
  uuid=$(blkid -p -o value -s UUID "$data_device")
  grep -q "^UUID=$uuid " /etc/fstab || echo "UUID=$uuid $home ext4 defaults,noatime,nofail,x-systemd.device-timeout=90s 0 2" >>/etc/fstab
  mount "$data_device" "$home"
  say "done: $home is on $data_device"
}

folders() {
  install -d -m 0755 "$home/deploy"
  install -d -m 0700 -o "$container_uid" -g "$container_uid" "$home/data" "$home/backups"
  install -d -m 0750 -o root -g "$container_uid" "$home/secrets"
  say "done: $home/{data,backups,secrets,deploy}"
}

packages() {
  local missing=() each
  for each in docker nginx; do rpm -q "$each" >/dev/null 2>&1 || missing+=("$each"); done
  if [ ${#missing[@]} = 0 ]; then say "already: docker, nginx" && return; fi
  dnf install -y -q "${missing[@]}" || fail "dnf could not install ${missing[*]}; look at the sentence above, and at the way to the internet."
  say "done: installed ${missing[*]}"
}

engine() {
  mkdir -p /etc/docker /etc/systemd/system/docker.service.d
  local again=no
  # Without log limits the containers' logs fill the disk.
  put /etc/docker/daemon.json 0644 <<'JSON' && again=yes
{ "log-driver": "json-file", "log-opts": { "max-size": "10m", "max-file": "5" }, "live-restore": true }
JSON
  # After a boot the containers wait for the data disk.
  put /etc/systemd/system/docker.service.d/data.conf 0644 <<UNIT && again=yes
[Unit]
RequiresMountsFor=$home
UNIT
  if [ "$again" = yes ]; then systemctl daemon-reload && systemctl enable -q docker && systemctl restart docker; fi
  systemctl enable -q --now docker || fail "Docker does not start; \"journalctl -u docker\" says why."
  say "done: Docker runs, and starts with the machine"
}

fetch_image() {
  # Whoever has updated since keeps what runs: the database may be ahead of the image of the first boot.
  if [ -s "$home/.current-release" ]; then
    image=$name:$(<"$home/.current-release")
    docker image inspect "$image" >/dev/null 2>&1 || fail "The image $image, which update.sh put to work, is gone; bring it back with update.sh."
    say "already: image $image, put to work by update.sh"
    return
  fi
  if [ -z "$image_url" ]; then
    docker pull -q "$image" || docker image inspect "$image" >/dev/null 2>&1 || fail "The image $image could not be pulled; check its name, and that the machine may reach its registry."
    say "done: image $image"
    return
  fi
  if docker image inspect "$image" >/dev/null 2>&1; then say "already: image $image" && return; fi
  local file=$home/image.tar
  case $image_url in
    s3://*) aws s3 cp --only-show-errors "$image_url" "$file" || fail "The image could not be had from $image_url; the machine's role needs s3:GetObject there." ;;
    *) curl -fsSL --retry 5 --retry-delay 2 -o "$file" "$image_url" || fail "The image could not be had from its address; check image_url." ;;
  esac
  echo "$image_sha256  $file" | sha256sum -c --status || fail "The file of the image has another checksum than image_sha256; fetch it again from where you trust it."
  docker load -q -i "$file"
  rm "$file"
  docker image inspect "$image" >/dev/null 2>&1 || fail "The file of the image holds no $image."
  say "done: image $image"
}

# update.sh, backup.sh and what they need come with the image.
kit() {
  local box
  box=$(docker create "$image")
  docker cp -q "$box:/app/deploy/." "$home/deploy" 2>/dev/null || docker cp "$box:/app/deploy/." "$home/deploy"
  docker rm "$box" >/dev/null
  put /usr/local/bin/tas 0755 <<PROGRAM || true
#!/bin/sh
tty=
[ ! -t 0 ] || tty=-t
exec docker exec -i \$tty $name tas "\$@"
PROGRAM
  say "done: $home/deploy, and the command tas"
}

settings() {
  if [ -s "$home/secrets/secret_key" ]; then
    say "already: $home/secrets/secret_key"
  else
    (umask 027 && head -c 32 /dev/urandom | od -An -tx1 | tr -d ' \n' >"$home/secrets/secret_key.part")
    chgrp "$container_uid" "$home/secrets/secret_key.part"
    mv "$home/secrets/secret_key.part" "$home/secrets/secret_key"
    say "done: $home/secrets/secret_key"
  fi
  if [ -s "$home/.env" ]; then say "already: $home/.env" && return; fi
  local url=https://$domain token
  if [ -z "$domain" ]; then
    if [ -z "$public_address" ]; then
      token=$(curl -fsS -m 3 -X PUT -H 'X-aws-ec2-metadata-token-ttl-seconds: 60' http://169.254.169.254/latest/api/token || true)
      public_address=$(curl -fsS -m 3 -H "X-aws-ec2-metadata-token: $token" http://169.254.169.254/latest/meta-data/public-ipv4 || true)
    fi
    url=http://$public_address
    [ -n "$public_address" ] || fail "The machine has no public address; set public_address or domain at the top of this file."
  fi
  put "$home/.env" 0640 <<SETTINGS
# Settings of the app; docs/host/configuration.md explains them. After a change: $home/deploy/restart-container.sh
# Secrets do not belong here: put each into a file in secrets/ and name it, like SMTP_URL_FILE=/run/secrets/smtp_url
ENVIRONMENT=production
DATABASE_URL=sqlite:/app/data/task_aversion.db
SECRET_KEY_FILE=/run/secrets/secret_key
PUBLIC_URL=$url
# The network in which nginx reaches the container.
TRUSTED_PROXIES=172.30.17.1/32
BACKUP_DESTINATIONS=/backups
REGISTRATION=$registration
SETTINGS
}

start_app() {
  # shellcheck source=deploy/lib/container.sh
  . "$home/deploy/lib/container.sh"
  ensure_container "$name" "$image" 8080
}

front() {
  NAME=$name DOMAIN=$domain "$home/deploy/ec2/front.sh"
  systemctl enable -q --now nginx || fail "nginx does not start; \"nginx -t\" says why."
  if [ -z "$domain" ]; then
    say "note: without a domain everything goes over HTTP, readable on the way; point a name at this machine and set domain."
    return
  fi
  install -d -m 0755 /etc/task-aversion-system
  printf 'DOMAIN=%s\nMAIL=%s\nACME_SERVER=%s\n' "$domain" "$mail" "$acme_server" | put /etc/task-aversion-system/certificate.env 0644 || true
  put /etc/systemd/system/task-aversion-system-certificate.service 0644 <<UNIT || true
[Unit]
Description=Certificate of the Task Aversion System
After=network-online.target nginx.service
[Service]
Type=oneshot
EnvironmentFile=/etc/task-aversion-system/certificate.env
ExecStart=$home/deploy/ec2/certificate.sh
UNIT
  # Hourly: right after the first boot the name often points elsewhere still. Renewal is the same call.
  put /etc/systemd/system/task-aversion-system-certificate.timer 0644 <<'UNIT' || true
[Timer]
OnCalendar=hourly
RandomizedDelaySec=10m
Persistent=true
[Install]
WantedBy=timers.target
UNIT
  systemctl daemon-reload
  systemctl enable -q --now task-aversion-system-certificate.timer
  systemctl start task-aversion-system-certificate.service || say "note: there is no certificate yet, most often because $domain does not point here; it is tried every hour."
}

answers() {
  local tries
  for tries in $(seq 60); do
    curl -fsS -m 5 -o /dev/null http://127.0.0.1:8080/readyz && break
    [ "$tries" -lt 60 ] || fail "The app does not become ready; \"docker logs $name\" says why."
    sleep 1
  done
  say "done: the app answers at $(sed -n 's/^PUBLIC_URL=//p' "$home/.env")"
  say "Next: sudo tas user create YOUR-NAME --admin"
}

for step in check_parameters data_disk folders packages engine fetch_image kit settings start_app front answers; do "$step"; done
