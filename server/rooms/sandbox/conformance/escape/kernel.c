/* Namespaces, mounts, and parts of the kernel that no program of ours needs. */
#include "attempts.h"
#include <linux/bpf.h>
#include <linux/perf_event.h>
#include <sys/klog.h>
#include <sys/personality.h>

#define UNSHARE(name, flag) \
  static int name(const char *_) { return unshare(flag); }
UNSHARE(unshare_user, CLONE_NEWUSER)
UNSHARE(unshare_mount, CLONE_NEWNS)
UNSHARE(unshare_net, CLONE_NEWNET)
UNSHARE(unshare_pid, CLONE_NEWPID)
UNSHARE(unshare_ipc, CLONE_NEWIPC)
UNSHARE(unshare_uts, CLONE_NEWUTS)
UNSHARE(unshare_cgroup, CLONE_NEWCGROUP)
UNSHARE(unshare_time, 0x80)

/* A child of a raw clone may only leave. */
static int started(long pid) {
  if (pid == 0) _exit(0);
  return pid < 0 ? -1 : 0;
}
static int clone_with(const char *flags) { return started(syscall(SYS_clone, strtoul(flags, NULL, 16) | SIGCHLD, 0, 0, 0, 0)); }
static int clone3_with(const char *flags) {
  uint64_t arguments[11] = {strtoul(flags, NULL, 16), 0, 0, 0, SIGCHLD};
  return started(syscall(SYS_clone3, arguments, sizeof(uint64_t) * 8));
}
static int clone3_into_cgroup(const char *folder) {
  uint64_t arguments[11] = {0x200000000ULL, 0, 0, 0, SIGCHLD, 0, 0, 0, 0, 0, open(folder, O_RDONLY)};
  return started(syscall(SYS_clone3, arguments, sizeof arguments));
}
static int enter(const char *file) {
  int fd = open(file, O_RDONLY | O_CLOEXEC);
  return fd < 0 ? -1 : setns(fd, 0);
}

static int mount_tmpfs(const char *_) { return mount("none", "/tmp", "tmpfs", 0, NULL); }
static int mount_proc(const char *_) { return mount("none", "/tmp", "proc", 0, NULL); }
static int mount_cgroup(const char *_) { return mount("none", "/tmp", "cgroup2", 0, NULL); }
static int bind_root(const char *_) { return mount("/", "/tmp", NULL, MS_BIND, NULL); }
static int remount_root(const char *_) { return mount(NULL, "/", NULL, MS_REMOUNT | MS_BIND, NULL); }
static int detach_proc(const char *_) { return umount2("/proc", MNT_DETACH); }
static int move_root(const char *_) { return syscall(SYS_pivot_root, "/tmp", "/tmp"); }
static int change_root(const char *_) { return chroot("/tmp"); }
static int open_a_tree(const char *_) { return syscall(428, AT_FDCWD, "/", 1) < 0 ? -1 : 0; }
static int open_a_filesystem(const char *_) { return syscall(430, "tmpfs", 0) < 0 ? -1 : 0; }
static int set_mount(const char *_) {
  uint64_t attributes[4] = {0};
  return syscall(442, AT_FDCWD, "/", 0, attributes, sizeof attributes);
}

