#!/bin/sh
# Debian packages with which some tests compile kernels and prove contracts. Where they cannot be
# installed, which takes root, these tests are skipped and say so.
set -u
missing=""
for pair in gfortran:gfortran frama-c:frama-c-base why3:why3 cvc4:cvc4 z3:z3; do
    command -v "${pair%%:*}" >/dev/null || missing="$missing ${pair##*:}"
done
[ -z "$missing" ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "installing$missing"
    timeout 300 apt-get update -qq && timeout 300 apt-get install -y -qq --no-install-recommends $missing >/dev/null && exit 0
fi
echo "not installed, their tests are skipped:$missing"
