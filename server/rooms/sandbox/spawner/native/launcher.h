// The native launcher: the same frames and words as launcher.pl, without bubblewrap. ../../README.md draws the life of a box.
#pragma once
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MOST_BINDS = 64, MOST_LISTENERS = 512, OUT_HIGH = 1 << 20, CHUNK = 65536 };

// What every box of this slot has in common.
struct slot {
  uid_t uid;
  gid_t gid;
  int idmap;  // user namespace that shows the client's files as the slot's; -1: not needed
  int stage;  // mount namespace with nothing but the places a box is made of, copied for each box
  int machine, proc;  // mount namespace with the machine's folders, and its /proc
  int person;  // user namespace of the programs: it has one user and owns nothing
  bool keeps_proc;  // the stage has a /proc, without which this kernel lets nobody mount one
  const char *wall;  // rules of the second wall in hexadecimal; empty: the kernel has none
  const void *filter;
  size_t filter_bytes;
};
extern struct slot slot;

struct words { char **at; int count; };
struct spec {
  char *root, *cwd, *gate, *token;
  char *bind_mode[MOST_BINDS], *bind_from[MOST_BINDS], *bind_to[MOST_BINDS];
  int binds;
  char *listen_address[MOST_LISTENERS];
  int listen_port[MOST_LISTENERS], listens;
  struct words lo, env, command;
  long long output_bytes, output_rate, tmp_bytes, tmp_inodes, open_files, pids, processes, state_bytes, state_inodes, state_max, state_entries;
  bool keep_state, hold;
};

// main.c: frames on stdin and stdout; one letter, length (u32, big endian), payload.
struct frame { char type; char *data; uint32_t length; };
struct frame read_frame(void);
void send_frame(char type, const void *data, size_t length);
void flush_out(bool all);
size_t out_waiting(void);
_Noreturn void fail(const char *format, ...) __attribute__((format(printf, 1, 2)));
bool put_text(int folder, const char *path, const char *text, size_t length);
bool map_user(unsigned inside, uid_t uid, gid_t gid);
extern volatile bool *asked;  // a keeper has been told its box; not mapped where programs could write to it
extern void (*on_fail)(const char *text);  // set where there is no stdout to speak to

// stage.c: the root of a box, in a mount namespace of the keeper's
void make_stage(void);
int make_idmap(uid_t client);
int open_user_space(void (*make)(void), void (*map)(pid_t));
int make_room(void);
void stage(const struct spec *spec, int room);

// network.c: the network that this process and what it forks stand in
void prepare_network(void);
void judge_network(bool ended_well);
void add_addresses(const struct words *addresses);
extern int names;  // its name server's socket, or -1

// program.c: the first process of the box's pid namespace, and the program
extern volatile int *ending;
pid_t start_init(const struct spec *spec, const int pipes[4], int *pidfd, int *control);
void drop_to(uid_t uid, gid_t gid);
void give_up_capabilities(void);
void be_somebody(void);

// keeper.c, state.c, relay.c
_Noreturn void keep_box(struct spec *(*await_spec)(void));
void receive_files(int tmp, int state);
const char *scan_state(const struct spec *spec, int state);  // NULL: all entries are listed and can be sent
void send_state(int state);
typedef void handler(void *what);
void on_read(int fd, handler *code, void *what);
void on_write(int fd, handler *code, void *what);
void forget(int fd);
int watched(void);
void relay(const struct spec *spec, int listener, int index);
int open_names(void);
void serve_names(const struct spec *spec, int fd);
