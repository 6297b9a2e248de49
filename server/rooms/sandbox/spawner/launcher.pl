#!/usr/bin/perl
# A resident slot launcher. It stands in its slot's cgroup and starts one box at a time; README.md draws the life of a box.
# Frames on stdin and stdout: one letter, length (u32, big endian), payload. Needs only what perl-base has.
use strict;
use warnings;
use Errno qw(EAGAIN EINTR);
use Fcntl qw(F_DUPFD O_WRONLY O_CREAT O_EXCL);
use POSIX qw(:sys_wait_h);
use Socket;

require(__FILE__ =~ s{[^/]*$}{$_}r) for 'relay.pl', 'state.pl', 'wall.pl';

my $machine = (POSIX::uname())[4];
my %nr = $machine eq 'aarch64'
  ? (unshare => 97, mount => 40, umount2 => 39, prctl => 167, memfd => 279, wait4 => 260, statfs => 43, clock => 113)
  : (unshare => 272, mount => 165, umount2 => 166, prctl => 157, memfd => 319, wait4 => 61, statfs => 137, clock => 228);
@nr{qw(open_tree move_mount mount_setattr pidfd_open prlimit64)} = (428, 429, 442, 434, $machine eq 'aarch64' ? 261 : 302);
use constant { NEWNS => 0x20000, NEWUSER => 0x10000000, NEWNET => 0x40000000, NOSUID_NODEV => 6, 
  BIND_REC => 0x5000, PRIVATE_REC => 0x44000, DETACH => 2, STAGE => '/mnt', CHUNK => 65536, OUT_HIGH => 1 << 20 };
