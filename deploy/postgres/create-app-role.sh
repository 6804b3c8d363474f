#!/bin/sh
# Runs once, when the database container makes its empty data folder: the app gets a role that is no superuser.
set -eu
psql -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres --set=password="$(cat /run/secrets/app_password)" <<'SQL'
create role taskaversion login nosuperuser nocreatedb nocreaterole password :'password';
create database taskaversion owner taskaversion;
SQL
