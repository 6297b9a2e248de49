export { checkStoaToken, StoaTokenError } from "./check-stoa-token.mjs";
export { signPerson } from "./sign-person.mjs";
