# shellcheck shell=bash
# shellcheck disable=SC2154,SC2015 # $world; a stand-in may also fail in the middle
# A Docker of pretence. An image is a file in $world/images with its version in it; containers are those of update-stub.bash.

# shellcheck source=deploy/test/update-stub-programs.bash
. "$(dirname "${BASH_SOURCE[0]}")/update-stub-programs.bash"

image_file() { printf '%s/images/%s\n' "$world" "${1//\//_}"; }

# start_container NAME IMAGE: what stands in for the app's process
start_container() {
  local place=main version
  [ "$1" = task-aversion-system-next ] && place=next
  version=$(cat "$(image_file "$2")") || return 1
  asked "start $place $version"
  ! is_broken "start-$place-$version" || return 1
  is_broken "exits-$version" || echo "$version" >"$world/running/$place"
  echo "$2" >"$world/containers/$place"
}

place_of_container() { case $1 in *-next) echo next ;; box) echo box ;; *) echo main ;; esac }

stub_docker_run() {
  local name='' image='' words=() skip=no
  while [ $# -gt 0 ]; do
    case $1 in
      --name) name=$2 && shift ;;
      --restart | --stop-timeout | --tmpfs | --cap-drop | --security-opt | --memory | --pids-limit | --network | --publish | --env-file | --label | --mount | -e | --entrypoint)
        [ "$1" != --entrypoint ] || skip=yes
        shift
        ;;
      -*) ;;
      *) image=$1 && shift && words=("$@") && break ;;
    esac
    shift
  done
  if [ -n "$name" ]; then
    start_container "$name" "$image"
  elif [ "$skip" = yes ]; then
    printf '# Changelog\n\n## 2.0.0\n\n## 1.0.0\n'
  else
    stub_tas "$(cat "$(image_file "$image")")" "${words[@]:1}"
  fi
}

stub_docker_compose() {
  shift 2
  local asked_for="$*" image=${TAS_IMAGE:-}
  [ -n "$image" ] || image=$(sed -n 's/^TAS_IMAGE=//p' "$world/compose/.env")
  case $asked_for in
    "ps -aq app") [ ! -e "$world/containers/main" ] || echo task-aversion-system ;;
    "port app 8080") echo 127.0.0.1:8080 ;;
    "run --rm "*) stub_tas "$(cat "$(image_file "$image")")" "${@:7}" ;;
    "run -d "*) start_container task-aversion-system-next "$image" ;;
    up*) rm -f "$world/running/main" && start_container task-aversion-system "$image" && [ -e "$world/running/main" ] ;;
    "stop app") asked "stop main" && rm -f "$world/running/main" ;;
    logs*) echo "the server's own words" ;;
    *) echo "no such compose command: $asked_for" >&2 && return 2 ;;
  esac
}

stub_docker() {
  local place=${!#}
  place=$(place_of_container "$place")
  case "$1 ${2:-}" in
    "image inspect") [ -e "$(image_file "${!#}")" ] && cat "$(image_file "${!#}")" ;;
    "image ls") (cd "$world/images" && printf '%s\n' task-aversion-system:*) | cut -d: -f2 ;;
    "image rm") asked "remove $3" && rm "$(image_file "$3")" ;;
    "container inspect")
      [ -e "$world/containers/$place" ] || return 1
      case $* in
        *State.Status*) [ -e "$world/running/$place" ] && echo running || echo exited ;;
        *) cat "$world/containers/$place" ;;
      esac
      ;;
    "tag "*) cp "$(image_file "$2")" "$(image_file "$3")" ;;
    "run "*) shift && stub_docker_run "$@" ;;
    "compose "*) shift && stub_docker_compose "$@" ;;
    "stop "*) asked "stop $place" && rm -f "$world/running/$place" ;;
    "rm "*) rm -f "$world/running/$place" "$world/containers/$place" ;;
    "load "*) cp "$3" "$(image_file task-aversion-system:2.0.0)" && echo "Loaded image: task-aversion-system:2.0.0" ;;
    "pull "*) asked "pull ${!#}" && [ -e "$world/registry" ] && cp "$world/registry" "$(image_file "${!#}")" ;;
    "logs "*) echo "the server's own words" ;;
    "create "*) echo box ;;
    "cp "*) ! is_broken kit && mkdir -p "${!#}" && echo 2.0.0 >"${!#}/kit" ;;
    "network inspect") ;;
    *) echo "no such docker command: $*" >&2 && return 2 ;;
  esac
}
