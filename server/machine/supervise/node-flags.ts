/**
 * Of processes that others wait for. In the collector's pauses they wait for no thread but their own: on a machine full of programs a helper that is not being
 * run held up every answer for tens of milliseconds. What the collector does beside the work (marking, sweeping) stays in threads.
 */
export const promptFlags = ["--no-parallel-scavenge", "--no-parallel-marking", "--no-parallel-compaction", "--no-parallel-pointer-update"];
