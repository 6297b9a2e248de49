// The keeper of one box: stages it, becomes nobody, and carries its streams until none of its processes is left.
#include "launcher.h"
#include <arpa/inet.h>
#include <poll.h>
#include <sys/vfs.h>
#include <time.h>

enum { MOST_FILES = 8192 };
struct watch { handler *read, *write; void *read_what, *write_what; };
static struct watch watches[MOST_FILES];
static int highest = -1, readers;

void on_read(int fd, handler *code, void *what) {
  if (fd < 0 || fd >= MOST_FILES) fail("too many open files");
  readers += (code != NULL) - (watches[fd].read != NULL);
  watches[fd].read = code;
  watches[fd].read_what = what;
  if (fd > highest) highest = fd;
}

void on_write(int fd, handler *code, void *what) {
  if (fd < 0 || fd >= MOST_FILES) fail("too many open files");
  watches[fd].write = code;
  watches[fd].write_what = what;
  if (fd > highest) highest = fd;
}

void forget(int fd) {
  on_read(fd, NULL, NULL);
  on_write(fd, NULL, NULL);
  close(fd);
}

int watched(void) { return readers; }

// One box, as its keeper sees it.
struct output { int fd; char letter; };
static struct output outputs[3];
static long long left, rate, allowance, taken;  // output bytes: of the whole box, a second, now, and so far
static struct timespec allowed_at, taken_at;
static bool over, full, is_over, ordered;  // ordered: to end, while the program ran
static int init_fd, tmp_fd;

static void kill_box(void) { syscall(SYS_pidfd_send_signal, init_fd, SIGKILL, NULL, 0); }

// A box that has written so much is read a little later and much at a time: each reading wakes three processes, and others wait for them.
enum { FLOOD = 1 << 20, FLOOD_CHUNK = 1 << 18, FLOOD_REST_MS = 2 };

static void note_taken(ssize_t n) {
  if (taken < FLOOD && taken + n >= FLOOD)
    for (int i = 0; i < 3; i++)
      if (outputs[i].fd >= 0) fcntl(outputs[i].fd, F_SETPIPE_SZ, FLOOD_CHUNK);
  taken += n;
  if (taken >= FLOOD) clock_gettime(CLOCK_MONOTONIC, &taken_at);
}

// What little a box says goes out together, and that it began with it: each frame sent wakes spawner and client. Its outputs rest meanwhile.
enum { GATHER_BYTES = 16384, GATHER_MS = 2, BEGIN_MS = 25 };
static struct timespec gathered_at;
static bool gathers, urgent;

static double seconds_since(const struct timespec *then) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)(now.tv_sec - then->tv_sec) + (double)(now.tv_nsec - then->tv_nsec) / 1e9;
}

static bool rests(void) { return taken >= FLOOD && seconds_since(&taken_at) * 1000 < FLOOD_REST_MS; }

// @returns milliseconds until what waits is to be sent; 0: now, -1: nothing waits
static int gather(void) {
  if (!out_waiting()) return gathers = urgent = false, -1;
  if (!gathers) clock_gettime(CLOCK_MONOTONIC, &gathered_at), gathers = true;
  if (urgent || over || out_waiting() >= GATHER_BYTES) return 0;
  int left = (taken ? GATHER_MS : BEGIN_MS) - (int)(seconds_since(&gathered_at) * 1000);
  return left > 0 ? left : 0;
}

static void read_output(void *what) {
  static char data[FLOOD_CHUNK];
  struct output *output = what;
  ssize_t n = read(output->fd, data, sizeof data);
  if (n < 0 && (errno == EINTR || errno == EAGAIN)) return;
  if (n <= 0) {
    forget(output->fd);
    output->fd = -1;
    return;
  }
  long long kept = left < n ? left : n;
  if (kept > 0) send_frame(output->letter, data, (size_t)kept);
  left -= n;
  allowance -= n;
  note_taken(n);
  if (left >= 0) return;
  left = 0;
  is_over = true;
  kill_box();
}

