#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Usage: scripts/cert.sh [--out DIR] [--san NAME]... [--days N] [--keys KIND]...
#
# Makes the test PKI: DIR/ecdsa-p256, ecdsa-p384, rsa-2048, rsa-3072 and
# ed25519, each with ca.pem, server.pem, server.key, client.pem, client.key,
# server-chain.pem and client-chain.pem, which an intermediate CA has issued for
# the same keys, with the certificate of that CA behind them, and a pre-shared
# key (psk); and DIR/bad/<fault>, each a set of the same files (ECDSA, P-256,
# same CA) in which only the fault differs.
# Certificates that are still good are kept. They are for tests and
# measurements only: the key of the CA lies beside them.
# Installed, it makes ecdsa-p256, rsa-2048 and what --keys asks for alone, and
# DIR is for its user alone (mode 0700).
#
#   --out DIR   where to (default: build/certs; installed: under the user's
#               state folder, $XDG_STATE_HOME/wiretoll/certs)
#   --san NAME  one more DNS name or IP address of the server; may be repeated
#               (localhost, 127.0.0.1 and ::1 are always there)
#   --days N    days that they are valid, 1 to 7300 (default: 825)
#   --keys KIND one more set to be made; may be repeated (not installed, all are)
set -u
. "$(dirname "$0")/lib.sh"

week_s=604800
out=
days=825
kinds="ecdsa-p256 ecdsa-p384 rsa-2048 rsa-3072 ed25519"
more=" " # of them
asked="DNS:localhost IP:127.0.0.1 IP:::1"
work=
export OPENSSL_CONF=$top/certs/openssl.cnf WT_WORK=/nonexistent WT_SAN=DNS:localhost

# --- names --------------------------------------------------------------------

is_dns_name() {
	((${#1} <= 253)) && [[ $1 =~ ^(\*\.)?([A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?\.)*[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?$ ]] &&
		[[ ! $1 =~ ^[0-9.]+$ ]]
}

add_san() {
	if is_ipv4 "$1" || is_ipv6 "$1"; then
		asked+=" IP:$1"
	elif is_dns_name "$1"; then
		asked+=" DNS:$1"
	else
		wrong "--san $1: neither a DNS name nor an IPv4 or IPv6 address"
	fi
}

# The names of a certificate, as DNS:x IP:y, in the spelling that OpenSSL prints.
names_of() {
	openssl x509 -in "$1" -noout -ext subjectAltName 2>/dev/null |
		sed -n '2,$p' | tr ',' '\n' | sed 's/^ *//; s/^IP Address:/IP:/'
}

# An IPv6 address has many spellings; OpenSSL's own is the one to compare by.
spelled() {
	local groups=() l r left right fill text=${1#IP:}
	[[ $1 == IP:*:* ]] || { printf '%s\n' "$1"; return; }
	left=${text%%::*} right=${text##*::}
	[[ $text == *::* ]] || right=
	IFS=: read -ra l <<<"$left"
	IFS=: read -ra r <<<"$right"
	fill=$((8 - ${#l[@]} - ${#r[@]}))
	groups=("${l[@]}")
	[[ $text == *::* ]] && while ((fill-- > 0)); do groups+=(0); done
	groups+=("${r[@]}")
	printf 'IP'
	printf ':%X' "${groups[@]/#/0x}"
	printf '\n'
}

# --- making -------------------------------------------------------------------

# Runs openssl; what it says is shown only when it fails.
ssl() {
	openssl "$@" >"$work/openssl.log" 2>&1 ||
		die "openssl $1 failed: $(grep -m 1 -iE 'error|unable|invalid|bad' "$work/openssl.log" || head -n 1 "$work/openssl.log")"
}

make_key() {
	case $1 in
	ecdsa-p256) ssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -pkeyopt ec_param_enc:named_curve -out "$2" ;;
	ecdsa-p384) ssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-384 -pkeyopt ec_param_enc:named_curve -out "$2" ;;
	rsa-*) ssl genpkey -algorithm RSA -pkeyopt "rsa_keygen_bits:${1#rsa-}" -out "$2" ;;
	ed25519) ssl genpkey -algorithm ED25519 -out "$2" ;;
	esac
	chmod 600 "$2"
}

# A moment, in days from now, as certificates spell it.
moment() {
	date -u -d "$1 days" +%Y%m%d%H%M%SZ
}

# make_certificate FILE KEY NAME EXTENSIONS CA-FOLDER|- [FROM TO]: signed by a CA, or (-) by its own key.
make_certificate() {
	local file=$1 key=$2 signer=() from=${6:--1} to=${7:-$days}
	ssl req -new -key "$key" -subj "/CN=$3" -out "$work/request.pem"
	if [ "$5" = - ]; then
		signer=(-selfsign -keyfile "$key")
	else
		signer=(-cert "$5/ca.pem" -keyfile "$5/ca.key")
	fi
	: >"$work/index.txt"
	ssl ca -batch -notext -in "$work/request.pem" -out "$file" "${signer[@]}" -extensions "$4" \
		-md "${digest:-sha256}" -startdate "$(moment "$from")" -enddate "$(moment "$to")"
	chmod 644 "$file"
}

make_ca() {
	make_key "$1" "$2/ca.key"
	make_certificate "$2/ca.pem" "$2/ca.key" "$3" ca_extensions -
}

# With which digest a CA of such a key signs: in TLS 1.3 a curve has one (RFC 8446 4.2.3), and Ed25519 takes none.
digest_of() {
	case $1 in
	ecdsa-p384) echo sha384 ;;
	ed25519) echo null ;;
	*) echo sha256 ;;
	esac
}

# The key of the intermediate CA goes with the working folder.
make_chains() {
	local folder=$2 between=$work/intermediate side
	mkdir "$between" || die "$between: cannot be made"
	make_key "$1" "$between/ca.key"
	make_certificate "$between/ca.pem" "$between/ca.key" "wiretoll test intermediate CA $1" intermediate_extensions "$folder"
	for side in server client; do
		make_certificate "$folder/$side-chain.pem" "$folder/$side.key" "wiretoll test $side" "${side}_extensions" "$between"
		cat "$between/ca.pem" >>"$folder/$side-chain.pem"
	done
	rm -r "$between"
}

# A whole good set of one kind of key in a folder.
make_set() {
	local kind=$1 folder=$2 side digest
	digest=$(digest_of "$1")
	mkdir -p "$folder" || die "$folder: cannot be made"
	make_ca "$kind" "$folder" "wiretoll test CA $kind"
	for side in server client; do
		make_key "$kind" "$folder/$side.key"
		make_certificate "$folder/$side.pem" "$folder/$side.key" "wiretoll test $side" "${side}_extensions" "$folder"
	done
	make_chains "$kind" "$folder"
}

# Makes the one thing wrong in a copy of the good set.
spoil() {
	local fault=$1 d=$2 side=${1%%-*}
	local file=$d/$side.pem key=$d/$side.key name="wiretoll test $side" extensions=${side}_extensions
	case ${fault#*-} in
	expired) make_certificate "$file" "$key" "$name" "$extensions" "$d" -30 -1 ;;
	not-yet-valid) make_certificate "$file" "$key" "$name" "$extensions" "$d" 3650 4000 ;;
	other-ca)
		mkdir -p "$work/other"
		[ -f "$work/other/ca.pem" ] || make_ca ecdsa-p256 "$work/other" "another test CA"
		make_certificate "$file" "$key" "$name" "$extensions" "$work/other"
		;;
	wrong-name) WT_SAN=DNS:wrong.invalid,IP:192.0.2.1 make_certificate "$file" "$key" "$name" "$extensions" "$d" ;;
	wrong-usage) make_certificate "$file" "$key" "$name" "${side}_wrong_usage_extensions" "$d" ;;
	self-signed) make_certificate "$file" "$key" "$name" "$extensions" - ;;
	none) rm "$file" "$key" ;;
	no-intermediate)
		ssl x509 -in "$d/$side-chain.pem" -out "$work/leaf.pem"
		mv "$work/leaf.pem" "$d/$side-chain.pem"
		;;
	key-mismatch) make_key ecdsa-p256 "$key" ;;
	esac
}

