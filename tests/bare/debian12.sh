#!/usr/bin/env bash
# Runs a `./dev` command on a bare Debian 12: a root folder with nothing but a shell, apt, git and certificates,
# and in it a clone of the last commit. Not part of the test suite: it needs root, debootstrap, a network, about
# 4 GB and several minutes.
#
#   sudo tests/bare/debian12.sh [-k] [COMMAND]...      default: test; -k keeps the root for a second look
#   sudo tests/bare/debian12.sh demo test              several, one after the other, in the same root
#
# BARE_ROOT: where the root is made (default: a new folder under TMPDIR). A root that is there already is used as it is,
# with a new clone in it. BARE_MIRROR: the mirror.
set -euo pipefail
source_dir=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
keep=false
if [ "${1:-}" = -k ]; then
  keep=true
  shift
fi
[ $# -gt 0 ] || set -- test
[ "$(id -u)" -eq 0 ] || { echo "debian12.sh: chroot and debootstrap need root" >&2; exit 1; }
command -v debootstrap >/dev/null || { echo "debian12.sh: install debootstrap first" >&2; exit 1; }

root=${BARE_ROOT:-$(mktemp -d "${TMPDIR:-/tmp}/streetlight-bare.XXXXXX")}
mirror=${BARE_MIRROR:-http://deb.debian.org/debian}
leave() { $keep || [ -n "${BARE_ROOT:-}" ] || rm -rf "$root"; }
trap leave EXIT

# The bare machine: git and certificates are what a user has who could clone at all. Not even /proc is mounted.
if [ ! -x "$root/usr/bin/apt-get" ]; then
  echo "== debootstrap into $root"
  debootstrap --variant=minbase --include=git,ca-certificates bookworm "$root" "$mirror" >"$root.debootstrap.log" 2>&1 ||
    { tail "$root.debootstrap.log" >&2; exit 1; }
fi
cp /etc/resolv.conf "$root/etc/resolv.conf"

# A clone, not a copy: what is not committed is not there.
rm -rf "$root/root/streetlight"
git clone --quiet --no-hardlinks "file://$source_dir" "$root/root/streetlight"

for command in "$@"; do
  echo "== ./dev $command"
  start=$SECONDS
  chroot "$root" env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin CI=true \
    bash -c "cd /root/streetlight && ./dev $command" </dev/null
  echo "== ./dev $command took $((SECONDS - start)) s"
done