// What a held program waits for. It says when it waits, and when it has taken it; one that never does was handed nothing.
static struct { int fd; struct frame frame; size_t at; } handing = {.fd = -1};
static void hear_held(void *what) {
  char byte;
  ssize_t n = read(handing.fd, &byte, 1);
  (void)what;
  if (n < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (n == 1) send_frame(byte == '.' ? 'w' : 'a', NULL, 0), urgent = true;
  if (n == 1 && byte == '.') return;
  forget(handing.fd);
  handing.fd = -1;
}

static void hand_in(void *what) {
  ssize_t n = write(handing.fd, handing.frame.data + handing.at, handing.frame.length - handing.at);
  (void)what;
  if (n < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (n >= 0 && (handing.at += (size_t)n) < handing.frame.length) return;
  free(handing.frame.data);
  shutdown(handing.fd, SHUT_WR);
  on_write(handing.fd, NULL, NULL);
}

static void read_order(void *what) {
  struct frame frame = read_frame();
  (void)what;
  if (frame.type == 'A' && handing.fd >= 0 && !handing.frame.data) {
    handing.frame = frame;
    on_write(handing.fd, hand_in, NULL);
    return;
  }
  // One that has ended already, whatever of its output still waits, was not ended.
  if (poll(&(struct pollfd){.fd = init_fd, .events = POLLIN}, 1, 0) == 0) ordered = true;
  if (frame.type == 'T') syscall(SYS_pidfd_send_signal, init_fd, SIGTERM, NULL, 0);
  else kill_box();
  free(frame.data);
}

static void note_end(void *what) { *(bool *)what = true; }

// A box that writes faster than its rate is read no faster: its pipes fill and it waits. @returns whether it may be read now.
static bool refill(void) {
  if (!rate || over) return true;
  double passed = seconds_since(&allowed_at);
  clock_gettime(CLOCK_MONOTONIC, &allowed_at);
  allowance += (long long)(passed * (double)rate);
  if (allowance > rate) allowance = rate;
  return allowance > 0;
}

static bool is_output(int fd) { return fd == outputs[0].fd || fd == outputs[1].fd || fd == outputs[2].fd; }

// Program output is not read while the peer is slow either.
static void turn(int milliseconds) {
  static struct pollfd polled[MOST_FILES];
  nfds_t count = 0;
  int gathering = gather();
  bool slow = !refill(), resting = rests(), waits = slow || resting || (taken && gathering > 0) || out_waiting() > OUT_HIGH;
  if (slow && milliseconds > 20) milliseconds = 20;
  if (resting) milliseconds = FLOOD_REST_MS;
  if (gathering > 0 && milliseconds > gathering) milliseconds = gathering;
  for (int fd = 0; fd <= highest; fd++) {
    struct watch *one = &watches[fd];
    short events = (short)((one->read && !(waits && is_output(fd)) ? POLLIN : 0) | (one->write ? POLLOUT : 0));
    if (events) polled[count++] = (struct pollfd){.fd = fd, .events = events};
  }
  if (gathering == 0) polled[count++] = (struct pollfd){.fd = 1, .events = POLLOUT};
  if (poll(polled, count, milliseconds) <= 0) return;
  for (nfds_t i = 0; i < count; i++) {
    if (!polled[i].revents) continue;
    struct watch *one = &watches[polled[i].fd];
    if (polled[i].fd == 1) flush_out(false);
    else {
      if (one->write && polled[i].revents & (POLLOUT | POLLERR | POLLHUP)) one->write(one->write_what);
      if (one->read && polled[i].events & POLLIN && polled[i].revents & (POLLIN | POLLERR | POLLHUP)) one->read(one->read_what);
    }
  }
  if (gather() == 0) flush_out(false);
}

static bool tmp_is_full(void) {
  struct statfs room;
  return !fstatfs(tmp_fd, &room) && ((long long)room.f_bavail * room.f_bsize < CHUNK || !room.f_ffree);
}

struct door { const struct spec *spec; int fd, index; };
static void open_door(void *what) {
  struct door *door = what;
  relay(door->spec, door->fd, door->index);
}

static struct door *make_doors(const struct spec *spec) {
  struct door *doors = calloc((size_t)spec->listens + 1, sizeof *doors);
  for (int i = 0; i < spec->listens; i++) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)spec->listen_port[i])};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0), one = 1;
    inet_pton(AF_INET, spec->listen_address[i], &address.sin_addr);
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &one, sizeof one);  // a wildcard listens beside the names of its port
    if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof address) || listen(fd, 128))
      fail("cannot listen on %s:%d: %s", spec->listen_address[i], spec->listen_port[i], strerror(errno));
    doors[i] = (struct door){spec, fd, i};
  }
  return doors;
}