static int add_key(const char *_) { return syscall(SYS_add_key, "user", "escape", "x", 1, -3) < 0 ? -1 : 0; }
static int ask_key(const char *_) { return syscall(SYS_request_key, "user", "escape-none", NULL, 0) < 0 ? -1 : 0; }
static int join_keys(const char *_) { return syscall(SYS_keyctl, 1, NULL) < 0 ? -1 : 0; }
static int make_map(const char *_) {
  union bpf_attr map = {.map_type = BPF_MAP_TYPE_ARRAY, .key_size = 4, .value_size = 8, .max_entries = 1};
  return syscall(SYS_bpf, BPF_MAP_CREATE, &map, sizeof map) < 0 ? -1 : 0;
}
static int count_events(const char *_) {
  struct perf_event_attr event = {.type = PERF_TYPE_SOFTWARE, .size = sizeof event, .config = PERF_COUNT_SW_CPU_CLOCK};
  return syscall(SYS_perf_event_open, &event, 0, -1, -1, 0) < 0 ? -1 : 0;
}
static int fault_in_user(const char *_) { return syscall(SYS_userfaultfd, 0) < 0 ? -1 : 0; }
static int make_ring(const char *_) {
  uint32_t parameters[30] = {0};
  return syscall(SYS_io_uring_setup, 1, parameters) < 0 ? -1 : 0;
}
static int load_kernel(const char *_) { return syscall(SYS_kexec_load, 0, 0, NULL, 0); }
static int load_module(const char *_) { return syscall(SYS_init_module, "no module", 9, ""); }
static int load_module_file(const char *_) { return syscall(SYS_finit_module, open("/proc/self/exe", O_RDONLY), "", 0); }
static int drop_module(const char *_) { return syscall(SYS_delete_module, "no_such_module", O_NONBLOCK); }
static int restart(const char *_) { return syscall(SYS_reboot, 1, 2, 3, NULL); }
static int swap(const char *_) { return syscall(SYS_swapon, "/no/such/file", 0); }
static int account(const char *_) { return syscall(SYS_acct, "/no/such/file"); }
static int quota(const char *_) { return syscall(SYS_quotactl, 0x800007 << 8, "/no/such/device", 0, NULL); }
static int kernel_log(const char *_) {
  char text[16];
  return klogctl(3, text, sizeof text) < 0 ? -1 : 0;
}
static int set_time(const char *_) {
  struct { long seconds, micros; } bad = {0, 2000000};
  return syscall(SYS_settimeofday, &bad, NULL);
}
static int set_clock(const char *_) {
  struct { long seconds, nanos; } bad = {0, 2000000000};
  return syscall(SYS_clock_settime, 0, &bad);
}
static int set_name(const char *_) {
  char name[65];
  return gethostname(name, sizeof name) ? -1 : sethostname(name, strlen(name));
}
static int hang_up(const char *_) { return syscall(SYS_vhangup); }
static int watch_files(const char *_) { return syscall(SYS_fanotify_init, 0, O_RDONLY) < 0 ? -1 : 0; }
static int move_memory(const char *_) { return syscall(SYS_migrate_pages, 0, 0, NULL, NULL) < 0 ? -1 : 0; }
static int unknown_call(const char *_) { return syscall(4242); }
static int be_different(const char *_) { return personality(READ_IMPLIES_EXEC) < 0 ? -1 : 0; }
#ifdef __x86_64__
static int segments(const char *_) {
  char text[16];
  return syscall(SYS_modify_ldt, 0, text, sizeof text) < 0 ? -1 : 0;
}
static int ports(const char *_) { return syscall(SYS_ioperm, 0x80, 1, 1); }
static int all_ports(const char *_) { return syscall(SYS_iopl, 3); }
static int x32(const char *_) { return syscall(0x40000000 | SYS_getpid) < 0 ? -1 : 0; }
static int ia32(const char *_) {
  long result;
  __asm__ volatile("int $0x80" : "=a"(result) : "a"(20L) : "memory", "r8", "r9", "r10", "r11");
  if (result < 0) errno = -result;
  return result < 0 ? -1 : 0;
}
#endif

const struct named kernel_attempts[] = {
    {"unshare-user", unshare_user}, {"unshare-mount", unshare_mount}, {"unshare-net", unshare_net}, {"unshare-pid", unshare_pid},
    {"unshare-ipc", unshare_ipc}, {"unshare-uts", unshare_uts}, {"unshare-cgroup", unshare_cgroup}, {"unshare-time", unshare_time},
    {"clone", clone_with}, {"clone3", clone3_with}, {"clone3-into-cgroup", clone3_into_cgroup}, {"setns", enter},
    {"mount-tmpfs", mount_tmpfs}, {"mount-proc", mount_proc}, {"mount-cgroup", mount_cgroup}, {"bind-root", bind_root},
    {"remount-root", remount_root}, {"umount", detach_proc}, {"pivot_root", move_root}, {"chroot", change_root},
    {"open_tree", open_a_tree}, {"fsopen", open_a_filesystem}, {"mount_setattr", set_mount},
    {"add_key", add_key}, {"request_key", ask_key}, {"keyctl", join_keys}, {"bpf", make_map}, {"perf_event_open", count_events},
    {"userfaultfd", fault_in_user}, {"io_uring", make_ring}, {"kexec_load", load_kernel}, {"init_module", load_module},
    {"finit_module", load_module_file}, {"delete_module", drop_module}, {"reboot", restart}, {"swapon", swap}, {"acct", account},
    {"quotactl", quota}, {"syslog", kernel_log}, {"settimeofday", set_time}, {"clock_settime", set_clock}, {"sethostname", set_name},
    {"vhangup", hang_up}, {"fanotify_init", watch_files}, {"migrate_pages", move_memory}, {"unknown-call", unknown_call},
    {"personality", be_different},
#ifdef __x86_64__
    {"modify_ldt", segments}, {"ioperm", ports}, {"iopl", all_ports}, {"x32", x32}, {"ia32", ia32},
#endif
    {NULL, NULL}};
