/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The other body of pair.h: linked to the main of a program, it makes that program tell its page and its completion in
 * place of a run. So each table stands in its program alone, and no program carries more than it needs.
 */
#include "completion.h"
#include "page.h"
#include "pair.h"
#include "place.h"

const struct wt_transport wt_tcp, wt_udp, wt_tls, wt_dtls, wt_h2;
const struct wt_mode wt_plain_modes[1], wt_secure_modes[1], wt_h2_modes[1];
const struct wt_watch wt_secure_watch;

static void write_page(const struct wt_program *program, FILE *page)
{
	wt_page_begin(page, program->name, program->purpose);
	wt_page_synopsis(page, program->name, NULL, NULL);
	fputs(".Nm\nis one of the programs whose exchanges\n.Xr wiretoll 1\nmeasures; it may be run by hand as well.\n"
	      "An installed one lies in\n.Pa libexec/wiretoll/ Ns Ar board Ns / Ns Ar variant .\n",
	      page);
	wt_page_options(page, program->options);
	fputs(".Sh EXIT STATUS\n.Bl -tag -width Ds -compact\n.It 0\nAll was done.\n.It 1\nThe run failed.\n"
	      ".It 2\nThe command line is wrong.\n.El\n.Sh SEE ALSO\n.Xr wiretoll 1\n",
	      page);
}

static int tell(const struct wt_program *program, int argc, char **argv)
{
	FILE *stream;

	if (argc != 2) {
		fprintf(stderr, "usage: %s DIR\n", argv[0]);
		return 2;
	}
	stream = wt_place_page(argv[1], program->name);
	write_page(program, stream);
	wt_place_done(stream);
	stream = wt_place_completion(argv[1], program->name);
	wt_completion_begin(stream, program->name);
	fputs("\tcase $option in\n", stream);
	wt_completion_options(stream, program->options, NULL);
	fputs("\tesac\n", stream);
	wt_completion_end(stream, program->name);
	wt_place_done(stream);
	return 0;
}

int wt_client_main(const struct wt_program *program, const struct wt_transport *transport, int argc, char **argv)
{
	(void)transport;
	return tell(program, argc, argv);
}

int wt_server_main(const struct wt_program *program, const struct wt_transport *transport, int argc, char **argv)
{
	(void)transport;
	return tell(program, argc, argv);
}
