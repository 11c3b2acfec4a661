#!/bin/sh
# Writes docker-compose.digests.yml, which pins every image to the digest that its version has at the registry now. Review it, keep it, and start with
#   docker compose -f docker-compose.yml -f docker-compose.digests.yml up -d
set -eu
cd "$(dirname "$0")/.."
{
  echo 'services:'
  for service in caddy postgres redis coturn; do
    image=$(sed -n "/^  $service:/,/image:/s/^ *image: //p" docker-compose.yml)
    docker pull --quiet "$image" >&2
    printf '  %s: { image: "%s" }\n' "$service" "$(docker image inspect --format '{{index .RepoDigests 0}}' "$image")"
  done
} > docker-compose.digests.yml
echo 'docker-compose.digests.yml is written.'
