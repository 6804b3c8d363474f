# shellcheck shell=bash
# What setup.sh and restore-to.sh share. Sourced, never run: conf and stanza are set there, and what is set here is used there.
# shellcheck disable=SC2034,SC2154

say() { printf '%s\n' "$*"; }

fail() {
  printf '%s\n' "$*" >&2
  exit 1
}

demand_root() {
  [ "$(id -u)" = 0 ] || fail "This must run as root: it works as the user postgres and on PostgreSQL's own folders."
}

# cluster_facts VERSION/NAME: sets version, cluster, data_dir, port, socket_dir, owner.
cluster_facts() {
  version=${1%%/*}
  cluster=${1#*/}
  command -v pg_lsclusters >/dev/null || fail "postgresql-common is not installed; this works with the clusters of Debian and Ubuntu."
  local line
  line=$(pg_lsclusters --no-header | awk -v v="$version" -v c="$cluster" '$1 == v && $2 == c')
  [ -n "$line" ] || fail "There is no cluster $version/$cluster; pg_lsclusters shows those there are."
  # Version Cluster Port Status Owner Data …; the owner is missing ("<unknown>") where the data folder is.
  read -r _ _ port _ owner data_dir _ <<<"$line"
  [ "$owner" != "<unknown>" ] || owner=postgres
  socket_dir=$(pg_conftool --short "$version" "$cluster" show unix_socket_directories 2>/dev/null || true)
  socket_dir=${socket_dir%%,*}
  [ -n "$socket_dir" ] || socket_dir=/var/run/postgresql
}

# As the cluster's owner, from a folder that it can enter.
as_owner() { (cd / && exec runuser -u "$owner" -- "$@"); }

query() { as_owner psql -XAtq -v ON_ERROR_STOP=1 -h "$socket_dir" -p "$port" -d postgres -c "$1"; }

backrest() { as_owner pgbackrest --config="$conf" --stanza="$stanza" "$@"; }

control() {
  # Clusters with settings of their own place are none of systemd's.
  if [ -n "${PG_CLUSTER_CONF_ROOT:-}" ]; then
    pg_ctlcluster --skip-systemctl-redirect "$version" "$cluster" "$@"
  else
    pg_ctlcluster "$version" "$cluster" "$@"
  fi
}

# The columns of pg_lsclusters: version, cluster, port, status, owner, data folder, log file.
listed() { pg_lsclusters --no-header | awk -v v="$version" -v c="$cluster" -v n="$1" '$1 == v && $2 == c { print $n }'; }

is_up() { [[ $(listed 4) == online* ]]; }
