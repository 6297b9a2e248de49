export { checkStoaToken, StoaTokenError } from "./check-stoa-token.mjs";
export { handOverToken } from "./hand-over-token.mjs";
export { signPerson } from "./sign-person.mjs";
