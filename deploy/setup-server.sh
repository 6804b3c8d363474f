#!/usr/bin/env bash
# Makes a bare Debian 12 or Ubuntu 22.04/24.04 server into one that runs the Task Aversion System: with a database, a
# certificate, a firewall, and a first backup that was restored for a trial. Run again, it changes only what differs.
# shellcheck disable=SC2034 # what is set here is used in the files of setup/
set -Eeuo pipefail

usage() {
  cat <<'TEXT'
deploy/setup-server.sh [options]          as root, from an unpacked release

  --domain NAME          the name people will type; without one it serves by address, over plain HTTP ("" for none)
  --mail ADDRESS         told about the certificate and, with --smtp-url-file, about trouble
  --database WHICH       postgres (default) or sqlite, which is enough for one server
  --registration WHO     open (default), invite or closed: who may join by themselves
  --smtp-url-file FILE   its first line is the mail server: smtps://user:password@mail.example.org
  --address IP           the address of this server, when it does not know it itself (behind a NAT)
  --release TARBALL      a release to install, instead of the folder this lies in
  --acme-server URL      another certificate authority than Let's Encrypt, for tests
  --yes                  ask nothing
  --dry-run              only say what would be done

Answers are kept in /etc/task-aversion-system/answers, so running it again needs no flags.
TEXT
}

umask 022
# A root that was reached by "su" may lack half of these.
export PATH=$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/sbin
here=$(dirname "$(readlink -f "$0")")
for file in "$here"/lib/{say,places,files,units,ask}.sh "$here"/setup/*.sh; do
  # shellcheck source=/dev/null
  . "$file"
done

declare -A answer=()
release='' address='' yes=no
while [ $# -gt 0 ]; do
  case $1 in
    --domain | --mail | --database | --registration | --smtp-url-file | --acme-server | --release | --address)
      [ $# -ge 2 ] || fail "$1 needs a value; --help shows how."
      case $1 in
        --release) release=$2 ;;
        --address) address=$2 ;;
        *) name=${1#--} && answer[${name//-/_}]=$2 ;;
      esac
      shift
      ;;
    --yes) yes=yes ;;
    --dry-run) dry=yes ;;
    -h | --help) usage && exit 0 ;;
    *) fail "setup-server.sh does not know \"$1\"; --help shows what it knows." ;;
  esac
  shift
done

look_at_machine
complete_answers
check_answers
look_at_ports
look_at_domain
[ "$dry" = yes ] || break_off_with "Mend what stands above and run this again; what was done stays."

install_packages
make_user
install_release
keep_answers
set_up_firewall
set_up_database
arrange_certificate
write_settings
run_service
serve_on_the_web
set_up_fail2ban
set_up_upgrades
limit_logs
prove_backup
say_what_is_there
