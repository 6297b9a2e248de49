import { Type, type Static } from "typebox";
import { joinsAsNew, Name } from "./identity.ts";
import { Moment } from "./shared.ts";

export const SigninProviderBody = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 60, description: "On the button: Sign in with …" }),
  issuer: Type.String({ pattern: "^https?://", maxLength: 500, description: "As the provider's discovery document says it." }),
  clientId: Type.String({ minLength: 1, maxLength: 300 }),
  clientSecret: Type.String({ minLength: 1, maxLength: 500 }),
});
export const EditSigninProviderBody = Type.Object({ clientSecret: Type.String({ minLength: 1, maxLength: 500 }) });
export const SigninProviderView = Type.Object({
  id: Type.String(),
  name: Type.String(),
  issuer: Type.String(),
  clientId: Type.String(),
  redirect: Type.String({ description: "To be entered at the provider, exactly; each has its own." }),
  createdAt: Moment,
});
export type SigninProviderView = Static<typeof SigninProviderView>;
export const SigninProviderList = Type.Object({ items: Type.Array(SigninProviderView) });
export type SigninProviderList = Static<typeof SigninProviderList>;

/** What a sign-in page offers strangers. */
export const OfferedProviders = Type.Object({ items: Type.Array(Type.Object({ id: Type.String(), name: Type.String() })) });
export type OfferedProviders = Static<typeof OfferedProviders>;

export const BeginSigninBody = Type.Object({ providerId: Type.String() });
export const BegunSignin = Type.Object({ address: Type.String({ description: "Where the browser goes." }) });
export type BegunSignin = Static<typeof BegunSignin>;
export const FinishSigninBody = Type.Object({
  providerId: Type.String({ description: "The last part of the address the browser came back to." }),
  query: Type.String({ maxLength: 4_000, description: "What the provider put into the address it sent the browser back to." }),
  code: Type.Optional(Type.String({ minLength: 20, maxLength: 200, description: "Of an invitation, for whoever joins." })),
  name: Type.Optional(Name),
  asNew: Type.Optional(Type.Boolean({ description: joinsAsNew })),
});
