/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the port tells of a board, against files of boards that are not this machine. */
// LDFLAGS: -Wl,--wrap=open,--wrap=read,--wrap=uname,--wrap=sysinfo,--wrap=confstr,--wrap=sysconf,--wrap=getrandom
#include <stdarg.h>
#include <setjmp.h>
#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>

#include <cmocka.h>

#include "board.h"
#include "clock.h"
#include "linux_text.h"
#include "machine.h"
#include "process.h"
#include "support/kernel.h"

#define CPU0        "/sys/devices/system/cpu/cpu0/"
#define ZONE        "/sys/class/thermal/thermal_zone"
#define COOLER      "/sys/class/thermal/cooling_device"
#define PLAY(files) wt_play_files(files, sizeof(files) / sizeof((files)[0]))

static int leave(void **state)
{
	(void)state;
	wt_play_files(NULL, 0);
	wt_play_failures(NULL);
	return 0;
}

static const struct wt_played_file none[] = { { "/nowhere", "" } };

/* --- the fingerprint ----------------------------------------------------------- */

static void test_an_arm_board(void **state)
{
	static const struct wt_played_file files[] = {
		{ "/proc/device-tree/model", "Raspberry Pi 4 Model B Rev 1.4  \n" },
		{ "/proc/cpuinfo", "processor\t: 0\nBogoMIPS\t: 108.00\nFeatures\t: fp asimd crc32 \n"
				   "CPU implementer\t: 0x41\nCPU part\t: 0xd08\nCPU revision\t: 3\n" },
	};
	const struct wt_played_failures arm = { .machine = "aarch64" };
	struct wt_board board;

	(void)state;
	PLAY(files);
	wt_play_failures(&arm);
	wt_board_read(&board);
	assert_string_equal(board.machine, "aarch64");
	assert_string_equal(board.model, "Raspberry Pi 4 Model B Rev 1.4");
	assert_string_equal(board.cpu, "Cortex-A72, implementer 0x41 part 0xd08 revision 3");
	assert_string_equal(board.features, "fp asimd crc32");
	assert_true(board.cores > 0 && board.memory_bytes > 0 && board.clock_resolution_ns > 0);
}

static void test_a_core_without_a_name(void **state)
{
	static const struct wt_played_file other_maker[] = {
		{ "/proc/cpuinfo", "CPU implementer : 0x51\nCPU part : 0xd08\nCPU revision : 14\n" },
	}, new_part[] = {
		{ "/proc/cpuinfo", "CPU implementer : 0x41\nCPU part : 0xfff\n" },
	};
	const struct wt_played_failures arm = { .machine = "armv7l" };
	struct wt_board board;

	(void)state;
	wt_play_failures(&arm);
	PLAY(other_maker);
	wt_board_read(&board);
	assert_string_equal(board.cpu, "implementer 0x51 part 0xd08 revision 14");
	assert_string_equal(board.model, "unknown");
	assert_string_equal(board.features, "unknown");
	PLAY(new_part);
	wt_board_read(&board);
	assert_string_equal(board.cpu, "implementer 0x41 part 0xfff revision 0");
}

/* An x86 machine; one whose key has another name; a file of another machine, as under an emulator. */
static void test_cores_with_a_model_name(void **state)
{
	static const struct wt_played_file x86[] = {
		{ "/sys/class/dmi/id/product_name", "A desk\n" },
		{ "/proc/cpuinfo", "model\t\t: 6\nmodel name\t: Some Core @ 2 GHz\nflags\t\t: fpu vme\n" },
	}, mips[] = {
		{ "/proc/device-tree/model", "   \n" },
		{ "/proc/cpuinfo", "cpu model\t: MIPS 24Kc V7.4\n" },
	};
	const struct wt_played_failures here = { .machine = "x86_64" }, arm = { .machine = "armv6l" };
	struct wt_board board;

	(void)state;
	wt_play_failures(&here);
	PLAY(x86);
	wt_board_read(&board);
	assert_string_equal(board.model, "A desk");
	assert_string_equal(board.cpu, "Some Core @ 2 GHz");
	assert_string_equal(board.features, "fpu vme");
	PLAY(mips);
	wt_board_read(&board);
	assert_string_equal(board.model, "unknown");
	assert_string_equal(board.cpu, "MIPS 24Kc V7.4");
	wt_play_failures(&arm);
	PLAY(x86);
	wt_board_read(&board);
	assert_string_equal(board.cpu, "unknown");
	assert_string_equal(board.features, "unknown");
}

