export { startMailReceiver } from "./testing/receivers.ts";
