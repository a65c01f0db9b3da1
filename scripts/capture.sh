#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Usage: scripts/capture.sh ROW [OPTION]...
#        scripts/capture.sh --seconds N [OPTION]...
#        scripts/capture.sh --list [--ssh TARGET]
#
# Captures what passes on the wire to a file for Wireshark (pcapng), and prints
# its flights as tshark dissects them.
# ROW is a name that `wiretoll run --transports` takes or its report prints, such
# as tls1.3 or tls1.3_x25519_ticket. Its pair is started here, on loopback, and
# beside the bytes of each flight stand those that the programs recorded. With
# --seconds it captures what passes in that time; with --list it tells which
# interfaces there are.
#
#   --out FILE             where to, a new file (default: captures/<time>-<row>.pcapng);
#                          of a row the records of both ends lie beside it
#   --variant NAME         of the row's pair (default: wolfssl)
#   --peer-variant NAME    of its server (default: as --variant)
#   --size BYTES           of its message (default: 256)
#   --tries N              messages behind the cold one (default: 1)
#   --mode MODE            of the programs: connect, session (default: connect)
#   --key-log              write the secrets of the sessions beside FILE, so that
#                          tshark and Wireshark read what was said
#   --port N               of the row's server (default: the system picks); with
#                          --seconds the port to capture, or any (default: 1443)
#   --interface NAME       with --seconds (default: lo; of a board that of the SSH
#                          connection)
#   --ssh TARGET           with --seconds: on that board, [user@]host[:port], by its
#                          tcpdump, and written here
#   --ssh-command COMMAND  ssh with its options (default: ssh)
#
# The programs are those in build/host, or BUILD=. The exit status is 0 when all
# was captured, 1 when it was not, 2 when the command line is wrong.
set -u
. "$(dirname "$0")/lib.sh"
. "$top/scripts/capture/tools.sh"
cd "$top" || exit 1

build=${BUILD:-build}
settle_limit_s=5
row='' out='' base='' variant=wolfssl peer_variant='' size=256 tries=1 mode=connect key_log='' port='' seconds='' interface=''
target='' login='' port_of_ssh='' ssh_command=ssh list=''
work='' made=() protocols=(tcp udp) captured_out=0 captured_in=0

# --- command line ---------------------------------------------------------------

# number OPTION VALUE LEAST MOST
number() {
	[[ $2 =~ ^[0-9]{1,7}$ ]] && ((10#$2 >= $3 && 10#$2 <= $4)) || wrong "$1 $2: not valid; valid: $3 to $4"
}

parse() {
	while [ $# -gt 0 ]; do
		case $1 in
		--help) help_text; exit 0 ;;
		--list) list=1 ;;
		--key-log) key_log=1 ;;
		--out | --variant | --peer-variant | --size | --tries | --mode | --port | --seconds | --interface | --ssh | --ssh-command)
			[ $# -gt 1 ] && [ -n "$2" ] || wrong "$1: needs a value" ;;&
		--out) out=$2; shift ;;
		--variant | --peer-variant)
			[[ $2 =~ ^[a-z0-9][a-z0-9.-]*$ ]] || wrong "$1 $2: not a name; valid: a folder of $build/host"
			[ "$1" = --variant ] && variant=$2 || peer_variant=$2
			shift ;;
		--size) number "$1" "$2" 16 1048576; size=$2; shift ;;
		--tries) number "$1" "$2" 1 1000; tries=$((10#$2)); shift ;;
		--mode) [[ $2 =~ ^(connect|session)$ ]] || wrong "$1 $2: unknown; valid: connect session"; mode=$2; shift ;;
		--port) [ "$2" = any ] || number "$1" "$2" 1 65535; port=$2; shift ;;
		--seconds) number "$1" "$2" 1 86400; seconds=$((10#$2)); shift ;;
		--interface)
			[[ $2 =~ ^[A-Za-z0-9_.:@][A-Za-z0-9_.:@-]*$ ]] || wrong "$1 $2: not the name of an interface; see --list"
			interface=$2; shift ;;
		--ssh)
			split_target "$2" || wrong "$1 $2: not valid; valid: [user@]host[:port], an IPv6 address in []"
			target=$2; shift ;;
		--ssh-command) ssh_command=$2; shift ;;
		-*) wrong "$1: unknown option; valid: --out --variant --peer-variant --size --tries --mode --key-log --port --seconds --interface --ssh --ssh-command --list --help" ;;
		*) [ -z "$row" ] || wrong "$1: not expected behind $row; valid: one row"; row=$1 ;;
		esac
		shift
	done
}

