import { call, type Answer } from "../call.ts";
import type { Endpoint } from "../document.ts";
import { fillRequest, type Slot } from "../fill/fill-request.ts";
import type { Place } from "../open-place.ts";
import type { Line, Seat } from "../world/line.ts";
import { bringing, fillingOf } from "./plan.ts";
import { withoutSent } from "./phantom.ts";
import { hiddenFrom } from "./hidden.ts";

export interface OwnAnswer {
  endpoint: Endpoint;
  answer: Answer;
  url: string;
  /** Of others, what the answer holds. */
  held: string | undefined;
}

/** Every endpoint that wanted says, called by whoever may do everything there, with nothing that is not theirs. */
export async function callOwn(place: Place, line: Line, wanted: (endpoint: Endpoint) => boolean, seed: number): Promise<OwnAnswer[]> {
  const hidden = hiddenFrom(place);
  const answers: OwnAnswer[] = [];
  for (const [index, endpoint] of place.endpoints.filter(wanted).entries()) {
    const sent: string[] = [];
    const pick = ({ kind }: Slot): string => {
      sent.push(line.ids[kind]);
      return line.ids[kind];
    };
    const filling = fillingOf(place, { pick, seed: seed * 10_000 + index, consent: line.consent, optional: 0 });
    const request = { ...fillRequest(endpoint, filling), ...bringing(ownerAt(place, line, endpoint)) };
    const answer = await call(place.api, request);
    const scope = endpoint.scope ?? "customer";
    const told = withoutSent(answer.body, sent);
    answers.push({ endpoint, answer, url: request.url, held: hidden({ scope, line }, endpoint).find((word) => told.includes(word)) });
  }
  return answers;
}

/** For reading whoever is signed in, who is told what no token is; for writing a token, which no write ends before its turn. */
function ownerAt(place: Place, line: Line, { scope, method }: Endpoint): Pick<Seat, "way" | "credential"> | undefined {
  if (scope === "operator") return { way: "token", credential: place.operator };
  const own = line.seats.filter((seat) => seat.scope === (scope ?? "customer") && seat.may === "everything");
  return own.find(({ way }) => (way === "token") === (method !== "GET"));
}
