# One image with everything `npm start` needs, prepared at build time.
FROM node:24-bookworm-slim

WORKDIR /app
ENV XDG_CACHE_HOME=/opt/cache ATTUNE_DATA=/data ATTUNE_KEY_FILE=/keys/attune.key
COPY . .
RUN node scripts/prepare.mjs && rm -rf /root/.npm /var/lib/apt/lists/* \
 && install -d -m 0700 -o node -g node /data /keys

USER node
VOLUME /data /keys
EXPOSE 3000
# Volumes of earlier versions are open to other users of the host, which the server refuses.
CMD ["sh", "-c", "chmod -R go-rwx /data /keys && exec node scripts/start.mjs"]
