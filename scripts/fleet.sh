#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Usage: scripts/fleet.sh [OPTION]... FILE [-- RUN-OPTION...]
#
# Runs the comparison on a list of boards, through GNU parallel, and prints one
# table, board by board. FILE has a line a board: NAME BOARD TARGET [ROLE], as in
#
#   # name    programs  where                  which end (default: client)
#   kitchen   rpi4      pi@192.0.2.17          client
#   gateway   imx6ull   root@192.0.2.30:2222   server
#
# Programs and libraries are built first. Results come to DIR/NAME/, parallel's
# job log to DIR/joblog. RUN-OPTIONs are those of `wiretoll run`. The table has
# the boards whose run is whole; exit status 1 when that is not each one of FILE.
#
#   --out DIR          where the results go (default: results/fleet)
#   --jobs N           boards at a time (default 1): they share this desk, which
#                      is one end of each measurement; more only with more desks
#   --retries N        attempts for each board (default 1)
#   --resume           only the boards that are missing, failed or changed in FILE
#                      (told by NAME); what was begun is gone on with
#   --no-build         the programs are there
#   --ssh-command CMD  ssh with its options (default: ssh)
set -u
. "$(dirname "$0")/lib.sh"
cd "$top" || exit 1

out=results/fleet jobs=1 retries=1 resume='' build=1 ssh_command=ssh file=''

# One board: called by parallel with a line of the list. A run that ended well leaves the mark `whole`.
one_board() {
	local name=$1 board=$2 target=$3 role=$4 folder=$FLEET_OUT/$1 at=()
	shift 4
	# What was begun is gone on with, by another attempt as well.
	if [ -f "$folder/latest/plan.json" ]; then
		build/host/wiretoll run --continue "$folder/latest"
	else
		[ "$board" = host ] || at=(--board "$board")
		scripts/board_ssh.sh --ssh "$target" --ssh-command "$FLEET_SSH" --role "$role" -- \
			build/host/wiretoll run "${at[@]}" --role "$role" --out "$folder" "$@"
	fi && touch "$folder/whole"
	exit
}

whole() {
	[ -f "$out/$1/whole" ] && [ -f "$out/$1/latest/plan.json" ]
}

# What is to be run. Without --resume all boards begin anew; with it, those whose line is another one.
choose() {
	local line folder
	for line in "${lines[@]}"; do
		folder=$out/${line%% *}
		mkdir -p "$folder" || die "$folder: cannot be made"
		if [ -z "$resume" ] || [ "$(cat "$folder/line" 2>/dev/null)" != "$line" ]; then
			rm -f "$folder/latest" "$folder/whole"
			echo "$line" >"$folder/line" || die "$folder/line: cannot be written"
		fi
		whole "${line%% *}" || todo+=("$line")
	done
}

if [ "${1:-}" = --one-board ]; then
	shift
	one_board "$@"
fi
number() {
	[[ $2 =~ ^[0-9]{1,3}$ ]] && ((10#$2 >= 1)) || wrong "$1 $2: not valid; valid: 1 to 999"
}
while [ $# -gt 0 ]; do
	case $1 in
	--help) help_text; exit 0 ;;
	--out | --jobs | --retries | --ssh-command) [ $# -gt 1 ] && [ -n "$2" ] || wrong "$1: needs a value" ;;&
	--out) out=${2%/}; shift ;;
	--jobs) number --jobs "$2"; jobs=$((10#$2)); shift ;;
	--retries) number --retries "$2"; retries=$((10#$2)); shift ;;
	--ssh-command) ssh_command=$2; shift ;;
	--resume) resume=1 ;;
	--no-build) build='' ;;
	--) shift; break ;;
	-*) wrong "$1: unknown option; valid: --out --jobs --retries --resume --no-build --ssh-command --help" ;;
	*) [ -z "$file" ] || wrong "$1: not expected"; file=$1 ;;
	esac
	shift
done
[ -n "$file" ] || wrong "wants a list of boards; see --help"
[ -r "$file" ] || die "$file: cannot be read"
have parallel || die "parallel: not found; install it: apt-get install parallel"

valid=" $(make -s boards | awk '{ printf "%s ", $1 }')"
lines=() names=' ' wanted=' ' number=0
while read -r name board target role rest || [ -n "${name:-}" ]; do
	number=$((number + 1))
	[[ -n ${name:-} && $name != \#* ]] || continue
	role=${role:-client}
	[[ $name =~ ^[A-Za-z0-9][A-Za-z0-9._-]*$ ]] || wrong "$file line $number: $name: not a name; valid: letters, digits and ._-"
	[[ $names != *" $name "* ]] || wrong "$file line $number: $name: named twice"
	[[ $valid == *" ${board:-} "* ]] || wrong "$file line $number: ${board:-no board}: unknown board; valid:${valid% }"
	[[ ${target:-} =~ ^([A-Za-z0-9_][A-Za-z0-9._-]*@)?(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9][A-Za-z0-9._-]*)(:[0-9]{1,5})?$ ]] ||
		wrong "$file line $number: ${target:-no target}: not valid; valid: [user@]host[:port]"
	[[ $role == client || $role == server ]] && [ -z "${rest:-}" ] || wrong "$file line $number: $role${rest:+ $rest}: not valid; valid: client, server"
	names+="$name " lines+=("$name $board $target $role")
	[[ $wanted == *" $board "* ]] || wanted+="$board "
done < <(sed 's/\r$//' "$file") # an editor's line ends of another system are no part of a name
[ ${#lines[@]} -gt 0 ] || die "$file: no board in it"

mkdir -p "$out" || die "$out: cannot be made"
if [ -n "$build" ]; then
	make all certs || die "building for this machine failed"
	for board in $wanted; do
		[ "$board" = host ] || make BOARD="$board" all || die "building for $board failed"
	done
fi
todo=()
choose
run_options=()
[ $# -eq 0 ] || read -ra run_options < <(printf '%q ' "$@")
export FLEET_OUT=$out FLEET_SSH=$ssh_command PARALLEL_HOME="${PARALLEL_HOME:-$out/.parallel}"
mkdir -p "$PARALLEL_HOME"
[ ${#todo[@]} -eq 0 ] || printf '%s\n' "${todo[@]}" |
	parallel --will-cite --colsep ' ' --jobs "$jobs" --retries "$retries" --joblog "$out/joblog" \
		--tagstring '{1}' --line-buffer scripts/fleet.sh --one-board '{1}' '{2}' '{3}' '{4}' "${run_options[@]}"

folders=() failed=() status=0
for line in "${lines[@]}"; do
	name=${line%% *}
	if whole "$name"; then folders+=("$out/$name/latest"); else failed+=("$name"); fi
done
if [ ${#folders[@]} -gt 1 ]; then
	build/host/wiretoll report "${folders[@]}" || status=1
fi
[ ${#failed[@]} -eq 0 ] || echo "no whole results of: ${failed[*]}"
echo "${#lines[@]} boards, ${#failed[@]} failed; job log: $out/joblog"
[ ${#failed[@]} -eq 0 ] && [ "$status" -eq 0 ]
