/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "remote_script.h"

#include "environment.h"

/* A board that lost its power may have kept a folder of the same number. */
#define KEEPER(remove)                                                                                                 \
	"umask 077; d=${TMPDIR:-/tmp}/wiretoll.$$; n=0\n"                                                              \
	"while ! mkdir \"$d\" 2>/dev/null; do n=$((n + 1))\n"                                                          \
	"[ $n -lt 50 ] || { mkdir \"$d\"; exit 1; }\n"                                                                 \
	"d=${TMPDIR:-/tmp}/wiretoll.$$.$n; done\n"                                                                     \
	"gone() { trap \"\" HUP INT TERM PIPE\n"                                                                       \
	"for f in \"$d\"/*.pid; do read -r p <\"$f\" && kill \"$p\"; done 2>/dev/null\n" remove "}\n"                  \
	"trap \"gone; exit 1\" HUP INT TERM PIPE\n"                                                                    \
	"echo \"wiretoll: board $d $(uname -m) $SSH_CONNECTION\"\n"                                                    \
	"while read -r x; do :; done\n"                                                                                \
	"gone\n"

const char wt_script_keeper[] = KEEPER("rm -rf \"$d\"\n");
const char wt_script_keeper_keep[] = KEEPER("");

/*
 * The input of the command is a pipe that the desk holds open. Its end is the
 * only thing that is sure to be seen when the desk or the link goes away. A line
 * says that the other end is done, of which the program is told (process.h). What
 * the board's shell sets is not to decide what is measured (environment.h).
 */
const char wt_script_guard[] = "unset " WT_ENVIRONMENT_CLEARED "\n"
			       "exec 3<&0\n"
			       "\"$@\" </dev/null 3<&- & p=$!\n"
			       "echo $p >$p.pid\n"
			       "(while read -r x; do kill -USR1 $p; done <&3; kill $p) >/dev/null 2>&1 & w=$!\n"
			       "exec 3<&-\n"
			       "wait $p; s=$?\n"
			       "kill $w 2>/dev/null\n"
			       "rm -f $p.pid\n"
			       "exit $s";
