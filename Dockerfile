# A miner in a container: docker build --tag ganglion . (see docs/miner.md, "For months").
FROM node:20-bookworm-slim AS build
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY . .
RUN npm run build && npm ci --omit=dev

FROM node:20-bookworm-slim
ENV NODE_ENV=production
WORKDIR /opt/ganglion
COPY --from=build /build/package.json /build/LICENSE ./
COPY --from=build /build/node_modules ./node_modules
COPY --from=build /build/dist ./dist
COPY --from=build /build/chain/artifact ./chain/artifact
COPY --from=build /build/subnets/tasks ./subnets/tasks
# Keys are mounted, nonces and withheld rows kept in a volume: a new container must answer no request a second time.
RUN install --directory --owner=node --group=node --mode=0700 /data /wallets
USER node
VOLUME ["/data"]
EXPOSE 8091
# SIGTERM drains the miner; give it more than its ten seconds: docker stop --time 30.
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
	CMD ["node", "-e", "fetch('http://127.0.0.1:' + (process.env.GANGLION_PORT ?? 8091) + '/v2/health/ready').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "/opt/ganglion/dist/cli/main.js"]
CMD ["miner", "start", "--host", "0.0.0.0", "--data", "/data", "--wallet-path", "/wallets", "--log-format", "json"]
