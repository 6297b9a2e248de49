import pg from "pg";
import { interleave, median, reportFigure } from "../kit/figures.ts";
import type { Size } from "./size.ts";
import { fill, newCustomers, openPlace } from "./place.ts";

const listeners = 20;

/** How fast runs are queued while twenty connections listen, beside none: no write tells them. */
export async function benchEnqueue({ short, repeats }: Size): Promise<void> {
  const runs = short ? 2_000 : 10_000;
  const place = await openPlace(1);
  const owners = newCustomers(20);
  const once = async (): Promise<number> => {
    const began = performance.now();
    await Promise.all(Array.from({ length: 4 }, () => fill(place, runs / 4, owners)));
    return runs / ((performance.now() - began) / 1_000);
  };
  const withListeners = async (): Promise<number> => {
    const clients = await Promise.all(
      Array.from({ length: listeners }, async () => {
        const client = new pg.Client(place.world.connection);
        await client.connect();
        await client.query("listen stoa");
        return client;
      }),
    );
    const rate = await once();
    await Promise.all(clients.map((client) => client.end()));
    return rate;
  };
  await once();
  const rates = await interleave(repeats, { with: withListeners, without: once });
  const about = { unit: "runs a second", runs, listeners, repeats };
  reportFigure({
    name: "enqueue with 20 listeners beside none",
    ours: median(rates.with),
    floor: median(rates.without),
    atLeast: 0.9,
    about,
  });
}
