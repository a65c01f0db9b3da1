/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The whole machine's time and memory from /proc, the processor's counters from perf_event_open. */
#include <errno.h>
#include <linux/perf_event.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "clock.h"
#include "linux_text.h"
#include "machine.h"
#include "process.h"

/* The first line of /proc/stat (proc(5)); guest time is in user time already. */
enum { USER, NICE, SYSTEM, IDLE, IOWAIT, IRQ, SOFTIRQ, STEAL, STAT_FIELDS };

enum wt_status wt_machine_cpu(struct wt_machine_cpu *cpu, struct wt_error *error)
{
	long per_second = sysconf(_SC_CLK_TCK);
	uint64_t ticks[STAT_FIELDS] = { 0 };
	char text[512];
	char *at = text + strlen("cpu");

	memset(cpu, 0, sizeof(*cpu));
	if (per_second <= 0 || !wt_text_read("/proc/stat", text, sizeof(text)) || strncmp(text, "cpu ", 4) != 0)
		return wt_error_set(error, WT_UNSUPPORTED, "machine", "system", 0, "/proc/stat does not tell");
	for (int field = 0; field < STAT_FIELDS; field++)
		ticks[field] = strtoull(at, &at, 10);
	cpu->tick_ns = WT_NS_PER_S / (uint64_t)per_second;
	cpu->interrupt_ns = (ticks[IRQ] + ticks[SOFTIRQ]) * cpu->tick_ns;
	cpu->stolen_ns = ticks[STEAL] * cpu->tick_ns;
	cpu->busy_ns = (ticks[USER] + ticks[NICE] + ticks[SYSTEM]) * cpu->tick_ns + cpu->interrupt_ns;
	return WT_OK;
}

/* The figure behind a label of a file that tells KiB, in bytes; 0: it does not tell. */
static uint64_t read_kib(const char *path, const char *label)
{
	char text[2048];
	const char *line;

	if (!wt_text_read(path, text, sizeof(text)))
		return 0;
	line = strstr(text, label);
	return line ? strtoull(line + strlen(label), NULL, 10) * 1024 : 0;
}

uint64_t wt_machine_free_bytes(void)
{
	return read_kib("/proc/meminfo", "\nMemAvailable:");
}

uint64_t wt_process_rss_bytes(void)
{
	long page_bytes = sysconf(_SC_PAGESIZE);
	char text[128];
	char *at = text;

	/* size, then resident, in pages */
	if (page_bytes <= 0 || !wt_text_read("/proc/self/statm", text, sizeof(text)))
		return 0;
	(void)strtoull(at, &at, 10);
	return strtoull(at, NULL, 10) * (uint64_t)page_bytes;
}

uint64_t wt_process_peak_rss_bytes(void)
{
	return read_kib("/proc/self/status", "\nVmHWM:");
}

static int open_counter(uint64_t what, int group)
{
	struct perf_event_attr event;

	memset(&event, 0, sizeof(event));
	event.type = PERF_TYPE_HARDWARE;
	event.size = sizeof(event);
	event.config = what;
	event.disabled = group < 0;
	event.exclude_kernel = 1; /* what an unprivileged process may count, everywhere */
	event.exclude_hv = 1;
	event.read_format = PERF_FORMAT_TOTAL_TIME_ENABLED | PERF_FORMAT_TOTAL_TIME_RUNNING;
	return (int)syscall(SYS_perf_event_open, &event, 0, -1, group, PERF_FLAG_FD_CLOEXEC);
}

static void close_counters(struct wt_cycles *counters)
{
	if (counters->cycles_handle >= 0)
		close((int)counters->cycles_handle);
	if (counters->instructions_handle >= 0)
		close((int)counters->instructions_handle);
	*counters = (struct wt_cycles)WT_CYCLES_INIT;
}

static enum wt_status no_counters(struct wt_error *error, int reason)
{
	const char *text = reason == ENOENT || reason == EOPNOTSUPP || reason == ENODEV
				   ? "this machine shows no hardware counters"
			   : reason == EACCES || reason == EPERM ? "not allowed here (kernel.perf_event_paranoid)"
			   : reason == ENOSYS                    ? "the kernel has no perf_event_open"
								 : strerror(reason);

	return wt_error_set(error, WT_UNSUPPORTED, "cycles", "system", reason, "%s", text);
}

enum wt_status wt_cycles_start(struct wt_cycles *counters, struct wt_error *error)
{
	int reason;

	counters->instructions_handle = -1;
	counters->cycles_handle = open_counter(PERF_COUNT_HW_CPU_CYCLES, -1);
	if (counters->cycles_handle < 0)
		return no_counters(error, errno);
	counters->instructions_handle = open_counter(PERF_COUNT_HW_INSTRUCTIONS, (int)counters->cycles_handle);
	if (counters->instructions_handle < 0 ||
	    ioctl((int)counters->cycles_handle, PERF_EVENT_IOC_ENABLE, PERF_IOC_FLAG_GROUP)) {
		reason = errno;
		close_counters(counters);
		return no_counters(error, reason);
	}
	return WT_OK;
}

/* Value, time enabled, time running: a counter that others had part of the time is no figure. */
static bool read_counter(intptr_t handle, uint64_t *value)
{
	uint64_t read_out[3];

	if (read((int)handle, read_out, sizeof(read_out)) != (ssize_t)sizeof(read_out))
		return false;
	*value = read_out[0];
	return read_out[1] == read_out[2];
}

enum wt_status wt_cycles_stop(struct wt_cycles *counters, uint64_t *cycles, uint64_t *instructions,
			      struct wt_error *error)
{
	bool good;

	if (counters->cycles_handle < 0)
		return WT_UNSUPPORTED;
	(void)ioctl((int)counters->cycles_handle, PERF_EVENT_IOC_DISABLE, PERF_IOC_FLAG_GROUP);
	good = read_counter(counters->cycles_handle, cycles) &&
	       read_counter(counters->instructions_handle, instructions);
	close_counters(counters);
	if (good)
		return WT_OK;
	return wt_error_set(error, WT_UNSUPPORTED, "cycles", "system", 0, "others used the counters part of the time");
}

size_t wt_process_block_bytes(void *memory)
{
	return malloc_usable_size(memory);
}
