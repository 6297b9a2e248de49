// What the platform hands over: environment variables by prefix, names in small letters.
function fromEnvironment(prefix) {
  const entries = Object.entries(process.env).filter(([name]) => name.startsWith(prefix));
  return Object.fromEntries(entries.map(([name, value]) => [name.slice(prefix.length).toLowerCase(), value]));
}

export const readContext = () => fromEnvironment("PAN_CTX_");
export const readConfig = () => fromEnvironment("PAN_CFG_");
export const readSecrets = () => fromEnvironment("PAN_SEC_");

export const isTrue = (value) => /^(true|1|t|y|yes)$/i.test(value ?? "");

export function parseList(value) {
  if (!value) return [];
  return value.startsWith("[") ? JSON.parse(value) : value.split(",").map((part) => part.trim());
}
