#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Usage: tests/fuzz/coverage.sh --build DIR TARGET...
#
# Runs every seed and every input kept by earlier runs once, and prints which
# share of each source file they reach, all targets together.
set -u
cd "$(dirname "$0")/../.." || exit 1
[ "${1:-}" = --build ] && [ $# -gt 2 ] || { sed -n '3,/^[^#]/s/^# \{0,1\}//p' "$0" >&2; exit 2; }
build=$2
shift 2
TMPDIR=$(mktemp -d) || exit 1
export TMPDIR
trap 'rm -rf "$TMPDIR"' EXIT
objects=()

for target in "$@"; do
	inputs=("tests/fuzz/seeds/$target"/* "$build/corpus/$target"/*)
	for i in "${!inputs[@]}"; do [ -e "${inputs[i]}" ] || unset 'inputs[i]'; done
	printf '%s\0' "${inputs[@]}" | LLVM_PROFILE_FILE="$TMPDIR/$target-%p.profraw" \
		xargs -0 -n 500 "$build/coverage/$target" >"$build/coverage/$target.log" 2>&1 ||
		{ echo "fuzz-coverage: $target failed: $build/coverage/$target.log" >&2; exit 1; }
	objects+=(${objects[0]:+-object} "$build/coverage/$target")
done
llvm-profdata merge -sparse -o "$TMPDIR/all.profdata" "$TMPDIR"/*.profraw || exit 1
llvm-cov report "${objects[@]}" -instr-profile="$TMPDIR/all.profdata" -show-region-summary=0 -show-branch-summary=0 \
	src/wiretoll/plan/{programs,plan_file,plan,plan_make}.c src/wiretoll/records/{board_health,cell_file,cell_record,cell_try,cell_check,cell_pair}.c src/wiretoll/records/kinds/{cell_axes,cell_data,end_costs,hold_file,record_kind,session_file,try_scan}.c src/wiretoll/judge/{contrasts,costs,judge,judged,validity,warnings,diff}.c src/wiretoll/base/{number_text,record_fields,escape}.c src/wiretoll/report/document/{document,report_label}.c src/wiretoll/report/{report_costs,report_details,report_document,report_head,report_resolution,report_table,report_notes,report_guest,answer}.c src/wiretoll/results/{origin,cell_state,side_cells,guest,results,parity}.c src/wiretoll/report/modes/{mode_section,report_session}.c src/wiretoll/report/forms/{export,text,markdown,html}.c
