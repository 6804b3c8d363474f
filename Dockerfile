# Two stages: everything is built in the first, and the second gets only what a server needs.
ARG NODE_IMAGE=node:24-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /source
# Packages first: they are fetched again only when their list has changed.
COPY package.json package-lock.json ./
RUN npm ci --include=optional --ignore-scripts --no-audit --no-fund --loglevel=error
COPY . .
RUN node scripts/assemble.mjs /app

FROM ${NODE_IMAGE}
ARG VERSION=development
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Task Aversion System" \
      org.opencontainers.image.description="Helps people do the tasks they avoid, and never loses a word they wrote." \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
RUN groupadd --system --gid 10001 taskaversion \
 && useradd --system --uid 10001 --gid taskaversion --home-dir /app/data --no-create-home --shell /usr/sbin/nologin taskaversion
COPY --from=build /app /app
RUN install -d -o taskaversion -g taskaversion -m 0700 /app/data \
 && ln -s /app/bin/tas /usr/local/bin/tas
WORKDIR /app
USER taskaversion
ENV NODE_ENV=production \
    ENVIRONMENT=production \
    HOST=0.0.0.0 \
    PORT=8080 \
    DATABASE_URL=sqlite:/app/data/task_aversion.db
VOLUME /app/data
EXPOSE 8080
STOPSIGNAL SIGTERM
# Alive, also while it migrates; whether it can serve is asked at /readyz.
HEALTHCHECK --interval=5s --timeout=5s --start-period=60s --retries=6 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--enable-source-maps", "dist/server/main.js"]
