// thaw <image> <path> <words...>: becomes the process of an image, given this environment and these words. Where that cannot be, it starts what is
// at the path with them. It stands alone in the lowest four megabytes, where no other program is, and takes away everything else before it maps the image.
#include "image.h"

enum { ROOM = 1 << 20, GIVEN_END = 0x3c0000, PARK = GIVEN_END, STACK = 8 << 20 };
struct mm_map { word start_code, end_code, start_data, end_data, start_brk, brk, start_stack, arg_start, arg_end, env_start, env_end, auxv; uint32_t auxv_size, exe_fd; };
static struct head head;
static char tables[ROOM], maps[1 << 17];
static struct special special[MOST_SPECIAL];
static char stack[1 << 14] __attribute__((aligned(16)));
static int image;

void *memset(void *to, int byte, unsigned long n) {
  for (char *at = to; n--;) *at++ = (char)byte;
  return to;
}
void *memcpy(void *to, const void *from, unsigned long n) {
  char *at = to;
  for (const char *one = from; n--;) *at++ = *one++;
  return to;
}

static _Noreturn void lose(void) {
  static const char text[] = "stoa: a prepared process could not be taken up\n";
  call(__NR_write, 2, text, sizeof text - 1, 0);
  call(__NR_exit_group, 125, 0, 0, 0);
  __builtin_unreachable();
}

// Everything that may stand in the way is looked at first, while the command can still be started. @returns whether the image fits
static bool read_image(const char *path) {
  image = (int)call(__NR_open, path, 02000000 /* O_CLOEXEC */, 0, 0);
  if (image < 0 || call(__NR_read, image, &head, sizeof head, 0) != sizeof head || head.magic != MAGIC) return false;
  word areas = head.areas * sizeof(struct area), pieces = head.pieces * sizeof(struct piece), length = areas + pieces + head.text;
  if (head.areas > MOST_AREAS || head.pieces > MOST_PIECES || head.text > MOST_TEXT || length > ROOM) return false;
  for (word got = 0; got < length;) {
    long n = call(__NR_read, image, tables + got, length - got, 0);
    if (n <= 0) return false;
    got += (word)n;
  }
  if (read_whole("/proc/self/maps", maps, sizeof maps) < 0) return false;
  int found = 0;
  struct line line;
  for (const char *at = maps; *at;) {
    at = read_line(at, &line);
    if (!begins(line.name, "[vvar") && !begins(line.name, "[vdso]")) continue;
    if (found == MOST_SPECIAL || head.special[found].length != line.to - line.from) return false;
    special[found++] = (struct special){line.from, line.to - line.from};
  }
  return found == MOST_SPECIAL || !head.special[found].length;
}

static word copy_words(char **words, word to, word *length) {
  word from = to;
  for (; *words; words++)
    for (const char *at = *words;; at++) {
      if (to == GIVEN_END) return 0;
      *(char *)to++ = *at;
      if (!*at) break;
    }
  *length = to - from;
  return to;
}

static struct given given;
static bool keep_words(char **args, char **env) {
  if (map(GIVEN, GIVEN_END - GIVEN, READ | WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0) != GIVEN) return false;
  given.args = GIVEN;
  given.env = copy_words(args, GIVEN, &given.args_length);
  return given.env && copy_words(env, given.env, &given.env_length);
}

static void clear(void) {
  struct line line;
  for (const char *at = maps; *at;) {
    at = read_line(at, &line);
    if (line.from >= LOW_END && !begins(line.name, "[v")) call(__NR_munmap, line.from, line.to - line.from, 0, 0);
  }
  word park = PARK;
  for (int i = 0; i < MOST_SPECIAL && special[i].length; park += special[i++].length)
    if (call6(__NR_mremap, special[i].from, special[i].length, special[i].length, 3, park, 0) != (long)park) lose();
  park = PARK;
  for (int i = 0; i < MOST_SPECIAL && special[i].length; park += special[i++].length)
    if (call6(__NR_mremap, park, special[i].length, special[i].length, 3, head.special[i].from, 0) != (long)head.special[i].from) lose();
}

static void must_map(word at, word length, uint32_t prot, word flags, int fd, word offset) {
  if (map(at, length, prot, flags | MAP_FIXED, fd, offset) != (long)at) lose();
}

