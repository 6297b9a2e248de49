/*
 * The first process of a gVisor box. It starts with rights over a kernel that only this box has, and uses them to make the box what
 * bubblewrap makes of one: a limit on processes, no /sys, few devices. Then it gives them up, is filtered, and starts the program as process 2.
 * `enter FILTER BOX`: both files are its to remove. BOX holds words, each ended by a NUL: the limit on processes, the working folder, how
 * many variables the environment has, those, and the command.
 * "T" on descriptor 5 sends SIGTERM to every process of the box. Descriptor 4 is told "up" at the start, and "pids" when the limit on
 * processes was met: at the end of a program that failed, or after a second of nothing but refusals. It needs no C library: a static glibc
 * wants /proc/self/exe before main.
 */
#include <asm/unistd.h>
#include <linux/capability.h>
#include <linux/fcntl.h>
#include <linux/filter.h>
#include <linux/prctl.h>
#include <linux/seccomp.h>
#include <linux/mount.h>
#include <linux/poll.h>
#include <linux/signal.h>
#include <linux/time_types.h>

typedef unsigned long word;
typedef long result;

#ifdef __x86_64__
static result call(long number, word a, word b, word c, word d, word e) {
  register word r10 __asm__("r10") = d, r8 __asm__("r8") = e;
  result got;
  __asm__ volatile("syscall" : "=a"(got) : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8) : "rcx", "r11", "memory");
  return got;
}
__asm__(".globl _start\n_start: mov %rsp, %rdi\n and $-16, %rsp\n call begin\n");
#elif defined(__aarch64__)
static result call(long number, word a, word b, word c, word d, word e) {
  register word x8 __asm__("x8") = number, x0 __asm__("x0") = a, x1 __asm__("x1") = b, x2 __asm__("x2") = c, x3 __asm__("x3") = d,
                x4 __asm__("x4") = e;
  __asm__ volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4) : "memory");
  return x0;
}
__asm__(".globl _start\n_start: mov x0, sp\n bl begin\n");
#endif
#define CALL(name, a, b, c, d, e) call(__NR_##name, (word)(a), (word)(b), (word)(c), (word)(d), (word)(e))

enum { last_capability = 63, tick_ms = 200, refused_ticks = 5, chld = 17, term = 15, report = 4, orders = 5 };

static word length_of(const char *text) {
  word length = 0;
  while (text[length]) length++;
  return length;
}

static void end(int code) {
  for (;;) CALL(exit_group, code, 0, 0, 0, 0);
}

static int complaints = report;

static void say(int to, const char *what) {
  CALL(write, to, what, length_of(what), 0, 0);
  CALL(write, to, "\n", 1, 0, 0);
}

static void must(int good, const char *what) {
  if (good) return;
  say(complaints, what);
  end(125);
}

static word number_in(const char *text) {
  word number = 0;
  for (; *text >= '0' && *text <= '9'; text++) number = number * 10 + (*text - '0');
  return number;
}

static int open_at(const char *path, int flags) { return CALL(openat, AT_FDCWD, path, flags, 0, 0); }

static char box[4 << 20];
static char *words[1 << 16];

/* The words of BOX, and behind them a null, as execve wants its lists. */
static void read_box(const char *path) {
  int file = open_at(path, O_RDONLY), count = 0;
  word length = 0;
  for (result got; (got = CALL(read, file, box + length, sizeof box - 1 - length, 0, 0)) > 0;) length += got;
  must(file >= 0 && length > 0 && length < sizeof box - 1, "enter: the box cannot be read, or is over 4 MB");
  CALL(close, file, 0, 0, 0, 0);
  for (word at = 0; at < length && count < (1 << 16) - 1; at += length_of(box + at) + 1) words[count++] = box + at;
  must(count > 3 && (word)count > 3 + number_in(words[2]), "enter: there is no command");
}

/* How often the limit on processes was met: the number behind "max " in pids.events. */
static word times_refused(int events) {
  char text[128];
  result length = CALL(pread64, events, text, sizeof text - 1, 0, 0);
  if (length < 5) return 0;
  text[length] = 0;
  return number_in(text + 4);
}

static int limit_processes(const char *most) {
  int file = open_at("/sys/fs/cgroup/box/pids.max", O_WRONLY);
  must(file >= 0 && CALL(write, file, most, length_of(most), 0, 0) > 0, "enter: there is no limit on processes");
  CALL(close, file, 0, 0, 0, 0);
  int events = open_at("/sys/fs/cgroup/box/pids.events", O_RDONLY | O_CLOEXEC);
  must(events >= 0, "enter: the limit on processes cannot be watched");
  return events;
}

