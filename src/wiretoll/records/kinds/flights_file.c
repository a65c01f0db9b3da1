/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "flights_file.h"

#include <string.h>

#include "record_fields.h"

/* No handshake has more: a flight each way a round trip, a hello for each end and a retry. */
enum { FLIGHTS_MAX = 64, RECORDS_MAX = 128, HELLOS_MAX = 4, NUMBERS_MAX = 32 };

static const int64_t bytes_max = INT64_C(1) << 32;

/* What was counted on the way, [0] in, [1] out. */
struct sums {
	uint64_t bytes[2];
	bool last_out;
	size_t flights;
};

static bool is_list(const json_t *of, const char *name, size_t least, size_t most, struct wt_reason *reason)
{
	const json_t *list = json_object_get(of, name);
	size_t count = json_array_size(list);

	return (json_is_array(list) && count >= least && count <= most) ||
	       wt_reason_set(reason, "'%s' of a handshake is missing or not a list of %zu to %zu", name, least, most);
}

static bool check_record(const json_t *record, uint64_t *bytes, struct wt_reason *reason)
{
	int64_t content = 0, count = 0;
	bool encrypted = false;
	const json_t *one;
	size_t i;

	if (!json_is_object(record))
		return wt_reason_set(reason, "a record of a handshake that is not an object");
	if (!wt_record_number(record, "content", UINT8_MAX, &content, reason) ||
	    !wt_record_number(record, "bytes", bytes_max, &count, reason) ||
	    !wt_record_flag(record, "encrypted", &encrypted, reason) ||
	    !is_list(record, "messages", 0, NUMBERS_MAX, reason))
		return false;
	json_array_foreach(json_object_get(record, "messages"), i, one)
		if (!json_is_string(one) || strlen(json_string_value(one)) > NUMBERS_MAX)
			return wt_reason_set(reason, "a message of a handshake without a name");
	*bytes += (uint64_t)count;
	return true;
}

static bool check_flight(const json_t *flight, bool first_out, struct sums *sums, struct wt_reason *reason)
{
	const json_t *records = json_object_get(flight, "records");
	int64_t told = 0, calls = 0;
	uint64_t bytes = 0;
	bool out = false;

	if (!json_is_object(flight))
		return wt_reason_set(reason, "a flight that is not an object");
	if (!wt_record_flag(flight, "out", &out, reason) ||
	    !wt_record_number(flight, "bytes", bytes_max, &told, reason) ||
	    !wt_record_number(flight, "calls", bytes_max, &calls, reason) ||
	    !is_list(flight, "records", 1, RECORDS_MAX, reason))
		return false;
	if (sums->flights ? out == sums->last_out : out != first_out)
		return wt_reason_set(
			reason,
			"flight %zu of a handshake goes the same way as the one before it, or the first is not the client's",
			sums->flights + 1);
	for (size_t i = 0; i < json_array_size(records); i++)
		if (!check_record(json_array_get(records, i), &bytes, reason))
			return false;
	if (bytes != (uint64_t)told)
		return wt_reason_set(reason, "flight %zu of a handshake has %lld bytes, but its records make %llu",
				     sums->flights + 1, (long long)told, (unsigned long long)bytes);
	sums->bytes[out] += bytes;
	sums->last_out = out;
	sums->flights++;
	return true;
}

static bool check_sum(const json_t *record, const char *name, uint64_t counted, struct wt_reason *reason)
{
	int64_t told = 0;

	if (!wt_record_number(record, name, bytes_max, &told, reason))
		return false;
	return (uint64_t)told == counted ||
	       wt_reason_set(reason, "'%s' of a handshake is %lld, but its flights make %llu", name, (long long)told,
			     (unsigned long long)counted);
}

/* The flights of the list `name`, added to `sums`. */
static bool check_flights(const json_t *record, const char *name, bool server, struct sums *sums,
			  struct wt_reason *reason)
{
	const json_t *list = json_object_get(record, name);

	for (size_t i = 0; i < json_array_size(list); i++)
		if (!check_flight(json_array_get(list, i), !server, sums, reason))
			return false;
	return true;
}

static bool check_numbers(const json_t *hello, const char *name, struct wt_reason *reason)
{
	const json_t *one;
	size_t i;

	if (!is_list(hello, name, 0, NUMBERS_MAX, reason))
		return false;
	json_array_foreach(json_object_get(hello, name), i, one)
		if (!json_is_integer(one) || json_integer_value(one) < 0 || json_integer_value(one) > UINT16_MAX)
			return wt_reason_set(reason, "'%s' of a hello holds what is not a number of 0 to %d", name,
					     UINT16_MAX);
	return true;
}

static bool check_extensions(const json_t *hello, struct wt_reason *reason)
{
	const json_t *one;
	size_t i;

	if (!is_list(hello, "extensions", 0, NUMBERS_MAX, reason))
		return false;
	json_array_foreach(json_object_get(hello, "extensions"), i, one)
		for (size_t k = 0; k < 2; k++) {
			const json_t *value = json_array_get(one, k);

			if (json_array_size(one) != 2 || !json_is_integer(value) || json_integer_value(value) < 0 ||
			    json_integer_value(value) > UINT16_MAX)
				return wt_reason_set(reason,
						     "'extensions' of a hello holds what is not a type and a length");
		}
	return true;
}

