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

/** Writes that a page of anybody's may send, by design, and what proves them: a cookie proves none. */
export const openToPages: Record<string, string> = {
  "POST /v1/sessions": "a link's code, which only its holder has",
  "POST /v1/logins/begin": "a terminal begins, and gets nothing until somebody lets it in",
  "POST /v1/logins/collect": "the secret the terminal was given",
  "POST /v1/unsubscribe": "the code of a mail",
  "POST /v1/unsubscribe/look": "the code of a mail",
  "POST /embed/sessions": "the host's signed token",
  "POST /hooks/shared/{addressId}": "the provider's signature",
  "POST /hooks/{installationId}": "the installation's own token",
};
