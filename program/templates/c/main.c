/* Greets the next few people and remembers where it stopped. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *names[] = {"Ada", "Grace", "Edsger", "Barbara", "Donald", "Radia", "Ken", "Frances"};
#define NAMES (sizeof names / sizeof *names)

static const char *setting(const char *variable, const char *fallback) {
  const char *value = getenv(variable);
  return value && *value ? value : fallback;
}

static long cursor_of(const char *state) {
  const char *found = state ? strstr(state, "\"cursor\":") : NULL;
  return found ? atol(found + strlen("\"cursor\":")) : 0;
}

static void greet(const char *name) {
  char text[256];
  int loud = strcmp(setting("STOA_CFG_TONE", "plain"), "loud") == 0;
  snprintf(text, sizeof text, "%s, %s%s", setting("STOA_CFG_GREETING", "Hello"), name, loud ? "!" : "");
  for (char *letter = text; loud && *letter; letter++) *letter = (char)toupper((unsigned char)*letter);
  puts(text);
  fflush(stdout);
}

int main(void) {
  const char *mode = setting("STOA_MODE", "run");
  FILE *out = fdopen(3, "w"); /* messages to Stoa are lines on file descriptor 3 */
  if (!out) return perror("descriptor 3"), 70;
  setvbuf(out, NULL, _IOLBF, 0);
  if (strcmp(mode, "options") == 0) {
    fputs("options {\"tones\":[{\"const\":\"plain\",\"title\":\"Plain\"},{\"const\":\"loud\",\"title\":\"Loud\"}]}\n", out);
    return 0;
  }
  if (strcmp(mode, "check") == 0) return puts("nothing to connect to; all is well"), 0;

  long cursor = cursor_of(getenv("STOA_STATE"));
  long most = atol(setting("STOA_CFG_PEOPLE", "3"));
  int preview = strcmp(mode, "preview") == 0;
  for (long step = 1; step <= most; step++, cursor++) {
    const char *name = names[(size_t)cursor % NAMES];
    if (preview) {
      fprintf(out, "would {\"greet\":\"%s\"}\n", name);
    } else {
      greet(name);
      fputs("count created 1\n", out);
    }
    fprintf(out, "progress %ld %ld %s\n", step, most, name);
  }
  if (!preview) fprintf(out, "state {\"cursor\":%ld}\n", cursor);
  return 0;
}
