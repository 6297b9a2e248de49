/** What everybody may know, by design, and why. */
export const publicEndpoints: Record<string, string> = {
  "GET /v1/sign-in-providers": "a sign-in page offers a host's providers before anybody is known",
  "POST /v1/sign-ins/begin": "whoever sees the button may press it",
  "POST /v1/sign-ins/finish": "the answer of the provider, with the browser's own secret, is the proof",
  "GET /hooks/shared/{addressId}": "a provider has no credential of ours: who knows the address may hear what its signature lacks",
  "POST /hooks/shared/{addressId}": "the same",
  "GET /.well-known/stoa/{host}/{side}/jwks.json": "public keys, for whoever checks Stoa's signatures",
};

/** What shows one side of a host to its people at the other, by design, and why. */
export const acrossSides: Record<string, string> = {
  "GET /v1/sides/{sideId}/promotion": "what is promoted is compared with what is there, for people who have a seat at both",
  "POST /v1/sides/{sideId}/promotion": "the same",
};
