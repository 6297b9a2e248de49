// What a frozen process is written as, and the few system calls freezing and thawing need. No C library: one of them works beside any.
#pragma once
#include <asm/signal.h>
#include <asm/unistd.h>
#include <linux/mman.h>
#include <linux/prctl.h>
#include <stdbool.h>
#include <stdint.h>

typedef uint64_t word;
enum { PAGE = 4096, MOST_AREAS = 4096, MOST_PIECES = 16384, MOST_TEXT = 1 << 18, MOST_SPECIAL = 4, SIGNALS = 64, READ = 1, WRITE = 2, EXEC = 4 };
// Where thaw stands, and the words it hands on.
enum { LOW = 0x10000, GIVEN = 0x280000, LOW_END = 0x400000 };
#define MAGIC 0x31306d7261776173ull

// Where the kernel's own pages (vdso and its data) were.
struct special { word from, length; };
// A mapping. `path`: its file, in the text; 0: memory.
struct area { word from, to, offset; uint32_t prot, shared, path, unused; };
// Pages of memory that hold something, and where in the image they are.
struct piece { word at, length, offset; uint32_t prot, unused; };
struct action { word handler, flags, restorer, mask; };
// What a thawed process is given: its environment and its arguments, each a list of words ended by a zero byte.
struct given { word env, env_length, args, args_length; };

struct head {
  word magic, areas, pieces, text, data;  // counts, bytes, and where the pages begin
  word buffer, given;                     // addresses of where to go on and of a struct given
  word tls, tid_at, robust, rseq;
  word code[2], content[2], heap[2], stack;  // prctl(PR_SET_MM_MAP)
  word mask;
  struct action actions[SIGNALS];
  struct special special[MOST_SPECIAL];
};

static inline long call6(long n, word a, word b, word c, word d, word e, word f) {
  long result;
  register word r10 __asm__("r10") = d, r8 __asm__("r8") = e, r9 __asm__("r9") = f;
  __asm__ volatile("syscall" : "=a"(result) : "a"(n), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9) : "rcx", "r11", "memory");
  return result;
}
#define call(n, a, b, c, d) call6(n, (word)(a), (word)(b), (word)(c), (word)(d), 0, 0)
#define map(at, length, prot, flags, fd, offset) call6(__NR_mmap, (word)(at), (word)(length), (word)(prot), (word)(flags), (word)(fd), (word)(offset))

static inline bool begins(const char *text, const char *with) {
  while (*with) if (*text++ != *with++) return false;
  return true;
}
static inline word hex(const char **at) {
  word value = 0;
  for (;; (*at)++) {
    char c = **at;
    int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
    if (digit < 0) return value;
    value = value << 4 | (word)digit;
  }
}

// One line of /proc/self/maps or the first of an entry of smaps.
struct line { word from, to, offset; uint32_t prot; bool shared; const char *name; };
static inline const char *read_line(const char *at, struct line *line) {
  line->from = hex(&at), at++;
  line->to = hex(&at), at++;
  line->prot = (uint32_t)((at[0] == 'r' ? READ : 0) | (at[1] == 'w' ? WRITE : 0) | (at[2] == 'x' ? EXEC : 0));
  line->shared = at[3] == 's';
  at += 5;
  line->offset = hex(&at);
  for (int spaces = 0; spaces < 3 && *at != '\n'; at++) spaces += *at == ' ';
  while (*at == ' ') at++;
  line->name = at;
  while (*at != '\n') at++;
  return at + 1;
}

static inline long read_whole(const char *path, char *to, word room) {
  long fd = call(__NR_open, path, 0, 0, 0), n = 0;
  word length = 0;
  if (fd < 0) return fd;
  while (length < room - 1 && (n = call(__NR_read, fd, to + length, room - 1 - length, 0)) > 0) length += (word)n;
  call(__NR_close, fd, 0, 0, 0);
  to[length] = 0;
  return length == room - 1 ? -1 : (long)length;
}
