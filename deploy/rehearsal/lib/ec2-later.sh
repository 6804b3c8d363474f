# shellcheck shell=bash
# shellcheck disable=SC2154 # $work, $app and $ec2_… are set by run, images.sh and the stage
# What comes to a server at Amazon after its first boot: an update and back, and a name. A part of the stage "ec2".

# With nginx in front, so nobody notices more than a moment.
ec2_update() {
  check "a newer image, and a broken one" update_images || return 1
  cp "$work"/image-9.2.0.tar{,.sha256} "$work/machines/ec2/root/"
  printf x | tee "$work/machines/ec2/root/broken.tar" | sha256sum | sed 's/-$/broken.tar/' >"$work/machines/ec2/root/broken.tar.sha256"
  refuses "a file that is no image" -- ec2_update_to /root/broken.tar
  steady_load frida
  timed "update of the container behind nginx" ec2_update_to /root/image-9.2.0.tar
  steady_end
  check "the new release serves" ec2_runs 9.2.0
  noticed frida "update behind nginx" 3
  user_data "$(sha256sum <"$work/ec2/image.tar.gz" | cut -c1-64)" "$app" >"$work/machines/ec2/root/again.sh"
  check "the first boot's script, run again, leaves it" says 'put to work by update.sh' on ec2 bash /root/again.sh
  check "… serving" ec2_runs 9.2.0
  steady_load frida
  timed "rollback of the container behind nginx" on ec2 /srv/task-aversion-system/deploy/rollback.sh
  steady_end
  check "the old release serves" ec2_runs "$app_version"
  noticed frida "rollback behind nginx" 3
  check "with what was written before" has_task frida "Sort the letters"
}

ec2_update_to() { on ec2 /srv/task-aversion-system/deploy/update.sh "$@"; }

ec2_runs() {
  says "\"version\":\"$1\"" api nobody GET /openapi.json >/dev/null && ! on ec2 docker container inspect task-aversion-system-next >/dev/null 2>&1
}

# It gets a name: first one that leads elsewhere, then its own.
ec2_certificate() {
  local root=$work/machines/ec2
  # shellcheck disable=SC2034 # start_authority listens there
  authority=$ec2_host
  check "a certificate authority" start_authority "$ec2_address" || return 1
  cp "$work/authority/ca.pem" "$root/root/"
  mkdir -p "$root/etc/systemd/system/task-aversion-system-certificate.service.d"
  printf '[Service]\nEnvironment=REQUESTS_CA_BUNDLE=/root/ca.pem\n' >"$root/etc/systemd/system/task-aversion-system-certificate.service.d/trial.conf"
  name_leads_to wrong.example.test 10.231.50.99
  ec2_named wrong.example.test
  check "a name that leads elsewhere: the rest goes on, and it says so" says 'there is no certificate yet' on ec2 bash /root/named.sh
  refuses "… no page over HTTP meanwhile" -- says '^200$' curl -s -o /dev/null -w '%{http_code}' "http://$ec2_address/"
  ec2_named "$ec2_name"
  timed "its own name: HTTPS" on ec2 bash /root/named.sh
  travel "https://$ec2_name" --cacert "$work/authority/root.pem" --resolve "$ec2_name:443:$ec2_address"
  check "a guest joins over HTTPS" join_guest greta
  check "… and writes" add_task greta "Post the form"
  # A worker of before the reload may answer for a moment longer.
  check "HTTP leads there" until_true 5 says "^301 https://$ec2_name/x$" curl -s -o /dev/null -w '%{http_code} %{redirect_url}' \
    --resolve "$ec2_name:80:$ec2_address" "http://$ec2_name/x"
  local before
  before=$(ec2_serial)
  check "an hour later nothing is renewed that is not due" on ec2 systemctl start task-aversion-system-certificate.service
  check "… the certificate is the same" test "$(ec2_serial)" = "${before:-none}"
  check "the hourly look is planned" says 'active' on ec2 systemctl is-active task-aversion-system-certificate.timer
}

# ec2_named NAME: the first boot's script with a name, and the setting that goes with it, as the guide says
ec2_named() {
  local root=$work/machines/ec2
  user_data "$(sha256sum <"$work/ec2/image.tar.gz" | cut -c1-64)" "$app" |
    sed -E -e "s|^domain=''|domain='$1'|" -e "s|^acme_server=''|acme_server='https://$ec2_host:14000/dir'|" >"$root/root/named.sh"
  on ec2 sed -i "s|^PUBLIC_URL=.*|PUBLIC_URL=https://$1|" /srv/task-aversion-system/.env
}

ec2_serial() { openssl s_client -connect "$ec2_address:443" -servername "$ec2_name" </dev/null 2>/dev/null | openssl x509 -noout -serial; }
