# The way out of one box, loaded by launcher.pl: joins connections accepted inside the box to the gateway outside it.
use strict;
use warnings;
use Errno qw(EAGAIN EINTR);
use Fcntl qw(F_SETFL O_NONBLOCK);
use Socket;

# One accepted connection: joined to the gateway when it says so, else reset, so that no program takes a refusal for an empty answer.
sub relay {
  my ($listener, $index, $spec) = @_;
  accept(my $near, $listener) or return;
  setsockopt($near, SOL_SOCKET, SO_LINGER, pack('ii', 1, 0));
  socket(my $far, AF_UNIX, SOCK_STREAM, 0);
  return close $near if watched() > 1000 || !connect($far, pack_sockaddr_un('gate'));
  syswrite $far, "$spec->{token} $index\n";
  my $open = 2;
  my $end = sub { return if !$open; $open = 0; forget($_) for $near, $far };
  my $ended = sub { $end->() if $open == 1; $open = 1 if $open };
  on_read($far, sub {
    on_read($far, undef);
    my $answer = '';
    return $end->() if !sysread($far, $answer, 1) || $answer ne '+';
    setsockopt($near, SOL_SOCKET, SO_LINGER, pack('ii', 0, 0));
    fcntl($_, F_SETFL, O_NONBLOCK) for $near, $far;
    join_streams($near, $far, $ended, $end);
    join_streams($far, $near, $ended, $end);
  });
}

sub join_streams {
  my ($from, $to, $ended, $broken) = @_;
  my ($buffer, $eof, $pull) = ('', 0);
  my $push = sub {
    my $n = length $buffer ? syswrite $to, $buffer : 0;
    return $! == EAGAIN || $! == EINTR || $broken->() if !defined $n;
    substr($buffer, 0, $n, '');
    return if length $buffer;
    on_write($to, undef);
    return on_read($from, $pull) if !$eof;
    shutdown $to, 1;
    $ended->();
  };
  $pull = sub {
    my $n = sysread $from, $buffer, 65536;
    return $! == EAGAIN || $! == EINTR || $broken->() if !defined $n;
    $eof = !$n;
    on_read($from, undef);
    on_write($to, $push);
  };
  on_read($from, $pull);
}

1;
