/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What of the board changes while it works, from /sys: frequency, temperature, throttling; and entropy. */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "board.h"
#include "linux_cpuinfo.h"
#include "linux_text.h"

#define CPU0 "/sys/devices/system/cpu/cpu0/"

enum { LINE_BYTES = 96 };

/* The first line of a file; false when there is nothing to read. */
static bool read_line(const char *path, char line[LINE_BYTES])
{
	if (!wt_text_read(path, line, LINE_BYTES))
		return false;
	line[strcspn(line, "\n")] = '\0';
	return *line != '\0';
}

static bool read_number(const char *path, int64_t *number)
{
	char line[LINE_BYTES], *end;

	if (!read_line(path, line))
		return false;
	*number = strtoll(line, &end, 0);
	return end != line;
}

/* Where the driver does not tell, x86 kernels do. */
static uint64_t read_frequency(void)
{
	char cpuinfo[WT_CPUINFO_BYTES];
	int64_t khz;

	if (read_number(CPU0 "cpufreq/scaling_cur_freq", &khz) && khz > 0)
		return (uint64_t)khz;
	wt_cpuinfo_read(cpuinfo);
	return (uint64_t)wt_cpuinfo_number(cpuinfo, "cpu MHz") * 1000;
}

/* The hottest zone; some boards have one for each part. */
static void read_temperature(struct wt_board_state *state)
{
	state->temperature_known = false;
	for (int i = 0; i < 32; i++) {
		char path[64];
		int64_t value;

		(void)snprintf(path, sizeof(path), "/sys/class/thermal/thermal_zone%d/temp", i);
		if (!read_number(path, &value))
			continue;
		if (!state->temperature_known || value > state->temperature_mc)
			state->temperature_mc = value;
		state->temperature_known = true;
	}
}

/* A cooling device that slows processors down, and whether it does so now. */
static bool is_slowed(int index, bool *known)
{
	char path[64], type[LINE_BYTES];
	int64_t now;

	(void)snprintf(path, sizeof(path), "/sys/class/thermal/cooling_device%d/type", index);
	if (!read_line(path, type) ||
	    (strncmp(type, "Processor", 9) != 0 && strstr(type, "cpufreq") == NULL && strstr(type, "cpu-freq") == NULL))
		return false;
	(void)snprintf(path, sizeof(path), "/sys/class/thermal/cooling_device%d/cur_state", index);
	if (!read_number(path, &now))
		return false;
	*known = true;
	return now > 0;
}

static void read_throttling(struct wt_board_state *state)
{
	bool known = false, slowed = false;
	int64_t value;

	for (int i = 0; i < 32; i++)
		slowed |= is_slowed(i, &known);
	/* Raspberry Pi: bit 0 under-voltage, 1 frequency capped, 2 throttled, 3 soft limit. */
	if (read_number("/sys/devices/platform/soc/soc:firmware/get_throttled", &value)) {
		known = true;
		slowed |= (value & 0xf) != 0;
	}
	state->throttle_events = 0;
	if (read_number(CPU0 "thermal_throttle/core_throttle_count", &value)) {
		known = true;
		state->throttle_events = value > 0 ? (uint64_t)value : 0;
	}
	state->throttled = !known ? WT_BOARD_UNKNOWN : slowed ? WT_BOARD_YES : WT_BOARD_NO;
}

static enum wt_board_answer read_entropy(void)
{
	unsigned char byte;
	ssize_t got = getrandom(&byte, sizeof(byte), GRND_NONBLOCK);

	if (got == (ssize_t)sizeof(byte))
		return WT_BOARD_YES;
	return errno == EAGAIN ? WT_BOARD_NO : WT_BOARD_UNKNOWN;
}

void wt_board_state_read(struct wt_board_state *state)
{
	char line[LINE_BYTES];

	memset(state, 0, sizeof(*state));
	state->entropy_ready = read_entropy();
	(void)snprintf(state->governor, sizeof(state->governor), "%s",
		       read_line(CPU0 "cpufreq/scaling_governor", line) ? line : "unknown");
	state->frequency_khz = read_frequency();
	read_temperature(state);
	read_throttling(state);
}
