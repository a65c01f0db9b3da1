#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# Several boards: bringing files, two machines without a control channel, a fleet.

load ../support/boards

# one_key FOLDER...: the first board's key opens all of them; sets SSH.
one_key() {
	local folder
	cat "${@/%//known_hosts}" >"$T/hosts"
	for folder in "${@:2}"; do cp "$1/user_key.pub" "$folder/authorized"; done
	sed "s#UserKnownHostsFile.*#UserKnownHostsFile $T/hosts#" "$1/ssh_config" >"$T/ssh_config"
	SSH="ssh -F $T/ssh_config"
}

@test "batch_scp and batch_test between two machines, whichever starts first" {
	local home
	board 11 && one=$B
	board 12
	one_key "$one" "$B"
	home=$T/there
	mkdir -p "$home/1" "$home/2"
	scripts/batch_scp.sh --certs "$BATS_FILE_TMPDIR/pki11/ecdsa-p256" --keys rsa-2048,ed25519 --variants wolfssl,openssl --ssh-command "$SSH" --dir "$home/1" root@10.77.11.2:2222
	scripts/batch_scp.sh --certs "$BATS_FILE_TMPDIR/pki11/ecdsa-p256" --keys rsa-2048,ed25519 --variants wolfssl,openssl --ssh-command "$SSH" --dir "$home/2" root@10.77.12.2:2222 root@10.77.11.2:2222
	[ "$(find "$home/1" -name ca.key | wc -l)" -eq 0 ]
	for file in "$home"/1/build/host/*/*_client; do
		readelf -SW "$file" >"$T/elf"
		! grep -qE '\.symtab|\.debug_info' "$T/elf" || { echo "$file: not stripped"; return 1; }
	done
	# The client first; the server is this test's own machine, so that the certificate knows it.
	ssh -F "$T/ssh_config" -p 2222 root@10.77.11.2 "cd $home/1 && scripts/batch_test.sh -c 10.77.11.1 -p 22443 -n 4 -r 2 -w 30" >"$T/client.out" 2>&1 &
	PIDS+=($!)
	sleep 1.5
	(cd "$home/2" && scripts/batch_test.sh -s -a 10.77.11.1 -p 22443 -r 2 -w 30) >"$T/server.out" 2>&1 || { said; return 1; }
	wait "${PIDS[-1]}" || { said; return 1; }
	# nine in each of two rounds, and the heap of the seven secure ones
	grep -q '^25 done, 0 failed' "$T/client.out"
	grep -q '^25 done, 0 failed' "$T/server.out"
	[ "$(cat "$home"/1/results/batch-client/*/*.jsonl | jq -s 'map(select(.record == "end" and .ok)) | length')" -eq 25 ]
	desk import "$home/1/results/batch-client" "$home/2/results/batch-server" --out "$T/results"
	says 0 "^9 series in 2 rounds, both ends"
	# The other sets, an intermediate and a pre-shared key are there, too.
	for options in "--keys rsa-2048 --chain 2" "--keys ed25519" "--psk ecdhe"; do
		# shellcheck disable=SC2086
		BUILD=$home/2/build serve wolfssl/tls_server --bind 10.77.11.1 --certs "$home/2/build/certs/ecdsa-p256" $options
		ssh -F "$T/ssh_config" -p 2222 root@10.77.11.2 \
			"cd $home/1 && build/host/openssl/tls_client --host 10.77.11.1 --port $PORT --tries 2 --sizes 16 $options" >"$T/client.out" 2>&1 || { said; return 1; }
		server_ends && expect_status 0 "$SERVER_STATUS" "server"
	done
	desk report "$T/results/latest"
	says 0 "started by hand, and the records of both imported" "no detectable difference|faster|slower|no difference"
}

