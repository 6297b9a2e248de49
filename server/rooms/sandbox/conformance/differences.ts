/**
 * Where a gVisor box answers differently from one of namespaces, and why that is as good. Everything else in the suite is the same for both.
 */

const order = "its kernel looks at permissions before it looks whether the file system is read-only";
const noIds = "its kernel knows every user id, and refuses for want of a right where Linux has no such user";

/** Attempts of escape/attempts.ts: call -> the error, and the reason. */
export const gvisorAttempts: Record<string, readonly [error: string, why: string]> = {
  ia32: ["ENOSYS", "its kernel has no calls of other machines, where the filter's answer is a signal"],
  "real-time": ["EINVAL", "its kernel schedules nothing by priority"],
  setuid: ["EPERM", noIds],
  "chown-root": ["EPERM", noIds],
  "file-capability": ["EOPNOTSUPP", "no file system of a box keeps such attributes"],
  "make=/escape": ["EACCES", order],
  "make=/usr/escape": ["EACCES", order],
  "make=/etc/escape": ["EACCES", order],
  "make=/dev/escape": ["EACCES", order],
  "write=/proc/sys/kernel/core_pattern": ["ENOENT", "not in its /proc"],
  "read=/proc/kmsg": ["ENOENT", "not in its /proc"],
};

/** In the state folder these stay inside gVisor's kernel: there is nothing outside to be refused, and the state is kept without them. */
export const gvisorState = new Set(["a pipe", "a socket"]);
