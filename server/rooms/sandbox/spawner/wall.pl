#!/usr/bin/perl
# The second wall of a box's network, loaded by launcher.pl: sends the kernel the rules that wall.ts made. Run by itself it tries them in a
# namespace of its own and ends with 0 when they stand.
use strict;
use warnings;
use POSIX ();
use Socket;

# Undef when the rules stand, else why not: the kernel answers at once, and only what went wrong.
sub build_wall {
  my $rules = pack 'H*', shift;
  socket(my $kernel, 16, SOCK_RAW, 12) or return "no netlink socket: $!";
  defined send($kernel, $rules, 0) or return "the rules cannot be sent: $!";
  defined recv($kernel, my $answer, 65536, 0x40) or return undef;
  my ($type, $error) = unpack 'x4Sx10l', $answer;
  return undef if $type != 2 || !$error;
  $! = -$error;
  return "the kernel refuses the rules: $!";
}

if (!caller) {
  my $unshare = (POSIX::uname())[4] eq 'aarch64' ? 97 : 272;
  POSIX::_exit(1) if syscall($unshare, 0x50000000) == -1;
  my $why = build_wall($ARGV[0]);
  print STDERR "$why\n" if defined $why;
  POSIX::_exit(defined $why ? 1 : 0);
}

1;
