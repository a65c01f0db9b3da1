# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash disable=SC2016 # jq has variables of its own
# One test over many series: transports, versions and libraries; and what each does after a fault.

# ask TRANSPORT VARIANT [OPTION]...: a client of the last peer, which must not hang. TRIES=1.
ask() {
	call "$2/$1_client" --sizes "${SIZE:-40}" --tries "${TRIES:-1}" --timeout "${LIMIT_S:-5}" \
		--json "$T/client.jsonl" "${@:3}"
	whole "$T/client.jsonl"
	holds "$T/client.jsonl" '$done.ok == false and $done.status == 1 and ($done.reason | length) > 0'
	rm -f "$T/client.jsonl"
}

# still_serves TRANSPORT VARIANT [OPTION]...: after what happened, the server answers a good client; then it ends.
still_serves() {
	call "$2/$1_client" --sizes 16 --tries 1 "${@:3}"
	expect 0
	silent client
	server_stops
}

# each_series COMMAND...: calls it with TRANSPORT VARIANT [--tls-version V] of each series.
each_series() {
	local variant plain=${SERIES_PLAIN-"tcp udp"} name
	variant=$(plain_variant)
	for name in $plain; do
		echo "with $name"
		"$@" "$name" "$variant"
	done
	each_secure "$@"
}

each_secure() {
	local variant name
	for variant in $VARIANTS; do
		for name in ${SERIES:-tls:1.2 tls:1.3 dtls:1.2 dtls:1.3}; do
			[ "$name-${variant%%-*}" != dtls:1.3-openssl ] || continue
			echo "with $name on $variant"
			"$@" "${name%:*}" "$variant" --tls-version "${name#*:}"
		done
	done
}

each_tls() {
	SERIES="tls:1.2 tls:1.3" each_secure "$@"
}

each_dtls() {
	SERIES="dtls:1.2 dtls:1.3" each_secure "$@"
}
