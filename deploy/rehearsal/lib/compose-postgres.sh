# shellcheck shell=bash
# shellcheck disable=SC2154 # $folder, $app and $site are set in compose.sh and images.sh
# The container with PostgreSQL beside it: a part of the stage "container".

with_postgres() {
  compose_here compose.postgres.yaml 18081 || return 1
  timed "PostgreSQL: up and well" dc up -d --wait
  check "it answers" ready
  check "a person and a diary in it" tas demo
  travel "$site"
  check "a guest joins" join_guest emil
  check "… and writes" add_task emil "Call the dentist"
  check "the app's role is no superuser and makes no databases" says '^f f f$' sql "select concat_ws(' ', rolsuper, rolcreatedb, rolcreaterole) from pg_roles where rolname = 'taskaversion'"
  refuses "… unlike the other one" -- says '^f f f$' sql "select concat_ws(' ', rolsuper, rolcreatedb, rolcreaterole) from pg_roles where rolname = 'postgres'"
  check "the database is not reachable from outside" not published database
  refuses "… unlike the app" -- not published app
  check "no secret in the log, the settings or the environment" holds_no_secret
  timed "a backup, proven, without the right to make databases" says 'is proven' tas backup create
  database_goes_away
  database_is_killed
  wrong_password
  dc down -v >/dev/null 2>&1
}

sql() { dc exec -T database psql -U postgres -d taskaversion -Atc "$1"; }

published() { docker port "$(dc ps -q "$1")" | grep -q .; }

database_goes_away() {
  dc stop -t 5 database >/dev/null 2>&1
  check "without its database it is not ready (503)" until_true 15 answers_with 503 /readyz
  check "… alive it is, so nobody restarts it for that" answers_with 200 /healthz
  check "… and the log says why" until_true 10 logs_say 'the database does not answer as it should'
  refuses "… a write is refused with a sentence" "cannot reach its database" -- add_task emil "Not now"
  dc start database >/dev/null 2>&1
  timed "the database is back: ready again by itself" until_true 30 ready
  check "… without a restart of the app" says '^0$' inspect '{{.RestartCount}}'
  check "… with what was written" has_task emil "Call the dentist"
  refuses "… and without what was refused" -- has_task emil "Not now"
}

database_is_killed() {
  database_before=$(database_process)
  kill -9 "$database_before"
  timed "kill -9 of the database: everything is back by itself" back_after_crash
  check "… with what was written" has_task emil "Call the dentist"
}

# Another process first, else the crash has not been seen yet. The app may be back before anybody could see it away.
back_after_crash() { until_true 20 database_is_another && until_true 40 has_task emil "Call the dentist"; }

database_process() { docker inspect --format '{{.State.Pid}}' "$(dc ps -q database)"; }

database_is_another() { [ "$(database_process)" != 0 ] && [ "$(database_process)" != "$database_before" ]; }

wrong_password() {
  printf 'postgres://taskaversion:wrong-%s@database:5432/taskaversion\n' "$(cat "$folder/secrets/app_password")" >"$folder/secrets/database_url"
  refuses "a wrong password in the secret's file: it does not come up" -- timeout 100 docker compose -p "rehearsal-${variant//./-}" \
    -f "$folder/$variant" --project-directory "$folder" up -d --wait --force-recreate app
  check "… and says why" logs_say 'password|refuses|sign in|DATABASE_URL'
  check "… without telling the password" holds_no_secret_after_end
}

holds_no_secret_after_end() { ! dc logs --no-color 2>&1 | grep -qF -- "$(cat "$folder/secrets/app_password")"; }
