# shellcheck shell=bash
# shellcheck disable=SC2016,SC2154 # Amazon's queries have backticks; $work, $project, $rehearsal and $app are set by run and lib
# setup-ec2.sh and backup.sh against a stand-in for Amazon (moto), with a real app that makes the backups.

stage_snapshots() {
  check "a stand-in for Amazon" start_amazon || return 1
  making_a_server
  taking_it_away
  taking_snapshots
}

start_amazon() {
  need awscli python3-flask python3-flask-cors python3-boto3 python3-responses python3-xmltodict python3-jinja2 || return 1
  newer python3-moto || return 1
  ! curl -s -m 5 -o /dev/null http://127.0.0.1:18060/ || { echo "something else answers on port 18060" && return 1; }
  rm -rf "$work/amazon"
  mkdir -p "$work/amazon/bin" "$work/amazon/home"
  (exec setsid env PYTHONPATH="$work/newer/usr/lib/python3/dist-packages" /usr/bin/python3 -m moto.server -H 127.0.0.1 -p 18060 \
    >"$work/amazon/moto.log" 2>&1 </dev/null) &
  amazon=$!
  at_end kill "$amazon"
  (exec setsid "$rehearsal/shims/quick-aws" --serve "$work/amazon/door" >"$work/amazon/door.log" 2>&1 </dev/null) &
  at_end kill "$!"
  printf '#!/bin/sh\nunset AWS_CA_BUNDLE\nexec %q %q --endpoint-url http://127.0.0.1:18060 "$@"\n' "$rehearsal/shims/quick-aws" "$work/amazon/door" >"$work/amazon/bin/aws"
  chmod +x "$work/amazon/bin/aws"
  until_true 30 curl -s http://127.0.0.1:18060/ && until_true 30 test -S "$work/amazon/door"
}

# amazon COMMAND…: as somebody who is signed in there
at_amazon() {
  env PATH="$work/amazon/bin:$PATH" HOME="$work/amazon/home" AWS_ACCESS_KEY_ID=rehearsal AWS_SECRET_ACCESS_KEY=rehearsal \
    AWS_REGION=eu-central-1 AWS_DEFAULT_REGION=eu-central-1 "$@"
}

look_up() { at_amazon aws --no-cli-pager --output text ec2 "$@"; }

setup_ec2() { at_amazon "$project/deploy/setup-ec2.sh" --ssh-from 203.0.113.7/32 --domain tasks.example.org --image registry.example.org/tas:1.2.3 "$@"; }

# what_is_there: everything of ours at Amazon, one a line
what_is_there() {
  look_up describe-instances --filters Name=tag:Application,Values=task-aversion-system Name=instance-state-name,Values=running --query 'Reservations[].Instances[].InstanceId'
  look_up describe-volumes --filters Name=tag:Role,Values=data --query 'Volumes[].VolumeId'
  look_up describe-addresses --query 'Addresses[].PublicIp'
  look_up describe-security-groups --filters Name=group-name,Values=task-aversion-system --query 'SecurityGroups[].GroupId'
  look_up describe-key-pairs --query 'KeyPairs[].KeyName'
}

nothing_there() {
  local all
  all=$(what_is_there) && [ -z "$all" ]
}

making_a_server() {
  check "a dry run says what it would make" says 'would: instance' setup_ec2 --dry-run
  check "… and makes nothing" nothing_there
  refuses "SSH for the whole world" "whole world" -- setup_ec2 --ssh-from 0.0.0.0/0
  timed "a server is made" setup_ec2
  local before
  before=$(what_is_there)
  check "… with instance, disk, address, firewall and key" test "$(wc -w <<<"$before")" = 5
  check "a second run makes nothing" says_only_already setup_ec2
  check "… and there is still one of each" test "$(what_is_there)" = "${before:-nothing}"
  check "disks are encrypted" test "$(look_up describe-volumes --query 'Volumes[].Encrypted' | tr '\t' '\n' | sort -u)" = True
  check "SSH is open to one network, the web to all" says '^22 203.0.113.7/32.*80 0.0.0.0/0.*443 0.0.0.0/0' ports
  check "another network for SSH takes the place of the first" setup_ec2 --ssh-from 198.51.100.0/24
  check "… and only that one" says '^22 198.51.100.0/24 (80|443)' ports
  check "the first boot knows its name and address" says "^domain='tasks.example.org'" user_data_there
  check "… and no secret" test "$(user_data_there | grep -cE '^[a-z_]*(password|secret|token)[a-z_]*=.+')" = 0
  check "the private key is readable by its owner only" test "$(stat -c %a "$work/amazon/home/.ssh/task-aversion-system.pem")" = 600
}

