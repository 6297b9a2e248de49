# Boxes by gVisor, loaded by launcher.pl when its argument is the folder of runsc and enter. Staging, the end and everything between are the
# launcher's; here is only what stands in bubblewrap's place. runsc runs as the slot's user, in the keeper's user and network namespace.
use strict;
use warnings;
no warnings 'redefine';
use Fcntl qw(F_DUPFD F_SETFD);

our ($uid, $gid, $seccomp, $namespaces);
# One for the sandbox, one for its file server.
$namespaces = 2;
my ($folder) = @ARGV;
my $own = '/mnt/gvisor';
my ($up, $killed, $refused, $report, $orders, $trouble) = (0, 0, 0);
# Opened now: the slot's user may have no way to the folder.
open(my $runsc, '<', "$folder/runsc") or fail("cannot open $folder/runsc: $!");
my $enter = slurp("$folder/enter");

sub slurp { my $path = shift; open(my $f, '<', $path) or fail("cannot open $path: $!"); local $/; my $data = <$f>; return $data }

sub stage_more { mkdir $own; tmpfs($own, "size=4m,mode=0700,uid=$uid,gid=$gid"); mkdir "$own/$_" for 'state', 'bundle'; chown $uid, $gid, "$own/state", "$own/bundle" }

# Nothing of the spec goes into this but limits and the names of folders, which are checked: no text that would need to be written as JSON.
sub config {
  my $spec = shift;
  my $mount = sub { my ($to, $type, $from, $more) = @_; return qq({"destination":"$to","type":"$type","source":"$from","options":["nosuid","nodev"$more]}) };
  my @binds = (['rw', '', '/tmp'], ['rw', '', '/run'], ['rw', '', '/dev/shm'], $spec->{stateBytes} ? ['rw', '', '/state'] : (), @{ $spec->{binds} });
  my @mounts = ($mount->('/proc', 'proc', 'proc', ''), $mount->('/sys', 'sysfs', 'sysfs', ',"ro"'), $mount->('/sys/fs/cgroup', 'cgroup', 'cgroup', ''));
  push @mounts, map { $mount->($_->[2], 'bind', "/mnt/root$_->[2]", qq(,"rbind","$_->[0]")) } @binds;
  my $caps = join ',', map { qq("CAP_$_") } qw(SYS_ADMIN DAC_OVERRIDE SETPCAP);
  my $spaces = join ',', map { qq({"type":"$_"}) } qw(user pid ipc uts mount);
  my $limit = sub { my ($name, $most) = @_; return qq({"type":"RLIMIT_$name","soft":$most,"hard":$most}) };
  my $map = sub { my $id = shift; return qq([{"containerID":1000,"hostID":$id,"size":1}]) };
  return qq({"ociVersion":"1.2.1","hostname":"box","root":{"path":"/mnt/root","readonly":true},"mounts":[) . join(',', @mounts) . '],'
    . qq("process":{"user":{"uid":1000,"gid":1000},"cwd":"/","args":["/run/stoa/enter","/run/stoa/filter","/run/stoa/box"],"env":[],)
    . qq("capabilities":{"bounding":[$caps],"effective":[$caps],"permitted":[$caps],"inheritable":[$caps],"ambient":[$caps]},)
    . '"rlimits":[' . join(',', $limit->('NOFILE', $spec->{openFiles} + 0), $limit->('CORE', 0)) . ']},'
    . qq("linux":{"namespaces":[$spaces],"uidMappings":) . $map->($uid) . ',"gidMappings":' . $map->($gid) . '}}';
}

sub put_box {
  my $spec = shift;
  my $env = $spec->{env};
  my @env = ("PWD=$spec->{cwd}", map { "$env->[2 * $_]=$env->[2 * $_ + 1]" } 0 .. @$env / 2 - 1);
  my @words = ($spec->{pids} + 1, $spec->{cwd}, scalar @env, @env, @{ $spec->{command} });
  sysseek $seccomp, 0, 0;
  sysread $seccomp, my $filter, 1 << 16;
  my %files = (enter => $enter, filter => $filter, box => join("\0", @words, ''));
  put_file("/run/stoa/$_", $files{$_}) for keys %files;
  chmod 0755, '/mnt/tmp/run/stoa/enter';
  put_text("$own/bundle/config.json", config($spec)) or fail("cannot write the box's configuration: $!");
}

# The program's descriptors are runsc's 0 to 3; enter reports on 4 and takes orders on 5.
sub start_program {
  my ($spec, @pipes) = @_;
  put_box($spec);
  pipe($report, my $told) && pipe(my $heard, $orders) or fail("pipe: $!");
  my $pid = fork // fail("fork: $!");
  if ($pid) {
    close $_ for $told, $heard;
    on_read($report, sub { my $said; sysread($report, $said, 512) ? heard($pid, $said) : forget($report) });
    return $pid;
  }
  $SIG{PIPE} = 'DEFAULT';
  put_text('/proc/self/oom_score_adj', '300');
  open(my $null, '<', '/dev/null') or POSIX::_exit(127);
  my @high = map { fcntl($_, F_DUPFD, 20) + 0 } $null, @pipes, $told, $heard, $runsc;
  POSIX::dup2($high[$_], $_) for 0 .. $#high;
  POSIX::close($_) for @high;
  open(my $program, '<&=', 6) or POSIX::_exit(127);
  fcntl($program, F_SETFD, 1);
  %ENV = (PATH => '/usr/bin:/bin');
  my @flags = qw(--platform=systrap --network=host --gofer-network-namespace=new --overlay2=none --ignore-cgroups --in-sandbox-cgroup=v2
    --host-settings=ignore);
  { exec { '/proc/self/fd/6' } 'runsc', @flags, "--log=$own/log", "--root=$own/state", 'run', "--bundle=$own/bundle", '--pass-fd=3:3', '--pass-fd=4:4', '--pass-fd=5:5', 'box' }
  POSIX::_exit(127);
}

# The box has begun when enter says so: until then it is gVisor that runs, not the program.
sub begin_box { }
sub heard {
  my ($pid, $said) = @_;
  for my $line (split /\n/, $said) {
    if ($line eq 'up' && !$up) { $up = 1; send_frame('b', "$$ $pid") }
    elsif ($line eq 'pids') { $refused = 1 }
    else { $trouble //= $line }
  }
}

# TERM is enter's to hand on. KILL takes runsc and all that it started.
sub stop_program {
  my ($signal, $monitor) = @_;
  return syswrite $orders, 'T' if $signal eq 'TERM';
  $killed = 1;
  kill KILL => below($monitor), $monitor;
}

sub last_error {
  open(my $log, '<', "$own/log") or return 'it left no word';
  my @lines = grep { /^[EWF]\d/ || /FATAL/ } <$log>;
  return @lines ? $lines[-1] =~ s{^\S+ \S+ +\d+ \S+ }{}r =~ s{\s+$}{}r : 'it left no word';
}

my $reap_all = \&reap;
sub gvisor_reap {
  my $monitor = shift;
  my ($status, $cpu, $peak) = $reap_all->($monitor);
  fail('gVisor could not start the box: ' . ($trouble // last_error())) if !$up && !$killed;
  return ($killed ? 9 : $status, $cpu, $peak);
}
{ no strict 'refs'; *{'main::reap'} = \&gvisor_reap }

sub pids_refused { return $refused }

1;