my ($client_uid, $bwrap, $wall, $idmap);
# Shared with gvisor.pl.
our ($uid, $gid, $seccomp, $namespaces) = ($<, $( + 0, undef, 1);
my $out = '';

sub fail { send_frame('f', join ' ', @_); flush_out(1); POSIX::_exit(1) }
sub sys { my ($name, @args) = @_; my $got = syscall($nr{$name}, @args); return $got == -1 ? undef : $got || '0 but true' }
sub must { my ($what, $name, @args) = @_; return sys($name, @args) // fail("$what: $!") }
sub put_text { my ($path, $text) = @_; open(my $f, '>', $path) or return 0; syswrite($f, $text) // return 0; return close $f }
sub send_frame { $out .= pack('aN', $_[0], length $_[1]) . $_[1] }

# Sends what the peer takes; with a true argument waits until all is taken. The socket is shared, so never O_NONBLOCK.
sub flush_out {
  my $all = shift;
  while (length $out) {
    my $sent = send(STDOUT, $out, ($all ? 0 : 0x40) | 0x4000);
    if (defined $sent) { substr($out, 0, $sent, ''); next }
    next if $! == EINTR;
    return if $! == EAGAIN;
    POSIX::_exit(1);
  }
}

sub read_exact {
  my $want = shift;
  my $got = '';
  while (length($got) < $want) {
    my $n = sysread(STDIN, $got, $want - length($got), length $got);
    next if !defined $n && $! == EINTR;
    POSIX::_exit(0) if !$n;
  }
  return $got;
}
sub read_frame { my ($type, $length) = unpack 'aN', read_exact(5); return ($type, $length ? read_exact($length) : '') }

sub map_self { put_text('/proc/self/setgroups', 'deny'); return put_text('/proc/self/uid_map', "$uid $uid 1") && put_text('/proc/self/gid_map', "$gid $gid 1") }

# A mount namespace of our own, with few mounts to copy for each box and a /dev template at STAGE/dev.
sub prepare {
  my @given = split /\0/, shift, 6;
  (my $slot_uid, $client_uid, $bwrap, my $name, $wall) = @given;
  $slot_uid = claim_user($slot_uid) if $slot_uid >= 0;
  $0 = $name;
  $seccomp = memfd($given[5]);
  must('cannot make a mount namespace', 'unshare', $< == 0 ? NEWNS : NEWUSER | NEWNS);
  $< == 0 or map_self() or fail("cannot map the user: $!");
  must('cannot make mounts private', 'mount', 'none', '/', 0, PRIVATE_REC, 0);
  open(my $mounts, '<', '/proc/self/mounts') or fail("cannot read mounts: $!");
  my @points = map { (split / /)[1] } <$mounts>;
  close $mounts;
  for my $point (grep { m{^/(sys|dev/pts|dev/shm|dev/mqueue|dev/hugepages|proc/.+)$} } @points) { sys('umount2', $point, DETACH) }
  ($uid, $gid) = ($slot_uid, $slot_uid) if $slot_uid >= 0;
  make_dev();
  $idmap = $slot_uid >= 0 && $slot_uid != $client_uid ? id_map() : undef;
}

sub tmpfs { my ($path, $options) = @_; must("cannot mount a tmpfs on $path", 'mount', 'tmpfs', $path, 'tmpfs', NOSUID_NODEV, $options) }

sub make_dev {
  tmpfs(STAGE, "size=1m,mode=0755");
  my @nodes = qw(null zero full random urandom);
  mkdir STAGE . $_ for '/root', '/tmp', '/state', '/dev';
  must('cannot make a folder of devices', 'mount', 'tmpfs', STAGE . '/dev', 'tmpfs', 2, 'size=64k,mode=0755');
  mkdir STAGE . '/dev/shm';
  for my $node (@nodes) {
    my $path = STAGE . "/dev/$node";
    put_text($path, '') or fail("cannot make $path: $!");
    must("cannot bind /dev/$node", 'mount', "/dev/$node", $path, 0, BIND_REC, 0);
  }
  symlink "/proc/self/fd$_->[1]", STAGE . "/dev/$_->[0]" for ['fd', ''], ['stdin', '/0'], ['stdout', '/1'], ['stderr', '/2'];
  must('cannot close the folder of devices', 'mount', 'none', STAGE . '/dev', 0, 0x1023, 0);
}

# A user namespace that shows the client's files as the slot's, for idmapped mounts; kept open, never entered.
sub id_map {
  pipe(my $ready, my $told) or fail("pipe: $!");
  my $pid = fork // fail("fork: $!");
  if (!$pid) { POSIX::_exit(1) if !defined sys('unshare', NEWUSER); syswrite $told, 'x'; sleep 60; POSIX::_exit(0) }
  sysread $ready, my $byte, 1;
  my $group = (getpwuid $client_uid)[3] // $client_uid;
  put_text("/proc/$pid/$_->[0]", "$_->[1] $uid 1") or fail("cannot write $_->[0]: $!") for [uid_map => $client_uid], [gid_map => $group];
  open(my $ns, '<', "/proc/$pid/ns/user") or fail("cannot open the namespace: $!");
  kill KILL => $pid;
  waitpid $pid, 0;
  return $ns;
}

sub memfd {
  my $data = shift;
  my $fd = must('memfd_create', 'memfd', 'stoa', 1);
  open(my $file, '+<&=', $fd + 0) or fail("memfd: $!");
  syswrite $file, $data;
  sysseek $file, 0, 0;
  return $file;
}

# The spec is a flat list of words: a verb and its arguments, so that no parser is needed here.
sub read_spec {
  my @words = split /\0/, shift, -1;
  my %spec = (binds => [], listen => [], env => [], command => [], lo => []);
  while (@words) {
    my $verb = shift @words;
    if ($verb eq 'bind') { push @{ $spec{binds} }, [splice @words, 0, 3] }
    elsif ($verb eq 'listen') { push @{ $spec{listen} }, [splice @words, 0, 2] }
    elsif ($verb eq 'env') { push @{ $spec{env} }, splice @words, 0, 2 }
    elsif ($verb eq 'lo' || $verb eq 'command') { push @{ $spec{$verb} }, shift @words }
    else { $spec{$verb} = shift @words }
  }
  return \%spec;
}

sub attributes { my ($fd, $flags, $set, $userns) = @_; return sys('mount_setattr', $fd, '', $flags, pack('Q4', $set, 0, 0, $userns // 0), 32) }
sub open_tree { my $path = shift; return must("cannot open $path", 'open_tree', -100, $path, 1 | 02000000 | 0x8000) + 0 }
# The last part of the path is never followed when it is a link: a runtime cannot lead a mount elsewhere.
sub put_tree { my ($fd, $to) = @_; must("cannot put a folder at $to", 'move_mount', $fd, '', -100, STAGE . "/root$to", 4); POSIX::close($fd) }

# A bound folder is shown with the slot as owner of what the client owns in it; where the file system cannot do that, a read-only one is
# shown as it is.
sub clone_tree {
  my ($path, $mode) = @_;
  my $fd = open_tree($path);
  attributes($fd, 0x9000, $mode eq 'rw' ? 6 : 7) // fail("cannot restrict $path: $!");
  return $fd if !$mode || !$idmap || attributes($fd, 0x9000, 0x100000, fileno $idmap) || $mode eq 'ro';
  fail("cannot show $path to the box as its own: this file system has no id-mapped mounts ($!)");
}

# Builds the whole root of a box in the keeper's mount namespace, so that bubblewrap has one tree to take. Sources are opened first, because
# STAGE may cover them.
sub stage {
  my $spec = shift;
  must('cannot make the mount namespace of a box', 'unshare', NEWNS);
  my ($root, @trees) = (clone_tree($spec->{root}, ''), map { clone_tree($_->[1], $_->[0]) } @{ $spec->{binds} });
  fail("cannot enter the gateway's folder: $!") if $spec->{gate} && !chdir $spec->{gate};
  my $owner = "uid=$uid,gid=$gid";
  tmpfs(STAGE . '/tmp', "size=$spec->{tmpBytes},nr_inodes=" . ($spec->{tmpInodes} + 4) . ",mode=0755,$owner");
  for my $name ('run', 'shm', 'tmp') { mkdir STAGE . "/tmp/$name"; chown $uid, $gid, STAGE . "/tmp/$name" }
  chmod 01777, STAGE . '/tmp/tmp', STAGE . '/tmp/shm';
  put_tree($root, '');
  put_tree(open_tree(STAGE . '/dev'), '/dev');
  put_tree(open_tree(STAGE . "/tmp/$_->[0]"), $_->[1]) for ['shm', '/dev/shm'], ['tmp', '/tmp'], ['run', '/run'];
  if ($spec->{stateBytes}) {
    tmpfs(STAGE . '/state', "size=$spec->{stateBytes},nr_inodes=$spec->{stateInodes},mode=0700,$owner");
    put_tree(open_tree(STAGE . '/state'), '/state');
  }
  put_tree($trees[$_], $spec->{binds}[$_][2]) for 0 .. $#trees;
  stage_more();
}
sub stage_more { }

sub become_nobody {
  if ($uid != $>) {
    $) = "$gid $gid";
    POSIX::setgid($gid) and POSIX::setuid($uid) or fail("cannot become user $uid: $!");
    fail("still user $> of group $)") if $> != $uid || $< != $uid || $) ne "$gid $gid";
    sys('prctl', 4, 1, 0, 0, 0);
  }
  sys('prctl', 1, 9, 0, 0, 0);
  sys('prctl', 36, 1, 0, 0, 0);
  must('cannot make a user and a network namespace', 'unshare', NEWUSER | NEWNET);
  map_self() or fail("cannot map the user of a box: $!");
  put_text('/proc/sys/user/max_user_namespaces', $namespaces);
  umask 022;
}

sub make_listeners {
  my $spec = shift;
  socket(my $s, AF_INET, SOCK_DGRAM, 0) or fail("socket: $!");
  my ($alias, $request) = (0, pack 'a16sx22', 'lo', 0x41);
  ioctl($s, 0x8914, $request) // fail("cannot bring lo up: $!");
  my $why = length $wall ? build_wall($wall) : undef;
  fail($why) if defined $why;
  for my $address (@{ $spec->{lo} }) {
    $request = pack 'a16a16x8', 'lo:' . $alias++, pack_sockaddr_in(0, inet_aton($address));
    ioctl($s, 0x8916, $request) // fail("cannot add $address: $!");
  }
  my @listeners;
  for (@{ $spec->{listen} }) {
    my ($address, $port) = @$_;
    socket(my $l, AF_INET, SOCK_STREAM, 0) or fail("socket: $!");
    setsockopt($l, SOL_SOCKET, $_, 1) for SO_REUSEADDR, 15; # REUSEPORT: a wildcard listens beside the names of its port
    bind($l, pack_sockaddr_in($port, inet_aton($address))) && listen($l, 128) or fail("cannot listen on $address:$port: $!");
    push @listeners, $l;
  }
  return @listeners;
}

sub inside { my $path = shift; fail("not a path inside: $path") if $path =~ m{(^|/)\.\.?(/|$)} || $path =~ m{^/|//|^$}; return $path }
sub make_folders { my ($top, $path) = @_; my $at = $top; for (split m{/}, $path) { $at .= "/$_"; mkdir $at } }

sub put_file {
  my ($path, $data) = @_;
  my ($top, $rest) = $path =~ m{^/(run|tmp)/(.+)$} or fail("a file goes under /run or /tmp, not $path");
  inside($rest);
  make_folders(STAGE . "/tmp/$top", $1) if $rest =~ m{^(.*)/};
  put_text(STAGE . "/tmp/$top/$rest", $data) or fail("cannot write $path: $!");
}

sub bwrap_arguments {
  my $spec = shift;
  my @args = (qw(--unshare-user --unshare-pid --unshare-ipc --unshare-uts --unshare-cgroup-try --uid 1000 --gid 1000 --hostname box),
    qw(--die-with-parent --new-session --cap-drop ALL --clearenv --seccomp 11), '--dev-bind', STAGE . '/root', '/', '--proc', '/proc');
  for (my $i = 0; $i < @{ $spec->{env} }; $i += 2) { push @args, '--setenv', @{ $spec->{env} }[$i, $i + 1] }
  return join("\0", @args, '--chdir', $spec->{cwd}) . "\0";
}

sub start_program {
  my ($spec, @pipes) = @_;
  my $args = memfd(bwrap_arguments($spec));
  my $pid = fork // fail("fork: $!");
  return $pid if $pid;
  $SIG{PIPE} = 'DEFAULT';
  put_text('/proc/self/oom_score_adj', '300');
  sys('prlimit64', 0, $_->[0], pack('Q2', $_->[1], $_->[1]), 0) for [7, $spec->{openFiles} + 0], [4, 0], $spec->{processes} ? [6, $spec->{processes} + 0] : ();
  open(my $null, '<', '/dev/null') or POSIX::_exit(127);
  sysseek $seccomp, 0, 0;
  my @high = map { fcntl($_, F_DUPFD, 20) + 0 } $null, @pipes, $args, $seccomp;
  POSIX::dup2($high[$_], (0, 1, 2, 3, 10, 11)[$_]) for 0 .. $#high;
  POSIX::close($_) for @high;
  %ENV = ();
  { exec { $bwrap } 'bwrap', '--args', '10', '--', @{ $spec->{command} } }
  POSIX::_exit(127);
}

sub begin_box { send_frame('b', "$$ $_[0]") }

my (%on_read, %on_write);
my ($read_set, $write_set) = ('', '');
sub listen_to { my ($codes, $set, $fd, $code) = @_; $code ? ($codes->{$fd} = $code) : delete $codes->{$fd}; vec($$set, $fd, 1) = $code ? 1 : 0 }
sub on_read { listen_to(\%on_read, \$read_set, fileno $_[0], $_[1]) }
sub on_write { listen_to(\%on_write, \$write_set, fileno $_[0], $_[1]) }
sub watched { return scalar keys %on_read }
sub forget { my $file = shift; on_read($file, undef); on_write($file, undef); close $file }

# Bytes of output a second, how many may be read now, and since when.
my ($rate, $allowance, $allowed_at) = (0, 0, 0);
sub may_read {
  return 1 if !$rate;
  syscall $nr{clock}, 1, my $now = "\0" x 16;
  my ($seconds, $nanos) = unpack 'q2', $now;
  my $before = $allowed_at;
  $allowed_at = $seconds + $nanos / 1e9;
  $allowance += ($allowed_at - $before) * $rate if $before;
  $allowance = $rate if $allowance > $rate;
  return $allowance > 0;
}

# One turn. Program output is not read while the peer is slow or the box is over its rate: its pipes fill and it waits, as with any pipe.
sub turn {
  my ($seconds, $program) = @_;
  my ($r, $w, $may) = ($read_set, $write_set, may_read());
  $seconds = 0.02 if !$may;
  if (length $out > OUT_HIGH || !$may) { vec($r, $_, 1) = 0 for grep { defined } @$program }
  vec($w, fileno STDOUT, 1) = 1 if length $out;
  return if select($r, $w, undef, $seconds) <= 0;
  flush_out(0) if vec($w, fileno STDOUT, 1);
  for my $fd (keys %on_write) { $on_write{$fd}->() if $on_write{$fd} && vec($w, $fd, 1) }
  for my $fd (keys %on_read) { $on_read{$fd}->() if $on_read{$fd} && vec($r, $fd, 1) }
}

sub read_output {
  my ($pipe, $letter, $left, $pids) = @_;
  my $n = sysread $pipe, my $data, CHUNK;
  return if !defined $n && $! == EINTR;
  return forget($pipe) if !$n;
  $$left -= $n;
  $allowance -= $n;
  send_frame($letter, $$left < 0 ? substr($data, 0, $n + $$left > 0 ? $n + $$left : 0) : $data) if $n + $$left > 0;
  stop_program('KILL', $pids) if $$left < 0;
}

sub children { my ($pid, $thread) = (@_, $_[0]); open(my $f, '<', "/proc/$pid/task/$thread/children") or return (); return split ' ', <$f> // '' }

# TERM goes to every process of the box but its init; KILL to that init, which takes everything in its pid namespace along.
sub stop_program {
  my ($signal, $monitor) = @_;
  my ($init) = children($monitor);
  my @program = $init ? below($init) : ();
  return kill TERM => @program if $signal eq 'TERM' && @program;
  kill KILL => $init // $monitor;
}

# A thread has children of its own.
sub below {
  my $pid = shift;
  my @found = map { children($pid, m{(\d+)$}) } glob "/proc/$pid/task/*";
  return (@found, map { below($_) } @found);
}

sub tmp_is_full {
  my $buffer = "\0" x 128;
  return 0 if syscall($nr{statfs}, my $path = STAGE . '/tmp', $buffer) == -1;
  my (undef, $block, undef, undef, $free, undef, $inodes) = unpack 'q7', $buffer;
  return $free * $block < CHUNK || !$inodes;
}

# Waits for the monitor and, as their subreaper, for whatever it left: none of the box's processes is alive after this.
sub reap {
  my $monitor = shift;
  my ($status, $cpu, $peak) = (0, 0, 0);
  while (1) {
    my ($code, $usage) = ("\0" x 4, "\0" x 144);
    my $pid = syscall $nr{wait4}, -1, $code, 0, $usage;
    next if $pid == -1 && $! == EINTR;
    last if $pid == -1;
    my @used = unpack 'q5', $usage;
    $status = unpack 'i', $code if $pid == $monitor;
    $cpu += ($used[0] + $used[2]) * 1_000_000 + $used[1] + $used[3];
    $peak = $used[4] if $used[4] > $peak;
  }
  # bubblewrap gives 128 + n for signal n, too: said by a bit of its own, since nobody can tell any more.
  return ($status >> 8 > 128 ? $status | 1 << 16 : $status, $cpu, $peak);
}
# Whether the limit on processes was met where no group outside counts them.
sub pids_refused { return 0 }

sub keep_box {
  my $spec = shift;
  stage($spec);
  become_nobody();
  my @listeners = make_listeners($spec);
  my $names = open_names($spec);
  receive_files();
  my (@ours, @theirs);
  for (0 .. 2) { pipe($ours[$_], $theirs[$_]) or fail("pipe: $!") }
  my $monitor = start_program($spec, @theirs);
  close $_ for @theirs;
  my $pidfd = must('pidfd_open', 'pidfd_open', $monitor, 0) + 0;
  open(my $exit, '<&=', $pidfd) or fail("pidfd: $!");
  begin_box($monitor);
  my ($left, $over, $full, $ordered) = ($spec->{outputBytes}, 0, 0, 0);
  $rate = $allowance = $spec->{outputRate};
  my @program = map { fileno $_ } @ours;
  for my $i (0 .. 2) { on_read($ours[$i], sub { read_output($ours[$i], (qw(o e m))[$i], \$left, $monitor) }) }
  for my $i (0 .. $#listeners) { on_read($listeners[$i], sub { relay($listeners[$i], $i, $spec) }) }
  on_read(\*STDIN, sub { my ($type) = read_frame(); $ordered ||= !$over; stop_program($type eq 'T' ? 'TERM' : 'KILL', $monitor) });
  on_read($exit, sub { $over = 1 });
  while (!$over) { turn(0.25, \@program); $full ||= tmp_is_full() }
  my @used = reap($monitor);
  forget($_) for grep { defined } @listeners, $names, $exit;
  $rate = 0;
  while (grep { defined fileno $_ } @ours) { turn(1, \@program) }
  $full ||= tmp_is_full();
  my $state = $spec->{keepState} ? scan_state($spec) : undef;
  my $own = 1_000_000 * ((times)[0] + (times)[1]);
  send_frame('x', join "\0", @used[0, 1], $own, $used[2], $left < 0 ? 1 : 0, $full ? 1 : 0, $ordered ? 1 : 0, ref $state ? 'follows' : $state // 'none', pids_refused());
  send_state($state) if ref $state;
  flush_out(1);
  POSIX::_exit(0);
}

$SIG{PIPE} = 'IGNORE';
$^F = 2;
POSIX::close($_) for grep { $_ > 2 } map { m{(\d+)$} } glob '/proc/self/fd/*';
sys('prctl', 1, 9, 0, 0, 0);
require(__FILE__ =~ s{[^/]*$}{gvisor/gvisor.pl}r) if @ARGV;
while (1) {
  my ($type, $data) = read_frame();
  if ($type eq 'I') { prepare($data); send_frame('i', '') }
  elsif ($type eq 'S') {
    my $keeper = fork // fail("fork: $!");
    keep_box(read_spec($data)) if !$keeper;
    waitpid $keeper, 0;
    send_frame('d', $?);
  }
  flush_out(1);
}
