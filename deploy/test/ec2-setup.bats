#!/usr/bin/env bats
# setup-ec2.sh against a stand-in for Amazon's command line.

setup() {
  deploy=$(cd "$BATS_TEST_DIRNAME/.." && pwd)
  # shellcheck source=deploy/test/ec2-stub.bash
  . "$BATS_TEST_DIRNAME/ec2-stub.bash"
  stub_aws
  answer ec2-create-key-pair "-----BEGIN OPENSSH PRIVATE KEY-----"
  answer ec2-create-security-group sg-1
  answer ec2-allocate-address 203.0.113.80
  answer ec2-run-instances i-1
  answer ec2-create-volume vol-1
  answer ssm-get-parameter ami-1
}

@test "without options it asks for the network of SSH, and makes nothing" {
  run "$deploy/setup-ec2.sh" </dev/null
  [ "$status" -eq 1 ]
  [[ $output == *"--ssh-from"* ]]
  never called "ec2 create"
}

@test "SSH is never opened to the whole world" {
  run "$deploy/setup-ec2.sh" --ssh-from 0.0.0.0/0
  [ "$status" -eq 1 ]
  [[ $output == *"whole world"* ]]
  never called "ec2 create"
}

@test "what would break out of the script on the server is refused" {
  for word in --domain --image --image-url --registration --mail; do
    run "$deploy/setup-ec2.sh" --ssh-from 203.0.113.7/32 "$word" "x'; reboot #"
    [ "$status" -eq 1 ]
  done
  [ ! -s "$CALLS" ]
}

@test "a dry run says every step and changes nothing" {
  run "$deploy/setup-ec2.sh" --ssh-from 203.0.113.7/32 --dry-run
  [ "$status" -eq 0 ]
  for what in "key pair" "security group" "port 22" "port 80" "port 443" "Elastic IP" "instance" "data disk"; do
    [[ $output == *"would: $what"* ]]
  done
  never grep -qE '^ec2 (create|run|allocate|authorize|associate|attach|delete|revoke)' "$CALLS"
}

@test "a full run makes everything, with encrypted disks, session tokens and tags" {
  run "$deploy/setup-ec2.sh" --ssh-from 203.0.113.7/32 --domain tasks.example.org --image registry.example.org/tas:1.2.3
  [ "$status" -eq 0 ]
  called "ec2 run-instances .*HttpTokens=required.*HttpPutResponseHopLimit=1"
  called "ec2 run-instances .*Encrypted=true"
  called "ec2 create-volume .*--encrypted"
  called "ec2 attach-volume --volume-id vol-1 --instance-id i-1 --device /dev/sdf"
  called "ec2 authorize-security-group-ingress .*--port 22 --cidr 203.0.113.7/32"
  called "ec2 run-instances .*Application.*task-aversion-system"
}

@test "the private key goes into its file, readable by its owner only, and never to the screen" {
  run "$deploy/setup-ec2.sh" --ssh-from 203.0.113.7/32
  [ "$status" -eq 0 ]
  [ "$(stat -c %a "$HOME/.ssh/task-aversion-system.pem")" = 600 ]
  [[ $output != *"PRIVATE KEY"* ]]
}

@test "the first-boot script carries today's values, is a valid script, and small enough" {
  run "$deploy/setup-ec2.sh" --ssh-from 203.0.113.7/32 --domain tasks.example.org --image registry.example.org/tas:1.2.3
  [ "$status" -eq 0 ]
  grep -qx "domain='tasks.example.org'" "$CALLS.user-data"
  grep -qx "image='registry.example.org/tas:1.2.3'" "$CALLS.user-data"
  grep -qx "public_address='203.0.113.80'" "$CALLS.user-data"
  grep -qx "data_device='/dev/sdf'" "$CALLS.user-data"
  bash -n "$CALLS.user-data"
  [ "$(wc -c <"$CALLS.user-data")" -le 16384 ]
}

@test "a refusal of Amazon ends it with a sentence, before anything that builds on it" {
  touch "$ANSWERS/ec2-allocate-address.fails"
  run "$deploy/setup-ec2.sh" --ssh-from 203.0.113.7/32
  [ "$status" -eq 1 ]
  [[ $output == *"Amazon refused: Elastic IP"* ]]
  never called "ec2 run-instances"
}

@test "a teardown without a terminal and without --yes changes nothing" {
  run "$deploy/setup-ec2.sh" --teardown </dev/null
  [ "$status" -eq 1 ]
  never grep -qE '^ec2 (delete|terminate|release)' "$CALLS"
}

@test "the disk of an earlier instance stays at a teardown, and is named" {
  answer ec2-describe-instances i-1
  answer ec2-describe-volumes vol-1
  run "$deploy/setup-ec2.sh" --teardown --yes
  [ "$status" -eq 0 ]
  [[ $output == *"data disk vol-1 stays"* ]]
  called "ec2 terminate-instances --instance-ids i-1"
  never called "ec2 delete-volume"
}
