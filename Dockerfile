# Lanting (兰听) in one image, for `run`, `worker` and every other command. The Node is the one the lock file pins for the tests.
ARG NODE=24.21.0

# The pages of the console; their tools stay behind.
FROM node:${NODE}-bookworm AS pages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts
COPY . .
RUN npm run web

# What runs, with the segmenter compiled (this image has a C++ toolchain). npm's own copies of Node are not needed in it.
FROM node:${NODE}-bookworm AS modules
WORKDIR /app
# Headers of this Node lie beside it and need no download.
ENV npm_config_nodedir=/usr/local
COPY package.json package-lock.json .npmrc ./
COPY scripts/build-pages.mjs scripts/
RUN npm ci --omit=dev && rm -rf node_modules/node-linux-* node_modules/node-win-* node_modules/.bin/node

FROM node:${NODE}-bookworm-slim
ENV NODE_ENV=production TZ=Asia/Shanghai
WORKDIR /app
COPY --from=modules /app/node_modules node_modules
COPY . .
COPY --from=pages /app/console/web/dist console/web/dist
# Volumes take over the owner of these; the default settings find them as ./data and ./keys.
RUN mkdir /data /keys && chown node:node /data /keys && chmod 700 /keys && ln -s /data /keys .
USER 1000:1000
VOLUME ["/data", "/keys"]
# Settings: mount them as /app/lanting.yaml (docker/cluster.yaml is an example).
ENTRYPOINT ["node", "--disable-warning=ExperimentalWarning", "--max-semi-space-size=64", "bin/lanting.mjs"]
CMD ["run"]
HEALTHCHECK --interval=30s --timeout=5s --start-period=90s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:8787/readyz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
