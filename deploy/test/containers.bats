#!/usr/bin/env bats
# The scripts around containers: secrets, the front, the first boot's parameters. No container engine needed.

setup() {
  deploy=$(cd "$BATS_TEST_DIRNAME/.." && pwd)
  cd "$BATS_TEST_TMPDIR" || return 1
}

# A plain "!" would not fail the test in the middle of it.
never() {
  if "$@"; then return 1; fi
}

@test "secrets are made once, are long, differ, and are in a folder of their own" {
  run "$deploy/make-secrets.sh" secrets
  [ "$status" -eq 0 ]
  [ "$(stat -c %a secrets)" = 700 ]
  [ "$(wc -c <secrets/secret_key)" -eq 64 ]
  never cmp -s secrets/app_password secrets/postgres_password
  grep -qF "$(cat secrets/app_password)" secrets/database_url
  before=$(cat secrets/*)
  run "$deploy/make-secrets.sh" secrets
  [[ $output == *"already: secrets/secret_key"* ]]
  [ "$(cat secrets/*)" = "$before" ]
  [[ $output != *"$(cat secrets/secret_key)"* ]]
}

@test "the front serves HTTP without a certificate and says so; a second run changes nothing" {
  FRONT_ROOT=$PWD DOMAIN='' run "$deploy/ec2/front.sh"
  [ "$status" -eq 0 ]
  grep -q 'listen 80 default_server' etc/nginx/conf.d/task-aversion-system.conf
  never grep -q 'listen 443' etc/nginx/conf.d/task-aversion-system.conf
  never grep -q '/opt/' etc/nginx/task-aversion-system/app.conf
  FRONT_ROOT=$PWD DOMAIN='' run "$deploy/ec2/front.sh"
  [[ $output == already:* ]]
}

@test "with a name and no certificate yet the front serves only the way to one" {
  FRONT_ROOT=$PWD DOMAIN=tasks.example.org run "$deploy/ec2/front.sh"
  [ "$status" -eq 0 ]
  grep -q 'acme-challenge' etc/nginx/conf.d/task-aversion-system.conf
  never grep -q proxy_pass etc/nginx/conf.d/task-aversion-system.conf
}

@test "with a certificate the front moves everything to HTTPS and keeps the way of renewal open" {
  mkdir -p etc/letsencrypt/live/tasks.example.org && touch etc/letsencrypt/live/tasks.example.org/fullchain.pem
  FRONT_ROOT=$PWD DOMAIN=tasks.example.org run "$deploy/ec2/front.sh"
  [ "$status" -eq 0 ]
  grep -q 'return 301 https://tasks.example.org' etc/nginx/conf.d/task-aversion-system.conf
  grep -q 'listen 443 ssl' etc/nginx/conf.d/task-aversion-system.conf
  grep -q 'acme-challenge' etc/nginx/conf.d/task-aversion-system.conf
}

@test "an update's choice of container survives the front being written again" {
  mkdir -p etc/nginx/task-aversion-system && echo "server 127.0.0.1:8081;" >etc/nginx/task-aversion-system/upstream.conf
  FRONT_ROOT=$PWD run "$deploy/ec2/front.sh"
  [ "$(cat etc/nginx/task-aversion-system/upstream.conf)" = "server 127.0.0.1:8081;" ]
}

@test "the first boot refuses an image file without a checksum" {
  [ "$(id -u)" -eq 0 ] || skip "needs root"
  sed "s|^image_url=''|image_url='https://example.org/i.tar'|; s|^home=.*|home=$PWD/srv|" "$deploy/user-data.sh" >first-boot
  run bash first-boot
  [ "$status" -eq 1 ]
  [[ $output == *"image_sha256"* ]]
  [ ! -e srv ]
}

@test "building shows what it would do" {
  run "$deploy/build.sh" --dry-run --version 9.9.9 --push registry.example.org
  [ "$status" -eq 0 ]
  [[ $output == *"would: docker build"*"task-aversion-system:9.9.9"*"would: docker push registry.example.org/task-aversion-system:9.9.9"* ]]
}
