// The root of a box: built whole in a mount namespace before any program is there.
#include "launcher.h"
#include <linux/mount.h>
#include <pwd.h>

enum { REC = 0x8000, EMPTY = 0x1000, M_NOSUID = 2, M_NODEV = 4, M_REMOUNT = 32, M_BIND = 4096, M_REC = 16384, M_PRIVATE = 1 << 18, DETACH = 2 };

int mount(const char *, const char *, const char *, unsigned long, const void *);
int umount2(const char *, int);

static void make_tmpfs(const char *path, const char *options) {
  if (mount("tmpfs", path, "tmpfs", M_NOSUID | M_NODEV, options)) fail("cannot mount a tmpfs on %s: %s", path, strerror(errno));
}

// The stage's places: where the runtime, the box's own file systems, its message queues and its folder of devices go.
static void make_places(void) {
  static const char *nodes[] = {"null", "zero", "full", "random", "urandom"}, *places[] = {"root", "tmp", "state", "queues", "proc", "dev"};
  static const char *links[][2] = {{"/proc/self/fd", "dev/fd"}, {"/proc/self/fd/0", "dev/stdin"}, {"/proc/self/fd/1", "dev/stdout"}, {"/proc/self/fd/2", "dev/stderr"}};
  for (size_t i = 0; i < sizeof places / sizeof *places; i++) mkdir(places[i], 0755);
  if (mount("tmpfs", "dev", "tmpfs", M_NOSUID, "size=64k,mode=0755")) fail("cannot make a folder of devices: %s", strerror(errno));
  mkdir("dev/shm", 0755);
  for (size_t i = 0; i < sizeof nodes / sizeof *nodes; i++) {
    char to[64], from[64];
    snprintf(to, sizeof to, "dev/%s", nodes[i]);
    snprintf(from, sizeof from, "/dev/%s", nodes[i]);
    if (!put_text(AT_FDCWD, to, "", 0)) fail("cannot make %s: %s", to, strerror(errno));
    if (mount(from, to, NULL, M_BIND | M_REC, NULL)) fail("cannot bind %s: %s", from, strerror(errno));
  }
  for (size_t i = 0; i < sizeof links / sizeof *links; i++)
    if (symlink(links[i][0], links[i][1])) fail("cannot make %s: %s", links[i][1], strerror(errno));
  if (slot.keeps_proc && mount("/proc", "proc", NULL, M_BIND | M_REC, NULL)) fail("cannot bind /proc: %s", strerror(errno));
  if (mount("none", "dev", NULL, 0x1023, NULL)) fail("cannot close the folder of devices: %s", strerror(errno));
}

// What covers parts of /proc keeps a box from having one of its own.
static void uncover_proc(void) {
  FILE *mounts = fopen("/proc/self/mounts", "re");
  if (!mounts) fail("cannot read mounts: %s", strerror(errno));
  char *points[1024], line[8192];
  int count = 0;
  while (count < 1024 && fgets(line, sizeof line, mounts)) {
    char *save, *point = strtok_r(line, " ", &save) ? strtok_r(NULL, " ", &save) : NULL;
    if (point && !strncmp(point, "/proc/", 6)) points[count++] = strdup(point);
  }
  fclose(mounts);
  for (int i = 0; i < count; i++) {
    umount2(points[i], DETACH);
    free(points[i]);
  }
}

// Only the user namespace that has all users lets /proc be mounted where none stands.
static bool has_all_users(void) {
  unsigned inside = 1, outside = 1, count = 0;
  FILE *map = fopen("/proc/self/uid_map", "re");
  bool all = map && fscanf(map, "%u %u %u", &inside, &outside, &count) == 3 && !inside && !outside && count == ~0u;
  if (map) fclose(map);
  return all;
}

static int open_space(pid_t pid, const char *kind) {
  char path[64];
  snprintf(path, sizeof path, "/proc/%d/ns/%s", pid, kind);
  int space = open(path, O_RDONLY | O_CLOEXEC);
  if (space < 0) fail("cannot open the namespace: %s", strerror(errno));
  return space;
}

