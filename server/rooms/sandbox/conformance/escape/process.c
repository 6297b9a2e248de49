/* Other processes, and being somebody else. */
#include "attempts.h"
#include <grp.h>
#include <linux/capability.h>

/* A child that sleeps, to be meddled with. */
static pid_t sleeper(void) {
  pid_t pid = fork();
  if (pid == 0) {
    alarm(5);
    pause();
    _exit(0);
  }
  return pid;
}
static int and_end(pid_t pid, long result) {
  int kept = errno;
  kill(pid, SIGKILL);
  errno = kept;
  return result < 0 ? -1 : 0;
}

static char ours[16] = "ours";
static int trace_me(const char *_) { return ptrace(PTRACE_TRACEME, 0, NULL, NULL) < 0 ? -1 : 0; }
static int trace_child(const char *_) {
  pid_t pid = sleeper();
  return and_end(pid, ptrace(PTRACE_SEIZE, pid, NULL, NULL));
}
static int read_memory(const char *_) {
  char text[16];
  struct iovec here = {text, sizeof text}, there = {ours, sizeof ours};
  pid_t pid = sleeper();
  return and_end(pid, process_vm_readv(pid, &here, 1, &there, 1, 0));
}
static int write_memory(const char *_) {
  struct iovec here = {ours, sizeof ours}, there = {ours, sizeof ours};
  pid_t pid = sleeper();
  return and_end(pid, process_vm_writev(pid, &here, 1, &there, 1, 0));
}
static int take_descriptor(const char *_) {
  pid_t pid = sleeper();
  return and_end(pid, syscall(SYS_pidfd_getfd, syscall(SYS_pidfd_open, pid, 0), 1, 0));
}
static int compare(const char *_) {
  pid_t pid = sleeper();
  return and_end(pid, syscall(SYS_kcmp, getpid(), pid, 1, 0, 0));
}
static int advise(const char *_) {
  struct iovec there = {(void *)((uintptr_t)ours & ~4095UL), 4096};
  pid_t pid = sleeper();
  return and_end(pid, syscall(SYS_process_madvise, syscall(SYS_pidfd_open, pid, 0), &there, 1, 20, 0));
}
static int signal_to(const char *pid) { return kill(atoi(pid), 0); }
static int pidfd_of(const char *pid) { return syscall(SYS_pidfd_open, atoi(pid), 0) < 0 ? -1 : 0; }
static int limit_of(const char *pid) {
  struct rlimit limit;
  return prlimit(atoi(pid), RLIMIT_NOFILE, NULL, &limit);
}

static int ran(int status) {
  errno = EPERM;
  return WIFEXITED(status) && WEXITSTATUS(status) == 42 ? 0 : -1;
}
static int run_it(const char *file, const char *word) {
  int status = 0;
  pid_t pid = fork();
  if (pid == 0) {
    execl(file, file, word, NULL);
    _exit(1);
  }
  waitpid(pid, &status, 0);
  return ran(status);
}
static int set_id_program(const char *file) { return run_it(file, "whoami"); }
static int capable_program(const char *file) { return run_it(file, "may"); }
static int become_root(const char *_) { return setresuid(0, 0, 0); }
static int drop_groups(const char *_) { return setgroups(0, NULL); }
static int gain(const char *_) {
  struct __user_cap_header_struct head = {_LINUX_CAPABILITY_VERSION_3, 0};
  struct __user_cap_data_struct sets[2] = {{1U << 21, 1U << 21, 0}};
  return syscall(SYS_capset, &head, sets);
}
static int allow_privileges(const char *_) {
  errno = EPERM;
  return prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 0 ? 0 : -1;
}
/* The init of a box has the program's user, so the program may write its memory: it must be able to do no more than the program. */
static int mightier(const char *pid) {
  char path[32], text[4096] = "", caps[32] = "", filter[8] = "", gain[8] = "";
  snprintf(path, sizeof path, "/proc/%s/status", pid);
  int fd = open(path, O_RDONLY);
  if (fd < 0 || read(fd, text, sizeof text - 1) < 0) return -1;
  sscanf(strstr(text, "CapEff:"), "CapEff: %31s", caps);
  sscanf(strstr(text, "NoNewPrivs:"), "NoNewPrivs: %7s", gain);
  sscanf(strstr(text, "Seccomp:"), "Seccomp: %7s", filter);
  errno = EPERM;
  return strtoull(caps, NULL, 16) == 0 && strcmp(gain, "1") == 0 && strcmp(filter, "2") == 0 ? -1 : 0;
}
static int be_first(const char *_) { return setpriority(PRIO_PROCESS, 0, -20); }
static int real_time(const char *_) {
  struct sched_param priority = {.sched_priority = 1};
  return sched_setscheduler(0, SCHED_FIFO, &priority);
}
static int disk_first(const char *_) { return syscall(SYS_ioprio_set, 1, 0, 1 << 13); }
static int push_input(const char *_) {
  setsid();
  int terminal = open("/dev/ptmx", O_RDWR | O_NOCTTY);
  if (terminal >= 0 && ioctl(terminal, TIOCSPTLCK, &(int){0}) == 0) {
    terminal = ioctl(terminal, 0x5441, O_RDWR);
    ioctl(terminal, TIOCSCTTY, 0);
  }
  return ioctl(terminal < 0 ? 1 : terminal, TIOCSTI, "x");
}
static int console(const char *_) { return ioctl(1, 0x541c, "\3"); }

const struct named process_attempts[] = {
    {"ptrace-me", trace_me}, {"ptrace-seize", trace_child}, {"process_vm_readv", read_memory}, {"process_vm_writev", write_memory},
    {"pidfd_getfd", take_descriptor}, {"kcmp", compare}, {"process_madvise", advise}, {"signal", signal_to}, {"pidfd_open", pidfd_of},
    {"prlimit", limit_of}, {"set-id-program", set_id_program}, {"capable-program", capable_program}, {"setuid", become_root},
    {"setgroups", drop_groups}, {"capset", gain}, {"new-privileges", allow_privileges}, {"nice", be_first}, {"real-time", real_time},
    {"io-priority", disk_first}, {"mightier", mightier}, {"TIOCSTI", push_input}, {"TIOCLINUX", console}, {NULL, NULL}};
