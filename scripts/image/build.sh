#!/bin/sh
# Makes the images of docker-compose.yml in a storage of their own, below WORK: ours from the Dockerfile as it stands.
# ROOT: this repository. NODE, TEMPORAL, VERSITYGW: executables. REGISTRY: npm's. NODE_EXTRA_CA_CERTS, when set, is trusted while npm installs.
set -eu

context=$WORK/context
mkdir -p "$context"
printf '[storage]\ndriver = "overlay"\ngraphroot = "%s"\nrunroot = "%s"\n' "$WORK/store" "$WORK/run" > "$CONTAINERS_STORAGE_CONF"
build() { buildah --log-level error build --isolation oci --runtime runc --format docker "$@"; }

echo 'Base image: Debian and Node'
debian=$context/debian
debootstrap --variant=minbase bookworm "$debian" > "$WORK/debootstrap.log" || { tail "$WORK/debootstrap.log"; exit 1; }
rm -rf "$debian"/var/lib/apt/lists/* "$debian"/var/cache/apt/*.bin "$debian"/var/cache/apt/archives/*.deb "$debian/etc/resolv.conf"
# As Debian's images have it: apt keeps nothing that it can make again.
printf 'Dir::Cache::pkgcache ""; Dir::Cache::srcpkgcache "";\n' > "$debian/etc/apt/apt.conf.d/docker-clean"
local=$debian/usr/local
npm pack --silent --pack-destination "$WORK" npm@10.9.4 > /dev/null
mkdir -p "$local/lib/node_modules/npm"
tar -xzf "$WORK/npm-10.9.4.tgz" -C "$local/lib/node_modules/npm" --strip-components 1
cp "$NODE" "$local/bin/node"
for name in npm npx; do ln -s "../lib/node_modules/npm/bin/$name-cli.js" "$local/bin/$name"; done
chroot "$debian" groupadd --gid 1000 node
chroot "$debian" useradd --uid 1000 --gid node --create-home node
# As the image node has it: what is no program is handed to Node.
printf '#!/bin/sh\n[ -n "$(command -v "$1")" ] || set -- node "$@"\nexec "$@"\n' > "$local/bin/docker-entrypoint.sh"
chmod 755 "$local/bin/docker-entrypoint.sh"
base=$(sed -n 's/^FROM \(\S*\)$/\1/p' "$ROOT/Dockerfile")
build --network none --tag "docker.io/library/$base" --file - "$context" << 'EOF'
FROM scratch
COPY debian /
ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
ENTRYPOINT ["docker-entrypoint.sh"]
CMD ["node"]
EOF

echo 'Our image, from the Dockerfile'
printf 'registry=%s\n' "$REGISTRY" > "$WORK/npmrc"
set -- --volume "$WORK/npmrc:/usr/local/etc/npmrc:ro"
if [ -n "${NODE_EXTRA_CA_CERTS:-}" ]; then
  echo 'cafile=/authorities.crt' >> "$WORK/npmrc"
  set -- "$@" --volume "$NODE_EXTRA_CA_CERTS:/authorities.crt:ro"
fi
build --network host "$@" --tag marketo-activity-extract "$ROOT"
buildah images

echo 'Images of others, of their programs'
cp "$(command -v busybox)" "$TEMPORAL" "$VERSITYGW" "$context"
image() { sed -n "s#^ *image: \(&[a-z]* \)\{0,1\}\($1:.*\)#\2#p" "$ROOT/docker-compose.yml"; }
build --network none --tag "docker.io/$(image temporalio/temporal)" --file - "$context" << EOF
FROM docker.io/library/$base
COPY $(basename "$TEMPORAL") /usr/local/bin/temporal
RUN mkdir /home/temporal && chown 1000:1000 /home/temporal
ENV HOME=/home/temporal
USER 1000:1000
ENTRYPOINT ["temporal"]
CMD []
EOF
build --network none --tag "$(image ghcr.io/versity/versitygw)" --file - "$context" << EOF
FROM docker.io/library/$base
COPY busybox /usr/local/bin/wget
COPY $(basename "$VERSITYGW") /usr/local/bin/versitygw
ENTRYPOINT ["versitygw"]
CMD []
EOF