/* gVisor gives every container these; a box has null, zero, full, random and urandom, and the links to a program's own descriptors. */
static void close_rooms(void) {
  static const char *const devices[] = {"/dev/ptmx", "/dev/tty", "/dev/console", "/dev/fuse", "/dev/net/tun", "/dev/pts/ptmx"};
  for (unsigned i = 0; i < sizeof devices / sizeof *devices; i++) CALL(unlinkat, AT_FDCWD, devices[i], 0, 0, 0);
  CALL(umount2, "/dev/pts", 2, 0, 0, 0);
  CALL(unlinkat, AT_FDCWD, "/dev/net", AT_REMOVEDIR, 0, 0);
  must(CALL(mount, 0, "/dev", 0, MS_REMOUNT | MS_BIND | MS_RDONLY, 0) == 0, "enter: /dev cannot be closed");
  must(CALL(umount2, "/sys/fs/cgroup", 2, 0, 0, 0) == 0, "enter: the control groups cannot be put away");
  must(CALL(umount2, "/sys", 2, 0, 0, 0) == 0, "enter: /sys cannot be put away");
}

static struct sock_filter instructions[4096];

static void filter_calls(const char *path) {
  int file = open_at(path, O_RDONLY);
  result length = CALL(read, file, instructions, sizeof instructions, 0, 0);
  must(file >= 0 && length > 0 && length % sizeof *instructions == 0, "enter: the filter cannot be read");
  CALL(close, file, 0, 0, 0, 0);
  CALL(unlinkat, AT_FDCWD, path, 0, 0, 0);
  struct sock_fprog program = {length / sizeof *instructions, instructions};
  must(CALL(prctl, PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0, "enter: privileges cannot be given up");
  must(CALL(seccomp, SECCOMP_SET_MODE_FILTER, 0, &program, 0, 0) == 0, "enter: the filter was not taken");
}

static void give_up_capabilities(void) {
  struct __user_cap_header_struct head = {_LINUX_CAPABILITY_VERSION_3, 0};
  struct __user_cap_data_struct none[2] = {{0}};
  for (int one = 0; one <= last_capability; one++) CALL(prctl, PR_CAPBSET_DROP, one, 0, 0, 0);
  CALL(prctl, PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
  must(CALL(capset, &head, none, 0, 0, 0) == 0, "enter: capabilities cannot be given up");
}

/* Waits for the program; whatever else ends here is an orphan. */
static int status_of(int program) {
  int status, found = -1;
  for (result pid; (pid = CALL(wait4, -1, &status, 1, 0, 0)) > 0;)
    if (pid == program) found = status & 0x7f ? 128 + (status & 0x7f) : (status >> 8) & 0xff;
  return found;
}

/* Waits for a child's end, an order or a tick. */
static void wait_a_tick(int children) {
  static struct pollfd on[2] = {{-1, POLLIN, 0}, {orders, POLLIN, 0}};
  struct __kernel_timespec tick = {0, tick_ms * 1000000L};
  char bytes[256];
  on[0].fd = children;
  if (CALL(ppoll, on, 2, &tick, 0, 0) <= 0) return;
  if (on[0].revents) CALL(read, children, bytes, sizeof bytes, 0, 0);
  if (on[1].revents && CALL(read, orders, bytes, 1, 0, 0) <= 0) on[1].fd = -1;
  else if (on[1].revents) CALL(kill, -1, term, 0, 0, 0);
}

static void watch(int program, int events, int children) {
  word before = times_refused(events), refused = before, now;
  for (int ticks = 0; ticks < refused_ticks; ticks = now > refused ? ticks + 1 : 0, refused = now) {
    wait_a_tick(children);
    int code = status_of(program);
    now = times_refused(events);
    if (code > 0 && now > before) say(report, "pids");
    if (code >= 0) end(code);
  }
  say(report, "pids");
  end(137);
}

void begin(word *stack) {
  char **arguments = (char **)(stack + 1), **command;
  must(stack[0] == 3, "enter: enter FILTER BOX");
  read_box(arguments[2]);
  int events = limit_processes(words[0]);
  close_rooms();
  give_up_capabilities();
  CALL(unlinkat, AT_FDCWD, arguments[0], 0, 0, 0);
  CALL(unlinkat, AT_FDCWD, arguments[2], 0, 0, 0);
  filter_calls(arguments[1]);
  word signals = 1UL << (chld - 1), none = 0;
  CALL(rt_sigprocmask, SIG_BLOCK, &signals, 0, sizeof signals, 0);
  int children = CALL(signalfd4, -1, &signals, sizeof signals, O_CLOEXEC, 0);
  must(children >= 0, "enter: the program could not be watched");
  say(report, "up");
  int program = CALL(clone, chld, 0, 0, 0, 0);
  must(program >= 0, "enter: the program could not be started");
  // The program has the same user: it is to have no way to the descriptors here.
  if (program > 0) CALL(prctl, PR_SET_DUMPABLE, 0, 0, 0, 0);
  if (program > 0) watch(program, events, children);
  complaints = 2;
  CALL(setsid, 0, 0, 0, 0, 0);
  CALL(close, report, 0, 0, 0, 0);
  CALL(close, orders, 0, 0, 0, 0);
  CALL(rt_sigprocmask, SIG_SETMASK, &none, 0, sizeof none, 0);
  must(CALL(chdir, words[1], 0, 0, 0, 0) == 0, "enter: the working folder cannot be entered");
  command = words + 3 + number_in(words[2]);
  static char *environment[1 << 16];
  for (int i = 0; words + 3 + i < command; i++) environment[i] = words[3 + i];
  CALL(execve, command[0], command, environment, 0, 0);
  must(0, "enter: the command cannot be started");
}
