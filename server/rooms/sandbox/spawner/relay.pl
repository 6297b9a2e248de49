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
  my ($port, $address) = unpack_sockaddr_in(getsockname $near);
  syswrite $far, "$spec->{token} $index " . inet_ntoa($address) . "\n";
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

# The box's name server stands at the gateway too: one question, one connection, one answer, a few at a time.
sub open_names {
  my $spec = shift;
  socket(my $names, AF_INET, SOCK_DGRAM, 0) or return;
  bind($names, pack_sockaddr_in(53, inet_aton('127.0.0.1'))) or return;
  my ($asking, $take) = 0;
  $take = sub {
    my $from = recv($names, my $query, 512, 0) // return;
    socket(my $far, AF_UNIX, SOCK_STREAM, 0);
    return if watched() > 1000 || !connect($far, pack_sockaddr_un('gate'));
    syswrite $far, "$spec->{token} names " . unpack('H*', $query) . "\n";
    on_read($names, undef) if ++$asking == 16;
    on_read($far, sub {
      my $got = sysread $far, my $answer, 4096;
      send($names, $answer, 0, $from) if $got;
      forget($far);
      on_read($names, $take) if $asking-- == 16;
    });
  };
  on_read($names, $take);
  return $names;
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
