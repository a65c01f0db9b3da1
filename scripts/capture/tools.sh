# SPDX-License-Identifier: GPL-3.0-or-later
# Processes that are waited for and ended, interfaces, and capturing, here and over SSH; sourced by capture.sh after lib.sh.
# What is captured lies in $work/raw, what the capturing program says in $work/said.
# shellcheck shell=bash disable=SC2034,SC2154

begin_limit_s=10 end_limit_s=10
pids=() capture_pid='' hold='' tool=''
exec {never}<> <(:)

# --- processes --------------------------------------------------------------------

# For 0.1 s, without a process.
nap() {
	read -rt 0.1 -u "$never" || :
}

# Whether a process has ended, though nobody has waited for it.
ended() {
	local status
	! { read -r status <"/proc/$1/stat"; } 2>/dev/null || [[ ${status##*) } == [ZX]* ]]
}

# ends PID SECONDS: it has, within that time.
ends() {
	local left=$(($2 * 10))
	until ended "$1"; do
		((left-- > 0)) || return 1
		nap
	done
}

# says PID PATTERN SECONDS FILE...: the process has written that to one of the files, within that time.
says() {
	local pid=$1 pattern=$2 left=$(($3 * 10)) last=''
	shift 3
	until grep -qE -- "$pattern" "$@" 2>/dev/null; do
		[ -z "$last" ] && ((left-- > 0)) || return 1
		! ended "$pid" || last=1
		nap
	done
}

# Ends what was started and still runs, by its number.
end_all() {
	local pid
	[ -z "$hold" ] || exec {hold}>&-
	for pid in "${pids[@]}"; do
		ended "$pid" || kill -TERM "$pid" 2>/dev/null
	done
	for pid in "${pids[@]}"; do
		ends "$pid" 3 || kill -KILL "$pid" 2>/dev/null
		wait "$pid" 2>/dev/null
	done
}

# The last line of what a program complains of, without its name.
complaint() {
	clean_text <"$1" | sed -E '/^[[:space:]]*$/d; s/^[a-z]+(_client|_server)?: //' | tail -n 1
}

# --- interfaces -------------------------------------------------------------------

# For sh on any Linux: a line for each, its name, state and addresses.
# shellcheck disable=SC2016
tell_interfaces='for d in /sys/class/net/*/; do n=${d%/} n=${n##*/}
	echo $n $(cat "$d/operstate" 2>/dev/null) $(ip -o addr show dev "$n" 2>/dev/null | sed "s/.* inet6* \([^ ]*\).*/\1/")
done; echo any - all of them, in one file'

# on_board COMMAND: by a shell there; no password is asked for.
on_board() {
	local words
	read -ra words <<<"$ssh_command"
	exec "${words[@]}" -oBatchMode=yes -oConnectTimeout=15 -oServerAliveInterval=5 -T -x -a ${port_of_ssh:+-p "$port_of_ssh"} -- "$login" "$1"
}

# Writes them to $work/interfaces.
find_interfaces() {
	if [ -z "$target" ]; then
		sh -c "$tell_interfaces" >"$work/interfaces"
		return
	fi
	(on_board "$tell_interfaces") </dev/null 2>"$work/ssh" >"$work/interfaces.there" || die "board $target: $(complaint "$work/ssh")"
	head -c 65536 "$work/interfaces.there" | clean_text >"$work/interfaces"
}

check_interface() {
	local names
	[ -n "$interface" ] || return 0
	find_interfaces
	names=$(cut -d ' ' -f 1 "$work/interfaces" | xargs)
	[[ " $names " == *" $interface "* ]] || die "--interface $interface: ${target:+board $target: }there is none of that name; valid: $names"
}

# --- capturing --------------------------------------------------------------------

# May be there, and not for us: then the shell finds it all the same.
may_run() {
	[ -x "$(command -v "$1")" ]
}

# What gives the right to capture here; dumpcap is what tshark has for it.
cure() {
	if have dumpcap; then
		echo "valid: as root, or once: sudo dpkg-reconfigure wireshark-common (answer Yes), then sudo usermod -aG wireshark $(id -un 2>/dev/null || id -u), and log in again"
	else
		echo "valid: as root, or once: sudo setcap cap_net_raw=ep $(readlink -f "$(command -v tcpdump)")"
	fi
}

# Sets tool to what captures here.
find_tool() {
	for tool in dumpcap tcpdump; do
		! may_run "$tool" || return 0
	done
	! have dumpcap || die "no right to capture; $(cure)"
	die "neither dumpcap nor tcpdump is here; install them with: scripts/setup.sh capture"
}

# capture_failed HOW: why the capture "does not begin", or "ends too early".
capture_failed() {
	local where=${target:+board $target: }
	if grep -qiE 'permission to|operation not permitted' "$work/said"; then
		[ -z "$target" ] || die "${where}no right to capture there; valid: as root, or once there: setcap cap_net_raw=ep on tcpdump"
		die "no right to capture; $(cure)"
	fi
	die "${where}the capture $1: $(grep -m 1 -E '^(dumpcap|tcpdump|wiretoll): ' "$work/said" | sed 's/^[a-z]*: //' | clean_text | grep . || complaint "$work/said")"
}

# begin_capture FILTER
begin_capture() {
	case $tool in
	dumpcap) dumpcap -q -B 64 -i "$interface" -f "$1" -w - >"$work/raw" 2>"$work/said" </dev/null & ;;
	tcpdump) tcpdump -n -B 65536 -i "$interface" -U --immediate-mode -w - "$1" >"$work/raw" 2>"$work/said" </dev/null & ;;
	esac
	capture_pid=$!
	pids+=("$capture_pid")
	says "$capture_pid" '^File: |listening on ' "$begin_limit_s" "$work/said" || capture_failed "does not begin"
}

# The far shell ends tcpdump when the pipe to it is closed, also by the end of the connection. Without a name the
# interface is that of the SSH connection, whose own packets are left out where every port is asked for.
# shellcheck disable=SC2016
remote_capture='PATH=$PATH:/usr/sbin:/sbin
set -- $SSH_CONNECTION
command -v tcpdump >/dev/null || { echo "wiretoll: tcpdump is not there; install it on the board" >&2; exit 1; }
[ -n "$i" ] || i=$(ip route get "$1" 2>/dev/null | sed -n "s/.* dev \([^ ]*\).*/\1/p")
[ "$p" != any ] || f="not tcp port $4 and $f"
exec 3<&0
tcpdump -n -i "${i:-any}" -U --immediate-mode -w - "$f" </dev/null 3<&- & t=$!
(read -r x; kill $t) <&3 2>/dev/null >&2 & r=$!
exec 3<&-
wait $t; s=$?
kill $r 2>/dev/null
exit $s'

begin_remote_capture() {
	tool=tcpdump
	mkfifo "$work/fifo" || die "$work: cannot be written"
	on_board "i='$interface' p='$port' f='$1'
$remote_capture" <"$work/fifo" >"$work/raw" 2>"$work/said" &
	capture_pid=$!
	pids+=("$capture_pid")
	exec {hold}>"$work/fifo"
	says "$capture_pid" 'listening on ' $((begin_limit_s + 15)) "$work/said" || capture_failed "does not begin"
	interface=$(sed -nE 's/.*listening on ([^ ,]+).*/\1/p' "$work/said" | clean_text | head -n 1)
}

# Sets dropped to how many packets found no room.
end_capture() {
	if [ -n "$hold" ]; then
		exec {hold}>&-
		hold=''
	else
		kill -TERM "$capture_pid" 2>/dev/null
	fi
	ends "$capture_pid" "$end_limit_s" || die "${target:+board $target: }the capture does not end"
	wait "$capture_pid" 2>/dev/null
	dropped=$(sed -nE 's#^Packets received/dropped on interface .*: [0-9]+/([0-9]+) .*#\1#p; s#^([0-9]+) packets? dropped by kernel.*#\1#p' "$work/said" | tail -n 1)
}
