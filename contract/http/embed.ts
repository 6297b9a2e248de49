import { Type, type Static } from "typebox";
import { Moment } from "./shared.ts";

/** What a host's page is told before it draws the frame: which side its key belongs to, and whether the frame may stand there. */
export const EmbedPlaceView = Type.Object({
  side: Type.Union([Type.String(), Type.Null()], { description: "Null when nobody registered the key." }),
  origin: Type.Union([Type.String(), Type.Null()], {
    description: "Where the frame is to stand: the side's own domain while it leads here, else this deployment's address.",
  }),
  test: Type.Boolean({ description: "A test side, or no known one: faults are told in full." }),
  problem: Type.Union([Type.Object({ code: Type.String(), what: Type.String(), why: Type.String(), fix: Type.String() }), Type.Null()]),
});
export type EmbedPlaceView = Static<typeof EmbedPlaceView>;

export const HostToken = Type.String({ maxLength: 8_192, description: "A JWT signed by the host, at most 60 s long and used once." });

export const EmbedSessionBody = Type.Object({
  token: HostToken,
  language: Type.Optional(
    Type.Enum(["en", "de"], { description: "What the host's page speaks; mails speak it too where the person chose none." }),
  ),
  guessed: Type.Optional(
    Type.Boolean({
      description: "The host's page did not say the language, its reader's browser does: a `locale` of the token goes before.",
    }),
  ),
});
export const TokenCheckBody = Type.Object({ token: HostToken });
export const EmbedSessionView = Type.Object({
  token: Type.String({ description: "Bearer secret of a session of 15 minutes." }),
  expiresAt: Moment,
  expiresIn: Type.Integer({ description: "Seconds from now until it ends, whatever the clock of whoever asked says." }),
  side: Type.String(),
  language: Type.Union([Type.Enum(["en", "de"]), Type.Null()], { description: "Chosen by the person; null: as the host says." }),
  pageLanguage: Type.Union([Type.Enum(["en", "de"]), Type.Null()], {
    description: "What the host's page says, or its token, or the browser; null: none of them.",
  }),
});
export type EmbedSessionView = Static<typeof EmbedSessionView>;

export const tokenCheckNames = ["form", "key", "signature", "audience", "clock", "length", "claims", "once"] as const;
export const TokenCheckView = Type.Object({
  name: Type.Enum(tokenCheckNames),
  state: Type.Enum(["passed", "failed", "not reached"]),
  what: Type.String(),
  fix: Type.Optional(Type.String()),
});
export type TokenCheckView = Static<typeof TokenCheckView>;
export const TokenChecksView = Type.Object({ accepted: Type.Boolean(), checks: Type.Array(TokenCheckView) });
export type TokenChecksView = Static<typeof TokenChecksView>;