@test "a fleet of three, one of them unreachable; --resume makes the missing one" {
	board 13 && one=$B
	board 14 && two=$B
	board 15
	one_key "$one" "$two" "$B"
	"$NAMESPACE" kill "$B"
	printf '# three boards\none host root@10.77.13.2:2222\ntwo host root@10.77.14.2:2222 server\nthree host root@10.77.15.2:2222\n' >"$T/boards.txt"
	run scripts/fleet.sh --no-build --out "$T/fleet" --ssh-command "$SSH" "$T/boards.txt" -- --tries 4 --rounds 2 --sizes 16 --transports tcp,tls1.3
	echo "$output"
	[ "$status" -eq 1 ]
	[[ $output == *"Connection refused"* && $output == *"no whole results of: three"* && $output == *"3 boards, 1 failed"* ]]
	[ -f "$T/fleet/one/latest/report.txt" ] && [ -f "$T/fleet/two/latest/report.txt" ] && [ ! -e "$T/fleet/three/latest" ]
	before=$(ls "$T/fleet/one" "$T/fleet/two")
	"$NAMESPACE" start "$B"
	sleep 1
	run scripts/fleet.sh --no-build --resume --out "$T/fleet" --ssh-command "$SSH" "$T/boards.txt" -- --tries 4 --rounds 2 --sizes 16 --transports tcp,tls1.3
	echo "$output"
	[ "$status" -eq 0 ]
	[ "$(ls "$T/fleet/one" "$T/fleet/two")" = "$before" ]
	[[ $output == *"3 boards, 0 failed"* ]]
	for name in one two three; do grep -qE "^$name +tcp +16 +[0-9]" <<<"$output"; done
	# A board is known by its name, wherever it stands in the list.
	"$NAMESPACE" kill "$B"
	printf 'three host root@10.77.15.2:2222 server\none host root@10.77.13.2:2222\ntwo host root@10.77.14.2:2222 server\n' >"$T/boards.txt"
	run scripts/fleet.sh --no-build --resume --out "$T/fleet" --ssh-command "$SSH" "$T/boards.txt" -- --tries 4 --rounds 2 --sizes 16 --transports tcp,tls1.3
	echo "$output"
	# Its line is another one now, so what it did before is no figure of this list.
	[ "$status" -eq 1 ] && [[ $output == *"no whole results of: three"* && $output == *"3 boards, 1 failed"* ]]
	[ "$(ls "$T/fleet/one" "$T/fleet/two")" = "$before" ]
	[ "$(grep -cE "^three +tcp" <<<"$output")" -eq 0 ]
	grep -qE "^one +tcp +16 +[0-9]" <<<"$output"
}

# Stand-ins for what is asked of boards: the list's book-keeping alone. No network, no board.
@test "a fleet run again: an earlier run's figures are not those of a board that fails now" {
	mkdir -p "$T/fleet/one/old" "$T/fleet/two/old"
	for name in one two; do
		echo '{}' >"$T/fleet/$name/old/plan.json"
		ln -s old "$T/fleet/$name/latest"
		touch "$T/fleet/$name/whole"
		echo "$name host root@192.0.2.1 client" >"$T/fleet/$name/line"
	done
	printf 'one host root@192.0.2.1\n' >"$T/boards.txt"
	run scripts/fleet.sh --no-build --resume --out "$T/fleet" --ssh-command false "$T/boards.txt"
	echo "$output"
	[ "$status" -eq 0 ] && [[ $output == *"1 boards, 0 failed"* ]]
	run scripts/fleet.sh --no-build --out "$T/fleet" --ssh-command false "$T/boards.txt"
	echo "$output"
	[ "$status" -eq 1 ] && [[ $output == *"no whole results of: one"* && $output == *"1 boards, 1 failed"* ]]
	[ ! -e "$T/fleet/one/latest" ] && [ -f "$T/fleet/one/old/plan.json" ]
	# A name that the list did not have before is not passed over.
	printf 'new host root@192.0.2.1\ntwo host root@192.0.2.1\n' >"$T/boards.txt"
	run scripts/fleet.sh --no-build --resume --out "$T/fleet" --ssh-command false "$T/boards.txt"
	echo "$output"
	[ "$status" -eq 1 ] && [[ $output == *"no whole results of: new"* && $output == *"2 boards, 1 failed"* ]]
}

