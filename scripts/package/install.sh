#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Usage: scripts/package/install.sh --prefix DIR [--destdir DIR] --build DIR PROGRAM...
#        scripts/package/install.sh --prefix DIR [--destdir DIR] --remove
#
# Puts wiretoll under DESTDIR and the prefix: bin/wiretoll; each PROGRAM
# (<board>/<variant>/<name> of the build) in libexec/wiretoll; what a user runs
# beside it in share/wiretoll; the texts in share/doc/wiretoll; manual pages and
# completion of bash where man and bash look for them. wiretoll finds its own from where it lies itself, so the tree may be moved. What was put there
# stands in share/wiretoll/installed; --remove takes away exactly that, and
# folders of ours that are empty then. `make install` and `make uninstall` call it.
set -u
. "$(dirname "$0")/../lib.sh"

prefix='' destdir='' build='' remove='' programs=()
list=share/wiretoll/installed
scripts=(batch_test.sh board_ssh.sh cert.sh)

# put MODE FROM TO: one file; TO is under the prefix.
put() {
	install -D -m "$1" "$2" "$root/$3" 2>"$said" || die "$root/$3: cannot be written: $(sed 's/.*: //' "$said" | tail -n 1)"
	put_there+=("$3")
}

put_all() {
	local file name
	put 755 "$build/host/wiretoll" bin/wiretoll
	for name in "${programs[@]}"; do put 755 "$build/$name" "libexec/wiretoll/$name"; done
	# What counts the instructions of an emulated program, where somebody has made it.
	file=$build/host/guest_count.so
	[ ! -e "$file" ] || put 644 "$file" libexec/wiretoll/host/guest_count.so
	for name in "${scripts[@]}"; do put 755 "$top/scripts/$name" "share/wiretoll/scripts/$name"; done
	put 644 "$top/scripts/lib.sh" share/wiretoll/scripts/lib.sh
	put 644 "$top/certs/openssl.cnf" share/wiretoll/certs/openssl.cnf
	for file in "$build"/host/manual/man1/*.1; do put 644 "$file" "share/man/man1/${file##*/}"; done
	put 644 "$build/host/manual/man5/wiretoll-report.5" share/man/man5/wiretoll-report.5
	for file in "$build"/host/manual/completions/*; do put 644 "$file" "share/bash-completion/completions/${file##*/}"; done
	for file in "$top"/{README,CHANGELOG}.md "$top"/LICENSE "$top"/docs/*.md; do put 644 "$file" "share/doc/wiretoll/${file##*/}"; done
}

# Another board or variant may have been put there before: the list is of them all.
note() {
	{ cat "$root/$list" 2>/dev/null; printf '%s\n' "${put_there[@]}" "$list"; } | LC_ALL=C sort -u >"$said" &&
		install -m 644 "$said" "$root/$list" || die "$root/$list: cannot be written"
}

# The folders of ours above a file, the deepest first; those of the system stay.
tidy_above() {
	local folder=$1
	while folder=${folder%/*} && [[ $folder == */wiretoll || $folder == */wiretoll/* ]]; do
		rmdir "$root/$folder" 2>/dev/null || return 0
	done
}

remove_all() {
	local files=() file
	[ -r "$root/$list" ] || die "$root/$list: not there, so nothing of wiretoll is known to be installed under $root; valid: the PREFIX= and DESTDIR= of make install"
	mapfile -t files <"$root/$list"
	for file in "${files[@]}"; do
		[[ /$file/ != */../* && $file =~ ^(bin/wiretoll$|(libexec|share|share/doc)/wiretoll/|share/(man/man[15]|bash-completion/completions)/(wiretoll|(tcp|udp|tls|dtls|h2)_)) ]] ||
			die "$root/$list: names '$file', which is not ours; nothing was removed"
	done
	for file in "${files[@]}"; do
		[ "$file" = "$list" ] || rm -f "$root/$file" || die "$root/$file: cannot be removed"
	done
	rm -f "$root/$list" || die "$root/$list: cannot be removed"
	for file in "${files[@]}"; do tidy_above "$file"; done
}

while [ $# -gt 0 ]; do
	case $1 in
	--help) help_text; exit 0 ;;
	--remove) remove=1 ;;
	--prefix | --destdir | --build) [ $# -gt 1 ] || wrong "$1: needs a value" ;;&
	--prefix) prefix=$2; shift ;;
	--destdir) destdir=$2; shift ;;
	--build) build=$2; shift ;;
	-*) wrong "$1: unknown option; valid: --prefix --destdir --build --remove --help" ;;
	*) programs+=("$1") ;;
	esac
	shift
done
[[ $prefix == /* ]] || wrong "PREFIX=$prefix: not valid; valid: an absolute path, such as /usr/local"
prefix=${prefix%/} root=${destdir%/}$prefix
said=$(mktemp) || die "no temporary file can be made"
trap 'rm -f "$said"' EXIT
if [ -n "$remove" ]; then
	remove_all
	say REMOVE "wiretoll is gone from ${root:-/}"
	exit 0
fi
[ -n "$build" ] && [ ${#programs[@]} -gt 0 ] || wrong "wants --build DIR and PROGRAMs; see --help"
put_there=()
umask 022
put_all
note
say INSTALL "$root/bin/wiretoll, and ${#programs[@]} programs in $root/libexec/wiretoll"