// The launcher keeps the machine's mounts, to open folders from. The stage has none of them, so that a box has not to get rid of any.
void make_stage(void) {
  bool root = getuid() == 0;
  if (unshare(CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWCGROUP | (root ? 0 : CLONE_NEWUSER))) fail("cannot make namespaces: %s", strerror(errno));
  if (!root && !map_user(0, slot.uid, slot.gid)) fail("cannot map the user: %s", strerror(errno));
  if (mount("none", "/", NULL, M_PRIVATE | M_REC, NULL)) fail("cannot make mounts private: %s", strerror(errno));
  uncover_proc();
  slot.keeps_proc = !has_all_users();
  slot.machine = open_space(getpid(), "mnt");
  slot.proc = open("/proc", O_PATH | O_DIRECTORY | O_CLOEXEC);
  if (unshare(CLONE_NEWNS)) fail("cannot make a mount namespace: %s", strerror(errno));
  slot.stage = open_space(getpid(), "mnt");
  make_tmpfs("/mnt", "size=1m,mode=0755");
  if (chdir("/mnt")) fail("cannot enter /mnt: %s", strerror(errno));
  make_places();
  if (mount("none", ".", NULL, 0x1027, NULL) || syscall(SYS_pivot_root, ".", ".") || umount2(".", DETACH))
    fail("cannot leave the machine's folders: %s", strerror(errno));
  if (setns(slot.machine, CLONE_NEWNS)) fail("cannot go back to the machine's folders: %s", strerror(errno));
}

// A user namespace that a process makes which then ends; kept open.
int open_user_space(void (*make)(void), void (*map)(pid_t)) {
  int told[2];
  char byte;
  if (pipe2(told, O_CLOEXEC)) fail("pipe: %s", strerror(errno));
  pid_t pid = fork();
  if (pid < 0) fail("fork: %s", strerror(errno));
  if (!pid) {
    make();
    if (write(told[1], "x", 1) != 1) _exit(1);
    pause();
  }
  close(told[1]);
  if (read(told[0], &byte, 1) != 1) fail("cannot make a user namespace");
  close(told[0]);
  if (map) map(pid);
  int space = open_space(pid, "user");
  kill(pid, SIGKILL);
  waitpid(pid, NULL, 0);
  return space;
}

static uid_t shown;

static void be_nobody(void) {
  if (unshare(CLONE_NEWUSER)) fail("cannot make a user namespace for id-mapped folders: %s", strerror(errno));
}

static void map_shown(pid_t pid) {
  FILE *users = fopen("/etc/passwd", "re");
  struct passwd *user = NULL;
  while (users && (user = fgetpwent(users)) && user->pw_uid != shown) continue;
  struct { const char *file; unsigned id; } maps[] = {{"uid_map", shown}, {"gid_map", user ? user->pw_gid : shown}};
  for (int i = 0; i < 2; i++) {
    char path[64], line[64];
    snprintf(path, sizeof path, "/proc/%d/%s", pid, maps[i].file);
    int length = snprintf(line, sizeof line, "%u %u 1", maps[i].id, slot.uid);
    if (!put_text(AT_FDCWD, path, line, (size_t)length)) fail("cannot write %s: %s", maps[i].file, strerror(errno));
  }
  if (users) fclose(users);
}

// A user namespace that shows the client's files as the slot's, for id-mapped mounts; never entered.
int make_idmap(uid_t client) {
  shown = client;
  return open_user_space(be_nobody, map_shown);
}

static int restrict_tree(int fd, uint64_t set, int space) {
  struct mount_attr attributes = {.attr_set = set, .userns_fd = (uint64_t)space};
  return (int)syscall(SYS_mount_setattr, fd, "", EMPTY | REC, &attributes, sizeof attributes);
}

static int open_tree_at(const char *path) {
  int fd = (int)syscall(SYS_open_tree, AT_FDCWD, path, OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | REC);
  if (fd < 0) fail("cannot open %s: %s", path, strerror(errno));
  return fd;
}

// The last part of the path is never followed when it is a link: a runtime cannot lead a mount elsewhere.
static void put_place(int fd, const char *from, const char *to) {
  char path[512];
  snprintf(path, sizeof path, "/root%s", to);
  if (syscall(SYS_move_mount, fd, from, AT_FDCWD, path, MOVE_MOUNT_F_EMPTY_PATH)) fail("cannot put a folder at %s: %s", to, strerror(errno));
}