static void fill(void) {
  struct area *areas = (void *)tables;
  struct piece *pieces = (void *)(areas + head.areas);
  const char *text = (char *)(pieces + head.pieces);
  int fd = -1;
  for (word i = 0; i < head.areas; i++) {
    struct area *one = &areas[i];
    word below = one->from == head.stack && i && areas[i - 1].to < one->from - STACK ? STACK : 0;
    if (!one->path) must_map(one->from - below, one->to - one->from + below, one->prot, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    else {
      const char *path = text + one->path, *before = i && areas[i - 1].path ? text + areas[i - 1].path : "";
      while (*path && *path == *before) path++, before++;
      if (fd < 0 || *path || *before) {
        if (fd >= 0) call(__NR_close, fd, 0, 0, 0);
        fd = (int)call(__NR_open, text + one->path, 02000000, 0, 0);
      }
      must_map(one->from, one->to - one->from, one->prot, one->shared ? MAP_SHARED : MAP_PRIVATE, fd, one->offset);
    }
  }
  if (fd >= 0) call(__NR_close, fd, 0, 0, 0);
  for (word i = 0; i < head.pieces; i++) must_map(pieces[i].at, pieces[i].length, pieces[i].prot, MAP_PRIVATE, image, pieces[i].offset);
  call(__NR_close, image, 0, 0, 0);
}

static void set_state(void) {
  struct mm_map mm = {.start_code = LOW_END, .end_code = LOW_END + PAGE, .start_data = LOW_END, .end_data = LOW_END + PAGE,
    .start_brk = head.heap[0], .brk = head.heap[1], .start_stack = head.stack, .arg_start = given.args,
    .arg_end = given.args + given.args_length, .env_start = given.env, .env_end = given.env + given.env_length, .exe_fd = ~0u};
  // Without it the C library would take memory for its heap's that nobody gave it.
  if (head.heap[0] && call6(__NR_prctl, 35 /* PR_SET_MM */, 14 /* PR_SET_MM_MAP */, (word)&mm, sizeof mm, 0, 0)) lose();
  for (int i = 0; i < SIGNALS; i++) call(__NR_rt_sigaction, i + 1, &head.actions[i], 0, 8);
  call(__NR_rt_sigprocmask, 2, &head.mask, 0, 8);
  call(__NR_arch_prctl, 0x1002 /* ARCH_SET_FS */, head.tls, 0, 0);
  uint32_t tid = (uint32_t)call(__NR_set_tid_address, head.tid_at, 0, 0, 0);
  if (head.tid_at) *(uint32_t *)head.tid_at = tid;
  if (head.robust) call(__NR_set_robust_list, head.robust, 24, 0, 0);
  if (head.rseq && call(__NR_rseq, head.rseq, 32, 0, 0x53053053)) *(uint32_t *)(head.rseq + 4) = -2u;
  *(struct given *)head.given = given;
}

__attribute__((naked, noreturn)) static void go_on(__attribute__((unused)) const word *buffer) {
  __asm__("mov (%rdi), %rbx; mov 8(%rdi), %rbp; mov 16(%rdi), %r12; mov 24(%rdi), %r13; mov 32(%rdi), %r14; mov 40(%rdi), %r15\n"
          "mov 48(%rdi), %rsp; mov $1, %eax; jmp *56(%rdi)");
}

static _Noreturn void become(void) {
  clear();
  fill();
  set_state();
  go_on((word *)head.buffer);
}

__attribute__((used)) void begin(word *at) {
  char **args = (char **)(at + 1), **env = args + at[0] + 1;
  if (at[0] < 4) lose();
  if (read_image(args[1]) && keep_words(args + 3, env))
    __asm__ volatile("mov %0, %%rsp; xor %%ebp, %%ebp; call *%1" : : "r"(stack + sizeof stack - 16), "r"(become) : "memory");
  if (image > 0) call(__NR_close, image, 0, 0, 0);
  call(__NR_execve, args[2], args + 3, env, 0);
  lose();
}
__asm__(".globl _start\n_start: mov %rsp, %rdi\n and $-16, %rsp\n call begin\n");