static bool check_hello(const json_t *hello, struct wt_reason *reason)
{
	static const char *const numbers[] = { "version", "session_id_bytes", "cookie_bytes" };
	static const char *const lists[] = { "suites", "groups", "signatures", "versions", "key_shares" };
	int64_t number = 0;
	bool cut = false;

	if (!json_is_object(hello) || !json_is_string(json_object_get(hello, "message")))
		return wt_reason_set(reason, "a hello without 'message'");
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
		if (!wt_record_number(hello, numbers[i], UINT16_MAX, &number, reason))
			return false;
	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
		if (!check_numbers(hello, lists[i], reason))
			return false;
	return check_extensions(hello, reason) && wt_record_flag(hello, "cut", &cut, reason);
}

bool wt_flights_check(const json_t *record, bool server, struct wt_reason *reason)
{
	const json_t *hellos = json_object_get(record, "hellos");
	struct sums sums = { .flights = 0 };
	int64_t number = 0;
	bool datagram = false;

	if (!wt_record_number(record, "try", UINT32_MAX, &number, reason) ||
	    !wt_record_number(record, "retransmissions", UINT32_MAX, &number, reason) ||
	    !wt_record_flag(record, "datagram", &datagram, reason) ||
	    !is_list(record, "flights", 1, FLIGHTS_MAX, reason) || !is_list(record, "hellos", 0, HELLOS_MAX, reason) ||
	    !check_flights(record, "flights", server, &sums, reason) ||
	    !check_sum(record, "handshake_bytes_out", sums.bytes[true], reason) ||
	    !check_sum(record, "handshake_bytes_in", sums.bytes[false], reason))
		return false;
	for (size_t i = 0; i < json_array_size(hellos); i++)
		if (!check_hello(json_array_get(hellos, i), reason))
			return false;
	if (!json_object_get(record, "after")) /* a message longer than what is kept */
		return true;
	/* what comes first behind a handshake is nobody's turn */
	sums.last_out = !json_is_true(json_object_get(json_array_get(json_object_get(record, "after"), 0), "out"));
	return is_list(record, "after", 0, FLIGHTS_MAX, reason) &&
	       check_flights(record, "after", server, &sums, reason) &&
	       check_sum(record, "bytes_out", sums.bytes[true], reason) &&
	       check_sum(record, "bytes_in", sums.bytes[false], reason);
}

static uint64_t count_of(const json_t *record, const char *name)
{
	return (uint64_t)json_integer_value(json_object_get(record, name));
}

bool wt_flights_fit(const json_t *record, const struct wt_cold_bytes *cold, struct wt_reason *reason)
{
	const struct {
		const char *name;
		uint64_t counted;
	} rows[] = { { "handshake_bytes_out", cold->handshake_out },
		     { "handshake_bytes_in", cold->handshake_in },
		     { "bytes_out", cold->all_out },
		     { "bytes_in", cold->all_in } };

	if (!record || count_of(record, "try") != 0 || !cold->known)
		return true;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (count_of(record, rows[i].name) != rows[i].counted)
			return wt_reason_set(
				reason,
				"the records do not add up: '%s' of the handshake is %llu, but the cold try says %llu",
				rows[i].name, (unsigned long long)count_of(record, rows[i].name),
				(unsigned long long)rows[i].counted);
	return true;
}

bool wt_flights_clean(const json_t *record)
{
	return record && count_of(record, "try") == 0 && count_of(record, "retransmissions") == 0;
}

bool wt_flights_agree(const json_t *client, const json_t *server, bool all, struct wt_reason *reason)
{
	bool stream = !json_is_true(json_object_get(client, "datagram"));
	bool out, in;

	if (!wt_flights_clean(client) || !wt_flights_clean(server))
		return true;
	out = count_of(client, "bytes_out") == count_of(server, "bytes_in") ||
	      (!all && count_of(client, "bytes_out") > count_of(server, "bytes_in"));
	in = count_of(client, "bytes_in") == count_of(server, "bytes_out");
	/* a datagram may come twice, and one that got lost behind the handshake is not missed */
	if (!stream && !(out && in))
		return true;
	if (!out || !in)
		return wt_reason_set(
			reason,
			"the two ends do not fit: of the first handshake's session the client sent %llu and received %llu "
			"bytes, but the server received %llu and sent %llu",
			(unsigned long long)count_of(client, "bytes_out"),
			(unsigned long long)count_of(client, "bytes_in"),
			(unsigned long long)count_of(server, "bytes_in"),
			(unsigned long long)count_of(server, "bytes_out"));
	return json_equal(json_object_get(client, "hellos"), json_object_get(server, "hellos")) ||
	       wt_reason_set(reason, "the two ends do not fit: they tell different hellos of their first handshake");
}
