export { audience, makeSigner, type HostSigner } from "./testing/host-signer.ts";
