#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Usage: tests/bench/mend.sh BUILD BOARD
#
# wolfSSL mended against wolfSSL as its maker ships it (docs/findings.md), which
# is built when it is missing: the median of `total` of TLS 1.2, TLS 1.3 and
# DTLS 1.2, in turn in many short rounds, because the machine drifts. The figure
# is the median of the rounds' ratios with its 95 % interval (order statistics,
# binomial); the target is 1.03: mended is nowhere slower. Beside it the mended
# library's TLS 1.2 over its TLS 1.3, of the same rounds; target 1.25 where the
# processor is of those that mind (Intel with the SHA instructions), none
# elsewhere. Met is what lies below the target with its whole interval, missed
# what lies above it; else the rounds were too few, or the machine too busy.
# Where the assembly is another one there is nothing to compare.
set -u
build=$1 board=$2
certs=$build/certs/ecdsa-p256
rounds=${ROUNDS:-120}
tries=${TRIES:-32}
size=999
target=1.03 target_versions=1.25
read -ra make <<<"${MAKE:-make}"
[ "$board" = host ] && [ "$(uname -m)" = x86_64 ] || { echo "mend: no x86-64 assembly, so nothing is mended"; exit 0; }
[ -z "${WOLFSSL_PREFIX:-}" ] || { echo "mend: WOLFSSL_PREFIX= takes the place of both"; exit 0; }
"${make[@]}" --no-print-directory BUILD="$build" BOARD="$board" VARIANT="wolfssl wolfssl-shipped" programs || exit 1
. "$(dirname "$0")/pair.bash"

total_ns() { # variant transport version
	pair_p50_ns "$build/$board/$1" "$2" "$size" "$tries" --certs "$certs" --tls-version "$3" --counters no-heap
}

# A round of one transport: "MENDED SHIPPED", who goes first alternates.
one_round() { # round transport version
	local mended shipped
	if (($1 % 2)); then
		mended=$(total_ns wolfssl "$2" "$3") && shipped=$(total_ns wolfssl-shipped "$2" "$3")
	else
		shipped=$(total_ns wolfssl-shipped "$2" "$3") && mended=$(total_ns wolfssl "$2" "$3")
	fi && [ -n "$mended" ] && [ -n "$shipped" ] && echo "$mended $shipped"
}

# tell WHAT TARGET NAME NAME: of lines "FIRST SECOND"; target "-" is none.
tell() {
	awk '{ print $1 / $2, $1, $2 }' | sort -n | awk -v what="$1" -v limit="$2" -v first="$3" -v second="$4" '
		{ ratio[NR] = $1; one[NR] = $2; other[NR] = $3 }
		END {
			middle = int((NR + 1) / 2)
			low = int((NR - 1.96 * sqrt(NR)) / 2)
			if (low < 1)
				low = 1
			high = NR + 1 - low
			verdict = ratio[high] <= limit ? "met" : ratio[low] > limit ? "MISSED" : "too noisy to tell"
			aim = limit == "-" ? "no target on this processor" : sprintf("target %.2f %s", limit, verdict)
			printf "%-15s %s / %s, p50 of %d rounds: %.3f (95 %%: %.3f to %.3f; %s); in the middle round %.1f and %.1f us\n",
				what, first, second, NR, ratio[middle], ratio[low], ratio[high], aim, one[middle] / 1000, other[middle] / 1000
			exit limit != "-" && verdict == "MISSED"
		}'
}

for ((round = 0; round < rounds; round++)); do
	for what in tls-1.2 tls-1.3 dtls-1.2; do
		one_round "$round" "${what%-*}" "${what#*-}" >>"$work/$what" || { echo "bench: $what: a round failed"; exit 1; }
	done
done

status=0
for what in tls-1.2 tls-1.3 dtls-1.2; do
	tell "wolfssl ${what/-/ }" "$target" mended shipped <"$work/$what" || status=1
done
minds=$(grep -q '^vendor_id.*GenuineIntel' /proc/cpuinfo && grep -qw sha_ni /proc/cpuinfo && echo "$target_versions")
for column in 1 2; do
	[ $column = 1 ] && name=mended limit=${minds:--} || { name=shipped limit=-; }
	paste -d' ' <(cut -d' ' -f $column "$work/tls-1.2") <(cut -d' ' -f $column "$work/tls-1.3") |
		tell "wolfssl $name" "$limit" "tls 1.2" "tls 1.3" || status=1
done
exit $status
