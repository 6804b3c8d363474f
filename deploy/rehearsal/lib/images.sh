# shellcheck shell=bash
# shellcheck disable=SC2154 # $work and $project are set by run
# Images: stand-ins for those of the public registry, which is not asked, and the app's own.

# stand_in IMAGE COMMAND…: made once for this engine
stand_in() {
  docker image inspect "$1" >/dev/null 2>&1 || "$2" || { echo "there is no stand-in for $1" && return 1; }
}

# A Debian with Node.js and npm where the real one has them. A certificate authority of this machine's own goes along.
node_24_slim() { stand_in node:24-slim make_node_image; }

make_node_image() {
  local folder=$work/images/node version=24.21.0 npm
  bare_debian || return 1
  rm -rf "$folder"
  mkdir -p "$folder/npm" "$folder/tree/usr/local/bin" "$folder/tree/usr/local/lib/node_modules"
  npm=$(cd "$folder" && npm pack --silent npm@11) && tar -xzf "$folder/$npm" -C "$folder/npm" || return 1
  mv "$folder/npm/package" "$folder/tree/usr/local/lib/node_modules/npm"
  node_binary "$folder/tree/usr/local/bin/node" || return 1
  ln -s ../lib/node_modules/npm/bin/npm-cli.js "$folder/tree/usr/local/bin/npm"
  ln -s ../lib/node_modules/npm/bin/npx-cli.js "$folder/tree/usr/local/bin/npx"
  debian_image || return 1
  printf 'FROM debian:bookworm-slim\nCOPY tree /\nENV NODE_VERSION=%s\n' "$version" >"$folder/Dockerfile"
  if [ -n "${NODE_EXTRA_CA_CERTS:-}" ]; then
    mkdir -p "$folder/tree/usr/local/share"
    cp "$NODE_EXTRA_CA_CERTS" "$folder/tree/usr/local/share/authorities.crt"
    printf 'ENV NODE_EXTRA_CA_CERTS=/usr/local/share/authorities.crt npm_config_cafile=/usr/local/share/authorities.crt\n' >>"$folder/Dockerfile"
  fi
  docker build -q -t node:24-slim "$folder"
}

node_binary() {
  local package
  package=node-linux-$(uname -m | sed 's/x86_64/x64/; s/aarch64/arm64/')
  if [ ! -x "$project/node_modules/$package/bin/node" ]; then
    mkdir -p "$work/images/$package"
    (cd "$work/images/$package" && tar -xzf "$(npm pack --silent "$package@24")" --strip-components=1 && cp bin/node "$1")
    return
  fi
  cp "$project/node_modules/$package/bin/node" "$1"
}

debian_image() { docker image inspect debian:bookworm-slim >/dev/null 2>&1 || tar -C "$work/debian" -c . | docker import - debian:bookworm-slim >/dev/null; }

# PostgreSQL of Debian behind the environment variables of the real image. It is version 15.
postgres_17_alpine() { stand_in postgres:17-alpine make_postgres_image; }

make_postgres_image() {
  local folder=$work/images/postgres
  bare_debian && debian_image || return 1
  mkdir -p "$folder"
  cp "$rehearsal/shims/postgres-entrypoint.sh" "$folder/"
  cat >"$folder/Dockerfile" <<'DOCKERFILE'
FROM debian:bookworm-slim
RUN apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends install postgresql-15 >/dev/null \
 && rm -rf /var/lib/apt/lists/* /var/lib/postgresql/15
ENV PATH=/usr/lib/postgresql/15/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin PGDATA=/var/lib/postgresql/data
COPY postgres-entrypoint.sh /usr/local/bin/docker-entrypoint.sh
VOLUME /var/lib/postgresql/data
STOPSIGNAL SIGINT
EXPOSE 5432
ENTRYPOINT ["docker-entrypoint.sh"]
CMD ["postgres"]
DOCKERFILE
  docker build -q --network host -t postgres:17-alpine "$folder"
}

# app_image: task-aversion-system:VERSION of the committed state, as deploy/build.sh makes it
app_image() {
  local source=$work/source-image
  app_version=$(sed -nE 's/^  "version": "([^"]+)",$/\1/p' "$project/package.json")
  app=task-aversion-system:$app_version
  [ "$(docker image inspect --format '{{index .Config.Labels "org.opencontainers.image.revision"}}' "$app" 2>/dev/null)" != "$(revision)" ] || return 0
  node_24_slim || return 1
  rm -rf "$source"
  git clone -q "$project" "$source" && "$source/deploy/build.sh"
}

with_image() { with_engine && app_image; }

revision() { git -C "$project" rev-parse --short HEAD; }

image_size() { docker image inspect --format '{{.Size}}' "$1"; }

# update_images: 9.2.0 as a file with its checksum, and 9.2.1, which ends when it is started
update_images() {
  [ ! -e "$work/image-9.2.0.tar" ] || return 0
  change_image 9.2.0 true && change_image 9.2.1 "sed -i '1s/^/throw new Error(\"Nothing works today.\");/' dist/server/main.js" || return 1
  docker save -o "$work/image-9.2.0.tar" task-aversion-system:9.2.0 && docker image rm task-aversion-system:9.2.0 &&
    (cd "$work" && sha256sum image-9.2.0.tar >image-9.2.0.tar.sha256)
}

# change_image VERSION COMMAND: the app's image with something changed in it
change_image() {
  docker build -q -t "task-aversion-system:$1" - <<FILE
FROM $app
USER root
RUN sed -i 's/"$app_version"/"$1"/' package.json dist/server/*.js && $2
LABEL org.opencontainers.image.version="$1"
USER taskaversion
FILE
}