/* What is longer than a fact has room for is cut; nothing is written behind it. */
static void test_long_facts_are_cut(void **state)
{
	static char cpuinfo[3000], model[400];
	static const struct wt_played_file files[] = {
		{ "/proc/device-tree/model", model },
		{ "/proc/cpuinfo", cpuinfo },
	};
	const struct wt_played_failures here = { .machine = "x86_64" };
	struct wt_board board;

	(void)state;
	memset(model, 'm', sizeof(model) - 1);
	snprintf(cpuinfo, sizeof(cpuinfo), "model name : %0*d\nflags : %0*d\n", 400, 1, 2000, 2);
	wt_play_failures(&here);
	PLAY(files);
	wt_board_read(&board);
	assert_int_equal(strlen(board.model), WT_BOARD_TEXT_BYTES - 1);
	assert_int_equal(strlen(board.cpu), WT_BOARD_TEXT_BYTES - 1);
	assert_int_equal(strlen(board.features), WT_BOARD_FEATURES_BYTES - 1);
}

static void test_a_system_that_tells_nothing(void **state)
{
	const struct wt_played_failures mute = {
		.uname_errno = EFAULT,
		.sysinfo_errno = EFAULT,
		.confstr_is_mute = 1,
		.sysconf_is_mute = 1,
	};
	char boot[WT_BOARD_BOOT_BYTES];
	struct wt_board board;

	(void)state;
	PLAY(none);
	wt_play_failures(&mute);
	wt_board_read(&board);
	assert_string_equal(board.machine, "unknown");
	assert_string_equal(board.kernel, "unknown");
	assert_string_equal(board.model, "unknown");
	assert_string_equal(board.cpu, "unknown");
	assert_string_equal(board.libc, "unknown");
	assert_int_equal(board.cores, 0);
	assert_int_equal(board.memory_bytes, 0);
	wt_board_boot(boot);
	assert_string_equal(boot, "");
}

/* An old kernel's file may be told in pieces, and a signal may come between. */
static void test_a_file_is_read_whole(void **state)
{
	static const struct wt_played_file files[] = {
		{ "/proc/sys/kernel/random/boot_id", "01234567-89ab-cdef-0123-456789abcdef\n" },
	};
	const struct wt_played_failures slow = { .interrupted_reads = 3, .read_max = 5 };
	char boot[WT_BOARD_BOOT_BYTES], little[9];

	(void)state;
	PLAY(files);
	wt_play_failures(&slow);
	wt_board_boot(boot);
	assert_string_equal(boot, "01234567-89ab-cdef-0123-456789abcdef");
	assert_true(wt_text_read(files[0].path, little, sizeof(little)));
	assert_string_equal(little, "01234567");
}

/* --- what changes while it works -------------------------------------------------- */

static void test_a_warm_board(void **state)
{
	static const struct wt_played_file files[] = {
		{ CPU0 "cpufreq/scaling_governor", "ondemand\n" },
		{ CPU0 "cpufreq/scaling_cur_freq", "1500000\n" },
		{ ZONE "0/temp", "48300\n" },
		{ ZONE "1/temp", "61250\n" },
		{ ZONE "3/temp", "-5000\n" },
		{ ZONE "4/temp", "none\n" },
		{ ZONE "5/temp", "" },
	};
	struct wt_board_state warm;

	(void)state;
	PLAY(files);
	wt_board_state_read(&warm);
	assert_string_equal(warm.governor, "ondemand");
	assert_int_equal(warm.frequency_khz, 1500000);
	assert_true(warm.temperature_known);
	assert_int_equal(warm.temperature_mc, 61250);
	assert_int_equal(warm.throttled, WT_BOARD_UNKNOWN);
	assert_int_equal(warm.throttle_events, 0);
	assert_int_equal(warm.entropy_ready, WT_BOARD_YES);
}

