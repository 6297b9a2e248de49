/** One way out that attempts.c knows, and what becomes of it. Words in braces are filled in when the place is made (open-place.ts). */
export interface Attempt {
  /** As the program is told: a name, or a name and what to try it on. */
  call: string;
  /** The error a box gives. */
  inside: string;
  /** What the same call gives outside, when it does not simply work: the errors that come after the permission was checked. */
  outside: string[];
}

function each(inside: string, calls: string, outside: string[] = []): Attempt[] {
  return calls
    .split(/\s+/)
    .filter(Boolean)
    .map((call) => ({ call, inside, outside }));
}

const onX64 = (attempts: Attempt[]): Attempt[] => (process.arch === "x64" ? attempts : []);

const namespaces = [
  ...each("EPERM", "unshare-user unshare-mount unshare-net unshare-pid unshare-ipc unshare-uts unshare-cgroup unshare-time"),
  ...each("EPERM", "clone=10000000 clone=00020000 clone=40000000 clone=20000000 setns=/proc/self/ns/net setns=/proc/self/ns/mnt"),
  ...each("ENOSYS", "clone3=10000000 clone3=40000000 clone3=0 clone3-into-cgroup={cgroup}"),
];

const mounts = [
  ...each("EPERM", "mount-tmpfs mount-proc mount-cgroup bind-root remount-root umount chroot open_tree fsopen mount_setattr"),
  ...each("EPERM", "pivot_root", ["EBUSY", "EINVAL"]),
];

const kernel = [
  ...each("EPERM", "add_key keyctl bpf perf_event_open userfaultfd syslog sethostname vhangup fanotify_init personality"),
  ...each("EPERM", "request_key", ["ENOKEY"]),
  ...each("ENOSYS", "io_uring"),
  ...each("EPERM", "kexec_load"),
  ...each("EPERM", "init_module finit_module", ["ENOEXEC"]),
  ...each("EPERM", "delete_module swapon acct quotactl", ["ENOENT"]),
  ...each("EPERM", "reboot settimeofday clock_settime migrate_pages", ["EINVAL"]),
  ...onX64([...each("EPERM", "modify_ldt ioperm iopl"), ...each("ENOSYS", "x32"), ...each("SIGSYS", "ia32")]),
];

const processes = [
  ...each("EPERM", "ptrace-me ptrace-seize process_vm_readv process_vm_writev pidfd_getfd kcmp process_madvise"),
  ...each("ESRCH", "signal={pid} pidfd_open={pid} prlimit={pid} signal={neighbour} pidfd_open={neighbour}"),
  ...each("ENOENT", "list=/proc/{pid} content=/proc/{pid}/environ list=/proc/{pid}/root write=/proc/{pid}/mem list=/proc/{neighbour}"),
  ...each("EPERM", "mightier=1 mightier=self"),
];

const persons = [
  ...each("EPERM", "set-id-program={app}/set-id capable-program={app}/capable setgroups capset new-privileges real-time io-priority"),
  ...each("EINVAL", "setuid chown-root"),
  ...each("EACCES", "nice"),
  ...each("EPERM", "set-id-by-chmod set-id-by-fchmodat2 set-id-by-open set-id-by-mknod set-id-by-tmpfile file-capability"),
  ...each("ENOSYS", "set-id-by-openat2"),
  ...onX64(each("EPERM", "set-id-by-creat")),
];

const files = [
  ...each("ENOENT", "read=/dev/mem read=/dev/kmsg read=/dev/fuse read=/dev/net/tun read=/dev/kvm read=/dev/ptmx read=/dev/loop-control"),
  ...each("ENOENT", "read={secret} list={folder} list=/sys/fs/cgroup"),
  ...each("EPERM", "mknod-char mknod-block name_to_handle_at open_by_handle_at"),
  ...each("EROFS", "make=/escape make=/usr/escape make=/etc/escape make=/dev/escape make={app}/escape write={app}/data"),
  ...each("EXDEV", "link={app}/data"),
  ...each("EACCES", "write=/proc/sys/kernel/core_pattern write=/proc/sys/kernel/hostname read=/proc/kmsg"),
  ...each("ENODATA", "descriptors=self"),
  ...each("ENODATA", "descriptors=1", ["ENODATA"]),
  ...each("EPERM", "TIOCSTI"),
  ...each("EPERM", "TIOCLINUX", ["ENOTTY", "EINVAL"]),
];

const reach = [
  ...each("EAFNOSUPPORT", "socket=17,3,0 socket=40,1,0 socket=44,3,0 socket=38,5,0 socket=15,3,2"),
  ...each("EPERM", "socket=2,3,1 socket=2,0x80003,255 socket=10,3,58"),
  ...each("EPERM", "socket=16,3,4 socket=16,3,6 socket=16,3,9 socket=16,3,12 socket=16,3,15 socket=16,3,16 set-link"),
  ...each("ENOENT", "unix={socket} unix={spawner} shm={key} sem={key} mq={queue}"),
  ...each("ECONNREFUSED", "unix=@{name} tcp=127.0.0.1:{port}"),
  // What another box made is not to be found from outside either; the lines above show that such things can be.
  ...each("ENOENT", "shm={neighbour-key} sem={neighbour-key} mq={queue}-next", ["ENOENT"]),
  ...each("ECONNREFUSED", "unix=@{name}-next", ["ECONNREFUSED"]),
];

/** Every attempt, by what it is after. */
export const attempts: Record<string, Attempt[]> = { namespaces, mounts, kernel, processes, persons, files, reach };
