/** A browser as far as redirects, cookies and simple forms go. */
export class Walker {
  readonly #cookies = new Map<string, string>();
  /** Every address it was at. */
  readonly visited: string[] = [];

  /** Follows an address, filling in each form it meets, until it is sent to one that begins with `until`. @returns that address */
  async walk(address: string, until: string, form: Record<string, string> = {}): Promise<URL> {
    let next = { url: new URL(address), body: undefined as URLSearchParams | undefined };
    for (let step = 0; step < 20; step++) {
      if (next.url.href.startsWith(until)) return next.url;
      next = await this.#step(next.url, next.body, form);
    }
    throw new Error(`No way from ${address} to ${until}: ${this.visited.join(" ")}`);
  }

  async #step(
    url: URL,
    body: URLSearchParams | undefined,
    form: Record<string, string>,
  ): Promise<{ url: URL; body: URLSearchParams | undefined }> {
    this.visited.push(url.href);
    const answer = await fetch(url, {
      method: body ? "POST" : "GET",
      redirect: "manual",
      headers: { cookie: [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; "), accept: "text/html" },
      ...(body ? { body } : {}),
    });
    for (const cookie of answer.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      this.#cookies.set(name, value);
    }
    const location = answer.headers.get("location");
    const text = await answer.text();
    if (location !== null) return { url: new URL(location, url), body: undefined };
    const action = /<form[^>]*action="([^"]+)"/.exec(text)?.[1];
    if (action === undefined) throw new Error(`${url.href} answered ${answer.status}: ${text.slice(0, 300)}`);
    const hidden = [...text.matchAll(/<input[^>]*type="hidden"[^>]*>/g)].map(([tag]) => [attribute(tag, "name"), attribute(tag, "value")]);
    return { url: new URL(action, url), body: new URLSearchParams([...hidden, ...Object.entries(form)]) };
  }
}

const attribute = (tag: string, name: string): string => new RegExp(`${name}="([^"]*)"`).exec(tag)?.[1] ?? "";