static void test_frost(void **state)
{
	static const struct wt_played_file files[] = { { ZONE "2/temp", "-7500\n" } };
	struct wt_board_state cold;

	(void)state;
	PLAY(files);
	wt_board_state_read(&cold);
	assert_true(cold.temperature_known);
	assert_int_equal(cold.temperature_mc, -7500);
	PLAY(none);
	wt_board_state_read(&cold);
	assert_false(cold.temperature_known);
}

static enum wt_board_answer throttled(const struct wt_played_file *files, size_t count, uint64_t events)
{
	struct wt_board_state seen;

	wt_play_files(files, count);
	wt_board_state_read(&seen);
	assert_int_equal(seen.throttle_events, events);
	return seen.throttled;
}

static void test_slowed_down_or_not(void **state)
{
#define PI    "/sys/devices/platform/soc/soc:firmware/get_throttled"
#define COUNT CPU0 "thermal_throttle/core_throttle_count"
	static const struct {
		struct wt_played_file files[4];
		uint64_t events;
		enum wt_board_answer answer;
	} cases[] = {
		{ { { COOLER "0/type", "Processor\n" }, { COOLER "0/cur_state", "0\n" } }, 0, WT_BOARD_NO },
		{ { { COOLER "0/type", "Processor\n" }, { COOLER "0/cur_state", "2\n" } }, 0, WT_BOARD_YES },
		{ { { COOLER "1/type", "cpufreq-cpu0\n" }, { COOLER "1/cur_state", "1\n" } }, 0, WT_BOARD_YES },
		{ { { COOLER "31/type", "thermal-cpu-freq-3\n" }, { COOLER "31/cur_state", "1\n" } }, 0, WT_BOARD_YES },
		{ { { COOLER "0/type", "Processor\n" } }, 0, WT_BOARD_UNKNOWN },
		/* a fan that turns slows nothing */
		{ { { COOLER "0/type", "pwm-fan\n" }, { COOLER "0/cur_state", "3\n" } }, 0, WT_BOARD_UNKNOWN },
		/* a Raspberry Pi tells what is now in the low bits, what has been in the high ones */
		{ { { PI, "0x50005\n" } }, 0, WT_BOARD_YES },
		{ { { PI, "0x50000\n" } }, 0, WT_BOARD_NO },
		{ { { COUNT, "17\n" } }, 17, WT_BOARD_NO },
		{ { { COUNT, "-1\n" } }, 0, WT_BOARD_NO },
		{ { { COUNT, "4\n" }, { PI, "8\n" } }, 4, WT_BOARD_YES },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		size_t count = 0;

		while (count < 4 && cases[i].files[count].path)
			count++;
		assert_int_equal(throttled(cases[i].files, count, cases[i].events), cases[i].answer);
	}
#undef PI
#undef COUNT
}

/* Where the driver tells no frequency, or none that can be, the processor's own line does. */
static void test_frequency_of_the_processors_line(void **state)
{
	static const struct wt_played_file files[] = {
		{ CPU0 "cpufreq/scaling_cur_freq", "0\n" },
		{ "/proc/cpuinfo", "cpu MHz\t\t: 2600.123\n" },
	};
	const struct wt_played_failures here = { .machine = "x86_64" };
	struct wt_board_state seen;

	(void)state;
	PLAY(files);
	wt_play_failures(&here);
	wt_board_state_read(&seen);
	assert_int_equal(seen.frequency_khz, 2600000);
	assert_string_equal(seen.governor, "unknown");
	PLAY(none);
	wt_board_state_read(&seen);
	assert_int_equal(seen.frequency_khz, 0);
}

static void test_random_numbers_that_are_not_ready(void **state)
{
	const struct wt_played_failures early = { .getrandom_errno = EAGAIN }, old = { .getrandom_errno = ENOSYS };
	struct wt_board_state seen;

	(void)state;
	wt_play_failures(&early);
	wt_board_state_read(&seen);
	assert_int_equal(seen.entropy_ready, WT_BOARD_NO);
	wt_play_failures(&old);
	wt_board_state_read(&seen);
	assert_int_equal(seen.entropy_ready, WT_BOARD_UNKNOWN);
}

