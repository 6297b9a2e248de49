# The user of a slot, and the state folder of one box on its way out; loaded by launcher.pl.
use strict;
use warnings;
use Fcntl qw(:flock O_CREAT O_NOFOLLOW O_RDONLY O_RDWR S_ISDIR S_ISREG);

# The first user from this one on that no launcher of this machine has, whosever it is: held by a lock for as long as this process or a
# keeper of it lives.
my $claim;
sub claim_user {
  my $from = shift;
  mkdir '/run/stoa-slots', 0700;
  for my $uid ($from .. $from + 9999) {
    sysopen($claim, "/run/stoa-slots/$uid", O_RDWR | O_CREAT | O_NOFOLLOW, 0600)
      or fail("cannot open /run/stoa-slots/$uid, which keeps the users of slots apart: $!");
    return $uid if flock $claim, LOCK_EX | LOCK_NB;
  }
  fail("no user from $from on is free for a slot");
}

# Looks at every entry before a byte is sent: the program is gone, so nothing changes under our feet.
sub scan_state {
  my ($spec, $top, @found) = (shift, STAGE() . '/state');
  my ($bytes, @todo) = (0, '');
  while (defined(my $dir = shift @todo)) {
    opendir(my $handle, "$top/$dir") or return "the folder $dir cannot be read: $!";
    for my $name (grep { $_ ne '.' && $_ ne '..' } readdir $handle) {
      my $path = length $dir ? "$dir/$name" : $name;
      my ($mode, $size) = (lstat "$top/$path")[2, 7];
      return "$path is neither a file nor a folder" if !S_ISDIR($mode) && !S_ISREG($mode);
      push @found, [S_ISDIR($mode) ? 'd' : 'f', sprintf('%04o', $mode & 0777), S_ISDIR($mode) ? 0 : $size, $path];
      $bytes += S_ISDIR($mode) ? 0 : $size;
      push @todo, $path if S_ISDIR($mode);
      return "it holds more than $spec->{stateEntries} files and folders" if @found > $spec->{stateEntries};
      return "it holds more than $spec->{stateMax} bytes" if $bytes > $spec->{stateMax};
    }
  }
  return \@found;
}

sub send_state {
  for my $entry (@{ $_[0] }) {
    send_frame('r', join ' ', @$entry);
    next if $entry->[0] eq 'd';
    sysopen(my $file, STAGE() . "/state/$entry->[3]", O_RDONLY | O_NOFOLLOW) or fail("cannot read the state folder: $!");
    while (sysread $file, my $data, CHUNK()) { send_frame('c', $data); flush_out(1) }
  }
  send_frame('z', '');
}

# Everything up to the frame that says go: small files, and the entries of the state folder.
sub receive_files {
  my $file;
  while (1) {
    my ($type, $data) = read_frame();
    if ($type eq 'F') { put_file(split /\0/, $data, 2) }
    elsif ($type eq 'D') { syswrite($file, $data) // fail("cannot write the state folder: $!") if $file }
    elsif ($type eq 'R') {
      my ($kind, $mode, $path) = split / /, $data, 3;
      my $at = STAGE . '/state/' . inside($path);
      $file = undef;
      if ($kind eq 'd') { mkdir $at; chmod oct $mode, $at }
      else { sysopen($file, $at, O_WRONLY | O_CREAT | O_EXCL, oct $mode) or fail("cannot write the state folder: $!"); chmod oct $mode, $at }
    }
    elsif ($type eq 'G') { return }
    elsif ($type eq 'K' || $type eq 'T') { POSIX::_exit(0) }
  }
}

1;
