#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# Manual pages and completion of bash: they tell what the programs' own help tells, and bash proposes it.

load ../support/helpers

PAIRS="tcp_server tcp_client udp_server udp_client tls_server tls_client dtls_server dtls_client"
# made where nghttp2 is there
[ ! -x "$BUILD/$BOARD/${VARIANTS%% *}/h2_client" ] || PAIRS+=" h2_server h2_client"

# Makes them of what is built here; sets MANUAL.
manual() {
	not_under_valgrind
	MANUAL=$BUILD/host/manual
	LIMIT=300 build_of manual BOARD=host >"$T/make.out" 2>&1 3>&- || { cat "$T/make.out"; return 1; }
}

# The options of a help on standard input, without dashes, in order.
options_of_help() {
	sed -nE 's/^  (-[a-zA-Z], )?--([a-z-]+).*/\2/p' | sort
}

# same WHAT WANTED GOT
same() {
	[ -n "$2" ] && [ "$2" = "$3" ] || { printf '%s: wanted\n%s\ngot\n%s\n' "$@"; return 1; }
}

# propose WORD...: what bash proposes for this command line, whose last word is under the cursor; parted at '=' as bash does.
propose() {
	bash --norc -c '. "$0" && COMP_WORDS=("${@:2}") && COMP_CWORD=$(($# - 2)) && COMPREPLY=(left over) || exit
		at=${COMP_WORDS[COMP_CWORD]}
		"$1" "$2" "${at#=}" "${COMP_WORDS[COMP_CWORD - 1]}"
		printf "%s\n" "${COMPREPLY[@]}" | LC_ALL=C sort | xargs' "$MANUAL/completions/$1" "_wiretoll_$1" "$@"
}

# agree PROGRAM PAGE WORD...: page, completion of these words, and help have the same options.
agree() {
	local page=$MANUAL/man1/$2.1 help
	help=$("$1" "${@:4}" --help | options_of_help)
	same "$2.1" "$help" "$(sed -nE 's/^\.It (Fl [a-zA-Z] , )?Fl -([a-z-]+).*/\2/p' "$page" | sort)"
	same "completion of $2" "$help" "$(propose "$3" "${@:4}" -- | tr ' ' '\n' | sed 's/^--//' | sort)"
	grep -q '^\.Dt [A-Z0-9_-]* 1$' "$page" && grep -qx '\.It Fl h , Fl -help' "$page" && grep -qx '\.It Fl V , Fl -version' "$page"
}

@test "every option of the help stands in the page and in the completion, and no other" {
	local program command variant
	manual
	variant=$(plain_variant)
	for program in $PAIRS; do
		agree "$BUILD/$BOARD/$variant/$program" "$program" "$program"
	done
	for command in $("$BUILD/host/wiretoll" help | sed -nE 's/^  ([a-z]+)  .*/\1/p'); do
		agree "$BUILD/host/wiretoll" "wiretoll-$command" wiretoll "$command"
		grep -q "^\.It Xr wiretoll-$command 1$" "$MANUAL/man1/wiretoll.1"
	done
	[ "$(find "$MANUAL/man1" -type f | wc -l)" -eq "$(($(wc -w <<<"$PAIRS") + $(grep -c '^\.It Xr wiretoll-' "$MANUAL/man1/wiretoll.1") + 1))" ]
	# values and ranges are in the page
	tr '\n' ' ' <"$MANUAL/man1/wiretoll-run.1" | grep -q '\.It Fl -tries Ar N tries of each size, all rounds together (default: 100, with \\-\\-streams for each of them; in mode stream 10) (1 to 10000000) '
	grep -q '^\.Dd November 30, 2026$' "$MANUAL/man1/wiretoll.1"
	# a name that is none of theirs begins no line
	! grep -vE '^(\.(\\"|Dd|Dt|Os|Sh|Nm|Nd|Cm|Op|Ar|Fl|Pp|Bl|It|El|Xr|Pa)( |$)|[^.'\''])' "$MANUAL"/man1/*.1
}

