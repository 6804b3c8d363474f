# shellcheck shell=bash
# shellcheck disable=SC2154 # the places and answers are set where this is sourced
# The user the app runs as, who may do nothing else, and the folders. Sourced by setup-server.sh.

make_user() {
  if getent passwd "$app_user" >/dev/null; then
    already "user $app_user"
  else
    doing "user $app_user, who cannot sign in" useradd --system --user-group --home-dir "$state" --no-create-home \
      --shell /usr/sbin/nologin --comment "Task Aversion System" "$app_user"
  fi
  put_folder "$home" 0755 root:root
  put_folder "$home/releases" 0755 root:root
  put_folder "$state" 0700 "$app_user:$app_user"
  # With PostgreSQL the app keeps backups in the folder "data" where it is started.
  put_link "$home/data" "$state"
}
