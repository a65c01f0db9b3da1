#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Usage: scripts/board_up.sh [--link SETTINGS] [--role client|server] BOARD -- COMMAND...
#        scripts/board_up.sh --check [--link SETTINGS] [--role client|server] BOARD
#
# Boots a virtual board (qemu-arm64, qemu-armhf), runs COMMAND with the options
# that say how to reach it (--ssh and so on, as `wiretoll run` takes them), and
# shuts the board down at the end, also when interrupted. The status is that of
# COMMAND. The board is seen at 127.0.0.1 only, by a key made for this run.
#
#   --link SETTINGS  what the board sends and what it receives is delayed, lost
#                    or slowed down: delay=20ms,loss=1%,rate=10mbit (some or all
#                    of them, each way, so a round trip takes 40 ms); SSH is not
#   --check          only looks whether the command line is right
#   --role END       which end the board will be (default: client)
#   BOARD_UP_LIMIT=  seconds that it may take to come up (default 60)
set -u
. "$(dirname "$0")/lib.sh"
cd "$top" || exit 1

link='' role=client check=''
limit_s=${BOARD_UP_LIMIT:-60}
server_port=1443
emulator_pid='' command_pid='' folder='' words=''

link_valid="delay=20ms,loss=1%,rate=10mbit: delay 0us to 10s, loss 0% to 99%, rate 1kbit to 100gbit, some or all of them"

# within VALUE UNIT LEAST MOST: in the unit's smallest.
within() {
	local -A units=([us]=1 [ms]=1000 [s]=1000000 [%]=1 [kbit]=1 [mbit]=1000 [gbit]=1000000)
	awk -v value="$1" -v unit="${units[$2]}" -v least="$3" -v most="$4" 'BEGIN { value *= unit; exit !(value >= least && value <= most) }'
}

# netem's words for the settings. (The shell's own tc knows no netem, so /sbin/tc is asked by its path.)
netem_of() {
	local settings setting name words='' number='([0-9]{1,9}(\.[0-9]{1,9})?)'
	IFS=', ' read -ra settings <<<"$1"
	for setting in "${settings[@]}"; do
		name=${setting%%=*}
		case $setting in
		delay=*) [[ $setting =~ ^delay=$number(us|ms|s)$ ]] && within "${BASH_REMATCH[1]}" "${BASH_REMATCH[3]}" 0 10000000 ;;
		loss=*) [[ $setting =~ ^loss=$number(%)$ ]] && within "${BASH_REMATCH[1]}" % 0 99 ;;
		rate=*) [[ $setting =~ ^rate=$number([kmg]bit)$ ]] && within "${BASH_REMATCH[1]}" "${BASH_REMATCH[3]}" 1 100000000 ;;
		*) false ;;
		esac || wrong "--link $setting: not valid; valid: $link_valid"
		[[ $words != *" $name "* ]] || wrong "--link $1: $name is named twice; valid: $link_valid"
		words+=" $name ${setting#*=}"
	done
	[ -n "$words" ] || wrong "--link: empty; valid: $link_valid"
	printf '%s' "$words"
}

down() {
	trap - EXIT
	trap '' INT TERM HUP
	if [ -n "$command_pid" ]; then
		kill -TERM "$command_pid" 2>/dev/null
		wait "$command_pid" 2>/dev/null
	fi
	if [ -n "$emulator_pid" ]; then
		kill -KILL "$emulator_pid" 2>/dev/null
		wait "$emulator_pid" 2>/dev/null
	fi
	[ -z "$folder" ] || rm -rf "$folder"
}

# Ctrl-C reaches the command as well, which ends in its own order and says what is left; then the board goes.
# shellcheck disable=SC2317
interrupted() {
	down
	exit $((128 + $1))
}

facts() {
	make -s BOARD="$board" board-facts 2>/dev/null | sed -n "s/^BOARD_$1=//p"
}