@test "version, date, variants and transports are those that the rest of the tree knows" {
	local date
	date=$(sed -nE 's/^#define WT_RELEASED "([^"]+)".*/\1/p' include/version.h)
	grep -qF "## [$(sed -nE 's/^#define WT_VERSION "([^"]+)"/\1/p' include/version.h)] - $(date -d "$date" +%F)" CHANGELOG.md
	same variants "$(sed -nE 's/^VARIANTS := //p' mk/variants.mk | tr ' ' '\n' | sort)" \
		"$(sed -nE 's/^#define WT_VARIANTS +"([^"]+)"/\1/p' src/wiretoll/commands/commands.h | tr '|' '\n' | sort)"
	not_under_valgrind
	run "$BUILD/host/wiretoll" run --transports none
	same transports "$(sed -nE 's/^#define WT_TRANSPORTS +"([^"]+)"/\1/p' src/wiretoll/commands/commands.h | tr ',' '\n' | sort)" \
		"$(sed -nE 's/.*valid: //p' <<<"$output" | tr ' ' '\n' | grep -v ^h2- | sort)"
}

@test "bash is given commands, options, values, folders and files" {
	manual
	same commands "--help --version -V -h calibrate diff help import pair report run trace" "$(propose wiretoll '')"
	same "a command's beginning" report "$(propose wiretoll rep)"
	same "help of" "calibrate diff import pair report run trace" "$(propose wiretoll help '')"
	same "an option's beginning" "--continue --core --counters" "$(propose wiretoll run --co)"
	same choices "no-heap off on" "$(propose wiretoll run --counters '')"
	same "a choice's beginning" "no-heap" "$(propose wiretoll run --tries 5 --counters no)"
	same "a choice behind =" "off on" "$(propose wiretoll run --counters = o)"
	same "choices behind =" "one two" "$(propose wiretoll run --placement =)"
	same transports "tcp tls1.2 tls1.3" "$(propose wiretoll run --transports t)"
	same "the next one of a list" "udp,tls1.2 udp,tls1.3" "$(propose wiretoll run --transports udp,tl)"
	same variants "wolfssl wolfssl-iot wolfssl-lean wolfssl-shipped wolfssl-size" "$(propose wiretoll run --variants w)"
	same studies "client-auth crowd groups iot keys post-quantum psk resumption session suites throughput" "$(propose wiretoll run --study '')"
	same axes "tls-version=" "$(propose wiretoll run --axis tls)"
	same "values of an axis" "1.2 1.3" "$(propose wiretoll run --axis tls-version = 1)"
	same "values of a pair" "1.2 1.3" "$(propose tls_server --tls-version '')"
	same "of a processor" "any auto" "$(propose udp_client --cpu a)"
	mkdir -p "$T/folder" "$T/folder.two"
	: >"$T/folder.jsonl"
	same folders "$T/folder $T/folder.two" "$(propose wiretoll report "$T/fold")"
	same "folders of an option" "$T/folder $T/folder.two" "$(propose wiretoll run --out "$T/fold")"
	same files "$T/folder $T/folder.jsonl $T/folder.two" "$(propose wiretoll trace "$T/fold")"
	same "files of a pair" "$T/folder $T/folder.jsonl $T/folder.two" "$(propose tcp_client --json "$T/fold")"
	# nothing is proposed for a number, an operand that is not taken, or an option that is not there
	[ -z "$(propose wiretoll run --tries '')" ] && [ -z "$(propose tcp_client "$T/fold")" ] && [ -z "$(propose tcp_client --tls)" ]
}

@test "wiretoll-report(5) has every field and every record of docs/results.md" {
	manual
	local page=$MANUAL/man5/wiretoll-report.5
	same fields "$(sed -nE 's/^\| (`[^|]*[^ |]) *\|.*/\1/p' docs/results.md | tr -d '`')" "$(sed -nE 's/^\.It ..(.*)/\1/p' "$page")"
	same sections "$(sed -n 's/^## //p' docs/results.md | tr '[:lower:]' '[:upper:]' | grep -v '^$')" \
		"$(sed -n 's/^\.Sh //p' "$page" | grep -vE '^(NAME|DESCRIPTION|SEE ALSO)$')"
	[ "$(grep -c '^\.It' "$page")" -ge 80 ]
}

@test "options that have one value are neither proposed nor in a page" {
	local option valid program=tls_client shown
	manual
	for option in mode resume; do
		valid=$("$BUILD/$BOARD/$(plain_variant)/$program" --"$option" none 2>&1 | sed 's/.*valid: //')
		shown=$(propose "$program" "--$option")
		if [[ $valid == *,* ]]; then
			same "--$option" "--$option" "$shown"
		else
			[ -z "$shown$(propose "$program" "--$option" '')" ]
			if grep -q -- "Fl -$option" "$MANUAL/man1/$program.1"; then return 1; fi
		fi
	done
}

@test "a person at a terminal: the tabulator completes" {
	manual
	python3 - "$MANUAL/completions/wiretoll" >"$T/typed" <<-'PY'
		import os, pty, select, sys
		pid, terminal = pty.fork()
		if pid == 0:
		    os.environ.update(TERM="dumb", PS1="> ", INPUTRC="/dev/null", HISTFILE="")
		    os.execvp("bash", ["bash", "--norc", "--noprofile", "-i"])
		os.write(terminal, b". %s; wiretoll() { printf 'given<%%s>\\n' \"$*\"; }; echo rea''dy\n" % sys.argv[1].encode())
		said, typed = b"", False
		while True:
		    if not select.select([terminal], [], [], 20)[0]:
		        break
		    try:
		        part = os.read(terminal, 4096)
		    except OSError:
		        break
		    if not part:
		        break
		    said += part
		    if b"ready\r\n" in said and not typed:
		        typed = True
		        os.write(terminal, b"wiretoll ru\t--plac\tt\t--variants=openssl-\t\nexit\n")
		os.close(terminal)
		os.waitpid(pid, 0)
		sys.stdout.buffer.write(said)
	PY
	grep -q "given<run --placement two --variants=openssl-3.5>" "$T/typed" || { cat "$T/typed"; return 1; }
}
