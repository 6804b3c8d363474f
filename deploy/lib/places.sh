# shellcheck shell=bash
# shellcheck disable=SC2034 # they are used where this is sourced
# Where everything lies on a server without containers. Sourced, never run.

# Tests build a whole installation below a folder of their own.
under=${TAS_UNDER:-}
app_user=taskaversion
unit=task-aversion-system
home=/opt/task-aversion-system
state=/var/lib/task-aversion-system
settings=/etc/task-aversion-system
kept_copies=/var/backups/task-aversion-system
web_settings=/etc/nginx/task-aversion-system
challenges=/var/www/task-aversion-system
