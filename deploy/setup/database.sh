# shellcheck shell=bash
# shellcheck disable=SC2154 # the places and answers are set where this is sourced
# A role that may do nothing but own its database, over this machine's own network. Sourced by setup-server.sh.

set_up_database() {
  if [ "${answer[database]}" = sqlite ]; then
    note "The database is the file $state/task_aversion.db; the app makes it at its first start."
    return 0
  fi
  if [ "$dry" = no ]; then
    keep_running postgresql.service "PostgreSQL"
    wait_for 60 as_postgres psql -XAtqc 'select 1' || fail "PostgreSQL does not answer; look why: journalctl -u 'postgresql*' -n 50"
  fi
  if [ -s "$under$settings/database-url" ] && answers_with_password; then
    already "PostgreSQL database and role taskaversion, address in $settings/database-url"
    return 0
  fi
  [ -s "$under$settings/database-url" ] || put_file "database address with a new password in $settings/database-url" \
    "$settings/database-url" 0640 "root:$app_user" < <(printf 'postgres://taskaversion:%s@127.0.0.1:%s/taskaversion\n' "$(random_hex 24)" "$(postgres_port)")
  doing "PostgreSQL database and role taskaversion" make_database
  [ "$dry" = yes ] || answers_with_password || fail "PostgreSQL does not take the password in $settings/database-url; look into pg_hba.conf, where 127.0.0.1 should stand with scram-sha-256."
}

as_postgres() { (cd / && runuser -u postgres -- "$@"); }

postgres_port() {
  local port=''
  [ "$dry" = yes ] || port=$(as_postgres psql -XAtqc 'show port')
  printf '%s' "${port:-5432}"
}

database_password() { sed -nE 's#^postgres://[^:]+:([^@]+)@.*#\1#p' "$under$settings/database-url"; }

answers_with_password() {
  local port
  port=$(sed -nE 's#.*:([0-9]+)/.*#\1#p' "$under$settings/database-url")
  [ "$(PGPASSWORD=$(database_password) psql -XAtqw -h 127.0.0.1 -p "${port:-5432}" -U taskaversion -d taskaversion -c 'select 1' 2>/dev/null)" = 1 ]
}

# The password goes in through a pipe: others on this machine can read the words of a command.
make_database() {
  local have
  have=$(as_postgres psql -XAtqc "select 1 from pg_roles where rolname = 'taskaversion'")
  if [ "$have" != 1 ]; then as_postgres psql -XAtqc 'create role taskaversion login nosuperuser nocreatedb nocreaterole'; fi
  printf "set log_statement = 'none'; alter role taskaversion login password '%s';\n" "$(database_password)" |
    as_postgres psql -XAtq -v ON_ERROR_STOP=1
  have=$(as_postgres psql -XAtqc "select 1 from pg_database where datname = 'taskaversion'")
  if [ "$have" = 1 ]; then return 0; fi
  # On a machine without a language the cluster holds plain bytes; this database is UTF-8 all the same.
  as_postgres psql -XAtqc "create database taskaversion owner taskaversion encoding 'UTF8' template template0 lc_collate 'C.UTF-8' lc_ctype 'C.UTF-8'"
  as_postgres psql -XAtqc 'revoke all on database taskaversion from public'
}
