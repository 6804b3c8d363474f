# shellcheck shell=bash
# shellcheck disable=SC2154 # $work, $server_… come from run and lib
# What a host breaks, or finds broken, and the sentence that says so. Wrong names of the domain: stage server; failing
# migrations: stage update.

stage_broken() {
  needs_server || { skip "broken things" "the stage server did not get that far" && return 0; }
  broken_database
  broken_disk
  broken_proxy
  broken_settings
  check "after all that, tas doctor finds no problem" doctor
  check "and nothing is lost" has_task anna "Ring the dentist"
}

broken_database() {
  vps systemctl stop postgresql
  refuses "a dead database, for the host" "The database cannot be reached" -- doctor
  refuses "and for people" "cannot reach its database" -- api anna GET /session
  check "and for machines" says '^503$' status /readyz
  check "nobody restarts the app for that" says '^200$' status /healthz
  vps systemctl start postgresql
  check "with the database, it is back by itself" until_true 20 has_task anna "Ring the dentist"
}

broken_disk() {
  vps sh -c 'mkdir -p /mnt/full && mount -t tmpfs -o size=4k tmpfs /mnt/full && chown taskaversion /mnt/full'
  refuses "a full disk" "There is no room left" -- vps tas backup create --to /mnt/full
  vps umount /mnt/full
}

broken_proxy() {
  with_settings 's/^TRUSTED_PROXIES=/#TRUSTED_PROXIES=/'
  refuses "a proxy that is not trusted" "they are not believed, because TRUSTED_PROXIES is empty" -- doctor
  with_settings 's/^#TRUSTED_PROXIES=/TRUSTED_PROXIES=/'
}

broken_settings() {
  vps sed -i 's/^REGISTRATION=/#REGISTRATION=/' /opt/task-aversion-system/.env
  vps sh -c 'echo REGISTRATION=everybody >>/opt/task-aversion-system/.env'
  refuses "a wrong setting" 'REGISTRATION is "everybody"' -- doctor
  vps sed -i -e '/^REGISTRATION=everybody$/d' -e 's/^#REGISTRATION=/REGISTRATION=/' /opt/task-aversion-system/.env
}

# with_settings SED-SCRIPT: .env changed so, and the app started with it
with_settings() {
  vps sed -i "$1" /opt/task-aversion-system/.env
  vps systemctl restart task-aversion-system
  until_true 30 api nobody GET /installation
}
