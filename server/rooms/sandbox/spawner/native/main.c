// A resident slot launcher: it stands in its slot's cgroup and starts one box at a time.
#include "launcher.h"
#include <sys/file.h>
#include <arpa/inet.h>
#include <stdarg.h>

struct slot slot = {.idmap = -1};
void (*on_fail)(const char *text);
volatile bool *asked;
static char *out;
static size_t out_length, out_room;

static void read_exact(void *to, size_t length) {
  for (size_t got = 0; got < length;) {
    ssize_t n = read(0, (char *)to + got, length - got);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) _exit(0);
    got += (size_t)n;
  }
}

// The payload is followed by a zero byte, and the caller's to free.
struct frame read_frame(void) {
  unsigned char head[5];
  read_exact(head, 5);
  struct frame frame = {.type = (char)head[0]};
  memcpy(&frame.length, head + 1, 4);
  frame.length = ntohl(frame.length);
  if (frame.length > 32u << 20 || !(frame.data = malloc(frame.length + 1))) fail("a frame of %u bytes", frame.length);
  read_exact(frame.data, frame.length);
  frame.data[frame.length] = 0;
  return frame;
}

void send_frame(char type, const void *data, size_t length) {
  if (out_length + length + 5 > out_room) {
    out_room = (out_length + length + 5) * 2;
    if (!(out = realloc(out, out_room))) _exit(1);
  }
  uint32_t size = htonl((uint32_t)length);
  out[out_length] = type;
  memcpy(out + out_length + 1, &size, 4);
  if (length) memcpy(out + out_length + 5, data, length);
  out_length += length + 5;
}

size_t out_waiting(void) { return out_length; }

// Sends what the peer takes; with `all` waits until all is taken. The socket is shared, so never O_NONBLOCK.
void flush_out(bool all) {
  size_t sent = 0;
  while (sent < out_length) {
    ssize_t n = send(1, out + sent, out_length - sent, MSG_NOSIGNAL | (all ? 0 : MSG_DONTWAIT));
    if (n >= 0) sent += (size_t)n;
    else if (errno == EAGAIN) break;
    else if (errno != EINTR) _exit(1);
  }
  memmove(out, out + sent, out_length - sent);
  out_length -= sent;
}

_Noreturn void fail(const char *format, ...) {
  char text[1024];
  va_list list;
  va_start(list, format);
  vsnprintf(text, sizeof text, format, list);
  va_end(list);
  if (on_fail) on_fail(text);
  send_frame('f', text, strlen(text));
  flush_out(true);
  _exit(1);
}

bool put_text(int folder, const char *path, const char *text, size_t length) {
  int fd = openat(folder, path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0644);
  if (fd < 0) return false;
  bool done = true;
  for (size_t at = 0; done && at < length;) {
    ssize_t n = write(fd, text + at, length - at);
    done = n > 0;
    at += done ? (size_t)n : 0;
  }
  return close(fd) == 0 && done;
}

// The one user of a user namespace just entered.
bool map_user(unsigned inside, uid_t uid, gid_t gid) {
  char line[64];
  put_text(AT_FDCWD, "/proc/self/setgroups", "deny", 4);
  int n = snprintf(line, sizeof line, "%u %u 1", inside ? inside : uid, uid);
  if (!put_text(AT_FDCWD, "/proc/self/uid_map", line, (size_t)n)) return false;
  n = snprintf(line, sizeof line, "%u %u 1", inside ? inside : gid, gid);
  return put_text(AT_FDCWD, "/proc/self/gid_map", line, (size_t)n);
}

// The first user from this one on that no launcher of this machine has, whosever it is: held by a lock for as long as this process or a
// keeper of it lives.
static uid_t claim_user(uid_t from) {
  char path[64];
  mkdir("/run/stoa-slots", 0700);
  for (uid_t uid = from; uid < from + 10000; uid++) {
    snprintf(path, sizeof path, "/run/stoa-slots/%u", uid);
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0) fail("cannot open %s, which keeps the users of slots apart: %s", path, strerror(errno));
    if (!flock(fd, LOCK_EX | LOCK_NB)) return uid;
    close(fd);
  }
  fail("no user from %u on is free for a slot", from);
}

// first slot uid or -1, client's uid, bubblewrap and name (not used here), wall, filter; each but the last ended by a zero byte.
static void prepare(struct frame given) {
  char *at = given.data, *word[5];
  for (int i = 0; i < 5; i++) {
    word[i] = at;
    at += strlen(at) + 1;
  }
  slot.wall = word[4];
  slot.filter = at;
  slot.filter_bytes = given.length - (size_t)(at - given.data);
  slot.uid = getuid();
  slot.gid = getgid();
  prctl(PR_SET_NAME, "stoa-launcher");
  bool nobodies = atoi(word[0]) >= 0;
  uid_t uid = nobodies ? claim_user((uid_t)atoi(word[0])) : 0;
  make_stage();
  prepare_network();
  if (sethostname("box", 3)) fail("cannot name the boxes: %s", strerror(errno));
  if (nobodies) slot.uid = slot.gid = uid;
  if (nobodies && slot.uid != (uid_t)atoi(word[1])) slot.idmap = make_idmap((uid_t)atoi(word[1]));
  slot.person = open_user_space(be_somebody, NULL);
}

