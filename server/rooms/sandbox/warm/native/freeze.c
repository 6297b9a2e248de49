// A library that writes the process it is in as an image: see ../README.md. Called when one thread is left and nothing but 0 to 3 is open.
#include "image.h"

enum { SCRATCH = 8 << 20 };
struct scratch {
  struct head head;
  struct area areas[MOST_AREAS];
  struct piece pieces[MOST_PIECES];
  char text[MOST_TEXT], maps[SCRATCH - (2 << 20)];
};
static word buffer[8];
static struct given given;

// As setjmp: rbx, rbp, r12 to r15, the stack and where to go on. 0 now, 1 when thawed.
__attribute__((naked, noinline, returns_twice)) static int keep_place(__attribute__((unused)) word *to) {
  __asm__("mov %rbx, (%rdi); mov %rbp, 8(%rdi); mov %r12, 16(%rdi); mov %r13, 24(%rdi); mov %r14, 32(%rdi); mov %r15, 40(%rdi)\n"
          "lea 8(%rsp), %rax; mov %rax, 48(%rdi); mov (%rsp), %rax; mov %rax, 56(%rdi); xor %eax, %eax; ret");
}

static bool is_empty(const word *page) {
  for (int i = 0; i < PAGE / 8; i++) if (page[i]) return false;
  return true;
}

// Gaps of a few empty pages are written too: a mapping each would cost more.
static bool add_pieces(struct scratch *s, const struct line *line) {
  word end = 0;
  for (word at = line->from; at < line->to; at += PAGE) {
    if (is_empty((const word *)at)) continue;
    struct piece *last = end ? &s->pieces[s->head.pieces - 1] : 0;
    if (last && at - end <= 4 * PAGE) last->length = at + PAGE - last->at;
    else if (s->head.pieces == MOST_PIECES) return false;
    else s->pieces[s->head.pieces++] = (struct piece){.at = at, .length = PAGE, .prot = line->prot};
    end = at + PAGE;
  }
  return true;
}

static uint32_t add_path(struct scratch *s, const char *name) {
  uint32_t at = (uint32_t)s->head.text;
  while (*name != '\n' && s->head.text < MOST_TEXT - 1) s->text[s->head.text++] = *name++;
  s->text[s->head.text++] = 0;
  return at;
}

// A file's own pages are mapped from the file again; what was changed of them, and memory, is written.
static const char *add_area(struct scratch *s, const struct line *line, bool changed) {
  bool file = *line->name == '/';
  if (begins(line->name, "[vvar") || begins(line->name, "[vdso]")) {
    for (int i = 0; i < MOST_SPECIAL; i++)
      if (!s->head.special[i].length) return s->head.special[i] = (struct special){line->from, line->to - line->from}, (char *)0;
    return "the kernel's own pages are more than known";
  }
  if (begins(line->name, "[vsyscall]") || (line->from >= (word)s - PAGE && line->to <= (word)s + SCRATCH + PAGE)) return 0;
  if (line->shared && (line->prot & WRITE || !file)) return "memory is shared with others";
  for (const char *at = line->name; file && *at != '\n'; at++) if (begins(at, " (deleted)")) return "a mapped file was removed";
  if (s->head.areas == MOST_AREAS) return "there are too many mappings";
  if (begins(line->name, "[heap]")) s->head.heap[0] = line->from, s->head.heap[1] = line->to;
  if (begins(line->name, "[stack]")) s->head.stack = line->from;
  bool written = !file || changed;
  s->areas[s->head.areas++] = (struct area){.from = line->from, .to = line->to, .offset = line->offset, .prot = line->prot,
    .shared = line->shared, .path = written ? 0 : add_path(s, line->name)};
  if (written && line->prot && !(line->prot & READ)) return "memory cannot be read";
  return !written || !line->prot || add_pieces(s, line) ? (char *)0 : "its memory is too scattered";
}

static const char *read_areas(struct scratch *s) {
  if (read_whole("/proc/self/smaps", s->maps, sizeof s->maps) < 0) return "/proc/self/smaps cannot be read";
  struct line line;
  for (const char *at = s->maps; *at;) {
    bool changed = false;
    at = read_line(at, &line);
    while (*at >= 'A' && *at <= 'Z') {
      if (begins(at, "Anonymous:")) {
        at += 10;
        while (*at == ' ') at++;
        changed = *at != '0';
      }
      while (*at++ != '\n') continue;
    }
    const char *problem = add_area(s, &line, changed);
    if (problem) return problem;
  }
  return 0;
}

static void read_state(struct scratch *s, word rseq) {
  struct head *head = &s->head;
  *head = (struct head){.magic = MAGIC, .text = 1, .buffer = (word)buffer, .given = (word)&given};
  word length;
  call(__NR_arch_prctl, 0x1003 /* ARCH_GET_FS */, &head->tls, 0, 0);
  call(__NR_prctl, 40 /* PR_GET_TID_ADDRESS */, &head->tid_at, 0, 0);
  call(__NR_get_robust_list, 0, &head->robust, &length, 0);
  head->rseq = rseq;
  call(__NR_rt_sigprocmask, 0, 0, &head->mask, 8);
  for (int i = 0; i < SIGNALS; i++) call(__NR_rt_sigaction, i + 1, 0, &head->actions[i], 8);
}

static bool write_all(int fd, const void *from, word length) {
  for (word at = 0; at < length;) {
    long n = call(__NR_write, fd, (const char *)from + at, length - at, 0);
    if (n <= 0) return false;
    at += (word)n;
  }
  return true;
}

static const char *write_image(struct scratch *s, int fd) {
  struct head *head = &s->head;
  word sizes[] = {sizeof *head, head->areas * sizeof *s->areas, head->pieces * sizeof *s->pieces, head->text};
  const void *parts[] = {head, s->areas, s->pieces, s->text};
  static const char nothing[PAGE];
  word length = sizes[0] + sizes[1] + sizes[2] + sizes[3], offset = head->data = (length + PAGE - 1) / PAGE * PAGE;
  for (word i = 0; i < head->pieces; i++) s->pieces[i].offset = offset, offset += s->pieces[i].length;
  for (int i = 0; i < 4; i++) if (!write_all(fd, parts[i], sizes[i])) return "it cannot be written";
  if (!write_all(fd, nothing, head->data - length)) return "it cannot be written";
  for (word i = 0; i < head->pieces; i++)
    if (!write_all(fd, (const void *)s->pieces[i].at, s->pieces[i].length)) return "it cannot be written";
  return 0;
}

// What thawed this process is of no more use to it; the words it was given stay, as they do on any stack.
void forget(void) { call(__NR_munmap, LOW, GIVEN - LOW, 0, 0); }

// Fills `out` when it comes back in a thawed process. @returns what stands in the way, "" here, NULL when thawed
const char *freeze(int fd, word rseq, struct given *out) {
  if (keep_place(buffer)) {
    *out = given;
    return 0;
  }
  // Between two pages of another kind, or the kernel would make one mapping of it and what is next to it.
  long at = map(0, SCRATCH + 2 * PAGE, 0, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (at < 0 && at > -4096) return "there is no memory";
  struct scratch *s = (struct scratch *)(at + PAGE);
  if (call(__NR_mprotect, s, SCRATCH, READ | WRITE, 0)) return "there is no memory";
  read_state(s, rseq);
  const char *problem = read_areas(s);
  if (!problem) problem = write_image(s, fd);
  call(__NR_munmap, at, SCRATCH + 2 * PAGE, 0, 0);
  return problem ? problem : "";
}
