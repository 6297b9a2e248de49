/*
 * Tries, one after another and each in a process of its own, to get out of where it runs. It prints one line an attempt: its name and
 * "works", the name of the error, or the signal that ended it. `attempts NAME[=ARGUMENT] ...`; with --outside first, in a mount namespace
 * of its own, so that a control harms nothing. `attempts hold SECONDS SOCKET KEY QUEUE` is the victim (reach.c);
 * `attempts make-capable FILE` gives a program a file capability.
 */
#include "attempts.h"

int hold(char **arguments);
int make_capable(const char *path);

static const struct named *find(const char *name, size_t length) {
  const struct named *tables[] = {kernel_attempts, process_attempts, file_attempts, reach_attempts};
  for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
    for (const struct named *one = tables[i]; one->name; one++)
      if (strlen(one->name) == length && strncmp(one->name, name, length) == 0) return one;
  return NULL;
}

static const char *result_of(const struct named *one, const char *argument, int outside) {
  static char text[64];
  int status, result = -1, ends[2];
  if (pipe2(ends, O_CLOEXEC)) return "EPIPE";
  pid_t child = fork();
  if (child == 0) {
    alarm(20);
    if (outside && unshare(CLONE_NEWNS) == 0) mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL);
    errno = 0;
    result = one->run(argument) == 0 ? 0 : errno ? errno : EIO;
    _exit(write(ends[1], &result, sizeof result) != sizeof result);
  }
  close(ends[1]);
  if (read(ends[0], &result, sizeof result) != sizeof result) result = -1;
  close(ends[0]);
  waitpid(child, &status, 0);
  if (result == 0) return "works";
  if (result > 0) return strerrorname_np(result) ? strerrorname_np(result) : "E?";
  if (WIFSIGNALED(status)) snprintf(text, sizeof text, "SIG%s", sigabbrev_np(WTERMSIG(status)));
  else snprintf(text, sizeof text, "exit %d", WEXITSTATUS(status));
  return text;
}

int main(int count, char **arguments) {
  if (count == 2 && strcmp(arguments[1], "whoami") == 0) return geteuid() == 0 ? 42 : 0;
  if (count == 2 && strcmp(arguments[1], "may") == 0) return syscall(SYS_sethostname, "", -1) == -1 && errno == EINVAL ? 42 : 0;
  if (count == 3 && strcmp(arguments[1], "make-capable") == 0) return make_capable(arguments[2]);
  if (count == 6 && strcmp(arguments[1], "hold") == 0) return hold(arguments + 2);
  int outside = count > 1 && strcmp(arguments[1], "--outside") == 0;
  setvbuf(stdout, NULL, _IOLBF, 0);
  for (int i = 1 + outside; i < count; i++) {
    const char *equals = strchr(arguments[i], '=');
    const struct named *one = find(arguments[i], equals ? (size_t)(equals - arguments[i]) : strlen(arguments[i]));
    printf("%s %s\n", arguments[i], one ? result_of(one, equals ? equals + 1 : "", outside) : "unknown");
  }
  return 0;
}
