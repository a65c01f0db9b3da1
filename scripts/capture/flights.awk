# SPDX-License-Identifier: GPL-3.0-or-later
# The flights of connections, as a table. First file ("traced"): a record a line that the client of the last connection
# saw pass, "out" or "in", bytes, what; empty: nothing is known. Second file: a packet with a payload a line,
# connection, source port, bytes, TCP sequence number, what it is by tshark. All with a tab between them.
#
#   protocol        tcp or udp (whose bytes have the 8 of its header)
#   server          its port; "": whoever speaks first is the client
#   last            the only connection to be told; "": all, the first `most` of them
#   most_flights    of a connection

BEGIN {
	FS = "\t"
	most = 20
	most_flights = 40
}

# "Application Data x5".
function short(what,    parts, count, i, n, text) {
	count = split(what, parts, /, */)
	for (i = 1; i <= count; i += n) {
		for (n = 1; i + n <= count && parts[i + n] == parts[i]; n++);
		text = text (text == "" ? "" : ", ") parts[i] (n > 1 ? " x" n : "")
	}
	return text
}

# So that "{close_notify}" and "Alert (Close Notify)" are the same.
function plain(text) {
	text = tolower(short(text))
	gsub(/alert|[ {}()_]/, "", text)
	return text
}

# What tshark says of a packet. One that carries plain bytes, or part of a record, it calls by its ports and lengths.
function said(info) {
	if (info ~ /Len=[0-9]/ || info ~ /^\[TCP segment/)
		return ""
	gsub(/\(Level: [A-Za-z]+, Description: /, "(", info)
	return info
}

# What the programs recorded of the bytes of that way up to there: sets recorded and names.
function look_up(way, upto) {
	recorded = 0
	names = ""
	while (taken[way] < records[way] && done[way] + bytes_of[way, taken[way] + 1] <= upto) {
		taken[way]++
		done[way] += bytes_of[way, taken[way]]
		recorded += bytes_of[way, taken[way]]
		names = names (names == "" ? "" : ", ") name_of[way, taken[way]]
	}
}

function end_flight() {
	if (bytes == 0)
		return
	carried[from_client] += bytes
	look_up(from_client, carried[from_client])
	if (++flight <= most_flights) {
		printf "%6d  %-9s  %9d  %9s  %s\n", flight, from_client ? "client ->" : "<- server", bytes, records[0] + records[1] ? recorded : "", what == "" ? "data" : short(what)
		if (names != "" && plain(names) != plain(what))
			printf "%40sprograms: %s\n", "", short(names)
	}
	bytes = 0
	what = ""
}

function end_connection() {
	end_flight()
	if (flight > most_flights)
		printf "%6s  and %d more\n", "", flight - most_flights
	flight = 0
}

function begin_connection() {
	end_connection()
	connection = $1
	client = $2
	told++
	carried[0] = carried[1] = next_byte[0] = next_byte[1] = 0
	if (told <= most || last != "")
		printf "\n%s, connection %d\n%6s  %-9s  %9s  %9s  %s\n", toupper(protocol), connection + 1, "flight", "way", "bytes",
			records[0] + records[1] ? "recorded" : "", "as tshark dissects it"
}

FILENAME ~ /traced$/ {
	way = $1 == "out"
	bytes_of[way, ++records[way]] = $2
	name_of[way, records[way]] = $3
	next
}

last != "" && $1 != last {
	next
}

{
	if (told == 0 || $1 != connection)
		begin_connection()
	if (told > most && last == "")
		next
	way = server == "" ? $2 == client : $2 != server
	carries = protocol == "udp" ? $3 - 8 : $3
	# what was sent again carries nothing new
	if (protocol == "tcp") {
		if (next_byte[way] > $4)
			carries -= next_byte[way] - $4
		if (carries <= 0)
			next
		next_byte[way] = $4 + $3
	}
	if (way != from_client)
		end_flight()
	from_client = way
	bytes += carries
	text = said($5)
	if (text != "")
		what = what (what == "" ? "" : ", ") text
}

END {
	end_connection()
	if (told > most && last == "")
		printf "\nand %d more connections\n", told - most
}
