#!/bin/sh
# docker-compose.yml on Podman: up, the first extraction of docs/containers.md, down, up again with what was kept. Run in namespaces of its own.
# ROOT, WORK, COMPOSE: as scripts/rehearse-image.ts gives them; the images are those of build.sh.
set -eu

export DOCKER_HOST="unix://$WORK/podman.sock"
# Networks and their states, which Podman keeps apart from its storage.
mkdir -p "$WORK/networks" && mount --mkdir --bind "$WORK/networks" /etc/containers/networks
mount -t tmpfs tmpfs /run
ip link set lo up
cp "$ROOT/docker-compose.yml" "$WORK"
echo 'EXTRACT_POLL_INTERVAL=1s' > "$WORK/.env"
compose() { timeout 300 "$COMPOSE" --progress plain --project-name rehearsal --project-directory "$WORK" --file "$WORK/docker-compose.yml" "$@"; }

podman system service --time 0 "$DOCKER_HOST" > "$WORK/service.log" 2>&1 &
until [ -S "$WORK/podman.sock" ]; do sleep 0.1; done
# Without systemd Podman has no timer for health checks.
while sleep 1; do
  for id in $(podman ps --quiet); do podman healthcheck run "$id" || true; done
done > /dev/null 2>&1 &

fail() { echo "$*" >&2; compose ps --all; compose logs --tail 20; exit 1; }
# --wait takes the end of what runs once for a failure. The worker brings up all that it needs.
up() { compose up --no-build --wait worker || fail 'Not all services came up'; }

up
compose run --rm -T cli start --previous day --dataset first --wait || fail 'The extraction failed'
compose run --rm -T cli files --dataset first
compose cp s3:/data/exports "$WORK/exports"
file=$(find "$WORK/exports" -name '*.csv')
[ -s "$file" ] || fail 'The bucket has not one file'
worker=$(compose ps --quiet worker)
compose stop worker
code=$(podman inspect --format '{{.State.ExitCode}}' "$worker")
[ "$code" = 0 ] || fail "The worker ended with $code"
compose down
up
compose run --rm -T cli files --dataset first | grep -q "$(basename "$file")" || fail 'The file is gone after a restart'
compose down --volumes
echo 'Built, brought up, extracted, stopped, and found again after a restart'
