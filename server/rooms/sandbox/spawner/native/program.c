// The first process of a box's pid namespace: closes every door behind itself, starts the program, and ends with it.
#include "launcher.h"
#include <grp.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/mount.h>

extern char **environ;
enum { CONTROL = 4, HELD = 5, PERSON = 6 };
static int queues = -1;  // where POSIX message queues are, which have no path in a box

static void tell_keeper(const char *text) {
  if (write(CONTROL, text, strlen(text) + 1) < 0) _exit(125);
  _exit(125);
}

// For good: no capability is left, and none can come back.
void drop_to(uid_t uid, gid_t gid) {
  bool changes = uid != getuid();
  if (changes && (setgroups(0, NULL) || setresgid(gid, gid, gid) || setresuid(uid, uid, uid)))
    fail("cannot become user %u: %s", uid, strerror(errno));
  uid_t ids[3];
  if (getresuid(&ids[0], &ids[1], &ids[2]) || ids[0] != uid || ids[1] != uid || ids[2] != uid || getegid() != gid)
    fail("still not user %u", uid);
  // Both are forgotten when the user changes.
  prctl(PR_SET_DUMPABLE, 1);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
}

static void enter_root(void) {
  if (mount("proc", "/root/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL)) fail("cannot mount /proc: %s", strerror(errno));
  if (slot.keeps_proc && umount2("/proc", MNT_DETACH)) fail("cannot take the machine's /proc away: %s", strerror(errno));
  if (!mount("mqueue", "/queues", "mqueue", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL)) queues = open("/queues", O_PATH | O_CLOEXEC);
  // What is left above is the stage: the box's own folders once more, and nothing of the machine.
  if (chdir("/root") || chroot(".")) fail("cannot make the runtime the root of the box: %s", strerror(errno));
}

// Programs are user 1000 of a user namespace that owns none of the others: whatever they became there, they may do nothing to mounts, network,
// processes or names. Nothing of a program is kept in it, so it is made once a slot.
void be_somebody(void) {
  drop_to(slot.uid, slot.gid);
  if (unshare(CLONE_NEWUSER)) fail("cannot make a user namespace: %s", strerror(errno));
  prctl(PR_SET_DUMPABLE, 1);
  if (!map_user(1000, slot.uid, slot.gid)) fail("cannot map the user of a box: %s", strerror(errno));
  put_text(AT_FDCWD, "/proc/sys/user/max_user_namespaces", "0", 1);
}

static void become_program(void) {
  drop_to(slot.uid, slot.gid);
  if (setns(PERSON, CLONE_NEWUSER) || close(PERSON)) fail("cannot enter the user namespace of programs: %s", strerror(errno));
  prctl(PR_SET_DUMPABLE, 1);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
}

// The second wall around files, where the kernel has one: whatever is not below the root of the box cannot be opened, and only what a box may
// write can be written. Source: landlock(7).
static void raise_landlock(const struct spec *spec) {
  struct { uint64_t handled; } ruleset;
  struct __attribute__((packed)) { uint64_t allowed; int32_t parent; } rule;
  enum { EXECUTE = 1, WRITE_FILE = 2, READ = 4 | 8, CHANGE = 0x1ff2 /* write, remove, make */, REFER = 1 << 13, TRUNCATE = 1 << 14 };
  long abi = syscall(SYS_landlock_create_ruleset, NULL, 0, 1);
  if (abi < 2) return;  // the first could not allow moving a file to another folder
  ruleset.handled = abi < 3 ? 0x3fff : 0x7fff;
  int rules = (int)syscall(SYS_landlock_create_ruleset, &ruleset, sizeof ruleset, 0);
  if (rules < 0) fail("cannot make Landlock rules: %s", strerror(errno));
  static const char *writable[] = {"/tmp", "/run", "/dev/shm", "/state", "/dev", "/proc"};
  int count = (int)(sizeof writable / sizeof *writable);
  for (int i = -2; i < count + spec->binds; i++) {
    if (i >= count && strcmp(spec->bind_mode[i - count], "rw")) continue;
    const char *path = i < -1 ? "message queues" : i < 0 ? "/" : i < count ? writable[i] : spec->bind_to[i - count];
    rule.parent = i < -1 ? queues : open(path, O_PATH | O_CLOEXEC);
    if (rule.parent < 0 && i != -1) continue;
    rule.allowed = i == -1 ? EXECUTE | READ | REFER : i < 4 || i >= count ? CHANGE | READ | TRUNCATE | REFER : WRITE_FILE | TRUNCATE;
    rule.allowed &= ruleset.handled;
    if (rule.parent < 0 || syscall(SYS_landlock_add_rule, rules, 1, &rule, 0)) fail("cannot add a Landlock rule for %s: %s", path, strerror(errno));
    close(rule.parent);
  }
  if (syscall(SYS_landlock_restrict_self, rules, 0)) fail("cannot raise Landlock: %s", strerror(errno));
  close(rules);
}

void give_up_capabilities(void) {
  struct __user_cap_header_struct head = {.version = _LINUX_CAPABILITY_VERSION_3};
  struct __user_cap_data_struct none[2] = {{0}};
  if (syscall(SYS_capset, &head, none)) fail("cannot drop capabilities: %s", strerror(errno));
}

static void give_up_rights(void) {
  struct sock_fprog program = {.len = (unsigned short)(slot.filter_bytes / sizeof(struct sock_filter)), .filter = (void *)slot.filter};
  for (int capability = 0; capability < 64; capability++) {
    if (!prctl(PR_CAPBSET_DROP, capability)) continue;
    if (errno != EINVAL) fail("cannot drop a capability: %s", strerror(errno));
    break;  // the first that the kernel does not know is behind its last
  }
  prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
  give_up_capabilities();
  if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program)) fail("cannot set the system call filter: %s", strerror(errno));
}