faults="server-expired server-not-yet-valid server-other-ca server-wrong-name server-wrong-usage server-self-signed
	server-key-mismatch client-expired client-not-yet-valid client-other-ca client-wrong-usage client-self-signed client-none
	server-no-intermediate client-no-intermediate"

make_bad_sets() {
	local fault
	for fault in $faults; do
		mkdir -p "$work/bad" && cp -rp "$1" "$work/bad/$fault" || die "$work/bad: cannot be written"
		spoil "$fault" "$work/bad/$fault"
	done
	set_mark "$1" >"$work/bad/made-from"
}

# --- keeping ------------------------------------------------------------------

# What the bad sets were made from, and which there are.
set_mark() {
	cat "$1/ca.pem" "$1/server.pem" "$1/client.pem" | sha256sum
	echo "$faults"
}

bad_is_whole() {
	local fault
	for fault in $faults; do
		[ -r "$out/bad/$fault/ca.pem" ] || return 1
	done
	[ "$(cat "$out/bad/made-from" 2>/dev/null)" = "$(set_mark "$out/ecdsa-p256")" ]
}

key_fits() {
	[ "$(openssl x509 -in "$1" -noout -pubkey 2>/dev/null)" = "$(openssl pkey -in "$2" -pubout 2>/dev/null)" ]
}

