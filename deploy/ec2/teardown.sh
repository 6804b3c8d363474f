# shellcheck shell=bash
# shellcheck disable=SC2154 # parameters are set by setup-ec2.sh
# Takes away what setup-ec2.sh made. The data disk stays unless that is asked for; snapshots always stay.

teardown() {
  local instance volume allocation association group snapshots
  instance=$(find_instance)
  volume=$(find_data_volume)
  confirm_teardown "$instance" "$volume"
  if [ -n "$instance" ]; then
    change "instance $instance is gone" ec2 terminate-instances --instance-ids "$instance"
    [ "$dry" = yes ] || ask ec2 wait instance-terminated --instance-ids "$instance" || fail "The instance $instance does not end; look at it in the console, then run this again."
  fi
  allocation=$(ask_one ec2 describe-addresses --filters "${mine[@]}" --query 'Addresses[].AllocationId')
  if [ -n "$allocation" ]; then
    association=$(ask_one ec2 describe-addresses --allocation-ids "$allocation" --query 'Addresses[].AssociationId')
    [ -z "$association" ] || change "the Elastic IP belongs to nothing" ec2 disassociate-address --association-id "$association"
    change "the Elastic IP is given back" ec2 release-address --allocation-id "$allocation"
  fi
  group=$(ask_one ec2 describe-security-groups --filters "Name=group-name,Values=$name" --query 'SecurityGroups[].GroupId')
  [ -z "$group" ] || change "security group $group is gone" ec2 delete-security-group --group-id "$group"
  if [ -n "$(ask_one ec2 describe-key-pairs --filters "Name=key-name,Values=$name" --query 'KeyPairs[].KeyName')" ]; then
    change "key pair $name is gone" ec2 delete-key-pair --key-name "$name"
    if [ -e "$key_file" ] && [ "$dry" = no ]; then rm -f "$key_file" && echo "done: $key_file is gone"; fi
  fi
  if [ -n "$volume" ] && [ "$delete_data" = yes ]; then
    change "data disk $volume is gone, with everything on it" ec2 delete-volume --volume-id "$volume"
  elif [ -n "$volume" ]; then
    echo "note: the data disk $volume stays, and costs; setup-ec2.sh uses it again, --teardown --delete-data deletes it."
  fi
  snapshots=$(ask ec2 describe-snapshots --owner-ids self --filters "${mine[@]}" --query 'Snapshots[].SnapshotId' | wc -w)
  [ "$snapshots" = 0 ] || echo "note: $snapshots snapshots stay, and cost; delete them in the console when you are sure."
}

confirm_teardown() {
  local typed
  if [ -z "$1$2" ]; then echo "There is neither an instance nor a data disk of $name."; fi
  [ "$dry" = no ] && [ "$yes" = no ] || return 0
  [ -t 0 ] || fail "This takes the server away; say --yes, or run it where it can ask."
  echo "This takes away the instance ${1:-(none)}, its address and its firewall$([ "$delete_data" = no ] || echo ", and deletes the data disk ${2:-(none)} for good")."
  read -rp "Type $name to go on: " typed
  [ "$typed" = "$name" ] || fail "Nothing was changed."
}
