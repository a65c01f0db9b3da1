#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Usage: tests/bench/mend.sh BUILD BOARD
#
# wolfSSL mended against wolfSSL as its maker ships it (docs/findings.md), which
# is built when it is missing: the median of `total` of TLS 1.2, TLS 1.3 and
# DTLS 1.2, in turn in many short rounds, because the machine drifts. The figure
# is the median of the rounds' ratios with its 95 % interval (order statistics,
# binomial); the target is 1.03: mended is nowhere slower. Met is what lies
# below the target with its whole interval, missed what lies above it; else the
# rounds were too few, or the machine too busy, to tell. Beside it, without
# target, TLS 1.2 with those copies of glibc that clean no vector registers.
#
# Of the same rounds, TLS 1.2 over TLS 1.3 of either library; target for the
# mended one 1.25, where the probe says that this processor's SHA-256 minds.
# Where the assembly is another one there is nothing to compare.
set -u
build=$1 board=$2
certs=$build/certs/ecdsa-p256
rounds=${ROUNDS:-120}
tries=${TRIES:-24}
size=999
target=1.03 target_versions=1.25
whats=(tls-1.2 tls-1.3 dtls-1.2 tls-1.2-uncleaned)
# glibc's copies by AVX2 and AVX end with vzeroupper and clean what another function left; those by SSE2 do not.
uncleaned=glibc.cpu.hwcaps=-AVX2,-AVX_Fast_Unaligned_Load
read -ra make <<<"${MAKE:-make}"
[ "$board" = host ] && [ "$(uname -m)" = x86_64 ] || { echo "mend: no x86-64 assembly, so nothing is mended"; exit 0; }
[ -z "${WOLFSSL_PREFIX:-}" ] || { echo "mend: WOLFSSL_PREFIX= takes the place of both"; exit 0; }
"${make[@]}" --no-print-directory BUILD="$build" BOARD="$board" VARIANT="wolfssl wolfssl-shipped" programs || exit 1
. "$(dirname "$0")/pair.bash"

total_ns() { # variant what
	local transport version how
	IFS=- read -r transport version how <<<"$2"
	[ -z "$how" ] || export GLIBC_TUNABLES=$uncleaned
	pair_p50_ns "$build/$board/$1" "$transport" "$size" "$tries" --certs "$certs" --tls-version "$version" --counters no-heap
}

# A round of one of them: "MENDED SHIPPED", who goes first alternates.
one_round() { # round what
	local mended shipped
	if (($1 % 2)); then
		mended=$(total_ns wolfssl "$2") && shipped=$(total_ns wolfssl-shipped "$2")
	else
		shipped=$(total_ns wolfssl-shipped "$2") && mended=$(total_ns wolfssl "$2")
	fi && [ -n "$mended" ] && [ -n "$shipped" ] && echo "$mended $shipped"
}

# tell WHAT TARGET NAME NAME: of lines "FIRST SECOND"; target "-" is none. Noise is no miss.
tell() {
	tell_ratios "$(printf '%-25s %s / %s' "$1" "$3" "$4")" 3 "$2" "no target"
	not_missed $?
}

for ((round = 0; round < rounds; round++)); do
	for what in "${whats[@]}"; do
		one_round "$round" "$what" >>"$work/$what" || { echo "bench: $what: a round failed"; exit 1; }
	done
done

status=0
for what in "${whats[@]}"; do
	limit=$target
	[[ $what != *-uncleaned ]] || limit=-
	tell "wolfssl ${what//-/ }" "$limit" mended shipped <"$work/$what" || status=1
done
# "CLEAN SOILED" of the probe's hash, in ns
read -r clean soiled < <("$build/$board/wolfssl/tls_probe" --quiet --json - |
	sed -n 's/.*"clean_ns":\([0-9]*\),"soiled_ns":\([0-9]*\).*/\1 \2/p')
minds=$((${soiled:-0} > 2 * ${clean:-0}))
echo "SHA-256 with all vector registers dirty: $(awk "BEGIN { print ${clean:-0} ? sprintf(\"%.1f\", ${soiled:-0} / ${clean:-1}) : \"?\" }") times as long on this processor"
for column in 1 2; do
	name=shipped limit=-
	[ $column != 1 ] || { name=mended; [ $minds = 0 ] || limit=$target_versions; }
	paste -d' ' <(cut -d' ' -f $column "$work/tls-1.2") <(cut -d' ' -f $column "$work/tls-1.3") |
		tell "wolfssl $name" "$limit" "tls 1.2" "tls 1.3" || status=1
done
exit $status
