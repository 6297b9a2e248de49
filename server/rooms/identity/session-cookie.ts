import type { FastifyReply } from "fastify";

/** The session of a browser at the consoles. An empty value of 0 seconds takes it away. */
export function setSessionCookie(reply: FastifyReply, publicUrl: string, value: string, seconds: number): void {
  const secure = publicUrl.startsWith("https:") ? "; Secure" : "";
  void reply.header("set-cookie", `stoa_session=${value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${seconds}${secure}`);
}
