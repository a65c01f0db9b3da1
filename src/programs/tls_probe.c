/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "probe.h"
#include "secure_option_rows.h"

static const struct wt_option options[] = { WT_JSON_OPTIONS, WT_CPU_OPTIONS, WT_CONFIGURATION_OPTIONS, WT_HELP_OPTIONS,
					    WT_OPTIONS_END };

static const struct wt_program program = {
	.name = "tls_probe",
	.purpose = "tells whether the TLS library leaves vector registers dirty, and what that costs on this processor",
	.options = options,
};

int main(int argc, char **argv)
{
	return wt_probe_main(&program, &wt_tls, &wt_tlslib_work, argc, argv);
}
