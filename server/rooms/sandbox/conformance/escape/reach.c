/* Sockets that see more than their own, and what other processes of the machine have set up to be found. */
#include "attempts.h"
#include <arpa/inet.h>
#include <linux/rtnetlink.h>
#include <mqueue.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/un.h>

/* "FAMILY,TYPE,PROTOCOL" */
static int make_socket(const char *what) {
  int family = 0, type = 0, protocol = 0;
  sscanf(what, "%i,%i,%i", &family, &type, &protocol);
  return socket(family, type, protocol) < 0 ? -1 : 0;
}
static int add_link(const char *_) {
  struct {
    struct nlmsghdr head;
    struct ifinfomsg link;
    struct rtattr name;
    char text[8];
  } ask = {{sizeof ask, RTM_NEWLINK, NLM_F_REQUEST | NLM_F_ACK, 1, 0}, {.ifi_index = 1, .ifi_change = IFF_UP, .ifi_flags = IFF_UP}, {4, 0}, ""};
  struct {
    struct nlmsghdr head;
    struct nlmsgerr error;
    char rest[256];
  } answer = {0};
  int fd = socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);
  if (fd < 0 || send(fd, &ask, sizeof ask, 0) < 0 || recv(fd, &answer, sizeof answer, 0) < 0) return -1;
  errno = -answer.error.error;
  return answer.head.nlmsg_type == NLMSG_ERROR && answer.error.error == 0 ? 0 : -1;
}
static int unix_socket(const char *path) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  size_t length = strlen(path);
  memcpy(address.sun_path, path, length);
  if (*path == '@') address.sun_path[0] = 0;
  int fd = socket(AF_UNIX, SOCK_STREAM, 0);
  return connect(fd, (struct sockaddr *)&address, offsetof(struct sockaddr_un, sun_path) + length + (*path != '@'));
}
/* "ADDRESS:PORT" */
static int tcp(const char *to) {
  struct sockaddr_in address = {.sin_family = AF_INET};
  char host[32];
  const char *colon = strchr(to, ':');
  snprintf(host, sizeof host, "%.*s", (int)(colon - to), to);
  inet_pton(AF_INET, host, &address.sin_addr);
  address.sin_port = htons(atoi(colon + 1));
  return connect(socket(AF_INET, SOCK_STREAM, 0), (struct sockaddr *)&address, sizeof address);
}
static int udp(const char *to) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(53)};
  inet_pton(AF_INET, to, &address.sin_addr);
  return sendto(socket(AF_INET, SOCK_DGRAM, 0), "x", 1, 0, (struct sockaddr *)&address, sizeof address) == 1 ? 0 : -1;
}
static int shared_memory(const char *key) { return shmget(atoi(key), 0, 0) < 0 ? -1 : 0; }
static int semaphore(const char *key) { return semget(atoi(key), 0, 0) < 0 ? -1 : 0; }
static int queue(const char *name) { return mq_open(name, O_RDONLY | O_NONBLOCK) == (mqd_t)-1 ? -1 : 0; }

const struct named reach_attempts[] = {{"socket", make_socket}, {"set-link", add_link}, {"unix", unix_socket}, {"tcp", tcp}, {"udp", udp},
    {"shm", shared_memory}, {"sem", semaphore}, {"mq", queue}, {NULL, NULL}};

/* The victim: has what a server of this machine may have, says "up", and waits for the end of its input, if it has any. SECONDS ADDRESS KEY QUEUE. */
int hold(char **arguments) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  size_t length = strlen(arguments[1]);
  int key = atoi(arguments[2]), fd = socket(AF_UNIX, SOCK_STREAM, 0);
  memcpy(address.sun_path, arguments[1], length);
  if (*arguments[1] == '@') address.sun_path[0] = 0;
  int ok = bind(fd, (struct sockaddr *)&address, offsetof(struct sockaddr_un, sun_path) + length) == 0 && listen(fd, 8) == 0;
  int memory = shmget(key, 4096, IPC_CREAT | 0666), sems = semget(key, 1, IPC_CREAT | 0666);
  mqd_t made = mq_open(arguments[3], O_CREAT | O_RDWR, 0666, NULL);
  printf("%s\n", ok && memory >= 0 && sems >= 0 && made != (mqd_t)-1 ? "up" : strerrorname_np(errno));
  fflush(stdout);
  alarm(atoi(arguments[0]));
  struct stat input;
  if (fstat(0, &input) == 0 && S_ISCHR(input.st_mode)) pause();
  for (char byte; read(0, &byte, 1) > 0;) {}
  shmctl(memory, IPC_RMID, NULL);
  semctl(sems, 0, IPC_RMID);
  mq_unlink(arguments[3]);
  return 0;
}
