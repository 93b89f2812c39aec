# Debian, not Alpine: Temporal's core is a native library for glibc.
FROM node:22-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY tsconfig.json tsconfig.build.json ./
COPY scripts ./scripts
COPY src ./src
RUN npm run build && npm prune --omit=dev

FROM node:22-bookworm-slim
ENV NODE_ENV=production
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
# Made here with its owner, so that a volume mounted on it belongs to the worker's user.
RUN mkdir /exports && chown node:node /exports
USER node
# Node itself as the first process, so that SIGTERM reaches the worker and it drains.
CMD ["node", "dist/worker.js"]
