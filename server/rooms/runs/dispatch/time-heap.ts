/** Someone whose turn comes by time; `entry` is where it stands in the heap, undefined when it does not. */
export interface Timed {
  time: number;
  entry: Entry | undefined;
}

interface Entry {
  time: number;
  who: Timed;
}

/**
 * Who has least time, first. Times may change while they stand here: a smaller one is told by `place`, a larger one is seen when its
 * turn comes. So a round costs what it gives out, not how many wait.
 */
export class TimeHeap<Who extends Timed> {
  #entries: Entry[] = [];

  /** Puts it in, or to a smaller time. */
  place(who: Who): void {
    if (who.entry && who.entry.time <= who.time) return;
    who.entry = { time: who.time, who };
    this.#entries.push(who.entry);
    rise(this.#entries, this.#entries.length - 1);
  }

  drop(who: Who): void {
    who.entry = undefined;
  }

  /** Takes out who is next. */
  take(): Who | undefined {
    for (;;) {
      const [first] = this.#entries;
      if (!first) return undefined;
      removeFirst(this.#entries);
      const who = first.who as Who;
      if (who.entry !== first) continue;
      who.entry = undefined;
      if (first.time >= who.time) return who;
      this.place(who);
    }
  }
}

function rise(heap: Entry[], from: number): void {
  const entry = heap[from];
  if (!entry) return;
  let index = from;
  while (index > 0) {
    const above = (index - 1) >> 1;
    const other = heap[above];
    if (!other || other.time <= entry.time) break;
    heap[index] = other;
    index = above;
  }
  heap[index] = entry;
}

function removeFirst(heap: Entry[]): void {
  const last = heap.pop();
  if (!last || heap.length === 0) return;
  let index = 0;
  for (;;) {
    const left = 2 * index + 1;
    const right = heap[left + 1];
    const smaller = right && right.time < (heap[left]?.time ?? 0) ? left + 1 : left;
    const below = heap[smaller];
    if (!below || below.time >= last.time) break;
    heap[index] = below;
    index = smaller;
  }
  heap[index] = last;
}
