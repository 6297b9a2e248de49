import type { ProviderDefinition } from "@stoa/contract";

/** The provider of the trial, as one process asks it: the number in the address tells the provider who that is. */
export function defineFamily(place: string, life: number): ProviderDefinition {
  return {
    name: "family",
    title: "Family",
    kind: "oauth-code",
    documents: `http://${place}`,
    fields: [],
    oauth: {
      authorize: `http://${place}/authorize`,
      token: `http://${place}/token/${life}`,
      pkce: true,
      clientAuth: "post",
      refresh: "rotates",
    },
    send: { header: "Authorization", value: "Bearer {access_token}" },
    api: `http://${place}`,
    hosts: [place],
  };
}