static void put_tree(int fd, const char *to) {
  put_place(fd, "", to);
  close(fd);
}

// A bound folder is shown with the slot as owner of what the client owns in it; where the file system cannot do that, a read-only one is
// shown as it is.
static int clone_tree(const char *path, const char *mode) {
  int fd = open_tree_at(path);
  bool writable = mode && !strcmp(mode, "rw");
  if (restrict_tree(fd, MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | (writable ? 0 : MOUNT_ATTR_RDONLY), 0))
    fail("cannot restrict %s: %s", path, strerror(errno));
  if (mode && slot.idmap >= 0 && restrict_tree(fd, MOUNT_ATTR_IDMAP, slot.idmap) && writable)
    fail("cannot show %s to the box as its own: this file system has no id-mapped mounts (%s)", path, strerror(errno));
  return fd;
}

static const char *const rooms[][2] = {{"/tmp/shm", "/dev/shm"}, {"/tmp/tmp", "/tmp"}, {"/tmp/run", "/run"}};

// All of a box's root that can be made before the box is asked for. @returns its mount namespace, which is left again
int make_room(void) {
  char options[160];
  if (setns(slot.stage, CLONE_NEWNS) || unshare(CLONE_NEWNS | CLONE_NEWIPC)) fail("cannot make the namespaces of a box: %s", strerror(errno));
  snprintf(options, sizeof options, "size=1m,mode=0755,uid=%u,gid=%u", slot.uid, slot.gid);
  make_tmpfs("/tmp", options);
  for (int i = 0; i < 3; i++)
    if (mkdir(rooms[i][0], 0755) || chown(rooms[i][0], slot.uid, slot.gid)) fail("cannot make %s: %s", rooms[i][0], strerror(errno));
  chmod("/tmp/tmp", 01777), chmod("/tmp/shm", 01777);
  int room = openat(slot.proc, "self/ns/mnt", O_RDONLY | O_CLOEXEC);
  if (room < 0 || setns(slot.machine, CLONE_NEWNS)) fail("cannot go back to the machine's folders: %s", strerror(errno));
  return room;
}

// What is the machine's is opened before the room is entered, where it is out of sight.
void stage(const struct spec *spec, int room) {
  char options[160];
  int trees[MOST_BINDS], root = clone_tree(spec->root, NULL);
  for (int i = 0; i < spec->binds; i++) trees[i] = clone_tree(spec->bind_from[i], spec->bind_mode[i]);
  int gate = spec->gate && *spec->gate ? open(spec->gate, O_PATH | O_DIRECTORY | O_CLOEXEC) : -1;
  if (gate < 0 && spec->gate && *spec->gate) fail("cannot open the gateway's folder: %s", strerror(errno));
  if (setns(room, CLONE_NEWNS) || close(room)) fail("cannot enter the namespaces of a box: %s", strerror(errno));
  if (gate >= 0 && (fchdir(gate) || close(gate))) fail("cannot enter the gateway's folder: %s", strerror(errno));
  snprintf(options, sizeof options, "size=%lld,nr_inodes=%lld", spec->tmp_bytes, spec->tmp_inodes + 4);
  if (mount("none", "/tmp", NULL, M_REMOUNT | M_NOSUID | M_NODEV, options)) fail("cannot limit /tmp: %s", strerror(errno));
  put_tree(root, "");
  put_place(AT_FDCWD, "/dev", "/dev");
  for (int i = 0; i < 3; i++) put_tree(open_tree_at(rooms[i][0]), rooms[i][1]);
  if (spec->state_bytes) {
    snprintf(options, sizeof options, "size=%lld,nr_inodes=%lld,mode=0700,uid=%u,gid=%u", spec->state_bytes, spec->state_inodes, slot.uid, slot.gid);
    make_tmpfs("/state", options);
    put_tree(open_tree_at("/state"), "/state");
  }
  for (int i = 0; i < spec->binds; i++) put_tree(trees[i], spec->bind_to[i]);
}
