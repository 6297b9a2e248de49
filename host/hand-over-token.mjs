const patienceMs = 10_000;

/** @type {typeof import("./types.d.mts").handOverToken} */
export async function handOverToken({ id, name }, token, { stoaUrl, sideId, accessToken }) {
  const customer = `${stoaUrl.replace(/\/+$/, "")}/v1/sides/${encodeURIComponent(sideId)}/customers/${encodeURIComponent(id)}`;
  if (name !== undefined) await put(customer, { name }, accessToken);
  await put(`${customer}/host-token`, { token }, accessToken);
  return token;
}

/** @param {string} url @param {object} body @param {string} accessToken */
async function put(url, body, accessToken) {
  const headers = { authorization: `Bearer ${accessToken}`, "content-type": "application/json" };
  const asked = { method: "PUT", headers, body: JSON.stringify(body), signal: AbortSignal.timeout(patienceMs) };
  const answer = await fetch(url, { ...asked, redirect: "error" });
  if (answer.ok) return;
  const said = /** @type {{ error?: { what?: string, fix?: string } } | undefined} */ (await answer.json().catch(() => undefined));
  throw new Error(`Stoa took no token: ${said?.error?.what ?? `it answered ${answer.status}.`} ${said?.error?.fix ?? ""}`.trimEnd());
}
