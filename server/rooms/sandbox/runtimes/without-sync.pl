# perl without-sync.pl command [argument ...]: runs the command with calls that wait for the disk answered at once. dpkg makes thousands, and a
# tree that is made half is thrown away: whoever keeps one syncs it whole, once. Without the filter (another kind of processor) it is only slower.
use strict;
use warnings;

# Audit architecture, prctl; fsync, fdatasync, sync, syncfs, sync_file_range, msync. Source: linux/audit.h, asm/unistd.h.
my %numbers = (
    x86_64  => [ 0xC000003E, 157, 74, 75, 162, 306, 277, 26 ],
    aarch64 => [ 0xC00000B7, 167, 82, 83, 81, 267, 84, 227 ],
);
my $machine = `uname -m`;
chomp $machine;
if ( my $known = $numbers{$machine} ) {
    my ( $architecture, $prctl, @waits ) = @$known;
    # code, jump if true, jump if false, operand: load, equal, return. The last two are allow and "done" (error number 0).
    my @filter = ( [ 0x20, 0, 0, 4 ], [ 0x15, 0, @waits + 1, $architecture ], [ 0x20, 0, 0, 0 ] );
    push @filter, [ 0x15, @waits - $_, 0, $waits[$_] ] for 0 .. $#waits;
    push @filter, [ 6, 0, 0, 0x7fff0000 ], [ 6, 0, 0, 0x00050000 ];
    my $program = pack "Sx![8]P", scalar @filter, join "", map { pack "SCCL", @$_ } @filter;
    # PR_SET_SECCOMP, SECCOMP_MODE_FILTER. Root of its own namespace need not give up new privileges for it.
    syscall $prctl, 22, 2, $program, 0, 0;
}
exec @ARGV or die "$ARGV[0] could not be started: $!\n";
