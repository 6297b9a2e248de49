export { openKeyRing } from "./open-key-ring.ts";
export { holdsSecrets, listSecrets, putSecret, readSecrets, removeSecrets, type Owner, type SecretInfo } from "./secrets.ts";
export { createMasker, maskText, type Masker } from "./create-masker.ts";
