#!/usr/bin/env bash
# Makes a server at Amazon: key pair, security group, Elastic IP, instance with Amazon Linux 2023, encrypted data disk.
# Everything carries the tag Application=NAME; what is there already stays, so it may be run again at any time.
# shellcheck disable=SC2034,SC2154 # the parameters are used, and addresses set, in deploy/ec2
set -Eeuo pipefail

usage() {
  cat <<'TEXT'
deploy/setup-ec2.sh [options]      needs the AWS command line, signed in (aws configure)

  --ssh-from CIDR        who may come in by SSH, like 203.0.113.7/32 (asked for when missing; never everybody)
  --image IMAGE          the container image, as its registry names it
  --image-url ADDRESS    or: https:// or s3:// address of a file made by "docker save"
  --image-sha256 SUM     and its checksum
  --domain NAME          what people type; without it: the Elastic IP, over HTTP
  --mail ADDRESS         who hears of a certificate that runs out
  --registration WORD    open, invite or closed
  --name NAME            tag and name of everything (default: task-aversion-system)
  --type TYPE            of the instance (default: t3.small); --arch arm64 goes with t4g.small
  --disk GB              size of the data disk (default: 20)
  --ami ID               another image than the newest Amazon Linux 2023
  --instance-profile P   role of the machine: needed for s3:// addresses
  --key-file FILE        where the private key goes (default: ~/.ssh/NAME.pem)
  --dry-run              look, and say what would be done
  --teardown             take everything away but the data disk and the snapshots
  --delete-data          with --teardown: the data disk too
  --yes                  do not ask
Region and account are those of the AWS command line (AWS_REGION, AWS_PROFILE).
TEXT
}

fail() {
  printf '%s\n' "$*" >&2
  exit 1
}

name=task-aversion-system type=t3.small arch=x86_64 disk=20 ami='' instance_profile='' key_file=''
ssh_from='' image=task-aversion-system:latest image_url='' image_sha256='' domain='' mail='' registration=''
dry=no yes=no take_away=no delete_data=no
while [ $# -gt 0 ]; do
  case $1 in
    --dry-run) dry=yes ;;
    --teardown) take_away=yes ;;
    --delete-data) delete_data=yes ;;
    --yes) yes=yes ;;
    -h | --help) usage && exit 0 ;;
    --ssh-from | --image | --image-url | --image-sha256 | --domain | --mail | --registration | --name | --type | --arch | --disk | --ami | --instance-profile | --key-file)
      [ $# -gt 1 ] || fail "$1 needs a value; --help shows them all."
      variable=${1#--}
      printf -v "${variable//-/_}" '%s' "$2"
      shift
      ;;
    *) usage >&2 && exit 2 ;;
  esac
  shift
done
: "${key_file:=$HOME/.ssh/$name.pem}"

# must VALUE PATTERN SENTENCE: they end up in a script on the server, so nothing but what is expected passes.
must() { [[ $1 =~ ^($2)$ ]] || fail "\"$1\" $3"; }
must "$name" '[a-z][a-z0-9-]{1,40}' "is no name; use small letters, digits and hyphens."
must "$arch" 'x86_64|arm64' "is no architecture; say x86_64 or arm64."
must "$disk" '[1-9][0-9]{0,4}' "is no number of gigabytes."
must "$domain" '([a-z0-9-]+(\.[a-z0-9-]+)+)?' "is no domain name; write it like tasks.example.org."
must "$mail" '([A-Za-z0-9._+-]+@[A-Za-z0-9.-]+)?' "is no mail address."
must "$registration" '(open|invite|closed)?' "is none of open, invite and closed."
must "$image" '[A-Za-z0-9._/:@-]+' "is no name of an image."
must "$image_url" "((https|s3)://[^'\\[:space:]]+)?" "is no address of an image; it starts with https:// or s3://."
[ -z "$image_url" ] || must "$image_sha256" '[0-9a-f]{64}' "is no checksum; \"sha256sum FILE\" prints it."

here=$(cd "$(dirname "$0")" && pwd)
for part in aws resources teardown; do
  # shellcheck source=/dev/null
  . "$here/ec2/$part.sh"
done

need_aws
if [ "$take_away" = yes ]; then
  teardown
  exit 0
fi

if [ -z "$ssh_from" ] && [ -t 0 ]; then
  read -rp "Who may come in by SSH? Your own address with /32, like 203.0.113.7/32: " ssh_from
fi
must "$ssh_from" '[0-9]{1,3}(\.[0-9]{1,3}){3}/[0-9]{1,2}' "is no network for SSH; name one with --ssh-from, like 203.0.113.7/32."
[ "${ssh_from#*/}" -ge 8 ] || fail "$ssh_from lets the whole world in by SSH; name your own address with --ssh-from, like 203.0.113.7/32."

user_data=$(mktemp)
trap 'rm -f "$user_data"' EXIT
# fill FILE: user-data.sh with the values of today
fill() {
  local public_address=$address data_device=/dev/sdf line key
  local keys=' image image_url image_sha256 domain mail public_address registration data_device '
  while IFS= read -r line; do
    key=${line%%=*}
    if [[ $line == *=\'* && $keys == *" $key "* ]]; then
      line="$key='${!key}'"
      keys=${keys/ $key / }
    fi
    printf '%s\n' "$line"
  done <"$here/user-data.sh" >"$1"
  [ -z "${keys// /}" ] || fail "deploy/user-data.sh has no parameter for$keys; it does not belong to this setup-ec2.sh."
  [ "$(wc -c <"$1")" -le 16384 ] || fail "deploy/user-data.sh is larger than the 16 kB that Amazon takes."
}
make_key_pair
make_security_group
make_address
fill "$user_data"
make_instance
make_data_volume
join_address
[ "$dry" = no ] || exit 0
echo
url=http://$address
[ -z "$domain" ] || url="https://$domain (once its name points at $address)"
echo "In some three minutes: $url"
echo "Look on:      ssh -i $key_file ec2-user@$address sudo tail -f /var/log/cloud-init-output.log"
echo "First person: ssh -t -i $key_file ec2-user@$address sudo tas user create YOUR-NAME --admin"
