/* What attempts.c and its parts share: an attempt gives 0 when it got through, else -1 with errno. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

typedef int attempt(const char *argument);
struct named {
  const char *name;
  attempt *run;
};
extern const struct named kernel_attempts[], process_attempts[], file_attempts[], reach_attempts[];