static void set_limits(const struct spec *spec) {
  struct { int resource; rlim_t most; } limits[] = {
    {RLIMIT_NOFILE, (rlim_t)spec->open_files}, {RLIMIT_CORE, 0}, {RLIMIT_NPROC, (rlim_t)spec->processes}};
  for (int i = 0; i < 3; i++) {
    struct rlimit limit = {limits[i].most, limits[i].most};
    if (limits[i].resource == RLIMIT_NPROC && !spec->processes) continue;
    if (setrlimit((__rlimit_resource_t)limits[i].resource, &limit)) fail("cannot set a limit: %s", strerror(errno));
  }
}

static _Noreturn void run_program(const struct spec *spec) {
  for (int number = 1; number < 32; number++) signal(number, SIG_DFL);
  setsid();
  if (spec->hold) dup2(HELD, CONTROL);
  if (chdir(spec->cwd)) {
    dprintf(2, "cannot enter %s: %s\n", spec->cwd, strerror(errno));
    _exit(1);
  }
  execvp(spec->command.at[0], spec->command.at);
  dprintf(2, "cannot start %s: %s\n", spec->command.at[0], strerror(errno));
  _exit(errno == ENOENT ? 127 : 126);
}

static void stop_all(int number) {
  (void)number;
  kill(-1, SIGTERM);
}

// What the environment holds besides what was given is where the program starts, as a shell would say it.
static void set_environment(const struct spec *spec) {
  char **all = malloc(sizeof(char *) * (size_t)(spec->env.count + 2)), *place = malloc(strlen(spec->cwd) + 5);
  int count = 0;
  for (int i = 0; i < spec->env.count; i++)
    if (strncmp(spec->env.at[i], "PWD=", 4)) all[count++] = spec->env.at[i];
  sprintf(place, "PWD=%s", spec->cwd);
  all[count++] = place;
  all[count] = NULL;
  environ = all;
}

// The program's wait status, in memory shared with the keeper: an exit code has no room to tell 143 from SIGTERM.
volatile int *ending;

static _Noreturn void run_init(const struct spec *spec, const int pipes[4], int control) {
  char go;
  int high[6];
  on_fail = tell_keeper;
  if (munmap((void *)asked, sizeof *asked)) fail("munmap: %s", strerror(errno));
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  signal(SIGTERM, stop_all);
  for (int i = 0; i < 6; i++) high[i] = fcntl(i < 4 ? pipes[i] : i < 5 ? control : slot.person, F_DUPFD_CLOEXEC, 20);
  for (int i = 0; i < 3; i++) dup2(high[i], i + 1);
  dup3(high[4], CONTROL, O_CLOEXEC);
  dup3(high[spec->hold ? 3 : 4], HELD, O_CLOEXEC);
  dup3(high[5], PERSON, O_CLOEXEC);
  close_range(PERSON + 1, ~0u, 0);
  if (!spec->hold) close(HELD);
  put_text(AT_FDCWD, "/proc/self/oom_score_adj", "300", 3);
  enter_root();
  int null = open("/dev/null", O_RDONLY);
  if (null < 0 || dup2(null, 0) < 0) fail("there is no /dev/null: %s", strerror(errno));
  close(null);
  become_program();
  set_limits(spec);
  set_environment(spec);
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)) fail("cannot give up gaining privileges: %s", strerror(errno));
  raise_landlock(spec);
  give_up_rights();
  if (write(CONTROL, "", 1) != 1 || read(CONTROL, &go, 1) != 1) _exit(125);
  pid_t program = vfork();
  if (!program) run_program(spec);
  close(CONTROL);
  if (spec->hold) close(HELD);
  for (int status;;) {
    pid_t ended = wait(&status);
    if (ended < 0 && errno == EINTR) continue;
    if (ended < 0) _exit(125);
    if (ended != program) continue;
    *ending = status;
    _exit(0);
  }
}

// `control`: one message from the init, empty when it is ready, else what went wrong; then a byte to it starts the program. `ending`: how that ended, once the init has exited.
pid_t start_init(const struct spec *spec, const int pipes[4], int *pidfd, int *control) {
  int ends[2];
  ending = mmap(NULL, sizeof *ending, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (ending == MAP_FAILED) fail("mmap: %s", strerror(errno));
  *ending = 125 << 8;
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends)) fail("socketpair: %s", strerror(errno));
  pid_t pid = (pid_t)syscall(SYS_clone, CLONE_NEWPID | CLONE_PIDFD | SIGCHLD, NULL, pidfd, NULL, NULL);
  if (pid < 0) fail("cannot make a pid namespace: %s", strerror(errno));
  if (!pid) run_init(spec, pipes, ends[1]);
  close(ends[1]);
  *control = ends[0];
  return pid;
}
