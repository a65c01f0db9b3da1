#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck disable=SC2016,SC2034,SC2153 # jq has variables of its own; helpers.bash sets and reads ours
# Each bad certificate, on either side, by each protocol and library.

load ../support/helpers

# Transport and version of each secure series of a variant.
series_of() {
	echo tls:1.2 tls:1.3 dtls:1.2
	[[ $1 == openssl* ]] || echo dtls:1.3
}

# fall_out VARIANT TRANSPORT VERSION SERVER-CERTS CLIENT-CERTS: the client fails; the server says so and goes on.
fall_out() {
	local variant=$1 transport=$2 version=$3
	serve "$variant/${transport}_server" --tls-version "$version" --certs "$4" --keep
	call "$variant/${transport}_client" --tls-version "$version" --certs "$5" --sizes 16 --tries 2 --timeout $((20 * SLOWER)) \
		--json "$T/client.jsonl"
	[ "${QUIETLY:-}" = 1 ] || hears server
	server_stops
	expect 1
	whole "$T/client.jsonl"
	holds "$T/client.jsonl" '$done.ok == false and $done.answered == 0 and ($tries | length) == 1'
	rm "$T/client.jsonl"
}

# bad_server FAULT PATTERN: the client refuses it, and the server hears that it did.
bad_server() {
	local variant series
	for variant in $VARIANTS; do
		for series in $(series_of "$variant"); do
			fall_out "$variant" "${series%:*}" "${series#*:}" "$CERTS/bad/$1" "$KEYS"
			complains client 'handshake: ' "$2"
			complains server '127\.0\.0\.1 port [0-9]+: handshake: the peer refuses: alert [a-z_]+ \([0-9]+\)'
		done
	done
}

# bad_client FAULT PATTERN: the server refuses it, and the client hears that it did. In version 1.3 the
# client learns of it only after its handshake.
bad_client() {
	local variant series
	for variant in $VARIANTS; do
		for series in $(series_of "$variant"); do
			fall_out "$variant" "${series%:*}" "${series#*:}" "$KEYS" "$CERTS/bad/$1"
			complains server '127\.0\.0\.1 port [0-9]+: handshake: ' "$2"
			complains client 'the peer refuses: alert [a-z_]+ \([0-9]+\)'
		done
	done
}

# does_not_start PROGRAM CERTS PATTERN...: on each library; no client is needed to see it.
does_not_start() {
	local variant program=$1 certs=$2
	shift 2
	for variant in $VARIANTS; do
		LIMIT=5 run_program "$variant/$program" --certs "$certs" --tls-version 1.2 --port 1443
		fails "$@"
		[ ! -s "$T/client.out" ]
	done
}

@test "server certificate expired" {
	bad_server server-expired "the peer's certificate is refused: certificate has expired"
}

@test "server certificate not yet valid" {
	not_under_valgrind
	bad_server server-not-yet-valid "the peer's certificate is refused: certificate is not yet valid"
}

@test "server certificate of another CA" {
	not_under_valgrind
	bad_server server-other-ca "the peer's certificate is refused: .*issuer"
}

@test "server certificate with wrong name" {
	not_under_valgrind
	bad_server server-wrong-name "the peer's certificate is refused: IP address mismatch"
}

@test "server certificate with wrong usage" {
	not_under_valgrind
	bad_server server-wrong-usage "the peer's certificate is refused: .*(purpose|usage)"
}

@test "server certificate signed by itself" {
	not_under_valgrind
	bad_server server-self-signed "the peer's certificate is refused: .*(self-signed|issuer)"
}

@test "client certificate expired" {
	bad_client client-expired "the peer's certificate is refused: certificate has expired"
}

@test "client certificate not yet valid" {
	not_under_valgrind
	bad_client client-not-yet-valid "the peer's certificate is refused: certificate is not yet valid"
}

@test "client certificate of another CA" {
	not_under_valgrind
	bad_client client-other-ca "the peer's certificate is refused: .*issuer"
}

@test "client certificate with wrong usage" {
	not_under_valgrind
	bad_client client-wrong-usage "the peer's certificate is refused: .*(purpose|usage)"
}

@test "client certificate signed by itself" {
	not_under_valgrind
	bad_client client-self-signed "the peer's certificate is refused: .*(self-signed|issuer)"
}

@test "an address that the certificate does not hold: 127.0.0.2" {
	not_under_valgrind
	local variant
	for variant in $VARIANTS; do
		serve "$variant/tls_server" --bind 127.0.0.2 --keep
		LIMIT=8 call "$variant/tls_client" --host 127.0.0.2 --sizes 16 --tries 1
		fails "the peer's certificate is refused: IP address mismatch"
		hears server
		server_stops
		complains server 'alert'
	done
}

@test "no client certificate: the client names what is missing" {
	does_not_start tls_client "$CERTS/bad/client-none" 'bad/client-none/client\.pem: No such file' 'valid: .*scripts/cert\.sh'
	does_not_start dtls_client "$CERTS/bad/client-none" 'bad/client-none/client\.pem: No such file'
}

