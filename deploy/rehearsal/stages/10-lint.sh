# shellcheck shell=bash
# shellcheck disable=SC2154 # $work and $project are set by run
# Everything that can be said of the kit without running it. Each check is shown to notice something planted.

stage_lint() {
  need shellcheck shfmt bats systemd nginx-light openssl yamllint || return 1
  local planted=$work/planted each
  rm -rf "$planted" && mkdir -p "$planted"

  check "shellcheck finds nothing in $(kit_scripts | wc -l) scripts" lint_shell
  # shellcheck disable=SC2016 # planted as it stands
  printf '#!/bin/bash\nrm -rf $1/data\n' >"$planted/script.sh"
  refuses "… but a missing pair of quotes" SC2086 -- lint_shell "$planted/script.sh"

  check "all scripts are formatted alike" lint_format
  printf '#!/bin/bash\nif true; then\n     echo x\nfi\n' >"$planted/form.sh"
  refuses "… but not one that is indented by five" -- lint_format "$planted/form.sh"

  timed "tests of the scripts (bats)" bats_side_by_side "$project"/deploy/test/*.bats
  printf '@test "planted" {\n  false\n}\n' >"$planted/planted.bats"
  refuses "… which do fail" "not ok" -- bats --formatter tap "$planted/planted.bats"

  check "systemd knows every word of the units" lint_units
  sed 's/^NoNewPrivileges/NoNewPriviliges/' "$project/deploy/systemd/task-aversion-system.service" >"$planted/task-aversion-system.service"
  refuses "… but not a misspelt one" "Unknown key" -- lint_units "$planted/task-aversion-system.service"
  for each in "$project"/deploy/systemd/*.service; do check "exposure of $(basename "$each") is 2.0 at most" lint_hardening "$each"; done
  grep -vE '^(Protect|Restrict|SystemCall|Capability|Private)' "$project/deploy/systemd/task-aversion-system.service" >"$planted/open.service"
  refuses "… but not of one without its walls" -- lint_hardening "$planted/open.service"

  check "nginx takes its settings by address" lint_front ''
  check "nginx takes its settings with a certificate" lint_front tasks.example.org
  echo 'server { listen 81 }' >"$planted/nginx.conf"
  refuses "… but not without a semicolon" -- lint_front '' "$planted/nginx.conf"

  if docker compose version >/dev/null 2>&1 || with_engine; then
    check "compose takes both files" lint_compose "$project/compose.yaml" "$project/compose.postgres.yaml"
    sed 's/^    restart:/    restrat:/' "$project/compose.yaml" >"$planted/compose.yaml"
    refuses "… but not a misspelt word" restrat -- lint_compose "$planted/compose.yaml"
  else
    skip "compose config" "there is no docker compose"
  fi

  check "the Dockerfile keeps the rules" lint_dockerfile "$project/Dockerfile"
  { echo '# syntax=docker/dockerfile:1' && sed '/^USER /d' "$project/Dockerfile"; } >"$planted/Dockerfile"
  refuses "… but not one that runs as root" "runs as root" -- lint_dockerfile "$planted/Dockerfile"

  check "YAML files are well formed" yamllint -s -d '{extends: relaxed, rules: {line-length: disable}}' "$project/render.yaml" "$project/compose.yaml" "$project/compose.postgres.yaml"
  printf 'a: 1\na: 2\n' >"$planted/twice.yaml"
  refuses "… but not a key twice" "duplication of key" -- yamllint -s -d relaxed "$planted/twice.yaml"
  skip "cloud-init schema" "user data is a script, which has no schema; stage ec2 runs it"
  skip "hadolint, actionlint" "not in Debian and not on npm"
}

# bats_side_by_side FILE…: as many at once as there are processors; each has a folder of its own
bats_side_by_side() { printf '%s\0' "$@" | xargs -0 -n 1 -P "$(nproc)" bats; }
