#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# The page: whole, safe, needs nothing from anywhere, and a browser has nothing to say against it.

# shellcheck disable=SC2030,SC2031,SC2034
load ../support/helpers
load ../support/reports

setup_file() {
	record_once
}

# browse FILE [OPTION]...: opens it in a browser without a screen; its log lies in browser.log, what it asked of
# the network in net.json, the page as it then stands in dom.html.
browse() {
	local file=$1
	command -v chromium >/dev/null || skip "chromium is not installed; scripts/setup.sh browser does it"
	shift
	timeout -k 5 $((90 * SLOWER)) chromium --headless --no-sandbox --disable-gpu --disable-background-networking \
		--disable-component-update --disable-sync --no-first-run --user-data-dir="$T/browser" \
		--host-resolver-rules='MAP * ~NOTFOUND' --enable-logging=stderr --log-net-log="$T/net.json" "$@" "file://$file" \
		>"$T/dom.html" 2>"$T/browser.log" 3>&- </dev/null
}

@test "one file: the answer, six parts, plots with titles and descriptions, nothing from outside" {
	not_under_valgrind
	desk report "$BATS_FILE_TMPDIR/run" --html "$T/page.html"
	desk_expect 0
	grep -qE 'class="answer">(With [A-Za-z]+ [0-9.]+( [+] [a-z]+)? a secure exchange (takes [0-9.]+|shows no|takes neither)|These results do not tell)' "$T/page.html"
	for part in plot_cost plot_size plot_ecdf plot_phases plot_wire; do
		grep -q "<title id=\"$part-t\">" "$T/page.html"
		grep -q "<desc id=\"$part-d\">" "$T/page.html"
	done
	# A point for a build in whose program the library is, a line for one that has a shared one.
	if has_variant wolfssl && has_variant openssl; then
		grep -q '<title id="plot_builds-t">Time, flash and RAM of each build' "$T/page.html"
		grep -qE '>wolfssl, [0-9.]+ KB RAM<' "$T/page.html"
		grep -qE '>openssl, [0-9.]+ KB RAM(, flash not told)?<' "$T/page.html"
	fi
	for title in Comparisons "Every figure" "Were both sides alike" "Can the figures be trusted" "Every setting"; do
		grep -q "<h2>$title" "$T/page.html"
	done
	lacks '<script|<img|<iframe|<link [^>]*href="[^d]|@import|url\(|(src|href)="(http|//)' "$T/page.html"
	grep -q 'prefers-color-scheme:dark' "$T/page.html"
	grep -q 'name="viewport"' "$T/page.html"
	# Every tag that is opened is closed.
	python3 - "$T/page.html" <<-'PYTHON'
		import sys
		from html.parser import HTMLParser
		class Check(HTMLParser):
		    void = {"meta", "link", "br"}
		    stack = []
		    def handle_starttag(self, tag, attrs):
		        if tag not in self.void: self.stack.append(tag)
		    def handle_startendtag(self, tag, attrs): pass
		    def handle_endtag(self, tag):
		        if tag in self.void: return
		        assert self.stack and self.stack.pop() == tag, (tag, self.getpos())
		check = Check()
		check.feed(open(sys.argv[1]).read())
		assert not check.stack, check.stack
	PYTHON
}

@test "plots are drawn for a desk and for a phone, whiskers lie within, verdicts and shares can be read" {
	not_under_valgrind
	mkdir "$T/bin"
	printf '#!/bin/sh\ntee -a %q | %q "$@"\n' "$T/scripts" "$(command -v gnuplot)" >"$T/bin/gnuplot"
	chmod +x "$T/bin/gnuplot"
	copy few
	# Rounds that lie far apart: wide whiskers, on both sides of none.
	retime "tls1.3-*/round-0[246].client.jsonl" ".total_ns * 30"
	PATH=$T/bin:$PATH desk report "$COPY" --html "$T/page.html" --json "$T/r.json"
	desk_expect 0
	jq -r '[.pairs[] | select(.kind == "security") | .comparisons[] | select(.size != "all") | .difference_us | .low, .high] | min, max' \
		"$T/r.json" >"$T/whiskers"
	sed -n '/plot_cost/,/EOD/s/^set xrange \[\(.*\):\(.*\)\]$/\1\n\2/p' "$T/scripts" | head -2 >"$T/range"
	paste "$T/whiskers" "$T/range" | awk '{ print } NR == 1 && !($1 < 0 && $2 < $1) { bad = 1 } NR == 2 && !($1 > 0 && $2 > $1) { bad = 1 }
		END { exit bad || NR != 2 }'
	[ "$(grep -c '<svg class="plot broad" viewBox="0 0 860 ' "$T/page.html")" -eq "$(grep -c '<svg class="plot narrow" viewBox="0 0 380 ' "$T/page.html")" ]
	grep -q '@media (max-width:44rem){svg.broad{display:none}svg.narrow{display:block}}' "$T/page.html"
	lacks 'min-width:44rem' "$T/page.html"
	grep -o ' id="[^"]*"' "$T/page.html" | sort | uniq -d >"$T/twice"
	lacks . "$T/twice"
	grep -q '<th>bytes</th><th class="text">verdict</th>' "$T/page.html"
	lacks 'td.text[^}]*white-space:normal' "$T/page.html"
	jq -e '[.pairs[].comparisons[].resolution_corrected] | max > 10' "$T/r.json"
	grep -q '<td>over 1,000 %</td></tr>' "$T/page.html"
	lacks '<td>[0-9]{5,}[.][0-9] %' "$T/page.html"
}