@test "no client certificate: the server refuses a stranger without one" {
	not_under_valgrind
	local variant version
	for variant in $VARIANTS; do
		for version in 2 3; do
			serve "$variant/tls_server" --tls-version 1.$version --keep
			OPENSSL_CONF=/dev/null timeout 10 openssl s_client -connect "127.0.0.1:$PORT" -tls1_$version \
				-CAfile "$KEYS/ca.pem" </dev/null >"$T/stranger" 2>&1 || true
			hears server
			server_stops
			complains server 'handshake: .*cert'
		done
		serve "$variant/dtls_server" --tls-version 1.2 --keep
		OPENSSL_CONF=/dev/null timeout 10 openssl s_client -connect "127.0.0.1:$PORT" -dtls1_2 \
			-CAfile "$KEYS/ca.pem" </dev/null >"$T/stranger" 2>&1 || true
		hears server
		server_stops
		complains server 'handshake: .*cert'
	done
}

@test "a key that belongs to another certificate" {
	does_not_start tls_server "$CERTS/bad/server-key-mismatch" 'bad/server-key-mismatch/server\.key'
	does_not_start dtls_server "$CERTS/bad/server-key-mismatch" 'bad/server-key-mismatch/server\.key'
	cp -r "$KEYS" "$T/mixed"
	cp "$KEYS/server.key" "$T/mixed/client.key"
	does_not_start tls_client "$T/mixed" 'mixed/client\.key'
}

@test "a key of the other kind" {
	not_under_valgrind
	cp -r "$KEYS" "$T/mixed"
	cp "$CERTS/rsa-2048/client.key" "$T/mixed/client.key"
	does_not_start tls_client "$T/mixed" 'mixed/client\.key'
}

@test "a folder of certificates that is missing" {
	not_under_valgrind
	does_not_start tls_client "$T/nowhere" 'nowhere/ca\.pem: No such file or directory; valid: .*scripts/cert\.sh'
	does_not_start dtls_server "$T/nowhere" 'nowhere/ca\.pem: No such file or directory'
}

@test "files that hold no certificate and no key" {
	not_under_valgrind
	local file
	for file in ca.pem server.pem server.key; do
		cp -r "$KEYS" "$T/bad"
		echo garbage >"$T/bad/$file"
		does_not_start tls_server "$T/bad" "bad/$file (holds|is) no"
		: >"$T/bad/$file"
		does_not_start dtls_server "$T/bad" "bad/$file (holds|is) no"
		rm -r "$T/bad"
	done
}

# Root reads everything, so that the program runs as somebody else then; nobody but root enters bats' folders.
@test "a key that cannot be read" {
	not_under_valgrind
	local variant open=$T other=()
	if [ "$(id -u)" = 0 ]; then
		open=$(mktemp -d)
		FOLDERS+=("$open")
		chmod 755 "$open"
		other=(setpriv --reuid 65534 --regid 65534 --clear-groups)
	fi
	cp -r "$KEYS" "$open/locked"
	chmod 755 "$open/locked"
	chmod 644 "$open"/locked/*
	chmod 000 "$open/locked/client.key"
	for variant in $VARIANTS; do
		cp "$BUILD/$BOARD/$variant/tls_client" "$open/tls_client"
		STATUS=0
		"${other[@]}" "$open/tls_client" --certs "$open/locked" >"$T/client.out" 2>"$T/client.err" || STATUS=$?
		fails 'locked/client\.key: Permission denied; valid: '
	done
}

@test "a key that is a folder" {
	not_under_valgrind
	cp -r "$KEYS" "$T/odd"
	rm "$T/odd/client.key"
	mkdir "$T/odd/client.key"
	does_not_start tls_client "$T/odd" 'odd/client\.key'
}

@test "several CAs in one file, and a chain behind a certificate" {
	not_under_valgrind
	local variant
	cp -r "$KEYS" "$T/more"
	cat "$CERTS/rsa-2048/ca.pem" "$KEYS/ca.pem" >"$T/more/ca.pem"
	cat "$KEYS/ca.pem" >>"$T/more/server.pem"
	for variant in $VARIANTS; do
		serve "$variant/tls_server" --certs "$T/more"
		call "$variant/tls_client" --certs "$T/more" --host 127.0.0.1 --sizes 16 --tries 2
		expect 0
		server_ends
	done
}

@test "a file that is broken behind its first certificate, a key with a password, and one of a megabyte and more" {
	not_under_valgrind
	cp -r "$KEYS" "$T/bad"
	sed 's/^M/?/' "$CERTS/rsa-2048/client.pem" >>"$T/bad/client.pem"
	does_not_start tls_client "$T/bad" 'bad/client\.pem holds no certificate in PEM'
	cp "$KEYS/client.pem" "$T/bad/client.pem"
	# nobody is asked for it
	openssl pkey -in "$KEYS/client.key" -aes128 -passout pass:secret -out "$T/bad/client.key" 2>/dev/null
	chmod 600 "$T/bad/client.key"
	does_not_start tls_client "$T/bad" 'bad/client\.key is no private key of the certificate beside it'
	head -c 1048577 /dev/zero >"$T/bad/client.key"
	does_not_start dtls_client "$T/bad" 'bad/client\.key: too large; valid: at most 1048576 bytes'
}

@test "an RSA server and an ECDSA client have nothing in common" {
	not_under_valgrind
	local variant series quietly
	for variant in $VARIANTS; do
		for series in $(series_of "$variant"); do
			quietly=0
			# a stateless listener tells nobody of strangers
			[ "${series%:*}-${variant%%-*}" != dtls-wolfssl ] || quietly=1
			QUIETLY=$quietly fall_out "$variant" "${series%:*}" "${series#*:}" "$CERTS/rsa-2048" "$KEYS"
			complains client 'handshake: the peer refuses: alert handshake_failure .*no version, suite, group or signature in common'
			[ "$quietly" = 1 ] || complains server 'handshake: no .*(suite|signature)'
		done
	done
}
