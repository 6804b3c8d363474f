# shellcheck shell=bash
# shellcheck disable=SC2154 # parameters are set by setup-ec2.sh
# Everything at Amazon that setup-ec2.sh makes: each is found by its tag or name first, and made only when it is not there.

mine=("Name=tag:Application,Values=$name")

make_key_pair() {
  if [ -n "$(ask_one ec2 describe-key-pairs --filters "Name=key-name,Values=$name" --query 'KeyPairs[].KeyName')" ]; then
    already "key pair $name"
    [ -e "$key_file" ] || echo "note: its private key is not at $key_file; without it nobody gets in by SSH."
    return
  fi
  [ ! -e "$key_file" ] || fail "$key_file is there, but Amazon has no key pair $name; move the file away first."
  if [ "$dry" = yes ]; then
    echo "would: key pair $name, its private key in $key_file"
    return
  fi
  install -d -m 0700 "$(dirname "$key_file")"
  # Straight into the file: a private key is never shown.
  (umask 077 && ask ec2 create-key-pair --key-name "$name" --key-type ed25519 \
    --tag-specifications "$(tagged key-pair)" --query KeyMaterial >"$key_file.part") || fail "Amazon made no key pair; its sentence is above."
  mv "$key_file.part" "$key_file"
  echo "done: key pair $name, its private key in $key_file"
}

make_security_group() {
  group=$(ask_one ec2 describe-security-groups --filters "Name=group-name,Values=$name" --query 'SecurityGroups[].GroupId')
  if [ -n "$group" ]; then
    already "security group $group"
  else
    change "security group $name" ec2 create-security-group --group-name "$name" --description "Task Aversion System" \
      --tag-specifications "$(tagged security-group)" --query GroupId
    group=$answer
  fi
  open_port 22 "$ssh_from" "SSH"
  open_port 80 0.0.0.0/0 "HTTP"
  open_port 443 0.0.0.0/0 "HTTPS"
}

open_port() {
  local port=$1 from=$2 what=$3 present=''
  [ "$group" = '(new)' ] || present=$(ask ec2 describe-security-groups --group-ids "$group" \
    --query "SecurityGroups[0].IpPermissions[?FromPort==\`$port\` && ToPort==\`$port\`].IpRanges[].CidrIp")
  if grep -qxF -- "$from" <<<"${present//$'\t'/$'\n'}"; then
    already "port $port ($what) from $from"
  else
    change "port $port ($what) from $from" ec2 authorize-security-group-ingress --group-id "$group" --protocol tcp --port "$port" --cidr "$from"
  fi
  [ "$port" = 22 ] || return 0
  # Another address than last time: the earlier one is closed, so that SSH stays open to one place only.
  local old
  for old in $present; do
    [ "$old" = "$from" ] || change "port 22 no longer from $old" ec2 revoke-security-group-ingress --group-id "$group" --protocol tcp --port 22 --cidr "$old"
  done
}

make_address() {
  address=$(ask_one ec2 describe-addresses --filters "${mine[@]}" --query 'Addresses[].PublicIp')
  if [ -n "$address" ]; then already "Elastic IP $address" && return; fi
  change "Elastic IP" ec2 allocate-address --domain vpc --tag-specifications "$(tagged elastic-ip)" --query PublicIp
  address=$answer
}

find_instance() {
  ask_one ec2 describe-instances --filters "${mine[@]}" "Name=instance-state-name,Values=pending,running,stopping,stopped" \
    --query 'Reservations[].Instances[].InstanceId'
}

find_data_volume() { ask_one ec2 describe-volumes --filters "${mine[@]}" Name=tag:Role,Values=data --query 'Volumes[].VolumeId'; }

zone_of() { ask_one ec2 describe-volumes --volume-ids "$1" --query 'Volumes[].AvailabilityZone'; }

make_instance() {
  instance=$(find_instance)
  if [ -n "$instance" ]; then already "instance $instance" && return; fi
  local words=() volume placement=()
  volume=$(find_data_volume)
  # The disk of an earlier instance is used again, and lies in one zone.
  [ -z "$volume" ] || placement=(--placement "AvailabilityZone=$(zone_of "$volume")")
  [ -n "$ami" ] || ami=$(ask_one ssm get-parameter --name "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-$arch" --query Parameter.Value) ||
    fail "Amazon Linux 2023 was not found in this region; name an image with --ami."
  words=(--image-id "$ami" --instance-type "$type" --key-name "$name" --security-group-ids "$group" --user-data "file://$user_data")
  # No metadata without a session token, none of it for containers, and no disk in the clear.
  words+=(--metadata-options "HttpTokens=required,HttpEndpoint=enabled,HttpPutResponseHopLimit=1")
  words+=(--block-device-mappings 'DeviceName=/dev/xvda,Ebs={VolumeSize=16,VolumeType=gp3,Encrypted=true,DeleteOnTermination=true}')
  words+=("${placement[@]}" --tag-specifications "$(tagged instance)" "$(tagged volume ',{Key=Role,Value=root}')")
  [ -z "$instance_profile" ] || words+=(--iam-instance-profile "Name=$instance_profile")
  change "instance ($type, $ami)" ec2 run-instances "${words[@]}" --query 'Instances[].InstanceId'
  instance=$answer
  [ "$dry" = yes ] || ask ec2 wait instance-running --instance-ids "$instance" || fail "The instance $instance does not run; look at it in the console."
}

make_data_volume() {
  local volume state zone
  volume=$(find_data_volume)
  if [ -n "$volume" ]; then
    state=$(ask_one ec2 describe-volumes --volume-ids "$volume" --query 'Volumes[].Attachments[].InstanceId')
    if [ -n "$state" ]; then
      [ "$state" = "$instance" ] || fail "The data disk $volume hangs on another instance, $state; detach it there first."
      already "data disk $volume"
      return
    fi
  else
    zone='' && [ "$instance" = '(new)' ] ||
      zone=$(ask_one ec2 describe-instances --instance-ids "$instance" --query 'Reservations[].Instances[].Placement.AvailabilityZone')
    change "data disk ($disk GB, encrypted)" ec2 create-volume --availability-zone "$zone" --size "$disk" --volume-type gp3 --encrypted \
      --tag-specifications "$(tagged volume ',{Key=Role,Value=data}')" --query VolumeId
    volume=$answer
    [ "$dry" = yes ] || ask ec2 wait volume-available --volume-ids "$volume" || fail "The data disk $volume does not become available."
  fi
  change "data disk $volume attached as /dev/sdf" ec2 attach-volume --volume-id "$volume" --instance-id "$instance" --device /dev/sdf
}

join_address() {
  local allocation present
  [ "$address" != '(new)' ] || { echo "would: the Elastic IP belongs to the instance" && return; }
  present=$(ask_one ec2 describe-addresses --public-ips "$address" --query 'Addresses[].InstanceId')
  if [ -n "$present" ] && [ "$present" = "$instance" ]; then already "$address belongs to $instance" && return; fi
  allocation=$(ask_one ec2 describe-addresses --public-ips "$address" --query 'Addresses[].AllocationId')
  change "$address belongs to $instance" ec2 associate-address --allocation-id "$allocation" --instance-id "$instance" --allow-reassociation
}