/* --- time and memory ---------------------------------------------------------------- */

static void test_time_of_all_processors(void **state)
{
	/* user nice system idle iowait irq softirq steal guest guest_nice */
	static const struct wt_played_file files[] = {
		{ "/proc/stat", "cpu  1000 200 30 999999 5555 4 3 70 600 6\ncpu0 1 1 1 1 1 1 1 1 1 1\n" },
	}, odd[] = {
		{ "/proc/stat", "intr 1 2 3\n" },
	};
	const struct wt_played_failures mute = { .sysconf_is_mute = 1 };
	struct wt_machine_cpu cpu;
	struct wt_error error = { .status = WT_OK };

	(void)state;
	PLAY(files);
	assert_int_equal(wt_machine_cpu(&cpu, &error), WT_OK);
	assert_int_equal(cpu.tick_ns, 10 * WT_NS_PER_MS);
	assert_int_equal(cpu.busy_ns, 1237 * cpu.tick_ns);
	assert_int_equal(cpu.interrupt_ns, 7 * cpu.tick_ns);
	assert_int_equal(cpu.stolen_ns, 70 * cpu.tick_ns);
	PLAY(odd);
	assert_int_equal(wt_machine_cpu(&cpu, &error), WT_UNSUPPORTED);
	assert_string_equal(error.text, "/proc/stat does not tell");
	assert_int_equal(cpu.busy_ns, 0);
	PLAY(none);
	assert_int_equal(wt_machine_cpu(&cpu, &error), WT_UNSUPPORTED);
	PLAY(files);
	wt_play_failures(&mute);
	assert_int_equal(wt_machine_cpu(&cpu, &error), WT_UNSUPPORTED);
}

static void test_memory(void **state)
{
	static const struct wt_played_file files[] = {
		{ "/proc/meminfo", "MemTotal:  1000 kB\nMemAvailable:  640 kB\n" },
		{ "/proc/self/status", "Name:\tVmHWM:\nVmPeak:\t9 kB\nVmHWM:\t 123 kB\n" },
		{ "/proc/self/statm", "5000 70 3 1 0 9 0\n" },
	}, without[] = {
		{ "/proc/meminfo", "MemTotal:  1000 kB\nMemFree:  640 kB\n" },
	};
	const struct wt_played_failures mute = { .sysconf_is_mute = 1 };

	(void)state;
	PLAY(files);
	assert_int_equal(wt_machine_free_bytes(), 640 * 1024);
	assert_int_equal(wt_process_peak_rss_bytes(), 123 * 1024);
	assert_int_equal(wt_process_rss_bytes() % 70, 0);
	assert_true(wt_process_rss_bytes() >= 70 * 4096);
	wt_play_failures(&mute);
	assert_int_equal(wt_process_rss_bytes(), 0);
	wt_play_failures(NULL);
	PLAY(without);
	assert_int_equal(wt_machine_free_bytes(), 0);
	assert_int_equal(wt_process_peak_rss_bytes(), 0);
	assert_int_equal(wt_process_rss_bytes(), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_an_arm_board, leave),
		cmocka_unit_test_teardown(test_a_core_without_a_name, leave),
		cmocka_unit_test_teardown(test_cores_with_a_model_name, leave),
		cmocka_unit_test_teardown(test_long_facts_are_cut, leave),
		cmocka_unit_test_teardown(test_a_system_that_tells_nothing, leave),
		cmocka_unit_test_teardown(test_a_file_is_read_whole, leave),
		cmocka_unit_test_teardown(test_a_warm_board, leave),
		cmocka_unit_test_teardown(test_frost, leave),
		cmocka_unit_test_teardown(test_slowed_down_or_not, leave),
		cmocka_unit_test_teardown(test_frequency_of_the_processors_line, leave),
		cmocka_unit_test_teardown(test_random_numbers_that_are_not_ready, leave),
		cmocka_unit_test_teardown(test_time_of_all_processors, leave),
		cmocka_unit_test_teardown(test_memory, leave),
	};

	return cmocka_run_group_tests_name("port_board", tests, NULL, NULL);
}
