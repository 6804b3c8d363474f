# shellcheck shell=bash
# shellcheck disable=SC2154 # $yes is set by the script that sources this
# Questions, asked only of a person at a terminal. Sourced, never run.

can_ask() { [ "$yes" = no ] && [ -t 0 ] && [ -t 1 ]; }

# ask "question" DEFAULT: prints the answer
ask() {
  local given=''
  read -r -p "$1${2:+ [$2]}: " given </dev/tty
  printf '%s' "${given:-$2}"
}

# agreed "question": true for y and yes
agreed() {
  local given=''
  read -r -p "$1 [y/N]: " given </dev/tty
  [[ ${given,,} =~ ^y(es)?$ ]]
}
