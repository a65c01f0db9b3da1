#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Usage: tests/bench/run.sh
#
# All benchmarks with a target, each beside what it is compared with, in one run.
# `make bench` calls it and sets BUILD, BOARD, VARIANTS and MAKE. Status 1: a target was missed.
set -u
cd "$(dirname "$0")/../.." || exit 1
build=${BUILD:-build}/${BOARD:-host}
read -r -a variants <<<"${VARIANTS:-wolfssl openssl}"
bare=$build/bench/bare
status=0

mkdir -p "$build/bench" || exit 1
"${CC:-gcc}" -std=c11 -D_GNU_SOURCE -O2 -o "$bare" tests/bench/bare.c || exit 1
# the plain programs are the same in every variant
tests/bench/plain.sh "$build/${variants[0]}" "$bare" || status=1
tests/bench/session.sh "$build/${variants[0]}" || status=1
tests/bench/open_loop.sh "$build/${variants[0]}" || status=1
of_openssl=()
[[ " ${variants[*]} " != *" openssl "* ]] || of_openssl=("$build/openssl" "${BUILD:-build}/certs/ecdsa-p256")
tests/bench/stream.sh "$build/${variants[0]}" "${of_openssl[@]}" || status=1
tests/bench/tls.sh "$build" "${BUILD:-build}/certs/ecdsa-p256" "${variants[@]}" || status=1
tests/bench/counters.sh "$build" "${BUILD:-build}/certs/ecdsa-p256" "${variants[@]}" || status=1
[[ " ${variants[*]} " != *" wolfssl "* ]] || tests/bench/tls_bench.sh "${BUILD:-build}" "${BOARD:-host}" || status=1
[[ " ${variants[*]} " != *" openssl "* ]] || tests/bench/s_time.sh "${BUILD:-build}" "${BOARD:-host}" || status=1
tests/bench/crowd.sh "${BUILD:-build}" "${BOARD:-host}" "${variants[@]}" || status=1
tests/bench/slow.sh "${BUILD:-build}" "${BOARD:-host}" "${variants[@]}" || status=1
tests/bench/mend.sh "${BUILD:-build}" "${BOARD:-host}" || status=1
tests/bench/million.sh "${BUILD:-build}" "${BOARD:-host}" "${variants[0]}" || status=1
exit $status
