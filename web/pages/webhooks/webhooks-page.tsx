import { Addresses } from "./addresses.tsx";

/** Addresses of the host's own server, and what was sent there. */
export function WebhooksPage() {
  return (
    <Addresses
      title="Webhooks"
      line="Your server is told when an installation is installed, changed, fails, recovers, is removed, or waits for its customer's consent."
      none="Your server is told nothing yet"
      example={'{ "type": "installation.failing", "data": { "customer": { "ref": "acme" }, "run": "run_01j9…" } }'}
    >
      Name an address of your server. Messages are signed as Standard Webhooks are, so its library in your language verifies them; what is
      not taken comes again for three days.
    </Addresses>
  );
}
