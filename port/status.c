/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "status.h"

const char *wt_status_name(enum wt_status status)
{
	switch (status) {
	case WT_OK:
		return "OK";
	case WT_WANT_READ:
		return "WANT_READ";
	case WT_WANT_WRITE:
		return "WANT_WRITE";
	case WT_EOF:
		return "EOF";
	case WT_TIMEOUT:
		return "TIMEOUT";
	case WT_REFUSED:
		return "REFUSED";
	case WT_UNSUPPORTED:
		return "UNSUPPORTED";
	case WT_ERROR:
		return "ERROR";
	}
	return "UNKNOWN";
}
