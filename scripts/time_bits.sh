#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Usage: scripts/time_bits.sh LIBRARY-WORD... -- COMPILER [OPTION]...
#
# Prints the compiler options with which `struct timeval` is the one of the
# OpenSSL that the words link: nothing where the compiler's own is, and those for
# 64 bits where the library was built with them (Debian 13's for armhf; Debian
# 12's was not). The files that are linked tell: a library with 64-bit time calls
# the C library's __gettimeofday64. Exit status 1: it cannot be told.
set -u
. "$(dirname "$0")/lib.sh"
[ "${1:-}" != --help ] || { help_text; exit 0; }
words=()
while [ $# -gt 0 ] && [ "$1" != -- ]; do
	words+=("$1")
	shift
done
[ $# -ge 2 ] && [ ${#words[@]} -gt 0 ] || wrong "wants the library's words, -- and COMPILER; see --help"
shift
compiler=("$@")
wide=(-D_FILE_OFFSET_BITS=64 -D_TIME_BITS=64)

# The compiler's own time has 64 bits, as on every 64-bit machine, or is not changed by these options.
same_anyway() {
	local bits
	for bits in '' "${wide[*]}"; do
		# Word splitting is wanted.
		# shellcheck disable=SC2086
		printf '#include <sys/time.h>\n%s' 'struct timeval t; char size[sizeof(t.tv_sec) == 8 ? 1 : -1];' |
			"${compiler[@]}" $bits -fsyntax-only -x c - 2>/dev/null && { [ -z "$bits" ]; return; }
	done
	return 0
}

! same_anyway || exit 0
# The linker tells which files it took; the times of DTLS come from the library's own calls.
program='void *DTLS_method(void), *SSL_CTX_new(const void *);
int main(void) { return !SSL_CTX_new(DTLS_method()); }'
files=$("${compiler[@]}" -w -x c - -x none -o /dev/null -Wl,-t "${words[@]}" 2>/dev/null <<<"$program") ||
	die "${words[0]}: does not link, so it cannot be told whether its times have 32 or 64 bits"
nm=$("${compiler[@]}" -print-prog-name=nm)
calls=$(grep -oE '[^ (]*lib(ssl|crypto)[^ ()/]*' <<<"$files" | sort -u | while IFS= read -r file; do
	option=-u
	[[ $file == *.a ]] || option=-Du
	"$nm" "$option" "$file" 2>/dev/null
done)
if grep -qwE '__gettimeofday64(@.*)?' <<<"$calls"; then
	printf '%s\n' "${wide[*]}"
elif ! grep -qwE 'gettimeofday(@.*)?' <<<"$calls"; then
	die "${words[0]}: asks nobody for the time of day, so it cannot be told whether its times have 32 or 64 bits"
fi
