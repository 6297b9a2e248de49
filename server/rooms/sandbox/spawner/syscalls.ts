/** Machines the filter and the launcher know, by Node's names. */
export type Machine = "x64" | "arm64";

/** Audit architecture and row of the number tables below. Source: linux/audit.h, asm/unistd_64.h, asm-generic/unistd.h. */
export const machines: Record<Machine, { audit: number; column: 0 | 1 }> = {
  x64: { audit: 0xc000003e, column: 0 },
  arm64: { audit: 0xc00000b7, column: 1 },
};

type Numbers = readonly [x64: number | null, arm64: number | null];

/** Refused whatever the arguments are: EPERM. */
export const forbidden: Record<string, Numbers> = {
  unshare: [272, 97],
  setns: [308, 268],
  mount: [165, 40],
  umount2: [166, 39],
  pivot_root: [155, 41],
  chroot: [161, 51],
  fsopen: [430, 430],
  fsconfig: [431, 431],
  fsmount: [432, 432],
  fspick: [433, 433],
  open_tree: [428, 428],
  move_mount: [429, 429],
  mount_setattr: [442, 442],
  open_tree_attr: [467, 467],
  ptrace: [101, 117],
  process_vm_readv: [310, 270],
  process_vm_writev: [311, 271],
  process_madvise: [440, 440],
  kcmp: [312, 272],
  pidfd_getfd: [438, 438],
  add_key: [248, 217],
  request_key: [249, 218],
  keyctl: [250, 219],
  bpf: [321, 280],
  perf_event_open: [298, 241],
  userfaultfd: [323, 282],
  kexec_load: [246, 104],
  kexec_file_load: [320, 294],
  init_module: [175, 105],
  finit_module: [313, 273],
  delete_module: [176, 106],
  reboot: [169, 142],
  swapon: [167, 224],
  swapoff: [168, 225],
  acct: [163, 89],
  quotactl: [179, 60],
  quotactl_fd: [443, 443],
  name_to_handle_at: [303, 264],
  open_by_handle_at: [304, 265],
  fanotify_init: [300, 262],
  syslog: [103, 116],
  lookup_dcookie: [212, 18],
  iopl: [172, null],
  ioperm: [173, null],
  modify_ldt: [154, null],
  uselib: [134, null],
  migrate_pages: [256, 238],
  move_pages: [279, 239],
  ustat: [136, null],
  sysfs: [139, null],
  vhangup: [153, 58],
  settimeofday: [164, 170],
  clock_settime: [227, 112],
  sethostname: [170, 161],
  setdomainname: [171, 162],
};

/**
 * Said not to exist: ENOSYS. Callers then take the older call, whose arguments the filter can read (clone3, openat2); or no kernel of today
 * has it.
 */
export const absent: Record<string, Numbers> = {
  clone3: [435, 435],
  openat2: [437, 437],
  lsm_get_self_attr: [459, 459],
  lsm_set_self_attr: [460, 460],
  lsm_list_modules: [461, 461],
  file_getattr: [468, 468],
  file_setattr: [469, 469],
  io_uring_setup: [425, 425],
  io_uring_enter: [426, 426],
  io_uring_register: [427, 427],
  _sysctl: [156, null],
  create_module: [174, null],
  get_kernel_syms: [177, null],
  query_module: [178, null],
  nfsservctl: [180, 42],
  getpmsg: [181, null],
  putpmsg: [182, null],
  afs_syscall: [183, null],
  tuxcall: [184, null],
  security: [185, null],
  vserver: [236, null],
};

/** The last call this file has judged. Later ones do not exist for a box until somebody has looked at them. */
export const lastKnown = 469;

/** Judged by their arguments in seccomp.ts. */
export const judged = {
  clone: [56, 220],
  socket: [41, 198],
  ioctl: [16, 29],
  chmod: [90, null],
  fchmod: [91, 52],
  fchmodat: [268, 53],
  fchmodat2: [452, 452],
  open: [2, null],
  openat: [257, 56],
  creat: [85, null],
  mknod: [133, null],
  mknodat: [259, 33],
  personality: [135, 92],
  setpriority: [141, 140],
} as const satisfies Record<string, Numbers>;
