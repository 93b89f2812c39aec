# Debian, not Alpine: Temporal's core is a native library for glibc.
FROM node:22-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY tsconfig.json tsconfig.build.json ./
COPY scripts ./scripts
COPY src ./src
RUN npm run build && npm prune --omit=dev && node scripts/prune-bridges.mjs

FROM node:22-bookworm-slim
# Temporal's core trusts the system's certificate authorities, which the slim image lacks.
RUN apt-get update \
  && apt-get install -y --no-install-recommends ca-certificates \
  && rm -rf /var/lib/apt/lists/*
# An absolute folder: /app cannot be written. No VOLUME: with a read-only root a mount that was forgotten then fails before
# Marketo is asked for anything, where an anonymous volume would take the exports and be lost with the container.
ENV NODE_ENV=production EXTRACT_DESTINATION=file:/exports EXTRACT_HEALTH_ADDRESS=127.0.0.1:8081
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
# Made here with its owner, so that a volume mounted on it belongs to the worker's user.
RUN mkdir /exports && chown 1000:1000 /exports
# The image's user `node`, by number: Kubernetes checks runAsNonRoot by that.
USER 1000:1000
# Of the worker; what runs another command of this image turns it off. Lively, not ready: a worker that waits for Temporal is well.
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s CMD \
  ["node", "-e", "fetch('http://127.0.0.1:8081/live').then(({ok})=>process.exit(ok?0:1))"]
# Node itself as the first process, so that SIGTERM reaches the worker and it drains.
CMD ["node", "dist/worker.js"]
