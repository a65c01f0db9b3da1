#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Usage: ACLOCAL=.../scripts/aclocal_once.sh autoreconf ...
#
# Runs aclocal, but not again for the same macros: autoreconf runs it before
# libtoolize and after it, since that may bring new ones. Where they were there
# at first, the second run makes the same file once more, in two seconds.
set -u
[ "${1:-}" != --help ] || { . "$(dirname "$0")/lib.sh"; help_text; exit 0; }
of=$(cat configure.ac m4/*.m4 2>/dev/null | sha256sum)
made=autom4te.cache/aclocal_once
[ ! -f aclocal.m4 ] || [ "$of" != "$(cat "$made" 2>/dev/null)" ] || exit 0
aclocal "$@" || exit
mkdir -p "${made%/*}" && printf '%s\n' "$of" >"$made"
