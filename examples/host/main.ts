import { join } from "node:path";
import { startHost } from "./start-host.ts";

const { env } = process;
const dataFolder = env["HOST_DATA"] ?? join(import.meta.dirname, ".data");
const port = Number(env["HOST_PORT"] ?? 4410);

try {
  const marketplace = { stoaUrl: env["STOA_URL"], issuer: env["HOST_ISSUER"], sideId: env["STOA_SIDE"], accessToken: env["STOA_TOKEN"] };
  const host = await startHost({ dataFolder, port, keyFile: env["HOST_KEY_FILE"], ...marketplace });
  console.log(`Ledgerline    ${host.url}`);
  console.log(`register it   ${host.url}/.well-known/marketplace-host.json`);
  for (const login of host.logins) console.log(`sign in       ${login.email} / ${login.password}   (${login.companyName}, ${login.role})`);
  for (const [company, key] of Object.entries(host.apiKeys)) console.log(`API key       ${key}   (${company})`);
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void host.stop());
} catch (error) {
  const taken = error instanceof Error && "code" in error && error.code === "EADDRINUSE";
  console.error(taken ? `Port ${port} is taken. Set HOST_PORT to a free one.` : error);
  process.exitCode = 1;
}