# A port that nobody has now; the emulator tells when somebody was faster.
free_port() {
	local port
	while port=$((20000 + RANDOM % 12000)); do
		(exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { echo "$port"; return; }
	done
}

# What differs from run to run comes as a second archive behind the image.
own_files() {
	mkdir -p "$folder/tree/root/.ssh" && cp "$folder/user_key.pub" "$folder/tree/root/.ssh/authorized_keys" &&
		chmod 700 "$folder/tree/root" "$folder/tree/root/.ssh" && chmod 600 "$folder/tree/root/.ssh/authorized_keys" &&
		(cd "$folder/tree" && find . | cpio --quiet -o -H newc -R 0:0 | gzip -1) >"$folder/own.gz" &&
		cat "build/deps/image-$arch/initramfs.gz" "$folder/own.gz" >"$folder/initramfs.gz"
}

start_emulator() {
	ssh_port=$(free_port) called_port=$(free_port)
	local forward="hostfwd=tcp:127.0.0.1:$ssh_port-:22"
	[ "$role" = client ] || forward+=",hostfwd=tcp:127.0.0.1:$called_port-:$server_port,hostfwd=udp:127.0.0.1:$called_port-:$server_port"
	: >"$folder/console"
	# In a session of its own, so that Ctrl-C leaves it alone; it goes with us even when we are killed.
	setsid setpriv --pdeathsig KILL "$emulator" -M virt -cpu "$core" -m 256 -nographic -monitor none -no-reboot \
		-serial "file:$folder/console" -kernel "build/deps/image-$arch/vmlinuz" -initrd "$folder/initramfs.gz" \
		-append "console=ttyAMA0 quiet panic=-1" -netdev "user,id=net,$forward" -device virtio-net-device,netdev=net \
		</dev/null >"$folder/emulator.log" 2>&1 &
	emulator_pid=$!
}

# last_words LEAD: how an error about the board ends: with its panic, or with what it said last.
last_words() {
	local said
	said=$(tr -d '\r\0' <"$folder/console" | grep '[^[:space:]]')
	said=$(grep -m 1 'Kernel panic' <<<"$said" || tail -n 1 <<<"$said")
	if [ -n "$said" ]; then echo "$1 $said"; else echo " and said nothing"; fi
}

# Waits for the word of init; the host key comes the same way, where nobody can stand in between.
wait_for_board() {
	local end=$((SECONDS + limit_s)) words
	until grep -q '^wiretoll-board-up' "$folder/console" 2>/dev/null; do
		if ! kill -0 "$emulator_pid" 2>/dev/null; then
			grep -q 'Could not set up host forwarding' "$folder/emulator.log" && return 1
			words=$(tail -n 1 "$folder/emulator.log")
			words=${words:+: $words}
			die "$board: the emulator ended${words:-$(last_words :)}"
		fi
		((SECONDS < end)) || die "$board: did not come up within $limit_s s$(last_words "; its last words:")"
		sleep 0.1
	done
}

boot() {
	local tries=5 started=$SECONDS key
	while :; do
		start_emulator
		wait_for_board && break
		((tries-- > 0)) || die "$board: no free port on 127.0.0.1: $(tail -n 1 "$folder/emulator.log")"
	done
	key=$(tr -d '\r' <"$folder/console" | sed -n 's/^wiretoll-host-key \(ssh-ed25519 [A-Za-z0-9+/=]*\).*/\1/p')
	[ -n "$key" ] || die "$board: it told no host key"
	printf '[127.0.0.1]:%s %s\n' "$ssh_port" "$key" >"$folder/known_hosts"
	cat >"$folder/ssh_config" <<-CONFIG
		Host *
			IdentityFile $folder/user_key
			IdentitiesOnly yes
			UserKnownHostsFile $folder/known_hosts
			GlobalKnownHostsFile /dev/null
			StrictHostKeyChecking yes
	CONFIG
	say BOARD "$board is up after $((SECONDS - started)) s"
}

# netem works on what leaves a device only. So what comes in is sent through another one (ifb) first. On both, SSH (by
# its port) and ARP take a band of their own: what controls the board is not to suffer from what is measured.
impair() {
	local words=$1
	ssh -F "$folder/ssh_config" -p "$ssh_port" root@127.0.0.1 "
		band() {
			/sbin/tc qdisc replace dev \$1 root handle 1: prio bands 2 priomap 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 &&
			/sbin/tc filter add dev \$1 parent 1: protocol ip prio 1 u32 match ip protocol 6 0xff match ip \$2 22 0xffff flowid 1:1 &&
			/sbin/tc filter add dev \$1 parent 1: protocol arp prio 2 matchall classid 1:1 &&
			/sbin/tc qdisc replace dev \$1 parent 1:2 handle 2: netem$words
		}
		ip link set ifb0 up &&
		band ifb0 dport && band eth0 sport &&
		/sbin/tc qdisc replace dev eth0 ingress &&
		/sbin/tc filter replace dev eth0 ingress matchall action mirred egress redirect dev ifb0" 2>"$folder/tc.log" ||
		die "$board: --link $link: $(tail -n 1 "$folder/tc.log")"
	say BOARD "what $board sends and receives, but for SSH:$words"
}

while [ $# -gt 0 ]; do
	case $1 in
	--help) help_text; exit 0 ;;
	--link)
		[ $# -gt 1 ] || wrong "--link: needs a value"
		link=$2 words=$(netem_of "$2") || exit 2
		shift ;;
	--check) check=1 ;;
	--role)
		role=${2:-}
		[[ $role == client || $role == server ]] || wrong "--role $role: not valid; valid: client server"
		shift ;;
	--) break ;;
	-*) wrong "$1: unknown option; valid: --link --role --check --help" ;;
	*) [ -z "${board:-}" ] || wrong "$1: not expected"; board=$1 ;;
	esac
	shift