# Why a set cannot be kept; nothing when it can.
set_fault() {
	local d=$1 file name have_names
	for file in ca.pem ca.key server.pem server.key server-chain.pem client.pem client.key client-chain.pem; do
		[ -s "$d/$file" ] && [ -r "$d/$file" ] || { echo "has no $file"; return; }
	done
	for file in ca server client; do
		openssl x509 -in "$d/$file.pem" -noout -checkend $week_s >/dev/null 2>&1 || { echo "$file.pem ends within a week"; return; }
		key_fits "$d/$file.pem" "$d/$file.key" || { echo "$file.key does not belong to $file.pem"; return; }
	done
	openssl verify -CAfile "$d/ca.pem" "$d/server.pem" "$d/client.pem" >/dev/null 2>&1 || { echo "does not verify"; return; }
	for file in server-chain client-chain; do
		openssl verify -CAfile "$d/ca.pem" -untrusted "$d/$file.pem" "$d/$file.pem" >/dev/null 2>&1 &&
			key_fits "$d/$file.pem" "$d/${file%-chain}.key" || { echo "has a $file.pem that does not verify"; return; }
	done
	have_names=$(names_of "$d/server.pem")
	for name in $asked; do
		name=$(spelled "$name")
		grep -qixF -- "$name" <<<"$have_names" || { echo "lacks the name ${name#*:}"; return; }
	done
}

# Puts a finished folder in its place; what was there goes once the new one stands.
put() {
	[ ! -e "$2" ] || mv "$2" "$work/old-${2##*/}" || die "$2: cannot be replaced"
	mv "$1" "$2" || die "$2: cannot be written"
}

renew() {
	local kind=$1 why
	why=$(set_fault "$out/$kind")
	[ -n "$why" ] || return 0
	if [ -d "$out/$kind" ]; then
		# Names that were asked for earlier stay.
		asked="$asked $(names_of "$out/$kind/server.pem" | grep -E '^(DNS|IP):' | xargs)"
		say CERTS "$kind is made anew: it $why"
	else
		say CERTS "$kind"
	fi
	WT_SAN=$(tr -s ' ' '\n' <<<"$asked" | sed '/^$/d' | while read -r n; do spelled "$n"; done | awk '!seen[tolower($0)]++' | paste -sd ,)
	make_set "$kind" "$work/$kind"
	put "$work/$kind" "$out/$kind"
}

# A key of 256 bits that both ends have, one line IDENTITY:KEY. Sets of before get one, too.
renew_psk() {
	local d=$out/$1 key
	[ ! -s "$d/psk" ] || return 0
	key=$(openssl rand -hex 32) || die "openssl rand: failed"
	(umask 077 && printf 'wiretoll:%s\n' "$key" >"$work/psk") && put "$work/psk" "$d/psk"
}

# --- command line ---------------------------------------------------------------

parse() {
	while [ $# -gt 0 ]; do
		case $1 in
		--help) help_text; exit 0 ;;
		--out | --san | --days | --keys) [ $# -gt 1 ] && [ -n "$2" ] || wrong "$1: needs a value" ;;&
		--out) out=$2; shift ;;
		--san) add_san "$2"; shift ;;
		--days)
			[[ $2 =~ ^[0-9]{1,5}$ ]] && ((10#$2 >= 1 && 10#$2 <= 7300)) || wrong "--days $2: valid: 1 to 7300"
			days=$((10#$2)); shift ;;
		--keys)
			[[ " $kinds " == *" $2 "* ]] || wrong "--keys $2: unknown; valid: $kinds"
			more+="$2 "; shift ;;
		*) wrong "$1: unknown option; valid: --out --san --days --keys --help" ;;
		esac
		shift
	done
}

main() {
	local kind
	parse "$@"
	have openssl || die "the openssl command is missing; install the package openssl"
	[ -n "$out" ] || out=$(certs_folder) || exit 1
	[ -z "$installed" ] || umask 077
	mkdir -p "$out" 2>/dev/null || die "$out: cannot be made"
	out=$(cd "$out" && pwd) || die "$out: cannot be entered"
	umask 077
	exec 9>"$out/.lock" || die "$out: cannot be written"
	flock 9
	# What a run that was killed has left behind, keys among it: we hold the lock, so nobody works there.
	rm -rf "$out"/.tmp.*
	chmod "$([ -n "$installed" ] && echo 700 || echo 755)" "$out"
	work=$out/.tmp.$$
	mkdir "$work" || die "$work: cannot be made"
	WT_WORK=$work
	trap 'rm -rf "$work"' EXIT
	trap 'exit 1' INT TERM HUP
	# A set that is new has the names that were asked for earlier, too.
	[ ! -r "$out/ecdsa-p256/server.pem" ] || asked="$asked $(names_of "$out/ecdsa-p256/server.pem" | grep -E '^(DNS|IP):' | xargs)"
	[ -n "$installed" ] && more+="ecdsa-p256 rsa-2048 " || more=" $kinds "
	for kind in $kinds; do
		[[ $more == *" $kind "* ]] || continue
		renew "$kind"
		renew_psk "$kind"
	done
	if [ -z "$installed" ] && ! bad_is_whole; then
		say CERTS "bad ones for the tests"
		WT_SAN=$(names_of "$out/ecdsa-p256/server.pem" | paste -sd ,)
		make_bad_sets "$out/ecdsa-p256"
		put "$work/bad" "$out/bad"
	fi
}

main "$@"
