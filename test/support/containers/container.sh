#!/bin/sh
# Makes the root file system of one container and runs its command there: `unshare --net --mount --uts --ipc container.sh …`.
# NAME: of the host. ROOT: an empty folder. HOSTS: lines of /etc/hosts. USER_IDS: uid:gid. HOME_FOLDER, WORK_FOLDER: inside. READ_ONLY: 1 or 0.
# MOUNTS: lines of `source target ro|rw`. NETWORK: process of the network, with ADDRESS in it; empty: loopback alone.
set -eu

hostname "$NAME"
mount --make-rprivate /
mount -t tmpfs -o mode=755 container "$ROOT"
cd "$ROOT"
mkdir -p dev etc proc usr/local/bin "./$HOME_FOLDER" "./$WORK_FOLDER"
mkdir -m 1777 tmp
mount --rbind /dev dev

# The programs of this machine stand for those of the image's distribution.
for folder in bin sbin lib lib64 usr/bin usr/sbin usr/lib usr/lib64; do
  if [ -L "/$folder" ]; then
    cp -P "/$folder" "$folder"
  elif [ -d "/$folder" ]; then
    mkdir "$folder"
    mount -o bind,ro "/$folder" "$folder"
  fi
done
printf '%s\n' "$HOSTS" > etc/hosts
printf 'root:x:0:0::/root:/bin/sh\nuser:x:1000:1000::%s:/bin/sh\n' "$HOME_FOLDER" > etc/passwd

printf '%s' "$MOUNTS" | while read -r source target mode; do
  if [ -d "$source" ]; then
    mkdir -p "./$target"
  else
    mkdir -p "./$(dirname "$target")"
    : > "./$target"
  fi
  mount -o "bind,$mode" "$source" "./$target"
done
chown "$USER_IDS" "./$HOME_FOLDER"
[ "$READ_ONLY" = 0 ] || mount -o remount,ro "$ROOT"

ip link set lo up
if [ -n "$NETWORK" ]; then
  outside=eth${ADDRESS##*.}
  # Of an earlier container at this address: the kernel takes its time with the network of one that has ended.
  nsenter --target "$NETWORK" --net ip link delete "$outside" 2> /dev/null || true
  ip link add eth0 type veth peer name "$outside" netns "$NETWORK"
  nsenter --target "$NETWORK" --net ip link set "$outside" master bridge up
  ip address add "$ADDRESS/24" dev eth0
  ip link set eth0 up
fi

exec unshare --pid --fork --root="$ROOT" --wd="$WORK_FOLDER" --mount-proc "$@"