done
[ -n "${board:-}" ] && { [ $# -gt 1 ] || [ -n "$check" ]; } || wrong "wants BOARD -- COMMAND; see --help"
[ $# -eq 0 ] || shift
[[ $limit_s =~ ^[0-9]{1,4}$ ]] || wrong "BOARD_UP_LIMIT=$limit_s: not valid; valid: seconds"
[ "$(facts RUN)" = qemu-system ] || wrong "$board: not a virtual board; valid: $(grep -l '^BOARD_RUN := qemu-system' boards/*.mk | sed 's,.*/,,; s/\.mk$//' | xargs)"
[ -z "$check" ] || exit 0
arch=$(facts ARCH) core=$(facts CPU)
declare -A emulators=([arm64]=qemu-system-aarch64 [armhf]=qemu-system-arm)
emulator=${emulators[$arch]:-}
[ -n "$emulator" ] || die "$board: no emulator is known for $arch"
have "$emulator" || die "$emulator: not found; install it: apt-get install qemu-system-arm"
for tool in ssh ssh-keygen cpio setsid setpriv; do
	have "$tool" || die "$tool: not found; install it: apt-get install openssh-client cpio util-linux"
done
scripts/board_image.sh "$arch" || exit 1
# The address by which a guest sees the host is fixed; the certificate must know it.
scripts/cert.sh --out build/certs/virtual --san 10.0.2.2 >/dev/null || exit 1

trap down EXIT
trap 'interrupted 2' INT
trap 'interrupted 15' TERM
trap 'interrupted 1' HUP
mkdir -p build/boards && folder=$(mktemp -d "build/boards/$board.XXXXXX") || die "build/boards: cannot be written"
ssh-keygen -q -t ed25519 -N '' -C wiretoll -f "$folder/user_key" || die "no key could be made"
own_files || die "$folder: cannot be written"
boot
[ -z "$words" ] || impair "$words"

reach=(--emulated --ssh "root@127.0.0.1:$ssh_port" --ssh-command "ssh -F $folder/ssh_config" --certs build/certs/virtual/ecdsa-p256)
if [ "$role" = client ]; then
	reach+=(--target-ip 10.0.2.2 --bind 127.0.0.1)
else
	reach+=(--target-ip 127.0.0.1 --bind 0.0.0.0 --server-port "$server_port" --called-port "$called_port")
fi
"$@" "${reach[@]}" &
command_pid=$!
wait "$command_pid"
status=$?
command_pid=
down
exit "$status"
