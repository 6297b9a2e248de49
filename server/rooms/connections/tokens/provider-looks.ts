const halfMs = 30 * 60_000;
const fewRefused = 5;
const tooLarge = 1 / 3;

/** By provider, whether each account that was asked for was refused. */
type Looks = Map<string, Map<string, boolean>>;

/**
 * What providers said of their accounts in the last half hour to an hour, as this process saw it. Many refused together are a provider's trouble, or
 * ours on the way there, and no word about any one account.
 */
export class ProviderLooks {
  #now: Looks = new Map();
  #before: Looks = new Map();
  #turnedAt = 0;

  note(provider: string, look: { id: string; isRefused: boolean; at: number }): void {
    this.#turn(look.at);
    const known = this.#now.get(provider) ?? new Map<string, boolean>();
    this.#now.set(provider, known.set(look.id, look.isRefused));
  }

  isTroubled(provider: string, at: number): boolean {
    this.#turn(at);
    const looks = [...new Map([...(this.#before.get(provider) ?? []), ...(this.#now.get(provider) ?? [])]).values()];
    const refused = looks.filter(Boolean).length;
    return refused > fewRefused && refused > looks.length * tooLarge;
  }

  #turn(at: number): void {
    if (at - this.#turnedAt < halfMs) return;
    this.#before = at - this.#turnedAt < 2 * halfMs ? this.#now : new Map();
    this.#now = new Map();
    this.#turnedAt = at;
  }
}
