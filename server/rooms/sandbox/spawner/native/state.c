// Small files into a box, its state folder in and out. The folders are held open: nothing is reached by a path of the machine.
#include "launcher.h"
#include <dirent.h>

struct entry { char *path; mode_t mode; long long size; bool folder; };
static struct entry *entries;
static int entry_count, entry_room;

static void check_inside(const char *path) {
  const char *at = path;
  do {
    size_t length = strcspn(at, "/");
    if (!length || (length <= 2 && !strncmp(at, "..", length))) fail("not a path inside: %s", path);
    at += length;
  } while (*at++);
}

static void put_file(int tmp, const struct frame *frame) {
  char *path = frame->data, *data = path + strlen(path) + 1;
  if ((strncmp(path, "/run/", 5) && strncmp(path, "/tmp/", 5)) || !path[5]) fail("a file goes under /run or /tmp, not %s", path);
  check_inside(path + 5);
  for (char *at = path + 5; (at = strchr(at, '/')); at++) {
    *at = 0;
    mkdirat(tmp, path + 1, 0755);
    *at = '/';
  }
  if (data > frame->data + frame->length || !put_text(tmp, path + 1, data, (size_t)(frame->data + frame->length - data)))
    fail("cannot write %s: %s", path, strerror(errno));
}

static int put_entry(int state, char *data) {
  char *kind = strtok(data, " "), *mode = strtok(NULL, " "), *path = strtok(NULL, "");
  if (!kind || !mode || !path) fail("an entry of the state folder is not one");
  check_inside(path);
  mode_t bits = (mode_t)strtol(mode, NULL, 8) & 0777;
  int fd = -1;
  if (*kind == 'd') mkdirat(state, path, 0700), fchmodat(state, path, bits, 0);
  else if ((fd = openat(state, path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600)) < 0 || fchmod(fd, bits))
    fail("cannot write the state folder: %s", strerror(errno));
  return fd;
}

// Everything up to the frame that says go.
void receive_files(int tmp, int state) {
  for (int file = -1;;) {
    struct frame frame = read_frame();
    if (frame.type == 'G') return;
    if (frame.type == 'K' || frame.type == 'T') _exit(0);
    if (frame.type == 'F') put_file(tmp, &frame);
    else if (frame.type == 'R') {
      if (file >= 0) close(file);
      file = put_entry(state, frame.data);
    } else if (frame.type == 'D' && file >= 0) {
      for (size_t at = 0; at < frame.length;) {
        ssize_t n = write(file, frame.data + at, frame.length - at);
        if (n <= 0) fail("cannot write the state folder: %s", strerror(errno));
        at += (size_t)n;
      }
    }
    free(frame.data);
  }
}

static const char *list_folder(const struct spec *spec, int state, const char *folder, long long *bytes) {
  static char problem[900];
  // A folder its program shut is still the slot's own.
  if (*folder) fchmodat(state, folder, 0700, 0);
  int fd = openat(state, *folder ? folder : ".", O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  DIR *list = fd < 0 ? NULL : fdopendir(fd);
  if (!list) return snprintf(problem, sizeof problem, "the folder %s cannot be read: %s", folder, strerror(errno)), problem;
  for (struct dirent *one; (one = readdir(list));) {
    struct stat about;
    if (!strcmp(one->d_name, ".") || !strcmp(one->d_name, "..")) continue;
    char *path = malloc(strlen(folder) + strlen(one->d_name) + 2);
    sprintf(path, "%s%s%s", folder, *folder ? "/" : "", one->d_name);
    if (fstatat(fd, one->d_name, &about, AT_SYMLINK_NOFOLLOW) || !(S_ISDIR(about.st_mode) || S_ISREG(about.st_mode)))
      return snprintf(problem, sizeof problem, "%.800s is neither a file nor a folder", path), problem;
    if (entry_count == entry_room) entries = realloc(entries, sizeof *entries * (size_t)(entry_room += 1024));
    bool is_folder = S_ISDIR(about.st_mode);
    entries[entry_count++] = (struct entry){path, about.st_mode & 0777, is_folder ? 0 : about.st_size, is_folder};
    *bytes += is_folder ? 0 : about.st_size;
    if (entry_count > spec->state_entries)
      return snprintf(problem, sizeof problem, "it holds more than %lld files and folders", spec->state_entries), problem;
    if (*bytes > spec->state_max) return snprintf(problem, sizeof problem, "it holds more than %lld bytes", spec->state_max), problem;
  }
  closedir(list);
  return NULL;
}

// Looks at every entry before a byte is sent: the program is gone, so nothing changes under our feet. @returns what is wrong with it
const char *scan_state(const struct spec *spec, int state) {
  long long bytes = 0;
  const char *problem = list_folder(spec, state, "", &bytes);
  for (int i = 0; !problem && i < entry_count; i++)
    if (entries[i].folder) problem = list_folder(spec, state, entries[i].path, &bytes);
  return problem;
}

void send_state(int state) {
  static char data[CHUNK];
  for (int i = 0; i < entry_count; i++) {
    struct entry *one = &entries[i];
    size_t room = strlen(one->path) + 64;
    char *head = malloc(room);
    send_frame('r', head, (size_t)snprintf(head, room, "%c %04o %lld %s", one->folder ? 'd' : 'f', one->mode, one->size, one->path));
    free(head);
    if (one->folder) continue;
    fchmodat(state, one->path, 0600, 0);
    int fd = openat(state, one->path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0) fail("cannot read the state folder: %s", strerror(errno));
    for (ssize_t n; (n = read(fd, data, sizeof data)) > 0; flush_out(true)) send_frame('c', data, (size_t)n);
    close(fd);
  }
  send_frame('z', NULL, 0);
}
