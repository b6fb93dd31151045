#!/usr/bin/env bash
# Builds what `flow studio` shows in a browser into studio/dist, from npm, with the versions of the lock file.
# `studio/build.sh FOLDER` writes elsewhere.
set -euo pipefail
out=${1:+$(mkdir -p "$1" && cd "$1" && pwd)}
cd "$(dirname "$0")"
npm ci --silent
node build.mjs ${out:+"$out"}
