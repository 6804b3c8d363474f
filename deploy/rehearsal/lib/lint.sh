# shellcheck shell=bash
# shellcheck disable=SC2154 # $project is set by run, or by the test that sources this
# Linters over the kit. Each prints what is wrong and fails then; each can be pointed at something planted instead.

kit_scripts() {
  (cd "$project" && git ls-files -co --exclude-standard deploy scripts .ci | while read -r file; do
    [ -f "$file" ] || continue
    case $file in *.sh | *.bash | *.bats) echo "$file" ;; *.*) ;; *) if head -c 40 "$file" | grep -qE '^#!.*\b(ba)?sh\b'; then echo "$file"; fi ;; esac
  done)
}

# lint_shell [FILE…]
lint_shell() (
  local files=("$@")
  [ $# -gt 0 ] || mapfile -t files < <(kit_scripts)
  # Tests get $output and $status from bats, and the rehearsal's files share their variables.
  local loose=() strict=() each
  for each in "${files[@]}"; do
    case $each in *.bats | *.bash | deploy/rehearsal/*) loose+=("$each") ;; *) strict+=("$each") ;; esac
  done
  cd "$project" || return 1
  [ ${#strict[@]} = 0 ] || shellcheck -x -P SCRIPTDIR "${strict[@]}" || return 1
  [ ${#loose[@]} = 0 ] || shellcheck -x -P SCRIPTDIR -e SC2030,SC2031,SC2034,SC2154 "${loose[@]}"
)

# lint_format [FILE…]: two spaces; the branches of a case may be indented or not, but within a file all the same
lint_format() {
  local files=("$@") each bad=0
  [ $# -gt 0 ] || mapfile -t files < <(kit_scripts)
  for each in "${files[@]}"; do
    (cd "$project" && { shfmt -d -i 2 -ci "$each" >/dev/null || shfmt -d -i 2 "$each"; }) || bad=1
  done
  return $bad
}

# lint_units [FILE…]: as they would lie on a server, with programs that exist. Unknown words are only warnings to systemd.
lint_units() {
  local files=("$@") copy said
  [ $# -gt 0 ] || files=("$project"/deploy/systemd/*.service)
  copy=$(mktemp -d)
  for each in "${files[@]}"; do sed -E 's#^(ExecStart=)/opt/[^ ]+#\1/bin/true#' "$each" >"$copy/$(basename "$each" | sed 's/@\./@trial./')"; done
  said=$(systemd-analyze verify --man=no "$copy"/*.service 2>&1 | grep -F "$copy" || true)
  rm -rf "$copy"
  [ -z "$said" ] || { printf '%s\n' "$said" && return 1; }
}

# lint_hardening FILE: an exposure of 2.0 at most
lint_hardening() { systemd-analyze security --offline=true --threshold=20 "$1"; }

# lint_front DOMAIN [FILE TO APPEND]: nginx itself reads the settings that deploy/ec2/front.sh writes
lint_front() {
  local root code=0
  root=$(mktemp -d)
  mkdir -p "$root/etc/letsencrypt/live/${1:-none}" "$root/logs"
  if [ -n "$1" ]; then
    openssl req -x509 -newkey rsa:2048 -nodes -days 1 -subj "/CN=$1" -keyout "$root/etc/letsencrypt/live/$1/privkey.pem" \
      -out "$root/etc/letsencrypt/live/$1/fullchain.pem" 2>/dev/null
  fi
  FRONT_ROOT=$root DOMAIN=$1 "$project/deploy/ec2/front.sh" >/dev/null
  [ -z "${2:-}" ] || cat "$2" >>"$root/etc/nginx/conf.d/task-aversion-system.conf"
  # Everything below the folder instead of where it lies on a server.
  find "$root/etc/nginx" -type f -exec sed -i -E "s#(/etc/nginx/|/etc/letsencrypt/|/var/log/nginx/|/var/www/)#$root\1#g" {} +
  mkdir -p "$root/var/log/nginx"
  printf 'pid %s/pid;\nevents {}\nhttp {\n  client_body_temp_path %s/body;\n  proxy_temp_path %s/proxy;\n  fastcgi_temp_path %s/f;\n  uwsgi_temp_path %s/u;\n  scgi_temp_path %s/s;\n  access_log off;\n  include %s/etc/nginx/conf.d/*.conf;\n}\n' \
    "$root" "$root" "$root" "$root" "$root" "$root" "$root" >"$root/nginx.conf"
  PATH=$PATH:/usr/sbin nginx -t -q -e stderr -p "$root" -c "$root/nginx.conf" || code=1
  rm -rf "$root"
  return $code
}

# lint_compose FILE…
lint_compose() {
  local each
  for each in "$@"; do docker compose --project-directory "$project" -f "$each" config -q || return 1; done
}

# lint_dockerfile FILE: what no engine says
lint_dockerfile() {
  local file=$1 bad=0 last
  wrong_there() { echo "$1" && bad=1; }
  head -n 1 "$file" | grep -q '^# *syntax' && wrong_there "it fetches another program to read it (# syntax)"
  grep -qE '^FROM [^ ]+:latest|^ARG [A-Z_]+=[^ ]+:latest' "$file" && wrong_there "it builds upon whatever is latest"
  grep -qE '^ADD ' "$file" && wrong_there "it uses ADD, which unpacks and fetches"
  grep -qiE '^(ENV|ARG) .*(SECRET|PASSWORD|TOKEN)' "$file" && wrong_there "it holds a secret"
  last=$(grep -E '^(FROM|USER) ' "$file" | tail -n 1)
  case $last in "USER root" | "USER 0"* | FROM*) wrong_there "it runs as root" ;; esac
  grep -q '^HEALTHCHECK ' "$file" || wrong_there "it does not say when it is well"
  sed '1,/^FROM.*AS build/d' "$file" | sed '1,/^FROM/d' | grep -qE 'apt-get|npm |node-gyp' && wrong_there "it installs something into what is shipped"
  return $bad
}