check_line() {
	[ -n "$row$seconds" ] || wrong "a row is needed, or --seconds N; valid: tcp udp tls1.2 tls1.3 dtls1.2 dtls1.3, and their like of wiretoll run"
	[ -z "$row" ] || [ -z "$seconds" ] || wrong "--seconds: not together with a row, which takes the time that it takes"
	if [ -z "$row" ]; then
		[ -z "$key_log" ] || wrong "--key-log: not together with --seconds; valid: with a row (programs that you start have their own --key-log)"
		: "${port:=1443}"
		return 0
	fi
	[ -z "$target" ] || wrong "--ssh: not together with a row, whose pair runs here; valid: with --seconds"
	[[ $interface =~ ^(lo)?$ ]] || wrong "--interface $interface: not together with a row, whose pair talks over lo; valid: with --seconds"
	[ "$port" != any ] || wrong "--port any: not together with a row; valid: 1 to 65535"
	[[ -z $key_log || $row == *tls* ]] || wrong "--key-log: $row has no secrets; valid: a row of TLS or DTLS"
}

# --- files ------------------------------------------------------------------------

clean_up() {
	end_all
	[ -z "$work" ] || rm -rf "$work"
	[ ${#made[@]} -eq 0 ] || rm -f "${made[@]}"
}

# Nothing that is there is written to. What is not whole at the end is taken away again.
make_files() {
	local file
	if [ -z "$out" ]; then
		mkdir -p captures 2>/dev/null || die "captures: cannot be made"
		out=captures/$(date -u +%Y%m%dT%H%M%SZ)-${row:-$interface}.pcapng
	fi
	base=${out%.pcapng}
	for file in "$out" ${row:+"$base.client.jsonl" "$base.server.jsonl"} ${key_log:+"$base.keys"}; do
		[ ! -e "$file" ] && [ ! -L "$file" ] || die "$file: is there already; valid: --out with a new name"
	done
	(set -C && : >"$out") 2>/dev/null || die "$out: cannot be written"
	made=("$out")
}

# Puts the capture in its place: as pcapng, which tcpdump does not write.
keep() {
	if [ "$tool" = tcpdump ] && have editcap; then
		editcap -F pcapng "$work/raw" "$work/pcapng" 2>"$work/editcap" </dev/null && mv "$work/pcapng" "$work/raw" ||
			die "$out: $(complaint "$work/editcap")"
	fi
	cat "$work/raw" >"$out" || die "$out: cannot be written"
	made=()
}

# --- flights ----------------------------------------------------------------------

# dissect PROTOCOL: $work/frames.PROTOCOL, as flights.awk reads it. No settings of this user's, so that columns and words
# are the ones that are asked for.
dissect() {
	local length=$1.len as=() secrets=() columns
	[ "$1" = tcp ] || length=$1.length
	columns='"s","%Cus:'$1'.stream","p","%Cus:'$1'.srcport","l","%Cus:'$length'","q","%Cus:tcp.seq","i","%i"'
	case $row in
	tls*) as=(-d "tcp.port==$port,tls") ;;
	dtls*) as=(-d "udp.port==$port,dtls") ;;
	esac
	[ -z "$key_log" ] || secrets=(-o "tls.keylog_file:$base.keys")
	WIRESHARK_CONFIG_DIR=$work/none tshark -n -r "$work/raw" "${as[@]}" "${secrets[@]}" -Y "$length > 0 && !icmp && !icmpv6" \
		-o "gui.column.format:$columns" -T tabs 2>"$work/tshark" </dev/null | sort -s -n -k 1,1 >"$work/frames.$1"
}

# tell_flights PROTOCOL [LAST]: of all connections, or the last one alone with what the programs recorded of it.
tell_flights() {
	awk -v protocol="$1" -v server="${port#any}" -v last="${2:-}" -f scripts/capture/flights.awk "$work/traced" "$work/frames.$1"
}

