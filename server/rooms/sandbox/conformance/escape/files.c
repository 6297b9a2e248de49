/* Files: those of the machine, set-id bits, devices, handles, descriptors left open. */
#include "attempts.h"
#include <dirent.h>
#include <sys/sysmacros.h>
#include <sys/xattr.h>

static int done(int fd) { return fd < 0 ? -1 : 0; }
static int for_reading(const char *path) { return done(open(path, O_RDONLY | O_NONBLOCK)); }
static int for_writing(const char *path) { return done(open(path, O_WRONLY | O_NONBLOCK)); }
static int list(const char *path) { return done(open(path, O_RDONLY | O_DIRECTORY)); }
static int reads_something(const char *path) {
  char text[256];
  int fd = open(path, O_RDONLY | O_NONBLOCK);
  long length = fd < 0 ? -1 : read(fd, text, sizeof text);
  if (length == 0) errno = ENODATA;
  return length > 0 ? 0 : -1;
}
static int make(const char *path) {
  int fd = open(path, O_WRONLY | O_CREAT | O_EXCL, 0600);
  if (fd >= 0) unlink(path);
  return done(fd);
}
static int hard_link(const char *path) {
  char name[32];
  snprintf(name, sizeof name, "/tmp/link-%d", getpid());
  int result = link(path, name);
  if (result == 0) unlink(name);
  return result;
}

static const char *scratch(void) {
  static char name[32];
  snprintf(name, sizeof name, "/tmp/escape-%d", getpid());
  return name;
}
/* Whether a file has come to be that has its set-id bit. */
static int has_bit(int result) {
  struct stat found;
  int kept = errno;
  int bit = stat(scratch(), &found) == 0 && found.st_mode & 06000;
  unlink(scratch());
  errno = bit ? 0 : kept ? kept : EPERM;
  return result < 0 || !bit ? -1 : 0;
}
static int bit_by_chmod(const char *_) {
  close(open(scratch(), O_CREAT | O_WRONLY, 0700));
  return has_bit(chmod(scratch(), 04700));
}
static int bit_by_fchmodat2(const char *_) {
  close(open(scratch(), O_CREAT | O_WRONLY, 0700));
  return has_bit(syscall(452, AT_FDCWD, scratch(), 04700, 0));
}
static int bit_by_open(const char *_) { return has_bit(open(scratch(), O_CREAT | O_EXCL | O_WRONLY, 04700)); }
static int bit_by_openat2(const char *_) {
  uint64_t how[3] = {O_CREAT | O_EXCL | O_WRONLY, 04700, 0};
  return has_bit(syscall(437, AT_FDCWD, scratch(), how, sizeof how));
}
static int bit_by_mknod(const char *_) { return has_bit(mknod(scratch(), S_IFREG | 04700, 0)); }
#ifdef SYS_creat
static int bit_by_creat(const char *_) { return has_bit(syscall(SYS_creat, scratch(), 04700)); }
#endif
static int bit_by_tmpfile(const char *_) {
  struct stat found;
  int fd = open("/tmp", O_TMPFILE | O_WRONLY, 04700);
  if (fd < 0) return -1;
  errno = EPERM;
  return fstat(fd, &found) == 0 && found.st_mode & 04000 ? 0 : -1;
}
static int and_remove(int result) {
  int kept = errno;
  unlink(scratch());
  errno = kept;
  return result;
}
int make_capable(const char *path) {
  uint32_t caps[5] = {0x02000001, 1U << 21, 0, 0, 0};
  return setxattr(path, "security.capability", caps, sizeof caps, 0);
}
static int capability(const char *_) {
  close(open(scratch(), O_CREAT | O_WRONLY, 0700));
  return and_remove(make_capable(scratch()));
}
static int give_away(const char *_) {
  close(open(scratch(), O_CREAT | O_WRONLY, 0700));
  return and_remove(chown(scratch(), 0, 0));
}
static int make_device(const char *_) { return and_remove(mknod(scratch(), S_IFCHR | 0600, makedev(1, 3))); }
static int make_disk(const char *_) { return and_remove(mknod(scratch(), S_IFBLK | 0600, makedev(254, 0))); }

struct handle {
  struct file_handle head;
  unsigned char bytes[128];
};
static int handle_of(struct handle *handle) {
  int mount;
  handle->head.handle_bytes = sizeof handle->bytes;
  return name_to_handle_at(AT_FDCWD, "/", &handle->head, &mount, 0);
}
static int name_handle(const char *_) { return handle_of(&(struct handle){0}); }
/* Inode 2 is the root of ext4, whatever of it is mounted here: the way out of containers that are given this call. */
static int open_handle(const char *_) {
  struct handle handle = {.head = {.handle_bytes = 8, .handle_type = 1}, .bytes = {2}};
  if (handle_of(&handle)) handle.head = (struct file_handle){.handle_bytes = 8, .handle_type = 1};
  return done(open_by_handle_at(open("/", O_RDONLY), &handle.head, O_RDONLY));
}

/* Looks for an open descriptor beyond those of the contract, in a process ("self", "1"). */
static int descriptors(const char *who) {
  char path[64];
  snprintf(path, sizeof path, "/proc/%s/fd", who);
  DIR *folder = opendir(path);
  if (!folder) return -1;
  int found = 0;
  for (struct dirent *entry; (entry = readdir(folder));) {
    char to[256] = "";
    int number = atoi(entry->d_name);
    if (entry->d_name[0] == '.' || readlinkat(dirfd(folder), entry->d_name, to, sizeof to - 1) < 0) continue;
    if (strcmp(who, "self") == 0 && (number == dirfd(folder) || number <= 3)) continue;
    if (strncmp(to, "pipe:", 5) && strcmp(to, "/dev/null") && strcmp(to, "anon_inode:[eventfd]")) found++;
  }
  errno = ENODATA;
  return found ? 0 : -1;
}

const struct named file_attempts[] = {
    {"read", for_reading}, {"write", for_writing}, {"list", list}, {"content", reads_something}, {"make", make},
    {"link", hard_link}, {"set-id-by-chmod", bit_by_chmod}, {"set-id-by-fchmodat2", bit_by_fchmodat2}, {"set-id-by-open", bit_by_open},
    {"set-id-by-openat2", bit_by_openat2}, {"set-id-by-mknod", bit_by_mknod}, {"set-id-by-tmpfile", bit_by_tmpfile},
#ifdef SYS_creat
    {"set-id-by-creat", bit_by_creat},
#endif
    {"file-capability", capability}, {"chown-root", give_away}, {"mknod-char", make_device}, {"mknod-block", make_disk},
    {"name_to_handle_at", name_handle}, {"open_by_handle_at", open_handle}, {"descriptors", descriptors}, {NULL, NULL}};
