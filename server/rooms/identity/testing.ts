export { audience, makeSigner, type HostSigner } from "./testing/host-signer.ts";
export { startNameServer, type NameServer } from "./testing/name-server.ts";
