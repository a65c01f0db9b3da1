#!/usr/bin/perl
# SPDX-License-Identifier: GPL-3.0-or-later
# Usage: share.pl CALLGRIND_OUT LIMIT_PERCENT NAME
#
# Which share of the counted instructions is ours: what functions of our sources
# (port/, src/) execute themselves, what libc executes for them, and what the TLS
# library executes to tell what was negotiated, which nobody but us has asked for.
# What the heap hooks hand on to malloc, realloc and free is the library's own; all
# else in them, the counting, is ours. Status 1 when the share is over the limit.
use strict;
use warnings;

my ($file, $limit, $name) = @ARGV;
open(my $in, '<', $file) or die "$file: $!\n";

my %names;    # callgrind writes a name once, with a number, then the number alone
my ($object, $source, $function) = ('', '', '');
my ($callee, $callee_object, $callee_source, $in_call) = ('', undef, undef, 0);
my ($total, $ours, $libc, $asked, %by_function) = (0, 0, 0, 0);

sub name_of {
    my ($kind, $text) = @_;
    my ($number, $rest) = $text =~ /^\((\d+)\)(?: (.*))?$/ or return $text;
    $names{$kind}{$number} = $rest if defined $rest;
    return $names{$kind}{$number} // '?';
}

sub is_ours { return $_[0] =~ m{(?:^|/)(?:port|src/(?:transport|tlslib|pair|programs))/(?:[a-z]+/)?[^/]+\.[ch]$} }

# what wt_secure_negotiated asks the library
sub is_question { return $_[0] =~ m{/secure_negotiated\.c$} || $_[1] =~ /^wt_tlslib_(?:group|peer_chain)$/ }

while (my $line = <$in>) {
    chomp $line;
    if ($line =~ /^ob=(.*)/) { $object = name_of('ob', $1); }
    elsif ($line =~ /^fl=(.*)/) { $source = name_of('fl', $1); }
    elsif ($line =~ /^f[ie]=(.*)/) { name_of('fl', $1); }
    elsif ($line =~ /^fn=(.*)/) { $function = name_of('fn', $1); }
    elsif ($line =~ /^cob=(.*)/) { $callee_object = name_of('ob', $1); }
    elsif ($line =~ /^cf[il]=(.*)/) { $callee_source = name_of('fl', $1); }
    elsif ($line =~ /^cfn=(.*)/) { $callee = name_of('fn', $1); }
    elsif ($line =~ /^calls=/) { $in_call = 1; }
    elsif ($line =~ /^[+\-*\d]\S* (\d+)/) {
        my $cost = $1;
        my $mine = is_ours($source);
        if ($in_call) {
            my $from = $callee_object // $object;
            my $handed_on = $source =~ m{/heap\.c$} && $callee =~ /^(?:malloc|realloc|free)$/;
            if ($mine && !$handed_on && $from =~ m{/(?:libc|ld-linux)[^/]*\.so} ) {
                $libc += $cost;
                $by_function{$function} += $cost;
            } elsif (is_question($source, $function) && !is_ours($callee_source // $source)) {
                $asked += $cost;
                $by_function{"$function: $callee"} += $cost;
            }
        } else {
            $total += $cost;
            if ($mine) {
                $ours += $cost;
                $by_function{$function} += $cost;
            }
        }
        ($in_call, $callee_object, $callee_source) = (0, undef, undef);
    }
}
die "$file: holds no instructions\n" unless $total && $ours;

my $share = 100 * ($ours + $libc + $asked) / $total;
my $verdict = $share <= $limit ? 'met' : 'MISSED';
printf "%-24s our instructions in a try: %.2f %% (ours %.2f, libc for us %.2f, the library for our questions %.2f; target %s %% %s)\n",
    $name, $share, 100 * $ours / $total, 100 * $libc / $total, 100 * $asked / $total, $limit, $verdict;
if ($ENV{WT_BENCH_VERBOSE}) {
    my @most = sort { $by_function{$b} <=> $by_function{$a} } keys %by_function;
    printf "    %6.3f %% %s\n", 100 * $by_function{$_} / $total, $_ for @most[0 .. ($#most < 11 ? $#most : 11)];
}
exit($verdict ne 'met');
