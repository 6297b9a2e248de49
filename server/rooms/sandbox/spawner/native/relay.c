// The way out of one box: joins connections accepted inside it to the gateway outside it.
#include "launcher.h"
#include <arpa/inet.h>
#include <sys/un.h>

struct relay;
struct half { struct relay *relay; int from, to; char *rest; size_t at, length; bool ended; };
struct relay { int near, far, open; struct half up, down; };

static void end_relay(struct relay *relay) {
  forget(relay->near);
  forget(relay->far);
  free(relay->up.rest);
  free(relay->down.rest);
  free(relay);
}

static void pull(void *what);

static void finish_half(struct half *half) {
  struct relay *relay = half->relay;
  shutdown(half->to, SHUT_WR);
  if (--relay->open == 0) end_relay(relay);
}

static void push(void *what) {
  struct half *half = what;
  ssize_t n = write(half->to, half->rest + half->at, half->length);
  if (n < 0) {
    if (errno != EAGAIN && errno != EINTR) end_relay(half->relay);
    return;
  }
  half->at += (size_t)n;
  half->length -= (size_t)n;
  if (half->length) return;
  free(half->rest);
  half->rest = NULL;
  on_write(half->to, NULL, NULL);
  on_read(half->from, pull, half);
}

// What the other side does not take at once waits in memory, and nothing more is read until it has.
static void pull(void *what) {
  static char data[CHUNK];
  struct half *half = what;
  ssize_t n = read(half->from, data, sizeof data);
  if (n < 0) {
    if (errno != EAGAIN && errno != EINTR) end_relay(half->relay);
    return;
  }
  if (n == 0) {
    on_read(half->from, NULL, NULL);
    finish_half(half);
    return;
  }
  ssize_t sent = write(half->to, data, (size_t)n);
  if (sent < 0 && errno != EAGAIN && errno != EINTR) {
    end_relay(half->relay);
    return;
  }
  if (sent < 0) sent = 0;
  if (sent == n) return;
  half->length = (size_t)(n - sent);
  half->at = 0;
  half->rest = malloc(half->length);
  memcpy(half->rest, data + sent, half->length);
  on_read(half->from, NULL, NULL);
  on_write(half->to, push, half);
}

static void set_linger(int fd, int on) {
  struct linger linger = {.l_onoff = on, .l_linger = 0};
  setsockopt(fd, SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
}

static void hear_answer(void *what) {
  struct relay *relay = what;
  char answer = 0;
  ssize_t n = recv(relay->far, &answer, 1, MSG_DONTWAIT);
  if (n < 0 && errno == EAGAIN) return;
  if (n != 1 || answer != '+') {
    end_relay(relay);
    return;
  }
  set_linger(relay->near, 0);
  fcntl(relay->near, F_SETFL, O_NONBLOCK);
  fcntl(relay->far, F_SETFL, O_NONBLOCK);
  on_read(relay->near, pull, &relay->up);
  on_read(relay->far, pull, &relay->down);
}

// @returns a connection to the gateway that has said this, or -1
static int greet(const char *hello, size_t length) {
  struct sockaddr_un gate = {.sun_family = AF_UNIX, .sun_path = "gate"};
  int far = watched() > 1000 ? -1 : socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (far >= 0 && !connect(far, (struct sockaddr *)&gate, sizeof gate) && send(far, hello, length, MSG_NOSIGNAL) == (ssize_t)length) return far;
  if (far >= 0) close(far);
  return -1;
}

// One connection: joined to the gateway when that says so, else reset, so that no program takes a refusal for an empty answer.
void relay(const struct spec *spec, int listener, int index) {
  char hello[512], address[INET_ADDRSTRLEN] = "";
  int near = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
  if (near < 0) return;
  set_linger(near, 1);
  struct sockaddr_in here;
  socklen_t size = sizeof here;
  if (!getsockname(near, (struct sockaddr *)&here, &size)) inet_ntop(AF_INET, &here.sin_addr, address, sizeof address);
  int far = greet(hello, (size_t)snprintf(hello, sizeof hello, "%s %d %s\n", spec->token ? spec->token : "", index, address));
  if (far < 0) {
    close(near);
    return;
  }
  struct relay *made = calloc(1, sizeof *made);
  *made = (struct relay){.near = near, .far = far, .open = 2, .up = {made, near, far}, .down = {made, far, near}};
  on_read(far, hear_answer, made);
}

// The box's name server stands at the gateway too: one question, one connection, one answer, a few at a time.
struct question { int far; struct sockaddr_in from; };
static struct { const struct spec *spec; int fd, asking; } server;
static void take_question(void *what);

static void pass_answer(void *what) {
  struct question *question = what;
  char answer[4096];
  ssize_t n = recv(question->far, answer, sizeof answer, MSG_DONTWAIT);
  if (n < 0 && errno == EAGAIN) return;
  if (n > 0) sendto(server.fd, answer, (size_t)n, MSG_DONTWAIT, (struct sockaddr *)&question->from, sizeof question->from);
  forget(question->far);
  free(question);
  if (server.asking-- == 16) on_read(server.fd, take_question, NULL);
}

static void take_question(void *what) {
  unsigned char query[512];
  char hello[1400];
  struct question *question = malloc(sizeof *question);
  socklen_t size = sizeof question->from;
  ssize_t n = recvfrom(server.fd, query, sizeof query, MSG_DONTWAIT, (struct sockaddr *)&question->from, &size);
  int length = snprintf(hello, sizeof hello, "%.300s names ", server.spec->token ? server.spec->token : "");
  for (ssize_t i = 0; i < n; i++) length += sprintf(hello + length, "%02x", query[i]);
  hello[length++] = '\n';
  question->far = n < 0 ? -1 : greet(hello, (size_t)length);
  (void)what;
  if (question->far < 0) {
    free(question);
    return;
  }
  if (++server.asking == 16) on_read(server.fd, NULL, NULL);
  on_read(question->far, pass_answer, question);
}

int open_names(void) {
  struct sockaddr_in here = {.sin_family = AF_INET, .sin_port = htons(53), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0 || !bind(fd, (struct sockaddr *)&here, sizeof here)) return fd;
  close(fd);
  return -1;
}

void serve_names(const struct spec *spec, int fd) {
  server.spec = spec;
  server.fd = fd;
  on_read(fd, take_question, NULL);
}