@test "a browser shows it without an error, and asks nobody for anything" {
	not_under_valgrind
	desk report "$BATS_FILE_TMPDIR/run" --html "$T/page.html"
	browse "$T/page.html" --dump-dom
	lacks "CONSOLE" "$T/browser.log"
	grep -q "<svg class=\"plot broad\"" "$T/dom.html"
	# The browser has wishes of its own (its maker's clock, accounts, updates), which find nobody here.
	grep -oE '"url": ?"https?://[^/"]*' "$T/net.json" | grep -vE '(google|googleapis|gvt1)\.com$' >"$T/asked" || true
	lacks . "$T/asked"
	browse "$T/page.html" --window-size=400,800 --screenshot="$T/phone.png"
	lacks "CONSOLE" "$T/browser.log"
	[ "$(stat -c %s "$T/phone.png")" -gt 10000 ]
}

@test "text of a record does nothing in the page" {
	not_under_valgrind
	copy evil
	edit "tls1.3-*/*.jsonl" 'if .record == "run" then .library.version = "<script>alert(1)</script>\"&" | .facts.cpu = "<img src=x onerror=alert(2)>"
		| .negotiated.group_name = "</pre><script>" else . end'
	edit "tcp/*.jsonl" 'if .record == "run" then .facts.cpu = "<img src=x onerror=alert(2)>" else . end'
	edit "tls1.3-*/*.jsonl" $'if .record == "run" then .library.name = "a\'\\n; system \\"touch /tmp/x\\"" else . end'
	[ ! -d "$COPY/probe" ] || edit "probe/*.jsonl" '.library = {name: "a\u0027\n; system \"touch /tmp/x\"", version: "<script>alert(1)</script>\"&", source: .library.source}
		| .facts.cpu = "<img src=x onerror=alert(2)>"'
	desk report "$COPY" --html "$T/page.html"
	desk_expect 0
	lacks '<script|<img' "$T/page.html"
	grep -q '&lt;script&gt;alert(1)' "$T/page.html"
	browse "$T/page.html" --dump-dom
	lacks "CONSOLE" "$T/browser.log"
}

@test "a page that cannot be drawn or written leaves no half of one" {
	not_under_valgrind
	mkdir "$T/bin"
	printf '#!/bin/sh\nexit 3\n' >"$T/bin/gnuplot"
	chmod +x "$T/bin/gnuplot"
	PATH=$T/bin:$PATH desk report "$BATS_FILE_TMPDIR/run" --html "$T/page.html"
	desk_expect 1 "^wiretoll report: gnuplot failed"
	[ ! -e "$T/page.html" ]
	STATUS=0
	PATH=$T/none "$BUILD/host/wiretoll" report "$BATS_FILE_TMPDIR/run" --html "$T/page.html" >"$T/desk.out" 2>"$T/desk.err" || STATUS=$?
	flatten
	desk_expect 1 "gnuplot draws the page's plots: No such file or directory; valid: an installed gnuplot"
	[ ! -e "$T/page.html" ]
	# known before anything is measured
	STATUS=0
	PATH=$T/none "$BUILD/host/wiretoll" run --build "$BUILD" --board "$BOARD" --certs "$KEYS" --out "$T/results" --html "$T/page.html" \
		>"$T/desk.out" 2>"$T/desk.err" || STATUS=$?
	flatten
	desk_expect 2 "^wiretoll run: --html: gnuplot, which draws the page's plots, is missing; install it: apt-get install gnuplot-nox$"
	[ ! -e "$T/results" ]
	desk report "$BATS_FILE_TMPDIR/run" --html "$T/nowhere/page.html"
	desk_expect 1 "nowhere/page.html"
}

@test "a device or a pipe in a file's place is written to, not replaced" {
	not_under_valgrind
	[ "$(id -u)" = 0 ] || skip "mknod needs root"
	mknod "$T/full" c 1 7
	mknod "$T/null" c 1 3
	mkfifo "$T/pipe"
	desk report "$BATS_FILE_TMPDIR/run" --json "$T/full"
	desk_expect 1 "full: No space left on device"
	desk report "$BATS_FILE_TMPDIR/run" --html "$T/null" --csv /dev/stdout
	desk_expect 0 "^series,kind,variant"
	desk report "$BATS_FILE_TMPDIR/run" --csv "$T/pipe"
	desk_expect 1 "pipe: No such device or address"
	desk report "$BATS_FILE_TMPDIR/run" --csv "$T"
	desk_expect 1 "Is a directory"
	echo old >"$T/target"
	ln -s target "$T/link"
	desk report "$BATS_FILE_TMPDIR/run" --csv "$T/link"
	desk_expect 0
	grep -q '^series,kind,variant' "$T/target"
	[ -L "$T/link" ] && [ -c "$T/full" ] && [ -c "$T/null" ] && [ -p "$T/pipe" ] && [ -L /dev/stdout ]
	[ -z "$(find "$T" -name '*.part')" ]
}

@test "a run that failed altogether has a page, too" {
	not_under_valgrind
	copy failed
	for series in "$COPY"/*/; do echo "no luck" >"$series/round-01.failed"; done
	desk report "$COPY" --html "$T/page.html" --csv "$T/r.csv" --markdown "$T/r.md" --json "$T/r.json"
	desk_expect 1 "FAILED"
	grep -q "These results do not tell what security costs" "$T/page.html"
	grep -q "no luck" "$T/page.html"
	[ "$(wc -l <"$T/r.csv")" -eq 1 ]
	jq -e '.series[0].state == "failed"' "$T/r.json"
}
