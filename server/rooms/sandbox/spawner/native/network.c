// The network of a slot's boxes: nothing but lo, behind the second wall. Making and ending one is dearer than the rest of a box, so it stands
// before there is a box, and is kept for the next one when the last has left it as it was made.
#include "launcher.h"
#include <arpa/inet.h>
#include <linux/netlink.h>
#include <net/if.h>
#include <sys/ioctl.h>

enum { MOST_COUNTED = 1 << 16 };
static char made[MOST_COUNTED];
static size_t made_length;
static bool stands;
static char made_sockets[16];
static int sockets = -1;
static int wall = -1;
int names = -1;

// Rules of nf_tables that wall.ts made, in hexadecimal. The kernel answers at once, and only what went wrong. The socket stays open as long as the
// network is kept: a closed one of this kind is counted there for some milliseconds more.
static void build_wall(const char *rules) {
  unsigned char bytes[4096];
  struct { struct nlmsghdr head; struct nlmsgerr error; char rest[1024]; } answer;
  size_t length = strlen(rules) / 2;
  int kernel = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_NETFILTER);
  if (wall >= 0) close(wall);
  wall = kernel;
  if (kernel < 0 || length > sizeof bytes) fail("no netlink socket: %s", strerror(errno));
  for (size_t i = 0; i < length; i++) {
    char pair[3] = {rules[2 * i], rules[2 * i + 1]};
    bytes[i] = (unsigned char)strtoul(pair, NULL, 16);
  }
  if (send(kernel, bytes, length, 0) < 0) fail("the rules of the wall cannot be sent: %s", strerror(errno));
  ssize_t n = recv(kernel, &answer, sizeof answer, MSG_DONTWAIT);
  if (n >= (ssize_t)(sizeof answer.head + sizeof answer.error.error) && answer.head.nlmsg_type == NLMSG_ERROR && answer.error.error)
    fail("the kernel refuses the rules of the wall: %s", strerror(-answer.error.error));
}

static void raise_loopback(void) {
  struct ifreq request = {.ifr_name = "lo", .ifr_flags = IFF_UP | IFF_RUNNING};
  int s = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (s < 0 || ioctl(s, SIOCSIFFLAGS, &request)) fail("cannot bring lo up: %s", strerror(errno));
  close(s);
  if (*slot.wall) build_wall(slot.wall);
  if (names >= 0) close(names);
  names = open_names();
}

// Devices, packets, connections, errors and refusals, as they are counted in the network this process stands in.
static const char *const counters[] = {"dev", "snmp", "snmp6", "ip6_flowlabel"};
enum { COUNTERS = sizeof counters / sizeof *counters };
static int counting[COUNTERS] = {-1, -1, -1, -1};

static void open_counters(void) {
  for (int i = 0; i < COUNTERS; i++) {
    char path[64];
    if (counting[i] >= 0) close(counting[i]);
    snprintf(path, sizeof path, "/proc/self/net/%s", counters[i]);
    counting[i] = open(path, O_RDONLY | O_CLOEXEC);
  }
  if (sockets >= 0) close(sockets);
  sockets = open("/proc/self/net/sockstat", O_RDONLY | O_CLOEXEC);
}

// A box's socket outlives its processes while it is in flight in a queue of its own, and may listen there until the kernel collects such. The first
// line counts all of this network, those too; what follows is the whole machine's.
static bool no_socket_left(void) {
  char text[sizeof made_sockets];
  return pread(sockets, text, sizeof text, 0) == sizeof text && !memcmp(text, made_sockets, sizeof text);
}

// @returns bytes; all there is room for when more are there
static size_t read_counters(char to[MOST_COUNTED]) {
  size_t length = 0;
  for (int i = 0; i < COUNTERS; i++) {
    off_t at = 0;
    for (ssize_t n; (n = pread(counting[i], to + length, MOST_COUNTED - length, at)) > 0; at += n) length += (size_t)n;
  }
  return length;
}

// A network for the next box, where this process stands and its keeper with it: its name server's socket was never asked, or the counters say so.
void prepare_network(void) {
  if (stands) return;
  if (unshare(CLONE_NEWNET)) fail("cannot make a network namespace: %s", strerror(errno));
  raise_loopback();
  open_counters();
  made_length = read_counters(made);
  stands = pread(sockets, made_sockets, sizeof made_sockets, 0) == sizeof made_sockets;
}

// Only a network in which nothing was sent, asked or refused and no socket is left is another box's: that one finds it as a new one, whoever's box
// was before. A keeper that did not end well may have left processes behind that are still being killed.
void judge_network(bool ended_well) {
  static char found[MOST_COUNTED];
  bool told = made_length > 0 && made_length < MOST_COUNTED;
  stands = ended_well && told && no_socket_left() && read_counters(found) == made_length && !memcmp(made, found, made_length);
}

// Addresses that lo does not have by itself are one box's alone: they stand in a network of its own.
void add_addresses(const struct words *addresses) {
  if (!addresses->count) return;
  if (unshare(CLONE_NEWNET)) fail("cannot make a network namespace: %s", strerror(errno));
  raise_loopback();
  int s = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  for (int i = 0; i < addresses->count; i++) {
    struct ifreq request = {0};
    struct sockaddr_in address = {.sin_family = AF_INET};
    if (inet_pton(AF_INET, addresses->at[i], &address.sin_addr) != 1) fail("%s is not an address", addresses->at[i]);
    snprintf(request.ifr_name, sizeof request.ifr_name, "lo:%d", i);
    memcpy(&request.ifr_addr, &address, sizeof address);
    if (ioctl(s, SIOCSIFADDR, &request)) fail("cannot add %s: %s", addresses->at[i], strerror(errno));
  }
  close(s);
}
