# SPDX-License-Identifier: GPL-3.0-or-later
# jq -n -f records.jq --slurpfile client C --slurpfile server S --argjson sizes '[16,999]' --argjson tries 3
# What must hold of the two files of any run that went well. Prints what does not, one a line.

def kind(k): map(select(.record == k));
def sum_of(names): . as $one | [names[] | $one[.] // 0] | add;
def bytes(phases; way): sum_of([phases[] + way]);
def must(name; condition): if condition then empty else name end;

["connect_bytes_", "handshake_bytes_", "send_bytes_", "ack_bytes_"] as $client_phases
| ["accept_bytes_", "handshake_bytes_", "receive_bytes_", "answer_bytes_"] as $server_phases
| ($client | kind("try")) as $ct | ($server | kind("try")) as $st
| ($client | kind("end")[0]) as $ce | ($server | kind("end")[0]) as $se
| ($client | kind("run")[0]) as $cr | ($server | kind("run")[0]) as $sr
| ($sizes | length * $tries) as $planned
| ([$sizes[] as $s | range(1; $tries + 1) | [$s, .]] + [[$sizes[0], 0]] | sort) as $plan
| must("every record has schema 1"; all($client[], $server[]; .schema == 1)),
must("each file says its role"; all($client[]; .role == "client") and all($server[]; .role == "server")),
must("one run, first, and one end, last";
	all($client, $server; (kind("run") | length) == 1 and (kind("end") | length) == 1
		and .[0].record == "run" and .[-1].record == "end")),
must("the client's totals"; $ce.ok and $ce.status == 0 and $ce.reason == null and $ce.planned == $planned
	and $ce.answered == $planned and $ce.lost == 0 and $ce.failed == 0 and $ce.not_made == 0),
must("the server's totals"; $se.ok and $se.status == 0 and $se.answered == $planned and $se.failed == 0),
must("no repeats"; $ce.repeats == 0 and $se.repeats == 0),
must("the client made the plan"; ([$ct[] | [.size, .try]] | sort) == $plan),
must("the server saw the plan"; ([$st[] | [.size, .try]] | sort) == $plan),
must("every try is ok"; all($ct[], $st[]; .ok and .status == null and .reason == null)),
must("try 0 alone is cold"; all($ct[], $st[]; .cold == (.try == 0))),
must("no retransmission"; all($ct[], $st[]; (.retransmissions // 0) == 0)),
must("a summary a size"; ($client | kind("summary") | map([.size, .planned, .answered, .lost, .failed]))
	== [$sizes[] | [., $tries, $tries, 0, 0]]),
must("summaries are in order"; all($client | kind("summary")[] | .total_ns;
	.min > 0 and .min <= .p50 and .p50 <= .p90 and .p90 <= .p99 and .p99 <= .max)),
must("summaries are of the tries"; all($client | kind("summary")[]; . as $s
	| ([$ct[] | select(.size == $s.size and (.cold | not)) | .total_ns] | min == $s.total_ns.min and max == $s.total_ns.max))),
must("total is the sum of its phases";
	all($ct[]; .total_ns == sum_of(["connect_ns", "handshake_ns", "send_ns", "ack_ns"]))),
must("the client's bytes arrive"; all($ct[]; . as $c | $st[] | select(.size == $c.size and .try == $c.try)
	| bytes($server_phases; "in") == ($c | bytes($client_phases; "out")))),
must("the server's bytes arrive"; all($ct[]; . as $c | $st[] | select(.size == $c.size and .try == $c.try)
	| bytes($server_phases; "out") == ($c | bytes($client_phases; "in")))),
must("a message is no smaller than its size"; all($ct[]; .send_bytes_out >= .size)),
must("one send a message"; all($ct[]; .size > 16384 or .send_sends == 1)),
must("both ends agree on the run"; $cr.transport == $sr.transport and $cr.port == $sr.port and $cr.family == $sr.family
	and $cr.version == $sr.version),
must("both ends agree on the session"; ($cr.negotiated | if . then [.version, .suite, .group, .resumed] else . end)
	== ($sr.negotiated | if . then [.version, .suite, .group, .resumed] else . end)),
must("both ends tell the first handshake";
	all($client, $server; (kind("handshake") | length) == (if $cr.negotiated and $cr.settings.trace != true then 1 else 0 end))),
must("a handshake is that of the cold try"; all(($client | kind("handshake")[]), ($server | kind("handshake")[]); .try == 0)
	and all($client | kind("handshake")[]; . as $h | $ct[] | select(.cold)
		| sum_of(["connect_bytes_out", "handshake_bytes_out"]) == $h.handshake_bytes_out
		and sum_of(["connect_bytes_in", "handshake_bytes_in"]) == $h.handshake_bytes_in
		and bytes($client_phases; "out") == $h.bytes_out and bytes($client_phases; "in") == $h.bytes_in)),
must("both ends saw the same hellos"; ($client | kind("handshake") | map(.hellos)) == ($server | kind("handshake") | map(.hellos))
	and all($client | kind("handshake")[]; .hellos | length >= 2 and .[0].message == "ClientHello" and .[-1].message == "ServerHello")),
must("settings are echoed"; $cr.settings.sizes == $sizes and $cr.settings.tries == $tries and $cr.settings.mode == "connect")