static void start_program(pid_t init, int control) {
  char text[1024];
  ssize_t n = recv(control, text, sizeof text - 1, 0);
  if (n <= 0) fail("the box's first process ended before it began");
  text[n] = 0;
  if (*text) fail("%s", text);
  int length = snprintf(text, sizeof text, "%d %d", getpid(), init);
  send_frame('b', text, (size_t)length);
  if (send(control, "g", 1, MSG_NOSIGNAL) != 1) fail("the box's first process ended before it began");
  close(control);
}

static long long cpu_of(const struct rusage *used) {
  return (used->ru_utime.tv_sec + used->ru_stime.tv_sec) * 1000000LL + used->ru_utime.tv_usec + used->ru_stime.tv_usec;
}

static void tell_end(const struct spec *spec, pid_t init, int state) {
  struct rusage used, own;
  int status = 0;
  // Its namespace's processes are gone before it can be waited for. What those used that its end killed is counted by the group alone.
  while (wait4(init, &status, 0, &used) < 0 && errno == EINTR) continue;
  if (WIFEXITED(status)) status = *ending;
  on_read(0, NULL, NULL);
  forget(init_fd);
  while (outputs[0].fd >= 0 || outputs[1].fd >= 0 || outputs[2].fd >= 0) turn(1000);
  full |= tmp_is_full();
  const char *problem = spec->keep_state ? scan_state(spec, state) : "none";
  getrusage(RUSAGE_SELF, &own);
  char text[1200];
  int length = snprintf(text, sizeof text, "%d%c%lld%c%lld%c%ld%c%d%c%d%c%d%c%.1000s", status, 0, cpu_of(&used), 0, cpu_of(&own), 0, used.ru_maxrss, 0, is_over, 0, full, 0, ordered, 0, problem ? problem : "follows");
  send_frame('x', text, (size_t)length);
  if (!problem) send_state(state);
}

// What goes wrong before a box is asked for is the answer to its asking.
static struct spec *(*await)(void);
static void await_asking(const char *text) {
  (void)text;
  on_fail = NULL;
  await();
}

// Begins before its box is asked for: a lone run waits for less.
_Noreturn void keep_box(struct spec *(*await_spec)(void)) {
  int ours[3], theirs[4] = {0}, control, state = -1;
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  prctl(PR_SET_NAME, "stoa-keeper");
  await = await_spec;
  on_fail = await_asking;
  int room = make_room();
  for (int i = 0; i < 3; i++) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC)) fail("pipe: %s", strerror(errno));
    ours[i] = ends[0], theirs[i] = ends[1];
    outputs[i] = (struct output){ends[0], "oem"[i]};
  }
  on_fail = NULL;
  struct spec *spec = await_spec();
  stage(spec, room);
  tmp_fd = open("/tmp", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (spec->state_bytes) state = open("/state", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  add_addresses(&spec->lo);
  struct door *doors = make_doors(spec);
  if (spec->hold) {
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends)) fail("socketpair: %s", strerror(errno));
    fcntl(ends[1], F_SETFL, O_NONBLOCK);
    theirs[3] = ends[0], handing.fd = ends[1];
  }
  pid_t init = start_init(spec, theirs, &init_fd, &control);
  for (int i = 0; i < (spec->hold ? 4 : 3); i++) close(theirs[i]);
  drop_to(slot.uid, slot.gid);
  give_up_capabilities();
  prctl(PR_SET_DUMPABLE, 0);
  prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  umask(022);
  receive_files(tmp_fd, state);
  left = spec->output_bytes;
  rate = allowance = spec->output_rate;
  clock_gettime(CLOCK_MONOTONIC, &allowed_at);
  start_program(init, control);
  for (int i = 0; i < 3; i++) on_read(ours[i], read_output, &outputs[i]);
  for (int i = 0; i < spec->listens; i++) on_read(doors[i].fd, open_door, &doors[i]);
  if (names >= 0) serve_names(spec, names);
  if (spec->hold) on_read(handing.fd, hear_held, NULL);
  on_read(0, read_order, NULL);
  on_read(init_fd, note_end, &over);
  while (!over) {
    turn(250);
    full |= tmp_is_full();
  }
  tell_end(spec, init, state);
  flush_out(true);
  _exit(0);
}
