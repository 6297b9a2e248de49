// The floor under runs, and runs with no box around them: never part of the product.
// bare loop COUNT COMMAND ARGS...: starts and drains it COUNT times, one after the other, both streams piped; prints the seconds it took.
// bare serve: starts what it reads on stdin (id, then u32 length of words, words ended by zero bytes: the command, an empty word, the
// environment) and tells o, e, m (output) and x (status), each as letter, id, u32 length, data. Numbers are in this machine's order.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { MOST = 256 };
struct program { pid_t pid; uint32_t id; int from[3], open; };
static struct program programs[MOST];

static pid_t start(char **words, char **environment, int from[], int count) {
  posix_spawn_file_actions_t actions;
  int to[3];
  pid_t pid = 0;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  for (int i = 0; i < count; i++) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC)) exit(1);
    from[i] = ends[0], to[i] = ends[1];
    posix_spawn_file_actions_adddup2(&actions, ends[1], i + 1);
  }
  if (posix_spawnp(&pid, words[0], &actions, NULL, words, environment)) exit(1);
  for (int i = 0; i < count; i++) close(to[i]);
  posix_spawn_file_actions_destroy(&actions);
  return pid;
}

static void loop(int rounds, char **words) {
  struct timespec began, ended;
  char data[65536];
  clock_gettime(CLOCK_MONOTONIC, &began);
  for (int round = 0; round < rounds; round++) {
    int from[2];
    pid_t pid = start(words, environ, from, 2);
    struct pollfd polled[2] = {{from[0], POLLIN, 0}, {from[1], POLLIN, 0}};
    for (int open = 2; open;) {
      poll(polled, 2, -1);
      for (int i = 0; i < 2; i++)
        if (polled[i].revents && read(polled[i].fd, data, sizeof data) <= 0) close(polled[i].fd), polled[i].fd = -1, open--;
    }
    waitpid(pid, NULL, 0);
  }
  clock_gettime(CLOCK_MONOTONIC, &ended);
  printf("%.6f\n", (double)(ended.tv_sec - began.tv_sec) + (double)(ended.tv_nsec - began.tv_nsec) / 1e9);
}

static void take(void *to, size_t length) {
  for (size_t got = 0; got < length;) {
    ssize_t n = read(0, (char *)to + got, length - got);
    if (n <= 0) exit(0);
    got += (size_t)n;
  }
}

static void tell(char letter, uint32_t id, const void *data, uint32_t length) {
  char head[9] = {letter};
  memcpy(head + 1, &id, 4), memcpy(head + 5, &length, 4);
  fwrite(head, 1, 9, stdout);
  fwrite(data, 1, length, stdout);
}

static void begin(void) {
  uint32_t head[2];
  take(head, 8);
  char *text = malloc(head[1] + 1), *words[256], *environment[256];
  int count = 0, set = 0, at_environment = 0;
  take(text, head[1]);
  for (char *at = text; at < text + head[1] && count < 255 && set < 255; at += strlen(at) + 1) {
    if (!*at) at_environment = 1;
    else if (at_environment) environment[set++] = at;
    else words[count++] = at;
  }
  words[count] = environment[set] = NULL;
  struct program *one = programs;
  while (one->pid) one++;
  one->id = head[0];
  one->open = 3;
  one->pid = start(words, environment, one->from, 3);
  free(text);
}

static void carry(struct program *one, int i) {
  static char data[65536];
  ssize_t n = read(one->from[i], data, sizeof data);
  if (n > 0) {
    tell("oem"[i], one->id, data, (uint32_t)n);
    return;
  }
  close(one->from[i]);
  one->from[i] = -1;
  if (--one->open) return;
  int status = 0;
  waitpid(one->pid, &status, 0);
  uint32_t code = WIFEXITED(status) ? (uint32_t)WEXITSTATUS(status) : 255;
  tell('x', one->id, &code, 4);
  one->pid = 0;
}

static void serve(void) {
  for (;;) {
    struct pollfd polled[3 * MOST + 1] = {{0, POLLIN, 0}};
    int owner[3 * MOST + 1], count = 1;
    for (int p = 0; p < MOST; p++)
      for (int i = 0; programs[p].pid && i < 3; i++)
        if (programs[p].from[i] >= 0) owner[count] = p * 3 + i, polled[count++] = (struct pollfd){programs[p].from[i], POLLIN, 0};
    poll(polled, (nfds_t)count, -1);
    for (int i = 1; i < count; i++)
      if (polled[i].revents) carry(&programs[owner[i] / 3], owner[i] % 3);
    if (polled[0].revents) begin();
    fflush(stdout);
  }
}

int main(int count, char **words) {
  if (count > 3 && !strcmp(words[1], "loop")) loop(atoi(words[2]), words + 3);
  else serve();
  return 0;
}
