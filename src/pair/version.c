/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How this program was built, as the build notes it down in build_strings.h. */
#include "version.h"

#include "build_strings.h"

const char wt_build_board[] = WT_BUILD_BOARD;
const char wt_build_variant[] = WT_BUILD_VARIANT;
const char wt_build_compiler[] = WT_BUILD_COMPILER;
const char wt_build_cflags[] = WT_BUILD_CFLAGS;
const char wt_build_library[] = WT_BUILD_LIBRARY;