# What a client with --trace saw pass, as flights.awk reads it.
take_trace() {
	jq -r 'select(.record == "message") | (if .messages == [] then .content else .messages | join(" ") end) as $what
		| [.direction, .record_bytes, if .encrypted then "{\($what)}" else $what end] | @tsv' "$base.client.jsonl" >"$work/traced"
}

# Bytes of client and server that were captured, all connections together; what was sent again counts once.
captured() {
	awk -F '\t' -v protocol="$1" -v server="$port" '
	{
		way = $2 != server
		bytes = protocol == "udp" ? $3 - 8 : $3
		if (protocol == "tcp") {
			from = next_byte[$1, way] > $4 ? next_byte[$1, way] : $4
			bytes = $4 + $3 > from ? $4 + $3 - from : 0
			next_byte[$1, way] = from + bytes
		}
		sum[way] += bytes
	}
	END { print sum[1] + 0, sum[0] + 0 }' "$work/frames.$1"
}

# The same as the client recorded it. The messages of a session stand in its own record, too.
recorded() {
	jq -rs 'map(select(.record == "session")) as $sessions
		| def of(way): [((.[] | select(.record == "try" and (.cold or $sessions == []))), $sessions[])
				| to_entries[] | select(.key | endswith("_bytes_" + way)).value]
			+ [$sessions[].sizes[]["bytes_" + way] // 0] | add // 0;
		"\(of("out")) \(of("in"))"' "$base.client.jsonl"
}

# --- a row ------------------------------------------------------------------------

# Sets server and client to their command lines, as `wiretoll pair` tells them.
find_pair() {
	local said file
	[ -x "$build/host/wiretoll" ] || die "$build/host/wiretoll: not there; make it with: make"
	said=$("$build/host/wiretoll" pair "$row" 2>&1) || wrong "${said#wiretoll pair: }"
	read -ra server <<<"${said%%$'\n'*}"
	read -ra client <<<"${said##*$'\n'}"
	protocols=(tcp)
	[[ $row != udp* && $row != dtls* ]] || protocols=(udp)
	for file in "$peer_variant/${server[0]}" "$variant/${client[0]}"; do
		[ -x "$build/host/$file" ] || die "$build/host/$file: not there; make it with: make VARIANT=${file%/*}"
	done
	server[0]=$build/host/$peer_variant/${server[0]} client[0]=$build/host/$variant/${client[0]}
	server+=(--mode "$mode" --timeout 30 --quiet)
	client+=(--mode "$mode" --sizes "$size" --tries "$tries" --quiet)
	# One exchange message by message, where all of it is kept. That it takes time spoils nothing here.
	[[ $row != *tls* || $mode != connect ]] || ((tries > 1 || size > 65536)) || client+=(--trace)
}

# Starts the server; sets port.
serve() {
	made+=("$base.server.jsonl")
	"${server[@]}" --port "${port:-0}" --json "$base.server.jsonl" >"$work/server.out" 2>"$work/server" </dev/null &
	server_pid=$!
	pids+=("$server_pid")
	says "$server_pid" 'listening on .* port [0-9]+$' "$begin_limit_s" "$work/server" "$work/server.out" || die "the server: $(complaint "$work/server")"
	port=$(sed -nE 's/.*listening on .* port ([0-9]+)$/\1/p' "$work/server" "$work/server.out" | head -n 1)
}

call() {
	local pid status=0 secrets=()
	made+=("$base.client.jsonl")
	[ -z "$key_log" ] || { secrets=(--key-log "$base.keys"); made+=("$base.keys"); }
	"${client[@]}" --port "$port" --json "$base.client.jsonl" "${secrets[@]}" >"$work/client.out" 2>"$work/client" </dev/null &
	pid=$!
	pids+=("$pid")
	# Each try has its limit, of 5 s, and ten that hear nothing are the last.
	ends "$pid" $((70 + tries)) || die "the client does not end"
	wait "$pid" || status=$?
	[ "$status" -eq 0 ] || die "the client: $(complaint "$work/client")"
	[ -z "$key_log" ] || clean_text <"$work/client" >&2
	ends "$server_pid" 35 || die "the server does not end"
	wait "$server_pid" || die "the server: $(complaint "$work/server")"
}

# A capturing program is told of packets in blocks, of 0.25 s or so: waits until nothing more comes and what the
# programs recorded is there, but not for ever.
settle() {
	local before='' now calm=0 left=$((settle_limit_s * 10))
	while ((left-- > 0)); do
		nap
		now=$(stat -c %s "$work/raw")
		[ "$now" = "$before" ] && calm=$((calm + 1)) || calm=0
		before=$now
		[ "$calm" -ge 5 ] || [ "$left" -eq 0 ] || continue
		calm=0
		have tshark || return 0
		dissect "${protocols[0]}"
		read -r captured_out captured_in < <(captured "${protocols[0]}")
		((captured_out < recorded_out || captured_in < recorded_in)) || return 0
	done
}

# Flights of the last connection, the try itself, and the account of all of them.
tell_row() {
	local frames=$work/frames.${protocols[0]} last
	last=$(tail -n 1 "$frames" | cut -f 1)
	tell_flights "${protocols[0]}" "$last"
	printf '\nall %d connections, the cold one first\n%17s  %9s  %9s\n' "$((last + 1))" "" captured recorded
	printf '%17s  %9d  %9d\n' "bytes of client" "$captured_out" "$recorded_out" "bytes of server" "$captured_in" "$recorded_in"
}

capture_row() {
	interface=lo
	find_tool
	have jq || die "jq is missing; install it with: scripts/setup.sh capture"
	: "${peer_variant:=$variant}"
	find_pair
	make_files
	serve
	begin_capture "${protocols[0]} port $port"
	call
	read -r recorded_out recorded_in < <(recorded)
	take_trace
	settle
	end_capture
	keep
	tell_file
	have tshark || return 0
	tell_row
	((captured_out >= recorded_out && captured_in >= recorded_in)) ||
		die "$out: is not all that the programs recorded, packets are missing (dropped: ${dropped:-unknown}); capture it again"
	((captured_out == recorded_out && captured_in == recorded_in)) ||
		echo "More passed than the client recorded: datagrams that were sent again and that it read no more."
}

# --- a time -----------------------------------------------------------------------

capture_time() {
	local filter="(tcp or udp)" protocol
	[ "$port" = any ] || filter+=" and port $port"
	[ -n "$target$interface" ] || interface=lo
	[ -n "$target" ] || find_tool
	check_interface
	make_files
	: >"$work/traced"
	if [ -n "$target" ]; then begin_remote_capture "$filter"; else begin_capture "$filter"; fi
	! ends "$capture_pid" "$seconds" || capture_failed "ends too early"
	end_capture
	keep
	tell_file
	have tshark || return 0
	for protocol in tcp udp; do
		dissect "$protocol"
		tell_flights "$protocol"
	done
	[ -s "$work/frames.tcp" ] || [ -s "$work/frames.udp" ] || printf '\nno packet that carries anything\n'
	[ "${dropped:-0}" -eq 0 ] || die "$out: $dropped packets found no room and are missing"
}

# --- all --------------------------------------------------------------------------

tell_file() {
	if [ -n "$row" ]; then
		echo "$row, $size bytes, $variant calling $peer_variant at port $port"
	else
		echo "$seconds s of $interface${target:+ on $target}, port $port"
	fi
	echo "$out: $(stat -c %s "$out") bytes, packets dropped: ${dropped:-unknown}"
	have tshark || echo "no tshark is here, which tells flights and makes pcapng of pcap; install it with: scripts/setup.sh capture"
	[[ $row != *tls* ]] || echo "wireshark -d ${protocols[0]}.port==$port,${row%%[0-9]*}${key_log:+ -o tls.keylog_file:$base.keys} $out"
}

list_interfaces() {
	find_interfaces
	while read -r name state addresses; do
		printf '%-15s %-8s %s\n' "$name" "$state" "$addresses"
	done <"$work/interfaces"
}

parse "$@"
[ -n "$list" ] || check_line
trap clean_up EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM
work=$(mktemp -d) || die "no temporary folder can be made"
if [ -n "$list" ]; then list_interfaces
elif [ -n "$row" ]; then capture_row
else capture_time
fi
