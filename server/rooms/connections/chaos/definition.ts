import type { ProviderDefinition } from "@stoa/contract";

/** The provider of the trial, by one worker's door. */
export function defineFamily(place: string): ProviderDefinition {
  return {
    name: "family",
    title: "Family",
    kind: "oauth-code",
    documents: `http://${place}`,
    fields: [],
    oauth: { authorize: `http://${place}/authorize`, token: `http://${place}/token`, pkce: true, clientAuth: "post", refresh: "rotates" },
    send: { header: "Authorization", value: "Bearer {access_token}" },
    api: `http://${place}`,
    hosts: [place],
  };
}
