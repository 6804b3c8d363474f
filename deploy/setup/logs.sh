# shellcheck shell=bash
# shellcheck disable=SC2154 # the places and answers are set where this is sourced
# Logs that survive a boot and never fill the disk. nginx's are rotated by the distribution. Sourced by setup-server.sh.

limit_logs() {
  touched=no
  put_file "journal: at most 500 MB and a month" "/etc/systemd/journald.conf.d/$unit.conf" 0644 root:root <<'CONF'
# Written by setup-server.sh.
[Journal]
Storage=persistent
SystemMaxUse=500M
MaxRetentionSec=1month
CONF
  if [ "$touched" = yes ]; then doing "the journal takes up its new limits" quietly systemctl restart systemd-journald.service; fi
  if [ -e "$under/etc/logrotate.d/nginx" ]; then
    already "logs of nginx are rotated"
  else
    put_file "logs of nginx are rotated" "/etc/logrotate.d/$unit" 0644 root:root <<'CONF'
/var/log/nginx/*.log {
	daily
	missingok
	rotate 14
	compress
	delaycompress
	notifempty
	sharedscripts
	postrotate
		systemctl kill -s USR1 nginx.service
	endscript
}
CONF
  fi
  keep_running logrotate.timer "the rotation of logs"
}
