# shellcheck shell=bash
# shellcheck disable=SC2154 # $work, $rehearsal, $project and $app are set by run and lib
# The first boot of a server at Amazon: cloud-init runs user-data.sh on a machine that has a stand-in for dnf.

# shellcheck disable=SC2034 # lib/ec2-later.sh takes the name too
ec2_address=10.231.50.2 ec2_host=10.231.50.1 ec2_name=tasks.example.test

stage_ec2() {
  check "a container engine and the image" with_image || return 1
  check "the image as a file" image_as_file
  check "a machine with cloud-init and the stand-in for dnf" ec2_machine || return 1
  refuses "nothing answers before the first boot" -- ec2_ready
  timed "first boot with user data" first_boot
  check "it answers from outside" ec2_ready
  check "it said what it did" says 'done: the app answers at http://10.231.50.2' on ec2 cat /var/log/cloud-init-output.log
  check "the page is there, through nginx" says '200' curl -s -o /dev/null -w '%{http_code}' "http://$ec2_address/"
  refuses "the container itself is not reachable from outside" -- curl -s -m 3 "http://$ec2_address:8080/healthz"
  travel "http://$ec2_address"
  check "a guest joins" join_guest frida
  check "… and writes" add_task frida "Sort the letters"
  check "data lies on its own disk" says '/srv/task-aversion-system' on ec2 findmnt -no TARGET,SOURCE /srv/task-aversion-system
  check "… readable by the app only" says '^700 10001$' on ec2 stat -c '%a %u' /srv/task-aversion-system/data
  check "the secret key was made there, and is no secret of the user data" secret_is_own
  check "logs are limited" says 'max-size:10m' on ec2 docker inspect --format '{{.HostConfig.LogConfig.Config}}' task-aversion-system
  check "a backup, proven, into the folder of the machine" says 'is proven.*|/backups' on ec2 /usr/local/bin/tas backup create
  check "… it lies there" says 'receipt.json' on ec2 ls /srv/task-aversion-system/backups
  second_run
  broken_image
  ec2_power_cycle
  ec2_update
  ec2_certificate
  stop_machine ec2
}

image_as_file() {
  mkdir -p "$work/ec2"
  docker save "$app" | gzip -1 >"$work/ec2/image.tar.gz"
  (exec setsid python3 -m http.server --bind 0.0.0.0 --directory "$work/ec2" 18050 >"$work/ec2/http.log" 2>&1 </dev/null) &
  ec2_server=$!
  at_end kill "$ec2_server"
}

# The image of a machine at Amazon has cloud-init; nothing of ours is on it.
ec2_machine() {
  local root=$work/machines/ec2
  new_machine ec2 50 || return 1
  on ec2 sh -c 'apt-get -qq update && apt-get -qq -y --no-install-recommends install cloud-init e2fsprogs python3 >/dev/null' || return 1
  stop_machine ec2
  install -m 0755 "$rehearsal/shims/dnf" "$rehearsal/shims/rpm" "$root/usr/bin/"
  printf 'datasource_list: [ NoCloud ]\nlocale: false\n' >"$root/etc/cloud/cloud.cfg.d/90-rehearsal.cfg"
  # The network is there already; an instance gets it from Amazon.
  printf 'network: {config: disabled}\n' >"$root/etc/cloud/cloud.cfg.d/91-network.cfg"
  mkdir -p "$root/var/lib/cloud/seed/nocloud"
  printf 'instance-id: rehearsal-1\nlocal-hostname: ec2\n' >"$root/var/lib/cloud/seed/nocloud/meta-data"
  user_data "$(sha256sum <"$work/ec2/image.tar.gz" | cut -c1-64)" "$app" >"$root/var/lib/cloud/seed/nocloud/user-data"
  rm -f "$work/ec2/disk" && truncate -s 2G "$work/ec2/disk"
  ec2_disk=$(losetup -f --show "$work/ec2/disk") || return 1
  at_end losetup -d "$ec2_disk"
  # The disk is attached after the machine has started, as Amazon does it.
  cat >"$root/etc/systemd/system/attach-disk.service" <<UNIT
[Service]
ExecStart=/bin/sh -c 'sleep 3; mknod /dev/sdf b 7 ${ec2_disk#/dev/loop}'
UNIT
  ln -sf ../attach-disk.service "$root/etc/systemd/system/multi-user.target.wants/attach-disk.service"
}

# user_data CHECKSUM IMAGE: with today's parameters
user_data() {
  sed -E -e "s|^image='[^']*'|image='$2'|" -e "s|^image_url=''|image_url='http://$ec2_host:18050/image.tar.gz'|" -e "s|^image_sha256=''|image_sha256='$1'|" \
    -e "s|^public_address=''|public_address='$ec2_address'|" -e "s|^data_device=''|data_device='/dev/sdf'|" "$project/deploy/user-data.sh"
}

# The boot ends when cloud-init does.
first_boot() {
  boot_machine ec2 unified
  until_true 300 cloud_init_ended
  says 'status: done' on ec2 cloud-init status || { on ec2 tail -n 12 /var/log/cloud-init-output.log && return 1; }
}

cloud_init_ended() { on ec2 cloud-init status | grep -qE 'status: (done|error)'; }

ec2_ready() { curl -fsS -m 5 "http://$ec2_address/readyz"; }

secret_is_own() {
  local key
  key=$(on ec2 cat /srv/task-aversion-system/secrets/secret_key)
  [ "${#key}" = 64 ] && ! on ec2 sh -c 'cat /var/lib/cloud/seed/nocloud/user-data /var/log/cloud-init-output.log' | grep -qF "$key"
}

second_run() {
  local before
  before=$(ec2_state)
  user_data "$(sha256sum <"$work/ec2/image.tar.gz" | cut -c1-64)" "$app" >"$work/machines/ec2/root/again.sh"
  check "a second run goes through" says 'already: the container' on ec2 bash /root/again.sh
  check "… and changes nothing: same container, same key, same settings" same_state "$before"
}

ec2_state() { on ec2 sh -c 'docker inspect --format "{{.Id}} {{.State.StartedAt}}" task-aversion-system; cat /srv/task-aversion-system/secrets/secret_key /srv/task-aversion-system/.env' | sha256sum; }

same_state() { [ "$(ec2_state)" = "$1" ]; }

broken_image() {
  user_data "$(printf 'x' | sha256sum | cut -c1-64)" task-aversion-system:0.0.0-other >"$work/machines/ec2/root/broken.sh"
  refuses "an image with another checksum is not taken" "another checksum" -- on ec2 bash /root/broken.sh
  check "… and what ran goes on" has_task frida "Sort the letters"
}

ec2_power_cycle() {
  local boot
  boot=$(boot_id ec2)
  stop_machine ec2
  refuses "while the power is off nothing answers" -- ec2_ready
  boot_machine ec2 unified
  refuses "it is another boot" -- test "$boot" = "$(boot_id ec2)"
  # No udev here that would mount the disk, so what happens when it is missing comes first.
  until_true 30 on ec2 docker version
  refuses "without its disk the app does not start with an empty diary" -- until_true 6 ec2_ready
  until_true 20 on ec2 test -b /dev/sdf
  on ec2 sh -c "mount /dev/sdf /srv/task-aversion-system && docker start task-aversion-system" >/dev/null
  timed "with it, it is back" until_true 60 ec2_ready
  check "… with what was written" has_task frida "Sort the letters"
}