static void add(struct words *words, char *word) {
  if (words->count % 64 == 0) words->at = realloc(words->at, sizeof(char *) * (size_t)(words->count + 65));
  words->at[words->count++] = word;
  words->at[words->count] = NULL;
}

// A flat list of words: a verb and its arguments, so that no parser is needed here.
static struct spec *read_spec(struct frame given) {
  struct spec *spec = calloc(1, sizeof *spec);
  char *at = given.data, *end = given.data + given.length;
#define next() ({ char *word_ = at > end ? fail("the spec is cut"), NULL : at; at += strlen(word_) + 1; word_; })
  add(&spec->lo, NULL), add(&spec->env, NULL), add(&spec->command, NULL);
  spec->lo.count = spec->env.count = spec->command.count = 0;
  struct { const char *name; long long *to; } numbers[] = {
    {"outputBytes", &spec->output_bytes}, {"outputRate", &spec->output_rate}, {"tmpBytes", &spec->tmp_bytes}, {"tmpInodes", &spec->tmp_inodes},
    {"openFiles", &spec->open_files}, {"pids", &spec->pids}, {"processes", &spec->processes}, {"stateBytes", &spec->state_bytes},
    {"stateInodes", &spec->state_inodes}, {"stateMax", &spec->state_max}, {"stateEntries", &spec->state_entries},
  };
  while (at <= end) {
    char *verb = next();
    if (!strcmp(verb, "bind")) {
      if (spec->binds == MOST_BINDS) fail("more than %d folders", MOST_BINDS);
      spec->bind_mode[spec->binds] = next();
      spec->bind_from[spec->binds] = next();
      spec->bind_to[spec->binds++] = next();
    } else if (!strcmp(verb, "listen")) {
      if (spec->listens == MOST_LISTENERS) fail("more than %d hosts", MOST_LISTENERS);
      spec->listen_address[spec->listens] = next();
      spec->listen_port[spec->listens++] = atoi(next());
    } else if (!strcmp(verb, "env")) {
      char *name = next(), *value = next(), *both = malloc(strlen(name) + strlen(value) + 2);
      sprintf(both, "%s=%s", name, value);
      add(&spec->env, both);
    } else if (!strcmp(verb, "command")) add(&spec->command, next());
    else if (!strcmp(verb, "lo")) add(&spec->lo, next());
    else if (!strcmp(verb, "root")) spec->root = next();
    else if (!strcmp(verb, "cwd")) spec->cwd = next();
    else if (!strcmp(verb, "gate")) spec->gate = next();
    else if (!strcmp(verb, "token")) spec->token = next();
    else if (!strcmp(verb, "keepState")) spec->keep_state = atoi(next()) == 1;
    else if (!strcmp(verb, "hold")) spec->hold = atoi(next()) == 1;
    else {
      size_t i = 0, count = sizeof numbers / sizeof *numbers;
      while (i < count && strcmp(verb, numbers[i].name)) i++;
      if (i == count) fail("the launcher does not know the word %s", verb);
      *numbers[i].to = atoll(next());
    }
  }
  if (!spec->root || !spec->cwd || !spec->command.count) fail("the spec lacks a root, a folder or a command");
  return spec;
}

// What comes for a box that has ended is passed over.
static struct spec *await_spec(void) {
  struct frame frame;
  while ((frame = read_frame()).type != 'S') free(frame.data);
  *asked = true;
  return read_spec(frame);
}

static _Noreturn void keep_boxes(void) {
  asked = mmap(NULL, sizeof *asked, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (asked == MAP_FAILED) fail("mmap: %s", strerror(errno));
  for (char byte;; *asked = false) {
    prepare_network();
    pid_t keeper = fork();
    if (keeper < 0) fail("fork: %s", strerror(errno));
    if (!keeper) keep_box(await_spec);
    int status = 0;
    while (waitpid(keeper, &status, 0) < 0 && errno == EINTR) continue;
    // Killed before it was asked, it was no box: the next one is, when there is something to read.
    if (recv(0, &byte, 1, MSG_PEEK | (*asked ? MSG_DONTWAIT : 0)) == 0) _exit(0);
    if (!*asked) continue;
    char text[16];
    send_frame('d', text, (size_t)snprintf(text, sizeof text, "%d", status));
    flush_out(true);
    judge_network(status == 0);
  }
}

int main(void) {
  struct rlimit files;
  signal(SIGPIPE, SIG_IGN);
  close_range(3, ~0u, 0);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (!getrlimit(RLIMIT_NOFILE, &files)) {
    files.rlim_cur = files.rlim_max < 8192 ? files.rlim_max : 8192;
    setrlimit(RLIMIT_NOFILE, &files);
  }
  struct frame frame = read_frame();
  if (frame.type != 'I') fail("a launcher is told first what it is for");
  prepare(frame);
  send_frame('i', NULL, 0);
  flush_out(true);
  keep_boxes();
}