says_only_already() {
  local said
  said=$("$@") || return 1
  ! grep -E '^(done|would):' <<<"$said"
}

ports() {
  look_up describe-security-groups --filters Name=group-name,Values=task-aversion-system \
    --query 'SecurityGroups[].IpPermissions[].[FromPort,IpRanges[].CidrIp[]|join(`,`,@)]' | tr '\t' ' ' | sort -n | tr '\n' ' '
}

user_data_there() {
  local instance
  instance=$(what_is_there)
  look_up describe-instance-attribute --instance-id "${instance%%$'\n'*}" --attribute userData --query UserData.Value | base64 -d
}

taking_it_away() {
  local disk
  disk=$(look_up describe-volumes --filters Name=tag:Role,Values=data --query 'Volumes[].VolumeId')
  refuses "a teardown asks first" "say --yes" -- setup_ec2 --teardown </dev/null
  check "a teardown keeps the disk and says so" says "data disk $disk stays" setup_ec2 --teardown --yes
  check "… and nothing else" test "$(what_is_there)" = "${disk:-none}"
  check "a new server takes the old disk" setup_ec2
  check "… the same one" test "$(look_up describe-volumes --filters Name=tag:Role,Values=data --query 'Volumes[].VolumeId')" = "${disk:-none}"
}

taking_snapshots() {
  check "a container engine and the image" with_image || return 1
  local disk app_says
  disk=$(look_up describe-volumes --filters Name=tag:Role,Values=data --query 'Volumes[].VolumeId')
  docker rm -f rehearsal-backup >/dev/null 2>&1
  docker run -d --name rehearsal-backup -e SECRET_KEY="$(openssl rand -hex 32)" -v /app/data "$app" >/dev/null
  at_end docker rm -f -v rehearsal-backup
  app_says="docker exec rehearsal-backup tas"
  check "the app is there" until_true 30 docker exec rehearsal-backup tas user list
  timed "a proven backup and a snapshot" snapshot "$app_says"
  check "… the snapshot carries the name of the backup" says '^20[0-9-]+T' look_up describe-snapshots --owner-ids self --filters "Name=volume-id,Values=$disk" \
    --query 'Snapshots[].Tags[?Key==`Backup`].Value[]'
  for _ in 1 2 3; do snapshot "$app_says" --keep 2 >/dev/null 2>&1; done
  check "two are kept, older ones are gone" test "$(snapshots "$disk" | wc -w)" = 2
  local before
  before=$(snapshots "$disk")
  refuses "a disk that is not there" "There is no disk vol-0123456789abcdef0" -- snapshot "$app_says" --volume vol-0123456789abcdef0
  docker stop -t 20 rehearsal-backup >/dev/null
  refuses "when the app makes no backup there is no snapshot" "no proven backup, so there is no snapshot" -- snapshot "$app_says" --keep 1
  check "… and those that were there stay" test "$(snapshots "$disk")" = "${before:-none}"
  check "a teardown with the data leaves the snapshots, and says so" says '2 snapshots stay' setup_ec2 --teardown --delete-data --yes
  check "… and nothing else" nothing_there
}

snapshot() { at_amazon "$project/deploy/backup.sh" --tas "$@"; }

snapshots() { look_up describe-snapshots --owner-ids self --filters "Name=volume-id,Values=$1" --query 'Snapshots[].SnapshotId'; }
