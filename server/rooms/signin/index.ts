export { signinRoutes } from "./routes.ts";
export { sweepSignin } from "./sweep-signin.ts";
export type { SigninDeps } from "./open-provider.ts";
