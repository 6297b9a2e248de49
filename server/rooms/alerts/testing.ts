export { openAlert } from "./store/alerts.ts";
export { startMailReceiver } from "./testing/receivers.ts";
