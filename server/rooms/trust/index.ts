export { openKeyRing } from "./open-key-ring.ts";
export {
  holdsSecrets,
  listSecrets,
  operatorOwner,
  putSecret,
  readSecrets,
  removeSecrets,
  rotateDataKey,
  rotateOldKeys,
} from "./secrets.ts";
export { openSideAuthority, type SideAuthority } from "./open-side-authority.ts";
export { openSideSigner, readSideKeys, rotateSideKey, type SideSigner } from "./side-signing-keys.ts";
export { createMasker, type Masker } from "./create-masker.ts";