@test "a list of boards that is wrong: one line that names the line" {
	while IFS='|' read -r line words; do
		printf '# list\n%s\n' "$line" >"$T/boards.txt"
		run scripts/fleet.sh --no-build --out "$T/fleet" "$T/boards.txt"
		echo "$output"
		[ "$status" -eq 2 ] && [[ $output == *"line 2"*"$words"* ]]
	done <<-LINES
		a ps5 x@y|ps5: unknown board; valid: 
		a host x@y:z|not valid; valid: [user@]host[:port]
		../a host x@y|not a name
		a host x@y both|both: not valid; valid: client, server
	LINES
	# Line ends of another system are no part of a name.
	printf '# list\r\none host root@192.0.2.1\r\n\r\ntwo host root@192.0.2.2 server' >"$T/boards.txt"
	run scripts/fleet.sh --no-build --out "$T/crlf" --ssh-command false "$T/boards.txt"
	echo "$output"
	[ "$status" -eq 1 ] && [[ $output == *"no whole results of: one two"* ]]
	[ "$(cat "$T/crlf/one/line")" = "one host root@192.0.2.1 client" ]
	run scripts/fleet.sh "$T/none.txt"
	[ "$status" -eq 1 ] && [[ $output == *"none.txt: cannot be read" ]]
	run scripts/batch_scp.sh --keys rsa-2048, x@y
	[ "$status" -eq 2 ] && [[ $output == *"--keys rsa-2048,: not valid; valid: names of sets beside build/certs/ecdsa-p256, with commas between them" ]]
	run scripts/batch_scp.sh --keys rsa-1024 x@y
	[ "$status" -eq 1 ] && [[ $output == *"build/certs/rsa-1024/ca.pem: not there; make it with: make certs" ]]
	run scripts/batch_scp.sh --board ps5 x@y
	[ "$status" -eq 1 ] && [[ $output == *"build/ps5: not there; make it with: make BOARD=ps5" ]]
	run scripts/batch_test.sh -s -c x
	[ "$status" -eq 2 ]
	run scripts/batch_test.sh
	[ "$status" -eq 2 ] && [[ $output == *"valid: -s on the server, -c HOST on the client" ]]
}

@test "batch_test: an end that nobody comes to gives up after one wait; missing certificates are named first" {
	local certs="$T/pki/ecdsa-p256"
	scripts/cert.sh --out "$T/pki" --san 127.0.0.1 >/dev/null
	for end in "-s -a 127.0.0.1" "-c 127.0.0.1"; do
		# Word splitting is wanted: a command line.
		# shellcheck disable=SC2086
		run scripts/batch_test.sh $end -b host -p 23643 -w 1 -d "$certs" -o "$T/records"
		echo "$output"
		[ "$status" -eq 1 ] && [ "${#lines[@]}" -eq 3 ] && [[ ${lines[0]} == "tcp "*FAILED* ]]
		[ "${lines[1]}" = "the other end did not come within 1 s, so the rest was not tried" ]
		[[ ${lines[2]} == "0 done, 1 failed; "* ]]
		# shellcheck disable=SC2086
		run scripts/batch_test.sh $end -b host -p 23643 -w 1 -d "$T/none" -o "$T/none.records"
		[ "$status" -eq 1 ] && [ "${#lines[@]}" -eq 1 ] && [ ! -e "$T/none.records" ]
		[[ $output == *"$T/none/ca.pem: not there; valid: -d with a folder made by scripts/cert.sh" ]]
	done
}

@test "report over several folders: one table; one that cannot be read is named" {
	desk run --build "$BUILD" --certs "$KEYS" --out "$T/a" --tries 4 --rounds 2 --sizes 16 --transports tcp,tls1.3 --variants wolfssl
	says 0
	desk run --build "$BUILD" --certs "$KEYS" --out "$T/b" --tries 4 --rounds 2 --sizes 16 --transports tcp,tls1.3 --variants openssl
	says 0
	desk report "$T/a/latest" "$T/b/latest"
	says 0 "^a +tcp +16 +[0-9.]+" "^b +tcp +16" "wolfssl +openssl  unit"
	desk report "$T/a/latest" "$T/none"
	says 1 "UNREADABLE $T/none: No such file" "^a +tcp"
}
